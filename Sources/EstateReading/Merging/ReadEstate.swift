package import EstateModel
package import TrafficSets

/// Everything that the inputs of a run say, before it is decoded.
package struct ReadEstate: Sendable {
  /// In the order of the inputs, within a file in document order; one for each id.
  package var resources: [Resource] = []
  package var overlays: [Overlay] = []
  package var ledger = Ledger()
  package var diagnostics: [Diagnostic] = []
  /// The prefixes of each service tag, from `--service-tags`; empty without it.
  package var serviceTags: [String: [AddressPrefix]] = [:]
  /// What keeps an answer from being given; `nil` when reading succeeded.
  package var failure: ReadingFailure?

  package init() {}
}

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

/// What was read and what was not, so that a user sees what an answer may hang on.
package struct Ledger: Hashable, Sendable {
  package struct Skipped: Hashable, Sendable {
    package let file: String
    package let because: String
  }

  package struct Note: Hashable, Sendable {
    package let text: String
    package let source: SourcePosition?
  }

  package struct Input: Hashable, Sendable {
    package let file: String
    package let format: InputFormat
  }

  package var inputs: [Input] = []
  package var skipped: [Skipped] = []
  package var notes: [Note] = []

  package init() {}

  mutating func skip(_ file: String, because reason: String) {
    skipped.append(Skipped(file: file, because: reason))
  }

  mutating func note(_ text: String, at source: SourcePosition?) {
    notes.append(Note(text: text, source: source))
  }
}

/// The options that bear on reading.
package struct ReadingOptions: Sendable {
  /// Parameter files, as `--parameters` gives them.
  package var parameterFiles: [String] = []
  /// `[FILE:]NAME=VALUE`, as `--set` gives them.
  package var settings: [String] = []
  package var subscription: String?
  package var resourceGroup: String?
  package var location: String?
  package var serviceTagsFile: String?

  package init() {}
}
