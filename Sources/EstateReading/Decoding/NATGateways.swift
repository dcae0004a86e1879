internal import EstateModel

extension ResourceKind {
  static let natGateways: [ResourceKind] = [
    .node("Microsoft.Network/natGateways") { $0.decodeNATGateway($1) }
  ]
}

extension EstateDecoding {
  mutating func decodeNATGateway(_ input: ResourceInput) {
    var gateway = NATGateway(id: input.id, source: input.source)
    gateway.isDescribed = input.isDescribed
    gateway.tier = text(input.body["sku"]["name"])
    let lists = [
      "publicIpAddresses", "publicIpAddressesV6", "publicIpPrefixes", "publicIpPrefixesV6",
    ].map { input.properties[$0] }
    // An open list may be empty, which the open element that stands for it does not tell.
    if lists.allSatisfy({ $0.unknown != nil || $0.elements.isEmpty }) {
      gateway.openAddresses = lists.lazy.compactMap(\.unknown).first
    }
    for key in ["publicIpAddresses", "publicIpAddressesV6"] {
      gateway.publicAddresses += list(input.properties[key]) { $0.reference($1) }
    }
    for key in ["publicIpPrefixes", "publicIpPrefixesV6"] {
      gateway.publicPrefixes += list(input.properties[key]) { $0.reference($1) }
    }
    gateway.network = reference(input.properties["sourceVirtualNetwork"], to: .network)
    estate.natGateways.insert(gateway)
    decodeOpaque(input, isModelled: true)
  }
}
