import TestSupport
import Testing
import TrafficSets

@Suite("Address sets")
struct AddressSetTests {
  private func prefix(_ text: String) throws -> AddressPrefix {
    try #require(AddressPrefix(text))
  }

  @Test("the families make up the whole and do not overlap")
  func families() throws {
    let families = [AddressSet.ipv4, .ipv6, .named]
    #expect(families[0].union(families[1]).union(families[2]) == .all)
    #expect(AddressSet.ipv4.isDisjoint(with: .ipv6))
    #expect(AddressSet.named.isDisjoint(with: .ipv6))
    #expect(AddressSet.named.isDisjoint(with: .ipv4))
    #expect(AddressSet(try prefix("0.0.0.0/0")) == .ipv4)
    #expect(AddressSet(try prefix("::/0")) == .ipv6)
    #expect(AddressSet(.named(0) ... .named(UInt32.max)) == .named)
    #expect(AddressSet.ipv6.complement == AddressSet.ipv4.union(.named))
  }

  @Test("an IPv6 prefix or range leaves out the IPv4 addresses and the atoms")
  func ipv6Alone() throws {
    let low = AddressSet(try prefix("::/64"))
    #expect(low.isSubset(of: .ipv6))
    #expect(!low.contains(.ipv4(5)) && low.contains(.ipv6(5)))
    let high = AddressSet(try prefix("ffff::/16"))
    #expect(high.isDisjoint(with: .named))
    #expect(AddressSet(.ipv6(0) ... .ipv6(1 << 100)).isDisjoint(with: .ipv4))
  }

  @Test(
    "addresses that are inserted one by one, in any order, make the set that they make together")
  func inserting() {
    var generator = SeededGenerator(seed: 17)
    for _ in 0..<200 {
      let numbers = (0..<12).map { _ in UInt32.random(in: 0..<24, using: &generator) }
      for addresses in [numbers, numbers.sorted()] {
        var set = AddressSet.empty
        for number in addresses { set.insert(.named(number)) }
        #expect(set == AddressSet(numbers.map { Address.named($0) }))
      }
    }
    var all = AddressSet.all
    all.insert(.named(UInt32.max))
    #expect(all == .all)
  }

  @Test("ranges stay within a family and make the set again")
  func ranges() throws {
    #expect(AddressSet.all.ranges.count == 4)
    for set in [
      AddressSet.all, .ipv4, .ipv6, .named, AddressSet(.ipv4(7)).complement,
      AddressSet(try prefix("::/64")), AddressSet(.named(0)), .empty,
      AddressSet.ipv6.union(AddressSet([Address.ipv4(0), .ipv4(UInt32.max), .named(0)])),
    ] {
      #expect(set.ranges.allSatisfy { $0.lowerBound.family == $0.upperBound.family })
      #expect(set.ranges.reduce(AddressSet.empty) { $0.union(AddressSet($1)) } == set)
    }
  }

  @Test(
    "a set is covered by the fewest prefixes",
    arguments: [
      ["0.0.0.0/0"], ["::/0"], ["0.0.0.0/0", "::/0"], ["10.0.0.0/8", "11.0.0.0/32"],
      ["255.255.255.255/32"], ["0.0.0.0/32"], ["::/128"], ["::1/128"], ["::/64"], ["8000::/1"],
      ["::fffe:0:0/96"], ["::/128", "10.0.0.0/8", "2001:db8::/32"], ["::fffe:0:0/95"], [],
    ])
  func cover(_ texts: [String]) throws {
    let prefixes = try texts.map(prefix)
    let set = AddressSet(prefixes)
    // Half of that block is the IPv4 one, so the other half is the same addresses.
    let expected = texts == ["::fffe:0:0/95"] ? ["::fffe:0:0/96"] : texts
    #expect(Set(set.prefixes.map(\.description)) == Set(expected))
    #expect(set.prefixes == set.prefixes.sorted())
    #expect(AddressSet(set.prefixes) == set)
  }

