internal import EstateModel

// `reference`: what the estate itself says of a resource, and the outputs of deployments.
//
// See <https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-resource>.
extension TemplateEvaluator {
  /// What a reference means.
  private enum Target {
    case declared(DeclarationIndex)
    /// A part that its declared parent lists: a subnet in its network.
    case listed(ResourceID, ConfigurationValue)
    case outside(Resource)
    /// Several that may be, or none.
    case none(because: String)
  }

  /// `reference(resource, [apiVersion], ['Full'])`.
  mutating func reference(
    _ arguments: [ConfigurationValue], at place: SourcePlace
  ) -> ConfigurationValue {
    guard (1...3).contains(arguments.count) else {
      reportValue(.referenceArguments, at: place)
      return unknown("'reference' names no resource", canonical: "reference()", at: place)
    }
    let isFull = arguments.count == 3 && arguments[2].string?.lowercased() == "full"
    let canonical = Self.canonical(
      call: "reference", [arguments[0]] + (isFull ? [arguments[2]] : []))
    switch target(of: arguments[0]) {
    case .none(let because):
      return unknown(because, canonical: canonical, at: place).asPart(ofEndpointIn: arguments[0])
    case .listed(let id, let part):
      return open(
        isFull ? part : part.member("properties") ?? part, of: id, canonical: canonical, at: place)
    case .outside(let resource):
      return described(resource, isFull: isFull, canonical: canonical, at: place)
    case .declared(let index):
      return referenced(index, isFull: isFull, canonical: canonical, at: place)
    }
  }

  private mutating func referenced(
    _ index: DeclarationIndex, isFull: Bool, canonical: String, at place: SourcePlace
  ) -> ConfigurationValue {
    let declaration = deployments[index.deployment].resources[index.resource]
    if declaration.isAbsent {
      let because =
        declaration.isExisting
        ? "is not looked up, as the condition of what refers to it does not hold"
        : "is not deployed"
      return unknown(
        "\(Self.shown(declaration.id)) \(because)", canonical: canonical, at: place)
    }
    if declaration.isDeployment {
      guard let inner = inner(of: index) else {
        return unknown(
          "the template of \(Self.shown(declaration.id)) is not read", canonical: canonical,
          at: place)
      }
      let outputs = ConfigurationValue(
        .object([
          ConfigurationValue.PlacedField(
            key: "outputs", keyPlace: place, value: self.outputs(of: inner, at: place))
        ]), at: place)
      return open(outputs, of: declaration.id, canonical: canonical, at: place)
    }
    if declaration.isExisting {
      if outputDepth == 0 { openAllDeployments() }
      if let made = deployed(declaration.id) {
        return referenced(made, isFull: isFull, canonical: canonical, at: place)
      }
      guard let resource = surroundings.resource(declaration.id) else {
        asksBeyond = true
        return unknown(
          "no input describes \(Self.shown(declaration.id))", canonical: canonical, at: place)
      }
      return described(resource, isFull: isFull, canonical: canonical, at: place)
    }
    guard let body = body(of: index) else {
      // A part that is deployed anew, with what it has: that another description tells.
      if let part = listed(declaration.id) {
        return open(
          isFull ? part : part.member("properties") ?? part, of: declaration.id,
          canonical: canonical, at: place)
      }
      if let resource = surroundings.resource(declaration.id) {
        return open(
          isFull ? resource.body : resource.properties, of: declaration.id, canonical: canonical,
          at: place)
      }
      asksBeyond = true
      return unknown(
        "what \(Self.shown(declaration.id)) is before this deployment stands in no input",
        canonical: canonical, at: place)
    }
    let properties = body.member("properties") ?? ConfigurationValue(.object([]), at: body.place)
    return open(
      running(properties, of: declaration.id, in: isFull ? body : nil, at: place),
      of: declaration.id, canonical: canonical, at: place)
  }

