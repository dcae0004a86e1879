import TestSupport
import Testing
import TrafficSets

/// Every operation against its twin on masks, ten thousand random pairs each. The same result
/// another way must be the same value.
@Suite("Traffic sets agree with the listing of all packets")
struct TrafficSetModelTests {
  private static let pairs = 10_000

  private typealias Masked = (set: TrafficSet, mask: UInt64)

  /// Calls the body with random sets; a universe serves for ten.
  private func forEachSet(
    seed: UInt64, _ body: (SmallUniverse, Masked, inout SeededGenerator) -> Void
  ) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<Self.pairs / 10 {
      let universe = SmallUniverse(&generator)
      for _ in 0..<10 { body(universe, universe.someSet(&generator), &generator) }
    }
  }

  private func forEachPair(seed: UInt64, _ body: (SmallUniverse, Masked, Masked) -> Void) {
    forEachSet(seed: seed) { universe, left, generator in
      body(universe, left, universe.someSet(&generator))
    }
  }

  @Test("union")
  func union() {
    forEachPair(seed: 1) { universe, left, right in
      let result = left.set.union(right.set)
      let twin = left.set.complement.intersection(right.set.complement).complement
      #expect(universe.mask(of: result) == left.mask | right.mask)
      #expect(result == twin && result.hashValue == twin.hashValue)
    }
  }

  @Test("intersection")
  func intersection() {
    forEachPair(seed: 2) { universe, left, right in
      let result = left.set.intersection(right.set)
      let twin = right.set.subtracting(right.set.subtracting(left.set))
      #expect(universe.mask(of: result) == left.mask & right.mask)
      #expect(result == twin && result.hashValue == twin.hashValue)
    }
  }

  @Test("subtraction")
  func subtracting() {
    forEachPair(seed: 3) { universe, left, right in
      let result = left.set.subtracting(right.set)
      let twin = right.set.complement.intersection(left.set)
      #expect(universe.mask(of: result) == left.mask & ~right.mask)
      #expect(result == twin && result.hashValue == twin.hashValue)
    }
  }

  @Test("complement")
  func complement() {
    forEachSet(seed: 4) { universe, left, _ in
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
    forEachSet(seed: 7) { universe, left, _ in
      let (set, mask) = left
      #expect(set.sources == universe.sources.projection(mask))
      #expect(set.destinations == universe.destinations.projection(mask))
      #expect(set.protocols == universe.protocols.projection(mask))
      #expect(set.sourcePorts == universe.sourcePorts.projection(mask))
      #expect(set.destinationPorts == universe.destinationPorts.projection(mask))
      #expect(set.names == universe.names.projection(mask))
    }
  }

  @Test("translations")
  func translations() {
    var generator = SeededGenerator(seed: 8)
    var universe = SmallUniverse(&generator)
    for turn in 0..<Self.pairs {
      if turn % 12 == 0 { universe = SmallUniverse(&generator) }
      let (set, mask) = universe.someSet(&generator)
      let result: TrafficSet
      let expected: UInt64
      switch turn % 6 {
      case 0:
        let (values, kept) = universe.sources.someUnion(&generator)
        result = set.settingSources(to: values)
        expected = universe.sources.mask(mask, settingTo: kept)
      case 1:
        let (values, kept) = universe.destinations.someUnion(&generator)
        result = set.settingDestinations(to: values)
        expected = universe.destinations.mask(mask, settingTo: kept)
      case 2:
        let (values, kept) = universe.protocols.someUnion(&generator)
        result = set.settingProtocols(to: values)
        expected = universe.protocols.mask(mask, settingTo: kept)
      case 3:
        let (values, kept) = universe.sourcePorts.someUnion(&generator)
        result = set.settingSourcePorts(to: values)
        expected = universe.sourcePorts.mask(mask, settingTo: kept)
      case 4:
        let (values, kept) = universe.destinationPorts.someUnion(&generator)
        result = set.settingDestinationPorts(to: values)
        expected = universe.destinationPorts.mask(mask, settingTo: kept)
      default:
        let (values, kept) = universe.names.someUnion(&generator)
        result = set.settingNames(to: values)
        expected = universe.names.mask(mask, settingTo: kept)
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
