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

  /// What a private endpoint leads on to a private link service: TCP and UDP over IPv4, as far as a rule of
  /// the balancer's frontend takes them. The way on is not modelled.
  func linkServiceGates(_ endpoint: PrivateEndpoint) -> [any Mechanism] {
    guard let target = endpoint.target.value?.id,
      target.isOfType("Microsoft.Network/privateLinkServices")
    else { return [] }
    let node = selectors.text(for: endpoint.id)
    func evidence(_ rule: String, _ source: SourcePosition?, _ why: String) -> Evidence {
      Evidence(
        node: node, control: "privateEndpoint", rule: rule, source: source,
        article: source == nil ? Self.linkServiceArticle : nil, why: why)
    }
    let unknown = UnknownValue(
      key: "\(endpoint.id)#service",
      because: "where the private link service behind \(node) leads is not modelled",
      source: endpoint.target.source ?? endpoint.source)
    let carried = TrafficSet(protocols: ProtocolSet(.tcp, .udp))
    // The service refers to frontends of balancers, of which the balancer is told.
    let behind = (estate.others[target]?.references ?? []).compactMap {
      estate.loadBalancers[$0.id]
    }
    var taken = carried
    let isKnown =
      !behind.isEmpty && behind.allSatisfy { $0.isModelled && $0.isDescribed && $0.open == nil }
    if isKnown {
      taken = behind.flatMap(\.rules).reduce(TrafficSet.empty) {
        $0.union(Pattern($1).before)
      }.intersection(carried)
    }
    return [
      RuleList([
        RuleList.Clause(
          taken, .unknown(unknown),
          evidence("private link service", unknown.source, unknown.because)),
        RuleList.Clause(
          carried, .deny,
          evidence(
            "no rule", unknown.source,
            "no rule of the balancer behind the private link service of \(node) takes it")),
        RuleList.Clause(
          .all, .deny,
          evidence(
            "TCP and UDP only", nil, "a private link service carries TCP and UDP only")),
      ])
    ]
  }

  private static let linkServiceArticle =
    "https://learn.microsoft.com/azure/private-link/private-link-service-overview"

  /// Whether somebody may call the host by a private endpoint.
  func mayBeCalledByPrivateLink(_ host: Host) -> Bool {
    isBalanced(host) && !endpointsOfLinkServices.isEmpty
  }

  private func mayReach(_ endpoint: PrivateEndpoint, from network: VirtualNetwork) -> Bool {
    guard let home = endpoint.subnet.value.flatMap({ estate.subnets[$0.id]?.network }) else {
      return true
    }
    return home == network.id || network.peering(to: home) != nil
  }
}
