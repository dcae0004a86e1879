internal import EstateModel

/// The `configuration` of a plan: which expressions the attributes come from.
///
/// It names what an expression refers to and not the expression itself; blocks that are generated
/// (`dynamic`) and local values are not in it.
struct TerraformConfiguration: Sendable {
  private let root: ConfigurationValue?
  private let providers: ConfigurationValue?
  private let variables: ConfigurationValue?

  init(_ document: ConfigurationValue) {
    root = document.member("configuration")?.member("root_module")
    providers = document.member("configuration")?.member("provider_config")
    variables = document.member("variables")
  }

  /// The module that a path of names leads to.
  func module(_ path: [TerraformModuleStep]) -> ConfigurationValue? {
    path.reduce(root) { module, step in
      module?["module_calls"]?[step.name]?["module"]
    }
  }

  /// The call of the last module of a path.
  func call(_ path: [TerraformModuleStep]) -> ConfigurationValue? {
    guard let last = path.last else { return nil }
    return module(path.dropLast())?["module_calls"]?[last.name]
  }

  /// The blocks of the resources of a module, by mode, type and name as a reference writes them.
  func resources(of path: [TerraformModuleStep]) -> [String: ConfigurationValue] {
    var found: [String: ConfigurationValue] = [:]
    module(path)?["resources"]?.forEachElement { resource in
      guard let type = resource["type"]?.string, let name = resource["name"]?.string else { return }
      found["\(resource["mode"]?.string == "data" ? "data." : "")\(type).\(name)"] = resource
    }
    return found
  }

  func output(_ name: String, of path: [TerraformModuleStep]) -> ConfigurationValue? {
    module(path)?["outputs"]?[name]?["expression"]
  }

  func outputs(of path: [TerraformModuleStep]) -> [ConfigurationValue] {
    module(path)?["outputs"]?.rawFields.compactMap { $0.value["expression"] } ?? []
  }

  /// The value of a variable of the root module, where the plan has one.
  func variable(_ name: String) -> ConfigurationValue? { variables?[name]?.member("value") }

  // MARK: Providers

  /// The subscription that the provider of a resource is configured with.
  func subscription(of resource: ConfigurationValue?) -> String? {
    let key = resource?["provider_config_key"]?.string ?? "azurerm"
    let provider = providers?[key] ?? providers?[String(key.split(separator: ":").last ?? "")]
    guard let expression = provider?["expressions"]?["subscription_id"] else { return nil }
    if let text = expression["constant_value"]?.string { return text }
    let references = expression["references"]?.array.compactMap(\.string) ?? []
    guard references.count == 1, references[0].hasPrefix("var.") else { return nil }
    return variable(String(references[0].dropFirst(4)))?.string
  }

  /// The only major version of the provider that the configuration allows; `nil` where it allows more.
  var providerVersion: Int? {
    guard let text = providers?["azurerm"]?["version_constraint"]?.string else { return nil }
    var lower: Int?
    var upper: Int?
    for constraint in text.split(separator: ",") {
      let word = constraint.filter { $0 != " " }
      let sign = word.prefix { "<>=~!".contains($0) }
      let numbers = word.dropFirst(sign.count).split(separator: ".").map { Int($0) ?? 0 }
      guard let major = numbers.first else { continue }
      switch sign {
      case "", "=", "~>":
        // A number by itself may only rise: `~> 3`.
        if sign == "~>", numbers.count < 2 { lower = major } else { return major }
      case ">=", ">": lower = major
      case "<": upper = numbers.dropFirst().allSatisfy { $0 == 0 } ? major - 1 : major
      case "<=": upper = major
      default: break
      }
    }
    guard let lower, lower == upper else { return nil }
    return lower
  }
}
