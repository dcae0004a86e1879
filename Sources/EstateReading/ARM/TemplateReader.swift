internal import EstateModel

/// Reads the resources of one template and of the templates nested in it.
struct TemplateReader {
  private(set) var resources: [Resource] = []
  private(set) var diagnostics: [Diagnostic] = []
  private(set) var notes: [Ledger.Note] = []
  /// The parameters with few values that are used and have none.
  private(set) var openParameters: [OpenParameter] = []

  /// What a template is read with.
  struct Inputs {
    var deployment = DeploymentScope()
    var supplied: [String: SuppliedValue] = [:]
    var assumed: [String: SuppliedValue] = [:]
    /// What stands in the place of open parameters, by their keys.
    var chosen: [String: String] = [:]
    var qualifiedParameters: Set<String> = []
  }

  init(template: ConfigurationValue, inputs: Inputs) {
    let text = template.place.text
    let name = FilePath.name(of: text.file)
    var deployment = inputs.deployment
    if !Self.deploysToGroup(template) { deployment.resourceGroup = nil }
    let scope = TemplateScope(
      text: text, key: "\(text.file)#", deployment: deployment,
      parameters: template.member("parameters"), variables: template.member("variables"),
      supplied: inputs.supplied, assumed: inputs.assumed, chosen: inputs.chosen,
      qualifiedParameters: inputs.qualifiedParameters,
      qualifier: name.hasSuffix(".json") ? String(name.dropLast(5)) : name)
    var evaluator = TemplateEvaluator(scope: scope)
    readResources(of: template, evaluator: &evaluator, parent: nil, condition: nil)
    diagnostics += evaluator.diagnostics
    note(evaluator.openParameters)
  }

  private mutating func note(_ parameters: [OpenParameter]) {
    openParameters += parameters.filter { new in
      !openParameters.contains { $0.key == new.key }
    }
  }

  private static func deploysToGroup(_ template: ConfigurationValue) -> Bool {
    let schema = template["$schema"]?.string?.lowercased() ?? ""
    return !["subscription", "managementgroup", "tenant"].contains {
      schema.contains("/\($0)deploymenttemplate.json")
    }
  }

  // MARK: Resources

  private mutating func readResources(
    of container: ConfigurationValue, evaluator: inout TemplateEvaluator, parent: ResourceID?,
    condition: UnknownValue?
  ) {
    guard let declared = container.member("resources") else { return }
    // A list, or with symbolic names a map.
    let elements = declared.isArray ? declared.array : declared.rawFields.map(\.value)
    for element in elements where element.isObject {
      readResource(element, evaluator: &evaluator, parent: parent, condition: condition)
    }
  }

  private mutating func readResource(
    _ element: ConfigurationValue, evaluator: inout TemplateEvaluator, parent: ResourceID?,
    condition outer: UnknownValue?
  ) {
    if element["existing"]?.bool == true { return }
    var open = outer
    switch existence(of: element, &evaluator) {
    case .certain: break
    case .none: return
    case .open(let unknown): open = open ?? unknown
    }
    guard let type = element["type"]?.string else {
      diagnostics.append(Diagnostic(.error, .resourceWithoutType, at: element.position))
      return
    }
    if type.equalsIgnoringASCIICase("Microsoft.Resources/deployments") {
      readDeployment(element, evaluator: &evaluator, condition: open)
      return
    }
    guard let name = element.member("name").map({ evaluator.evaluate($0) }) else {
      diagnostics.append(Diagnostic(.error, .resourceWithoutName(type), at: element.position))
      return
    }
    let identity = TemplateResourceIdentity(
      type: type, name: name, parent: parent, scope: evaluator.scope.deployment,
      extends: element.member("scope").flatMap { evaluator.evaluate($0).symbolicText })
    if identity.isMismatched, name.unknown == nil {
      diagnostics.append(Diagnostic(.warning, .namesDoNotFitType(type), at: name.position))
    }
    append(element, identity, name: name, condition: open, &evaluator)
    readResources(
      of: element, evaluator: &evaluator, parent: identity.id, condition: open)
  }

  private mutating func append(
    _ element: ConfigurationValue, _ identity: TemplateResourceIdentity,
    name: ConfigurationValue, condition: UnknownValue?, _ evaluator: inout TemplateEvaluator
  ) {
    var fields: [ConfigurationValue.PlacedField] = []
    for field in element.rawFields where !Self.unevaluated.contains(field.key.lowercased()) {
      fields.append(
        ConfigurationValue.PlacedField(
          key: field.key, keyPlace: field.keyPlace, value: evaluator.evaluate(field.value)))
    }
    let body = ConfigurationValue(.object(fields), at: element.place)
    resources.append(
      Resource(
        id: identity.id, location: ExportReader.setting(body.member("location")),
        kind: ExportReader.setting(body.member("kind")), body: body,
        properties: body.member("properties")
          ?? ConfigurationValue(.object([]), at: element.place),
        source: element.position, format: .template,
        apiVersion: body["apiVersion"]?.string, nameUnknown: name.unknown,
        conditionUnknown: condition))
  }

  private static let unevaluated: Set<String> = [
    "resources", "dependson", "condition", "copy", "comments", "metadata",
  ]

  // MARK: Existence

  private enum Existence {
    case certain, none
    case open(UnknownValue)
  }

