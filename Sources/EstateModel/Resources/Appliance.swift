package import TrafficSets

/// What a network appliance forwards of what it is handed, as an overlay says.
///
/// No cloud configuration tells; without this an appliance is taken to forward everything.
package struct Appliance: Sendable {
  /// Traffic that it lets through.
  package struct Flow: Sendable {
    /// The numbers that the overlay names; everything where it names none. Which hosts without a
    /// number of their own lie among them is the graph's to say.
    package var sources: AddressSet
    package var destinations: AddressSet
    /// Protocols and ports.
    package var traffic: TrafficSet
    package let source: SourcePosition

    package init(
      from sources: AddressSet = .all, to destinations: AddressSet = .all,
      on traffic: TrafficSet = .all, source: SourcePosition
    ) {
      self.sources = sources
      self.destinations = destinations
      self.traffic = traffic
      self.source = source
    }
  }

  package let node: ResourceID
  package let source: SourcePosition
  /// The flows that it lets through; everything else it drops.
  package var forwards: [Flow]

  package init(node: ResourceID, source: SourcePosition, forwards: [Flow]) {
    self.node = node
    self.source = source
    self.forwards = forwards
  }
}
