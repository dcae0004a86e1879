internal import EstateModel

extension TemplateEvaluator {
  /// What `resourceId` gives, as a text that knows its open parts and the scope that it lacks.
  ///
  /// An id is written without a scope that is open; who splits or hashes it needs that scope.
  ///
  /// - Parameter arguments: `[subscription], [group], type, name…`.
  func text(
    of id: ResourceID, _ arguments: [ConfigurationValue], typeAt typeIndex: Int,
    at place: SourcePlace
  ) -> ConfigurationValue {
    let subscription = typeIndex == 2 ? arguments[0] : part(of: \.subscription, at: place)
    let group = typeIndex >= 1 ? arguments[typeIndex - 1] : part(of: \.resourceGroup, at: place)
    let types = (arguments[typeIndex].string ?? "").split(separator: "/").map(String.init)
    let names = arguments[(typeIndex + 1)...].flatMap { Self.parts(of: $0).segments }
    var parts = TextParts("/subscriptions/")
    parts.append(Self.parts(of: subscription))
    parts.append("/resourceGroups/")
    parts.append(Self.parts(of: group))
    parts.append("/providers/\(types.first ?? "")")
    for (type, name) in zip(types.dropFirst(), names) {
      parts.append("/\(type)/")
      parts.append(name)
    }
    return ConfigurationValue(
      .string(id.description), at: place, parts: parts.open == nil ? nil : parts)
  }

  private static func parts(of value: ConfigurationValue) -> TextParts {
    value.shownParts ?? TextParts(TemplateSymbol.symbol(for: canonical(value)))
  }

  private func part(
    of name: KeyPath<DeploymentScope, String?>, at place: SourcePlace
  ) -> ConfigurationValue {
    if let text = scope.deployment[keyPath: name] {
      return ConfigurationValue(.string(text), at: place)
    }
    let isGroup = name == \DeploymentScope.resourceGroup
    return unknown(
      isGroup
        ? "the template's resource group is not given (--resource-group, or 'scope' in an overlay)"
        : "the template's subscription is not given (--subscription, or 'scope' in an overlay)",
      canonical: isGroup ? "resourceGroup().name" : "subscription().subscriptionId", at: place)
  }
}
