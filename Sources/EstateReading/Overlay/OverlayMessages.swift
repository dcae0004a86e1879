internal import EstateModel

extension Diagnostic.Message {
  static var overlayVersion: Self {
    Self("this version of the overlay is not known; write 'reachmap: 1'")
  }

  static func unknownKey(
    _ key: String, in what: String, _ keys: [String], _ hint: String
  ) -> Self {
    Self("'\(key)' is no key of \(what)\(hint.isEmpty ? "; it takes \(list(keys))" : hint)")
  }

  static func missingKey(_ key: String, in what: String) -> Self {
    Self("\(what) needs '\(key)'")
  }

  static func noMapping(_ what: String, _ keys: [String]) -> Self {
    Self("\(what) is a mapping with the keys \(list(keys))")
  }

  static func noText(_ key: String) -> Self { Self("'\(key)' takes a text here") }

  static func noList(_ key: String) -> Self {
    Self("'\(key)' takes a list; begin each entry with '- '")
  }

  static func noAddress(_ text: String) -> Self {
    Self("'\(text)' is neither an address nor a range such as 192.168.0.0/16")
  }

  static func clientWithoutPlace(_ name: String) -> Self {
    Self(
      "client '\(name)' needs one of 'address' (on the internet), 'subnet' and 'gateway' "
        + "(on premises)")
  }

  static var assumptionWithoutSubject: Self {
    Self("an assumption is about a 'parameter', or about a 'node' and its 'property'")
  }

  static var assertionWithoutExpectation: Self {
    Self("an assertion needs 'expect', 'via' or 'avoid'")
  }

  static func nameTwice(_ kind: String, _ name: String) -> Self {
    Self("a second \(kind) is named '\(name)'; rename one of them")
  }

  private static func list(_ words: [String]) -> String {
    words.map { "'\($0)'" }.joined(separator: ", ")
  }
}
