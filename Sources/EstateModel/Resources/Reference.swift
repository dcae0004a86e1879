/// A reference to another resource, and where it is written.
package struct Reference: Hashable, Sendable {
  package let id: ResourceID
  package let source: SourcePosition

  package init(_ id: ResourceID, at source: SourcePosition) {
    self.id = id
    self.source = source
  }
}
