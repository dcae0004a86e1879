/// A product: the packets whose every field is in a set of its own.
package struct TrafficBox: Hashable, Sendable {
  package var sources: AddressSet
  package var destinations: AddressSet
  package var protocols: ProtocolSet
  package var sourcePorts: PortSet
  package var destinationPorts: PortSet
  package var names: NameSet

  package init(
    sources: AddressSet = .all, destinations: AddressSet = .all, protocols: ProtocolSet = .all,
    sourcePorts: PortSet = .all, destinationPorts: PortSet = .all, names: NameSet = .all
  ) {
    self.sources = sources
    self.destinations = destinations
    self.protocols = protocols
    self.sourcePorts = sourcePorts
    self.destinationPorts = destinationPorts
    self.names = names
  }

  package func contains(_ packet: Packet) -> Bool {
    sources.contains(packet.source) && destinations.contains(packet.destination)
      && protocols.contains(packet.transport) && sourcePorts.contains(packet.sourcePort)
      && destinationPorts.contains(packet.destinationPort) && names.contains(packet.name)
  }
}

/// The keys of a diagram's level, from and to the set that stands for them outside.
extension IntervalBacked {
  init(keys: [ClosedRange<UInt128>]) {
    self.init(
      intervals: IntervalSet(
        keys.map {
          Bound(truncatingIfNeeded: $0.lowerBound)...Bound(truncatingIfNeeded: $0.upperBound)
        }))
  }

  var keys: [ClosedRange<UInt128>] {
    intervals.ranges.map { UInt128($0.lowerBound)...UInt128($0.upperBound) }
  }
}

extension TrafficBox {
  mutating func setKeys(_ keys: [ClosedRange<UInt128>], at level: DiagramLevel) {
    switch level {
    case .source: sources = AddressSet(keys: keys)
    case .destination: destinations = AddressSet(keys: keys)
    case .transport: protocols = ProtocolSet(keys: keys)
    case .sourcePort: sourcePorts = PortSet(keys: keys)
    case .destinationPort: destinationPorts = PortSet(keys: keys)
    case .name: names = NameSet(keys: keys)
    case .nothing, .everything: break
    }
  }
}
