/// A service endpoint policy: which storage accounts the subnets that name it reach by their service
/// endpoint.
///
/// See <https://learn.microsoft.com/azure/virtual-network/virtual-network-service-endpoint-policies-overview>.
package struct ServiceEndpointPolicy: EstateResource {
  /// What a definition lists.
  package enum Scope: Hashable, Sendable {
    case account(ResourceID)
    /// All accounts of a subscription, or of one resource group; what the id does not say agrees with any.
    case group(subscription: String?, resourceGroup: String?)
    /// All accounts of the subscription, or of the resource group, that a template is deployed to, where no
    /// input tells which that is.
    case ownGroup(isWholeSubscription: Bool, UnknownValue)
    /// What services of Azure's have for themselves, `/services/Azure/MachineLearning`.
    case alias(String)
  }

  package struct Definition: Sendable {
    package let name: String
    package let source: SourcePosition
    /// `Microsoft.Storage`, or `Global` for aliases.
    package var service: Setting<String> = .absent
    package var scopes: [Setting<Scope>] = []
    /// Why it is not known whether the policy has the definition; `nil` where it does.
    package var presence: UnknownValue?

    package init(name: String, source: SourcePosition) {
      self.name = name
      self.source = source
    }
  }

  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  package var definitions: [Definition] = []
  /// Why there may be further definitions, which no input shows.
  package var open: UnknownValue?

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}
