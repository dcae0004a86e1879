internal import EstateModel

// The first walk over a template: which resources it declares, before any is worked out.
//
// References may go forwards, so all resources of a template have to be known before the first of
// them is read.
extension TemplateEvaluator {
  /// Azure takes 800 resources in a template; what nests far more is a slip.
  private static let mostDeclarations = 20_000

  /// Whether there are more resources than any template has; the rest is not read.
  var isFull: Bool { declarationCount >= Self.mostDeclarations }

  mutating func declare(_ deployment: Int) {
    guard !deployments[deployment].isDeclared else { return }
    deployments[deployment].isDeclared = true
    let template = deployments[deployment].template
    var walk = DeclarationWalk(deployment: deployment)
    walk.condition = deployments[deployment].condition
    inFrame(deployments[deployment].frame) { $0.declareResources(of: template, walk) }
  }

  /// Where the walk is: in which deployment, below which resource and on what condition.
  private struct DeclarationWalk {
    let deployment: Int
    var parent: ResourceID?
    var condition: UnknownValue?
    var isAbsent = false
  }

  private mutating func declareResources(
    of container: ConfigurationValue, _ walk: DeclarationWalk
  ) {
    guard let declared = container.member("resources"), !declared.isNull else { return }
    guard declared.isArray || declared.isObject else {
      report(Diagnostic(.error, .noResources, at: declared.position))
      return
    }
    // With symbolic names a map.
    let elements: [(value: ConfigurationValue, symbol: String?)] =
      declared.isArray
      ? declared.array.map { ($0, nil) } : declared.rawFields.map { ($0.value, $0.key) }
    for (element, symbol) in elements where !element.isNull {
      if element.isObject {
        declareLoop(element, symbol: symbol, walk)
      } else {
        report(Diagnostic(.error, .noResource, at: element.position))
      }
    }
  }

  private mutating func declareLoop(
    _ element: ConfigurationValue, symbol: String?, _ walk: DeclarationWalk
  ) {
    guard let loop = element.member("copy"), loop.isObject else {
      declareResource(element, symbols: symbol.map { [$0] } ?? [], walk)
      return
    }
    let name = Self.name(ofLoop: loop)
    switch turns(of: loop) {
    case .count(let count):
      if count == 0 {
        frame.loops.append(TemplateLoop(name: name, kind: .resource, index: nil))
        unusedDepth += 1
        noteUnusedLink(of: element)
        unusedDepth -= 1
        frame.loops.removeLast()
      }
      for index in 0..<count where !isFull {
        frame.loops.append(TemplateLoop(name: name, kind: .resource, index: index))
        // A loop's name stands for all of its resources, a symbolic one with its index for one.
        let symbols = symbol.map { [$0, "\($0)[\(index)]"] } ?? [name]
        declareResource(element, symbols: symbols, walk)
        frame.loops.removeLast()
      }
    case .open(let unknown):
      let message = Diagnostic.Message.loopReadOnce(name)
      notes.append(Ledger.Note(text: message.text, source: loop.position))
      report(Diagnostic(.warning, message, at: loop.position))
      var open = walk
      open.condition = open.condition ?? unknown
      frame.loops.append(TemplateLoop(name: name, kind: .resource, index: nil))
      declareResource(element, symbols: [symbol ?? name], open)
      frame.loops.removeLast()
    case .wrong: return
    }
  }

  private mutating func declareResource(
    _ element: ConfigurationValue, symbols: [String], _ outer: DeclarationWalk
  ) {
    var walk = outer
    if let condition = element.member("condition") {
      let value = evaluate(condition)
      if value.truth == false, !walk.isAbsent {
        walk.isAbsent = true
        absences.append(condition.position)
      }
      walk.condition = walk.condition ?? value.unknown
      if value.unknown == nil, value.truth == nil {
        report(.noCondition(value.text), at: condition.place)
      }
    }
    // What is not deployed may ask for what is not there.
    if walk.isAbsent { unusedDepth += 1 }
    defer { if walk.isAbsent { unusedDepth -= 1 } }
    if walk.isAbsent { noteUnusedLink(of: element) }
    if let provider = element["import"]?.string ?? element["extension"]?.string {
      notes.append(
        Ledger.Note(
          text: "what extension '\(provider)' deploys is no resource of Azure's and is not read",
          source: element.position))
      return
    }
    guard let type = element["type"]?.string else {
      report(Diagnostic(.error, .resourceWithoutType, at: element.position))
      return
    }
    guard let name = element.member("name").map({ evaluate($0) }) else {
      report(Diagnostic(.error, .resourceWithoutName(type), at: element.position))
      return
    }
    let bare = String(type.split(separator: "@").first ?? "")
    let identity = TemplateResourceIdentity(
      type: bare, name: name, parent: walk.parent, scope: place(of: element, in: walk.deployment),
      extends: extended(by: element))
    if identity.isMismatched, name.unknown == nil, !walk.isAbsent {
      report(Diagnostic(.warning, .namesDoNotFitType(type), at: name.position))
    }
    if !identity.isMismatched, let text = name.symbolicText {
      declaredNames.insert(text.lowercased())
    }
    add(
      TemplateDeclaration(
        element: element, id: identity.id, name: name, frame: frame,
        condition: walk.condition, isExisting: element["existing"]?.bool == true,
        isAbsent: walk.isAbsent), symbols: symbols, to: walk.deployment)
    if isFull {
      report(Diagnostic(.error, .tooManyResources(Self.mostDeclarations), at: element.position))
    }
    walk.parent = identity.id
    declareResources(of: element, walk)
  }

