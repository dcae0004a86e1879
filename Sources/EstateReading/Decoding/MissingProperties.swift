internal import EstateModel

// A listing such as `az resource list` prints resources without their properties: what Azure's
// defaults would be is no matter then, since the resources have settings that nobody sees.
extension EstateDecoding {
  /// Why nothing is known of a resource; `nil` for one whose properties are there or that has none.
  ///
  /// A template and a file of Azure ML may leave properties out: that is Azure's default.
  func missingProperties(of resource: Resource) -> UnknownValue? {
    if let rest = resource.restUnknown {
      return resource.format != .export || ResourceKind.of(resource.id)?.hasSettings == true
        ? rest : nil
    }
    guard resource.isBareListing, ResourceKind.of(resource.id)?.hasSettings == true else {
      return nil
    }
    return .unprinted(resource.id, .noProperties(of: resource.id), at: resource.source)
  }

  /// Tells once how many resources have no properties, at the first of them.
  mutating func reportMissingProperties() {
    var first: SourcePosition?
    var counts: [(type: String, count: Int)] = []
    // What is a part of others was not looked at by itself.
    let parts = resources.indices.filter { place in
      kinds[place]?.isPart == true && resources[place].format == .export
        && missingProperties(of: resources[place]) != nil
    }
    for place in (bareListings + parts).sorted() {
      let resource = resources[place]
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

extension UnknownValue {
  /// Why the properties of a resource that a listing does not print are open.
  static func notPrinted(of id: ResourceID, at source: SourcePosition) -> UnknownValue {
    unprinted(id, .someProperties(of: id), at: source)
  }

  fileprivate static func unprinted(
    _ id: ResourceID, _ message: Diagnostic.Message, at source: SourcePosition
  ) -> UnknownValue {
    UnknownValue(key: "\(id)#settings", because: message.text, source: source)
  }
}

extension Resource {
  /// Whether an export lists the resource without its properties.
  var isBareListing: Bool {
    guard format == .export, let properties = body.member("properties") else {
      return format == .export
    }
    // A text in the place of an object is what a tool made of it that prints tables.
    return !properties.isObject && !properties.isUnknown
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
  /// With what the reasons begin that a listing leaves something out.
  static let listing = "this listing carries "
  private static let remedy = "'az resource show', Resource Graph or 'az group export'"

  static func noProperties(of id: ResourceID) -> Self {
    Self(listing + "no properties of '\(id.name)'; export it with \(remedy)")
  }

  static func someProperties(of id: ResourceID) -> Self {
    Self(listing + "only some properties of '\(id.name)'; export it with \(remedy)")
  }

  static func withoutProperties(_ counts: [(type: String, count: Int)]) -> Self {
    let total = counts.reduce(0) { $0 + $1.count }
    let kinds = counts.map { "\($0.count) \($0.type)" }.joined(separator: ", ")
    return Self(
      "\(total) \(total == 1 ? "resource has" : "resources have") no properties here, or only some "
        + "(\(kinds)), so the others are unknown; export them with \(remedy)")
  }
}
