internal import EstateModel
internal import TrafficSets

// Network appliances: machines that forward what a route hands them.
// https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview
extension ReachabilityGraph {
  /// Who has the address of a next hop, seen from a network.
  enum HopOwner {
    case interface(ResourceID)
    /// A frontend of an internal load balancer.
    case frontend(ResourceID)
    case firewall(ResourceID)
    case unknown(UnknownValue)
    /// In no network that the subnet reaches directly: the route is not valid.
    case nobody
  }

  /// From a subnet to the appliance that its route names.
  func applianceEdges(
    _ address: Address, _ branch: RouteSelection.Branch, from subnet: Subnet,
    in network: VirtualNetwork, toward destination: Destination
  ) -> [Edge] {
    switch owner(of: address, seenFrom: network) {
    case .interface(let id):
      var steps: [any Mechanism] = [branch.forwarding]
      var replies: [any Mechanism] = []
      let home = estate.interfaces[id]?.configurations.compactMap(\.subnet.value?.id).first
      if let home, let remote = estate.subnets[home]?.network, remote != network.id,
        let peering = network.peering(to: remote), let other = estate.networks[remote]
      {
        steps += peeringGates(peering, of: network, to: other, from: subnet.id, into: home)
        replies = forwardedReplies(to: network, by: peering)
      }
      // What is for the next hop itself arrives there, and needs no forwarding.
      let itself = AddressSet(address)
      let forwarded = Edge(
        to: .appliance(id, arriving: true),
        Chain([Forwarding(to: itself.complement)] + steps + replies))
      guard let home else { return [forwarded] }
      return [
        forwarded, Edge(to: .entering(subnet: home), Chain([Forwarding(to: itself)] + steps)),
      ]
    case .frontend(let id): return frontendHop(id, branch, from: subnet, in: network)
    case .firewall(let id):
      return firewallHop(id, at: address, branch, from: subnet, in: network)
    case .unknown(let unknown):
      let evidence = Evidence(
        node: branch.evidence?.node ?? selectors.text(for: subnet.id), control: "nextHop",
        rule: "next hop \(book.label(address))", source: branch.evidence?.source ?? unknown.source,
        why: unknown.because)
      let steps: [any Mechanism] = [
        branch.forwarding, Gate(.unknown(unknown), evidence, hidesWay: true),
      ]
      return anyEnd(of: destination).map { Edge(to: $0, Chain(steps)) }
        + doubtfulPublicEdges(toward: destination, .all, steps)
    case .nobody:
      let node = selectors.text(for: subnet.id)
      return [
        Edge(
          to: .dropped(node),
          Chain([
            branch.forwarding,
            Gate(
              .deny,
              Evidence(
                node: branch.evidence?.node ?? node, control: "nextHop",
                rule: branch.evidence?.rule ?? "next hop \(book.label(address))",
                source: branch.evidence?.source,
                why:
                  "\(book.label(address)) is in no network that \(node) reaches directly: the route is not valid"
              )),
          ]))
      ]
    }
  }

  /// Where a packet may come out that somebody unknown forwards.
  func anyEnd(of destination: Destination) -> [Place] {
    switch destination {
    case .front(let front):
      ends(of: destination) + [.publicSide(front)]
    case .host: ends(of: destination)
    }
  }

