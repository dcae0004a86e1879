internal import EstateModel
internal import TrafficSets

// Of each prefix of a subnet Azure keeps the first four addresses and the last one: no host has them.
// https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq
extension ReachabilityGraph {
  func isKeptByAzure(_ address: Address, in subnet: Subnet) -> Bool {
    subnet.prefixes.compactMap(\.value).contains { Self.reserved(in: $0).contains(address) }
  }

  /// Within the subnet, to an address that nobody has; `nil` for any other.
  func edgesToKeptAddress(_ host: Host, in subnet: ResourceID) -> [Edge]? {
    guard case .subnetAddress(subnet, let text) = host, let address = Address(text),
      let described = estate.subnets[subnet], isKeptByAzure(address, in: described)
    else { return nil }
    return [
      Edge(
        to: .dropped("ip/\(text)"),
        Gate(
          .deny,
          Evidence(
            node: "ip/\(text)", control: "route", rule: "address kept by Azure", source: nil,
            article: "https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq",
            why:
              "Azure keeps the first four addresses and the last one of each subnet: no host is there"
          )))
    ]
  }
}
