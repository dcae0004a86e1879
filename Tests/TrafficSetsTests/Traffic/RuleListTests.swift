import TestSupport
import Testing
import TrafficSets

/// Rule lists as security groups have them, longer than the tiny universes allow: what many nodes
/// and long lists of intervals may break.
@Suite("Long rule lists")
struct RuleListTests {
  private typealias Rule = (box: TrafficBox, isAllowed: Bool)

  private func someRules(_ count: Int, _ generator: inout SeededGenerator) -> [Rule] {
    (0..<count).map { _ in
      let low = UInt16.random(in: 0...200, using: &generator)
      return (
        TrafficBox(
          sources: AddressSet(somePrefix(&generator)),
          destinations: AddressSet(somePrefix(&generator)),
          protocols: Bool.random(using: &generator) ? ProtocolSet(.tcp) : .all,
          destinationPorts: PortSet(low...(low + UInt16.random(in: 0...50, using: &generator)))),
        Bool.random(using: &generator)
      )
    }
  }

  private func somePrefix(_ generator: inout SeededGenerator) -> AddressPrefix {
    AddressPrefix(
      .ipv4(UInt32.random(in: 0...UInt32.max, using: &generator)),
      length: Int.random(in: 0...6, using: &generator))
  }

  private func somePacket(_ generator: inout SeededGenerator) -> Packet {
    Packet(
      source: .ipv4(UInt32.random(in: 0...UInt32.max, using: &generator)),
      destination: .ipv4(UInt32.random(in: 0...UInt32.max, using: &generator)),
      transport: Bool.random(using: &generator) ? .tcp : .udp, sourcePort: 0,
      destinationPort: UInt16.random(in: 0...260, using: &generator), name: 0)
  }

  @Test("the first match decides, rule by rule, backwards and by halves alike")
  func threeWays() {
    var generator = SeededGenerator(seed: 91)
    for _ in 0..<3 {
      let rules = someRules(80, &generator)
      let byHalves = TrafficSet.allowed(
        byFirstMatchOf: rules.map { (TrafficSet($0.box), $0.isAllowed) })

      var ruleByRule = TrafficSet.empty
      var matched = TrafficSet.empty
      for rule in rules {
        let set = TrafficSet(rule.box)
        if rule.isAllowed { ruleByRule.formUnion(set.subtracting(matched)) }
        matched.formUnion(set)
      }
      var backwards = TrafficSet.empty
      for rule in rules.reversed() {
        let set = TrafficSet(rule.box)
        if rule.isAllowed { backwards.formUnion(set) } else { backwards.subtract(set) }
      }
      #expect(byHalves == ruleByRule)
      #expect(byHalves == backwards)
      #expect(byHalves.hashValue == backwards.hashValue)
      #expect(byHalves.boxes == backwards.boxes)
      #expect(byHalves.isSubset(of: matched))

      for _ in 0..<1000 {
        let packet = somePacket(&generator)
        let expected = rules.first { $0.box.contains(packet) }?.isAllowed ?? false
        #expect(byHalves.contains(packet) == expected)
      }
    }
  }

  @Test("groups of a long list make up the set")
  func groups() {
    var generator = SeededGenerator(seed: 92)
    let allowed = TrafficSet.allowed(
      byFirstMatchOf: someRules(60, &generator).map { (TrafficSet($0.box), $0.isAllowed) })
    let bySource = allowed.bySource.map { $0.rest.settingSources(to: $0.sources) }
    let byDestination = allowed.byDestination.map {
      $0.rest.settingDestinations(to: $0.destinations)
    }
    #expect(TrafficSet.union(of: bySource) == allowed)
    #expect(TrafficSet.union(of: byDestination) == allowed)
    #expect(TrafficSet.union(of: allowed.boxes.map { TrafficSet($0) }) == allowed)
  }
}
