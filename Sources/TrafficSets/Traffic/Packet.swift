/// One packet, as far as any rule looks at it.
///
/// ICMP has no ports: its type stands in `sourcePort` and its code in `destinationPort`. `name` is
/// the name that the client asked for, which decides where it is connected.
package struct Packet: Hashable, Sendable {
  package var source: Address
  package var destination: Address
  package var transport: TransportProtocol
  package var sourcePort: UInt16
  package var destinationPort: UInt16
  package var name: UInt32

  package init(
    source: Address, destination: Address, transport: TransportProtocol, sourcePort: UInt16,
    destinationPort: UInt16, name: UInt32
  ) {
    self.source = source
    self.destination = destination
    self.transport = transport
    self.sourcePort = sourcePort
    self.destinationPort = destinationPort
    self.name = name
  }

  /// What a diagram asks for at a level.
  func key(at level: DiagramLevel) -> UInt128 {
    switch level {
    case .source: source.key
    case .destination: destination.key
    case .transport: UInt128(transport.rawValue)
    case .sourcePort: UInt128(sourcePort)
    case .destinationPort: UInt128(destinationPort)
    case .name: UInt128(name)
    case .nothing, .everything: 0
    }
  }
}
