internal import EstateModel

// Nested and linked deployments.
//
// See <https://learn.microsoft.com/azure/azure-resource-manager/templates/linked-templates>.
extension TemplateEvaluator {
  /// Deployments nest no deeper in Azure than this by far.
  private static let deepestDeployment = 60

  /// The template that a deployment resource stands for, opened when it is first needed; `nil` where
  /// it cannot be read.
  mutating func inner(of index: DeclarationIndex) -> Int? {
    let declaration = deployments[index.deployment].resources[index.resource]
    if let inner = declaration.inner { return inner }
    guard !declaration.isAbsent, !declaration.isExisting, !isFull, !unreadable.contains(index)
    else { return nil }
    let element = declaration.element
    guard deployments[index.deployment].depth < Self.deepestDeployment else {
      report(Diagnostic(.error, .deploymentsTooDeep, at: element.position))
      return nil
    }
    guard opening.insert(index).inserted else { return nil }
    let opened = inFrame(declaration.frame) { evaluator in
      evaluator.opened(element, declaration, around: index.deployment)
    }
    opening.remove(index)
    guard let opened else {
      unreadable.insert(index)
      return nil
    }
    deployments.append(opened)
    // Declaring its resources may open others.
    let number = deployments.count - 1
    deployments[index.deployment].resources[index.resource].inner = number
    declare(number)
    return number
  }

  private mutating func opened(
    _ element: ConfigurationValue, _ declaration: TemplateDeclaration, around outer: Int
  ) -> TemplateDeployment? {
    let properties = element.member("properties").map { $0.isObject ? $0 : evaluate($0) }
    let declared = properties?.member("template")
    let nested = declared.map { $0.isObject ? $0 : evaluate($0) }
    if let declared, nested?.isObject != true {
      noteUnread(declared, of: element)
      return nil
    }
    guard let template = nested ?? linkedTemplate(of: element, properties) else { return nil }
    var target = self.target(of: element, in: outer)
    target.take(schema: template["$schema"]?.string ?? "")
    let depth = deployments[outer].depth + 1
    let mode = properties?["expressionEvaluationOptions"]?["scope"]?.string
    let isInner = mode?.equalsIgnoringASCIICase("inner") == true || nested == nil
    let supplied = supplied(to: template, properties)
    // The deployment's own number is the one that it gets when nothing more is opened before it.
    var own = TemplateFrame(deployment: deployments.count)
    // Outer scope takes a bracket off all that is nested in it, of what is nested with inner scope, too.
    if frame.escapes != nil { own.escapes = own.deployment }
    let name = declaration.name.symbolicText ?? "deployment"
    let around = deployments[frame.deployment].scope
    // With outer scope the outer template's parameters and variables hold inside, too.
    let scope =
      isInner
      ? TemplateScope(
        template: template, key: "\(around.key)\(name)#", deployment: target,
        supplied: supplied, chosen: around.chosen,
        qualifiedParameters: Set(
          template.member("parameters")?.rawFields.map { $0.key.lowercased() } ?? []),
        qualifier: name)
      : TemplateScope(
        template: template, key: "\(around.key)\(name)#", deployment: target, supplied: supplied,
        chosen: around.chosen, qualifiedParameters: [], qualifier: name)
    var outside = frame
    outside.escapes = own.deployment
    return TemplateDeployment(
      template: template, scope: scope, frame: isInner ? own : outside, target: target,
      condition: declaration.condition, depth: depth)
  }

  /// What a deployment hands to the parameters of its template, worked out when it is asked for.
  private mutating func supplied(
    to template: ConfigurationValue, _ properties: ConfigurationValue?
  ) -> [String: SuppliedValue] {
    var supplied: [String: SuppliedValue] = [:]
    if let link = properties?.member("parametersLink").map({ $0.isObject ? $0 : evaluate($0) }) {
      if let path = linkedPath(link, isTemplate: false),
        let root = surroundings.linkedParameters(path)
      {
        followedParameters.insert(path)
        for (name, _, value) in ParameterFile(root: root, path: path).values {
          supplied[name.lowercased()] = SuppliedValue(value)
        }
        return supplied
      }
      for field in template.member("parameters")?.rawFields ?? [] {
        supplied[field.key.lowercased()] = SuppliedValue(
          unknown(
            "the parameter file that the deployment links to is not read",
            canonical: "parametersLink.\(field.key)\(frame.turn)", at: link.place))
      }
    }
    guard let declared = properties?.member("parameters") else { return supplied }
    let parameters = declared.isObject ? declared : evaluate(declared)
    for field in parameters.rawFields {
      supplied[field.key.lowercased()] = SuppliedValue(field.value, frame: frame)
    }
    return supplied
  }

