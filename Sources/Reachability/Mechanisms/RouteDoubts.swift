internal import EstateModel
internal import TrafficSets

// Where the input does not show every way out of a network: a peering or a gateway may lead on.
// https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview
extension ReachabilityGraph {
  /// Whether the subnet's table keeps out all routes of gateways, those that no input shows too.
  func refusesGatewayRoutes(_ subnet: Subnet) -> Bool {
    knownRouteTable(of: subnet)?.disablesGatewayRoutes.value == true
  }

  /// Why a private address without a route may be reached all the same.
  ///
  /// - Parameter refusingGateways: Whether the sender's subnet takes no routes of gateways.
  func routeDoubt(
    at network: VirtualNetwork, toward destination: Destination, refusingGateways: Bool = false,
    in networks: [ResourceID]? = nil
  ) -> UnknownValue? {
    let here = selectors.text(for: network.id)
    func doubt(_ what: String, _ because: String, _ source: SourcePosition?) -> UnknownValue {
      UnknownValue(key: "\(network.id)#\(what)", because: because, source: source)
    }
    if !network.isDescribed {
      return doubt("space", "the address space of \(here) is not known", network.source)
    }
    // A hub has many peerings, and is asked for each question.
    let openPeering = knownNetworks.openPeerings.value(for: network.id) {
      network.peerings.lazy.compactMap { $0.remote.unknown }.first
    }
    if let openPeering { return openPeering }
    if let open = network.openSubnets, isPrivate(destination) { return open }
    let others = networks ?? destinationNetworks(destination)
    if !others.isEmpty, others.allSatisfy({ $0 != network.id && isIsolated($0) }) { return nil }
    if let open = hiddenRoutes(at: network) { return open }
    if !refusingGateways, let open = defaultSiteDoubt(at: network) { return open }
    if others.isEmpty,
      let open = openPrivateRoute(
        at: network, toward: destination, refusingGateways: refusingGateways)
    {
      return open
    }
    for other in others where other != network.id {
      if estate.networks[other]?.isDescribed != true, let peering = network.peering(to: other) {
        return doubt(
          "space of \(other.name)",
          "the address space of \(selectors.text(for: other)) is not known", peering.source)
      }
      if !refusingGateways, let gateway = joiningGateway(network.id, other, by: destination) {
        return doubt(
          "gateways",
          "whether \(selectors.text(for: gateway.id)) joins \(here) with \(selectors.text(for: other)) is in no input",
          gateway.source)
      }
    }
    return nil
  }

  /// Whether nothing joins a network with any other: no route leads into it, or out of it, whoever brings it.
  private func isIsolated(_ id: ResourceID) -> Bool {
    guard let network = estate.networks[id], network.isDescribed, network.peerings.isEmpty,
      network.openSubnets == nil
    else { return false }
    return possibleGateways(servingNetwork: id).isEmpty && hiddenRoutes(at: network) == nil
  }

  /// Toward a private address that lies in no network of the estate.
  private func openPrivateRoute(
    at network: VirtualNetwork, toward destination: Destination, refusingGateways: Bool
  ) -> UnknownValue? {
    guard isPrivate(destination) else { return nil }
    for near in [network.id] + network.peerings.compactMap(\.remote.value?.id) {
      if let open = strayDoubt(in: near, toward: destination) { return open }
    }
    let undescribed = knownNetworks.undescribedPeerings.value(for: network.id) {
      network.peerings.first { peering in
        peering.remote.value.map { estate.networks[$0.id]?.isDescribed != true } ?? false
      }?.source
    }
    if let undescribed {
      return UnknownValue(
        key: "\(network.id)#peered",
        because:
          "no input tells what is in the network that \(selectors.text(for: network.id)) is peered with",
        source: undescribed)
    }
    if refusingGateways { return nil }
    for gateway in possibleGateways(servingNetwork: network.id) {
      if let open = behindDoubt(gateway) { return open }
    }
    return nil
  }

