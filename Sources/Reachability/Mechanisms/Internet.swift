internal import EstateModel
internal import TrafficSets

// From the public internet to what has a public side.
// https://learn.microsoft.com/azure/virtual-network/ip-services/public-ip-addresses
extension ReachabilityGraph {
  func internetEdges(toward destination: Destination) -> [Edge] {
    switch destination {
    case .front(let front):
      if let cluster = routerCluster(of: front) { return publicRouterEdges(cluster, front) }
      let address = book[.front(front.name)].map { AddressSet($0) } ?? .empty
      return [Edge(to: .publicSide(front), Forwarding(to: address))]
    case .host(let host): return internetEdges(toward: host)
    }
  }

  private func internetEdges(toward host: Host) -> [Edge] {
    switch host {
    case .internet: return [Edge(to: .host(host), Forwarding(to: addresses(of: host)))]
    case .address(let text):
      let addresses = self.addresses(of: host)
      guard addresses.isSubset(of: AddressBook.privateIPv4) else {
        return [Edge(to: .host(host), Forwarding(to: addresses))]
      }
      return [
        Edge(
          to: .dropped("internet"),
          Gate(
            .deny,
            Evidence(
              node: "internet", control: "route", rule: "private address", source: nil,
              article: Self.routingArticle,
              why: "\(text) is a private address, to which the internet has no route")))
      ]
    case .client(let name):
      guard case .internet = estate.client(name)?.placement else { return [noPublicAddress(host)] }
      return [Edge(to: .host(host), Forwarding(to: addresses(of: host)))]
    case .interface(let id):
      return estate.interfaces[id].map { publicAddressEdges($0, host) } ?? []
    case .compute(let id): return estate.computes[id].map { computeInbound($0, host) } ?? []
    case .other: return []
    case .cluster, .deployment, .frontend, .machine, .service, .subnet, .subnetAddress:
      return [noPublicAddress(host)]
    }
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

  /// A public address of an interface is translated to its private one; what stands before it
  /// (basic or standard, balancers) is not decided here.
  private func publicAddressEdges(_ interface: NetworkInterface, _ host: Host) -> [Edge] {
    let node = selectors.text(for: interface.id)
    let addressed = interface.configurations.first { !$0.publicAddress.isAbsent }
    let balancers = estate.others.filter {
      ["microsoft.network/loadbalancers", "microsoft.network/azurefirewalls"].contains(
        $0.id.type.lowercased())
        && estate.loadBalancers[$0.id]?.isInternal != true
    }
    let reason: (String, SourcePosition?)
    if let addressed {
      reason = (
        "the way in by a public IP address is not modelled yet", addressed.publicAddress.source
      )
    } else if let balancer = balancers.first {
      reason = (
        "whether \(selectors.text(for: balancer.id)) leads to \(node) is not modelled yet",
        balancer.source
      )
    } else {
      let subnet = interface.configurations.first?.subnet.value?.id
      return [
        Edge(
          to: .dropped(node),
          Gate(
            .deny,
            Evidence(
              node: node, control: "publicAddress", rule: "no public address",
              source: interface.source,
              why:
                "\(node) has no public IP address\(subnet.map { " in \(selectors.text(for: $0))" } ?? "")"
            )))
      ]
    }
    let unknown = UnknownValue(
      key: "\(interface.id)#inbound", because: reason.0, source: reason.1)
    return [
      Edge(
        to: .host(host),
        Gate(
          .unknown(unknown),
          Evidence(
            node: node, control: "publicAddress", rule: "not modelled", source: reason.1,
            why: reason.0)))
    ]
  }

  private func computeInbound(_ compute: Compute, _ host: Host) -> [Edge] {
    let node = selectors.text(for: compute.id)
    if case .known(false, let source) = compute.hasPublicAddress {
      return [
        Edge(
          to: .dropped(node),
          Gate(
            .deny,
            Evidence(
              node: node, control: "enableNodePublicIp", rule: "enable_node_public_ip: false",
              source: source, why: "the nodes of \(node) have no public address")))
      ]
    }
    let unknown = UnknownValue(
      key: "\(compute.id)#inbound",
      because: "the way in to computes with public addresses is not modelled yet",
      source: compute.hasPublicAddress.source ?? compute.source)
    return [
      Edge(
        to: .host(host),
        Gate(open: unknown, node: node, control: "enableNodePublicIp", rule: "not modelled"))
    ]
  }
}
