package import Answers
internal import EstateModel

extension JSONReport {
  /// The assertions in the order in which they are written.
  package static func text(_ answer: CheckAnswer) -> String {
    let value: JSONValue = [
      "schema": "reachmap.check/1", "assertions": .array(answer.assertions.map(assertion)),
    ]
    return value.text
  }

  private static func assertion(_ judged: CheckAnswer.Assertion) -> JSONValue {
    let assertion = judged.assertion
    let passed: JSONValue =
      switch judged.result {
      case .passed: true
      case .failed: false
      case .undecided: .null
      }
    return [
      "name": .string(assertion.name.value), "from": .string(assertion.from.value),
      "to": .string(assertion.to.value), "on": .strings(assertion.on.map(\.value)),
      "expect": expectation(assertion), "verdict": .string(judged.verdict.rawValue),
      "passed": passed, "source": .source(assertion.source), "because": .string(judged.because),
    ]
  }

  /// A verdict as a word; anything else as an object with the keys that the assertion has.
  private static func expectation(_ assertion: OverlayAssertion) -> JSONValue {
    var members: [JSONValue.Member] = []
    switch assertion.expect?.value {
    case .verdict(let verdict):
      if assertion.via == nil, assertion.avoid == nil { return .string(verdict) }
      members.append(JSONValue.Member("verdict", .string(verdict)))
    case .allowed(let terms):
      members.append(JSONValue.Member("allowed", .strings(terms.map(\.value))))
    case nil: break
    }
    if let via = assertion.via { members.append(JSONValue.Member("via", .string(via.value))) }
    if let avoid = assertion.avoid {
      members.append(JSONValue.Member("avoid", .string(avoid.value)))
    }
    return .object(members)
  }
}