  /// Why a private address may have a route that no input shows, longer than a default route of the
  /// user's own: one that a gateway learns, or that a virtual hub or a Route Server brings.
  ///
  /// What lies behind the gateway that serves both networks goes by the default route: a gateway does not
  /// learn the ranges that it announces.
  func longerRouteDoubt(
    at network: VirtualNetwork, toward destination: Destination, _ table: RouteTable?
  ) -> UnknownValue? {
    if let hidden = hiddenRoutes(at: network) { return hidden }
    if table?.disablesGatewayRoutes.value == true { return nil }
    let own = possibleGateways(servingNetwork: network.id)
    if own.isEmpty { return nil }
    let others = destinationNetworks(destination)
    if others.isEmpty {
      return isPrivate(destination) ? own.lazy.compactMap { behindDoubt($0) }.first : nil
    }
    let here = selectors.text(for: network.id)
    for other in others where other != network.id {
      let partners = possibleGateways(servingNetwork: other).map(\.id)
      if partners.contains(where: { id in own.contains { $0.id == id } }) { continue }
      guard let gateway = joiningGateway(network.id, other, by: destination),
        behindDoubt(gateway) != nil
      else { continue }
      return UnknownValue(
        key: "\(network.id)#gateways",
        because:
          "whether \(selectors.text(for: gateway.id)) joins \(here) with \(selectors.text(for: other)) is in no input",
        source: gateway.source)
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
        source: doubt.source, why: doubt.because), hidesWay: true)
    return anyEnd(of: destination).map { place in
      Edge(to: place, Chain([Forwarding(to: addresses), gate]))
    } + doubtfulPublicEdges(toward: destination, addresses, [gate])
  }

  /// Where a packet to the destination's private addresses enters what the input describes.
  func ends(of destination: Destination) -> [Place] {
    switch destination {
    case .front:
      return endpoints(serving: destination)
        .compactMap { endpoint in endpoint.subnet.value.map { .entering(subnet: $0.id) } }
    case .host(let host):
      if case .subnet(let subnet, _) = attachment(of: host) {
        return [.entering(subnet: subnet)]
          + frontendSubnets(leadingTo: host).filter { $0 != subnet }.map { .entering(subnet: $0) }
      }
      return [.host(host)]
    }
  }

  func destinationNetworks(_ destination: Destination) -> [ResourceID] {
    switch destination {
    case .front:
      return endpoints(serving: destination)
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

  /// A gateway that may join two networks which are not peered, in a way that no input tells: what it
  /// learns, or a site that stands for the other network.
  func joiningGateway(
    _ one: ResourceID, _ other: ResourceID, by destination: Destination? = nil
  ) -> VirtualNetworkGateway? {
    let second = possibleGateways(servingNetwork: other)
    if second.isEmpty { return nil }
    let wanted: AddressSet
    if case .host(let host)? = destination {
      // To a site itself the connections have edges of their own.
      wanted = site(of: host) == nil ? addresses(of: host) : .empty
    } else {
      wanted = estate.networks[other].map { ranges(of: $0).possible } ?? .all
    }
    return possibleGateways(servingNetwork: one).first { gateway in
      guard second.contains(where: { $0.id != gateway.id || gateway.kind.value != .vpn }) else {
        return false
      }
      if behindDoubt(gateway) != nil { return true }
      return connections(of: gateway.id).contains { connection in
        guard connection.kind.value != .network, let site = connection.site.value?.id else {
          return false
        }
        let behind = addresses(of: .site(site))
        return !behind.union(dynamicAddresses(within: behind).possible).isDisjoint(with: wanted)
      }
    }
  }

  /// A site that takes what no other route does: what becomes of that is not Azure's matter. Traffic to
  /// the internet it takes from subnets whose own default route leads to the gateway, no others.
  ///
  /// See <https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-forced-tunneling-rm>.
  func defaultSiteDoubt(at network: VirtualNetwork) -> UnknownValue? {
    knownNetworks.defaultSiteDoubts.value(for: network.id) { newDefaultSiteDoubt(at: network) }
  }

  private func newDefaultSiteDoubt(at network: VirtualNetwork) -> UnknownValue? {
    possibleGateways(servingNetwork: network.id).lazy.compactMap { gateway -> UnknownValue? in
      if gateway.defaultSite.isAbsent { return nil }
      return gateway.defaultSite.unknown
        ?? UnknownValue(
          key: "\(gateway.id)#defaultSite",
          because:
            "\(self.selectors.text(for: gateway.id)) has a default site, and what that lets through is in no input",
          source: gateway.defaultSite.source)
    }.first
  }

  /// The gateways that serve a network, as far as flags that are not known may have it.
  func possibleGateways(servingNetwork network: ResourceID) -> [VirtualNetworkGateway] {
    knownNetworks.possibleGateways.value(for: network) { newGateways(servingNetwork: network) }
  }

  private func newGateways(servingNetwork network: ResourceID) -> [VirtualNetworkGateway] {
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
