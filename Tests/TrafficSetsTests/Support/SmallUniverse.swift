import TestSupport
import TrafficSets

/// Up to 64 classes of packets that the sets of a trial cannot tell apart, so that a set is a mask.
///
/// Each field is split into a few cells whose borders are the values where arithmetic goes wrong:
/// the first and the last value, single values, the ends of an address family. A packet at a random
/// end of a cell stands for it.
struct SmallUniverse {
  let sources: [AddressSet]
  let destinations: [AddressSet]
  let protocols: [ProtocolSet]
  let sourcePorts: [PortSet]
  let destinationPorts: [PortSet]
  let names: [NameSet]
  /// One packet of each class; its place is its bit.
  let packets: [Packet]

  init(_ generator: inout SeededGenerator) {
    // One field in three is left whole, and the product stays within 64.
    var counts = Array(repeating: 1, count: 6)
    for field in (0..<6).shuffled(using: &generator) {
      let wanted = [1, 2, 2, 3, 3, 4].randomElement(using: &generator) ?? 1
      while counts[field] < wanted, counts.reduce(1, *) / counts[field] * (counts[field] + 1) <= 64
      {
        counts[field] += 1
      }
    }
    sources = split(AddressSet.all, into: counts[0], by: Borders.addresses, &generator)
    destinations = split(AddressSet.all, into: counts[1], by: Borders.addresses, &generator)
    protocols = split(ProtocolSet.all, into: counts[2], by: Borders.protocols, &generator)
    sourcePorts = split(PortSet.all, into: counts[3], by: Borders.ports, &generator)
    destinationPorts = split(PortSet.all, into: counts[4], by: Borders.ports, &generator)
    names = split(NameSet.all, into: counts[5], by: Borders.names, &generator)

    var packets: [Packet] = []
    for source in sources {
      for destination in destinations {
        for transport in protocols {
          for sourcePort in sourcePorts {
            for destinationPort in destinationPorts {
              for name in names {
                packets.append(
                  Packet(
                    source: someEnd(of: source.ranges, &generator),
                    destination: someEnd(of: destination.ranges, &generator),
                    transport: TransportProtocol(
                      rawValue: someEnd(of: transport.ranges, &generator)),
                    sourcePort: someEnd(of: sourcePort.ranges, &generator),
                    destinationPort: someEnd(of: destinationPort.ranges, &generator),
                    name: someEnd(of: name.ranges, &generator)))
              }
            }
          }
        }
      }
    }
    self.packets = packets
  }

  /// Which packets a set has, found by asking for each.
  func mask(of set: TrafficSet) -> UInt64 { mask { set.contains($0) } }

  func mask(where condition: (Packet) -> Bool) -> UInt64 {
    var mask: UInt64 = 0
    for (bit, packet) in packets.enumerated() where condition(packet) { mask |= 1 << UInt64(bit) }
    return mask
  }

  var everything: UInt64 { mask { _ in true } }

  func someBox(_ generator: inout SeededGenerator) -> TrafficBox {
    TrafficBox(
      sources: someUnion(of: sources, &generator),
      destinations: someUnion(of: destinations, &generator),
      protocols: someUnion(of: protocols, &generator),
      sourcePorts: someUnion(of: sourcePorts, &generator),
      destinationPorts: someUnion(of: destinationPorts, &generator),
      names: someUnion(of: names, &generator))
  }

  /// A set of up to four boxes, some taken away, and its mask worked out from the boxes alone.
  func someSet(_ generator: inout SeededGenerator) -> (set: TrafficSet, mask: UInt64) {
    var set = TrafficSet.empty
    var mask: UInt64 = 0
    for _ in 0..<Int.random(in: 0...4, using: &generator) {
      let box = someBox(&generator)
      let boxMask = self.mask { box.contains($0) }
      if Int.random(in: 0..<4, using: &generator) == 0 {
        set.subtract(TrafficSet(box))
        mask &= ~boxMask
      } else {
        set.formUnion(TrafficSet(box))
        mask |= boxMask
      }
    }
    return (set, mask)
  }

  /// The set of a mask, put together packet class by packet class in a random order.
  func set(of mask: UInt64, _ generator: inout SeededGenerator) -> TrafficSet {
    var set = TrafficSet.empty
    for bit in packets.indices.shuffled(using: &generator) where mask >> UInt64(bit) & 1 == 1 {
      set.formUnion(TrafficSet(cell(bit)))
    }
    return set
  }

  private func cell(_ bit: Int) -> TrafficBox {
    let packet = packets[bit]
    return TrafficBox(
      sources: sources.first { $0.contains(packet.source) } ?? .empty,
      destinations: destinations.first { $0.contains(packet.destination) } ?? .empty,
      protocols: protocols.first { $0.contains(packet.transport) } ?? .empty,
      sourcePorts: sourcePorts.first { $0.contains(packet.sourcePort) } ?? .empty,
      destinationPorts: destinationPorts.first { $0.contains(packet.destinationPort) } ?? .empty,
      names: names.first { $0.contains(packet.name) } ?? .empty)
  }
}

/// Any of the cells, none or all, as one set.
func someUnion<Values: DimensionSet>(
  of cells: [Values], _ generator: inout SeededGenerator
) -> Values {
  if Int.random(in: 0..<3, using: &generator) == 0 { return .all }
  return cells.filter { _ in Bool.random(using: &generator) }.reduce(.empty) { $0.union($1) }
}

private func split<Values: DimensionSet>(
  _ whole: Values, into count: Int, by borders: [Values], _ generator: inout SeededGenerator
) -> [Values] {
  var cells = [whole]
  for border in borders.shuffled(using: &generator) where cells.count < count {
    cells = cells.flatMap { [$0.intersection(border), $0.subtracting(border)] }
      .filter { !$0.isEmpty }
    while cells.count > count { cells[0].formUnion(cells.removeLast()) }
  }
  return cells
}

private func someEnd<Bound: Comparable>(
  of ranges: [ClosedRange<Bound>], _ generator: inout SeededGenerator
) -> Bound {
  let range = ranges[Int.random(in: 0..<ranges.count, using: &generator)]
  return Bool.random(using: &generator) ? range.lowerBound : range.upperBound
}

private enum Borders {
  static let addresses: [AddressSet] =
    [
      "0.0.0.0/0", "0.0.0.0/32", "255.255.255.255", "10.0.0.0/8", "10.0.0.4", "10.0.0.0/7",
      "128.0.0.0/1", "::/0", "::", "::1", "2001:db8::/32", "8000::/1", "ffff::/16", "::/64",
    ].compactMap { AddressPrefix($0).map { AddressSet($0) } } + [
      .named, AddressSet(.named(0)), AddressSet(.named(7)), AddressSet(.named(UInt32.max)),
      AddressSet(.ipv4(1) ... .ipv4(UInt32.max - 1)),
    ]
  static let protocols: [ProtocolSet] = [
    ProtocolSet(.tcp), ProtocolSet(.udp), ProtocolSet(.icmp, .tcp, .udp), ProtocolSet(0...0),
    ProtocolSet(255...255), ProtocolSet(1...17),
  ]
  static let ports: [PortSet] = [
    PortSet(0), PortSet(65535), PortSet(443), PortSet(80...443), PortSet(1...65534),
    PortSet(8000...9000), PortSet(1024...65535),
  ]
  static let names: [NameSet] = [
    NameSet(0), NameSet(UInt32.max), NameSet(1, 2, 7), NameSet(5...9), NameSet(1...UInt32.max - 1),
  ]
}
