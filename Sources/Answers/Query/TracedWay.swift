package import TrafficSets

/// One way of an answer with the traffic that takes it, exactly, as a picture draws it.
///
/// The paths of an answer tell reasons: where everything gets through, one of them will do. The ways of
/// an answer tell where each part of the traffic goes.
package struct TracedWay: Hashable, Sendable {
  /// Traffic of the same senders and destinations.
  package struct Share: Hashable, Sendable {
    /// Its protocols and ports alone.
    package let services: TrafficSet
    /// Those that were asked about.
    package let asked: TrafficSet
    /// The part of the senders' addresses that is meant; empty for all of them.
    package let from: String
    /// The part of the destinations' addresses; empty for all of them.
    package let to: String
    /// The one of several names that are all needed; empty where they fare alike.
    package let name: String

    package init(
      services: TrafficSet, asked: TrafficSet, from: String, to: String, name: String = ""
    ) {
      self.services = services
      self.asked = asked
      self.from = from
      self.to = to
      self.name = name
    }
  }

  /// Traffic, and how it is told.
  package struct Portion: Hashable, Sendable {
    package let traffic: TrafficSet
    package let shares: [Share]
    /// Whether it is all that fares so; then it need not be told exactly.
    package let isWhole: Bool
  }

  package struct Step: Hashable, Sendable {
    package let hop: QueryAnswer.PathHop
    /// What arrives here, by the ports that it is called with up to here.
    package let arriving: Portion
    /// What of it this hop decides; nothing where nothing that takes this way hangs on the decision.
    package let decided: Portion?
  }

  package let steps: [Step]
  /// What becomes of the traffic.
  package let outcome: QueryAnswer.PathHop.Outcome
  /// The traffic as it arrives at the destination.
  package let traffic: Portion
  /// All that was asked of these senders and destinations.
  package let asked: TrafficSet
}
