package import EstateModel
package import TrafficSets

/// The traffic that gets through, as far as the configuration decides it.
///
/// `certain` passes whatever the missing values are; `possible` passes for at least one choice of
/// them. With nothing missing they are equal; `certain` is always part of `possible`.
package struct Passage: Hashable, Sendable {
  package let certain: TrafficSet
  package let possible: TrafficSet

  package init(certain: TrafficSet, possible: TrafficSet) {
    self.certain = certain
    self.possible = possible
  }

  package init(_ decided: TrafficSet) {
    certain = decided
    possible = decided
  }

  package static let nothing = Passage(.empty)

  package var isEmpty: Bool { possible.isEmpty }

  /// Whether nothing hangs on missing values.
  package var isDecided: Bool { certain == possible }

  package func intersection(_ traffic: TrafficSet) -> Passage {
    if isDecided { return Passage(certain.intersection(traffic)) }
    return Passage(certain: certain.intersection(traffic), possible: possible.intersection(traffic))
  }

  /// What of it is sent to these destinations.
  func sent(toAnyOf destinations: AddressSet) -> Passage {
    if isDecided { return Passage(certain.sent(toAnyOf: destinations)) }
    return Passage(
      certain: certain.sent(toAnyOf: destinations), possible: possible.sent(toAnyOf: destinations))
  }

  /// The same packets, sent to other addresses and, where some are given, other ports.
  func redirected(to addresses: AddressSet, _ ports: PortSet? = nil) -> Passage {
    func changed(_ traffic: TrafficSet) -> TrafficSet {
      let moved = traffic.settingDestinations(to: addresses)
      return ports.map { moved.settingDestinationPorts(to: $0) } ?? moved
    }
    if isDecided { return Passage(changed(certain)) }
    return Passage(certain: changed(certain), possible: changed(possible))
  }

  package func union(_ other: Passage) -> Passage {
    Passage(
      certain: certain.union(other.certain), possible: possible.union(other.possible))
  }

  /// Those who may send together that may send the same, and send the same for certain.
  var sendersThatFareAlike: [AddressSet] {
    if isDecided { return certain.bySource.map(\.sources) }
    return possible.bySource.flatMap { group in
      let certain = certain.intersection(TrafficSet(sources: group.sources)).bySource.map(\.sources)
      let others = certain.reduce(group.sources) { $0.subtracting($1) }
      return others.isEmpty ? certain : certain + [others]
    }
  }

  /// The same traffic, of which none is certain any more.
  package var undecided: Passage { Passage(certain: .empty, possible: possible) }
}

/// What the configuration says of a value that a rule matches: what it takes in for certain, and
/// what it may take in.
package struct Extent: Hashable, Sendable {
  package let certain: AddressSet
  package let possible: AddressSet

  package init(certain: AddressSet, possible: AddressSet) {
    self.certain = certain
    self.possible = possible
  }

  package init(_ decided: AddressSet) {
    certain = decided
    possible = decided
  }

  package static let nothing = Extent(.empty)

  package func union(_ other: Extent) -> Extent {
    Extent(certain: certain.union(other.certain), possible: possible.union(other.possible))
  }
}

/// The choices made for values that the configuration leaves open, while cases are tried.
package struct Hypothesis: Hashable, Sendable {
  package var choices: [String: String]

  package init(_ choices: [String: String] = [:]) { self.choices = choices }

  package static let none = Hypothesis()

  package func choice(_ unknown: UnknownValue) -> String? { choices[unknown.key] }
}

extension [Setting<PortSet>] {
  /// The ports that a rule takes in for certain and at most.
  ///
  /// - Parameter open: Why these differ, unless something else is open already.
  func extent(_ open: inout UnknownValue?) -> (certain: PortSet, possible: PortSet) {
    var certain = PortSet.empty
    var possible = PortSet.empty
    for setting in self {
      switch setting {
      case .known(let ports, _):
        certain = certain.union(ports)
        possible = possible.union(ports)
      case .unknown(let unknown):
        open = open ?? unknown
        possible = .all
      case .absent: break
      }
    }
    return (certain, possible)
  }
}
