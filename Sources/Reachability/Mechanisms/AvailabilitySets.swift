internal import EstateModel
internal import TrafficSets

// One machine of an availability set that has a public address or a load balancer of the tier Standard
// ends the default outbound access of all machines of the set.
// https://learn.microsoft.com/azure/load-balancer/load-balancer-faqs
extension ReachabilityGraph {
  /// What keeps machines of availability sets from leaving a subnet by default.
  func availabilitySets(in subnet: Subnet) -> [RuleList.Clause] {
    if machinesByAvailabilitySet.isEmpty { return [] }
    return (interfacesBySubnet[subnet.id] ?? []).compactMap { interface in
      let (ended, member) = isEndedByAvailabilitySet(interface.id)
      guard ended.isPossible, let member else { return nil }
      let node = selectors.text(for: interface.id)
      return RuleList.Clause(
        TrafficSet(sources: addresses(of: interface, in: subnet.id)),
        ended.unknown.map { .unknown($0) } ?? .deny,
        Evidence(
          node: node, control: "outboundMethod", rule: "availabilitySet",
          source: machine(of: interface.id)?.availabilitySet.source,
          why:
            "\(selectors.text(for: member)) of the same availability set has a public address or a "
            + "load balancer of the tier Standard, which ends default outbound access"),
        remedies: [.attachNATGateway(subnet: subnet.id, at: subnet.source)])
    }
  }

  /// Whether another machine of the set that an interface's machine is in ends default outbound access,
  /// and which.
  func isEndedByAvailabilitySet(_ interface: ResourceID) -> (Certainty, ResourceID?) {
    guard let machine = machine(of: interface), let set = machine.availabilitySet.value?.id else {
      return (.no, nil)
    }
    var found: (Certainty, ResourceID?) = (.no, nil)
    for other in machinesByAvailabilitySet[set] ?? [] where other.id != machine.id {
      let ends = hasStandardMethod(other)
      if ends == .yes { return (.yes, other.id) }
      if ends.isPossible, found.1 == nil { found = (ends, other.id) }
    }
    return found
  }

  private func hasStandardMethod(_ machine: VirtualMachine) -> Certainty {
    let configurations = machine.interfaces.compactMap {
      $0.value.flatMap { estate.interfaces[$0.id] }
    }
    .flatMap(\.configurations)
    return configurations.reduce(Certainty.no) { found, configuration in
      configuration.backendPools.reduce(found.or(isStandard(configuration.publicAddress))) {
        $0.or(isStandardBalancer(behind: $1))
      }
    }
  }

  private func isStandard(_ setting: Setting<Reference>) -> Certainty {
    switch setting {
    case .absent: return .no
    case .unknown(let unknown): return .open(unknown)
    case .known(let reference, _):
      switch estate.publicAddresses[reference.id]?.tier {
      case .known(let tier, _): return Certainty(tier != .basic)
      case .unknown(let unknown): return .open(unknown)
      case .absent, nil: return .no
      }
    }
  }

  private func isStandardBalancer(behind setting: Setting<Reference>) -> Certainty {
    guard let pool = setting.value else { return setting.unknown.map { .open($0) } ?? .no }
    let missing = Self.missing("the sku of \(selectors.text(for: pool.id.parent ?? pool.id))")
    guard let balancer = pool.id.parent.flatMap({ estate.loadBalancers[$0] }) else {
      return .open(missing)
    }
    switch tier(of: balancer) {
    case .known(let tier, _): return Certainty(tier.lowercased() == "standard")
    case .unknown(let unknown): return .open(unknown)
    case .absent: return .open(missing)
    }
  }
}
