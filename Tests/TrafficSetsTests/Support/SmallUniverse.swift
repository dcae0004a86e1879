import TestSupport
import TrafficSets

/// Up to 64 classes of packets that the sets of a trial cannot tell apart, so that a set is a mask.
///
/// Each field is split into a few cells whose borders are the values where arithmetic goes wrong:
/// the first and the last value, single values, the ends of an address family. A packet at a random
/// end of each cell stands for its class.
struct SmallUniverse {
  let sources: SplitField<AddressSet>
  let destinations: SplitField<AddressSet>
  let protocols: SplitField<ProtocolSet>
  let sourcePorts: SplitField<PortSet>
  let destinationPorts: SplitField<PortSet>
  let names: SplitField<NameSet>
  /// One packet of each class; its place is its bit.
  let packets: [Packet]

  init(_ generator: inout SeededGenerator) {
    var counts = Array(repeating: 1, count: 6)
    for field in (0..<6).shuffled(using: &generator) {
      let wanted = [1, 2, 2, 3, 3, 4].randomElement(using: &generator) ?? 1
      let others = counts.reduce(1, *)
      counts[field] = min(wanted, 64 / others)
    }
    let count = counts.reduce(1, *)
    func stride(_ field: Int) -> Int { counts[(field + 1)...].reduce(1, *) }
    sources = SplitField(
      counts[0], stride: stride(0), of: count, by: Borders.addresses, &generator)
    destinations = SplitField(
      counts[1], stride: stride(1), of: count, by: Borders.addresses, &generator)
    protocols = SplitField(
      counts[2], stride: stride(2), of: count, by: Borders.protocols, &generator)
    sourcePorts = SplitField(
      counts[3], stride: stride(3), of: count, by: Borders.ports, &generator)
    destinationPorts = SplitField(
      counts[4], stride: stride(4), of: count, by: Borders.ports, &generator)
    names = SplitField(counts[5], stride: stride(5), of: count, by: Borders.names, &generator)

    var packets: [Packet] = []
    for bit in 0..<count {
      packets.append(
        Packet(
          source: someEnd(of: sources.cell(of: bit).ranges, &generator),
          destination: someEnd(of: destinations.cell(of: bit).ranges, &generator),
          transport: TransportProtocol(
            rawValue: someEnd(of: protocols.cell(of: bit).ranges, &generator)),
          sourcePort: someEnd(of: sourcePorts.cell(of: bit).ranges, &generator),
          destinationPort: someEnd(of: destinationPorts.cell(of: bit).ranges, &generator),
          name: someEnd(of: names.cell(of: bit).ranges, &generator)))
    }
    self.packets = packets
  }

  /// The mask of all packets.
  var everything: UInt64 { names.masks.reduce(0, |) }

  /// Which packets a set has, found by asking for each.
  func mask(of set: TrafficSet) -> UInt64 { mask { set.contains($0) } }

  func mask(where condition: (Packet) -> Bool) -> UInt64 {
    var mask: UInt64 = 0
    for (bit, packet) in packets.enumerated() where condition(packet) { mask |= 1 << UInt64(bit) }
    return mask
  }

  /// A product of random cells, and its mask worked out from the choice of cells alone.
  func someBox(_ generator: inout SeededGenerator) -> (box: TrafficBox, mask: UInt64) {
    let sources = sources.someUnion(&generator)
    let destinations = destinations.someUnion(&generator)
    let protocols = protocols.someUnion(&generator)
    let sourcePorts = sourcePorts.someUnion(&generator)
    let destinationPorts = destinationPorts.someUnion(&generator)
    let names = names.someUnion(&generator)
    return (
      TrafficBox(
        sources: sources.values, destinations: destinations.values, protocols: protocols.values,
        sourcePorts: sourcePorts.values, destinationPorts: destinationPorts.values,
        names: names.values),
      sources.mask & destinations.mask & protocols.mask & sourcePorts.mask & destinationPorts.mask
        & names.mask
    )
  }

  /// A set of up to four boxes, some taken away, and its mask.
  func someSet(_ generator: inout SeededGenerator) -> (set: TrafficSet, mask: UInt64) {
    var set = TrafficSet.empty
    var mask: UInt64 = 0
    for _ in 0..<Int.random(in: 0...4, using: &generator) {
      let (box, boxMask) = someBox(&generator)
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

  /// The set of a mask, put together class by class in a random order.
  func set(of mask: UInt64, _ generator: inout SeededGenerator) -> TrafficSet {
    var set = TrafficSet.empty
    for bit in packets.indices.shuffled(using: &generator) where mask >> UInt64(bit) & 1 == 1 {
      set.formUnion(
        TrafficSet(
          sources: sources.cell(of: bit), destinations: destinations.cell(of: bit),
          protocols: protocols.cell(of: bit), sourcePorts: sourcePorts.cell(of: bit),
          destinationPorts: destinationPorts.cell(of: bit), names: names.cell(of: bit)))
    }
    return set
  }
}

/// One field of the packets of a universe, split into cells.
struct SplitField<Values: DimensionSet> {
  let cells: [Values]
  /// Of each cell, the packets whose value is in it.
  let masks: [UInt64]
  /// How far apart the bits of packets are that differ by one cell here and in nothing else.
  private let stride: Int

  init(
    _ count: Int, stride: Int, of packets: Int, by borders: [Values],
    _ generator: inout SeededGenerator
  ) {
    var cells = [Values.all]
    for border in borders.shuffled(using: &generator) where cells.count < count {
      cells = cells.flatMap { [$0.intersection(border), $0.subtracting(border)] }
        .filter { !$0.isEmpty }
      while cells.count > count { cells[0].formUnion(cells.removeLast()) }
    }
    precondition(cells.count == count, "there are borders enough")
    var masks = Array(repeating: UInt64(0), count: count)
    for bit in 0..<packets { masks[bit / stride % cells.count] |= 1 << UInt64(bit) }
    self.cells = cells
    self.masks = masks
    self.stride = stride
  }

  func cell(of bit: Int) -> Values { cells[bit / stride % cells.count] }

  /// All values in one case of three, else any of the cells, none or all.
  func someUnion(_ generator: inout SeededGenerator) -> (values: Values, mask: UInt64) {
    if Int.random(in: 0..<3, using: &generator) == 0 { return (.all, masks.reduce(0, |)) }
    var union = (values: Values.empty, mask: UInt64(0))
    for index in cells.indices where Int.random(in: 0..<5, using: &generator) < 3 {
      union.values.formUnion(cells[index])
      union.mask |= masks[index]
    }
    return union
  }

  /// The mask after the field was set to the values of `kept` in the set of a mask: each packet
  /// whose value is kept is there when one that differs from it in this field alone was.
  func mask(_ mask: UInt64, settingTo kept: UInt64) -> UInt64 {
    var result: UInt64 = 0
    for from in cells.indices {
      for to in cells.indices {
        let moved = mask & masks[from]
        let distance = (to - from) * stride
        result |= distance < 0 ? moved >> UInt64(-distance) : moved << UInt64(distance)
      }
    }
    return result & kept
  }

  /// The values that the packets of a mask have, as cells.
  func projection(_ mask: UInt64) -> Values {
    var values = Values.empty
    for index in cells.indices where masks[index] & mask != 0 { values.formUnion(cells[index]) }
    return values
  }
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
