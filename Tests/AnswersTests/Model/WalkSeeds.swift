import Foundation

/// The seeds of estates made at random.
enum WalkSeeds {
  static let areMany = ProcessInfo.processInfo.environment["REACHMAP_SOAK"] == "1"

  /// A few in every run; where `REACHMAP_SOAK` is 1 many, from `REACHMAP_SOAK_FROM` on.
  static func range(_ few: Int, many: Int) -> Range<Int> {
    guard areMany else { return 0..<few }
    let first = ProcessInfo.processInfo.environment["REACHMAP_SOAK_FROM"].flatMap { Int($0) } ?? 0
    return first..<first + many
  }
}
