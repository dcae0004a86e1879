/// An exact set of packets.
///
/// Every operation is exact, and the form is canonical: two sets with the same packets are equal
/// and hash alike, however they were made. A set shares what it can with those it was made from.
package struct TrafficSet: Hashable, Sendable {
  let root: DiagramNode

  init(root: DiagramNode) { self.root = root }

  package static let empty = TrafficSet(root: .nothing)
  package static let all = TrafficSet(root: .everything)

  /// The packets whose every field is in the set given for it.
  package init(
    sources: AddressSet = .all, destinations: AddressSet = .all, protocols: ProtocolSet = .all,
    sourcePorts: PortSet = .all, destinationPorts: PortSet = .all, names: NameSet = .all
  ) {
    self.init(
      TrafficBox(
        sources: sources, destinations: destinations, protocols: protocols,
        sourcePorts: sourcePorts, destinationPorts: destinationPorts, names: names))
  }

  package init(_ box: TrafficBox) {
    // From the last level to the first, each node by itself: no two of them can be equal.
    var node = DiagramNode.node(.name, in: box.names.intervals.ranges, .everything)
    node = .node(.sourcePort, in: box.sourcePorts.intervals.ranges, node)
    node = .node(.destinationPort, in: box.destinationPorts.intervals.ranges, node)
    node = .node(.source, in: box.sources.intervals.ranges, node)
    node = .node(.destination, in: box.destinations.intervals.ranges, node)
    root = .node(.transport, in: box.protocols.intervals.ranges, node)
  }

  package init(_ packet: Packet) {
    self.init(
      sources: AddressSet(packet.source), destinations: AddressSet(packet.destination),
      protocols: ProtocolSet(packet.transport), sourcePorts: PortSet(packet.sourcePort),
      destinationPorts: PortSet(packet.destinationPort), names: NameSet(packet.name))
  }

  package var isEmpty: Bool { root.isNothing }
  package var isAll: Bool { root.isEverything }

  package func contains(_ packet: Packet) -> Bool {
    var node = root
    while node.level < .nothing { node = node.target(of: packet.key(at: node.level)) }
    return node.isEverything
  }
}
