/// An application security group; its members name it.
package struct ApplicationSecurityGroup: EstateResource {
  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}
