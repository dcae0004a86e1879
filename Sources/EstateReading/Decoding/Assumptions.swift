internal import EstateModel

/// A value that an overlay puts in the place of a property's.
struct AssumedValue {
  let path: [String]
  let value: ConfigurationValue
}

extension EstateDecoding {
  mutating func readAssumptions(_ overlays: [Overlay]) {}
  func assumed(_ value: ConfigurationValue?, for id: ResourceID, under path: [String])
    -> ConfigurationValue?
  { value }
  func assumedText(_ key: String, for id: ResourceID) -> Setting<String>? { nil }
  mutating func reportUnusedAssumptions() {}
}
