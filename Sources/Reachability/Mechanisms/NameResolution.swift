internal import EstateModel
internal import TrafficSets

// Names come before addresses: a private DNS zone linked to the client's network, else public DNS.
// https://learn.microsoft.com/azure/private-link/private-endpoint-dns
extension ReachabilityGraph {
  static let nameArticle = "https://learn.microsoft.com/azure/private-link/private-endpoint-dns"

  /// Whose name service answers a host.
  enum Resolver {
    /// Azure's, with the private zones linked to this network.
    case network(ResourceID)
    /// The managed network's own: its private endpoints win.
    case managed
    case publicNames(why: String, source: SourcePosition?)
    /// The name does not resolve.
    case nobody(why: String, source: SourcePosition?)
    case unknown(UnknownValue)
  }

  func resolution(of host: Host, for asked: AskedName) -> Resolution {
    if let client = overlayClient(host) {
      switch client.dnsNetwork {
      case .known(let reference, _): return resolution(inNetwork: reference.id, of: nil, asked)
      case .unknown(let unknown): return Resolution(resolver: .unknown(unknown))
      case .absent:
        if case .subnet = client.placement { break }
        return Resolution(
          resolver: .publicNames(
            why: "client/\(client.name) names no network that resolves for it: public DNS answers",
            source: client.source))
      }
    }
    switch attachment(of: host) {
    case .subnet(let subnet, let interface):
      guard let network = estate.subnets[subnet]?.network else {
        return Resolution(
          resolver: .unknown(Self.missing("the network of \(text(for: host))")))
      }
      // Servers that an interface names come before those of its network.
      if let servers = interface.flatMap({ estate.interfaces[$0]?.dnsServers }), !servers.isEmpty {
        return resolution(
          by: servers, of: text(for: host), in: network, askedBy: host, asked, passed: [])
      }
      return resolution(inNetwork: network, of: host, asked)
    case .gateway, .internet, .service:
      return Resolution(resolver: .publicNames(why: "public DNS answers", source: nil))
    case .managed: return Resolution(resolver: .managed)
    case .unknown(let unknown): return Resolution(resolver: .unknown(unknown))
    }
  }

  /// From a sender to its addressed packets: one edge for each address that the name may lead to.
  func resolutionEdges(of host: Host, toward destination: Destination) -> [Edge] {
    var edges =
      edgesWithinEnvironment(of: host, toward: destination)
      ?? plainResolutionEdges(of: host, toward: destination)
    if case .front(let front) = destination, let doubt = front.doubtOfName {
      edges = doubting(edges, of: host, toward: front, doubt)
    }
    guard let name = calledName else { return edges }
    return self.edges(edges, of: host, calling: name, toward: destination)
  }

  func plainResolutionEdges(of host: Host, toward destination: Destination) -> [Edge] {
    let front: Front
    switch destination {
    case .front(let wanted): front = wanted
    case .host(let wanted):
      // Where the destination is in the network no input tells, every way may lead there.
      if case .unknown(let unknown) = attachment(of: wanted) {
        return [unknownEdge(of: wanted, unknown, toward: destination)]
      }
      if case .injected(let id) = wanted {
        let steps =
          injectedApp(id, askedBy: host)
          + (injectedName(id, askedBy: host).map { [$0] } ?? [])
        // Who calls a firewall asks for no name of the service.
        return [Edge(to: .addressed(host), steps.isEmpty ? Forwarding(to: .all) : Chain(steps))]
          + firewallCalls(of: host, toward: destination)
      }
      let plain = Edge(to: .addressed(host), Forwarding(to: .all))
      // Who calls one address uses none of the others.
      if calledAddress != nil { return [plain] }
      return [plain]
        + balancedCalls(of: host, toward: destination)
        + firewallCalls(of: host, toward: destination)
        + privateLinkCalls(of: host, toward: wanted)
    }
    if let endpoint = calledEndpoint(front) { return endpointCallEdges(of: host, front, endpoint) }
    if let edges = edgesToNobody(front) { return edges }
    if let firewall = calledFirewall(front) { return firewallCallEdges(of: host, front, firewall) }
    if let cluster = apiServer(front) { return apiServerEdges(of: host, front, cluster) }
    if let resource = front.resource, let gate = unmodelledGate(resource, front, host) {
      if let edges = globalBalancerEdges(resource, front, gate) { return edges }
      return [Edge(to: .service(front), gate)]
    }
    if front.zone == nil { return plainNameEdges(of: host, front) }
    let resolution = resolution(
      of: host, for: AskedName(name: front.name, zone: front.zone))
    let resolver = resolution.resolver
    if case .managed = resolver { return managedNameEdges(of: host, front) }
    let answers = answers(front, resolver, askedBy: text(for: host))
    let hidden = hiddenPrivateEndpoint(of: front, resolver).map {
      [Edge(to: .service(front), $0)]
    }
    return (hidden ?? []) + callsPastName(of: host, front)
      + answers.map { answer in
        let steps: [any Mechanism] =
          [Forwarding(to: answer.addresses)] + resolution.steps + [answer.gate]
        guard let endpoint = answer.misplaced else {
          return Edge(to: .addressed(host), Chain(steps))
        }
        return Edge(to: .privateEndpoint(endpoint.id), Chain(steps + [placeGate(endpoint)]))
      }
  }

