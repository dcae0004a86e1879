/// A value that the configuration leaves open, and why.
///
/// Two uses of the same open value (the same parameter, say) have the same `key`: whatever it turns
/// out to be, it is the same in both places.
@usableFromInline package struct UnknownValue: Hashable, Sendable {
  /// Identifies the open value in the whole estate, for example `main.json#parameters/adminCidr`.
  package let key: String
  /// What a user reads: `parameter 'adminCidr' has no value`.
  package let because: String
  /// Where the value is left open; `nil` only where no file says anything.
  @usableFromInline package let source: SourcePosition?
  /// The values it can take, where the configuration lists them (`allowedValues`), as text.
  package let candidates: [String]
  /// The keys of the ``OpenParameter``s that the value is worked out from; others may bear on it, too.
  package let parameters: [String]
  /// The public address, private endpoint or interface whose number this is, where that much is known of it.
  package let addressOf: ResourceID?
  /// Whether it is open because inputs contradict each other about it: no further one settles that.
  package let isContradicted: Bool

  package init(
    key: String, because: String, source: SourcePosition?, candidates: [String] = [],
    parameters: [String] = [], addressOf: ResourceID? = nil, isContradicted: Bool = false
  ) {
    self.key = key
    self.because = because
    self.source = source
    self.candidates = candidates
    self.parameters = parameters
    self.addressOf = addressOf
    self.isContradicted = isContradicted
  }
}

/// One setting of a resource: known, with its place; absent, so that Azure's default holds; or open.
///
/// There are millions, and they are asked in other modules: these inline what a type has only where the
/// type is `@usableFromInline` as well, which for a `package` one is not said by `@inlinable` alone.
@usableFromInline package enum Setting<Value: Sendable>: Sendable {
  case known(Value, SourcePosition)
  case absent
  case unknown(UnknownValue)

  @inlinable @inline(__always) package var value: Value? {
    if case .known(let value, _) = self { value } else { nil }
  }

  @inlinable @inline(__always) package var source: SourcePosition? {
    switch self {
    case .known(_, let source): source
    case .absent: nil
    case .unknown(let unknown): unknown.source
    }
  }

  @inlinable @inline(__always) package var isAbsent: Bool {
    if case .absent = self { true } else { false }
  }

  @inlinable @inline(__always) package var unknown: UnknownValue? {
    if case .unknown(let unknown) = self { unknown } else { nil }
  }

  @inlinable package func map<Mapped>(_ transform: (Value) -> Mapped) -> Setting<Mapped> {
    switch self {
    case .known(let value, let source): .known(transform(value), source)
    case .absent: .absent
    case .unknown(let unknown): .unknown(unknown)
    }
  }
}

extension Setting: Equatable where Value: Equatable {}
extension Setting: Hashable where Value: Hashable {}
