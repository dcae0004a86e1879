internal import EstateModel

/// Reads Microsoft's file of service tags: the address ranges of each.
enum ServiceTagsReader {
  /// `nil` when the document is no such file.
  static func read(_ root: ConfigurationValue) -> [String: [String]]? {
    guard let values = root["values"], values.isArray else { return nil }
    var tags: [String: [String]] = [:]
    for value in values.array {
      guard let name = value["name"]?.string ?? value["id"]?.string else { continue }
      tags[name] = value["properties"]?["addressPrefixes"]?.array.compactMap(\.string) ?? []
    }
    return tags
  }
}

extension Diagnostic.Message {
  static var noServiceTags: Self {
    Self(
      "this is no file of service tags; take ServiceTags_Public_….json as Microsoft publishes it")
  }
}
