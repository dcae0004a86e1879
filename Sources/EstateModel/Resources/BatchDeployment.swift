/// A deployment under a batch endpoint; the compute that it names does the work.
package struct BatchDeployment: EstateResource {
  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  package var endpoint: Setting<Reference> = .absent
  package var compute: Setting<Reference> = .absent
  package var image: Setting<String> = .absent

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}