  /// What another input describes. That may be a template as well, which leaves out what Azure adds.
  private mutating func described(
    _ resource: Resource, isFull: Bool, canonical: String, at place: SourcePlace
  ) -> ConfigurationValue {
    open(
      running(resource.properties, of: resource.id, in: isFull ? resource.body : nil, at: place),
      of: resource.id, canonical: canonical, at: place)
  }

  /// The properties with what a deployed resource says of itself beyond them.
  ///
  /// - Parameter body: The resource around them, where all of that is wanted.
  private mutating func running(
    _ properties: ConfigurationValue, of id: ResourceID, in body: ConfigurationValue?,
    at place: SourcePlace
  ) -> ConfigurationValue {
    let properties = RuntimeProperties.added(
      to: InterfaceNumbers.added(
        to: withPrivateAddress(properties, ofFirewall: id), of: id, at: place), of: id, at: place)
    return body?.setting([
      ConfigurationValue.PlacedField(key: "properties", keyPlace: place, value: properties)
    ]) ?? properties
  }

  /// The body of a declared resource, evaluated once; `nil` while that is being done.
  mutating func body(of index: DeclarationIndex) -> ConfigurationValue? {
    let declaration = deployments[index.deployment].resources[index.resource]
    switch declaration.body {
    case .known(let body): return body
    case .pending: return nil
    case .notYet: break
    }
    deployments[index.deployment].resources[index.resource].body = .pending
    let body = inFrame(declaration.frame) { $0.evaluatedBody(declaration.element) }
    deployments[index.deployment].resources[index.resource].body = .known(body)
    return body
  }

  private mutating func evaluatedBody(_ element: ConfigurationValue) -> ConfigurationValue {
    var fields: [ConfigurationValue.PlacedField] = []
    for field in element.rawFields where !Self.unevaluated.contains(field.key.lowercased()) {
      fields.append(
        ConfigurationValue.PlacedField(
          key: field.key, keyPlace: field.keyPlace, value: evaluate(field.value)))
    }
    return ConfigurationValue(.object(fields), at: element.place)
  }

  private static let unevaluated: Set<String> = [
    "resources", "dependson", "condition", "copy", "comments", "metadata", "existing",
  ]

  private func open(
    _ value: ConfigurationValue, of id: ResourceID, canonical: String, at place: SourcePlace
  ) -> ConfigurationValue {
    let unknown = UnknownValue(
      key: scope.key + canonical,
      because: "\(Self.shown(id)) tells it only when it is deployed", source: place.position)
    return ConfigurationValue(
      .open(unknown, symbol: TemplateSymbol.symbol(for: canonical), known: value), at: place)
  }

  static func shown(_ id: ResourceID) -> String { "\(id.type) '\(id.name)'" }

  // MARK: Outputs

  private mutating func outputs(of deployment: Int, at place: SourcePlace) -> ConfigurationValue {
    let declared = deployments[deployment].template.member("outputs")?.rawFields ?? []
    let fields = declared.map { field in
      ConfigurationValue.PlacedField(
        key: field.key, keyPlace: field.keyPlace,
        value: outputHolder(output(field.key, of: deployment), at: place))
    }
    return ConfigurationValue(.object(fields), at: place)
  }

  private func outputHolder(
    _ value: ConfigurationValue, at place: SourcePlace
  ) -> ConfigurationValue {
    ConfigurationValue(
      .object([ConfigurationValue.PlacedField(key: "value", keyPlace: place, value: value)]),
      at: place)
  }

  /// One output of a deployment, worked out in its own frame.
  private mutating func output(_ name: String, of deployment: Int) -> ConfigurationValue {
    let declared = deployments[deployment].template.member("outputs")?[name]
    let place = declared?.place ?? deployments[deployment].template.place
    var frame = deployments[deployment].frame
    // What is worked out is remembered with the deployment itself, whose outputs these are.
    frame.deployment = deployment
    let key = TemplateScope.Name(kind: .outputs, name: name)
    if let known = deployments[deployment].scope.known[key.key] { return known }
    let evaluation = deployments[deployment].frame
    outputDepth += 1
    defer { outputDepth -= 1 }
    return inFrame(frame) { evaluator in
      evaluator.remember(key, at: place) { evaluator in
        evaluator.inFrame(evaluation) { $0.outputValue(declared, named: name, at: place) }
      }
    }
  }

