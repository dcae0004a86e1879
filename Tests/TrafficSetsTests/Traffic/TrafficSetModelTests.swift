import TestSupport
import Testing
import TrafficSets

/// Every operation against its twin on masks, ten thousand random pairs each.
@Suite("Traffic sets agree with the listing of all packets")
struct TrafficSetModelTests {
  private static let pairs = 10_000

  /// Calls the body with pairs of random sets; a universe serves for ten.
  private func forEachPair(
    seed: UInt64,
    _ body: (SmallUniverse, (set: TrafficSet, mask: UInt64), (set: TrafficSet, mask: UInt64)) ->
      Void
  ) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<Self.pairs / 10 {
      let universe = SmallUniverse(&generator)
      for _ in 0..<10 {
        body(universe, universe.someSet(&generator), universe.someSet(&generator))
      }
    }
  }

  @Test("union")
  func union() {
    forEachPair(seed: 1) { universe, left, right in
      #expect(universe.mask(of: left.set.union(right.set)) == left.mask | right.mask)
    }
  }

  @Test("intersection")
  func intersection() {
    forEachPair(seed: 2) { universe, left, right in
      #expect(universe.mask(of: left.set.intersection(right.set)) == left.mask & right.mask)
    }
  }

  @Test("subtraction")
  func subtracting() {
    forEachPair(seed: 3) { universe, left, right in
      #expect(universe.mask(of: left.set.subtracting(right.set)) == left.mask & ~right.mask)
    }
  }

  @Test("complement")
  func complement() {
    forEachPair(seed: 4) { universe, left, _ in
      let everything = universe.everything
      #expect(universe.mask(of: left.set.complement) == everything & ~left.mask)
      #expect(left.set.complement.complement == left.set)
    }
  }

  @Test("equality, subset, disjointness and emptiness")
  func relations() {
    var turn = 0
    forEachPair(seed: 5) { universe, left, other in
      // Two random sets are seldom related, so that every second pair is made to be.
      turn += 1
      let right =
        switch turn % 4 {
        case 0: (set: left.set.union(other.set), mask: left.mask | other.mask)
        case 1: (set: left.set.subtracting(other.set), mask: left.mask & ~other.mask)
        default: other
        }
      #expect((left.set == right.set) == (left.mask == right.mask))
      #expect(left.set.isSubset(of: right.set) == (left.mask & ~right.mask == 0))
      #expect(right.set.isSubset(of: left.set) == (right.mask & ~left.mask == 0))
      #expect(left.set.isDisjoint(with: right.set) == (left.mask & right.mask == 0))
      #expect(left.set.isEmpty == (left.mask == 0))
      #expect(right.set.isAll == (right.mask == universe.everything))
    }
  }

  @Test("a set is the same however it was put together")
  func canonicalForm() {
    var generator = SeededGenerator(seed: 6)
    for _ in 0..<Self.pairs / 10 {
      let universe = SmallUniverse(&generator)
      let (set, mask) = universe.someSet(&generator)
      let twin = universe.set(of: mask, &generator)
      #expect(set == twin)
      #expect(set.hashValue == twin.hashValue)
      #expect(set.boxes == twin.boxes)
      #expect(set.somePacket == twin.somePacket)
    }
  }

  @Test("projections")
  func projections() {
    forEachPair(seed: 7) { universe, left, _ in
      let set = left.set
      let members = universe.packets.indices.filter { left.mask >> UInt64($0) & 1 == 1 }
        .map { universe.packets[$0] }
      #expect(set.sources == cover(universe.sources, members.map(\.source), AddressSet.contains))
      #expect(
        set.destinations
          == cover(universe.destinations, members.map(\.destination), AddressSet.contains))
      #expect(
        set.protocols == cover(universe.protocols, members.map(\.transport), ProtocolSet.contains))
      #expect(
        set.sourcePorts == cover(universe.sourcePorts, members.map(\.sourcePort), PortSet.contains))
      #expect(
        set.destinationPorts
          == cover(universe.destinationPorts, members.map(\.destinationPort), PortSet.contains))
      #expect(set.names == cover(universe.names, members.map(\.name), NameSet.contains))
    }
  }

  /// The cells that have one of the values.
  private func cover<Values: DimensionSet, Value: Hashable>(
    _ cells: [Values], _ values: [Value], _ contains: (Values) -> (Value) -> Bool
  ) -> Values {
    let values = Set(values)
    return cells.filter { cell in values.contains { contains(cell)($0) } }
      .reduce(.empty) { $0.union($1) }
  }

  @Test("translations", arguments: 0..<6)
  func translations(field: Int) {
    var generator = SeededGenerator(seed: 80 + UInt64(field))
    for _ in 0..<Self.pairs / 10 {
      let universe = SmallUniverse(&generator)
      for _ in 0..<10 {
        let (set, mask) = universe.someSet(&generator)
        let box = universe.someBox(&generator)
        let (result, expected) = translated(set, mask, to: box, field, universe)
        #expect(universe.mask(of: result) == expected)
      }
    }
  }

  /// The set with a field set to what the box has there, and the mask that it should have.
  private func translated(
    _ set: TrafficSet, _ mask: UInt64, to box: TrafficBox, _ field: Int, _ universe: SmallUniverse
  ) -> (TrafficSet, UInt64) {
    let counts = [
      universe.sources.count, universe.destinations.count, universe.protocols.count,
      universe.sourcePorts.count, universe.destinationPorts.count, universe.names.count,
    ]
    // Packets that differ in this field alone are `stride` apart.
    let stride = counts[(field + 1)...].reduce(1, *)
    var expected: UInt64 = 0
    for (bit, packet) in universe.packets.enumerated() where isKept(packet, box, field) {
      let first = bit - bit / stride % counts[field] * stride
      for place in 0..<counts[field] where mask >> UInt64(first + place * stride) & 1 == 1 {
        expected |= 1 << UInt64(bit)
      }
    }
    let result =
      switch field {
      case 0: set.settingSources(to: box.sources)
      case 1: set.settingDestinations(to: box.destinations)
      case 2: set.settingProtocols(to: box.protocols)
      case 3: set.settingSourcePorts(to: box.sourcePorts)
      case 4: set.settingDestinationPorts(to: box.destinationPorts)
      default: set.settingNames(to: box.names)
      }
    return (result, expected)
  }

  private func isKept(_ packet: Packet, _ box: TrafficBox, _ field: Int) -> Bool {
    switch field {
    case 0: box.sources.contains(packet.source)
    case 1: box.destinations.contains(packet.destination)
    case 2: box.protocols.contains(packet.transport)
    case 3: box.sourcePorts.contains(packet.sourcePort)
    case 4: box.destinationPorts.contains(packet.destinationPort)
    default: box.names.contains(packet.name)
    }
  }

  @Test("the rules that match first")
  func firstMatch() {
    var generator = SeededGenerator(seed: 9)
    for _ in 0..<Self.pairs / 10 {
      let universe = SmallUniverse(&generator)
      let rules = (0..<Int.random(in: 0...7, using: &generator)).map { _ in
        (box: universe.someBox(&generator), isAllowed: Bool.random(using: &generator))
      }
      let allowed = TrafficSet.allowed(
        byFirstMatchOf: rules.map { (TrafficSet($0.box), $0.isAllowed) })
      let expected = universe.mask { packet in
        rules.first { $0.box.contains(packet) }?.isAllowed ?? false
      }
      #expect(universe.mask(of: allowed) == expected)
    }
  }
}
