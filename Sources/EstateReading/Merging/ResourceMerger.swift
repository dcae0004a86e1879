internal import EstateModel

/// Makes one resource of those that several inputs describe.
///
/// The same id is the same resource, whatever its case. An id that lacks its subscription or group
/// is merged with the only one that matches, else it stands by itself.
struct ResourceMerger {
  private(set) var diagnostics: [Diagnostic] = []

  mutating func merge(_ resources: [Resource]) -> [Resource] {
    // No two resources with one type and name: nothing is to be merged, and the order stands.
    var seen: Set<ResourceID.TypeAndName> = []
    seen.reserveCapacity(resources.count)
    if resources.allSatisfy({ seen.insert($0.id.typeAndName).inserted }) { return resources }
    var order: [ResourceID] = []
    var groups: [ResourceID: [Resource]] = [:]
    for resource in resources {
      let key = resource.id
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(resource)
    }
    let moved = incompleteIDs(in: order)
    for (key, target) in moved {
      groups[target, default: []] += groups[key] ?? []
      groups[key] = nil
    }
    // Where one of a group stands first in the inputs decides, not which has the whole id.
    var place: [ResourceID: Int] = [:]
    for (index, key) in order.enumerated() {
      let target = moved[key] ?? key
      place[target] = min(place[target] ?? index, index)
    }
    let kept = order.filter { groups[$0] != nil }.sorted { (place[$0] ?? 0) < (place[$1] ?? 0) }
    return kept.compactMap { merged(groups[$0] ?? []) }
  }

  /// The incomplete ids and the only ones that they can be.
  private func incompleteIDs(in ids: [ResourceID]) -> [ResourceID: ResourceID] {
    var byName: [ResourceID.TypeAndName: [ResourceID]] = [:]
    for id in ids { byName[id.typeAndName, default: []].append(id) }
    var moved: [ResourceID: ResourceID] = [:]
    for id in ids where id.subscription == nil || id.resourceGroup == nil {
      let others = (byName[id.typeAndName] ?? []).filter { $0 != id && $0.matches(id) }
      guard others.count == 1, let target = others.first, isFuller(target, than: id) else {
        continue
      }
      moved[id] = target
    }
    // A chain: the group of a target that itself moves on follows it.
    return moved.mapValues { moved[$0] ?? $0 }
  }

  private func isFuller(_ left: ResourceID, than right: ResourceID) -> Bool {
    func parts(_ id: ResourceID) -> Int {
      (id.subscription == nil ? 0 : 1) + (id.resourceGroup == nil ? 0 : 1)
    }
    return parts(left) > parts(right)
  }

  private mutating func merged(_ group: [Resource]) -> Resource? {
    guard var result = group.first else { return nil }
    for other in group.dropFirst() { result = merged(result, other) }
    return result
  }

  private mutating func merged(_ left: Resource, _ right: Resource) -> Resource {
    var values = ValueMerger(resource: left.id)
    let body = values.merge(left.body, right.body, path: [])
    // Of two that each hang on a condition, likely only one will be.
    if left.conditionUnknown == nil || right.conditionUnknown == nil {
      diagnostics += values.diagnostics
    }
    let id = isFuller(right.id, than: left.id) ? right.id : left.id
    // A certain description outweighs one that hangs on a condition.
    let condition = right.conditionUnknown == nil ? nil : left.conditionUnknown
    return Resource(
      id: id, location: Self.merged(left.location, right.location),
      kind: Self.merged(left.kind, right.kind), body: body,
      properties: body.member("properties") ?? left.properties,
      source: left.source, format: left.format,
      apiVersion: left.apiVersion ?? right.apiVersion,
      nameUnknown: left.nameUnknown == nil ? nil : right.nameUnknown,
      conditionUnknown: condition, restUnknown: Self.rest(left, right),
      suppositions: left.suppositions + right.suppositions)
  }

  /// What neither describes; what prints no properties adds nothing to one that does.
  private static func rest(_ left: Resource, _ right: Resource) -> UnknownValue? {
    guard left.restUnknown != nil || left.isBareListing,
      right.restUnknown != nil || right.isBareListing
    else { return nil }
    return left.restUnknown ?? right.restUnknown
  }

  private static func merged(_ left: Setting<String>, _ right: Setting<String>) -> Setting<String> {
    if case .known = left { return left }
    if case .known = right { return right }
    return left.isAbsent ? right : left
  }
}