  /// Of an endpoint whose workspace no input tells, any private endpoint to a workspace may be the way for who
  /// resolves its names in private.
  private func hiddenWorkspaceEndpoint(of front: Front, in network: ResourceID) -> Gate? {
    guard let resource = front.resource, front.privateLinkTarget(in: estate) == nil else {
      return nil
    }
    let endpoint = estate.onlineEndpoints[resource]
    guard endpoint?.isKubernetes != true,
      let workspace = endpoint?.workspace ?? estate.batchEndpoints[resource]?.workspace,
      estate.zones.contains(where: { zone in
        zone.zoneName.lowercased() == front.zone?.lowercased()
          && zone.links.contains { $0.network.names(network).isPossible }
      }),
      let leading = estate.privateEndpoints.first(where: { endpoint in
        guard let target = endpoint.target.value?.id else { return !endpoint.target.isAbsent }
        return target.isOfType("Microsoft.MachineLearningServices/workspaces")
          && endpoint.service(of: target, group: "amlworkspace").and(endpoint.isApproved)
            .isPossible
      })
    else { return nil }
    let node = selectors.text(for: leading.id)
    let unknown =
      workspace.unknown
      ?? UnknownValue(
        key: "\(resource)#workspace", because: "no input tells the workspace of \(front.selector)",
        source: workspace.source)
    return Gate(
      .unknown(unknown),
      Evidence(
        node: node, control: "privateEndpoint", rule: "workspace not known",
        source: unknown.source, why: unknown.because), hidesWay: true)
  }

  /// Of a resource that an input only reads, a private endpoint may stand wherever it is managed.
  private func hiddenPrivateEndpoint(of front: Front, _ resolver: Resolver) -> Gate? {
    if case .network(let network) = resolver,
      let gate = hiddenWorkspaceEndpoint(of: front, in: network)
    {
      return gate
    }
    guard case .network = resolver, front.group != nil,
      let target = front.privateLinkTarget(in: estate), let read = estate.listedOnly[target],
      !estate.privateEndpoints.contains(where: { front.isServed(by: $0, in: estate) })
    else { return nil }
    let node = selectors.text(for: target)
    let unknown = UnknownValue(
      key: "\(target)#privateEndpoints",
      because:
        "\(node) may have a private endpoint that is in no input: \(read.because)",
      source: read.source)
    return Gate(
      .unknown(unknown),
      Evidence(
        node: node, control: "privateEndpoint", rule: "private endpoints not known",
        source: read.source, why: unknown.because), hidesWay: true)
  }

  /// Where the subnet of a private endpoint is not known, nobody can tell who has a route to it.
  func placeGate(_ endpoint: PrivateEndpoint) -> Gate {
    let node = selectors.text(for: endpoint.id)
    let unknown =
      endpoint.subnet.unknown
      ?? UnknownValue(
        key: "\(endpoint.id)#subnet", because: "no input tells the subnet of \(node)",
        source: endpoint.source)
    return Gate(open: unknown, node: node, control: "subnet", rule: "subnet not known")
  }

