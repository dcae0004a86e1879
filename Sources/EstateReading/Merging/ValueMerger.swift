internal import EstateModel

/// Merges two descriptions of one resource property by property.
///
/// What only one of them says holds; what both say differently is unknown, with both places, and stays so
/// whatever a further description says.
struct ValueMerger {
  let resource: ResourceID
  private(set) var diagnostics: [Diagnostic] = []

  init(resource: ResourceID) { self.resource = resource }

  /// What changes by itself and decides nothing: the first description's holds.
  private static let volatile: Set<String> = [
    "etag", "provisioningstate", "systemdata", "resourceguid", "resourcegroup", "traffic",
    "mirrortraffic", "condafile", "codeconfiguration", "model", "description", "friendlyname",
    "displayname",
  ]

  /// What identifies a resource or is not configuration of its network; likewise.
  private static let identity: Set<String> = [
    "id", "name", "type", "tags", "apiversion", "location", "resourceid", "scope", "kind",
    "subscriptionid", "resourcename", "resourcetype", "resourcegroupname",
  ]

  /// Lists that a template leaves empty.
  private static let filledByAzure: Set<String> = [
    "customdnsconfigs", "zones", "availabilityzones",
  ]

  mutating func merge(
    _ left: ConfigurationValue, _ right: ConfigurationValue, path: [String]
  ) -> ConfigurationValue {
    if let known = contradicted(left, right) ?? contradicted(right, left) { return known }
    if right.isNull || right.kind == .unknown { return left.isNull ? right : left }
    if left.isNull || left.kind == .unknown { return right }
    if left.isObject, right.isObject { return mergeObjects(left, right, path: path) }
    if left.isArray, right.isArray { return mergeArrays(left, right, path: path) }
    if same(left, right) { return preferred(left, right) }
    return contradiction(left, right, path: path)
  }

  private mutating func mergeObjects(
    _ left: ConfigurationValue, _ right: ConfigurationValue, path: [String]
  ) -> ConfigurationValue {
    var fields = left.rawFields
    var indices: [String: Int] = [:]
    for (index, field) in fields.enumerated() { indices[field.key.lowercased()] = index }
    for field in right.rawFields {
      let key = field.key.lowercased()
      guard let index = indices[key] else {
        indices[key] = fields.count
        fields.append(field)
        continue
      }
      let mine = fields[index]
      if Self.volatile.contains(key) || path.isEmpty && Self.identity.contains(key) { continue }
      fields[index] = ConfigurationValue.PlacedField(
        key: mine.key, keyPlace: mine.keyPlace,
        value: merge(mine.value, field.value, path: path + [mine.key]))
    }
    return ConfigurationValue(.object(fields), at: left.place)
  }

  /// Lists of named parts are merged part by part; others have to say the same in some order.
  private mutating func mergeArrays(
    _ left: ConfigurationValue, _ right: ConfigurationValue, path: [String]
  ) -> ConfigurationValue {
    var elements = left.array
    let others = right.array
    if elements.isEmpty || others.isEmpty {
      let filled = elements.isEmpty ? right : left
      // Named parts may stand by themselves beside a list without them; what Azure fills a template lacks.
      let isFilledElsewhere =
        filled.array.allSatisfy { Self.name(of: $0) != nil }
        || Self.filledByAzure.contains(path.last?.lowercased() ?? "")
      return isFilledElsewhere ? filled : contradiction(left, right, path: path)
    }
    guard elements.allSatisfy({ Self.name(of: $0) != nil }),
      others.allSatisfy({ Self.name(of: $0) != nil })
    else {
      if sameElements(elements, others) { return left }
      if let pairs = paired(elements, others, path: path) {
        return ConfigurationValue(.array(pairs), at: left.place)
      }
      return contradiction(left, right, path: path)
    }
    var indices: [String: Int] = [:]
    for (index, element) in elements.enumerated() {
      if let name = Self.name(of: element) { indices[name] = index }
    }
    for other in others {
      guard let name = Self.name(of: other) else { continue }
      if let index = indices[name] {
        elements[index] = merge(elements[index], other, path: path + [name])
      } else {
        indices[name] = elements.count
        elements.append(other)
      }
    }
    return ConfigurationValue(.array(elements), at: left.place)
  }

  /// The elements of two lists of objects, merged where each has one in the other list that says nothing
  /// else: an export writes out what a template leaves to its default. `nil` where one has none.
  private func paired(
    _ left: [ConfigurationValue], _ right: [ConfigurationValue], path: [String]
  ) -> [ConfigurationValue]? {
    guard left.count == right.count, left.count <= 500, (left + right).allSatisfy(\.isObject)
    else { return nil }
    var rest = right
    var pairs: [ConfigurationValue] = []
    for element in left {
      var merged: ConfigurationValue?
      let place = rest.firstIndex { other in
        guard element.rawFields.contains(where: { other.member($0.key) != nil }) else {
          return false
        }
        var trial = ValueMerger(resource: resource)
        merged = trial.merge(element, other, path: path)
        return trial.diagnostics.isEmpty
      }
      guard let place, let merged else { return nil }
      rest.remove(at: place)
      pairs.append(merged)
    }
    return pairs
  }

