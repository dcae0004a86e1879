/// The addresses that begin with the same bits, such as `10.0.0.0/8` or `2001:db8::/32`.
///
/// Two prefixes of a family are nested or disjoint. A prefix holds addresses of its own family
/// alone: `::/0` has neither the IPv4 addresses nor the atoms. Of an atom the only prefix is the
/// atom itself.
package struct AddressPrefix: Hashable, Sendable {
  package let first: Address
  /// The number of fixed bits: up to 32 in IPv4, 128 in IPv6; 32 of an atom.
  package let length: Int
  /// Whether it was written with bits set below its length, as in `10.0.0.4/8`.
  ///
  /// That is how it was spelt and not what it is: it counts in neither `==` nor the hash.
  package let hasHostBits: Bool

  /// The prefix of this length that contains the address, which need not be its first one.
  ///
  /// The length must fit the address's family; an atom's is not looked at.
  package init(_ address: Address, length: Int) {
    let width = address.width
    let fixed = address.family == .named ? width : length
    precondition((0...width).contains(fixed), "a prefix is as long as an address at most")
    let mask = Self.hostMask(width - fixed)
    self.init(
      first: Address(key: address.key & ~mask), length: fixed,
      hasHostBits: address.key & mask != 0)
  }

  /// The prefix that holds this address alone.
  package init(_ address: Address) { self.init(address, length: address.width) }

  /// Reads `10.0.0.0/8`, `10.0.0.4` (a `/32`) and the same in IPv6; `nil` for anything else.
  ///
  /// Bits below the length are cleared, and `hasHostBits` remembers that there were some.
  package init?(_ text: String) {
    guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) else {
      guard let address = Address(text) else { return nil }
      self.init(address)
      return
    }
    let head = String(text[..<slash])
    guard let length = Address.decimal(text[text.index(after: slash)...], digits: 3),
      let key = Address.key(of: head)
    else { return nil }
    if head.utf8.contains(UInt8(ascii: ":")) {
      self.init(mapped: key, length: length)
    } else {
      guard length <= 32 else { return nil }
      self.init(Address(key: key), length: length)
    }
  }

  /// A prefix written in IPv6: within the IPv4-mapped block it is an IPv4 prefix.
  private init?(mapped key: UInt128, length: Int) {
    guard length <= 128 else { return nil }
    let mask = Self.hostMask(128 - length)
    let first = key & ~mask
    guard !Address.namedKeys.contains(first) else { return nil }
    let isIPv4 = length >= 96 && Address.ipv4Keys.contains(first)
    self.init(
      first: Address(key: first), length: isIPv4 ? length - 96 : length,
      hasHostBits: key & mask != 0)
  }

  private init(first: Address, length: Int, hasHostBits: Bool) {
    self.first = first
    self.length = length
    self.hasHostBits = hasHostBits
  }

  /// The prefix made of these bits, for a cover of a set.
  init(first: Address, length: Int) {
    self.init(first: first, length: length, hasHostBits: false)
  }

  private static func hostMask(_ bits: Int) -> UInt128 {
    bits == 128 ? UInt128.max : (UInt128(1) << UInt128(bits)) - 1
  }

  package var family: Address.Family { first.family }

  /// The last address; where the last numbers are of another family, the last one before them.
  package var last: Address {
    let last = Address(key: first.key | Self.hostMask(first.width - length))
    if last.family == family { return last }
    let others = last.family == .ipv4 ? Address.ipv4Keys : Address.namedKeys
    return Address(key: others.lowerBound - 1)
  }

  /// How many addresses there are, as the length says.
  package var addressCount: Double {
    Double(sign: .plus, exponent: first.width - length, significand: 1)
  }

  package func contains(_ address: Address) -> Bool {
    family == address.family && (first...last).contains(address)
  }

  package func contains(_ other: AddressPrefix) -> Bool {
    length <= other.length && contains(other.first)
  }

  package func overlaps(_ other: AddressPrefix) -> Bool { contains(other) || other.contains(self) }

  package static func == (left: AddressPrefix, right: AddressPrefix) -> Bool {
    left.first == right.first && left.length == right.length
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(first)
    hasher.combine(length)
  }
}

extension AddressPrefix: Comparable {
  /// By first address; of two that start together the larger one comes first.
  package static func < (left: AddressPrefix, right: AddressPrefix) -> Bool {
    (left.first, left.length) < (right.first, right.length)
  }
}

extension AddressPrefix: CustomStringConvertible {
  /// `10.0.0.0/8`; of an atom, the atom.
  package var description: String {
    family == .named ? first.description : "\(first)/\(length)"
  }
}

extension Address {
  /// The bits of an address of this family.
  var width: Int { family == .ipv6 ? 128 : 32 }
}
