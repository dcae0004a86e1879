/// What ties a gateway to a site on premises, to another gateway or to a circuit.
///
/// See <https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-gateway-settings>.
package struct GatewayConnection: EstateResource {
  package enum Kind: String, Hashable, Sendable {
    case site = "IPsec"
    case network = "Vnet2Vnet"
    case circuit = "ExpressRoute"
    case client = "VPNClient"
  }

  package enum Status: String, Hashable, Sendable {
    case connected = "Connected"
    case connecting = "Connecting"
    case notConnected = "NotConnected"
  }

  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  package var kind: Setting<Kind> = .absent
  package var gateway: Setting<Reference> = .absent
  /// Of `Vnet2Vnet` the gateway of the other network.
  package var otherGateway: Setting<Reference> = .absent
  /// Of `IPsec` the local network gateway.
  package var site: Setting<Reference> = .absent
  /// Whether prefixes are learned over it, which no configuration has.
  package var learnsPrefixes: Setting<Bool> = .absent
  package var usesPolicySelectors: Setting<Bool> = .absent
  /// The rules by which addresses change on it.
  package var translationRules: [Setting<String>] = []
  /// Whether packets from on premises go past the gateway.
  package var bypassesGateway: Setting<Bool> = .absent
  /// Only exported resources carry it.
  package var status: Setting<Status> = .absent

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}
