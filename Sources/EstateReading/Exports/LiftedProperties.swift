internal import EstateModel

/// Gives resources whose properties stand beside `id` and `type` their `properties` back.
///
/// `az network … list` and most other lists of the CLI print them so, their parts likewise: a subnet
/// within a network too. Every field also stays where it was.
enum LiftedProperties {
  /// What stands beside `properties` in ARM, too.
  private static let topLevel: Set<String> = [
    "id", "name", "type", "location", "tags", "kind", "sku", "identity", "zones", "etag", "plan",
    "managedby", "extendedlocation", "apiversion", "systemdata", "resourcegroup",
    "subscriptionid", "tenantid", "resources", "scale",
  ]

  /// What a listing without properties has beside them, too: it says nothing of a resource's settings.
  private static let bookkeeping: Set<String> = [
    "properties", "createdtime", "changedtime", "provisioningstate", "resourcetype", "resourceid",
    "resourcegroupname",
  ]

  static func restored(_ element: ConfigurationValue, id: ResourceID) -> ConfigurationValue {
    if let properties = element["properties"], properties.isObject { return element }
    let lifted = element.rawFields.filter {
      let key = $0.key.lowercased()
      return !topLevel.contains(key) && key != "properties"
    }
    // Where nothing was lifted, the listing carries no properties.
    // A member of a network group has nothing but the id of what it stands for.
    let isMember = id.type.lowercased().hasSuffix("/staticmembers")
    guard
      lifted.contains(where: {
        let key = $0.key.lowercased()
        return !bookkeeping.contains(key) || isMember && key == "resourceid"
      })
    else {
      return element
    }
    let isStorage = id.type.equalsIgnoringASCIICase("Microsoft.Storage/storageAccounts")
    let properties = lifted.map { field in
      let field = restoredField(field)
      guard isStorage, field.key == "networkRuleSet" else { return field }
      return ConfigurationValue.PlacedField(
        key: "networkAcls", keyPlace: field.keyPlace, value: field.value)
    }
    return withProperties(element, properties)
  }

  private static func restoredField(
    _ field: ConfigurationValue.PlacedField
  ) -> ConfigurationValue.PlacedField {
    let value = restoredParts(field.value)
    guard let name = renamed[field.key.lowercased()] else {
      return ConfigurationValue.PlacedField(
        key: field.key, keyPlace: field.keyPlace, value: value)
    }
    return ConfigurationValue.PlacedField(key: name, keyPlace: field.keyPlace, value: value)
  }

  /// Where the CLI's name is not ARM's.
  private static let renamed: [String: String] = [
    "ipaddressorrange": "value", "virtualnetworkresourceid": "id",
    "enablehttpstrafficonly": "supportsHttpsTrafficOnly",
  ]

  private static func restoredParts(_ value: ConfigurationValue) -> ConfigurationValue {
    if value.isArray {
      return ConfigurationValue(.array(value.array.map(restoredElement)), at: value.place)
    }
    guard value.isObject else { return value }
    return ConfigurationValue(.object(value.rawFields.map(restoredField)), at: value.place)
  }

  /// An element with an id or a name of its own is a part whose properties were lifted.
  private static func restoredElement(_ element: ConfigurationValue) -> ConfigurationValue {
    let restored = restoredParts(element)
    guard element.isObject, element["properties"] == nil,
      element["id"] != nil || element["name"] != nil
    else { return restored }
    let lifted = restored.rawFields.filter { !topLevel.contains($0.key.lowercased()) }
    return lifted.isEmpty ? restored : withProperties(restored, lifted)
  }

  private static func withProperties(
    _ element: ConfigurationValue, _ properties: [ConfigurationValue.PlacedField]
  ) -> ConfigurationValue {
    let value = ConfigurationValue(.object(properties), at: element.place)
    return element.setting([
      ConfigurationValue.PlacedField(key: "properties", keyPlace: element.place, value: value)
    ])
  }
}
