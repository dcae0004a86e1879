internal import EstateModel

/// What becomes of the resources of one Terraform type: one row of a table.
struct TerraformKind: Sendable {
  /// `azurerm_subnet`
  let type: String
  /// The ARM type; `nil` for a resource that only changes others.
  let armType: String?
  let identity: TerraformIdentity
  /// Whether it has an id of ARM's, and stands only within another resource.
  var isPart = false
  /// Written into `properties`.
  var fields: [TerraformField] = []
  /// Written beside `properties`: `sku/name`, `kind`.
  var body: [TerraformField] = []
  /// Further resources that ARM has for it.
  var children: (@Sendable (TerraformBlock, TerraformTarget) -> [TerraformChild])?
  /// What it says of other resources.
  var edits: (@Sendable (TerraformBlock, TerraformTarget) -> [TerraformEdit])?

  /// A resource of ARM's.
  static func resource(
    _ type: String, _ armType: String, _ identity: TerraformIdentity = .group,
    _ fields: [TerraformField] = [], body: [TerraformField] = []
  ) -> TerraformKind {
    TerraformKind(type: type, armType: armType, identity: identity, fields: fields, body: body)
  }

  /// A resource that only Terraform has: it changes what others are.
  static func edit(
    _ type: String,
    _ edits: @escaping @Sendable (TerraformBlock, TerraformTarget) -> [TerraformEdit]
  ) -> TerraformKind {
    TerraformKind(type: type, armType: nil, identity: .none, edits: edits)
  }

  /// The same row with further resources.
  func with(
    _ children: @escaping @Sendable (TerraformBlock, TerraformTarget) -> [TerraformChild]
  ) -> TerraformKind {
    var kind = self
    kind.children = children
    return kind
  }

  static func of(_ type: String) -> TerraformKind? { table[type] }

  /// All rows, by Terraform's type.
  static let table: [String: TerraformKind] = {
    let all =
      networks + securityGroups + routes + hosts + loadBalancers + firewalls + gateways
      + applicationGateways + privateEndpoints + privateNames + networkManagers + storage
      + registries + keyVaults + machineLearning + kubernetes + monitors + databases + messaging
      + webApplications + artificialIntelligence + operations + others
    return Dictionary(all.map { ($0.type, $0) }) { first, _ in first }
  }()
}

/// A resource that ARM has beside the one that Terraform describes.
struct TerraformChild: Sendable {
  let id: ResourceID
  let properties: ConfigurationValue
  var location: ConfigurationValue?
}

/// What a resource of Terraform's says of another one.
struct TerraformEdit: Sendable {
  /// The id of the resource that is changed, open where nobody knows it.
  let target: ConfigurationValue
  /// The ARM type of the target.
  let type: String
  let change: @Sendable (ConfigurationValue) -> ConfigurationValue
  /// The same where the target is only perhaps this one.
  let perhaps: @Sendable (ConfigurationValue, UnknownValue) -> ConfigurationValue

  /// Sets a property of the target.
  static func set(
    _ target: ConfigurationValue?, _ type: String, _ path: String, to value: ConfigurationValue?
  ) -> TerraformEdit? {
    guard let target, let value else { return nil }
    return TerraformEdit(
      target: target, type: type,
      change: { $0.setting("properties/\(path)", to: value) },
      perhaps: { body, unknown in
        guard body.below("properties/\(path)") == nil else { return body }
        return body.setting(
          "properties/\(path)",
          to: ConfigurationValue(.unknown(unknown, symbol: nil), at: target.place))
      })
  }

  /// Adds elements to a list of the target.
  static func append(
    _ target: ConfigurationValue?, _ type: String, _ path: String, _ element: ConfigurationValue?
  ) -> TerraformEdit? {
    guard let target, let element else { return nil }
    return TerraformEdit(
      target: target, type: type,
      change: { $0.appending([element], to: "properties/\(path)") },
      perhaps: { body, unknown in
        body.appending(
          [ConfigurationValue(.unknown(unknown, symbol: nil), at: target.place)],
          to: "properties/\(path)")
      })
  }
}
