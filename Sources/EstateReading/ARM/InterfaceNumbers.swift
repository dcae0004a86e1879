internal import EstateModel

/// The private numbers of interfaces, which Azure gives with the deployment where a template does not.
enum InterfaceNumbers {
  /// The properties of an interface with what is known of its numbers: whose they are.
  static func added(
    to properties: ConfigurationValue, of id: ResourceID, at place: SourcePlace
  ) -> ConfigurationValue {
    guard id.isOfType("Microsoft.Network/networkInterfaces"),
      let configurations = properties.member("ipConfigurations"), configurations.isArray
    else { return properties }
    let elements = configurations.array.map { element -> ConfigurationValue in
      guard let inner = element.member("properties"), inner.isObject, isDynamic(inner) else {
        return element
      }
      let number = UnknownValue(
        key: "\(id)#\(element["name"]?.symbolicText ?? "")#privateIPAddress",
        because: "Azure gives \(id.name) its private address when it is deployed",
        source: place.position, addressOf: id)
      let symbol = "{\(id.name).privateIPAddress}"
      return element.setting([
        ConfigurationValue.PlacedField(
          key: "properties", keyPlace: inner.place,
          value: inner.setting([
            ConfigurationValue.PlacedField(
              key: "privateIPAddress", keyPlace: inner.place,
              value: ConfigurationValue(.unknown(number, symbol: symbol), at: place))
          ]))
      ])
    }
    return properties.setting([
      ConfigurationValue.PlacedField(
        key: "ipConfigurations", keyPlace: configurations.place,
        value: ConfigurationValue(.array(elements), at: configurations.place))
    ])
  }

  /// Whether the template leaves the number to Azure, and Azure has not printed it.
  private static func isDynamic(_ configuration: ConfigurationValue) -> Bool {
    guard configuration.member("provisioningState") == nil else { return false }
    let method = configuration.member("privateIPAllocationMethod")
    if method?.isUnknown == true { return false }
    return configuration.member("privateIPAddress") == nil
      || method?.text?.lowercased() == "dynamic"
  }
}