  private mutating func add(
    _ declaration: TemplateDeclaration, symbols: [String], to deployment: Int
  ) {
    declarationCount += 1
    let index = deployments[deployment].resources.count
    deployments[deployment].resources.append(declaration)
    reportTwin(of: declaration, in: deployment)
    let isSymbolic = deployments[deployment].template.member("resources")?.isObject == true
    let names = isSymbolic ? [] : [declaration.name.symbolicText ?? ""]
    for symbol in symbols + names where !symbol.isEmpty {
      deployments[deployment].bySymbol[symbol.lowercased(), default: []].append(index)
    }
    declaredIDs[declaration.id.typeAndName, default: []]
      .append(DeclarationIndex(deployment: deployment, resource: index))
  }

  /// Azure takes no template that deploys one resource twice.
  private mutating func reportTwin(of declaration: TemplateDeclaration, in deployment: Int) {
    func isCertain(_ declaration: TemplateDeclaration) -> Bool {
      !declaration.isExisting && !declaration.isAbsent && declaration.condition == nil
    }
    guard isCertain(declaration), !declaration.id.hasOpenName else { return }
    let others = (declaredIDs[declaration.id.typeAndName] ?? [])
      .filter { $0.deployment == deployment }
    let resources = deployments[deployment].resources
    guard
      let twin = others.first(where: {
        isCertain(resources[$0.resource]) && resources[$0.resource].id == declaration.id
      })
    else { return }
    report(
      Diagnostic(
        .warning, .deployedTwice(Self.shown(declaration.id)), at: declaration.element.position,
        related: resources[twin.resource].element.position))
  }

  /// Where a resource goes: with `scope` or as one of a subscription it may be elsewhere.
  private mutating func place(
    of element: ConfigurationValue, in deployment: Int
  ) -> DeploymentScope {
    var target = deployments[deployment].target
    // An existing resource of another group or subscription.
    if let subscription = element.member("subscriptionId").map({ evaluate($0) }) {
      target.subscription = scopeName(subscription)
      target.resourceGroup = nil
    }
    if let group = element.member("resourceGroup").map({ evaluate($0) }) {
      target.resourceGroup = scopeName(group)
    }
    guard let scope = element.member("scope").map({ evaluate($0) }) else { return target }
    if scope.symbolicText == "/" { return DeploymentScope(level: .tenant) }
    if let text = scope.symbolicText, let parts = scopeText(text) {
      target.subscription = parts.subscription ?? target.subscription
      target.resourceGroup = parts.resourceGroup
      target.level = parts.resourceGroup == nil ? .subscription : .group
    }
    return target
  }

  /// The id of the resource that an extension extends.
  private mutating func extended(by element: ConfigurationValue) -> String? {
    guard let scope = element.member("scope").map({ evaluate($0) }),
      let text = scope.symbolicText
    else { return nil }
    let id = TemplateSymbol.withoutSymbolicScope(text, onlyOwn: keepsOpenScopes)
    // In a template without symbolic names the scope may be `Microsoft.A/b/name`.
    if id.hasPrefix("/") || !id.contains("/") { return id }
    return "/providers/\(id)"
  }
}

extension ConfigurationValue {
  /// A text with letters; `nil` for an open or empty one.
  var nonEmptyText: String? {
    guard let string, !string.isEmpty else { return nil }
    return string
  }
}

extension Diagnostic.Message {
  static var resourceWithoutType: Self {
    Self("this resource has no type; add 'type', such as 'Microsoft.Network/virtualNetworks'")
  }

  static func deployedTwice(_ resource: String) -> Self {
    Self("Azure refuses a template that has \(resource) twice; take one of the two out")
  }

  static func loopReadOnce(_ name: String) -> Self {
    Self(
      "nobody knows how often loop '\(name)' runs, so it is read once with an unknown index; what "
        + "is said of that one resource is said of all of them")
  }

  static var noResources: Self {
    Self("'resources' takes a list of resources, or resources by their symbolic names")
  }

  static var noResource: Self {
    Self("a resource is an object with 'type' and 'name'; lists within 'resources' have no meaning")
  }

  static func resourceWithoutName(_ type: String) -> Self {
    Self("this \(type) has no name; add 'name'")
  }

  static func namesDoNotFitType(_ type: String) -> Self {
    Self(
      "the name needs as many parts as the type '\(type)' has after its provider, divided by '/'")
  }

  static func tooManyResources(_ most: Int) -> Self {
    Self("the template has more than \(most) resources; look for loops in nested templates")
  }
}
