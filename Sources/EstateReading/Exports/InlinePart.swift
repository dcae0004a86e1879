internal import EstateModel

/// Parts that Azure has only within their whole, though its tools also list them by themselves:
/// `az network nic ip-config list`, `az network lb rule list`.
enum InlinePart {
  /// An excerpt of the whole that holds this one part of it; `nil` for any other resource.
  static func whole(with part: Resource) -> Resource? {
    // Most resources are of a known kind, which is quickly seen.
    guard ResourceKind.of(part.id) == nil, part.id.segments.count == 2,
      let parent = part.id.parent,
      let lists = lists.first(where: { parent.isOfType($0.whole) })?.parts,
      let list = lists[part.id.segments[1].type.lowercased()]
    else { return nil }
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
    let properties = object(list, ConfigurationValue(.array([element]), at: place))
    return Resource(
      id: parent, body: object("properties", properties), properties: properties,
      source: part.source, format: part.format,
      restUnknown: .notPrinted(of: parent, at: part.source))
  }

  /// The lists of a whole, by the types of their parts in small letters.
  private static let lists: [(whole: String, parts: [String: String])] = [
    ("Microsoft.Network/networkInterfaces", named(["ipConfigurations"])),
    (
      "Microsoft.Network/loadBalancers",
      named([
        "frontendIPConfigurations", "loadBalancingRules", "probes", "outboundRules",
        "inboundNatPools",
      ])
    ),
    (
      "Microsoft.Network/applicationGateways",
      named([
        "frontendIPConfigurations", "gatewayIPConfigurations", "frontendPorts",
        "backendAddressPools", "backendHttpSettingsCollection", "httpListeners",
        "requestRoutingRules", "urlPathMaps", "probes", "redirectConfigurations",
      ])
    ),
    ("Microsoft.Network/virtualNetworkGateways", named(["ipConfigurations"])),
    ("Microsoft.Network/privateLinkServices", named(["ipConfigurations"])),
    (
      "Microsoft.Network/azureFirewalls",
      named(["networkRuleCollections", "applicationRuleCollections", "natRuleCollections"])
        .merging(["azurefirewallipconfigurations": "ipConfigurations"]) { first, _ in first }
    ),
  ]

  private static func named(_ lists: [String]) -> [String: String] {
    Dictionary(lists.map { ($0.lowercased(), $0) }) { first, _ in first }
  }
}
