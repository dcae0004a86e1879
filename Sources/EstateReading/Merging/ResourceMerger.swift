internal import EstateModel

/// Makes one resource of those that several inputs describe.
///
/// The same id is the same resource, whatever its case. An id that lacks its subscription or group
/// is merged with the only one that matches, else it stands by itself. Two that one template deploys to
/// different places are never one.
struct ResourceMerger {
  private(set) var diagnostics: [Diagnostic] = []
  private let separate: [ResourceID.TypeAndName: [ResourceID]]

  /// - Parameter separate: ids that templates tell from those of resources which they deploy.
  init(separate: Set<ResourceID> = []) {
    self.separate = Dictionary(grouping: separate, by: \.typeAndName)
  }

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
    let moved = incompleteIDs(in: order, groups)
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
  private func incompleteIDs(
    in ids: [ResourceID], _ resources: [ResourceID: [Resource]]
  ) -> [ResourceID: ResourceID] {
    var byName: [ResourceID.TypeAndName: [ResourceID]] = [:]
    for id in ids { byName[id.typeAndName, default: []].append(id) }
    let incomplete = ids.filter { Self.fullness(of: $0) < Self.whole }
    if incomplete.isEmpty { return [:] }
    // The templates that deploy a resource, with what has been moved to it so far.
    var templates: [ResourceID: Set<String>] = [:]
    for id in incomplete.flatMap({ byName[$0.typeAndName] ?? [] }) {
      templates[id] = Set((resources[id] ?? []).compactMap(\.deployedBy))
    }
    func areApart(_ left: ResourceID, _ right: ResourceID) -> Bool {
      !(templates[left] ?? []).isDisjoint(with: templates[right] ?? [])
    }
    var moved: [ResourceID: ResourceID] = [:]
    // The fullest first: what those mean is no other one's that is deployed beside them.
    let order = incomplete.enumerated().sorted {
      (Self.fullness(of: $1.element), $0.offset) < (Self.fullness(of: $0.element), $1.offset)
    }
    for id in order.map(\.element) {
      let others = (byName[id.typeAndName] ?? []).filter {
        $0 != id && $0.matches(id) && !areApart($0, id) && !isNamedElsewhere($0, besides: id)
      }
      guard others.count == 1, let target = others.first,
        Self.fullness(of: target) > Self.fullness(of: id)
      else { continue }
      // A chain: what means one that itself moves on follows it.
      let last = moved[target] ?? target
      if areApart(last, id) { continue }
      moved[id] = last
      templates[last, default: []].formUnion(templates[id] ?? [])
    }
    return moved
  }

  /// Whether a template names the resource of this group besides the one that it deploys to its own.
  private func isNamedElsewhere(_ target: ResourceID, besides id: ResourceID) -> Bool {
    guard id.resourceGroup == nil, let group = target.resourceGroup?.lowercased() else {
      return false
    }
    return (separate[target.typeAndName] ?? []).contains {
      $0.resourceGroup?.lowercased() == group && $0.matches(target)
    }
  }

  /// Two for both parts of a scope, one for what is only a symbol.
  private static let whole = 4

  private static func fullness(of id: ResourceID) -> Int {
    func worth(_ part: String?) -> Int {
      guard let part else { return 0 }
      return part.utf8.contains(UInt8(ascii: "{")) ? 1 : 2
    }
    return worth(id.subscription) + worth(id.resourceGroup)
  }

  private mutating func merged(_ group: [Resource]) -> Resource? {
    // Certain descriptions first, so that what they contradict is told whatever the order.
    let ordered =
      group.filter { $0.conditionUnknown == nil } + group.filter { $0.conditionUnknown != nil }
    guard var result = ordered.first else { return nil }
    for other in ordered.dropFirst() { result = merged(result, other) }
    return result
  }

  private mutating func merged(_ left: Resource, _ right: Resource) -> Resource {
    var values = ValueMerger(resource: left.id)
    let body = values.merge(left.body, right.body, path: [])
    // Of two that each hang on a condition, likely only one will be.
    if left.conditionUnknown == nil || right.conditionUnknown == nil {
      diagnostics += values.diagnostics
    }
    let id = Self.fullness(of: right.id) > Self.fullness(of: left.id) ? right.id : left.id
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