  @Test("neighbouring prefixes become one")
  func merging() throws {
    let halves = AddressSet([try prefix("10.0.0.0/9"), try prefix("10.128.0.0/9")])
    #expect(halves == AddressSet(try prefix("10.0.0.0/8")))
    #expect(halves.prefixes.map(\.description) == ["10.0.0.0/8"])
    #expect(halves.ranges.count == 1)
    let most = AddressSet.ipv4.subtracting(AddressSet(try prefix("0.0.0.0/32")))
    #expect(most.prefixes.count == 32)
    #expect(AddressSet.ipv6.subtracting(AddressSet(.ipv6(1))).prefixes.count == 128)
  }

  @Test("random sets of prefixes are covered by as few prefixes as a search finds")
  func coverModel() throws {
    var generator = SeededGenerator(seed: 51)
    for _ in 0..<300 {
      let hosts = (UInt32(0)..<32).filter { _ in Bool.random(using: &generator) }
      let set = AddressSet(hosts.map(Address.ipv4))
      #expect(set.prefixes.count == fewest(hosts, in: 0..<32))
      #expect(AddressSet(set.prefixes) == set)
    }
  }

  /// How many prefixes the hosts of an aligned block need: one if all are there, else both halves'.
  private func fewest(_ hosts: [UInt32], in block: Range<UInt32>) -> Int {
    let inside = hosts.filter(block.contains)
    if inside.count == block.count { return 1 }
    if inside.isEmpty { return 0 }
    let middle = (block.lowerBound + block.upperBound) / 2
    return fewest(hosts, in: block.lowerBound..<middle)
      + fewest(hosts, in: middle..<block.upperBound)
  }

  @Test("atoms are listed where they are few, and known to be all where they are")
  func atoms() {
    let two = AddressSet([Address.named(9), .named(2)])
    #expect(two.namedAddresses == [.named(2), .named(9)])
    #expect(!two.containsAllNamed)
    #expect(two.prefixes.isEmpty)
    #expect(AddressSet.all.containsAllNamed && AddressSet.named.containsAllNamed)
    #expect(AddressSet.all.namedAddresses.isEmpty)
    let allButTwo = AddressSet.named.subtracting(two)
    #expect(!allButTwo.containsAllNamed && allButTwo.namedAddresses.isEmpty)
    #expect(allButTwo.complement.namedAddresses == two.namedAddresses)
    #expect(AddressSet.ipv4.namedAddresses.isEmpty && !AddressSet.ipv6.containsAllNamed)
  }

  @Test("the first address is the lowest, and the empty set has none")
  func first() {
    #expect(AddressSet.empty.firstAddress == nil)
    #expect(AddressSet.ipv4.firstAddress == .ipv4(0))
    #expect(AddressSet([Address.ipv4(9), .ipv4(4)]).firstAddress == .ipv4(4))
  }

  @Test("the algebra agrees with that of sets of single addresses")
  func model() {
    var generator = SeededGenerator(seed: 52)
    let universe =
      (UInt32(0)..<6).flatMap { [Address.ipv4($0), .ipv6(UInt128($0)), .named($0)] } + [
        .ipv4(UInt32.max), .named(UInt32.max), .ipv6(1 << 127),
      ]
    for _ in 0..<2000 {
      let left = Set(universe.filter { _ in Bool.random(using: &generator) })
      let right = Set(universe.filter { _ in Bool.random(using: &generator) })
      let (a, b) = (AddressSet(left), AddressSet(right))
      #expect(a.union(b) == AddressSet(left.union(right)))
      #expect(a.intersection(b) == AddressSet(left.intersection(right)))
      #expect(a.subtracting(b) == AddressSet(left.subtracting(right)))
      #expect(universe.allSatisfy { a.complement.contains($0) != left.contains($0) })
      #expect(a.isSubset(of: b) == left.isSubset(of: right))
      #expect(a.isDisjoint(with: b) == left.isDisjoint(with: right))
      #expect(a.intersection(b).isSubset(of: a))
      #expect((a == b) == (left == right))
      #expect(a.union(b).hashValue == b.union(a).hashValue)
    }
  }
}
