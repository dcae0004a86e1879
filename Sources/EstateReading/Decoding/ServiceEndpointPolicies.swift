internal import EstateModel

extension ResourceKind {
  static let serviceEndpointPolicies: [ResourceKind] = [
    .node("Microsoft.Network/serviceEndpointPolicies") { $0.decodeServiceEndpointPolicy($1) },
    .part("Microsoft.Network/serviceEndpointPolicies/serviceEndpointPolicyDefinitions"),
  ]
}

extension EstateDecoding {
  mutating func decodeServiceEndpointPolicy(_ input: ResourceInput) {
    let key = "serviceEndpointPolicyDefinitions"
    var policy = ServiceEndpointPolicy(id: input.id, source: input.source)
    policy.isDescribed = input.isDescribed
    let written = input.properties[key]
    policy.open = written.unknown
    for element in written.elements where written.unknown == nil {
      if let unknown = element.unknown {
        policy.open = policy.open ?? unknown
        continue
      }
      policy.definitions.append(
        definition(
          element["name"].symbolicText ?? Slot.openName, element.properties,
          at: element.source ?? input.source))
    }
    for part in parts(of: input.id, key) {
      var definition = definition(part.name, writtenProperties(of: part), at: part.source)
      definition.presence = part.wholeUnknown
      policy.definitions.append(definition)
    }
    if let unknown = policy.open { ledger.note(unknown) }
    estate.serviceEndpointPolicies.insert(policy)
    decodeOpaque(input, isModelled: true)
  }

  private mutating func definition(
    _ name: String, _ properties: Slot, at source: SourcePosition
  ) -> ServiceEndpointPolicy.Definition {
    var definition = ServiceEndpointPolicy.Definition(name: name, source: source)
    definition.service = text(properties["service"])
    definition.scopes = list(properties["serviceResources"]) { $0.scope($1) }
    return definition
  }

  /// A storage account, a resource group, a subscription, or the alias of a service of Azure's.
  private mutating func scope(_ slot: Slot) -> Setting<ServiceEndpointPolicy.Scope> {
    guard let text = slot.symbolicText, let source = slot.source else {
      return setting(slot, { _ in nil }, orElse: { .noScope($0.text) })
    }
    if let id = id(of: text), id.isOfType("Microsoft.Storage/storageAccounts") {
      return reference(slot).map { .account($0.id) }
    }
    if let unknown = slot.unknown {
      switch text.lowercased() {
      case Self.ownSubscription:
        return .known(.ownGroup(isWholeSubscription: true, unknown), source)
      case Self.ownSubscription + "/resourcegroups/{resourcegroup().name}":
        return .known(.ownGroup(isWholeSubscription: false, unknown), source)
      default: return setting(slot, { _ in nil }, orElse: { .noScope($0.text) })
      }
    }
    if text.lowercased().hasPrefix("/services/") || text.lowercased().hasPrefix("services/") {
      return .known(.alias(text), source)
    }
    guard let group = Self.group(named: text) else {
      return setting(slot, { _ in nil }, orElse: { .noScope($0.text) })
    }
    return .known(group, source)
  }

  /// The subscription that a template is deployed to, as its functions make the id.
  private static let ownSubscription = "/subscriptions/{subscription().subscriptionid}"

  /// A subscription or a resource group, by an id with the provider of groups in it or without, and with
  /// the subscription or without.
  private static func group(named text: String) -> ServiceEndpointPolicy.Scope? {
    var parts = text.split(separator: "/").map(String.init)[...]
    var subscription: String?
    if parts.count >= 2, parts.first?.lowercased() == "subscriptions" {
      subscription = parts.dropFirst().first
      parts = parts.dropFirst(2)
    }
    if parts.prefix(2).map({ $0.lowercased() }) == ["providers", "microsoft.resources"] {
      parts = parts.dropFirst(2)
    }
    switch (parts.first?.lowercased(), parts.count) {
    case (nil, _):
      return subscription.map { .group(subscription: $0, resourceGroup: nil) }
    case ("resourcegroups", 2):
      return .group(subscription: subscription, resourceGroup: parts.last)
    default: return nil
    }
  }
}

extension Diagnostic.Message {
  static func noScope(_ found: String?) -> Self {
    Self(
      "\(found.map { "'\($0)'" } ?? "this") is no storage account, resource group or subscription; write its id"
    )
  }
}
