internal import EstateModel

/// What stands at one place of a resource: nothing, a value, or something that is left open.
///
/// A place within an open one is open for the same reason.
struct Slot {
  enum Content {
    case absent
    case open(UnknownValue)
    case value(ConfigurationValue)
  }

  /// Why something is open; a class, so that the many places that are not cost nothing to copy.
  private final class Reason: Sendable {
    let unknown: UnknownValue

    init(_ unknown: UnknownValue) { self.unknown = unknown }
  }

  /// The last key on the way here, for messages.
  let key: String
  private let written: ConfigurationValue?
  /// Why this place is open where nothing is written.
  private let open: Reason?
  /// Why a key that is missing here is open rather than absent.
  private let missing: Reason?

  private init(_ value: ConfigurationValue?, key: String, reason missing: Reason?) {
    self.key = key
    self.missing = missing
    if let value, !value.isNull {
      written = value
      open = nil
    } else {
      written = nil
      open = missing
    }
  }

  /// The place of this value; null is as absent as no value.
  init(_ value: ConfigurationValue?, key: String, missing: UnknownValue? = nil) {
    self.init(value, key: key, reason: missing.map { Reason($0) })
  }

  /// A place whose value nobody knows.
  init(open unknown: UnknownValue, key: String) {
    self.key = key
    missing = nil
    written = nil
    open = Reason(unknown)
  }

  var content: Content {
    guard let written else { return open.map { .open($0.unknown) } ?? .absent }
    guard written.isUnknown, let unknown = written.unknown else { return .value(written) }
    return .open(unknown)
  }

  var value: ConfigurationValue? {
    guard let written, !written.isUnknown else { return nil }
    return written
  }

  var isAbsent: Bool { written == nil && open == nil }

  var unknown: UnknownValue? {
    if case .open(let unknown) = content { unknown } else { nil }
  }

  /// Where the value stands, an open one too; for one that stands nowhere, where it is left open.
  var source: SourcePosition? { written?.position ?? unknown?.source }

  /// The text of a name or id as far as it is known, open parts as symbols; `nil` where there is
  /// none.
  var symbolicText: String? {
    guard let text = written?.symbolicText, !text.isEmpty else { return nil }
    return text
  }

  /// Whether it is a text of which a part is open, and which cannot be empty: some of it is written out, or
  /// made by a function that always makes some.
  var isOpenText: Bool {
    guard unknown != nil, let text = symbolicText else { return false }
    var depth = 0
    for character in text {
      switch character {
      case "{": depth += 1
      case "}": depth -= 1
      default: if depth == 0 { return true }
      }
    }
    let symbol = text.lowercased()
    return ["{uniquestring(", "{guid(", "{newguid("].contains { symbol.hasPrefix($0) }
  }

  /// The place below a key, whatever the key's case.
  ///
  /// Within an open object two keys are two values, so each has a name of its own.
  subscript(_ key: String) -> Slot {
    if let part = written?.knownMember(key) { return Slot(part, key: key) }
    if let value {
      guard let missing else { return Slot(value[key], key: key) }
      return Slot(value[key], key: key, missing: missing.unknown.member(key))
    }
    guard let unknown else { return Slot(nil, key: key) }
    return missing == nil
      ? Slot(open: unknown.member(key), key: key)
      : Slot(nil, key: key, missing: unknown.member(key))
  }

  /// Where this place has no value, another one.
  func orElse(_ other: Slot) -> Slot { isAbsent ? other : self }

  /// The first of the keys that is there.
  func first(_ keys: String...) -> Slot {
    for key in keys {
      let slot = self[key]
      if !slot.isAbsent { return slot }
    }
    return self[keys[keys.count - 1]]
  }

  /// The `properties` of a part, which some tools lift beside its id and name.
  var properties: Slot {
    if let value, value.isObject, value["properties"] == nil { return self }
    return self["properties"]
  }

  /// The elements of an array; of a single value, that value; of an open one, one open element.
  var elements: [Slot] {
    switch content {
    case .absent: return []
    case .open: return [self]
    case .value(let value):
      guard value.isArray else { return value.isEmptyText ? [] : [self] }
      var elements: [Slot] = []
      value.forEachElement { element in
        if element.isNull || element.isEmptyText { return }
        elements.append(Slot(element, key: key, reason: missing))
      }
      return elements
    }
  }

  /// The keys and values of an object in file order; of an open one, one open value.
  var members: [(key: String, slot: Slot)] {
    switch content {
    case .absent: return []
    case .open(let unknown): return [(Self.openName, Slot(open: unknown, key: key))]
    case .value(let value):
      return value.fields.compactMap { field in
        field.value.isNull ? nil : (field.key, Slot(field.value, key: field.key))
      }
    }
  }

  /// The name of a part whose name is not known.
  static let openName = "?"
}

extension UnknownValue {
  /// A key of an open object.
  func member(_ key: String) -> UnknownValue {
    UnknownValue(
      key: "\(self.key).\(key)", because: because, source: source, parameters: parameters)
  }
}
