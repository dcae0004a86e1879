package import TrafficSets

/// What a network appliance forwards of what it is handed, as an overlay says.
///
/// No cloud configuration tells; without this an appliance is taken to forward everything.
package struct Appliance: Sendable {
  package let node: ResourceID
  package let source: SourcePosition
  /// The flows that it lets through; everything else it drops.
  package var forwards: TrafficSet

  package init(node: ResourceID, source: SourcePosition, forwards: TrafficSet) {
    self.node = node
    self.source = source
    self.forwards = forwards
  }
}
