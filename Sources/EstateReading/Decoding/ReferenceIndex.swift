internal import EstateModel

/// Finds the resource of the estate that an id means.
struct ReferenceIndex {
  /// Every resource of the estate, in the order in which it was met.
  private(set) var all: [ResourceID] = []
  private var known: Set<ResourceID> = []
  private var byTypeAndName: [String: [ResourceID]] = [:]

  /// Adds the resource; `false` where the estate has it already.
  @discardableResult
  mutating func insert(_ id: ResourceID) -> Bool {
    guard known.insert(id).inserted else { return false }
    byTypeAndName[id.typeAndName, default: []].append(id)
    all.append(id)
    return true
  }

  /// The resource with this id, else the only one that the id can mean.
  func resolve(_ id: ResourceID) -> ResourceID? {
    guard let candidates = byTypeAndName[id.typeAndName] else { return nil }
    // An equal one is returned as it was first written, so that one id is shown one way.
    if known.contains(id) { return candidates.first { $0 == id } }
    let matching = candidates.filter { $0.matches(id) }
    return matching.count == 1 ? matching[0] : nil
  }
}
