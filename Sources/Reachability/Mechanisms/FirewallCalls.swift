internal import EstateModel
internal import TrafficSets

// A firewall as a destination of its own: at its public addresses rules of destination translation
// listen, and nothing else.
// https://learn.microsoft.com/azure/firewall/destination-nat-rules
extension ReachabilityGraph {
  /// A firewall as a name that is called; it answers on the ports of its rules.
  func front(of firewall: AzureFirewall) -> Front {
    let selector = selectors.text(for: firewall.id)
    return Front(
      owner: .resource(firewall.id), selector: selector, name: "<\(selector)>", tags: [], ports: [])
  }

  func calledFirewall(_ front: Front) -> AzureFirewall? {
    front.resource.flatMap { estate.firewalls[$0] }
  }

  /// From a sender that calls a firewall: to its public addresses, as far as any route leads there.
  func firewallCallEdges(
    of host: Host, _ front: Front, _ firewall: AzureFirewall
  ) -> [Edge] {
    let node = selectors.text(for: firewall.id)
    let open =
      notModelled(firewall)
      ?? (firewall.isDescribed ? nil : Self.missing("the rules of \(node)"))
      ?? rulesDoubt(of: firewall)
      ?? firewall.configurations.lazy.compactMap(\.publicAddress.unknown).first
    if let open {
      return [
        Edge(
          to: .service(front),
          Gate(open: open, node: node, control: "firewallRule", rule: "DNAT rules not known"))
      ]
    }
    let addresses = publicAddresses(of: firewall)
    var edges = [
      addresses.isEmpty
        ? Edge(
          to: .dropped(node),
          Gate(
            .deny,
            Evidence(
              node: node, control: "publicAddress", rule: "no public address",
              source: firewall.source, why: "\(node) has no public IP address")))
        : Edge(to: .addressed(host), Forwarding(to: addresses))
    ]
    let inside = listeners(of: firewall, at: addresses.complement)
    switch attachment(of: host) {
    case .internet, .managed, .service: break
    case .subnet, .gateway, .unknown:
      if inside.isEmpty { break }
      let unknown = UnknownValue(
        key: "\(firewall.id)#privateCalls",
        because: "calls of \(node) by its private address are not followed",
        source: firewall.source)
      edges.append(
        Edge(
          to: .service(front),
          Chain([
            Sorting(traffic: inside.reduce(TrafficSet.empty) { $0.union($1.arriving) }),
            Gate(open: unknown, node: node, control: "firewallRule", rule: "private address"),
          ])))
    }
    return edges
  }

  /// The rules that listen at some of these addresses.
  private func listeners(of firewall: AzureFirewall, at addresses: AddressSet) -> [FirewallEntry] {
    firewallEntries(of: firewall).filter { !$0.calls.isDisjoint(with: addresses) }
  }

  /// From where a packet for the firewall's public addresses has come to the rules that listen there.
  func firewallListening(_ front: Front, _ firewall: AzureFirewall) -> [Edge] {
    let own = Forwarding(to: publicAddresses(of: firewall))
    return listeners(of: firewall, at: own.destinations).map { entry in
      Edge(to: .service(front), Chain([own, Sorting(traffic: entry.before), entry.list]))
    }
  }

  /// From the internet to these rules; what none of them listens for goes nowhere.
  func firewallArrivals(_ front: Front, _ firewall: AzureFirewall) -> [Edge] {
    let node = selectors.text(for: firewall.id)
    let own = Forwarding(to: publicAddresses(of: firewall))
    let taken = listeners(of: firewall, at: own.destinations)
      .reduce(TrafficSet.empty) { $0.union($1.before) }
    return firewallListening(front, firewall) + [
      Edge(
        to: .dropped(node),
        Chain([
          own, Sorting(traffic: TrafficSet.all.subtracting(taken)),
          Gate(
            .deny,
            Evidence(
              node: node, control: "firewallRule", rule: "no DNAT rule", source: firewall.source,
              why: "no DNAT rule of \(node) listens there")),
        ]))
    ]
  }
}

extension ReachabilityGraph.FirewallEntry {
  /// By protocol and port alone.
  fileprivate var arriving: TrafficSet {
    TrafficSet(protocols: protocols, destinationPorts: ports)
  }
}
