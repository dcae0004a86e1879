internal import EstateModel

extension TemplateFunctions {
  /// `resourceId`, `resourceGroup` and `subscription`.
  static let resources: [String: TemplateFunction] = [
    "resourceid": { evaluator, arguments, place in
      evaluator.resourceID(arguments, at: place)
    },
    "resourcegroup": { evaluator, _, place in evaluator.resourceGroup(at: place) },
    "subscription": { evaluator, _, place in evaluator.subscription(at: place) },
  ]
}

extension TemplateEvaluator {
  /// `resourceId([subscription], [group], type, name…)`: a known text, whose open names are symbols.
  fileprivate mutating func resourceID(
    _ arguments: [ConfigurationValue], at place: SourcePlace
  ) -> ConfigurationValue {
    let canonical = Self.canonical(call: "resourceId", arguments)
    guard let typeIndex = arguments.firstIndex(where: { $0.string?.contains("/") == true }) else {
      let open = arguments.lazy.compactMap(\.unknown).first
      if open == nil { reportValue(.resourceIDWithoutType, at: place) }
      return unknown(
        open?.because ?? "'resourceId' names no type", canonical: canonical, at: place)
    }
    let types = (arguments[typeIndex].string ?? "").split(separator: "/").map(String.init)
    let names = arguments[(typeIndex + 1)...].flatMap { value -> [String] in
      (value.symbolicText ?? TemplateSymbol.symbol(for: Self.canonical(value)))
        .split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    }
    guard !names.contains("") else {
      return unknown("a name of 'resourceId' is empty", canonical: canonical, at: place)
    }
    guard typeIndex <= 2, types.count > 1, types.count == names.count + 1 else {
      let isOpen = arguments.contains { $0.unknown != nil }
      if !isOpen { reportValue(.resourceIDNames(types.count - 1, names.count), at: place) }
      return unknown(
        "the names of 'resourceId' do not fit its type", canonical: canonical, at: place)
    }
    var subscription = scope.deployment.subscription
    var group = scope.deployment.resourceGroup
    if typeIndex >= 1 { group = known(arguments[typeIndex - 1]) }
    if typeIndex == 2 { subscription = known(arguments[0]) }
    let id = ResourceID(
      subscription: subscription, resourceGroup: group, provider: types[0],
      segments: zip(types.dropFirst(), names).map { ResourceID.Segment(type: $0, name: $1) })
    return text(of: id, arguments, typeAt: typeIndex, at: place)
  }

  /// A scope that is open or empty leaves the id without it.
  private func known(_ value: ConfigurationValue) -> String? {
    guard let text = value.string, !text.isEmpty else { return nil }
    return text
  }

  fileprivate func resourceGroup(at place: SourcePlace) -> ConfigurationValue {
    let deployment = scope.deployment
    let name = part(deployment.resourceGroup, "resourceGroup().name", "resource group", at: place)
    let subscription = part(
      deployment.subscription, "subscription().subscriptionId", "subscription", at: place)
    return object(
      [
        ("id", id(["subscriptions", "resourceGroups"], [subscription, name], at: place)),
        ("name", name),
        (
          "location",
          part(deployment.location, "resourceGroup().location", "location", at: place)
        ),
        ("type", ConfigurationValue(.string("Microsoft.Resources/resourceGroups"), at: place)),
        ("tags", unknown("tags exist only in Azure", canonical: "resourceGroup().tags", at: place)),
        (
          "properties",
          unknown(
            "it exists only in Azure", canonical: "resourceGroup().properties", at: place)
        ),
        (
          "managedBy",
          unknown("it exists only in Azure", canonical: "resourceGroup().managedBy", at: place)
        ),
      ], at: place)
  }

  fileprivate func subscription(at place: SourcePlace) -> ConfigurationValue {
    let identity = part(
      scope.deployment.subscription, "subscription().subscriptionId", "subscription", at: place)
    func azureOnly(_ name: String) -> (String, ConfigurationValue) {
      let canonical = "subscription().\(name)"
      return (name, unknown("\(canonical) exists only in Azure", canonical: canonical, at: place))
    }
    return object(
      [
        ("id", id(["subscriptions"], [identity], at: place)), ("subscriptionId", identity),
        azureOnly("tenantId"), azureOnly("displayName"),
      ], at: place)
  }

  private func part(
    _ text: String?, _ canonical: String, _ option: String, at place: SourcePlace
  ) -> ConfigurationValue {
    if let text { return ConfigurationValue(.string(text), at: place) }
    let flag = "--\(option.replacing(" ", with: "-"))"
    return unknown(
      "the template's \(option) is not given (\(flag), or 'scope' in an overlay)",
      canonical: canonical, at: place)
  }

  private func id(
    _ types: [String], _ names: [ConfigurationValue], at place: SourcePlace
  ) -> ConfigurationValue {
    let text = zip(types, names).map { "/\($0)/\($1.symbolicText ?? "")" }.joined()
    guard let open = names.lazy.compactMap(\.unknown).first else {
      return ConfigurationValue(.string(text), at: place)
    }
    let unknown = UnknownValue(
      key: scope.key + text, because: open.because, source: place.position)
    return ConfigurationValue(.unknown(unknown, symbol: text), at: place)
  }

  private func object(
    _ fields: [(String, ConfigurationValue)], at place: SourcePlace
  ) -> ConfigurationValue {
    ConfigurationValue(
      .object(
        fields.map { ConfigurationValue.PlacedField(key: $0, keyPlace: place, value: $1) }),
      at: place)
  }
}

extension Diagnostic.Message {
  static var resourceIDWithoutType: Self {
    Self("'resourceId' needs a type such as 'Microsoft.Network/virtualNetworks' and its names")
  }

  static func resourceIDNames(_ wanted: Int, _ given: Int) -> Self {
    Self("the type in 'resourceId' takes \(wanted) names, and \(given) are given")
  }
}
