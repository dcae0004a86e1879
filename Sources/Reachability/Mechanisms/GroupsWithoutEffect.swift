internal import EstateModel
internal import TrafficSets

// Where a security group stands and has no say, or where nobody knows what it says.
extension ReachabilityGraph {
  /// That the group at a subnet is none, with a warning; `nil` at all subnets but those of firewalls and
  /// gateways.
  ///
  /// The platform disables a group at the subnet of Azure Firewall, and does not support one at that of
  /// a gateway.
  func ignoredGroup(at subnet: ResourceID) -> Gate? {
    let node = selectors.text(for: subnet)
    let source = estate.subnets[subnet]?.securityGroup.source
    func gate(_ why: String, _ warning: String, _ article: String) -> Gate {
      Gate(
        .allow,
        Evidence(
          node: node, control: "securityGroup", rule: "group without effect", source: source,
          article: article, why: why),
        warnings: [
          Remark(node: node, property: "networkSecurityGroup", because: warning, source: source)
        ])
    }
    switch subnet.name.lowercased() {
    case "azurefirewallsubnet":
      return gate(
        "the platform disables a security group at the subnet of a firewall",
        "the security group at \(node) filters nothing: the platform disables it there",
        "https://learn.microsoft.com/azure/firewall/firewall-faq")
    case "gatewaysubnet":
      return gate(
        "a security group at the subnet of a gateway is not supported, and counts as none here",
        "the security group at \(node) is not supported there, and can stop the gateway",
        "https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-gateway-settings")
    default: return nil
    }
  }

  /// ICMP over IPv6, of which nobody says what a group makes.
  ///
  /// See <https://learn.microsoft.com/azure/virtual-network/ip-services/ipv6-overview>.
  func unfilteredClauses(
    of group: NetworkSecurityGroup, at subnet: ResourceID
  ) -> [RuleList.Clause] {
    let prefixes = estate.subnets[subnet].flatMap { estate.networks[$0.network] }?.addressSpace
    guard prefixes?.contains(where: { $0.value.map { $0.family == .ipv6 } ?? true }) == true
    else { return [] }
    let node = selectors.text(for: group.id)
    let unknown = UnknownValue(
      key: "\(group.id)#ICMPv6",
      because: "security groups cannot filter ICMPv6, and no article says "
        + "what they do with it", source: group.source)
    return [
      RuleList.Clause(
        TrafficSet(
          sources: book.ipv6, destinations: book.ipv6,
          protocols: ProtocolSet(.icmp, TransportProtocol(rawValue: 58))),
        .unknown(unknown),
        Evidence(
          node: node, control: "securityGroup", rule: "ICMPv6", source: group.source,
          why: unknown.because))
    ]
  }
}
