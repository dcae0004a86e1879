internal import EstateModel
internal import TrafficSets

// Where the input does not show every way out of a network: a peering or a gateway may lead on.
// https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview
extension ReachabilityGraph {
  /// Why a private address without a route may be reached all the same.
  func routeDoubt(at network: VirtualNetwork, toward destination: Destination) -> UnknownValue? {
    let here = selectors.text(for: network.id)
    func doubt(_ what: String, _ because: String, _ source: SourcePosition?) -> UnknownValue {
      UnknownValue(key: "\(network.id)#\(what)", because: because, source: source)
    }
    if !network.isDescribed {
      return doubt("space", "the address space of \(here) is not known", network.source)
    }
    if let open = network.peerings.compactMap(\.remote.unknown).first { return open }
    let others = destinationNetworks(destination)
    if others.isEmpty, isPrivate(destination) {
      let undescribed = network.peerings.first { peering in
        peering.remote.value.map { estate.networks[$0.id]?.isDescribed != true } ?? false
      }
      if let undescribed {
        return doubt(
          "peered", "no input tells what is in the network that \(here) is peered with",
          undescribed.source)
      }
      if let gateway = possibleGateways(servingNetwork: network.id).first {
        return doubt(
          "gateway",
          "no input tells which addresses lie behind \(selectors.text(for: gateway.id))",
          gateway.source)
      }
    }
    for other in others where other != network.id {
      if let gateway = joiningGateway(network.id, other) {
        return doubt(
          "gateways",
          "whether \(selectors.text(for: gateway.id)) joins \(here) with \(selectors.text(for: other)) is not modelled yet",
          gateway.source)
      }
    }
    return nil
  }

  /// Edges to where the destination is, for traffic that no known route takes.
  func doubtfulEdges(
    at network: VirtualNetwork, toward destination: Destination, _ addresses: AddressSet,
    _ doubt: UnknownValue
  ) -> [Edge] {
    let gate = Gate(
      .unknown(doubt),
      Evidence(
        node: selectors.text(for: network.id), control: "route", rule: "routes not known",
        source: doubt.source, why: doubt.because))
    return ends(of: destination).map { place in
      Edge(to: place, Chain([Forwarding(to: addresses), gate]))
    } + doubtfulPublicEdges(toward: destination, addresses, [gate])
  }

  /// Where a packet to the destination's private addresses enters what the input describes.
  func ends(of destination: Destination) -> [Place] {
    switch destination {
    case .front(let front):
      return estate.privateEndpoints.filter { front.isServed(by: $0, in: estate) }
        .compactMap { endpoint in endpoint.subnet.value.map { .entering(subnet: $0.id) } }
    case .host(let host):
      if case .subnet(let subnet, _) = attachment(of: host) {
        return [.entering(subnet: subnet)]
      }
      return [.host(host)]
    }
  }

  private func destinationNetworks(_ destination: Destination) -> [ResourceID] {
    switch destination {
    case .front(let front):
      return estate.privateEndpoints.filter { front.isServed(by: $0, in: estate) }
        .compactMap { $0.subnet.value.flatMap { estate.subnets[$0.id]?.network } }
    case .host(let host):
      switch attachment(of: host) {
      case .subnet(let subnet, _): return estate.subnets[subnet].map { [$0.network] } ?? []
      case .gateway(let gateway):
        return estate.gateways[gateway].flatMap { self.network(of: $0) }.map { [$0] } ?? []
      case .internet, .managed, .service, .unknown: return []
      }
    }
  }

  private func isPrivate(_ destination: Destination) -> Bool {
    guard case .host(let host) = destination else { return false }
    return !addresses(of: host).isDisjoint(with: AddressBook.privateIPv4)
  }

  /// A gateway that may join two networks which are not peered: two gateways by a connection between
  /// them, one ExpressRoute gateway by its circuit.
  func joiningGateway(_ one: ResourceID, _ other: ResourceID) -> VirtualNetworkGateway? {
    let second = possibleGateways(servingNetwork: other)
    return possibleGateways(servingNetwork: one).first { gateway in
      second.contains { $0.id != gateway.id || gateway.kind.value != .vpn }
    }
  }

  /// The gateways that serve a network, as far as flags that are not known may have it.
  func possibleGateways(servingNetwork network: ResourceID) -> [VirtualNetworkGateway] {
    estate.gateways.filter { gateway in
      guard let home = self.network(of: gateway) else { return gateway.subnet.unknown != nil }
      if home == network { return true }
      guard let out = estate.networks[home]?.peering(to: network),
        let back = estate.networks[network]?.peering(to: home)
      else { return false }
      return (out.allowsGatewayTransit.value == true || out.allowsGatewayTransit.unknown != nil)
        && (back.usesRemoteGateways.value == true || back.usesRemoteGateways.unknown != nil)
    }
  }
}
