internal import EstateModel
internal import TrafficSets

// Past the internet, by the service endpoints of a subnet.
// https://learn.microsoft.com/azure/virtual-network/virtual-network-service-endpoints-overview
extension ReachabilityGraph {
  /// What one service endpoint of a subnet leads to.
  private struct Served {
    let name: String
    let setting: Setting<String>
    let addresses: AddressSet
  }

  private func served(_ subnet: Subnet, toward destination: Destination) -> [Served] {
    if subnet.serviceEndpoints.isEmpty { return [] }
    switch destination {
    case .front(let front):
      guard let wanted = front.serviceEndpoint, let address = book[.front(front.name)],
        let endpoint = serviceEndpoint(of: subnet, for: wanted, toward: front)
      else { return [] }
      return [Served(name: wanted, setting: endpoint, addresses: AddressSet(address))]
    case .host(let host):
      let wanted: AddressSet
      switch host {
      case .internet: wanted = addresses(of: .internet)
      case .address: wanted = addresses(of: host).intersection(AddressBook.publicNumbers)
      default: return []
      }
      if wanted.isEmpty { return [] }
      let home = Region(estate.networks[subnet.network]?.location ?? .absent)
      return subnet.serviceEndpoints.compactMap { setting in
        guard case .known(let name, _) = setting,
          let tags = ServiceCatalog.tags(ofServiceEndpoint: name, in: home.name)
        else { return nil }
        let held = tags.reduce(AddressSet.empty) { $0.union(addresses(standingFor: $1)) }
          .intersection(wanted)
        return held.isEmpty ? nil : Served(name: name, setting: setting, addresses: held)
      }
    }
  }

  /// The numbers of a service tag, where a file gives them, else the address that stands for them.
  private func addresses(standingFor tag: String) -> AddressSet {
    if book.holds(tag: tag) {
      return meaning(ofServiceTag: tag).certain.subtracting(.named)
    }
    return book[.tag(tag.lowercased())].map { AddressSet($0) } ?? .empty
  }

  /// The routes that the service endpoints of a subnet make. Their prefixes are those of the service's tags:
  /// where no file tells these they are long, so that only a route for the service itself wins.
  func endpointCandidates(
    _ subnet: Subnet, toward destination: Destination, _ addresses: AddressSet,
    _ doubt: UnknownValue?
  ) -> [RouteSelection.Candidate] {
    func candidate(_ length: Int, _ addresses: AddressSet) -> RouteSelection.Candidate {
      RouteSelection.Candidate(
        length: length, rank: 2, hop: .serviceEndpoint,
        extent: Extent(certain: doubt == nil ? addresses : .empty, possible: addresses),
        doubt: doubt)
    }
    var rest = addresses
    var candidates: [RouteSelection.Candidate] = []
    let home = Region(estate.networks[subnet.network]?.location ?? .absent)
    for name in subnet.serviceEndpoints.compactMap(\.value) {
      for tag in ServiceCatalog.tags(ofServiceEndpoint: name, in: home.name) ?? [] {
        for part in parts(ofTag: tag) ?? [] {
          let taken = part.extent.certain.intersection(rest)
          if taken.isEmpty { continue }
          candidates.append(candidate(part.length, taken))
          rest.subtract(taken)
        }
      }
    }
    return rest.isEmpty ? candidates : candidates + [candidate(Self.lengthOfTags, rest)]
  }

  /// A service endpoint takes the service's traffic past the internet, with the subnet's identity.
  ///
  /// - Parameter branch: what the subnet's routes leave of that traffic, where a table stands there.
  func serviceEndpointEdges(
    _ subnet: Subnet, toward destination: Destination, by branch: RouteSelection.Branch? = nil
  ) -> [Edge] {
    guard let identity = book[.serviceEndpoint(subnet.id)] else { return [] }
    return served(subnet, toward: destination).map { served in
      let node = selectors.text(for: subnet.id)
      let endpoint = served.setting
      let proof = Evidence(
        node: node, control: "serviceEndpoint", rule: served.name, source: endpoint.source,
        why: endpoint.unknown?.because ?? "\(node) has a service endpoint for \(served.name)")
      // Where no table stands, what the endpoint does not take leaves as all else does.
      let gate =
        branch == nil && endpoint.unknown != nil
        ? perhapsTaken(endpoint, proof, isTaken: true)
        : Gate(endpoint.unknown.map { .unknown($0) } ?? .allow, proof)
      let steps: [any Mechanism] =
        [Forwarding(to: served.addresses)] + (branch.map { [$0.forwarding] } ?? []) + [gate]
      switch destination {
      case .front(let front):
        return Edge(
          to: .publicSide(front),
          Chain(steps + serviceEndpointPolicies(subnet, toward: front))
            .translating(.sources(AddressSet(identity))))
      case .host(let host):
        return Edge(
          to: .host(host),
          Chain(steps + serviceEndpointPolicies(subnet, of: served.name))
            .translating(.sources(AddressSet(identity))))
      }
    }
  }

