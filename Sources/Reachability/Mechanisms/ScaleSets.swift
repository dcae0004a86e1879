internal import EstateModel
internal import TrafficSets

// The instances of a flexible scale set have no default outbound access.
// https://learn.microsoft.com/azure/virtual-network/ip-services/default-outbound-access
extension ReachabilityGraph {
  /// What keeps instances without a public address from leaving a subnet by default.
  func flexibleScaleSets(in subnet: Subnet) -> [RuleList.Clause] {
    // Members of a balancer leave by that. One that is not modelled may have members that it alone names.
    let balancer = unmodelledBalancers.first { mayGiveWayOut($0.id) }
    return estate.scaleSets.compactMap { set in
      let addresses = set.interfaces.reduce(AddressSet.empty) { addresses, reference in
        guard let pattern = reference.value.flatMap({ estate.interfaces[$0.id] }),
          pattern.configurations.allSatisfy(\.publicAddress.isAbsent)
        else { return addresses }
        return addresses.union(self.addresses(of: pattern, in: subnet.id))
      }
      let node = selectors.text(for: set.id)
      let action: Decision.Action
      switch set.orchestration {
      case .known(.uniform, _), .absent: return nil
      case .unknown(let unknown): action = .unknown(unknown)
      case .known(.flexible, _):
        action =
          balancer.map {
            .unknown(
              UnknownValue(
                key: "\(set.id)#outbound",
                because:
                  "whether \(selectors.text(for: $0.id)) leads \(node) out is not modelled yet",
                source: $0.source))
          } ?? .deny
      }
      if addresses.isEmpty { return nil }
      return RuleList.Clause(
        TrafficSet(sources: addresses), action,
        Evidence(
          node: node, control: "outboundMethod", rule: "orchestrationMode: Flexible",
          source: set.orchestration.source,
          why: "\(node) is a flexible scale set, which has no default outbound access"),
        remedies: [.attachNATGateway(subnet: subnet.id, at: subnet.source)])
    }
  }
}
