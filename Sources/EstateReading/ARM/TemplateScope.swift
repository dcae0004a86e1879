internal import EstateModel

/// Where a template is deployed, as far as anything says.
struct DeploymentScope: Sendable {
  var subscription: String?
  var resourceGroup: String?
  var location: String?
}

/// A value handed to a template's parameter from outside.
struct SuppliedValue: Sendable {
  let value: ConfigurationValue
  /// A value without a file stands where the parameter is declared.
  let hasPlace: Bool

  init(_ value: ConfigurationValue, hasPlace: Bool = true) {
    self.value = value
    self.hasPlace = hasPlace
  }
}

/// One template's parameters and variables, and where it is deployed.
///
/// Values are worked out when first asked for and then remembered, so a cycle of references shows as
/// a value that is asked for while it is being worked out.
struct TemplateScope {
  let text: SourceText
  /// `main.json#`, for a nested template followed by its deployment: what keys of open values begin
  /// with.
  let key: String
  let deployment: DeploymentScope
  /// Where the parameter's declaration, supplied value and assumption are looked up.
  let parameters: ConfigurationValue?
  let variables: ConfigurationValue?
  let supplied: [String: SuppliedValue]
  let assumed: [String: SuppliedValue]
  /// What stands in the place of open parameters, by their keys.
  let chosen: [String: String]
  /// Parameters whose symbol needs the template's name, as another template has an open one, too.
  let qualifiedParameters: Set<String>
  /// What tells this template's symbols from another's: `main` or the deployment's name.
  let qualifier: String

  var known: [String: ConfigurationValue] = [:]
  /// What is being worked out, the outermost first.
  var pending: [Name] = []

  struct Name: Hashable {
    let isVariable: Bool
    let name: String

    var key: String { (isVariable ? "v:" : "p:") + name.lowercased() }
    var shown: String { "\(isVariable ? "variables" : "parameters")('\(name)')" }
  }
}
