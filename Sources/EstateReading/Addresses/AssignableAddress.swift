internal import TrafficSets

extension AddressPrefix {
  /// The first address that Azure gives to anyone in a subnet of this prefix, in IPv4: it keeps the four
  /// before it. `nil` in a subnet so small that it has none.
  ///
  /// See <https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq>.
  var firstAssignable: Address? {
    guard first.family == .ipv4, length <= 29 else { return nil }
    // The first address ends in three zero bits at least, so that nothing is carried.
    var parts = "\(first)".split(separator: ".").compactMap { Int($0) }
    guard parts.count == 4 else { return nil }
    parts[3] += 4
    return Address(parts.map(String.init).joined(separator: "."))
  }
}
