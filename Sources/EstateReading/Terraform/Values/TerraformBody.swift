internal import EstateModel

/// The body of an azapi resource: JSON in a text up to version 1, an object from version 2 on.
enum TerraformBody {
  static func object(
    _ body: ConfigurationValue?, of instance: TerraformInstance
  ) -> ConfigurationValue {
    guard let body else { return ConfigurationValue(.object([]), at: instance.place) }
    // A state file keeps the type of such a value beside it.
    if body.isObject, body.rawFields.count == 2, body["type"] != nil, let value = body["value"] {
      return object(value, of: instance)
    }
    guard let text = body.string else { return body }
    do throws(DocumentFailure) {
      let source = SourceText(file: body.position.file, bytes: Array(text.utf8))
      return try moved(JSONReader.read(source), to: body.place)
    } catch {
      return ConfigurationValue(
        .unknown(
          UnknownValue(
            key: "\(body.position)", because: "the body of \(instance.address) is no JSON",
            source: body.position), symbol: nil), at: body.place)
    }
  }

  /// The value at the place of the text that it stands in.
  private static func moved(
    _ value: ConfigurationValue, to place: SourcePlace
  ) -> ConfigurationValue {
    switch value.kind {
    case .object:
      let fields = value.rawFields.map {
        ConfigurationValue.PlacedField(
          key: $0.key, keyPlace: place, value: moved($0.value, to: place))
      }
      return ConfigurationValue(.object(fields), at: place)
    case .array: return .list(value.array.map { moved($0, to: place) }, at: place)
    case .string: return .text(value.string ?? "", at: place)
    case .number: return ConfigurationValue(.number(value.text ?? "0"), at: place)
    case .bool: return ConfigurationValue(.bool(value.bool ?? false), at: place)
    case .null, .unknown: return ConfigurationValue(.null, at: place)
    }
  }

  /// An object with what another one says in the place of what it says itself.
  static func overlaid(
    _ base: ConfigurationValue, _ update: ConfigurationValue
  ) -> ConfigurationValue {
    guard base.isObject, update.isObject else { return update }
    return base.setting(
      update.rawFields.map { field in
        let old = base.member(field.key)
        return ConfigurationValue.PlacedField(
          key: field.key, keyPlace: field.keyPlace,
          value: old.map { overlaid($0, field.value) } ?? field.value)
      })
  }
}
