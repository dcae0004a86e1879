internal import EstateModel

// A listing such as `az resource list` prints resources without their properties: what Azure's
// defaults would be is no matter then, since the resources have settings that nobody sees.
extension EstateDecoding {
  /// Why nothing is known of a resource; `nil` for one whose properties are there or that has none.
  ///
  /// A template and a file of Azure ML may leave properties out: that is Azure's default.
  func missingProperties(of resource: Resource) -> UnknownValue? {
    if let rest = resource.restUnknown { return rest }
    guard resource.format == .export, resource.body.member("properties").map(\.isNull) ?? true,
      ResourceKind.of(resource.id)?.hasSettings == true
    else { return nil }
    return UnknownValue(
      key: "\(resource.id)#settings",
      because: Diagnostic.Message.noProperties(of: resource.id).text, source: resource.source)
  }

  /// Tells once how many resources have no properties, at the first of them.
  mutating func reportMissingProperties() {
    var first: SourcePosition?
    var counts: [(type: String, count: Int)] = []
    for resource in resources
    where resource.restUnknown == nil && missingProperties(of: resource) != nil {
      let id = index.resolve(resource.id) ?? resource.id
      // Its network may describe a subnet that is listed so.
      if estate.subnets[id]?.isDescribed == true { continue }
      first = first ?? resource.source
      if let place = counts.firstIndex(where: { $0.type.equalsIgnoringASCIICase(resource.type) }) {
        counts[place].count += 1
      } else {
        counts.append((resource.type, 1))
      }
    }
    guard let first else { return }
    diagnostics.append(Diagnostic(.warning, .withoutProperties(counts), at: first))
  }
}

extension Setting {
  /// The setting; where there is none, what leaves it open.
  func orOpen(_ unknown: UnknownValue?) -> Setting {
    guard isAbsent, let unknown else { return self }
    return .unknown(unknown)
  }
}

extension Diagnostic.Message {
  private static let remedy = "'az resource show', Resource Graph or 'az group export'"

  static func noProperties(of id: ResourceID) -> Self {
    Self("this listing carries no properties of '\(id.name)'; export it with \(remedy)")
  }

  static func withoutProperties(_ counts: [(type: String, count: Int)]) -> Self {
    let total = counts.reduce(0) { $0 + $1.count }
    let kinds = counts.map { "\($0.count) \($0.type)" }.joined(separator: ", ")
    return Self(
      "\(total) \(total == 1 ? "resource has" : "resources have") no properties (\(kinds)), so "
        + "their settings are unknown; export them with \(remedy)")
  }
}
