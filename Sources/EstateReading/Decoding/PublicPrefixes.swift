internal import EstateModel

extension ResourceKind {
  static let publicPrefixes: [ResourceKind] = [
    .node("Microsoft.Network/publicIPPrefixes") { $0.decodePublicPrefix($1) }
  ]
}

extension EstateDecoding {
  mutating func decodePublicPrefix(_ input: ResourceInput) {
    var prefix = PublicIPPrefix(id: input.id, source: input.source)
    prefix.isDescribed = input.isDescribed
    prefix.range = self.prefix(input.properties["ipPrefix"])
    prefix.location = input.location
    prefix.family = word(input.properties["publicIPAddressVersion"], Vocabulary(.ipv4, .ipv6))
    prefix.isAzures = input.properties["customIPPrefix"].isAbsent
    estate.publicPrefixes.insert(prefix)
    decodeOpaque(input, isModelled: true)
  }
}
