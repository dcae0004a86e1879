import Testing

@testable import Answers

@Suite("What the values of an open parameter lead to")
struct ChoiceOutcomeTests {
  private func ask(
    _ parameters: String, _ rules: [String], on traffic: String..., fixes: Bool = false
  ) throws -> QueryAnswer {
    let text = ParameterTemplate.text(
      parameters: parameters, rules: "[\(rules.joined(separator: ", "))]")
    return try TextEstate(["main.json": text]).query
      .ask("nic/a", "nic/b", on: traffic, fixes: fixes)
  }

  @Test("what would decide it says which value opens and which closes")
  func outcomes() throws {
    let answer = try ask(
      #"{"open": {"type": "bool"}}"#,
      [
        ParameterTemplate.rule(
          "r", 100, access: "[if(parameters('open'), 'Allow', 'Deny')]", port: "443")
      ], on: "tcp/443")
    #expect(answer.verdict == .unknown)
    let because = answer.unknowns.map(\.because)
    #expect(
      because.contains {
        $0.contains("reachable with true") && $0.contains("unreachable with false")
      },
      "\(because)")
  }

  @Test("a verdict that holds for each value tells what hangs on the parameter")
  func undecidedPart() throws {
    let answer = try ask(
      #"{"env": {"type": "string", "allowedValues": ["dev", "prod"]}}"#,
      [
        ParameterTemplate.rule(
          "r", 100, access: "Allow", port: "[if(equals(parameters('env'), 'prod'), '443', '8443')]"),
        ParameterTemplate.rule("d", 200, access: "Deny"),
      ], on: "tcp/443", "tcp/8443", "tcp/22")
    #expect(answer.verdict == .partial, "\(answer.told)")
    #expect(answer.undecided == ["tcp/443", "tcp/8443"])
    let because = answer.unknowns.map(\.because)
    #expect(
      because.contains { $0.contains("tcp/8443 gets through with") && $0.contains("'prod'") },
      "\(because)")
  }

  @Test("what another value closes is opened as well")
  func bothValues() throws {
    let answer = try ask(
      #"{"access": {"type": "string", "allowedValues": ["Allow", "Deny"]}}"#,
      [
        ParameterTemplate.rule("r", 100, access: "[parameters('access')]", port: "80"),
        ParameterTemplate.rule(
          "s", 110, access: "[if(equals(parameters('access'), 'Deny'), 'Allow', 'Deny')]",
          port: "443"),
      ], on: "tcp/80", "tcp/443", fixes: true)
    #expect(answer.verdict == .partial, "\(answer.told)")
    #expect(!answer.fixes.isEmpty)
  }
}
