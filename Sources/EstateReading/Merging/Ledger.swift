package import EstateModel

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