  /// The value of an argument: `{"value": …}`, or an expression that gives such an object.
  mutating func argument(
    _ declared: ConfigurationValue, named name: String, in frame: TemplateFrame
  ) -> ConfigurationValue {
    inFrame(frame) { evaluator in
      let holder = declared.isObject ? declared : evaluator.evaluate(declared)
      if holder.isUnknown {
        if let value = holder.knownMember("value") { return value }
        return evaluator.member("value", of: holder, at: holder.place)
      }
      if let value = holder["value"] { return evaluator.evaluate(value) }
      if holder.isObject, holder["reference"] == nil {
        return ConfigurationValue(.null, at: holder.place)
      }
      return evaluator.unknown(
        "parameter '\(name)' comes from a key vault", canonical: "parameters/\(name)",
        at: declared.place)
    }
  }

  /// Where a nested template is deployed: its own group or subscription, else the outer one's.
  private mutating func target(
    of element: ConfigurationValue, in outer: Int
  ) -> DeploymentScope {
    var target = deployments[outer].target
    if let subscription = element.member("subscriptionId") {
      target.subscription = scopeName(evaluate(subscription))
      target.resourceGroup = nil
      target.setLocation(nil)
      target.level = .subscription
    }
    if let group = element.member("resourceGroup").map({ evaluate($0) }) {
      target.resourceGroup = scopeName(group)
      target.setLocation(location(ofGroup: group.symbolicText))
      target.level = .group
    }
    if let scope = element.member("scope").map({ evaluate($0) }), let text = scope.symbolicText {
      if let parts = scopeText(text) {
        target.subscription = parts.subscription
        target.resourceGroup = parts.resourceGroup
        target.level = text.lowercased().contains("/resourcegroups/") ? .group : .subscription
        target.setLocation(location(ofGroup: ScopeText(text)?.resourceGroup))
      } else {
        target = DeploymentScope(location: target.location)
        target.level =
          text.lowercased().contains("managementgroups") ? .managementGroup : .tenant
      }
    }
    if target.level != .group, let location = element.member("location") {
      target.setLocation(evaluate(location))
    }
    return target
  }

  /// The location of a resource group, where this template makes it.
  private mutating func location(ofGroup name: String?) -> ConfigurationValue? {
    guard let name, !name.isEmpty else { return nil }
    let id = ResourceID(
      subscription: nil, resourceGroup: nil, provider: "Microsoft.Resources",
      segments: [ResourceID.Segment(type: "resourceGroups", name: name)])
    guard let index = deployed(id) else { return nil }
    let declaration = deployments[index.deployment].resources[index.resource]
    guard let location = declaration.element.member("location") else { return nil }
    return inFrame(declaration.frame) { $0.evaluate(location) }
  }

  // MARK: Linked templates

  private mutating func linkedTemplate(
    of element: ConfigurationValue, _ properties: ConfigurationValue?
  ) -> ConfigurationValue? {
    let link = properties?.member("templateLink").map { $0.isObject ? $0 : evaluate($0) }
    let place = link?.place ?? element.place
    let path = linkedPath(link)
    if let path, let template = surroundings.linkedTemplate(path) {
      followedLinks.insert(path)
      return template
    }
    let name = path.map { "'\($0)' " } ?? ""
    notes.append(
      Ledger.Note(
        text:
          "the template \(name)that this deployment links to is \(path == nil ? "not read" : "not there")",
        source: place.position))
    let text = ["relativePath", "uri", "id"].lazy.compactMap { link?.member($0) }.first
      .flatMap { evaluate($0).symbolicText }
    unreadTemplates.append(
      UnreadTemplate(
        deployment: "Microsoft.Resources/deployments/\(nameOfDeployment(element))",
        link: text ?? "{templateLink}", source: place.position,
        parameters: textsOfParameters(properties)))
    return nil
  }

