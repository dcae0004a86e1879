/// What the configuration of a plan tells of where a value comes from.
enum TerraformExpression {
  /// Nothing is told: there is no configuration, or the block is a generated one.
  case notShown
  /// The configuration leaves the attribute out, so that the provider or Azure fills it in.
  case absent
  /// An expression, with what it refers to.
  case leaf(ConfigurationValue)
  /// A block with expressions of its own.
  case block(ConfigurationValue)
  /// The blocks of one name, in the order of the configuration.
  case blocks([ConfigurationValue])

  /// Blocks that neither Azure nor the provider fills in: where nothing is told of one, it is generated.
  private static let generated: Set<String> = [
    "private_dns_zone_group", "private_service_connection", "ip_configuration", "delegation",
    "frontend_ip_configuration", "nat_rule_collection", "network_rule_collection",
    "application_rule_collection", "rule", "ip_rule", "target_dns_servers",
  ]

  /// Sets, whose elements a plan has in an order of their own.
  private static let sets: Set<String> = [
    "security_rule", "subnet", "route", "rule", "virtual_network_rule", "ip_rule",
    "private_link_access", "georeplications",
  ]

  init(_ value: ConfigurationValue?) {
    guard let value else {
      self = .absent
      return
    }
    if value.isArray {
      self = .blocks(value.array)
    } else if value["references"] != nil || value["constant_value"] != nil
      || value.rawFields.isEmpty
    {
      self = .leaf(value)
    } else {
      self = .block(value)
    }
  }

  /// The expression of an attribute or block within this one.
  func child(_ key: String) -> TerraformExpression {
    switch self {
    case .block(let block):
      guard let value = block[key] else {
        return Self.generated.contains(key) ? .notShown : .absent
      }
      return TerraformExpression(value)
    case .leaf: return self
    case .notShown, .absent, .blocks: return .notShown
    }
  }

  /// The expression of one element of a list.
  func element(
    _ index: Int, of count: Int, _ value: ConfigurationValue?, named key: String
  ) -> TerraformExpression {
    switch self {
    case .leaf: return self
    case .blocks(let blocks):
      let fitting = blocks.filter { Self.fits($0, value) }
      if fitting.count == 1 { return .block(fitting[0]) }
      if blocks.count == count, !Self.sets.contains(key) { return .block(blocks[index]) }
      return .notShown
    case .notShown, .absent, .block: return .notShown
    }
  }

  /// Whether no constant of the block's expressions says otherwise than the value.
  private static func fits(_ block: ConfigurationValue, _ value: ConfigurationValue?) -> Bool {
    guard let value else { return true }
    return block.rawFields.allSatisfy { field in
      guard let constant = field.value["constant_value"]?.text,
        let found = value[field.key]?.text
      else { return true }
      return constant == found
    }
  }

  /// What the expression refers to, each as the longest form that is written.
  static func references(of value: ConfigurationValue?) -> [TerraformReference] {
    var references: [TerraformReference] = []
    value?["references"]?.forEachElement { element in
      guard let text = element.string else { return }
      let steps = TerraformPath.steps(of: text)
      // After a reference come the shorter ones that it begins with.
      if let last = references.last, last.steps.starts(with: steps) { return }
      references.append(TerraformReference(text: text, steps: steps, place: element.place))
    }
    return references
  }
}

/// One thing that an expression refers to.
struct TerraformReference {
  let text: String
  let steps: [TerraformStep]
  let place: SourcePlace
}
