internal import EstateModel

/// How one attribute or block of Terraform's becomes a property of ARM's.
///
/// Paths of ARM's keys have slashes between them.
struct TerraformField: Sendable {
  typealias Write =
    @Sendable (TerraformBlock, inout ConfigurationValue, TerraformTarget) -> Void

  let write: Write

  init(_ write: @escaping Write) { self.write = write }

  /// A value as it is.
  static func copy(_ from: String, _ path: String) -> TerraformField {
    mapped([from], path) { value, _ in value }
  }

  /// The first of several attributes that is there: names change from version to version.
  static func copy(first names: [String], _ path: String) -> TerraformField {
    mapped(names, path) { value, _ in value }
  }

  /// `true` and `false` as `Enabled` and `Disabled`.
  static func enabled(_ names: String..., path: String) -> TerraformField {
    mapped(names, path) { value, _ in worded(value, "Enabled", "Disabled") }
  }

  static func words(
    _ names: String..., path: String, yes: String, no: String
  ) -> TerraformField {
    mapped(names, path) { value, _ in worded(value, yes, no) }
  }

  /// A flag that says the opposite in ARM.
  static func inverted(_ from: String, _ path: String) -> TerraformField {
    mapped([from], path) { value, _ in
      guard let flag = value.bool else { return value }
      return ConfigurationValue(.bool(!flag), at: value.place)
    }
  }

  /// An id as `{"id": …}`, a list of ids as a list of these.
  static func reference(_ names: String..., path: String) -> TerraformField {
    mapped(names, path) { value, _ in referring(value) }
  }

  /// A list as one text.
  static func joined(_ from: String, _ path: String, with separator: String) -> TerraformField {
    mapped([from], path) { value, _ in
      guard value.isArray, !value.array.contains(where: \.isUnknown) else {
        return value.array.first(where: \.isUnknown) ?? value
      }
      return .text(value.array.compactMap(\.text).joined(separator: separator), at: value.place)
    }
  }

  /// The name of a part of the resource itself as the part's id.
  static func ownPart(_ from: String, _ path: String, in parts: String) -> TerraformField {
    mapped([from], path) { value, target in
      guard let name = value.symbolicText else { return value }
      return .reference(to: .text("\(target.idText)/\(parts)/\(name)", at: value.place))
    }
  }

  /// A block that there is once, as an object.
  static func object(
    _ from: String, _ path: String, _ fields: [TerraformField]
  ) -> TerraformField {
    TerraformField { block, object, target in
      guard let value = block[from] else { return }
      if value.isUnknown {
        object = object.setting(path, to: value)
        return
      }
      guard let inner = block.block(from) else { return }
      let start =
        object.below(path) ?? ConfigurationValue(.object([]), at: inner.place)
      object = object.setting(path, to: written(fields, of: inner, into: start, target))
    }
  }

  /// Blocks as parts, each with a name and properties.
  static func parts(
    _ from: String, _ path: String, _ fields: [TerraformField]
  ) -> TerraformField {
    list(from, path) { part(of: $0, fields, $1) }
  }

  /// Blocks as objects.
  static func objects(
    _ from: String, _ path: String, _ fields: [TerraformField]
  ) -> TerraformField {
    list(from, path) { block, target in
      written(fields, of: block, into: ConfigurationValue(.object([]), at: block.place), target)
    }
  }

  /// A value that the resource has whatever the attributes say.
  static func constant(_ text: String, _ path: String) -> TerraformField {
    TerraformField { block, object, _ in
      object = object.setting(path, to: .text(text, at: block.place))
    }
  }

  /// What the provider writes where the attribute is left out, if it is known to.
  static func missing(
    _ from: String, _ path: String, is value: @escaping @Sendable (Int) -> String
  ) -> TerraformField {
    TerraformField { block, object, target in
      guard !block.isData, block[from] == nil, object.below(path) == nil else { return }
      let values = Set((2...5).map(value))
      if let version = target.version {
        object = object.setting(path, to: .text(value(version), at: block.place))
      } else if values.count == 1, let only = values.first {
        object = object.setting(path, to: .text(only, at: block.place))
      } else {
        object = object.setting(path, to: target.openByVersion(from, at: block.place))
      }
    }
  }

  // MARK: Building

  /// A part such as ARM has them in lists.
  static func part(
    of block: TerraformBlock, _ fields: [TerraformField], _ target: TerraformTarget
  ) -> ConfigurationValue {
    var object = ConfigurationValue(.object([]), at: block.place)
    if let name = block["name"] { object = object.setting("name", to: name) }
    let properties = written(
      fields, of: block, into: ConfigurationValue(.object([]), at: block.place), target)
    return object.setting("properties", to: properties)
  }

  static func written(
    _ fields: [TerraformField], of block: TerraformBlock, into object: ConfigurationValue,
    _ target: TerraformTarget
  ) -> ConfigurationValue {
    var object = object
    for field in fields { field.write(block, &object, target) }
    return object
  }

  static func referring(_ value: ConfigurationValue) -> ConfigurationValue {
    value.isArray
      ? .list(value.array.map { .reference(to: $0) }, at: value.place) : .reference(to: value)
  }

  static func worded(
    _ value: ConfigurationValue, _ yes: String, _ no: String
  ) -> ConfigurationValue {
    guard let flag = value.bool ?? value.string.flatMap({ Bool($0.lowercased()) }) else {
      return value
    }
    return .text(flag ? yes : no, at: value.place)
  }

  private static func mapped(
    _ names: [String], _ path: String,
    _ change: @escaping @Sendable (ConfigurationValue, TerraformTarget) -> ConfigurationValue
  ) -> TerraformField {
    TerraformField { block, object, target in
      guard let value = block.first(names), object.below(path) == nil else { return }
      object = object.setting(path, to: value.isUnknown ? value : change(value, target))
    }
  }

  private static func list(
    _ from: String, _ path: String,
    _ make: @escaping @Sendable (TerraformBlock, TerraformTarget) -> ConfigurationValue
  ) -> TerraformField {
    TerraformField { block, object, target in
      guard let value = block[from] else { return }
      if value.isUnknown {
        object = object.setting(path, to: value)
        return
      }
      let elements = (value.isArray ? value.array : [value]).map { element in
        element.isObject
          ? make(TerraformBlock(value: element, isData: block.isData), target) : element
      }
      object = object.setting(
        path, to: .list((object.below(path)?.array ?? []) + elements, at: value.place))
    }
  }
}

/// The resource that fields are written for.
struct TerraformTarget: Sendable {
  let id: ResourceID
  let address: String
  /// The major version of the provider; `nil` where nothing tells.
  let version: Int?

  /// The id as references write it.
  var idText: String { id.description }

  /// A value that depends on the provider's version, which nothing tells.
  func openByVersion(_ attribute: String, at place: SourcePlace) -> ConfigurationValue {
    ConfigurationValue(
      .unknown(
        UnknownValue(
          key: "\(place.position.file)#\(address).\(attribute)",
          because: "what '\(attribute)' is where it is left out depends on the version of azurerm, "
            + "which the file does not tell", source: place.position), symbol: nil), at: place)
  }
}