  /// A service of a kind that is not modelled may be reached in ways that nothing here knows of.
  ///
  /// Where a private endpoint and its zone are known, these lead there as to any other service.
  private func unmodelledGate(_ resource: ResourceID, _ front: Front, _ host: Host) -> Gate? {
    if let account = estate.storageAccounts[resource], account.hasZonedNames.value == true,
      privateEndpointsByTarget[resource]?.isEmpty == false
    {
      let unknown = UnknownValue(
        key: "\(resource)#zonedNames",
        because: "no article tells the private zone of names like \(front.name)",
        source: account.hasZonedNames.source)
      return Gate(
        open: unknown, node: front.selector, control: "nameResolution", rule: "AzureDnsZone")
    }
    guard estate.others[resource] != nil, front.zone == nil else { return nil }
    let unknown = notModelled(resource)
    return Gate(open: unknown, node: front.selector, control: "kind", rule: "not modelled")
  }

  /// A name that no private zone can hold resolves publicly, or to the router of its cluster.
  private func plainNameEdges(of host: Host, _ front: Front) -> [Edge] {
    if let cluster = routerCluster(of: front) { return routerNameEdges(of: host, front, cluster) }
    if let gate = hiddenRouter(of: front) { return [Edge(to: .service(front), gate)] }
    let addresses = book[.front(front.name)].map { AddressSet($0) } ?? .empty
    let forwarding = Forwarding(to: addresses)
    // Whom no server answers resolves no name at all.
    let asked = AskedName(name: front.name, zone: nil)
    let resolution = resolution(of: host, for: asked)
    if let silence = resolution.silence {
      return [Edge(to: .addressed(host), Chain([forwarding, silence]))]
    }
    guard case .nobody(let why, let source) = resolution.resolver else {
      let open = resolution.steps.first { step in
        if let gate = step as? Gate, case .unknown = gate.action { true } else { false }
      }
      return [Edge(to: .addressed(host), Chain([forwarding] + (open.map { [$0] } ?? [])))]
    }
    let proof = Evidence(
      node: "internet", control: "nameResolution", rule: "DNS servers", source: source,
      article: source == nil ? Self.nameArticle : nil, why: why)
    return [Edge(to: .addressed(host), Chain([forwarding, Gate(.deny, proof)]))]
  }

  /// An address that a name may lead to, and whether it does.
  private struct NameAnswer {
    let addresses: AddressSet
    let gate: Gate
    /// The private endpoint, where its subnet is not known.
    var misplaced: PrivateEndpoint?
  }

  /// Every address that the name could lead to; the gate of each says whether it does, here.
  private func answers(
    _ front: Front, _ resolver: Resolver, askedBy client: String
  ) -> [NameAnswer] {
    let endpoints = estate.privateEndpoints.filter {
      front.isServed(by: $0, in: estate)
    }
    let publicAddress = book[.front(front.name)].map { AddressSet($0) } ?? .empty
    let finding = nameFinding(front, resolver, endpoints, askedBy: client)
    let choices = finding.choices ?? endpoints.map(\.id.description) + ["public", "none"]
    func answer(_ addresses: AddressSet, _ gate: Gate, _ choice: String) -> NameAnswer {
      guard case .unknown = gate.action else { return NameAnswer(addresses: addresses, gate: gate) }
      // The name leads to one of these addresses, or to none, whatever is not known: a case for each.
      let cases = Dictionary(
        choices.map { ($0, $0 == choice) }, uniquingKeysWith: { first, _ in first })
      return NameAnswer(
        addresses: addresses, gate: Gate(gate.action, gate.evidence, cases: cases))
    }
    return endpoints.map { endpoint in
      var found = answer(
        addresses(of: endpoint), finding.gate(for: endpoint.id), endpoint.id.description)
      if endpoint.subnet.value.flatMap({ estate.subnets[$0.id] }) == nil {
        found.misplaced = endpoint
      }
      return found
    } + [answer(publicAddress, finding.publicGate, "public")]
  }
}
