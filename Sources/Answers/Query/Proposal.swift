internal import EstateModel
internal import Reachability
internal import TrafficSets

extension Proposal {
  /// With the changes of another one, for what is still in the way.
  func adding(_ other: Proposal) -> Proposal {
    Proposal(
      changes: other.changes.reduce(changes) { $0.joined(with: $1) },
      met: met + other.met.filter { !met.contains($0) })
  }

  /// With public access for everybody in the place of that for some addresses, which opened nothing: storage
  /// asks no callers from its own region for their addresses. `nil` where there is no such change.
  func widened(in estate: Estate) -> Proposal? {
    let wider = changes.map { $0.widened(in: estate) ?? $0 }
    return wider == changes ? nil : Proposal(changes: wider, met: met)
  }
}

extension [Change] {
  /// With another change: two rules that differ in their traffic alone are one.
  func joined(with change: Change) -> [Change] {
    if contains(change) { return self }
    for (index, own) in enumerated() {
      guard let joined = own.joined(with: change) else { continue }
      var changes = self
      changes[index] = joined
      return changes
    }
    return self + [change]
  }
}
