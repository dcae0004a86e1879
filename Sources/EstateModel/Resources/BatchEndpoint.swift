/// A batch endpoint; it has no network settings of its own.
///
/// See <https://learn.microsoft.com/azure/machine-learning/how-to-secure-batch-endpoint>.
package struct BatchEndpoint: EstateResource {
  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  package var workspace: Setting<Reference> = .absent

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}
