internal import EstateModel
internal import TrafficSets

// Private link services: a private endpoint leads, by a balancer, to machines of another network. Which
// balancer that is, and as which address of that network the packets arrive, is not modelled.
// https://learn.microsoft.com/azure/private-link/private-link-service-overview
extension ReachabilityGraph {
  /// From a sender that may reach a machine behind a balancer by the private endpoint of a service: the
  /// machine's groups see an address of its own network.
  func privateLinkCalls(of sender: Host, toward host: Host) -> [Edge] {
    guard mayBeCalledByPrivateLink(host), case .subnet(let entered, _) = attachment(of: host),
      let far = estate.subnets[entered].flatMap({ estate.networks[$0.network] }),
      case .subnet(let subnet, _) = attachment(of: sender),
      let network = estate.subnets[subnet].flatMap({ estate.networks[$0.network] }),
      let endpoint = endpointsOfLinkServices.first(where: { mayReach($0, from: network) })
    else { return [] }
    let node = selectors.text(for: endpoint.id)
    let unknown = UnknownValue(
      key: "\(endpoint.id)#service",
      because: "where the private link service behind \(node) leads is not modelled",
      source: endpoint.target.source ?? endpoint.source)
    return [
      Edge(
        to: .entering(subnet: entered),
        Chain([
          Sorting(traffic: TrafficSet(protocols: ProtocolSet(.tcp, .udp))),
          Gate(open: unknown, node: node, control: "privateEndpoint", rule: "private link service"),
        ]).translating(
          .both(sources: ranges(of: far).possible, destinations: addresses(of: host), ports: nil)))
    ]
  }

  /// From the internet by Front Door, which may call a private link service as a customer of it. Replies
  /// go back to the service, by whose address the call comes.
  ///
  /// See <https://learn.microsoft.com/azure/frontdoor/private-link>.
  func frontDoorEntries(toward host: Host) -> [Edge] {
    func first(_ type: String) -> OpaqueResource? {
      knownNetworks.firstOthers.value(for: type) {
        estate.others.first { $0.id.type.lowercased() == type }
      }
    }
    guard isBalanced(host), let service = first("microsoft.network/privatelinkservices"),
      let door = first("microsoft.cdn/profiles")
    else { return [] }
    let node = selectors.text(for: service.id)
    let unknown = UnknownValue(
      key: "\(service.id)#callers",
      because: "whether \(selectors.text(for: door.id)) leads through \(node) is not modelled",
      source: service.source)
    return [
      Edge(
        to: .answered(host),
        Chain([
          Sorting(traffic: TrafficSet(protocols: ProtocolSet(.tcp))),
          Gate(open: unknown, node: node, control: "privateEndpoint", rule: "private link service"),
        ]))
    ]
  }

  /// From the internet by Front Door to a service that is an origin of it, which it may call by a
  /// private endpoint of its own.
  func frontDoorEntries(toward front: Front, at address: AddressSet) -> [Edge] {
    guard let resource = front.resource,
      let origin = estate.others.first(where: { other in
        other.id.type.lowercased() == "microsoft.cdn/profiles/origingroups/origins"
          && other.references.contains { $0.id == resource }
      })
    else { return [] }
    let node = selectors.text(for: origin.id)
    let unknown = UnknownValue(
      key: "\(origin.id)#origin",
      because:
        "whether Front Door leads to \(front.selector) as its origin \(node) is not modelled",
      source: origin.source)
    return [
      Edge(
        to: .service(front),
        Chain([
          Forwarding(to: address),
          Sorting(
            traffic: TrafficSet(protocols: ProtocolSet(.tcp), destinationPorts: PortSet(443))),
          Gate(open: unknown, node: node, control: "privateEndpoint", rule: "origin"),
        ]))
    ]
  }

  /// Whether somebody may call the host by a private endpoint.
  func mayBeCalledByPrivateLink(_ host: Host) -> Bool {
    isBalanced(host) && !endpointsOfLinkServices.isEmpty
  }

  /// What a private endpoint hands to a private link service: TCP and UDP, as far as rules of its balancer
  /// take it; whom that reaches is not modelled.
  func linkServiceGates(_ endpoint: PrivateEndpoint) -> [any Mechanism] {
    guard let service = endpoint.target.value?.id,
      service.isOfType("Microsoft.Network/privateLinkServices")
    else { return [] }
    let node = selectors.text(for: endpoint.id)
    let unknown = UnknownValue(
      key: "\(endpoint.id)#service",
      because: "where the private link service behind \(node) leads is not modelled",
      source: endpoint.target.source ?? endpoint.source)
    let streams = TrafficSet(protocols: ProtocolSet(.tcp, .udp))
    let behind = (estate.others[service]?.references ?? []).compactMap {
      estate.loadBalancers[$0.id]
    }
    let isKnown =
      !behind.isEmpty && behind.allSatisfy { $0.isModelled && $0.isDescribed && $0.open == nil }
    let taken =
      isKnown
      ? behind.flatMap(\.rules).reduce(TrafficSet.empty) { $0.union(Pattern($1).before) } : streams
    func evidence(_ why: String) -> Evidence {
      Evidence(
        node: node, control: "privateEndpoint", rule: "private link service",
        source: unknown.source, why: why)
    }
    return [
      RuleList([
        RuleList.Clause(
          taken.intersection(streams), .unknown(unknown), evidence(unknown.because)),
        RuleList.Clause(
          .all, .deny,
          evidence("no rule of the load balancer behind \(node) takes it")),
      ])
    ]
  }

  private func mayReach(_ endpoint: PrivateEndpoint, from network: VirtualNetwork) -> Bool {
    guard let home = endpoint.subnet.value.flatMap({ estate.subnets[$0.id]?.network }) else {
      return true
    }
    return home == network.id || network.peering(to: home) != nil
  }
}
