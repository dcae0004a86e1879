/// Why an estate could not be read, by the exit code that it leads to.
package enum ReadingFailure: Int, Hashable, Sendable, Comparable {
  /// An option that says something impossible: `--set` without `=`, a parameter nobody declares.
  case wrongUsage = 64
  /// Unreadable, malformed or over a limit.
  case badInput = 65
  case noSuchFile = 66

  package var exitCode: Int { rawValue }

  package static func < (left: ReadingFailure, right: ReadingFailure) -> Bool {
    left.rawValue < right.rawValue
  }
}
