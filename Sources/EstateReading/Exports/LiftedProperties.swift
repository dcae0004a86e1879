internal import EstateModel

/// Gives resources whose properties stand beside `id` and `type` their `properties` back.
///
/// `az network … list` and most other lists of the CLI print them so, their parts likewise: a subnet
/// within a network too. Every field also stays where it was.
enum LiftedProperties {
  /// A resource in ARM's shape.
  struct Restored {
    let body: ConfigurationValue
    /// Whether properties that are not there may well be set.
    let isExcerpt: Bool
  }

  /// What stands beside `properties` in ARM, too.
  private static let topLevel: Set<String> = [
    "id", "name", "type", "location", "tags", "kind", "identity", "zones", "etag", "plan",
    "managedby", "extendedlocation", "apiversion", "systemdata", "resourcegroup",
    "subscriptionid", "tenantid", "resources", "scale",
  ]

  /// What a listing without properties has beside them, too: it says nothing of a resource's settings.
  private static let bookkeeping: Set<String> = [
    "properties", "createdtime", "changedtime", "provisioningstate", "resourcetype", "resourceid",
    "resourcegroupname", "resourcename", "sku",
  ]

  /// What the tools print of a whole resource whatever its type, and no query asks for by habit.
  private static let wholeMarks = [
    "type", "resourceGroup", "resourceGroupName", "etag", "provisioningState",
  ]

  static func restored(
    _ element: ConfigurationValue, id: ResourceID, isRow: Bool = false
  ) -> Restored {
    if let properties = element["properties"], !properties.isNull {
      // A text in their place is for `missingProperties(of:)` to tell.
      return Restored(body: element, isExcerpt: false)
    }
    let fields = element.rawFields
    let columns = columns(of: fields)
    if !columns.isEmpty {
      return Restored(body: withProperties(element, columns), isExcerpt: true)
    }
    let lifted = fields.filter {
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
      return Restored(body: element, isExcerpt: false)
    }
    let names = ToolNames(of: id)
    let properties = lifted.map { restoredField($0, names) }
    return Restored(
      body: withProperties(element, names.completed(properties, at: element.place)),
      isExcerpt: isRow || !wholeMarks.contains { element[$0] != nil })
  }

  private static func restoredField(
    _ field: ConfigurationValue.PlacedField, _ names: ToolNames
  ) -> ConfigurationValue.PlacedField {
    ConfigurationValue.PlacedField(
      key: names.name(of: field.key), keyPlace: field.keyPlace,
      value: restoredParts(field.value, names))
  }

  private static func restoredParts(
    _ value: ConfigurationValue, _ names: ToolNames
  ) -> ConfigurationValue {
    if value.isArray {
      return ConfigurationValue(
        .array(value.array.map { restoredElement($0, names) }), at: value.place)
    }
    guard value.isObject else { return value }
    return ConfigurationValue(
      .object(value.rawFields.map { restoredField($0, names) }), at: value.place)
  }

  /// An element with an id or a name of its own is a part whose properties were lifted.
  private static func restoredElement(
    _ element: ConfigurationValue, _ names: ToolNames
  ) -> ConfigurationValue {
    let restored = restoredParts(element, names)
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

  // MARK: Columns of Resource Graph

  /// The properties that a query projects without a name of its own for them: Resource Graph calls
  /// `properties.addressSpace.addressPrefixes` `properties_addressSpace_addressPrefixes`.
  private static func columns(
    of fields: [ConfigurationValue.PlacedField]
  ) -> [ConfigurationValue.PlacedField] {
    var properties = ConfigurationValue(
      .object([]), at: SourcePlace(.init(file: "", line: 1, column: 1)))
    for field in fields where field.key.lowercased().hasPrefix("properties_") {
      let path = field.key.split(separator: "_").dropFirst().map(String.init)
      // What a query asks for and does not find, it prints as null.
      if path.isEmpty || field.value.isNull { continue }
      properties = setting(field, at: path[...], in: properties)
    }
    return properties.rawFields
  }

  private static func setting(
    _ field: ConfigurationValue.PlacedField, at path: ArraySlice<String>,
    in object: ConfigurationValue
  ) -> ConfigurationValue {
    guard let key = path.first else { return field.value }
    let inner =
      object[key] ?? ConfigurationValue(.object([]), at: field.value.place)
    return object.setting([
      ConfigurationValue.PlacedField(
        key: key, keyPlace: field.keyPlace,
        value: setting(field, at: path.dropFirst(), in: inner))
    ])
  }
}
