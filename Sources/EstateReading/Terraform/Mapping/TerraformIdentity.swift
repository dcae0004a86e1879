internal import EstateModel

/// How the id of a resource is made of its attributes.
indirect enum TerraformIdentity: Sendable {
  /// It has no id of ARM's.
  case none
  /// Of the group and the name.
  case group
  /// Of the group and the names of what it is in, from the outermost inwards, before its own, which
  /// may be said, too; `=x` is the name `x`.
  case named([String])
  /// Of the id of what it is in, in the first of the attributes that is there, and its own name; `^x`
  /// is what the resource of `x` is in.
  case within([String])
  /// The same, with something of a fixed name in between.
  case below([String], String)
  /// Of a resource of the same type that is in the same group.
  case beside(String)
  /// Of the id of the resource that it extends.
  case extending([String])
  /// The same as within, with a name that is always the same.
  case only(String, within: [String])
  /// The first of them that the attributes suffice for.
  case either(TerraformIdentity, TerraformIdentity)

  /// The id of an instance, with symbols for names that are not known; `nil` where there is none.
  static func id(of index: Int, in values: TerraformValues) -> ConfigurationValue? {
    let instance = values.instances[index]
    let own = values.attributes(of: index)
    let kind = TerraformKind.of(instance.type)
    let given = own.member("id")
    if let given, let text = given.string {
      let id = ResourceID(text)
      if let armType = kind?.armType {
        if let id, id.isOfType(armType) { return given }
      } else if id != nil || instance.type == "azurerm_resource_group" {
        return given
      }
    }
    var builder = TerraformIDBuilder(index: index, values: values)
    if instance.type == "azurerm_resource_group" { return builder.group() }
    if instance.provider == "azapi" { return builder.azapi() }
    guard let kind, let armType = kind.armType else {
      return kind == nil && instance.provider == "azurerm"
        ? builder.id("azurerm/\(instance.type.dropFirst(8))", .group) : nil
    }
    return builder.id(armType, kind.identity)
  }
}

/// Puts one id together, and remembers what of it is open.
struct TerraformIDBuilder {
  let index: Int
  let values: TerraformValues
  private var unknown: UnknownValue?

  init(index: Int, values: TerraformValues) {
    self.index = index
    self.values = values
  }

  private var instance: TerraformInstance { values.instances[index] }
  private var own: ConfigurationValue { values.attributes(of: index) }

  mutating func id(_ armType: String, _ identity: TerraformIdentity) -> ConfigurationValue? {
    resource(armType.split(separator: "/").map(String.init), identity).map { value($0.description) }
  }

  private mutating func resource(
    _ types: [String], _ identity: TerraformIdentity
  ) -> ResourceID? {
    switch identity {
    case .none: return nil
    case .group: return resource(types, .named([]))
    case .named(let parents):
      let attributes = parents.count == types.count - 1 ? parents : parents + ["name"]
      guard attributes.count == types.count - 1 else { return nil }
      var segments: [ResourceID.Segment] = []
      for (type, attribute) in zip(types.dropFirst(), attributes) {
        guard let name = name(attribute) else { return nil }
        segments.append(ResourceID.Segment(type: type, name: name))
      }
      return ResourceID(
        subscription: subscription, resourceGroup: name("resource_group_name"),
        provider: types[0], segments: segments)
    case .within(let attributes):
      guard let name = name("name") else { return nil }
      return parent(attributes, types.dropLast())?.child(types[types.count - 1], name)
    case .below(let attributes, let middle):
      guard let name = name("name") else { return nil }
      return parent(attributes, types.dropLast(2))?.child(types[types.count - 2], middle)
        .child(types[types.count - 1], name)
    case .only(let name, let attributes):
      return parent(attributes, types.dropLast())?.child(types[types.count - 1], name)
    case .beside(let attribute):
      guard let name = name("name"), let other = parent([attribute], types[...]) else { return nil }
      return ResourceID(
        subscription: other.subscription, resourceGroup: other.resourceGroup, provider: types[0],
        segments: [ResourceID.Segment(type: types[1], name: name)])
    case .extending(let attributes):
      guard let name = name("name"), let scope = parent(attributes, []) else { return nil }
      return ResourceID(
        subscription: scope.subscription, resourceGroup: scope.resourceGroup, provider: types[0],
        segments: [ResourceID.Segment(type: types[1], name: name)], scope: scope)
    case .either(let first, let second):
      return resource(types, first) ?? resource(types, second)
    }
  }

