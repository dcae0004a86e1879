package import EstateModel

/// One value of a configuration, whatever the format of its file, with its place.
///
/// A handle on a parsed document, or on a value that was made from others by evaluating an
/// expression or by merging. Keys compare without ASCII case, as Azure's do.
package struct ConfigurationValue: Sendable {
  package enum Kind: Hashable, Sendable {
    case null, bool, number, string, array, object, unknown
  }

  package typealias Field = (key: String, keyPosition: SourcePosition, value: ConfigurationValue)

  enum Storage: Sendable {
    case parsed(DocumentTape, Int)
    case made(MadeValue)
  }

  let storage: Storage

  init(_ storage: Storage) { self.storage = storage }

  package var kind: Kind {
    switch storage {
    case .parsed(let tape, let index):
      switch tape.entries[index].tag {
      case .null, .storedNull: .null
      case .bool, .storedBool: .bool
      case .number, .storedNumber: .number
      case .string, .storedString: .string
      case .array: .array
      case .object: .object
      }
    case .made(let made):
      switch made.content {
      case .null: .null
      case .bool: .bool
      case .number: .number
      case .string: .string
      case .array: .array
      case .object: .object
      case .unknown, .open: .unknown
      }
    }
  }

  package var isNull: Bool { kind == .null }

  package var bool: Bool? {
    switch storage {
    case .parsed(let tape, let index):
      let entry = tape.entries[index]
      return entry.tag == .bool || entry.tag == .storedBool ? entry.flag : nil
    case .made(let made):
      if case .bool(let value) = made.content { return value } else { return nil }
    }
  }

  package var number: Double? {
    guard kind == .number else { return nil }
    return text.flatMap { Double($0) }
  }

  /// A number without a fraction, `1.0` included.
  package var integer: Int? {
    guard kind == .number, let text else { return nil }
    return Int(text) ?? Double(text).flatMap { Int(exactly: $0) }
  }

  package var string: String? { kind == .string ? text : nil }

  /// The text of a string, number or boolean as the file has it: what an enumeration is checked on.
  package var text: String? {
    switch storage {
    case .parsed(let tape, let index):
      let entry = tape.entries[index]
      switch entry.tag {
      case .string, .storedNumber, .storedString, .storedBool: return tape.string(at: index)
      case .number:
        return String(decoding: tape.content(of: entry), as: UTF8.self)
      case .bool: return entry.flag ? "true" : "false"
      case .null, .storedNull, .array, .object: return nil
      }
    case .made(let made):
      switch made.content {
      case .bool(let value): return value ? "true" : "false"
      case .number(let text), .string(let text): return text
      case .null, .array, .object, .unknown, .open: return nil
      }
    }
  }

  /// Gives the bytes of a string that stands in its document as it is; `nil` for any other value.
  func withPlainText<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result? {
    guard case .parsed(let tape, let index) = storage else { return nil }
    let entry = tape.entries[index]
    guard entry.tag == .string, !entry.flag else { return nil }
    return body(tape.content(of: entry))
  }

  /// Whether this is a text without a character.
  var isEmptyText: Bool {
    switch storage {
    case .parsed(let tape, let index):
      let entry = tape.entries[index]
      switch entry.tag {
      case .string: return entry.first == 0
      case .storedNumber, .storedString, .storedBool: return tape.string(at: index).isEmpty
      case .number, .bool, .null, .storedNull, .array, .object: return false
      }
    case .made: return text?.isEmpty == true
    }
  }

  /// Whether this is an open value.
  var isUnknown: Bool {
    guard case .made(let made) = storage else { return false }
    return switch made.content {
    case .unknown, .open: true
    case .null, .bool, .number, .string, .array, .object: false
    }
  }

  package var unknown: UnknownValue? {
    guard case .made(let made) = storage else { return nil }
    return switch made.content {
    case .unknown(let unknown, _), .open(let unknown, _, _): unknown
    case .null, .bool, .number, .string, .array, .object: nil
    }
  }

  /// The text of a string; for an open value what is known of it, its open parts as symbols in
  /// braces that are the same for the same expression.
  ///
  /// For names and resource ids, where two uses of one open name still mean the same resource.
  package var symbolicText: String? {
    guard case .made(let made) = storage else { return text }
    return switch made.content {
    case .unknown(_, let symbol), .open(_, let symbol, _): symbol
    case .null, .bool, .number, .string, .array, .object: text
    }
  }

  /// What is known of an object of which more is true than any input says.
  var knownPart: ConfigurationValue? {
    guard case .made(let made) = storage, case .open(_, _, let known) = made.content else {
      return nil
    }
    return known
  }

  package var isArray: Bool { kind == .array }
  package var isObject: Bool { kind == .object }

  /// The elements; empty when this is no array.
  package var array: [ConfigurationValue] {
    var elements: [ConfigurationValue] = []
    elements.reserveCapacity(elementCount)
    forEachElement { elements.append($0) }
    return elements
  }

  private var elementCount: Int {
    switch storage {
    case .parsed(let tape, let index):
      tape.entries[index].tag == .array ? Int(tape.entries[index].first) : 0
    case .made(let made):
      if case .array(let elements) = made.content { elements.count } else { 0 }
    }
  }

  /// Gives the elements in turn; none when this is no array.
  func forEachElement(_ body: (ConfigurationValue) -> Void) {
    switch storage {
    case .parsed(let tape, let index):
      let entry = tape.entries[index]
      guard entry.tag == .array else { return }
      var child = index + 1
      while child < Int(entry.end) {
        body(ConfigurationValue(.parsed(tape, child)))
        child = tape.next(after: child)
      }
    case .made(let made):
      if case .array(let elements) = made.content { elements.forEach(body) }
    }
  }

  /// The value of a key, null included; `nil` when there is none or this is no object.
  package subscript(_ key: String) -> ConfigurationValue? {
    switch storage {
    case .parsed(let tape, let index):
      let entry = tape.entries[index]
      guard entry.tag == .object else { return nil }
      return tape.value(of: key, in: index).map { ConfigurationValue(.parsed(tape, $0)) }
    case .made(let made):
      guard case .object(let fields) = made.content else { return nil }
      return fields.first { $0.key.equalsIgnoringASCIICase(key) }?.value
    }
  }

  /// The value of a key; `nil` when it is absent or null, which Azure takes for the same.
  package func member(_ key: String) -> ConfigurationValue? {
    guard let value = self[key], !value.isNull else { return nil }
    return value
  }

  /// Keys and values in file order; empty when this is no object.
  package var fields: [Field] {
    rawFields.map { ($0.key, $0.keyPlace.position, $0.value) }
  }

  package var position: SourcePosition {
    switch storage {
    case .parsed(let tape, let index): tape.text.position(at: Int(tape.entries[index].offset))
    case .made(let made): made.place.position
    }
  }
}

