internal import EstateModel

/// The words that a setting takes, in every spelling that the tools write.
///
/// Case, underscores, hyphens and spaces do not count: `allow_internet_outbound` is
/// `AllowInternetOutbound`.
struct Vocabulary<Value: Sendable>: Sendable {
  let words: [(word: String, value: Value)]
  /// Words that Azure takes too and that nothing here models.
  var notModelled: [String] = []
  /// Whether Azure may know further words: then one that is not listed is no error.
  var isOpen = false
  /// What `true` and `false` are likely to mean, said in the error that they are.
  var advice: String?

  subscript(_ text: String) -> Value? {
    if let same = words.first(where: { $0.word == text }) { return same.value }
    let folded = Self.folded(text)
    return words.first { Self.folded($0.word) == folded }?.value
  }

  /// Whether a word that is not listed is wrong, rather than one that nothing here models.
  func isError(_ text: String) -> Bool {
    let folded = Self.folded(text)
    return !isOpen && !notModelled.contains { Self.folded($0) == folded }
  }

  /// The words to choose from, as the format spells them.
  func accepted(snakeCase: Bool) -> [String] {
    (words.map(\.word) + notModelled).map { snakeCase ? $0.snakeCased : $0 }
  }

  static func folded(_ text: String) -> String {
    String(
      decoding: text.utf8.lazy.filter { !separators.contains($0) }.map(\.lowercasedASCII),
      as: UTF8.self)
  }

  private static var separators: [UInt8] {
    [UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: " ")]
  }
}

extension Vocabulary where Value: RawRepresentable, Value.RawValue == String {
  init(_ values: Value..., notModelled: [String] = [], isOpen: Bool = false, advice: String? = nil)
  {
    words = values.map { ($0.rawValue, $0) }
    self.notModelled = notModelled
    self.isOpen = isOpen
    self.advice = advice
  }
}

extension String {
  /// `publicNetworkAccess` as `public_network_access`.
  var snakeCased: String {
    var result = ""
    var previousIsLower = false
    for character in self {
      if character.isUppercase, previousIsLower { result += "_" }
      previousIsLower = character.isLowercase || character.isNumber
      result += character.lowercased()
    }
    return result
  }
}

extension Vocabulary<PublicAccess> {
  static var publicAccess: Self {
    Self(
      .enabled, .disabled, .securedByPerimeter,
      advice: "'disabled' is what restricts: then only private endpoints lead in")
  }

  static var egress: Self {
    Self(
      .enabled, .disabled,
      advice:
        "'disabled' is what restricts: then the deployment gets out only through private endpoints")
  }
}

extension Vocabulary<RuleAction> {
  static var ruleAction: Self { Self(.allow, .deny) }
}
