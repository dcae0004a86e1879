internal import EstateModel

// Where deployments and resources go, as far as the template says.
extension TemplateEvaluator {
  /// The subscription or group that a value names; `nil` for the template's own, an open one's symbol
  /// where such symbols are kept.
  mutating func scopeName(_ value: ConfigurationValue) -> String? {
    if let text = value.nonEmptyText { return text }
    guard value.isUnknown else { return nil }
    return openScope(value.symbolicText ?? TemplateSymbol.symbol(for: Self.canonical(value)))
  }

  /// The same for the symbol of an open one.
  private mutating func openScope(_ symbol: String) -> String? {
    guard !TemplateSymbol.ownScopes.contains(symbol), symbol.utf8.contains(UInt8(ascii: "{")),
      !symbol.utf8.contains(UInt8(ascii: "/"))
    else { return nil }
    hasOpenScopes = true
    return keepsOpenScopes ? symbol : nil
  }

  /// A subscription or group as a text that says so, with what is known of both.
  mutating func scopeText(_ text: String) -> ScopeText? {
    guard var found = ScopeText(text) else { return nil }
    found.subscription = found.subscription.flatMap { $0.hasPrefix("{") ? openScope($0) : $0 }
    found.resourceGroup = found.resourceGroup.flatMap { $0.hasPrefix("{") ? openScope($0) : $0 }
    return found
  }

  /// The name of a subscription, group or place, which may be a symbol.
  func scopeValue(_ text: String, at place: SourcePlace) -> ConfigurationValue {
    guard text.utf8.contains(UInt8(ascii: "{")) else {
      return ConfigurationValue(.string(text), at: place)
    }
    let unknown = UnknownValue(
      key: scope.key + text, because: "no input tells the name that '\(text)' stands for",
      source: place.position)
    return ConfigurationValue(.unknown(unknown, symbol: text), at: place)
  }
}

/// `/subscriptions/S` or `/subscriptions/S/resourceGroups/G`: where a resource is, and no resource.
struct ScopeText {
  var subscription: String?
  var resourceGroup: String?

  init?(_ text: String) {
    let parts = text.split(separator: "/").map(String.init)
    guard parts.first?.lowercased() == "subscriptions", parts.count >= 2,
      !parts.contains(where: { $0.lowercased() == "providers" })
    else { return nil }
    let isGroup = parts.count >= 4 && parts[2].lowercased() == "resourcegroups"
    subscription = parts[1]
    resourceGroup = isGroup ? parts[3] : nil
  }
}