  private mutating func outputValue(
    _ declared: ConfigurationValue?, named name: String, at place: SourcePlace
  ) -> ConfigurationValue {
    guard let declared else {
      return unknown(
        "the deployment has no output '\(name)'", canonical: "outputs.\(name)", at: place)
    }
    if let loop = declared.member("copy") { return copiedList(loop) }
    if let condition = declared.member("condition").map({ evaluate($0) }) {
      if condition.truth == false { return ConfigurationValue(.null, at: place) }
      if condition.isUnknown {
        return unknown(
          condition.unknown?.because ?? "", canonical: "outputs.\(name)", at: place
        ).hanging(on: [condition])
      }
    }
    guard let value = declared["value"] else { return ConfigurationValue(.null, at: place) }
    if declared["type"]?.string?.lowercased().hasPrefix("secure") == true {
      return unknown(
        "output '\(name)' is a secret", canonical: "outputs.\(name)", at: value.place)
    }
    return evaluate(value)
  }

  /// `reference(deployment).outputs.name…`, where only that output is worked out: the others may hang
  /// on what asks for it.
  mutating func referencedOutput(
    _ expression: TemplateExpression, at place: SourcePlace
  ) -> ConfigurationValue? {
    guard let (holder, name) = expression.access,
      let (call, outputs) = holder.access, outputs.lowercased() == "outputs",
      case .call(let function, let arguments) = call, function.lowercased() == "reference",
      let first = arguments.first
    else { return nil }
    let reference = evaluate(first, at: place)
    guard case .declared(let index) = target(of: reference),
      deployments[index.deployment].resources[index.resource].isDeployment,
      let inner = inner(of: index)
    else { return nil }
    let value = output(name, of: inner)
    let canonical = Self.canonical(call: "reference", [reference]) + ".outputs.\(name)"
    return ConfigurationValue(
      .open(
        UnknownValue(
          key: scope.key + canonical, because: "output '\(name)' has no more than its value",
          source: place.position),
        symbol: TemplateSymbol.symbol(for: canonical), known: outputHolder(value, at: place)),
      at: place)
  }

  // MARK: Targets

  private mutating func target(of reference: ConfigurationValue) -> Target {
    guard let text = reference.symbolicText, !text.isEmpty else {
      return .none(because: reference.unknown?.because ?? "'reference' names no resource")
    }
    if let found = symbol(text) { return found }
    let path = TemplateSymbol.withoutSymbolicScope(text, onlyOwn: keepsOpenScopes)
    let id =
      path.contains("/") ? ResourceID(path.hasPrefix("/") ? path : "/providers/\(path)") : nil
    guard let id else {
      return .none(
        because: reference.unknown?.because ?? "no resource '\(text)' is declared here")
    }
    if let found = declared(id) { return found }
    // It may be declared in a deployment that nobody has opened yet. While an output is worked out,
    // others may hang on that one.
    if outputDepth == 0 {
      openAllDeployments()
      if let found = declared(id) { return found }
    }
    if let part = listed(id) { return .listed(id, part) }
    if let resource = surroundings.resource(id) { return .outside(resource) }
    asksBeyond = true
    return .none(because: "no input describes \(Self.shown(id))")
  }

  /// What the declared parent of a part lists under its name.
  private mutating func listed(_ id: ResourceID) -> ConfigurationValue? {
    guard let last = id.segments.last, let parent = id.parent,
      case .declared(let index)? = declared(parent)
    else { return nil }
    let declaration = deployments[index.deployment].resources[index.resource]
    if declaration.isAbsent || declaration.isExisting || declaration.isDeployment { return nil }
    return body(of: index)?.member("properties")?.part(last.type, named: last.name)
  }

  /// The declaration that deploys a resource, in whichever deployment that is opened.
  func deployed(_ id: ResourceID) -> DeclarationIndex? {
    guard case .declared(let index)? = declared(id) else { return nil }
    let declaration = deployments[index.deployment].resources[index.resource]
    return declaration.isExisting || declaration.isAbsent ? nil : index
  }

