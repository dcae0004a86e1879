package import TrafficSets

/// A question: can `from` reach `to`, on what traffic.
package struct QueryQuestion: Sendable {
  /// Selectors as the user wrote them.
  package var from: String
  package var to: String
  /// Empty: a service on its documented ports, anything else on all of tcp, udp and icmp.
  package var traffic: [TrafficTerm]
  /// Only ways that pass this node count.
  package var via: String?
  /// Only ways that do not pass this node count.
  package var avoid: String?
  /// Whether changes that would open a blocked way are looked for.
  package var wantsFixes: Bool
  /// Whether the answer tells what takes which way, as a picture needs it.
  package var wantsWays: Bool

  package init(
    from: String, to: String, traffic: [TrafficTerm] = [], via: String? = nil,
    avoid: String? = nil, wantsFixes: Bool = true, wantsWays: Bool = false
  ) {
    self.from = from
    self.to = to
    self.traffic = traffic
    self.via = via
    self.avoid = avoid
    self.wantsFixes = wantsFixes
    self.wantsWays = wantsWays
  }
}

/// A selector that names nothing, or more than one thing.
package struct SelectorError: Error, Hashable, Sendable {
  package let message: String
  /// Selectors that the user may have meant.
  package let nearMatches: [String]

  package init(_ message: String, nearMatches: [String] = []) {
    self.message = message
    self.nearMatches = nearMatches
  }
}
