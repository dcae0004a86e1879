internal import EstateModel

// The rules of a balancer name its own frontends and pools, so that where there is only one of these a
// name that is not known is that one's.
// https://learn.microsoft.com/azure/load-balancer/components
extension LoadBalancer {
  /// Makes of names that are not known what they can only be, and leaves open those that may be several.
  mutating func settleParts() {
    let fronts = frontends.map(\.id)
    let pools = pools.map(\.id)
    for place in rules.indices {
      let source = rules[place].source
      rules[place].frontend = rules[place].frontend.settled(among: fronts, at: source)
      // Interfaces name a NAT rule itself.
      rules[place].targets = rules[place].targets.map { target in
        target.value?.id.isPool == false ? target : target.settled(among: pools, at: source)
      }
    }
    for place in outboundRules.indices {
      let source = outboundRules[place].source
      outboundRules[place].pool = outboundRules[place].pool.settled(among: pools, at: source)
      outboundRules[place].frontends = outboundRules[place].frontends.map {
        $0.settled(among: fronts, at: source)
      }
    }
  }
}

extension Setting<Reference> {
  /// The part of a balancer that is named; the only one where the name is not known.
  fileprivate func settled(among parts: [ResourceID], at source: SourcePosition) -> Setting {
    let open: UnknownValue
    switch self {
    case .absent: return self
    case .unknown(let unknown): open = unknown
    case .known(let reference, let place):
      let id = reference.id
      guard id.hasOpenName, !parts.contains(id), parts.contains(where: { id.mayMean($0) }) else {
        return self
      }
      open = UnknownValue(
        key: "\(place)#\(id.name)",
        because: "no input tells which part of \(id.parent?.name ?? "the load balancer") is meant",
        source: place)
    }
    guard parts.count == 1, parts[0].name != Slot.openName else { return .unknown(open) }
    return .known(Reference(parts[0], at: source), source)
  }
}

extension ResourceID {
  fileprivate var isPool: Bool {
    segments.last?.type.equalsIgnoringASCIICase("backendAddressPools") == true
  }
}
