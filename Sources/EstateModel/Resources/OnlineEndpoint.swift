/// An online endpoint: the scoring address of one or more deployments.
///
/// See <https://learn.microsoft.com/azure/machine-learning/concept-secure-online-endpoint>.
package struct OnlineEndpoint: EstateResource {
  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  package var origin: ResourceOrigin = .template
  /// The workspace; unknown where the files name none and the estate has several.
  package var workspace: Setting<Reference> = .absent
  package var publicAccess: Setting<PublicAccess> = .absent
  /// The Kubernetes compute that serves it; absent for a managed endpoint.
  package var compute: Setting<Reference> = .absent
  /// A Kubernetes endpoint even where its compute is not named.
  package var isKubernetes = false

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}