  /// What `condition` and the count of a loop say about whether there is such a resource.
  private mutating func existence(
    of element: ConfigurationValue, _ evaluator: inout TemplateEvaluator
  ) -> Existence {
    var open: UnknownValue?
    if let condition = element.member("condition") {
      let value = evaluator.evaluate(condition)
      if value.bool == false || value.string?.lowercased() == "false" { return .none }
      open = value.unknown
    }
    if let loop = element.member("copy") {
      let count = loop.member("count").map { evaluator.evaluate($0) }
      if let count = count?.integer, count <= 0 { return .none }
      open = open ?? count?.unknown
      let message = Diagnostic.Message.loopReadOnce(
        loop["name"]?.string ?? "copy", count: count?.integer)
      notes.append(Ledger.Note(text: message.text, source: loop.position))
      diagnostics.append(Diagnostic(.warning, message, at: loop.position))
    }
    return open.map { .open($0) } ?? .certain
  }

  // MARK: Nested deployments

  private mutating func readDeployment(
    _ element: ConfigurationValue, evaluator: inout TemplateEvaluator, condition: UnknownValue?
  ) {
    let properties = element["properties"]
    guard let template = properties?.member("template") else {
      notes.append(
        Ledger.Note(
          text: "the template that this deployment links to is not read",
          source: properties?.member("templateLink")?.position ?? element.position))
      return
    }
    guard evaluator.scope.key.utf8.count < 4096 else {
      diagnostics.append(Diagnostic(.error, .deploymentsTooDeep, at: element.position))
      return
    }
    let name =
      element.member("name").map { evaluator.evaluate($0).symbolicText ?? "deployment" }
      ?? "deployment"
    let deployment = scope(of: element, &evaluator)
    let mode = properties?["expressionEvaluationOptions"]?["scope"]?.string
    guard mode?.equalsIgnoringASCIICase("inner") == true else {
      // The outer template's parameters and variables hold inside, too.
      let before = evaluator.scope
      evaluator.scope = before.deployed(to: deployment)
      readResources(of: template, evaluator: &evaluator, parent: nil, condition: condition)
      evaluator.scope = before
      return
    }
    var supplied: [String: SuppliedValue] = [:]
    for field in properties?.member("parameters")?.rawFields ?? [] {
      supplied[field.key.lowercased()] = SuppliedValue(
        argument(field.value, named: field.key, &evaluator))
    }
    let outer = evaluator.scope
    let inner = TemplateScope(
      text: outer.text, key: "\(outer.key)\(name)#", deployment: deployment,
      parameters: template.member("parameters"), variables: template.member("variables"),
      supplied: supplied, assumed: [:], chosen: outer.chosen,
      qualifiedParameters: Set(
        template.member("parameters")?.rawFields.map { $0.key.lowercased() } ?? []),
      qualifier: name)
    var innerEvaluator = TemplateEvaluator(scope: inner)
    readResources(of: template, evaluator: &innerEvaluator, parent: nil, condition: condition)
    diagnostics += innerEvaluator.diagnostics
    note(innerEvaluator.openParameters)
  }

  private func argument(
    _ declared: ConfigurationValue, named name: String, _ evaluator: inout TemplateEvaluator
  ) -> ConfigurationValue {
    guard declared.isObject else { return evaluator.evaluate(declared) }
    if let value = declared["value"] { return evaluator.evaluate(value) }
    return evaluator.unknown(
      "parameter '\(name)' comes from a key vault", canonical: "parameters/\(name)",
      at: declared.place)
  }

  /// Where a nested template is deployed: its own group or subscription, else the outer one's.
  private func scope(
    of element: ConfigurationValue, _ evaluator: inout TemplateEvaluator
  ) -> DeploymentScope {
    var deployment = evaluator.scope.deployment
    if let subscription = element.member("subscriptionId") {
      deployment.subscription = Self.name(evaluator.evaluate(subscription))
      deployment.resourceGroup = nil
      deployment.location = nil
    }
    if let group = element.member("resourceGroup") {
      deployment.resourceGroup = Self.name(evaluator.evaluate(group))
      deployment.location = nil
    }
    return deployment
  }

  private static func name(_ value: ConfigurationValue) -> String? {
    guard let text = value.string, !text.isEmpty else { return nil }
    return text
  }
}

extension TemplateScope {
  /// The same template seen from another deployment: what depends on the place is worked out anew.
  func deployed(to deployment: DeploymentScope) -> TemplateScope {
    guard
      deployment.resourceGroup != self.deployment.resourceGroup
        || deployment.subscription != self.deployment.subscription
    else { return self }
    var scope = TemplateScope(
      text: text, key: key, deployment: deployment, parameters: parameters,
      variables: variables, supplied: supplied, assumed: assumed, chosen: chosen,
      qualifiedParameters: qualifiedParameters, qualifier: qualifier)
    scope.known = [:]
    return scope
  }
}

extension Diagnostic.Message {
  static var resourceWithoutType: Self {
    Self("this resource has no type; add 'type', such as 'Microsoft.Network/virtualNetworks'")
  }

  static func loopReadOnce(_ name: String, count: Int?) -> Self {
    let number = count.map { " for its \($0) resources" } ?? ""
    return Self(
      "loop '\(name)' is read once\(number), with an unknown index; what is said of that one "
        + "resource is said of all of them")
  }

  static func resourceWithoutName(_ type: String) -> Self {
    Self("this \(type) has no name; add 'name'")
  }

  static func namesDoNotFitType(_ type: String) -> Self {
    Self(
      "the name needs as many parts as the type '\(type)' has after its provider, divided by '/'")
  }

  static var deploymentsTooDeep: Self {
    Self("deployments are nested too deep")
  }
}
