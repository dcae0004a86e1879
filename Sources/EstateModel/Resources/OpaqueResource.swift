/// A resource of a kind that is not modelled: listed and drawn, and what passes it is unknown.
package struct OpaqueResource: EstateResource {
  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  /// The resources that it refers to, in document order.
  package var references: [Reference] = []

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}
