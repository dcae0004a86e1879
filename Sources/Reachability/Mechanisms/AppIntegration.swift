internal import EstateModel
internal import TrafficSets

// Apps that send through a subnet of yours: private addresses and what service endpoints of the subnet
// lead to in any case, other public addresses only if the app routes all of its traffic there.
// https://learn.microsoft.com/azure/app-service/overview-vnet-integration
extension ReachabilityGraph {
  /// From an app, or from hosts of a subnet that is for apps.
  ///
  /// - Returns: `nil` for hosts in other subnets.
  func appIntegrationEdges(
    of host: Host, in subnet: ResourceID, toward destination: Destination
  ) -> [Edge]? {
    guard let described = estate.subnets[subnet],
      described.isDelegated(to: "Microsoft.Web/serverFarms")
    else { return nil }
    let node = selectors.text(for: subnet)
    var senders = "the apps in \(node)"
    var verb = "route"
    if case .app(let id) = host { (senders, verb) = (selectors.text(for: id), "routes") }
    let integration = AppIntegration(
      subnet: described, node: node, senders: senders, verb: verb,
      routesEverything: routesEverything(host, in: subnet),
      egress: book[.egress(.subnet(subnet))].map { AddressSet($0) } ?? .empty)
    let open = publicSpace
    guard let (taken, doubt) = serviceEndpointAddresses(described, toward: destination) else {
      return [integration.edge(to: open.complement)] + integration.edges(toPublic: open)
    }
    guard let doubt else {
      return [integration.edge(to: open.complement.union(taken))]
        + integration.edges(toPublic: open.subtracting(taken))
    }
    return [integration.edge(to: open.complement)]
      + integration.edges(toPublic: open.subtracting(taken))
      + integration.edges(toPublic: taken, byServiceEndpoint: doubt)
  }

  /// Whether an app routes all of its traffic through its subnet, by its own setting; for hosts of the
  /// subnet, where all of the apps there say the same.
  private func routesEverything(_ host: Host, in subnet: ResourceID) -> Setting<Bool> {
    if case .app(let id) = host {
      return estate.services[id]?.switches[.routesEverything] ?? .absent
    }
    let settings = estate.services.filter { $0.sendingSubnet.value?.id == subnet }.map {
      $0.switches[.routesEverything] ?? .absent
    }
    guard let first = settings.first, let value = first.value,
      settings.allSatisfy({ $0.value == value })
    else { return .absent }
    return first
  }
}

/// The subnet of an integration, and how its apps route.
private struct AppIntegration {
  let subnet: Subnet
  let node: String
  /// Whose setting it is, and whether that is one app or several.
  let senders: String
  let verb: String
  let routesEverything: Setting<Bool>
  /// The addresses by which apps leave that do not send through the subnet.
  let egress: AddressSet

  /// What is sent through the subnet, however the app routes.
  func edge(to destinations: AddressSet) -> Edge {
    Edge(to: .leaving(subnet: subnet.id), Forwarding(to: destinations))
  }

  /// Through the subnet if all traffic is routed, else as if there were no integration.
  func edges(toPublic destinations: AddressSet) -> [Edge] {
    through(destinations, gate(routed: true)) + past(destinations, gate(routed: false))
  }

  /// The same where the subnet may have a service endpoint that leads there.
  func edges(toPublic destinations: AddressSet, byServiceEndpoint doubt: UnknownValue) -> [Edge] {
    if routesEverything.value == true { return through(destinations, gate(routed: true)) }
    let gate = Gate(
      open: doubt, node: node, control: "serviceEndpoint", rule: "service endpoint not known")
    return through(destinations, gate) + past(destinations, gate)
  }

  private func through(_ destinations: AddressSet, _ gate: Gate) -> [Edge] {
    [Edge(to: .leaving(subnet: subnet.id), Chain([Forwarding(to: destinations), gate]))]
  }

  private func past(_ destinations: AddressSet, _ gate: Gate) -> [Edge] {
    [
      Edge(
        to: .internet,
        Chain([Forwarding(to: destinations), gate]).translating(.sources(egress)))
    ]
  }

  private func gate(routed: Bool) -> Gate {
    if case .known(let isRouted, let source) = routesEverything {
      return Gate(
        isRouted == routed ? .allow : .deny,
        Evidence(
          node: node, control: "delegation", rule: "vnetRouteAllEnabled: \(isRouted)",
          source: source,
          why: isRouted
            ? "\(senders) \(verb) all traffic through \(node)"
            : "\(senders) \(verb) private addresses alone through \(node)"))
    }
    let unknown =
      routesEverything.unknown
      ?? UnknownValue(
        key: "\(senders) \(subnet.id)#routeAll",
        because: "no input tells whether \(senders) \(verb) all traffic through \(node)",
        source: subnet.source)
    return Gate(
      .unknown(unknown),
      Evidence(
        node: node, control: "delegation", rule: "outbound traffic routing",
        source: unknown.source, article: ReachabilityGraph.appIntegrationArticle,
        why: unknown.because),
      cases: ["all": routed, "private": !routed])
  }
}
