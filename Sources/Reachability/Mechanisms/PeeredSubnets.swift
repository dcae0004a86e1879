internal import EstateModel
internal import TrafficSets

// Peerings that do not take in the whole of both networks: of single subnets, of IPv6 alone, of
// ranges that are not taken over yet.
// https://learn.microsoft.com/azure/virtual-network/how-to-configure-subnet-peering
extension ReachabilityGraph {
  static let subnetPeeringArticle =
    "https://learn.microsoft.com/azure/virtual-network/how-to-configure-subnet-peering"

  /// What stands between two subnets of peered networks; nothing where the peering is whole.
  func subnetGates(
    _ peering: Peering, of network: VirtualNetwork, to remote: VirtualNetwork,
    from subnet: ResourceID?, into entered: ResourceID?
  ) -> [any Mechanism] {
    guard let back = remote.peering(to: network.id) else { return [] }
    let here = selectors.text(for: network.id)
    var gates: [any Mechanism] = []
    for (side, local, far) in [(peering, subnet, entered), (back, entered, subnet)] {
      if let gate = listGate(side, local, far, here) { gates.append(gate) }
      if let list = familyGate(side, here) { gates.append(list) }
    }
    if let entered, let gate = syncGate(peering, entered, here) { gates.append(gate) }
    return gates
  }

  /// Whether both subnets are in the lists of one side.
  private func listGate(
    _ side: Peering, _ local: ResourceID?, _ far: ResourceID?, _ here: String
  ) -> Gate? {
    let flag = side.peersCompleteNetworks
    guard flag.value == false || flag.unknown != nil else { return nil }
    let isPeered = isListed(local, in: side.localSubnets).and(
      isListed(far, in: side.remoteSubnets))
    if isPeered == .yes { return nil }
    let names = [local, far].compactMap { $0.map { selectors.text(for: $0) } }
      .joined(separator: " and ")
    func evidence(_ why: String) -> Evidence {
      Evidence(
        node: here, control: "peering", rule: "\(side.id.name): peerCompleteVnets: false",
        source: flag.source, why: why)
    }
    if let open = flag.unknown ?? isPeered.unknown {
      return Gate(.unknown(open), evidence(open.because))
    }
    return Gate(.deny, evidence("the peering \(side.id.name) does not join \(names)"))
  }

  private func isListed(_ subnet: ResourceID?, in names: [Setting<String>]) -> Certainty {
    guard let subnet else { return .open(Self.missing("the subnet that sends it")) }
    return names.reduce(Certainty.no) { $0.or($1.reads(subnet.name)) }
  }

  private func familyGate(_ side: Peering, _ here: String) -> RuleList? {
    let flag = side.carriesOnlyIPv6
    guard flag.value == true || flag.unknown != nil else { return nil }
    func evidence(_ why: String) -> Evidence {
      Evidence(
        node: here, control: "peering", rule: "\(side.id.name): enableOnlyIPv6Peering",
        source: flag.source, why: why)
    }
    return RuleList([
      RuleList.Clause(
        TrafficSet(destinations: AddressSet.ipv6), .allow, evidence("the peering carries IPv6")),
      RuleList.Clause(
        .all, flag.unknown.map { .unknown($0) } ?? .deny,
        evidence(flag.unknown?.because ?? "the peering \(side.id.name) carries IPv6 only")),
    ])
  }

  /// Ranges that the peering has not taken over have no route.
  private func syncGate(_ peering: Peering, _ entered: ResourceID, _ here: String) -> Gate? {
    let isBehind = peering.syncLevel.value.map { $0 != .inSync } ?? false
    func evidence(_ why: String) -> Evidence {
      Evidence(
        node: here, control: "peering",
        rule:
          "\(peering.id.name): \(peering.syncLevel.value.map { "peeringSyncLevel: \($0.rawValue)" } ?? "remoteAddressSpace")",
        source: peering.syncLevel.source ?? peering.syncedRanges.first?.source, why: why)
    }
    guard let synced = syncedNumbers(of: peering) else {
      guard isBehind else { return nil }
      let because = "no input tells which ranges the peering \(peering.id.name) has taken over"
      return Gate(
        .unknown(
          UnknownValue(
            key: "\(peering.id)#sync", because: because, source: peering.syncLevel.source)),
        evidence(because))
    }
    let held = AddressSet(estate.subnets[entered]?.prefixes.compactMap(\.value) ?? [])
    if held.isSubset(of: synced) { return nil }
    let there = selectors.text(for: entered)
    if held.isDisjoint(with: synced) {
      return Gate(
        .deny, evidence("the peering \(peering.id.name) has not taken over the range of \(there)"))
    }
    let because = "the peering \(peering.id.name) has taken over a part of \(there)"
    return Gate(
      .unknown(
        UnknownValue(
          key: "\(peering.id)#sync", because: because, source: peering.syncedRanges.first?.source)),
      evidence(because))
  }

