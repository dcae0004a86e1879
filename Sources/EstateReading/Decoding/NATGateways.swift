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
