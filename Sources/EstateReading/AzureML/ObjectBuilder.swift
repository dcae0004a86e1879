/// Builds an object in ARM's shape out of the values of another one, which keep their places.
struct ObjectBuilder {
  private(set) var fields: [ConfigurationValue.PlacedField] = []
  let place: SourcePlace

  init(at place: SourcePlace) { self.place = place }

  /// Adds a field that came from the key at `keyPlace`; an absent value adds nothing.
  mutating func add(_ key: String, _ value: ConfigurationValue?) {
    guard let value, !value.isNull else { return }
    fields.append(
      ConfigurationValue.PlacedField(key: key, keyPlace: value.place, value: value))
  }

  /// Adds a text that no file has as it is; it stands where `place` says.
  mutating func add(_ key: String, text: String?, at place: SourcePlace? = nil) {
    guard let text else { return }
    add(key, ConfigurationValue(.string(text), at: place ?? self.place))
  }

  mutating func add(_ key: String, _ object: ObjectBuilder) {
    guard !object.fields.isEmpty else { return }
    add(key, object.value)
  }

  var value: ConfigurationValue { ConfigurationValue(.object(fields), at: place) }
}
