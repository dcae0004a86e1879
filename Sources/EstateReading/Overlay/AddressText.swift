internal import Foundation

/// Addresses as text; who computes with them reads them.
enum AddressText {
  /// Whether it is an IPv4 or IPv6 address or a range in CIDR notation.
  static func isAddressOrRange(_ text: String) -> Bool {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard let address = parts.first, parts.count <= 2 else { return false }
    var storage = in6_addr()
    let bits: Int
    if inet_pton(AF_INET, address, &storage) == 1 {
      bits = 32
    } else if inet_pton(AF_INET6, address, &storage) == 1 {
      bits = 128
    } else {
      return false
    }
    guard parts.count == 2 else { return true }
    return Int(parts[1]).map { (0...bits).contains($0) } ?? false
  }
}