/// A value that stands in no file as it is.
final class MadeValue: Sendable {
  enum Content: Sendable {
    case null
    case bool(Bool)
    /// As JSON would write it.
    case number(String)
    case string(String)
    case array([ConfigurationValue])
    case object([ConfigurationValue.PlacedField])
    case unknown(UnknownValue, symbol: String?)
    /// An object that has these fields, and others that nobody knows.
    case open(UnknownValue, symbol: String?, known: ConfigurationValue)
  }

  let content: Content
  let place: SourcePlace
  /// Of a text that has open parts: its parts.
  let parts: TextParts?
  /// How large it is, with all that is in it.
  let extent: ValueExtent

  init(_ content: Content, at place: SourcePlace, parts: TextParts? = nil) {
    self.content = content
    self.place = place
    self.parts = parts
    extent = ValueExtent(of: content)
  }
}

extension ConfigurationValue {
  /// A field whose place is not yet counted out.
  struct PlacedField: Sendable {
    let key: String
    let keyPlace: SourcePlace
    let value: ConfigurationValue
  }

  init(_ content: MadeValue.Content, at place: SourcePlace, parts: TextParts? = nil) {
    self.init(.made(MadeValue(content, at: place, parts: parts)))
  }

  var place: SourcePlace {
    switch storage {
    case .parsed(let tape, let index):
      SourcePlace(text: tape.text, offset: Int(tape.entries[index].offset))
    case .made(let made): made.place
    }
  }

  var rawFields: [PlacedField] {
    switch storage {
    case .parsed(let tape, let index):
      let entry = tape.entries[index]
      guard entry.tag == .object else { return [] }
      var fields: [PlacedField] = []
      fields.reserveCapacity(Int(entry.first))
      var child = index + 1
      while child < Int(entry.end) {
        fields.append(
          PlacedField(
            key: tape.string(at: child),
            keyPlace: SourcePlace(text: tape.text, offset: Int(tape.entries[child].offset)),
            value: ConfigurationValue(.parsed(tape, child + 1))))
        child = tape.next(after: child + 1)
      }
      return fields
    case .made(let made):
      if case .object(let fields) = made.content { return fields } else { return [] }
    }
  }

  /// The object with some fields replaced or added at its end; anything else becomes an object.
  func setting(_ additions: [PlacedField]) -> ConfigurationValue {
    var fields = rawFields
    for addition in additions {
      if let index = fields.firstIndex(where: { $0.key.equalsIgnoringASCIICase(addition.key) }) {
        fields[index] = addition
      } else {
        fields.append(addition)
      }
    }
    return ConfigurationValue(.object(fields), at: place)
  }
}

extension ConfigurationValue {
  /// The same value of a twin of its document; what was made of others stays as it is.
  func inTwin(_ twins: inout [ObjectIdentifier: DocumentTape]) -> ConfigurationValue {
    guard case .parsed(let tape, let index) = storage else { return self }
    let twin = twins[ObjectIdentifier(tape)] ?? tape.twin()
    twins[ObjectIdentifier(tape)] = twin
    return ConfigurationValue(.parsed(twin, index))
  }
}
