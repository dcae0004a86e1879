import TestSupport
import Testing
import TrafficSets

@Suite("Listing a traffic set")
struct TrafficSetListingTests {
  private func forEachSet(
    seed: UInt64, _ body: (SmallUniverse, TrafficSet, UInt64) -> Void
  ) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<1000 {
      let universe = SmallUniverse(&generator)
      for _ in 0..<3 {
        let (set, mask) = universe.someSet(&generator)
        body(universe, set, mask)
      }
    }
  }

  @Test("boxes are disjoint and make up the set")
  func boxes() {
    forEachSet(seed: 21) { universe, set, mask in
      var covered: UInt64 = 0
      for box in set.boxes {
        let boxMask = universe.mask { box.contains($0) }
        #expect(boxMask != 0)
        #expect(covered & boxMask == 0)
        covered |= boxMask
      }
      #expect(covered == mask)
      #expect(TrafficSet.union(of: set.boxes.map { TrafficSet($0) }) == set)
    }
  }

  @Test("groups of sources are disjoint, differ in what they send and make up the set")
  func bySource() {
    forEachSet(seed: 22) { _, set, _ in
      var seen = AddressSet.empty
      var whole = TrafficSet.empty
      for (sources, rest) in set.bySource {
        #expect(seen.isDisjoint(with: sources))
        #expect(!sources.isEmpty && !rest.isEmpty)
        #expect(rest == rest.settingSources(to: .all))
        seen.formUnion(sources)
        whole.formUnion(rest.settingSources(to: sources))
      }
      #expect(whole == set)
      #expect(seen == set.sources)
      #expect(Set(set.bySource.map(\.rest)).count == set.bySource.count)
      let firsts = set.bySource.compactMap(\.sources.firstAddress)
      #expect(firsts == firsts.sorted())
    }
  }

  @Test("groups of destinations are disjoint, differ in what they are sent and make up the set")
  func byDestination() {
    forEachSet(seed: 23) { _, set, _ in
      var seen = AddressSet.empty
      var whole = TrafficSet.empty
      for (destinations, rest) in set.byDestination {
        #expect(seen.isDisjoint(with: destinations))
        #expect(!destinations.isEmpty && !rest.isEmpty)
        #expect(rest == rest.settingDestinations(to: .all))
        seen.formUnion(destinations)
        whole.formUnion(rest.settingDestinations(to: destinations))
      }
      #expect(whole == set)
      #expect(seen == set.destinations)
      #expect(Set(set.byDestination.map(\.rest)).count == set.byDestination.count)
    }
  }

  @Test("some packet is of the set, unless the set is empty")
  func somePacket() {
    forEachSet(seed: 24) { _, set, mask in
      if let packet = set.somePacket {
        #expect(set.contains(packet))
      } else {
        #expect(mask == 0)
      }
    }
  }

  @Test("the set of one packet has that packet")
  func onePacket() {
    let packet = Packet(
      source: .named(3), destination: .ipv4(0), transport: TransportProtocol(rawValue: 255),
      sourcePort: 65535, destinationPort: 0, name: UInt32.max)
    #expect(TrafficSet(packet).somePacket == packet)
    #expect(TrafficSet(packet).boxes.count == 1)
    #expect(!TrafficSet(packet).complement.contains(packet))
  }

  @Test("the whole and the empty set list as themselves")
  func extremes() {
    #expect(TrafficSet.all.boxes == [TrafficBox()])
    #expect(TrafficSet.empty.boxes == [])
    #expect(TrafficSet.all.bySource.map(\.sources) == [.all])
    #expect(TrafficSet.empty.bySource.isEmpty && TrafficSet.empty.byDestination.isEmpty)
    #expect(TrafficSet.empty.somePacket == nil)
    #expect(TrafficSet.empty.sources == .empty && TrafficSet.all.names == .all)
    #expect(TrafficSet.empty.settingSources(to: .all) == .empty)
    #expect(TrafficSet.all.settingNames(to: .empty) == .empty)
    #expect(TrafficSet(sources: .empty) == .empty && TrafficSet() == .all)
  }
}