  private static func name(of element: ConfigurationValue) -> String? {
    if let name = element["name"]?.symbolicText { return name.lowercased() }
    guard let id = element["id"]?.symbolicText else { return nil }
    return (ResourceID(id)?.segments.map { "\($0.type)/\($0.name)" }.joined(separator: "/") ?? id)
      .lowercased()
  }

  // MARK: Sameness

  private func same(_ left: ConfigurationValue, _ right: ConfigurationValue) -> Bool {
    if left.isObject || right.isObject || left.isArray || right.isArray {
      return TemplateEvaluator.canonical(left).lowercased()
        == TemplateEvaluator.canonical(right).lowercased()
    }
    guard let leftText = left.text, let rightText = right.text else { return false }
    if leftText.equalsIgnoringASCIICase(rightText) { return true }
    if folded(leftText) == folded(rightText) { return true }
    if let leftID = ResourceID(leftText), let rightID = ResourceID(rightText) {
      return leftID.matches(rightID)
    }
    if let leftName = EnvironmentName(versioned: leftText),
      let rightName = EnvironmentName(versioned: rightText)
    {
      return leftName.agrees(with: rightName)
    }
    return left.number != nil && left.number == right.number
  }

  /// `allow_internet_outbound` and `AllowInternetOutbound` are one word.
  private func folded(_ text: String) -> String {
    text.lowercased().filter { $0 != "_" }
  }

  /// Of two ids that match, the one that says more.
  private func preferred(
    _ left: ConfigurationValue, _ right: ConfigurationValue
  ) -> ConfigurationValue {
    guard let leftText = left.string, let rightText = right.string,
      rightText.utf8.count > leftText.utf8.count,
      leftText.hasPrefix("/") || rightText.hasPrefix("/")
    else { return left }
    return right
  }

  private func sameElements(
    _ left: [ConfigurationValue], _ right: [ConfigurationValue]
  ) -> Bool {
    guard left.count == right.count else { return false }
    func texts(_ values: [ConfigurationValue]) -> [String] {
      values.map { TemplateEvaluator.canonical($0).lowercased() }.sorted()
    }
    return texts(left) == texts(right)
  }

  /// A value about which inputs contradict each other, with what one more says of it; `nil` for any other.
  private func contradicted(
    _ value: ConfigurationValue, _ more: ConfigurationValue
  ) -> ConfigurationValue? {
    guard let unknown = value.unknown, unknown.isContradicted else { return nil }
    let saysNothing = more.isNull || more.kind == .unknown
    guard !saysNothing, !unknown.candidates.isEmpty else { return value }
    var candidates: [String] = []
    if let text = more.text {
      if unknown.candidates.contains(where: { $0.equalsIgnoringASCIICase(text) }) { return value }
      candidates = unknown.candidates + [text]
    }
    let wider = UnknownValue(
      key: unknown.key, because: unknown.because, source: unknown.source, candidates: candidates,
      isContradicted: true)
    return ConfigurationValue(.unknown(wider, symbol: nil), at: value.place)
  }

  private mutating func contradiction(
    _ left: ConfigurationValue, _ right: ConfigurationValue, path: [String]
  ) -> ConfigurationValue {
    let property = path.last ?? "value"
    let message = Diagnostic.Message.contradiction(
      property, of: resource.name, Self.words(left), left.position, Self.words(right),
      right.position)
    diagnostics.append(
      Diagnostic(.warning, message, at: left.position, related: right.position))
    // Those that are all that it can be.
    let texts = [left.text, right.text].compactMap(\.self)
    let unknown = UnknownValue(
      key: "\(left.position) \(right.position)", because: message.text, source: left.position,
      candidates: texts.count == 2 ? texts : [], isContradicted: true)
    return ConfigurationValue(.unknown(unknown, symbol: nil), at: left.place)
  }
}

extension ValueMerger {
  /// How a contradiction tells a value.
  private static func words(_ value: ConfigurationValue) -> String {
    if value.isArray {
      return value.array.isEmpty ? "an empty list" : "a list of \(value.array.count)"
    }
    return value.text.map { "'\($0)'" } ?? "something else"
  }
}

extension Diagnostic.Message {
  static func contradiction(
    _ property: String, of name: String, _ left: String, _ leftPlace: SourcePosition,
    _ right: String, _ rightPlace: SourcePosition
  ) -> Self {
    Self(
      "'\(property)' of '\(name)' is \(left) at \(leftPlace) and \(right) at \(rightPlace), so it is "
        + "unknown; leave one of them out")
  }
}
