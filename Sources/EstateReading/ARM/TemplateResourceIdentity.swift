internal import EstateModel

/// The id of a resource in a template, from its type, its name and what it is nested in.
struct TemplateResourceIdentity {
  let id: ResourceID
  /// Whether the name has more or fewer parts than the type asks for.
  let isMismatched: Bool

  init(
    type: String, name: ConfigurationValue, parent: ResourceID?, scope: DeploymentScope,
    extends: String?
  ) {
    let text =
      name.symbolicText
      ?? TemplateSymbol.symbol(for: TemplateEvaluator.canonical(name))
    var names = text.split(separator: "/").map(String.init)
    var types = type.split(separator: "/").map(String.init)
    // What a lock or a role assignment extends.
    var extended = extends.flatMap { ResourceID($0) }
    if let position = types.lastIndex(where: { $0.lowercased() == "providers" }), position > 0 {
      // The old way to extend a resource: `A/b/providers/c`, named `b/D/c`.
      let owner = zip(types.dropFirst(), names).prefix(position - 1).map {
        ResourceID.Segment(type: $0, name: $1)
      }
      if !owner.isEmpty {
        extended = ResourceID(
          subscription: scope.subscription, resourceGroup: scope.resourceGroup,
          provider: types[0], segments: owner)
      }
      let rest = Array(names.dropFirst(position - 1))
      types = [rest.first ?? types[0]] + types[(position + 1)...]
      names = Array(rest.dropFirst())
    } else if let parent, types.count > 1, types[0].equalsIgnoringASCIICase("providers"),
      names.count > 1
    {
      // The same within the resource that is extended: `providers/c`, named `D/x`.
      extended = parent
      types = [names[0]] + types[1...]
      names.removeFirst()
    } else if let parent {
      let parents = [parent.provider] + parent.segments.map(\.type)
      let isWhole =
        types.count > parents.count
        && zip(types, parents).allSatisfy { $0.equalsIgnoringASCIICase($1) }
      if !isWhole, types.count == 1 || types.first?.contains(".") != true {
        types = parents + types
      } else if !isWhole {
        extended = extended ?? parent
      }
      if types.count > parents.count, extended == nil, names.count < types.count - 1 {
        names = parent.segments.map(\.name) + names
      }
    }
    let wanted = max(types.count - 1, 1)
    isMismatched = names.count != wanted
    if names.count > wanted {
      names = Array(names.prefix(wanted - 1)) + [names[(wanted - 1)...].joined(separator: "-")]
    }
    while names.count < wanted { names.append("{\(names.count + 1) of \(text)}") }
    let segmentTypes = types.count > 1 ? Array(types.dropFirst()) : types
    id = ResourceID(
      subscription: scope.subscription, resourceGroup: scope.resourceGroup,
      provider: types.count > 1 ? types[0] : "unknown",
      segments: zip(segmentTypes, names).map { ResourceID.Segment(type: $0, name: $1) },
      scope: extended)
  }
}
