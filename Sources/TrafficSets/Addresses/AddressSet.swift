/// A set of addresses of all three families.
///
/// Canonical: two sets with the same members are equal and hash alike, however they were made.
package struct AddressSet: IntervalBacked {
  private(set) var intervals: IntervalSet<UInt128>

  init(intervals: IntervalSet<UInt128>) { self.intervals = intervals }

  package static let ipv4 = AddressSet(intervals: IntervalSet([Address.ipv4Keys]))
  /// Every atom, those that nobody has made yet too.
  package static let named = AddressSet(intervals: IntervalSet([Address.namedKeys]))
  package static let ipv6 = AddressSet.ipv4.union(.named).complement

  package init(_ address: Address) {
    self.init(intervals: IntervalSet([address.key...address.key]))
  }

  package init(_ prefix: AddressPrefix) { self.init(prefix.first...prefix.last) }

  /// The addresses between two; where both are of one family, those of that family alone.
  package init(_ range: ClosedRange<Address>) {
    let keys = range.lowerBound.key...range.upperBound.key
    let all = AddressSet(intervals: IntervalSet([keys]))
    let isIPv6 = range.lowerBound.family == .ipv6 && range.upperBound.family == .ipv6
    self = isIPv6 && keys.overlaps(Address.ipv4Keys) ? all.subtracting(.ipv4) : all
  }

  package init(_ prefixes: some Sequence<AddressPrefix>) {
    self.init(intervals: IntervalSet(prefixes.flatMap { AddressSet($0).intervals.ranges }))
  }

  package init(_ addresses: some Sequence<Address>) {
    self.init(intervals: IntervalSet(addresses.map { $0.key...$0.key }))
  }

  package func contains(_ address: Address) -> Bool { intervals.contains(address.key) }

  /// Many are added in their order: that is fast.
  package mutating func insert(_ address: Address) { intervals.insert(address.key) }

  /// Whether it holds all addresses from the first to the last of these, or none.
  package func treatsAlike(_ limits: ClosedRange<Address>) -> Bool {
    intervals.treatsAlike(limits.lowerBound.key...limits.upperBound.key)
  }

  /// Whether it holds one of the addresses from the first to the last of these.
  func meets(_ limits: ClosedRange<Address>) -> Bool {
    intervals.meets(limits.lowerBound.key...limits.upperBound.key)
  }

  /// Those from the first to the last of these.
  func limited(to limits: ClosedRange<Address>) -> AddressSet {
    AddressSet(
      intervals: intervals.clamped(to: limits.lowerBound.key...limits.upperBound.key))
  }

  /// The lowest address, in the one order of all addresses.
  package var firstAddress: Address? { intervals.ranges.first.map { Address(key: $0.lowerBound) } }

  /// The set as ascending ranges, each within one family.
  package var ranges: [ClosedRange<Address>] {
    let cuts = [
      Address.ipv4Keys.lowerBound, Address.ipv4Keys.upperBound + 1,
      Address.namedKeys.lowerBound,
    ]
    return intervals.ranges.flatMap { keys in
      var ranges: [ClosedRange<Address>] = []
      var low = keys.lowerBound
      for cut in cuts where low < cut && cut <= keys.upperBound {
        ranges.append(Address(key: low)...Address(key: cut - 1))
        low = cut
      }
      ranges.append(Address(key: low)...Address(key: keys.upperBound))
      return ranges
    }
  }
}

extension AddressSet {
  /// The fewest prefixes that hold exactly the set's IPv4 and IPv6 addresses, ascending.
  package var prefixes: [AddressPrefix] {
    let ipv4 = intersection(.ipv4)
    let ipv6 = intersection(.ipv6)
    var prefixes = ipv4.cover.map { AddressPrefix(first: $0, length: $1 - 96) }
    guard !ipv6.isEmpty else { return prefixes }
    // An IPv6 prefix does not speak of the blocks that are not IPv6, so it may span them.
    let spanned = ipv6.union(.ipv4).union(.named)
    for (first, length) in spanned.cover where !(length >= 96 && first.family != .ipv6) {
      // Of one that is half such a block the other half says the same and reads better.
      let upperHalf = Address(key: first.key + (1 << 32))
      let isHalfBlock = length == 95 && upperHalf.family != .ipv6
      prefixes.append(AddressPrefix(first: first, length: isHalfBlock ? 96 : length))
    }
    return prefixes.sorted()
  }

  /// The largest aligned blocks of keys that make up the set.
  private var cover: [(first: Address, length: Int)] {
    var blocks: [(first: Address, length: Int)] = []
    for range in intervals.ranges {
      var low = range.lowerBound
      while true {
        var bits = low == 0 ? 128 : low.trailingZeroBitCount
        func last(_ bits: Int) -> UInt128 {
          bits == 128 ? UInt128.max : low + ((UInt128(1) << UInt128(bits)) - 1)
        }
        while last(bits) > range.upperBound { bits -= 1 }
        blocks.append((Address(key: low), 128 - bits))
        if last(bits) == range.upperBound { break }
        low = last(bits) + 1
      }
    }
    return blocks
  }

  /// Whether every atom is in the set, those that nobody has made yet too.
  package var containsAllNamed: Bool { AddressSet.named.isSubset(of: self) }

  /// The atoms of a set that has finitely many by intent, ascending.
  ///
  /// A set that holds all atoms but some (known by its holding the one with the highest number)
  /// lists none; ask its complement for those left out.
  package var namedAddresses: [Address] {
    guard !contains(Address(key: Address.namedKeys.upperBound)) else { return [] }
    return intersection(.named).intervals.ranges.flatMap { $0.map(Address.init(key:)) }
  }
}