  func owner(of address: Address, seenFrom network: VirtualNetwork) -> HopOwner {
    let reach =
      [network.id]
      + network.peerings.filter { !isDown($0, of: network) }.compactMap { $0.remote.value?.id }
    let holders = interfaces(having: address).filter { id in
      guard let home = estate.interfaces[id]?.configurations.compactMap(\.subnet.value?.id).first,
        let network = estate.subnets[home]?.network
      else { return false }
      return reach.contains(network)
    }
    let frontends = (balancers.frontendsByAddress[address] ?? []).filter { id in
      balancers.frontends[id]?.subnet.value.flatMap { estate.subnets[$0.id]?.network }
        .map(reach.contains) ?? false
    }
    if holders.isEmpty, frontends.count == 1 { return .frontend(frontends[0]) }
    if holders.count == 1, frontends.isEmpty { return .interface(holders[0]) }
    func unknown(_ because: String, _ source: SourcePosition?) -> HopOwner {
      .unknown(
        UnknownValue(key: "\(network.id)#hop \(address)", because: because, source: source))
    }
    if holders.count + frontends.count > 1 {
      return unknown("several interfaces have the address \(address)", network.source)
    }
    for id in reach {
      for subnet in subnetsByNetwork[id] ?? []
      where AddressSet(subnet.prefixes.compactMap(\.value)).contains(address) {
        if let firewall = firewall(at: address, in: subnet) {
          return notModelled(firewall).map { .unknown($0) } ?? .firewall(firewall.id)
        }
        if subnet.id.name.lowercased() == "azurefirewallsubnet" {
          if let open = estate.firewalls.first(where: { $0.subnet.value == nil }) {
            let node = selectors.text(for: open.id)
            return unknown(
              "which subnet \(node) stands in is not known"
                + (open.subnet.unknown.map { ": \($0.because)" } ?? ""),
              open.subnet.unknown?.source ?? open.source)
          }
          return unknown(
            "no input describes the firewall in \(selectors.text(for: subnet.id)) that has \(address)",
            subnet.source)
        }
        return unknown(
          "no input tells who has the address \(address) in \(selectors.text(for: subnet.id))",
          subnet.source)
      }
      let known = estate.networks[id]
      if known?.isDescribed != true
        || known?.addressSpace.contains(where: { $0.value == nil }) == true
      {
        return unknown(
          "no input tells who has the address \(address)", known?.source ?? network.source)
      }
      // A range may hold more than the subnets that the input shows.
      if AddressSet(known?.addressSpace.compactMap(\.value) ?? []).contains(address) {
        return unknown(
          "no input tells who has the address \(address) in \(selectors.text(for: id))",
          known?.source)
      }
    }
    if network.peerings.contains(where: { $0.remote.value == nil }) {
      return unknown("no input tells who has the address \(address)", network.source)
    }
    return .nobody
  }

  /// From the border of an appliance's subnet to the appliance, and from it on.
  func applianceEdges(
    _ id: ResourceID, arriving: Bool, toward destination: Destination
  ) -> [Edge] {
    guard let interface = estate.interfaces[id],
      let home = interface.configurations.compactMap(\.subnet.value?.id).first,
      let subnet = estate.subnets[home]
    else { return [] }
    if arriving {
      let groups = [
        securityGroup(subnet.securityGroup, .inbound, at: home, of: home),
        securityGroup(interface.securityGroup, .inbound, at: home, of: id),
      ].compactMap { $0 }
      return [
        Edge(
          to: .appliance(id, arriving: false),
          Chain(groups + attachedMachine(id) + forwarding(of: interface)))
      ]
    }
    return exits(of: id).flatMap { exit -> [Edge] in
      guard let place = self.home(of: exit.interface), let own = estate.interfaces[exit.interface]
      else { return [] }
      return sendingEdges(
        from: own, in: place, exit.gates, ownGroup(of: exit.interface, .outbound, at: place),
        toward: destination)
    }
  }

  /// Whether the interface takes packets that are not for it, and what the appliance does with them.
  private func forwarding(of interface: NetworkInterface) -> [any Mechanism] {
    let node = selectors.text(for: interface.id)
    func evidence(_ rule: String, _ source: SourcePosition?, _ why: String) -> Evidence {
      Evidence(node: node, control: "ipForwarding", rule: rule, source: source, why: why)
    }
    let flag = interface.forwardsTraffic
    switch flag {
    case .unknown(let unknown):
      return [
        Gate(.unknown(unknown), evidence("enableIPForwarding", unknown.source, unknown.because))
      ]
    case .known(false, _), .absent:
      return [
        Gate(
          .deny,
          evidence(
            "enableIPForwarding: \(flag.value == false ? "false" : "not set")",
            flag.source ?? interface.source,
            "\(node) takes no packets that are not for it"),
          remedies: [
            .enableForwarding(interface: interface.id, at: flag.source ?? interface.source)
          ])
      ]
    case .known(true, let source):
      let proof = evidence("enableIPForwarding: true", source, "\(node) forwards packets")
      let stated = statements(of: interface.id)
      if let first = stated.first {
        return [
          Gate(.allow, proof),
          RuleList(
            stated.flatMap { $0.forwards }.map { clause(of: $0, node) } + [
              RuleList.Clause(
                .all, .deny,
                Evidence(
                  node: node, control: "appliance", rule: "forwards", source: first.source,
                  why: "the overlay names no such flow that \(node) forwards"))
            ]),
        ]
      }
      return [
        Gate(
          .allow, proof,
          assumptions: [
            Remark(
              node: node, property: "forwards",
              because: "the appliance forwards all that it is handed", source: source)
          ])
      ]
    }
  }
}
