internal import EstateModel

/// What a deployed resource says of itself beyond what its template does, as far as that follows from
/// its name.
enum RuntimeProperties {
  /// The properties with those that Azure adds, where the template has not given them.
  static func added(
    to properties: ConfigurationValue, of id: ResourceID, at place: SourcePlace
  ) -> ConfigurationValue {
    var additions = partsWithIDs(properties, of: id)
    additions.append(field("provisioningState", text("Succeeded", at: place), at: place))
    if id.name.utf8.allSatisfy({ $0 != UInt8(ascii: "{") }) {
      additions += endpoints(of: id, at: place)
    }
    let known = properties.rawFields.map { $0.key.lowercased() }
    return properties.setting(
      additions.filter { addition in
        addition.value.isArray || !known.contains(addition.key.lowercased())
      })
  }

  /// The addresses of services in Azure's public cloud.
  private static func endpoints(
    of id: ResourceID, at place: SourcePlace
  ) -> [ConfigurationValue.PlacedField] {
    let name = id.name.lowercased()
    switch id.type.lowercased() {
    case "microsoft.network/publicipaddresses":
      let number = UnknownValue(
        key: "\(id)#ipAddress", because: "Azure gives \(name) its number when it is deployed",
        source: place.position, addressOf: id)
      return [
        field(
          "ipAddress",
          ConfigurationValue(.unknown(number, symbol: "{\(name).ipAddress}"), at: place),
          at: place)
      ]
    case "microsoft.network/privateendpoints":
      // Its addresses stand in both, and are the same named one whichever is asked for.
      return ["customDnsConfigs", "networkInterfaces"].map { key in
        let part = UnknownValue(
          key: "\(id)#\(key)",
          because: "Azure gives \(name) its addresses when it is deployed",
          source: place.position, addressOf: id)
        return field(
          key, ConfigurationValue(.unknown(part, symbol: "{\(name).\(key)}"), at: place), at: place)
      }
    case "microsoft.storage/storageaccounts":
      let services = ["blob", "dfs", "file", "queue", "table"].map { service in
        field(service, text("https://\(name).\(service).core.windows.net/", at: place), at: place)
      }
      return [
        field("primaryEndpoints", ConfigurationValue(.object(services), at: place), at: place)
      ]
    case "microsoft.keyvault/vaults":
      return [field("vaultUri", text("https://\(name).vault.azure.net/", at: place), at: place)]
    case "microsoft.containerregistry/registries":
      return [field("loginServer", text("\(name).azurecr.io", at: place), at: place)]
    case "microsoft.sql/servers":
      return [
        field(
          "fullyQualifiedDomainName", text("\(name).database.windows.net", at: place), at: place)
      ]
    case "microsoft.web/sites":
      return [field("defaultHostName", text("\(name).azurewebsites.net", at: place), at: place)]
    case "microsoft.documentdb/databaseaccounts":
      return [
        field(
          "documentEndpoint", text("https://\(name).documents.azure.com:443/", at: place),
          at: place)
      ]
    default: return []
    }
  }

  /// The lists of a network resource whose parts have ids of their own: subnets, configurations.
  private static func partsWithIDs(
    _ properties: ConfigurationValue, of id: ResourceID
  ) -> [ConfigurationValue.PlacedField] {
    guard id.provider.lowercased() == "microsoft.network" else { return [] }
    return properties.rawFields.compactMap { field in
      let elements = field.value.array
      guard !elements.isEmpty,
        elements.allSatisfy({ $0.isObject && $0["name"]?.symbolicText != nil && $0["id"] == nil })
      else { return nil }
      let named = elements.map { element in
        let name = element["name"]?.symbolicText ?? ""
        return element.setting([
          self.field(
            "id", text(id.child(field.key, name).description, at: element.place),
            at: element.place)
        ])
      }
      return ConfigurationValue.PlacedField(
        key: field.key, keyPlace: field.keyPlace,
        value: ConfigurationValue(.array(named), at: field.value.place))
    }
  }

  private static func field(
    _ key: String, _ value: ConfigurationValue, at place: SourcePlace
  ) -> ConfigurationValue.PlacedField {
    ConfigurationValue.PlacedField(key: key, keyPlace: place, value: value)
  }

  private static func text(_ text: String, at place: SourcePlace) -> ConfigurationValue {
    ConfigurationValue(.string(text), at: place)
  }
}
