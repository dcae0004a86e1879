internal import Synchronization

/// The entries of the selector index by what they are called, made once many names have been looked up:
/// for a few a walk over all of them is less work.
final class NameTable: Sendable {
  private struct State {
    var uses = 0
    var places: [String: [Int]]?
  }

  private static let fewUses = 8
  private let state = Mutex(State())

  /// The places of the entries with that name, ascending; `nil` where it is one of few that are asked for.
  ///
  /// - Parameter names: All names of each entry, in small letters.
  func places(of wanted: String, names: () -> [[String]]) -> [Int]? {
    let (isFrequent, known) = state.withLock { state in
      state.uses += 1
      return (state.uses > Self.fewUses, state.places)
    }
    guard isFrequent else { return nil }
    if let known { return known[wanted] ?? [] }
    var places: [String: [Int]] = [:]
    for (place, names) in names().enumerated() {
      for name in names { places[name, default: []].append(place) }
    }
    let made = places
    state.withLock { $0.places = made }
    return made[wanted] ?? []
  }
}
