import Foundation

/// The seeds of estates made at random.
enum WalkSeeds {
  static let areMany = ProcessInfo.processInfo.environment["REACHMAP_SOAK"] == "1"

  /// A few in every run; where `REACHMAP_SOAK` is 1 many, from `REACHMAP_SOAK_FROM` on, or as many as
  /// `REACHMAP_SOAK_COUNT` says: 1 shows one seed again.
  static func range(_ few: Int, many: Int) -> Range<Int> {
    func number(_ name: String) -> Int? {
      ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
    }
    guard areMany else { return 0..<few }
    let first = number("REACHMAP_SOAK_FROM") ?? 0
    return first..<first + (number("REACHMAP_SOAK_COUNT") ?? many)
  }
}
