internal import EstateModel

// Resource ids as texts that know their open parts and the scope that they lack.
extension TemplateEvaluator {
  /// An id is written without a scope that is open; who splits or hashes it needs that scope.
  ///
  /// - Parameters:
  ///   - whole: What stands before `/providers`.
  ///   - types: The provider with its types.
  func text(
    of id: ResourceID, in whole: TextParts, _ types: [String],
    _ names: ArraySlice<ConfigurationValue>, at place: SourcePlace
  ) -> ConfigurationValue {
    var parts = whole
    parts.append("/providers/\(types.first ?? "")")
    for (type, name) in zip(types.dropFirst(), names.flatMap { Self.parts(of: $0).segments }) {
      parts.append("/\(type)/")
      parts.append(name)
    }
    let text = id.description
    let isWhole = parts.open == nil && parts.symbolic == text
    return ConfigurationValue(.string(text), at: place, parts: isWhole ? nil : parts)
  }

  /// What an id of this function begins with.
  ///
  /// - Parameter given: The subscription, group or management group among its arguments.
  func idScope(
    _ function: String, _ given: [ConfigurationValue], at place: SourcePlace
  ) -> TextParts {
    var parts = TextParts()
    func append(_ kind: String, _ value: ConfigurationValue) {
      parts.append("/\(kind)/")
      parts.append(Self.parts(of: value))
    }
    switch function {
    case "tenantResourceId": break
    case "managementGroupResourceId":
      append(
        "providers/Microsoft.Management/managementGroups",
        given.first
          ?? unknown(
            "the template's management group is not given", canonical: "managementGroup().name",
            at: place))
    case "subscriptionResourceId":
      append("subscriptions", given.first ?? subscriptionID(at: place))
    default:
      let level = scope.deployment.level
      if given.isEmpty, level == .tenant || level == .managementGroup { break }
      append("subscriptions", given.count == 2 ? given[0] : subscriptionID(at: place))
      if given.isEmpty, level == .subscription { break }
      append("resourceGroups", given.last ?? groupName(at: place))
    }
    return parts
  }

  private static func parts(of value: ConfigurationValue) -> TextParts {
    if let parts = value.shownParts { return parts }
    return TextParts(TemplateSymbol.symbol(for: canonical(value)))
  }

  private func subscriptionID(at place: SourcePlace) -> ConfigurationValue {
    if let text = scope.deployment.subscription { return scopeValue(text, at: place) }
    return unknown(
      "the template's subscription is not given (--subscription, or 'scope' in an overlay)",
      canonical: "subscription().subscriptionId", at: place)
  }

  private func groupName(at place: SourcePlace) -> ConfigurationValue {
    if let text = scope.deployment.resourceGroup { return scopeValue(text, at: place) }
    return unknown(
      "the template's resource group is not given (--resource-group, or 'scope' in an overlay)",
      canonical: "resourceGroup().name", at: place)
  }
}
