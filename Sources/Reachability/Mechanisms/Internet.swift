internal import EstateModel
internal import TrafficSets

// From the public internet to what has a public side.
// https://learn.microsoft.com/azure/virtual-network/ip-services/public-ip-addresses
extension ReachabilityGraph {
  func internetEdges(toward destination: Destination) -> [Edge] {
    switch destination {
    case .front(let front):
      if let endpoint = calledEndpoint(front) { return internetEdges(toCalled: endpoint, front) }
      if let firewall = calledFirewall(front) { return firewallArrivals(front, firewall) }
      if let cluster = routerCluster(of: front) { return publicRouterEdges(cluster, front) }
      let address = book[.front(front.name)].map { AddressSet($0) } ?? .empty
      let own = [Edge(to: .publicSide(front), Forwarding(to: address))]
      return doubting(own, toward: front)
        + frontDoorEntries(toward: front, at: address) + translatedEntries(toward: destination)
    case .host(let host): return internetEdges(toward: host)
    }
  }

  private func internetEdges(toward host: Host) -> [Edge] {
    switch host {
    case .internet: return [Edge(to: .host(host), Forwarding(to: addresses(of: host)))]
    case .address(let text):
      let addresses = self.addresses(of: host)
      let isPlatforms = addresses.isSubset(of: AddressBook.platform)
      guard isPlatforms || addresses.isSubset(of: AddressBook.privateIPv4) else {
        return [Edge(to: .host(host), Forwarding(to: addresses))]
          + translatedEntries(toward: .host(host))
      }
      return [
        Edge(
          to: .dropped("internet"),
          Gate(
            .deny,
            Evidence(
              node: "internet", control: "route", rule: "private address", source: nil,
              article: Self.routingArticle,
              why: isPlatforms
                ? "\(text) is an address of Azure's platform, which answers within Azure only"
                : "\(text) is a private address, to which the internet has no route")))
      ] + (isPlatforms ? [] : entries(byFirewallsToward: host))
    case .site: return [noPublicAddress(host)] + entries(byFirewallsToward: host)
    case .platform(let id): return platformServiceEdges(id) + entries(byFirewallsToward: host)
    case .client(let name):
      guard case .internet = estate.client(name)?.placement else {
        return [noPublicAddress(host)] + entries(byFirewallsToward: host)
      }
      return [Edge(to: .host(host), Forwarding(to: addresses(of: host)))]
    case .interface(let id):
      return estate.interfaces[id].map { publicAddressEdges($0, host) } ?? []
    case .compute(let id):
      return (estate.computes[id].map { computeInbound($0, host) } ?? [])
        + translatedEntries(toward: .host(host))
    case .other: return []
    case .injected(let id): return injectedInternetEdges(id)
    case .frontend:
      let edges = publicFrontendEdges(toward: host)
      return (edges.isEmpty ? [noPublicAddress(host)] : edges) + entries(byFirewallsToward: host)
    case .subnet, .subnetAddress:
      return [noPublicAddress(host)] + entries(byFirewallsToward: host)
    case .cluster: return [noPublicAddress(host)] + translatedEntries(toward: .host(host))
    case .deployment, .machine, .service, .app: return [noPublicAddress(host)]
    }
  }

  /// By rules of firewalls that lead to a host, or may.
  private func entries(byFirewallsToward host: Host) -> [Edge] {
    let entries = translatedEntries(toward: .host(host))
    // What is not known of rules is whom they lead to within networks.
    if case .frontend(let id) = host, balancers.frontends[id]?.isPublic != false { return entries }
    return entries + doubtfulEntries(toward: host)
  }

  /// What has only private addresses is not called from the internet.
  private func noPublicAddress(_ host: Host) -> Edge {
    Edge(
      to: .dropped(text(for: host)),
      Gate(
        .deny,
        Evidence(
          node: text(for: host), control: "publicAddress", rule: "no public address",
          source: nil, article: Self.routingArticle,
          why: "\(text(for: host)) has no public IP address")))
  }
}
