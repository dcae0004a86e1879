internal import EstateModel

/// A value that an overlay puts in the place of a property's.
struct AssumedValue {
  /// From the resource's outermost object.
  let path: [String]
  let value: ConfigurationValue
}

extension EstateDecoding {
  /// Takes in what overlays assume of resources that the inputs describe.
  mutating func readAssumptions(_ overlays: [Overlay]) {
    pendingAssumptions = overlays.flatMap(\.assumptions).compactMap { assumption in
      guard case .property(let node, let property) = assumption.subject else { return nil }
      return PendingAssumption(
        node: node, property: property,
        value: ConfigurationValue(assumption.value.value, at: assumption.value.source))
    }
    takeAssumptions(reportingMissing: false)
  }

  /// Takes in the rest of them, which may be about resources that are only mentioned.
  mutating func takeRemainingAssumptions() { takeAssumptions(reportingMissing: true) }

  private mutating func takeAssumptions(reportingMissing: Bool) {
    var later: [PendingAssumption] = []
    for assumption in pendingAssumptions {
      if !reportingMissing,
        NodeNames.matches(assumption.node.value, in: index).isEmpty
      {
        later.append(assumption)
      } else if let id = node(assumption.node) {
        take(assumption, for: id)
      }
    }
    pendingAssumptions = later
  }

  private mutating func take(_ assumption: PendingAssumption, for id: ResourceID) {
    let path = Self.path(assumption.property.value, of: id)
    guard reads(path, of: id, at: assumption.property.source) else {
      report(
        .noSuchProperty(assumption.property.value, of: assumption.node.value),
        at: assumption.property.source)
      return
    }
    warnOfContradiction(assumption, path, id)
    assumptions[id, default: []].append(AssumedValue(path: path, value: assumption.value))
    ledger.note(
      DecodingLedger.Assumed(
        id: id, property: assumption.property.value, source: assumption.value.position))
  }

  /// Whether a property is one that means something here: left open, it leaves a setting open.
  private func reads(_ path: [String], of id: ResourceID, at source: SourcePosition) -> Bool {
    let probe = UnknownValue(
      key: "assumption#probe", because: "assumption#probe", source: source)
    var trial = self
    trial.assumptions = [
      id: [
        AssumedValue(
          path: path,
          value: ConfigurationValue(.unknown(probe, symbol: nil), at: SourcePlace(source)))
      ]
    ]
    trial.decodeAgain(id)
    return trial.ledger.unknown.contains { $0.because == probe.because }
  }

  private mutating func warnOfContradiction(
    _ assumption: PendingAssumption, _ path: [String], _ id: ResourceID
  ) {
    var written = description(of: id)?.body
    for key in path { written = written?.member(key) }
    guard let written, written.unknown == nil, let text = written.text,
      text != assumption.value.text
    else { return }
    diagnostics.append(
      Diagnostic(
        .warning, .assumedOtherwise(text), at: assumption.value.position,
        related: written.position))
  }

  /// The way to a property, `publicNetworkAccess` or `network_acls.default_action`.
  private static func path(_ property: String, of id: ResourceID) -> [String] {
    var path = property.split { $0 == "." || $0 == "/" }.map { camelCased(String($0)) }
    if path.first?.lowercased() == "properties" { path.removeFirst() }
    let first = path.first?.lowercased() ?? ""
    if ["location", "sku", "kind"].contains(first) { return path }
    // A compute's kind has properties of its own within.
    let isCompute =
      id.type.equalsIgnoringASCIICase("Microsoft.MachineLearningServices/workspaces/computes")
    if isCompute, !["computetype", "computelocation", "resourceid"].contains(first) {
      return ["properties", "properties"] + path
    }
    return ["properties"] + path
  }

  private static func camelCased(_ key: String) -> String {
    let words = key.split(separator: "_")
    guard words.count > 1 else { return key }
    return words[0] + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  // MARK: Applying

  /// A resource's object, or its `properties`, with what is assumed in its place.
  func assumed(
    _ value: ConfigurationValue?, for id: ResourceID, under prefix: [String]
  ) -> ConfigurationValue? {
    guard !assumptions.isEmpty, let assumed = assumptions[id] else { return value }
    var result = value
    for assumption in assumed where assumption.path.starts(with: prefix) {
      result = Self.setting(
        assumption.path[prefix.count...], to: assumption.value, in: result)
    }
    return result
  }

  func assumedText(_ key: String, for id: ResourceID) -> Setting<String>? {
    guard let value = assumptions[id]?.last(where: { $0.path == [key] })?.value else { return nil }
    if let unknown = value.unknown { return .unknown(unknown) }
    return value.text.map { .known($0, value.position) }
  }

  private static func setting(
    _ path: ArraySlice<String>, to value: ConfigurationValue, in object: ConfigurationValue?
  ) -> ConfigurationValue {
    guard let key = path.first else { return value }
    let inner = setting(path.dropFirst(), to: value, in: object?.member(key))
    let base = object?.isObject == true ? object : nil
    return (base ?? ConfigurationValue(.object([]), at: value.place)).setting([
      ConfigurationValue.PlacedField(key: key, keyPlace: value.place, value: inner)
    ])
  }
}

/// An assumption whose resource is not found yet.
struct PendingAssumption {
  let node: Positioned<String>
  let property: Positioned<String>
  let value: ConfigurationValue
}

extension ConfigurationValue {
  /// A value of an overlay, which has only the place of the whole.
  init(_ value: OverlayValue, at source: SourcePosition) {
    let place = SourcePlace(source)
    let content: MadeValue.Content =
      switch value {
      case .null: .null
      case .bool(let flag): .bool(flag)
      case .number(let number): .number(Int(exactly: number).map { "\($0)" } ?? "\(number)")
      case .string(let text): .string(text)
      case .array(let elements):
        .array(elements.map { ConfigurationValue($0, at: source) })
      case .object(let fields):
        .object(
          fields.map { field in
            PlacedField(
              key: field.key, keyPlace: place, value: ConfigurationValue(field.value, at: source))
          })
      }
    self.init(content, at: place)
  }
}

extension Diagnostic.Message {
  private static let propertyNames = [
    "publicNetworkAccess", "networkAcls.defaultAction", "networkAcls.bypass",
    "networkAcls.ipRules", "networkAcls.virtualNetworkRules", "networkRuleSet.defaultAction",
    "networkRuleBypassOptions", "managedNetwork.isolationMode", "egressPublicNetworkAccess",
    "allowPublicAccessWhenBehindVnet", "enableNodePublicIp", "subnet", "networkSecurityGroup",
    "addressPrefix", "addressPrefixes", "privateEndpointNetworkPolicies", "compute", "location",
    "storageAccount", "keyVault", "containerRegistry", "imageBuildCompute", "securityRules",
    "privateIPAddress", "ipConfigurations", "networkProfile.networkInterfaces", "workspaceId",
  ]

  static func noSuchProperty(_ property: String, of node: String) -> Self {
    Self(
      "'\(property)' is no property of \(node) that bears on the network"
        + NearMatches.hint(for: property, among: propertyNames))
  }

  static func assumedOtherwise(_ text: String) -> Self {
    Self("the configuration says '\(text)' here; the assumption is used in its place")
  }
}
