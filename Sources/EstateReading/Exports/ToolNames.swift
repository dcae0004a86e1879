internal import EstateModel

/// Where the CLI or PowerShell call a property otherwise than ARM does.
struct ToolNames {
  private let renamed: [String: String]
  private let isRecordLink: Bool

  init(of id: ResourceID) {
    if id.isOfType("Microsoft.Storage/storageAccounts") {
      renamed = Self.storage
    } else if id.isOfType("Microsoft.ContainerRegistry/registries") {
      renamed = Self.registry
    } else if id.isOfType("Microsoft.KeyVault/vaults") {
      renamed = Self.vault
    } else {
      renamed = [:]
    }
    isRecordLink = id.isOfType("Microsoft.Network/privateDnsZones/virtualNetworkLinks")
  }

  private static let registry = [
    "ipaddressorrange": "value", "virtualnetworkresourceid": "id",
  ]
  private static let storage = registry.merging([
    "networkruleset": "networkAcls", "enablehttpstrafficonly": "supportsHttpsTrafficOnly",
    "enablenfsv3": "isNfsV3Enabled",
  ]) { first, _ in first }
  private static let vault = [
    "ipaddressranges": "ipRules", "virtualnetworkresourceids": "virtualNetworkRules",
  ]

  /// ARM's name of a property.
  func name(of key: String) -> String {
    renamed.isEmpty ? key : renamed[key.lowercased()] ?? key
  }

  /// The properties with those that a tool prints in another shape.
  func completed(
    _ properties: [ConfigurationValue.PlacedField], at place: SourcePlace
  ) -> [ConfigurationValue.PlacedField] {
    // PowerShell prints the id of a link's network as a plain text.
    guard isRecordLink,
      let network = properties.first(where: {
        $0.key.equalsIgnoringASCIICase("virtualNetworkId") && !$0.value.isNull
      })
    else { return properties }
    var reference = ObjectBuilder(at: network.value.place)
    reference.add("id", network.value)
    return properties + [
      ConfigurationValue.PlacedField(
        key: "virtualNetwork", keyPlace: network.keyPlace, value: reference.value)
    ]
  }
}
