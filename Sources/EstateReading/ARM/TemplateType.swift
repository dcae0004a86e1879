/// The types that templates declare for their parameters.
///
/// See <https://learn.microsoft.com/azure/azure-resource-manager/templates/definitions>.
enum TemplateType {
  /// References may lead on to others, but not in circles.
  private static let longestChain = 20

  /// The declaration with what the definition that it refers to says, its own words first.
  static func resolved(
    _ declaration: ConfigurationValue, in definitions: ConfigurationValue?
  ) -> ConfigurationValue {
    var result = declaration
    var reference = declaration["$ref"]?.string
    var count = 0
    while let path = reference, count < longestChain, path.hasPrefix("#/definitions/"),
      let definition = definitions?[String(path.dropFirst("#/definitions/".count))]
    {
      let own = result.rawFields
      result = result.setting(
        definition.rawFields.filter { field in
          !own.contains { $0.key.equalsIgnoringASCIICase(field.key) }
        })
      reference = definition["$ref"]?.string
      count += 1
    }
    return result
  }
}