  /// A symbolic name, or the plain name of a resource of this template.
  private func symbol(_ text: String) -> Target? {
    let found = (deployments[frame.deployment].bySymbol[text.lowercased()] ?? []).map {
      DeclarationIndex(deployment: frame.deployment, resource: $0)
    }
    return found.isEmpty ? nil : only(found)
  }

  private func declared(_ id: ResourceID) -> Target? {
    func declared(_ index: DeclarationIndex) -> ResourceID {
      deployments[index.deployment].resources[index.resource].id
    }
    let found = (declaredIDs[id.typeAndName] ?? []).filter { declared($0).matches(id) }
    let exact = found.filter { declared($0) == id }
    if !exact.isEmpty { return only(exact) }
    // What goes to this template's own group is no resource of a group that is named.
    let possible = found.filter { declared($0).resourceGroup != nil || id.resourceGroup == nil }
    return possible.isEmpty ? nil : only(possible)
  }

  /// The one that certainly is, of several with one id.
  private func only(_ found: [DeclarationIndex]) -> Target {
    func declaration(_ index: DeclarationIndex) -> TemplateDeclaration {
      deployments[index.deployment].resources[index.resource]
    }
    let present = found.filter { !declaration($0).isAbsent }
    let made = present.filter { !declaration($0).isExisting }
    let candidates = made.isEmpty ? present : made
    if candidates.count == 1 || found.count == 1 {
      return .declared(candidates.first ?? found[0])
    }
    let certain = candidates.filter { declaration($0).condition == nil }
    if certain.count == 1 { return .declared(certain[0]) }
    if candidates.isEmpty { return .declared(found[0]) }
    // The existing ones of several names mean one resource.
    if made.isEmpty { return .declared(candidates[0]) }
    return .none(
      because: "several declarations of \(Self.shown(declaration(found[0]).id)) may be meant")
  }

  /// Makes known what all deployments declare.
  mutating func openAllDeployments() {
    var deployment = 0
    while deployment < deployments.count {
      for resource in deployments[deployment].resources.indices
      where deployments[deployment].resources[resource].isDeployment {
        _ = inner(of: DeclarationIndex(deployment: deployment, resource: resource))
      }
      deployment += 1
    }
  }

  /// `references('loop', ['Full'])`: all resources of a loop.
  mutating func references(
    _ arguments: [ConfigurationValue], at place: SourcePlace
  ) -> ConfigurationValue {
    let canonical = Self.canonical(call: "references", arguments)
    guard (1...3).contains(arguments.count), let name = arguments[0].string else {
      reportValue(.referenceArguments, at: place)
      return unknown("'references' names no loop", canonical: canonical, at: place)
    }
    let isFull = arguments.last?.string?.lowercased() == "full" && arguments.count > 1
    let found = deployments[frame.deployment].bySymbol[name.lowercased()] ?? []
    let isOpen = found.contains {
      deployments[frame.deployment].resources[$0].frame.loops.last?.index == nil
    }
    guard !found.isEmpty, !isOpen else {
      return unknown(
        "nobody knows how many resources '\(name)' stands for", canonical: canonical, at: place)
    }
    let deployment = frame.deployment
    return ConfigurationValue(
      .array(
        found.enumerated().map { turn, resource in
          referenced(
            DeclarationIndex(deployment: deployment, resource: resource), isFull: isFull,
            canonical: "\(canonical)[\(turn)]", at: place)
        }), at: place)
  }
}

extension TemplateExpression {
  /// `base.name` or `base['name']`.
  fileprivate var access: (base: TemplateExpression, name: String)? {
    switch self {
    case .property(let base, let name), .index(let base, .string(let name)): (base, name)
    case .string, .integer, .call, .index: nil
    }
  }
}

extension Diagnostic.Message {
  static var referenceArguments: Self {
    Self("'reference' takes a resource's id or symbolic name, an API version and 'Full'")
  }
}
