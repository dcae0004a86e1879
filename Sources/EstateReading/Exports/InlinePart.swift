internal import EstateModel

/// Parts that Azure has only within their whole, though its tools also list them by themselves:
/// `az network nic ip-config list`, `az network lb rule list`.
enum InlinePart {
  /// An excerpt of the whole that holds this one part of it; `nil` for any other resource.
  static func whole(with part: Resource) -> Resource? {
    // Most resources are of a known kind, which is quickly seen.
    guard ResourceKind.of(part.id) == nil, part.id.segments.count == 2,
      let parent = part.id.parent, wholes.contains(where: { parent.isOfType($0) })
    else { return nil }
    let type = part.id.segments[1].type
    let key = renamed[type.lowercased()] ?? type
    let place = part.body.place
    func object(_ key: String, _ value: ConfigurationValue) -> ConfigurationValue {
      ConfigurationValue(
        .object([ConfigurationValue.PlacedField(key: key, keyPlace: place, value: value)]),
        at: place)
    }
    let name = ConfigurationValue(.string(part.name), at: place)
    let element = part.body.setting([
      ConfigurationValue.PlacedField(key: "name", keyPlace: place, value: name)
    ])
    let properties = object(key, ConfigurationValue(.array([element]), at: place))
    return Resource(
      id: parent, body: object("properties", properties), properties: properties,
      source: part.source, format: part.format, isExcerpt: true)
  }

  private static let wholes = [
    "Microsoft.Network/networkInterfaces", "Microsoft.Network/loadBalancers",
    "Microsoft.Network/applicationGateways", "Microsoft.Network/virtualNetworkGateways",
    "Microsoft.Network/azureFirewalls", "Microsoft.Network/privateLinkServices",
  ]

  /// Where a part's type is not the name of the list.
  private static let renamed = [
    "azurefirewallipconfigurations": "ipConfigurations",
    "networkrulecollections": "networkRuleCollections",
    "applicationrulecollections": "applicationRuleCollections",
    "natrulecollections": "natRuleCollections",
  ]
}