  /// What a deployment gives its template, as far as these are texts.
  private mutating func textsOfParameters(_ properties: ConfigurationValue?) -> Set<String> {
    var texts: Set<String> = []
    for field in properties?.member("parameters")?.fields ?? [] {
      guard let value = field.value.member("value").map({ evaluate($0) }) else { continue }
      if let text = value.symbolicText { texts.insert(text.lowercased()) }
    }
    return texts
  }

  /// An expression in the place of a whole template that cannot be worked out.
  private mutating func noteUnread(_ template: ConfigurationValue, of element: ConfigurationValue) {
    let text = template.string ?? template.symbolicText ?? "{template}"
    notes.append(
      Ledger.Note(
        text: "the template that this deployment holds is not known",
        source: template.place.position))
    unreadTemplates.append(
      UnreadTemplate(
        deployment: "Microsoft.Resources/deployments/\(nameOfDeployment(element))",
        link: text, isLinked: false, source: template.place.position,
        parameters: textsOfParameters(element.member("properties"))))
  }

  /// Notes what a deployment links to that is not made: nobody deploys that by itself either.
  mutating func noteUnusedLink(of element: ConfigurationValue) {
    guard let link = element.member("properties")?.member("templateLink"), link.isObject,
      let path = linkedPath(link)
    else { return }
    unusedLinks.insert(path)
  }

  private mutating func nameOfDeployment(_ element: ConfigurationValue) -> String {
    element.member("name").flatMap { evaluate($0).symbolicText } ?? "deployment"
  }

  /// The file that a link means, where it is told from this template's own place.
  private mutating func linkedPath(
    _ link: ConfigurationValue?, isTemplate: Bool = true
  ) -> String? {
    let folder = FilePath.folder(of: scope.text.file)
    if let relative = link?.member("relativePath").map({ evaluate($0) })?.nonEmptyText {
      return FilePath.normalized(FilePath.joined(folder, relative))
    }
    guard let uri = link?.member("uri") else { return nil }
    let address = evaluate(uri)
    if let text = address.string {
      let isWrittenOut = uri.string?.hasPrefix("[") != true
      return linkedPath(text, isWrittenOut: isWrittenOut, in: folder) {
        isTemplate
          ? surroundings.linkedTemplate($0) != nil : surroundings.linkedParameters($0) != nil
      }
    }
    // What hangs on the address that this template itself was linked by lies beside it.
    guard let key = address.unknown?.key,
      key.contains("templateLink.uri") || key.contains("_artifactsLocation")
    else { return nil }
    let text = key.hasPrefix(scope.key) ? key.dropFirst(scope.key.count) : key[...]
    let names = text.matches(of: /[A-Za-z0-9_.\/-]+\.json/).map { String($0.output) }
    guard names.count == 1, let name = names.first else { return nil }
    return FilePath.normalized(
      FilePath.joined(folder, name.hasPrefix("/") ? String(name.dropFirst()) : name))
  }

  /// The file beside this template that an address on the internet ends like: templates that link to each
  /// other are published in the folders that they have here. What is written out whole may be anybody's,
  /// so that a file name alone does not do.
  private func linkedPath(
    _ address: String, isWrittenOut: Bool, in folder: String, _ isThere: (String) -> Bool
  ) -> String? {
    guard let start = address.range(of: "://") else { return nil }
    let parts = address[start.upperBound...].prefix { $0 != "?" && $0 != "#" }
      .split(separator: "/").dropFirst()
    let own = FilePath.normalized(scope.text.file)
    return parts.indices.lazy.filter { !isWrittenOut || parts.endIndex - $0 > 1 }
      .map { FilePath.normalized(FilePath.joined(folder, parts[$0...].joined(separator: "/"))) }
      .first { $0 != own && isThere($0) }
  }
}

extension Diagnostic.Message {
  static var deploymentsTooDeep: Self {
    Self("deployments are nested too deep")
  }
}
