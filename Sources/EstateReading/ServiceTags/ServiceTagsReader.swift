internal import EstateModel
internal import TrafficSets

/// Reads Microsoft's file of service tags: the address ranges of each.
enum ServiceTagsReader {
  /// The tags with their ranges, and an error for each text that is no range; `nil` when the
  /// document is no such file.
  static func read(
    _ root: ConfigurationValue
  ) -> (tags: [String: [AddressPrefix]], errors: [Diagnostic])? {
    guard let values = root["values"], values.isArray else { return nil }
    var tags: [String: [AddressPrefix]] = [:]
    var errors: [Diagnostic] = []
    for value in values.array {
      guard let name = value["name"]?.string ?? value["id"]?.string else { continue }
      for text in value["properties"]?["addressPrefixes"]?.array ?? [] {
        if let prefix = text.string.flatMap({ AddressPrefix($0) }) {
          tags[name, default: []].append(prefix)
        } else {
          errors.append(Diagnostic(.error, .noServiceTagRange(name), at: text.position))
        }
      }
    }
    return (tags, errors)
  }
}

extension Diagnostic.Message {
  static var noServiceTags: Self {
    Self(
      "this is no file of service tags; take ServiceTags_Public_….json as Microsoft publishes it")
  }

  static func noServiceTagRange(_ tag: String) -> Self {
    Self("a range of the service tag \(tag) is no address prefix; write one like 203.0.113.0/24")
  }
}
