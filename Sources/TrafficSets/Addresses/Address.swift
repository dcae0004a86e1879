/// Where a packet comes from or goes to: an IPv4 address, an IPv6 address, or an atom.
///
/// An atom is an address whose number nobody knows (one that Azure will choose): it equals itself
/// and nothing else. All three families share one order, that of `key`. An IPv4-mapped IPv6 address
/// (`::ffff:10.0.0.4`) is the IPv4 address. The 2³² highest IPv6 numbers, which no network can use,
/// stand for the atoms and are not IPv6 addresses here.
package struct Address: Hashable, Comparable, Sendable {
  package enum Family: Hashable, Sendable { case ipv4, ipv6, named }

  /// The place of the address in the one order of all addresses.
  let key: UInt128

  init(key: UInt128) { self.key = key }

  static let ipv4Keys: ClosedRange<UInt128> = 0xffff_0000_0000...0xffff_ffff_ffff
  static let namedKeys: ClosedRange<UInt128> = (UInt128.max - UInt128(UInt32.max))...UInt128.max

  package static func ipv4(_ bits: UInt32) -> Address {
    Address(key: ipv4Keys.lowerBound + UInt128(bits))
  }

  /// The address with these 128 bits, which must not be among the 2³² highest.
  package static func ipv6(_ bits: UInt128) -> Address {
    precondition(!namedKeys.contains(bits), "the highest IPv6 numbers stand for atoms")
    return Address(key: bits)
  }

  /// The atom with this number.
  package static func named(_ number: UInt32) -> Address {
    Address(key: namedKeys.lowerBound + UInt128(number))
  }

  package var family: Family {
    if Self.ipv4Keys.contains(key) { return .ipv4 }
    return Self.namedKeys.contains(key) ? .named : .ipv6
  }

  /// The number of an atom; `nil` for an address with a known number.
  package var number: UInt32? {
    family == .named ? UInt32(truncatingIfNeeded: key) : nil
  }

  package static func < (left: Address, right: Address) -> Bool { left.key < right.key }
}
