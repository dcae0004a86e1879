internal import EstateModel
internal import TrafficSets

// Rules of destination translation whose translated address is open may lead to any host.
// https://learn.microsoft.com/azure/firewall/tutorial-firewall-dnat
extension ReachabilityGraph {
  /// From a sender that may reach a host by calling a firewall, of whose rule nobody knows whom it leads
  /// to; the firewall answers the caller, and puts its own address in the place of the caller's.
  func openTranslationCalls(of sender: Host, toward host: Host) -> [Edge] {
    switch host {
    case .interface, .subnet, .subnetAddress: break
    default: return []
    }
    return estate.firewalls.flatMap { firewall -> [Edge] in
      if notModelled(firewall) != nil { return [] }
      if rulesDoubt(of: firewall) != nil {
        // Whoever gets to the firewall may be led on; what is known of that is told there.
        let calls = publicAddresses(of: firewall)
        if case .internet = attachment(of: sender) { return [] }
        if calls.isEmpty { return [] }
        return [
          Edge(
            to: .addressed(sender),
            Chain([Forwarding(to: .all)]).translating(.destination(calls, ports: nil)))
        ]
      }
      return translations(of: firewall).compactMap { rule, _ in
        guard let unknown = rule.translatedAddress.unknown else { return nil }
        let gate = Gate(
          open: unknown, node: selectors.text(for: firewall.id), control: "firewallRule",
          rule: "DNAT rule \(rule.name)")
        return Edge(to: .answered(host), Chain([Sorting(traffic: arrivals(by: rule)), gate]))
      }
    }
  }
}