  /// The ranges of the other network that the peering has routes for, where an export tells.
  func syncedNumbers(of peering: Peering) -> AddressSet? {
    let known = peering.syncedRanges.compactMap(\.value)
    return known.isEmpty || known.count < peering.syncedRanges.count ? nil : AddressSet(known)
  }

  /// The addresses that a peering makes routes for; `nil` where those are the other network's ranges.
  func takenOver(by peering: Peering, of network: VirtualNetwork) -> AddressSet? {
    let numbers = syncedNumbers(of: peering).map { $0.union(.named) }
    guard peering.peersCompleteNetworks.value == false,
      let remote = peering.remote.value.flatMap({ estate.networks[$0.id] }),
      let back = remote.peering(to: network.id)
    else { return numbers }
    var listed = AddressSet.empty
    for subnet in subnetsByNetwork[remote.id] ?? []
    where isListed(subnet.id, in: peering.remoteSubnets).isPossible
      && (back.peersCompleteNetworks.value != false
        || isListed(subnet.id, in: back.localSubnets).isPossible)
    {
      listed.formUnion(addresses(of: subnet))
    }
    return numbers.map { $0.intersection(listed) } ?? listed
  }

  /// The first range in which two networks overlap.
  func overlap(of one: VirtualNetwork, _ other: VirtualNetwork) -> AddressPrefix? {
    AddressSet(one.addressSpace.compactMap(\.value))
      .intersection(AddressSet(other.addressSpace.compactMap(\.value))).prefixes.first
  }

  /// What of a reply a peering delivers, by the subnets that the senders are in.
  func replyParts(
    by peering: Peering, of network: VirtualNetwork, from subnet: ResourceID, _ extent: Extent
  ) -> (delivered: Extent, closed: Extent, open: [(Extent, UnknownValue)]) {
    guard let remote = peering.remote.value.flatMap({ estate.networks[$0.id] }) else {
      return (extent, .nothing, [])
    }
    let departure = NetworkCache.Departure(
      join: NetworkCache.Join(peering, of: network, to: remote), subnet: subnet)
    let barriers = knownNetworks.barriers.value(for: departure) {
      self.barriers(at: peering, of: network, to: remote, from: subnet)
    }
    var closed = AddressSet.empty
    var open: [(Extent, UnknownValue)] = []
    for barrier in barriers {
      guard let unknown = barrier.doubt else {
        closed.formUnion(barrier.held)
        continue
      }
      open.append(
        (
          Extent(
            certain: extent.certain.intersection(barrier.held),
            possible: extent.possible.intersection(barrier.held)), unknown
        ))
    }
    if closed.isEmpty { return (extent, .nothing, open) }
    return (
      Extent(
        certain: extent.certain.subtracting(closed), possible: extent.possible.subtracting(closed)),
      Extent(
        certain: extent.certain.intersection(closed),
        possible: extent.possible.intersection(closed)), open
    )
  }
  private func barriers(
    at peering: Peering, of network: VirtualNetwork, to remote: VirtualNetwork,
    from subnet: ResourceID
  ) -> [NetworkCache.Barrier] {
    var barriers: [NetworkCache.Barrier] = []
    for sender in subnetsByNetwork[remote.id] ?? [] {
      for gate in subnetGates(peering, of: network, to: remote, from: subnet, into: sender.id) {
        guard let gate = gate as? Gate else { continue }
        switch gate.action {
        case .allow: break
        case .deny:
          barriers.append(NetworkCache.Barrier(held: addresses(of: sender), doubt: nil))
        case .unknown(let unknown):
          barriers.append(NetworkCache.Barrier(held: addresses(of: sender), doubt: unknown))
        }
      }
    }
    return barriers
  }
}
