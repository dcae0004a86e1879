internal import EstateModel

/// Where a template is deployed, as far as anything says.
struct DeploymentScope: Sendable {
  /// What a template deploys to, the widest first.
  enum Level: Sendable { case tenant, managementGroup, subscription, group }

  /// An open one that another deployment names is its symbol where a template keeps open scopes.
  var subscription: String?
  var resourceGroup: String?
  var location: String?
  /// The location of a group that a template makes, where it is open.
  var openLocation: ConfigurationValue?
  var level = Level.group

  mutating func setLocation(_ value: ConfigurationValue?) {
    location = value?.nonEmptyText
    openLocation = value?.isUnknown == true ? value : nil
  }

  /// What the template's schema says of the level that it deploys to.
  mutating func take(schema: String) {
    let schema = schema.lowercased()
    let levels: [(String, Level)] = [
      ("/subscriptiondeploymenttemplate.json", .subscription),
      ("/managementgroupdeploymenttemplate.json", .managementGroup),
      ("/tenantdeploymenttemplate.json", .tenant),
    ]
    guard let found = levels.first(where: { schema.contains($0.0) }) else { return }
    level = found.1
    resourceGroup = nil
    if level != .subscription { subscription = nil }
  }
}

/// A value handed to a template's parameter from outside.
struct SuppliedValue: Sendable {
  let value: ConfigurationValue
  /// A value without a file stands where the parameter is declared.
  let hasPlace: Bool
  /// Where the value is still to be worked out: that of a nested template waits until it is asked
  /// for, since it may hang on what another deployment puts out.
  let frame: TemplateFrame?

  init(_ value: ConfigurationValue, hasPlace: Bool = true, frame: TemplateFrame? = nil) {
    self.value = value
    self.hasPlace = hasPlace
    self.frame = frame
  }
}

/// One template's parameters and variables, and where it is deployed.
///
/// Values are worked out when first asked for and then remembered, so a cycle of references shows as
/// a value that is asked for while it is being worked out.
struct TemplateScope: Sendable {
  let text: SourceText
  /// `main.json#`, for a nested template followed by its deployment: what keys of open values begin
  /// with.
  let key: String
  let deployment: DeploymentScope
  /// Where the parameter's declaration, supplied value and assumption are looked up.
  let parameters: ConfigurationValue?
  let variables: ConfigurationValue?
  /// The types that parameters' declarations refer to.
  let definitions: ConfigurationValue?
  let outputs: ConfigurationValue?
  /// The template's own functions, by `namespace.name` in small letters.
  let functions: [String: ConfigurationValue]
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

  struct Name: Hashable, Sendable {
    enum Kind: String { case parameters, variables, outputs }

    let kind: Kind
    let name: String

    var key: String { "\(kind.rawValue):\(name.lowercased())" }
    var shown: String { "\(kind.rawValue)('\(name)')" }
  }

  init(
    template: ConfigurationValue, key: String, deployment: DeploymentScope,
    supplied: [String: SuppliedValue], assumed: [String: SuppliedValue] = [:],
    chosen: [String: String], qualifiedParameters: Set<String>, qualifier: String
  ) {
    text = template.place.text
    self.key = key
    self.deployment = deployment
    parameters = template.member("parameters")
    variables = template.member("variables")
    definitions = template.member("definitions")
    outputs = template.member("outputs")
    functions = Self.functions(of: template)
    self.supplied = supplied
    self.assumed = assumed
    self.chosen = chosen
    self.qualifiedParameters = qualifiedParameters
    self.qualifier = qualifier
  }

  private static func functions(of template: ConfigurationValue) -> [String: ConfigurationValue] {
    var functions: [String: ConfigurationValue] = [:]
    for group in template.member("functions")?.array ?? [] {
      guard let namespace = group["namespace"]?.string else { continue }
      for member in group.member("members")?.rawFields ?? [] {
        functions["\(namespace).\(member.key)".lowercased()] = member.value
      }
    }
    return functions
  }
}
