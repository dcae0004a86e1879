internal import Reachability

/// The pairs of senders and targets between which some changes can open anything.
///
/// Subjects are taken in one after the other. More of them only ever make more pairs, so that a
/// tenant's estate is known to have too many long before all of it has been looked at.
struct OpenablePairs {
  private struct Source {
    let subject: Subject
    /// The changes that can open anything for it.
    let changes: [Int]
  }

  private let changes: [Change]
  private let graph: ReachabilityGraph
  /// Pairs that the question is about itself are left out.
  private let isAsked: (_ source: Subject, _ target: Subject) -> Bool
  private var sources: [Source] = []
  private var targets: [Subject] = []
  /// For each change the places of the targets to which it can open anything.
  private var opened: [[Int]]

  init(
    of changes: [Change], in graph: ReachabilityGraph,
    without isAsked: @escaping (_ source: Subject, _ target: Subject) -> Bool
  ) {
    self.changes = changes
    self.graph = graph
    self.isAsked = isAsked
    opened = Array(repeating: [], count: changes.count)
  }

  mutating func take(_ subject: Subject) {
    if !subject.senders.isEmpty {
      let some = changes.indices.filter { changes[$0].canOpen(from: subject, in: graph) }
      if !some.isEmpty { sources.append(Source(subject: subject, changes: some)) }
    }
    guard !subject.goal.destinations.isEmpty else { return }
    let some = changes.indices.filter { changes[$0].canOpen(to: subject, in: graph) }
    if some.isEmpty { return }
    for change in some { opened[change].append(targets.count) }
    targets.append(subject)
  }

  /// The pairs of what was taken in, by source and then by target; `nil` where there are more.
  func pairs(atMost limit: Int) -> [(source: Subject, target: Subject)]? {
    var pairs: [(source: Subject, target: Subject)] = []
    for source in sources {
      let places =
        source.changes.count == 1
        ? opened[source.changes[0]] : Set(source.changes.flatMap { opened[$0] }).sorted()
      for place in places {
        let target = targets[place]
        if source.subject.selector == target.selector || isAsked(source.subject, target) {
          continue
        }
        pairs.append((source.subject, target))
        if pairs.count > limit { return nil }
      }
    }
    return pairs
  }
}
