import TestSupport
import Testing
import TrafficSets

@Suite("Traffic of one address")
struct TrafficSetEndsTests {
  @Test("is what intersecting with the address and forgetting it gives", arguments: 0..<200)
  func oneAddress(_ seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let universe = SmallUniverse(&generator)
    var set = TrafficSet.empty
    for _ in 0..<Int.random(in: 0...6, using: &generator) {
      let box = TrafficSet(universe.someBox(&generator).box)
      set = Bool.random(using: &generator) ? set.union(box) : set.subtracting(box)
    }
    let sources = Set(universe.packets.map(\.source)).sorted()
    let bySource = set.parts(bySource: sources)
    for (index, source) in sources.enumerated() {
      let expected = set.intersection(TrafficSet(sources: AddressSet(source)))
        .settingSources(to: .all)
      #expect(set.sent(by: source) == expected)
      #expect(bySource.parts[Int(bySource.choices[index])] == expected)
    }
    let destinations = Set(universe.packets.map(\.destination)).sorted()
    let byDestination = set.parts(byDestination: destinations)
    for (index, destination) in destinations.enumerated() {
      let expected = set.intersection(TrafficSet(destinations: AddressSet(destination)))
        .settingDestinations(to: .all)
      #expect(set.sent(to: destination) == expected)
      #expect(byDestination.parts[Int(byDestination.choices[index])] == expected)
    }
    #expect(Set(bySource.parts).count == bySource.parts.count)
  }

  @Test("to any of some destinations is what intersecting with these gives", arguments: 0..<400)
  func someDestinations(_ seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let universe = SmallUniverse(&generator)
    var set = TrafficSet.empty
    for _ in 0..<Int.random(in: 0...6, using: &generator) {
      let box = TrafficSet(universe.someBox(&generator).box)
      set = Bool.random(using: &generator) ? set.union(box) : set.subtracting(box)
    }
    for _ in 0..<4 {
      let destinations =
        Int.random(in: 0..<8, using: &generator) == 0
        ? AddressSet.empty : universe.someBox(&generator).box.destinations
      #expect(
        set.sent(toAnyOf: destinations)
          == set.intersection(TrafficSet(destinations: destinations)))
    }
  }

  @Test("of a rule is the same, whether its set was made or not", arguments: 0..<200)
  func rules(_ seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let universe = SmallUniverse(&generator)
    for _ in 0..<4 {
      let box = universe.someBox(&generator).box
      let set = TrafficSet(box)
      let outer = set.outerLimits
      #expect(set.limited(to: outer) == set)
      let others = TrafficSet(universe.someBox(&generator).box)
      let limits = others.outerLimits
      let limited = set.limited(to: limits)
      let rule = RuleTraffic(box)
      #expect(rule.limited(to: limits) == limited)
      #expect(rule.mayMeet(limits) || limited.isEmpty)
      #expect(rule == .set(set))
      // Now that its set is made.
      #expect(rule.set == set)
      #expect(rule.limited(to: limits) == limited)
      #expect(RuleTraffic.set(set).limited(to: limits) == limited)
    }
  }

  @Test("of any form lies between its outer limits", arguments: 0..<200)
  func outerLimits(_ seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let universe = SmallUniverse(&generator)
    var set = TrafficSet.empty
    for _ in 0..<6 {
      let box = TrafficSet(universe.someBox(&generator).box)
      set = Bool.random(using: &generator) ? set.union(box) : set.subtracting(box)
      #expect(set.limited(to: set.outerLimits) == set)
    }
  }

  @Test("between limits is what is between them on both sides", arguments: 0..<400)
  func limits(_ seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let universe = SmallUniverse(&generator)
    var set = TrafficSet.empty
    for _ in 0..<Int.random(in: 0...6, using: &generator) {
      let box = TrafficSet(universe.someBox(&generator).box)
      set = Bool.random(using: &generator) ? set.union(box) : set.subtracting(box)
    }
    func limits(_ addresses: [Address]) -> ClosedRange<Address> {
      let ends = [
        addresses.randomElement(using: &generator), addresses.randomElement(using: &generator),
      ]
      .compactMap { $0 }.sorted()
      return ends[0]...ends[1]
    }
    let (sources, destinations) = (
      limits(universe.packets.map(\.source)), limits(universe.packets.map(\.destination))
    )
    let limited = set.limited(
      to: TrafficLimits(sources: sources, destinations: destinations))
    for packet in universe.packets {
      #expect(
        limited.contains(packet)
          == (set.contains(packet) && sources.contains(packet.source)
            && destinations.contains(packet.destination)))
    }
    #expect(limited.isSubset(of: set))
    // A range of addresses of one family leaves those of others out.
    let isWhole = [sources, destinations].allSatisfy { $0.lowerBound.family == .ipv4 }
    if isWhole, [sources, destinations].allSatisfy({ $0.upperBound.family == .ipv4 }) {
      #expect(
        limited
          == set.intersection(
            TrafficSet(sources: AddressSet(sources), destinations: AddressSet(destinations))))
    }
  }
}
