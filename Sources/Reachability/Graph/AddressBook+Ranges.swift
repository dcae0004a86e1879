package import TrafficSets

extension AddressBook {
  /// Ranges of IPv4 that are not on the public internet.
  private static let notPublic: [String] = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
    "192.168.0.0/16", "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32",
  ]
  /// Ranges that are kept for documentation: no service of Microsoft's has an address there.
  private static let documentation: [String] = [
    "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32",
  ]

  package static let publicIPv4: AddressSet = AddressSet.ipv4.subtracting(set(notPublic))

  package static let publicIPv6: AddressSet = set(["2000::/3"])

  /// Of these, those from which packets come: not what is kept for documentation and benchmarks, of
  /// which samples make the ranges of their networks.
  ///
  /// See <https://www.rfc-editor.org/rfc/rfc6890>.
  package static let routedIPv6: AddressSet = publicIPv6.subtracting(
    set(["2001:db8::/32", "3fff::/20", "2001:2::/48", "2001:10::/28"]))

  package static let publicNumbers: AddressSet = publicIPv4.union(publicIPv6)

  /// The public numbers that an address of an Azure service can have.
  package static let publicNumbersOfServices: AddressSet = publicNumbers.subtracting(
    set(documentation))

  static let publicIPv4OfServices: AddressSet = publicNumbersOfServices.intersection(.ipv4)

  package static let privateIPv4: AddressSet = set([
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10",
  ])

  /// Health probes, name service and the metadata service of the platform.
  package static let platform: AddressSet = set(["168.63.129.16/32", "169.254.169.254/32"])
  package static let platformHost: AddressSet = set(["168.63.129.16/32"])

  package static func set(_ prefixes: [String]) -> AddressSet {
    AddressSet(prefixes.compactMap { AddressPrefix($0) })
  }
}
