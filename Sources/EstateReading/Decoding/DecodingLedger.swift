package import EstateModel

/// What an answer may hang on: what of the input is not modelled, and which values are open.
package struct DecodingLedger: Hashable, Sendable {
  /// A type of which resources were read and nothing is known.
  package struct NotModelled: Hashable, Sendable {
    package let type: String
    package fileprivate(set) var count: Int
    /// The first of them.
    package let source: SourcePosition
    /// Whether no packet ever meets them, so that no answer hangs on what is not known of them.
    package let isApart: Bool
  }

  /// A reason for which values are open.
  package struct Unknown: Hashable, Sendable {
    /// What kind of thing would make the values known.
    package enum Cause: Hashable, Sendable {
      /// A value for a parameter of a template.
      case parameter
      /// The properties of a resource that an input only lists.
      case listing
      /// A description of this resource.
      case resource(ResourceID)
      case other
    }

    package let because: String
    package let cause: Cause
    package fileprivate(set) var count: Int
    package fileprivate(set) var sources: [SourcePosition]
  }

  /// A value that an overlay supplied.
  package struct Assumed: Hashable, Sendable {
    package let id: ResourceID
    /// As the overlay names it.
    package let property: String
    package let source: SourcePosition
  }

  /// In the order of the inputs.
  package private(set) var notModelled: [NotModelled] = []
  package private(set) var unknown: [Unknown] = []
  package private(set) var notes: [Ledger.Note] = []
  package private(set) var assumed: [Assumed] = []

  private var typePlaces: [String: Int] = [:]
  private var unknownPlaces: [String: Int] = [:]
  private var knownSources: Set<SourceOfUnknown> = []

  private struct SourceOfUnknown: Hashable {
    let place: Int
    let source: SourcePosition
  }

  package init() {}

  mutating func note(type: String, at source: SourcePosition, isApart: Bool = false) {
    if let place = typePlaces[type.lowercased()] {
      notModelled[place].count += 1
    } else {
      typePlaces[type.lowercased()] = notModelled.count
      notModelled.append(NotModelled(type: type, count: 1, source: source, isApart: isApart))
    }
  }

  mutating func note(_ value: UnknownValue) {
    let place = unknownPlaces[value.because] ?? unknown.count
    if place == unknown.count {
      unknownPlaces[value.because] = place
      unknown.append(
        Unknown(because: value.because, cause: value.cause, count: 1, sources: []))
    } else {
      unknown[place].count += 1
    }
    guard let source = value.source,
      knownSources.insert(SourceOfUnknown(place: place, source: source)).inserted
    else { return }
    unknown[place].sources.append(source)
  }

  mutating func note(_ text: String, at source: SourcePosition?) {
    notes.append(Ledger.Note(text: text, source: source))
  }

  mutating func note(_ assumption: Assumed) { assumed.append(assumption) }
}

extension UnknownValue {
  private static let undescribed = "no input describes "

  /// Nothing is known of a resource that is only referred to.
  static func undescribed(_ id: ResourceID, at source: SourcePosition) -> UnknownValue {
    UnknownValue(key: "\(id)#settings", because: undescribed + id.description, source: source)
  }

  /// What a user has to give for the value to be known.
  fileprivate var cause: DecodingLedger.Unknown.Cause {
    // A secret's value is not used, even where it is given.
    if because.hasSuffix("is a secret") { return .other }
    if key.contains("#parameters/") || because.hasPrefix("parameter '") { return .parameter }
    if because.hasPrefix(Diagnostic.Message.listing) { return .listing }
    if because.hasPrefix(Self.undescribed),
      let id = ResourceID(String(because.dropFirst(Self.undescribed.count)))
    {
      return .resource(id)
    }
    return .other
  }
}
