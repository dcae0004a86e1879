internal import EstateModel

/// The attributes of a resource or of a block within it.
///
/// Terraform writes an optional text that is not set as `""` and an optional list as `[]`: both are as
/// absent as `null`. Of a data source they are what the resource has.
struct TerraformBlock: Sendable {
  let value: ConfigurationValue
  let isData: Bool

  var place: SourcePlace { value.place }

  subscript(_ key: String) -> ConfigurationValue? {
    guard let value = value.member(key) else { return nil }
    if isData { return value }
    if value.isEmptyText || value.isArray && value.array.isEmpty { return nil }
    return value
  }

  /// The first of the attributes that is there: one that was renamed has several names.
  func first(_ keys: [String]) -> ConfigurationValue? {
    keys.lazy.compactMap { self[$0] }.first
  }

  /// The blocks of a name; a single one is a list, too.
  func blocks(_ key: String) -> [TerraformBlock] {
    guard let value = self[key], !value.isUnknown else { return [] }
    let elements = value.isArray ? value.array : [value]
    return elements.filter { $0.isObject }.map { TerraformBlock(value: $0, isData: isData) }
  }

  func block(_ key: String) -> TerraformBlock? { blocks(key).first }

  func text(_ key: String) -> String? { self[key]?.text }

  func flag(_ key: String) -> Bool? {
    guard let value = self[key] else { return nil }
    return value.bool ?? value.string.flatMap { Bool($0.lowercased()) }
  }
}

extension ConfigurationValue {
  /// A text that no file has as it is.
  static func text(_ text: String, at place: SourcePlace) -> ConfigurationValue {
    ConfigurationValue(.string(text), at: place)
  }

  static func list(_ elements: [ConfigurationValue], at place: SourcePlace) -> ConfigurationValue {
    ConfigurationValue(.array(elements), at: place)
  }

  /// `{"id": …}`
  static func reference(to id: ConfigurationValue) -> ConfigurationValue {
    ConfigurationValue(
      .object([PlacedField(key: "id", keyPlace: id.place, value: id)]), at: id.place)
  }

  /// The object with a value below keys that stand between slashes; objects are made on the way.
  func setting(_ path: String, to value: ConfigurationValue) -> ConfigurationValue {
    changing(path.split(separator: "/").map(String.init)[...], at: value.place) { _ in value }
  }

  /// The object with further elements of a list below keys.
  func appending(_ elements: [ConfigurationValue], to path: String) -> ConfigurationValue {
    guard let first = elements.first else { return self }
    return changing(path.split(separator: "/").map(String.init)[...], at: first.place) { old in
      if let old, old.isUnknown { return old }
      return .list((old?.array ?? []) + elements, at: old?.place ?? first.place)
    }
  }

  /// What stands below keys that stand between slashes.
  func below(_ path: String) -> ConfigurationValue? {
    path.split(separator: "/").reduce(Optional(self)) { $0?.member(String($1)) }
  }

  private func changing(
    _ path: ArraySlice<String>, at place: SourcePlace,
    _ change: (ConfigurationValue?) -> ConfigurationValue
  ) -> ConfigurationValue {
    guard let key = path.first else { return change(isNull ? nil : self) }
    let old = member(key)
    if let old, old.isUnknown, path.count > 1 { return self }
    let inner = old ?? ConfigurationValue(path.count > 1 ? .object([]) : .null, at: place)
    let value = inner.changing(path.dropFirst(), at: place, change)
    return setting([PlacedField(key: key, keyPlace: value.place, value: value)])
  }
}