  /// The resource that one of the attributes names; where nobody knows which it is, one of the types
  /// with a name that is only a symbol.
  private mutating func parent(_ attributes: [String], _ types: ArraySlice<String>) -> ResourceID? {
    for attribute in attributes {
      let key = attribute.hasPrefix("^") ? String(attribute.dropFirst()) : attribute
      guard let value = own.member(key) else { continue }
      unknown = unknown ?? value.unknown
      if let text = value.symbolicText, let id = ResourceID(text) {
        return key == attribute ? id : id.parent
      }
      guard value.isUnknown, types.count > 1, let provider = types.first else { continue }
      let symbol = TerraformValues.symbol("\(instance.address).\(key)")
      return ResourceID(
        subscription: nil, resourceGroup: nil, provider: provider,
        segments: types.dropFirst().map { ResourceID.Segment(type: $0, name: symbol) })
    }
    return nil
  }

  /// The text of a name, a symbol where it is not known.
  private mutating func name(_ attribute: String) -> String? {
    if attribute.hasPrefix("=") { return String(attribute.dropFirst()) }
    guard let value = values.name(of: index, attribute: attribute),
      let text = value.symbolicText, !text.isEmpty
    else { return nil }
    // A group whose name is only known to be this resource's is any group.
    if attribute == "resource_group_name", value.isUnknown,
      text == TerraformValues.symbol("\(instance.address).\(attribute)")
    {
      return nil
    }
    if attribute != "resource_group_name" { unknown = unknown ?? value.unknown }
    return text.replacing("/", with: "-")
  }

  private var subscription: String? {
    values.configuration.subscription(of: values.configured(instance.block))
  }

  private func value(_ text: String) -> ConfigurationValue {
    let place = instance.place
    if let unknown { return ConfigurationValue(.unknown(unknown, symbol: text), at: place) }
    return .text(text, at: place)
  }

  // MARK: Groups and azapi

  mutating func group() -> ConfigurationValue? {
    guard let name = name("name") else { return nil }
    return value(
      (subscription.map { "/subscriptions/\($0)" } ?? "") + "/resourceGroups/\(name)")
  }

  /// Of `type` (`T@version`), `parent_id` and `name`; of an update, the id of what is updated.
  mutating func azapi() -> ConfigurationValue? {
    if let whole = own.member("resource_id") { return whole }
    let types = (own.member("type")?.string ?? "").prefix { $0 != "@" }.split(separator: "/")
      .map(String.init)
    guard types.count > 1, let name = name("name") else { return nil }
    let parent = own.member("parent_id")
    unknown = unknown ?? (parent?.symbolicText == nil ? nil : parent?.unknown)
    let text = parent?.symbolicText ?? ""
    guard let whole = ResourceID(text) else {
      if types.count > 2, parent?.isUnknown == true,
        let whole = self.parent(["parent_id"], types.dropLast())
      {
        return value(whole.child(types[types.count - 1], name).description)
      }
      guard types.count == 2 else { return nil }
      let parts = text.split(separator: "/").map(String.init)
      func part(after key: String) -> String? {
        guard let place = parts.firstIndex(where: { $0.equalsIgnoringASCIICase(key) }),
          place + 1 < parts.count
        else { return nil }
        return parts[place + 1]
      }
      return value(
        ResourceID(
          subscription: part(after: "subscriptions") ?? subscription,
          resourceGroup: part(after: "resourceGroups"), provider: types[0],
          segments: [ResourceID.Segment(type: types[1], name: name)]
        ).description)
    }
    if types.count == whole.segments.count + 2, types[0].equalsIgnoringASCIICase(whole.provider) {
      return value(whole.child(types[types.count - 1], name).description)
    }
    guard types.count == 2 else { return nil }
    return value("\(whole.description)/providers/\(types[0])/\(types[1])/\(name)")
  }
}
