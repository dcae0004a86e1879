internal import EstateModel

/// Finds the resource of the estate that an id means.
struct ReferenceIndex {
  /// Every resource of the estate, in the order in which it was met.
  private(set) var all: [ResourceID] = []
  /// By type and name the place in `all` of the first such resource, and those of the others.
  private var firsts: [ResourceID.TypeAndName: Int] = [:]
  private var others: [ResourceID.TypeAndName: [Int]] = [:]
  /// Ids that a template tells from those of the same type and name that it deploys elsewhere.
  var separate: Set<ResourceID> = []
  /// By the hash of its text the place of a resource.
  private var written: [UInt64: Int] = [:]

  mutating func reserve(_ count: Int) {
    all.reserveCapacity(count)
    firsts.reserveCapacity(count)
    written.reserveCapacity(count)
  }

  /// Adds the resource; `false` where the estate has it already.
  @discardableResult
  mutating func insert(_ id: ResourceID) -> Bool {
    let place = all.count
    if let first = firsts[id.typeAndName] {
      let more = others[id.typeAndName] ?? []
      if all[first] == id || more.contains(where: { all[$0] == id }) { return false }
      others[id.typeAndName] = more + [place]
    } else {
      firsts[id.typeAndName] = place
    }
    all.append(id)
    if let hash = id.hashOfText, written[hash] == nil { written[hash] = place }
    return true
  }

  /// The resource with just the id that these bytes are, where its own text is the same.
  ///
  /// Nearly all references are written so, and then nothing is to be read.
  func id(writtenAs bytes: UnsafeBufferPointer<UInt8>) -> ResourceID? {
    guard let place = written[bytes.hashWithoutCase], all[place].isWritten(as: bytes) else {
      return nil
    }
    return all[place]
  }

  /// The place in `all` of the resource with just this id.
  func place(of id: ResourceID) -> Int? {
    guard let first = firsts[id.typeAndName] else { return nil }
    if all[first] == id { return first }
    return others[id.typeAndName]?.first { all[$0] == id }
  }

  /// The resource with this id, else the only one that the id can mean.
  func resolve(_ id: ResourceID) -> ResourceID? { find(id)?.id }

  /// Two of the resources that an id without subscription or group can mean, where it can mean several.
  func several(
    for id: ResourceID, amongFirst count: Int
  ) -> (ResourceID, ResourceID)? {
    guard let first = firsts[id.typeAndName], let more = others[id.typeAndName],
      !separate.contains(id), id.parent.flatMap({ place(of: $0) }) == nil
    else { return nil }
    let matching = ([first] + more).filter { $0 < count && all[$0] != id && all[$0].matches(id) }
    return matching.count > 1 ? (all[matching[0]], all[matching[1]]) : nil
  }

  /// The same, and whether it has just this id: then it is found whatever else the estate takes in.
  func find(_ id: ResourceID) -> (id: ResourceID, isExact: Bool)? {
    guard let first = firsts[id.typeAndName] else { return nil }
    // An equal one is returned as it was first written, so that one id is shown one way.
    if all[first] == id { return (all[first], true) }
    let candidates = [first] + (others[id.typeAndName] ?? [])
    if let equal = candidates.first(where: { all[$0] == id }) { return (all[equal], true) }
    let whole = id.parent.flatMap { place(of: $0) }
    var matching = candidates.filter { candidate in
      guard all[candidate].matches(id) else { return false }
      // Parts of two resources that the estate has are two.
      guard let whole, let other = all[candidate].parent.flatMap({ place(of: $0) }) else {
        return true
      }
      return whole == other
    }
    if let group = id.resourceGroup?.lowercased(), matching.count > 1 || separate.contains(id) {
      let inGroup = matching.filter { all[$0].resourceGroup?.lowercased() == group }
      if !inGroup.isEmpty || separate.contains(id) { matching = inGroup }
    }
    return matching.count == 1 ? (all[matching[0]], false) : nil
  }
}
