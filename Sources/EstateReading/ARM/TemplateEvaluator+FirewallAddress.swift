internal import EstateModel
internal import TrafficSets

// The private address of an Azure Firewall, which templates ask for to make it a next hop.
extension TemplateEvaluator {
  /// The properties of a firewall with the address that it gets in its subnet.
  ///
  /// Azure keeps the first four addresses of a subnet and gives the firewall the next one. Decision of
  /// this product, as an address within `AzureFirewallSubnet` is that firewall in any case.
  mutating func withPrivateAddress(
    _ properties: ConfigurationValue, ofFirewall id: ResourceID
  ) -> ConfigurationValue {
    guard id.isOfType("Microsoft.Network/azureFirewalls"),
      let configurations = properties.member("ipConfigurations"), configurations.isArray
    else { return properties }
    var elements: [ConfigurationValue] = []
    for element in configurations.array {
      elements.append(withPrivateAddress(element))
    }
    return properties.setting([
      ConfigurationValue.PlacedField(
        key: "ipConfigurations", keyPlace: configurations.place,
        value: ConfigurationValue(.array(elements), at: configurations.place))
    ])
  }

  private mutating func withPrivateAddress(_ element: ConfigurationValue) -> ConfigurationValue {
    guard let inner = element.member("properties"), inner.isObject,
      inner.member("privateIPAddress") == nil,
      let text = inner.member("subnet")?.member("id")?.symbolicText,
      let id = ResourceID(text), let prefix = prefix(ofSubnet: id),
      let address = prefix.value.text.flatMap({ AddressPrefix($0)?.firstAssignable })
    else { return element }
    let value = ConfigurationValue(.string("\(address)"), at: prefix.value.place)
    let properties = inner.setting([
      ConfigurationValue.PlacedField(
        key: "privateIPAddress", keyPlace: prefix.value.place, value: value)
    ])
    return element.setting([
      ConfigurationValue.PlacedField(
        key: "properties", keyPlace: inner.place, value: properties)
    ])
  }

  private struct SubnetPrefix { let value: ConfigurationValue }

  /// The first prefix of a subnet that stands by itself or within its network.
  private mutating func prefix(ofSubnet id: ResourceID) -> SubnetPrefix? {
    func first(_ properties: ConfigurationValue?) -> SubnetPrefix? {
      let value =
        properties?.member("addressPrefix") ?? properties?.member("addressPrefixes")?.array.first
      return value.map { SubnetPrefix(value: $0) }
    }
    if let properties = declaredProperties(of: id), let found = first(properties) { return found }
    guard let network = id.parent else { return nil }
    let properties = declaredProperties(of: network)
    let subnet = properties?.member("subnets")?.array.first {
      $0["name"]?.symbolicText?.lowercased() == id.name.lowercased()
    }
    return first(subnet?.member("properties"))
  }

  private mutating func declaredProperties(of id: ResourceID) -> ConfigurationValue? {
    let found = (declaredIDs[id.typeAndName] ?? []).filter { index in
      let declaration = deployments[index.deployment].resources[index.resource]
      return declaration.id.matches(id) && !declaration.isAbsent && !declaration.isExisting
    }
    if found.count == 1, let index = found.first {
      return body(of: index)?.member("properties")
    }
    return found.isEmpty ? surroundings.resource(id)?.properties : nil
  }
}
