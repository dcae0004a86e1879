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
      let (set, mask) = left
      let everything = universe.everything
      #expect(set.sources == universe.sources.projection(mask, everything))
      #expect(set.destinations == universe.destinations.projection(mask, everything))
      #expect(set.protocols == universe.protocols.projection(mask, everything))
      #expect(set.sourcePorts == universe.sourcePorts.projection(mask, everything))
      #expect(set.destinationPorts == universe.destinationPorts.projection(mask, everything))
      #expect(set.names == universe.names.projection(mask, everything))
    }
  }

  @Test("translations")
  func translations() {
    var generator = SeededGenerator(seed: 8)
    for turn in 0..<Self.pairs {
      let universe = SmallUniverse(&generator)
      let everything = universe.everything
      let (set, mask) = universe.someSet(&generator)
      let result: TrafficSet
      let expected: UInt64
      switch turn % 6 {
      case 0:
        let (values, kept) = universe.sources.someUnion(everything, &generator)
        result = set.settingSources(to: values)
        expected = universe.sources.mask(mask, settingTo: kept, everything)
      case 1:
        let (values, kept) = universe.destinations.someUnion(everything, &generator)
        result = set.settingDestinations(to: values)
        expected = universe.destinations.mask(mask, settingTo: kept, everything)
      case 2:
        let (values, kept) = universe.protocols.someUnion(everything, &generator)
        result = set.settingProtocols(to: values)
        expected = universe.protocols.mask(mask, settingTo: kept, everything)
      case 3:
        let (values, kept) = universe.sourcePorts.someUnion(everything, &generator)
        result = set.settingSourcePorts(to: values)
        expected = universe.sourcePorts.mask(mask, settingTo: kept, everything)
      case 4:
        let (values, kept) = universe.destinationPorts.someUnion(everything, &generator)
        result = set.settingDestinationPorts(to: values)
        expected = universe.destinationPorts.mask(mask, settingTo: kept, everything)
      default:
        let (values, kept) = universe.names.someUnion(everything, &generator)
        result = set.settingNames(to: values)
        expected = universe.names.mask(mask, settingTo: kept, everything)
      }
      #expect(universe.mask(of: result) == expected)
    }
  }

  @Test("the rules that match first")
  func firstMatch() {
    var generator = SeededGenerator(seed: 9)
    for _ in 0..<Self.pairs / 10 {
      let universe = SmallUniverse(&generator)
      let rules = (0..<Int.random(in: 0...7, using: &generator)).map { _ in
        (box: universe.someBox(&generator).box, isAllowed: Bool.random(using: &generator))
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
