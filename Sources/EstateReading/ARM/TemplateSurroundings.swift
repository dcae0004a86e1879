internal import EstateModel

/// What a template can refer to beyond itself.
struct TemplateSurroundings: Sendable {
  /// What a template describes, by the place of the template among the inputs.
  struct Described: Sendable {
    let template: Int
    let resource: Resource
  }

  /// What inputs of other formats describe, by type and name.
  var resources: [ResourceID.TypeAndName: [Resource]] = [:]
  /// What templates describe, where that is known already.
  var ofTemplates: [ResourceID.TypeAndName: [Described]] = [:]
  /// The template that asks, which does not ask for what it describes itself.
  var asking: Int?
  /// The template at a path, where it can be read.
  var linkedTemplate: @Sendable (String) -> ConfigurationValue? = { _ in nil }

  /// The parameter file at a path, where it can be read.
  var linkedParameters: @Sendable (String) -> ConfigurationValue? = { _ in nil }

  /// The only resource that an id can mean; a part that its parent lists is one, too.
  func resource(_ id: ResourceID) -> Resource? {
    let found = described(id)
    if !found.isEmpty { return found.count == 1 ? found.first : nil }
    guard let last = id.segments.last, let parent = id.parent, let whole = resource(parent),
      let part = whole.properties.part(last.type, named: last.name)
    else { return nil }
    return Resource(
      id: whole.id.child(last.type, last.name), location: .absent, kind: .absent, body: part,
      properties: part.member("properties") ?? part, source: part.position, format: whole.format)
  }

  private func described(_ id: ResourceID) -> [Resource] {
    let known = (resources[id.typeAndName] ?? []).filter { $0.id.matches(id) }
    if !known.isEmpty { return known }
    let others = (ofTemplates[id.typeAndName] ?? []).filter {
      $0.template != asking && $0.resource.id.matches(id)
    }.map(\.resource)
    if others.count < 2 { return others }
    var merger = ResourceMerger()
    return merger.merge(others)
  }
}

extension ConfigurationValue {
  /// The element of a list that has the name.
  func part(_ list: String, named name: String) -> ConfigurationValue? {
    member(list)?.array.first { $0["name"]?.symbolicText?.equalsIgnoringASCIICase(name) == true }
  }
}
