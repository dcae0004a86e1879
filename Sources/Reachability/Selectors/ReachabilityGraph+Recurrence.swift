internal import EstateModel

/// What a subject of one graph is in the graph of another reading of the same inputs.
package enum Recurrence: Sendable {
  case found(Subject)
  /// There is nothing of the kind.
  case absent
  /// Its name hung on what the other reading settles, and no one resource is what has it now.
  case open
}

extension ReachabilityGraph {
  /// Finds again what a graph of the same inputs calls by this subject, where open values are settled or
  /// changes made: a resource whose name was open has another one here.
  package func recurrence(of subject: Subject, from base: ReachabilityGraph) -> Recurrence {
    guard let id = subject.resource else {
      guard case .subjects(let found, _) = resolve(subject.selector), let first = found.first else {
        return .absent
      }
      return .found(first)
    }
    if let entry = selectors.entry(of: id) {
      return .found(self.subject(of: entry, part: subject.part))
    }
    // What may have become of it, by the place in the inputs that describes it.
    let possible = selectors.entries.filter { $0.id.map { id.mayBecome($0) } ?? false }
    if possible.isEmpty { return .absent }
    guard let place = base.selectors.entry(of: id)?.source else { return .open }
    let same = possible.filter { entry in
      entry.source == place && base.selectors.entry(of: entry.id)?.source != place
    }
    guard same.count == 1 else { return .open }
    return .found(self.subject(of: same[0], part: subject.part))
  }
}

extension ResourceID {
  /// Whether this id, of which parts may be symbols, is the other one once more is known.
  fileprivate func mayBecome(_ other: ResourceID) -> Bool {
    func agree(_ own: String?, _ other: String?) -> Bool {
      guard let own, let other else { return true }
      return Self.mayBe(own, other)
    }
    let (own, others) = (segments, other.segments)
    return own.count == others.count && type.lowercased() == other.type.lowercased()
      && agree(subscription, other.subscription) && agree(resourceGroup, other.resourceGroup)
      && zip(own, others).allSatisfy { Self.mayBe($0.name, $1.name) }
  }
}
