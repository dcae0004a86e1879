/// A deployment under an online endpoint: what scores, and what calls out.
package struct OnlineDeployment: EstateResource {
  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  package var endpoint: Setting<Reference> = .absent
  /// `egress_public_network_access`.
  package var egressPublicAccess: Setting<PublicAccess> = .absent
  /// The image of its environment, where a file names one.
  package var image: Setting<String> = .absent
  package var isKubernetes = false
  /// The Azure Machine Learning registries that its model, environment and code come from, by name; open
  /// where no input tells what it takes.
  package var registries: [Setting<String>] = []

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}
