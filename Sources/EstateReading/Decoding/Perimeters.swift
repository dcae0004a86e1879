internal import EstateModel

extension ResourceKind {
  static let perimeters: [ResourceKind] = [
    .node("Microsoft.Network/networkSecurityPerimeters/resourceAssociations") {
      $0.decodePerimeterAssociation($1)
    }
  ]
}

extension EstateDecoding {
  mutating func decodePerimeterAssociation(_ input: ResourceInput) {
    var association = PerimeterAssociation(id: input.id, source: input.source)
    association.isDescribed = input.isDescribed
    association.resource = reference(input.properties["privateLinkResource"])
    association.mode = word(
      input.properties["accessMode"],
      Vocabulary(.learning, .transition, .audit, .enforced, isOpen: true))
    estate.perimeterAssociations.insert(association)
  }
}
