internal import EstateModel

/// What a template can refer to beyond itself.
struct TemplateSurroundings: Sendable {
  /// What other inputs describe, by type and name.
  var resources: [ResourceID.TypeAndName: [Resource]] = [:]
  /// The template at a path, where it can be read.
  var linkedTemplate: @Sendable (String) -> ConfigurationValue? = { _ in nil }

  /// The only resource that an id can mean.
  func resource(_ id: ResourceID) -> Resource? {
    let found = (resources[id.typeAndName] ?? []).filter { $0.id.matches(id) }
    return found.count == 1 ? found.first : nil
  }
}