  /// What goes by the subnet's service endpoint leaves no other way.
  func takenByServiceEndpoint(
    _ subnet: Subnet, toward destination: Destination
  ) -> AddressSet {
    guard let (addresses, doubt) = serviceEndpointAddresses(subnet, toward: destination),
      doubt == nil
    else { return .empty }
    return addresses
  }

  /// Past a service endpoint that the subnet may not have, or that may not lead there.
  func pastServiceEndpoint(_ subnet: Subnet, toward destination: Destination) -> [any Mechanism] {
    let node = selectors.text(for: subnet.id)
    return served(subnet, toward: destination).compactMap { served in
      guard let unknown = served.setting.unknown else { return nil }
      let proof = Evidence(
        node: node, control: "serviceEndpoint", rule: served.name, source: unknown.source,
        why: unknown.because)
      return Limited(
        to: TrafficSet(destinations: served.addresses),
        perhapsTaken(served.setting, proof, isTaken: false))
    }
  }

  private func perhapsTaken(
    _ endpoint: Setting<String>, _ proof: Evidence, isTaken: Bool
  ) -> Gate {
    guard let unknown = endpoint.unknown else { return Gate(.allow, proof) }
    let question = UnknownValue(
      key: "\(unknown.key)#serviceEndpoint", because: unknown.because, source: unknown.source)
    return Gate(
      .unknown(question), proof, cases: ["taken": isTaken, "left": !isTaken])
  }

  /// The addresses of the destination that a service endpoint of the subnet leads to, and why it is
  /// not known whether the subnet has it.
  func serviceEndpointAddresses(
    _ subnet: Subnet, toward destination: Destination
  ) -> (AddressSet, doubt: UnknownValue?)? {
    let served = served(subnet, toward: destination)
    if served.isEmpty { return nil }
    return (
      served.reduce(AddressSet.empty) { $0.union($1.addresses) },
      served.lazy.compactMap(\.setting.unknown).first
    )
  }

  /// The subnet's service endpoint for that service, the one that is known before one that may be.
  private func serviceEndpoint(
    of subnet: Subnet, for wanted: String, toward front: Front
  ) -> Setting<String>? {
    let wanted = wanted.lowercased()
    let endpoints = subnet.serviceEndpoints.compactMap { endpoint -> Setting<String>? in
      guard let name = endpoint.value?.lowercased() else { return endpoint }
      if name == wanted + ".global" { return endpoint }
      return name == wanted ? regional(endpoint, wanted, of: subnet, toward: front) : nil
    }
    return endpoints.first { $0.value != nil } ?? endpoints.first { $0.unknown != nil }
  }

  /// Some services are reached by a service endpoint in the network's own region, storage in the
  /// paired one as well, all others everywhere.
  private func regional(
    _ endpoint: Setting<String>, _ name: String, of subnet: Subnet, toward front: Front
  ) -> Setting<String>? {
    let isStorage = name == "microsoft.storage"
    guard isStorage || name == "microsoft.sql" else { return endpoint }
    let home = Region(estate.networks[subnet.network]?.location ?? .absent)
    let region = region(of: front)
    // Cases of regions are tried: none of those that service endpoints of the estate lead to.
    if region == .elsewhere { return nil }
    if isStorage, let home = home.name, let region = region.name {
      switch RegionPairs.areOneOrPaired(home, region) {
      case true?: return endpoint
      case false?: return nil
      case nil:
        return .unknown(
          UnknownValue(
            key: "\(subnet.id)#endpointRegion",
            because:
              "whether \(region) is the partner of \(home), which a service endpoint serves as well, is not known",
            source: endpoint.source))
      }
    }
    let isSame = home.isSame(
      as: region, of: "\(front.selector) and \(selectors.text(for: subnet.network))",
      at: endpoint.source)
    switch isSame {
    case .yes: return endpoint
    case .no: return nil
    case .open(let unknown): return .unknown(unknown)
    }
  }
}
