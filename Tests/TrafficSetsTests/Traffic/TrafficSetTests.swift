import TestSupport
import Testing
import TrafficSets

@Suite("Traffic sets")
struct TrafficSetTests {
  @Test("a rule less an earlier one keeps what the earlier one does not match")
  func firstMatch() throws {
    let network = AddressSet(try #require(AddressPrefix("10.0.0.0/8")))
    let host = AddressSet(try #require(Address("10.0.0.4")))
    let web = TrafficSet(
      sources: network, protocols: ProtocolSet(.tcp), destinationPorts: PortSet(443))
    let blocked = TrafficSet(sources: host)
    let allowed = web.subtracting(blocked)
    #expect(allowed.sources == network.subtracting(host))
    #expect(allowed.union(blocked.intersection(web)) == web)
    #expect(allowed.isSubset(of: web))
    #expect(allowed.isDisjoint(with: blocked))
    #expect(TrafficTerm.terms(of: allowed) == ["tcp/443"])
    #expect(allowed.boxes.count == 1)
    #expect(allowed.somePacket.map(allowed.contains) == true)
  }

  @Test("the laws of sets hold")
  func laws() {
    var generator = SeededGenerator(seed: 31)
    for _ in 0..<1000 {
      let universe = SmallUniverse(&generator)
      let (a, _) = universe.someSet(&generator)
      let (b, _) = universe.someSet(&generator)
      let (c, _) = universe.someSet(&generator)
      #expect(a.union(b) == b.union(a))
      #expect(a.intersection(b) == b.intersection(a))
      #expect(a.union(b).union(c) == a.union(b.union(c)))
      #expect(a.intersection(b).intersection(c) == a.intersection(b.intersection(c)))
      #expect(a.intersection(b.union(c)) == a.intersection(b).union(a.intersection(c)))
      #expect(a.union(b.intersection(c)) == a.union(b).intersection(a.union(c)))
      #expect(a.union(b).complement == a.complement.intersection(b.complement))
      #expect(a.subtracting(b) == a.intersection(b.complement))
      #expect(a.union(a.intersection(b)) == a)
      #expect(a.union(a) == a && a.intersection(a) == a && a.subtracting(a) == .empty)
      #expect(a.union(.empty) == a && a.intersection(.all) == a && a.subtracting(.empty) == a)
      #expect(a.union(.all) == .all && a.intersection(.empty) == .empty)
      #expect(a.subtracting(.all) == .empty && a.union(a.complement) == .all)
      #expect(TrafficSet.union(of: [a, b, c]) == a.union(b).union(c))
      var grown = a
      grown.formUnion(b)
      grown.subtract(c)
      grown.formIntersection(b)
      #expect(grown == a.union(b).subtracting(c).intersection(b))
    }
  }

  @Test("the union of no sets is empty")
  func emptyUnion() {
    #expect(TrafficSet.union(of: []) == .empty)
    #expect(TrafficSet.allowed(byFirstMatchOf: []) == .empty)
  }

  @Test("many single hosts allowed one by one are one range in the end, in any order")
  func hostsGrowTogether() {
    var generator = SeededGenerator(seed: 32)
    var set = TrafficSet.empty
    for host in (UInt32(0)..<256).shuffled(using: &generator) {
      set.formUnion(TrafficSet(sources: AddressSet(.ipv4(host)), protocols: ProtocolSet(.tcp)))
    }
    let whole = TrafficSet(
      sources: AddressSet(.ipv4(0) ... .ipv4(255)), protocols: ProtocolSet(.tcp))
    #expect(set == whole)
    #expect(set.hashValue == whole.hashValue)
  }
}
