internal import Synchronization

/// The packets that a rule takes in: a set, or a product of which the set is made when it is first
/// asked for.
///
/// A large estate has rules by the ten thousand, and most of them meet none of the packets that
/// somebody asks about, which the product tells without a set.
package enum RuleTraffic: Sendable {
  case set(TrafficSet)
  case product(TrafficProduct)

  package init(_ box: TrafficBox) { self = .product(TrafficProduct(box)) }

  package var set: TrafficSet {
    switch self {
    case .set(let set): set
    case .product(let product): product.set
    }
  }

  /// The packets between the limits: what an intersection with all such packets is, in less time.
  package func limited(to limits: TrafficLimits) -> TrafficSet {
    switch self {
    case .set(let set): set.limited(to: limits)
    case .product(let product): product.limited(to: limits)
    }
  }

  /// Whether some of the packets may lie between the limits: told without a set, so that it says yes in
  /// doubt.
  package func mayMeet(_ limits: TrafficLimits) -> Bool {
    switch self {
    case .set: true
    case .product(let product): product.mayMeet(limits)
    }
  }

  /// Whether the rule takes in all these senders, whatever they send: of a product that is known even where
  /// no destination is, so that nothing is in it.
  package func takesInSenders(of traffic: TrafficSet) -> Bool {
    switch self {
    case .set(let set): !set.isEmpty && traffic.sources.isSubset(of: set.sources)
    case .product(let product): product.takesInSenders(of: traffic)
    }
  }

  /// The same of destinations.
  package func takesInDestinations(of traffic: TrafficSet) -> Bool {
    switch self {
    case .set(let set): !set.isEmpty && traffic.destinations.isSubset(of: set.destinations)
    case .product(let product): product.takesInDestinations(of: traffic)
    }
  }

  /// Whether both are the same packets; what is made of one product is told at once.
  package static func == (one: RuleTraffic, other: RuleTraffic) -> Bool {
    if case .product(let product) = one, case .product(let same) = other, product === same {
      return true
    }
    return one.set == other.set
  }
}

/// A product of which the set is made once, when somebody asks for it.
package final class TrafficProduct: Sendable {
  private let box: TrafficBox
  private let root = AtomicLazyReference<DiagramNode>()

  fileprivate init(_ box: TrafficBox) { self.box = box }

  fileprivate var set: TrafficSet {
    if let known = root.load() { return TrafficSet(root: known) }
    return TrafficSet(root: root.storeIfNil(TrafficSet(box).root))
  }

  fileprivate func mayMeet(_ limits: TrafficLimits) -> Bool {
    box.destinations.meets(limits.destinations) && box.sources.meets(limits.sources)
  }

  fileprivate func takesInSenders(of traffic: TrafficSet) -> Bool {
    traffic.sources.isSubset(of: box.sources)
  }

  fileprivate func takesInDestinations(of traffic: TrafficSet) -> Bool {
    traffic.destinations.isSubset(of: box.destinations)
  }

  fileprivate func limited(to limits: TrafficLimits) -> TrafficSet {
    if let known = root.load() { return TrafficSet(root: known).limited(to: limits) }
    var part = box
    part.sources = part.sources.limited(to: limits.sources)
    if part.sources.isEmpty { return .empty }
    part.destinations = part.destinations.limited(to: limits.destinations)
    return part.destinations.isEmpty ? .empty : TrafficSet(part)
  }
}
