internal import Reachability
internal import TrafficSets

/// The cases that there are where no input tells which service tags hold an address: two rules that name a
/// tag mean the same. A case is told apart further only as long as it decides nothing.
struct TagCases {
  typealias Outcome = (Exploration, TrafficSet, TrafficSet)

  /// In small letters, in the order in which they are told apart.
  let tags: [String]

  /// What becomes of each case, which together are all that there are.
  ///
  /// - Parameter explore: finds what certainly and what possibly passes in a case, whole or in part.
  func outcomes(_ explore: ([String: Bool]) -> Outcome) -> [Outcome] {
    tags.isEmpty ? [] : outcomes([:], explore)
  }

  private func outcomes(
    _ known: [String: Bool], _ explore: ([String: Bool]) -> Outcome
  ) -> [Outcome] {
    if !known.isEmpty {
      let outcome = explore(known)
      if known.count == tags.count || outcome.1 == outcome.2 { return [outcome] }
    }
    let tag = tags[known.count]
    return [true, false].flatMap { isHeld -> [Outcome] in
      let more = known.merging([tag: isHeld]) { $1 }
      return Self.isPossible(more) ? outcomes(more, explore) : []
    }
  }

  /// What a region's part of a tag holds, the tag holds.
  private static func isPossible(_ holds: [String: Bool]) -> Bool {
    !holds.contains { narrow in
      narrow.value && holds.contains { narrow.key.hasPrefix("\($0.key).") && !$0.value }
    }
  }
}
