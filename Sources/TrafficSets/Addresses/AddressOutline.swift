/// A block of addresses without some of them, as people write it: `10.0.0.0/24 (except 10.0.0.4/32)`.
package struct AddressOutline: Hashable, Sendable {
  package let prefix: AddressPrefix
  package let missing: [AddressPrefix]

  /// How many prefixes a reader meets.
  package var count: Int { 1 + missing.count }
}

extension AddressSet {
  /// Past this many ranges a set is told by its prefixes: fewer words would make it no clearer.
  private static let mostRanges = 256

  /// The set's IPv4 and IPv6 addresses in few prefixes, ascending.
  ///
  /// - Parameter others: addresses of which nothing is said, so that a prefix may hold them too where
  ///   that saves words.
  package func outline(ignoring others: AddressSet = .empty) -> [AddressOutline] {
    let numbers = subtracting(.named)
    guard numbers.ranges.count <= Self.mostRanges else {
      return numbers.prefixes.map { AddressOutline(prefix: $0, missing: []) }
    }
    let free = others.subtracting(self)
    return Self.roots.flatMap { root, foreign in
      numbers.intersection(foreign.complement).outline(in: root, free.union(foreign))
    }
  }

  /// The fewest prefixes that hold all of the set's numbers and none but those and the others, each
  /// exact where it can be.
  package func prefixes(ignoring others: AddressSet) -> [AddressPrefix] {
    union(others).prefixes.compactMap { prefix in
      let own = intersection(AddressSet(prefix))
      if own.isEmpty { return nil }
      let exact = own.prefixes
      return exact.count == 1 ? exact[0] : prefix
    }
  }

  /// The whole of each family, and what stands among its numbers and is not of it.
  private static let roots: [(AddressPrefix, foreign: AddressSet)] = [
    (AddressPrefix(.ipv4(0), length: 0), AddressSet.ipv4.complement),
    (AddressPrefix(.ipv6(0), length: 0), AddressSet.ipv6.complement),
  ]

  private func outline(in block: AddressPrefix, _ free: AddressSet) -> [AddressOutline] {
    if isEmpty { return [] }
    let whole = AddressSet(block)
    let exact = prefixes
    if exact.count == 1 { return [AddressOutline(prefix: exact[0], missing: [])] }
    let wrong = whole.subtracting(self).subtracting(free)
    if wrong.isEmpty { return [AddressOutline(prefix: block, missing: [])] }
    guard let (low, high) = block.halves else {
      return exact.map { AddressOutline(prefix: $0, missing: []) }
    }
    let lower = intersection(AddressSet(low))
    let upper = intersection(AddressSet(high))
    if upper.isEmpty { return lower.outline(in: low, free) }
    if lower.isEmpty { return upper.outline(in: high, free) }
    let parts = lower.outline(in: low, free) + upper.outline(in: high, free)
    let missing = wrong.prefixes(ignoring: free.intersection(whole))
    let words = parts.reduce(0) { $0 + $1.count }
    return 1 + missing.count < words ? [AddressOutline(prefix: block, missing: missing)] : parts
  }
}

extension AddressPrefix {
  /// The two halves; `nil` of a single address.
  fileprivate var halves: (AddressPrefix, AddressPrefix)? {
    let width = first.family == .ipv4 ? 32 : 128
    guard length < width else { return nil }
    let middle = Address(key: first.key | UInt128(1) << UInt128(width - length - 1))
    // Where the blocks of the other families begin no prefix of this one does.
    guard middle.family == first.family else { return nil }
    return (
      AddressPrefix(first, length: length + 1), AddressPrefix(middle, length: length + 1)
    )
  }
}
