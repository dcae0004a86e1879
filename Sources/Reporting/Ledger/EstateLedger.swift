package import EstateModel

/// What was read and what was not, so that a user sees what an answer may hang on.
package struct EstateLedger: Hashable, Sendable {
  package struct Input: Hashable, Sendable {
    package let file: String
    /// What it was taken for, in words: `ARM template`.
    package let format: String

    package init(file: String, format: String) {
      self.file = file
      self.format = format
    }
  }

  /// A type of which resources were read and nothing is known.
  package struct NotModelled: Hashable, Sendable {
    package let type: String
    package let count: Int
    /// The first of them.
    package let source: SourcePosition
    /// Whether no packet ever meets them.
    package let isApart: Bool

    package init(type: String, count: Int, source: SourcePosition, isApart: Bool = false) {
      self.type = type
      self.count = count
      self.source = source
      self.isApart = isApart
    }
  }

  /// A reason for which values are open.
  package struct Unknown: Hashable, Sendable {
    /// What would make the values known, in the order in which a user asks.
    package enum Cause: Int, Hashable, Sendable, CaseIterable {
      /// A value for a parameter of a template.
      case parameter
      /// The properties of a resource that an input only lists.
      case listing
      /// A description of a resource that is only referred to.
      case resource
      case other
    }

    package let because: String
    package let count: Int
    package let sources: [SourcePosition]
    package let cause: Cause
    /// The id of the resource that no input describes.
    package let resource: String?

    package init(
      because: String, count: Int, sources: [SourcePosition], cause: Cause = .other,
      resource: String? = nil
    ) {
      self.because = because
      self.count = count
      self.sources = sources
      self.cause = cause
      self.resource = resource
    }
  }

  package struct Skipped: Hashable, Sendable {
    package let file: String
    package let because: String

    package init(file: String, because: String) {
      self.file = file
      self.because = because
    }
  }

  package struct Note: Hashable, Sendable {
    package let text: String
    package let source: SourcePosition?

    package init(text: String, source: SourcePosition?) {
      self.text = text
      self.source = source
    }
  }

  package var read: [Input] = []
  package var notModelled: [NotModelled] = []
  package var unknown: [Unknown] = []
  package var skipped: [Skipped] = []
  package var notes: [Note] = []

  package init() {}
}
