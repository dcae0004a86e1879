internal import EstateModel

// Open values that decide by themselves, though no setting of a resource has them.
extension EstateDecoding {
  /// Answers may hang on what a zone is called, and on the regions of networks and services where they are
  /// not all one.
  mutating func noteOpenPlaces() {
    for place in resources.indices
    where resources[place].isOfType("Microsoft.Network/privateDnsZones") {
      if resources[place].conditionUnknown == nil, let unknown = resources[place].nameUnknown {
        ledger.note(unknown)
      }
    }
    guard resources.indices.contains(where: { resources[$0].location.unknown != nil }) else {
      return
    }
    let placed = resources.filter { $0.conditionUnknown == nil && Self.hasRegion($0.id) }
    let open = placed.filter {
      $0.location.unknown != nil && assumedText("location", for: $0.id) == nil
    }
    let regions = Set(
      placed.compactMap { $0.location.unknown?.key ?? $0.location.value?.lowercased() })
    if regions.count < 2 { return }
    for resource in open {
      if let unknown = resource.location.unknown { ledger.note(unknown) }
    }
  }

  private static func hasRegion(_ id: ResourceID) -> Bool {
    id.isOfType("Microsoft.Network/virtualNetworks")
      || id.isOfType("Microsoft.Network/publicIPAddresses")
      || id.isOfType("Microsoft.Storage/storageAccounts")
      || id.isOfType("Microsoft.KeyVault/vaults")
      || id.isOfType("Microsoft.ContainerRegistry/registries")
      || ServiceCatalog.kind(ofType: id.type) != nil
  }
}
