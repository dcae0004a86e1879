import EstateModel
import Testing

@testable import Answers

@Suite("A matrix and assertions try the values of open parameters, too")
struct OpenMatrixTests {
  @Test("a matrix agrees with the query of each pair", arguments: 0..<6)
  func matrix(_ seed: Int) throws {
    let template = RandomTemplate(seed: 9_000 + seed, parameterCount: 2...3)
    let query = try TextEstate(["main.json": template.text]).query
    try MatrixTwin.compare(query, "seed \(seed)")
  }

  @Test("an assertion holds where it does for every value")
  func assertion() throws {
    let template = ParameterTemplate.text(
      parameters: #"{"flag": {"type": "bool"}}"#,
      rules: """
        [\(ParameterTemplate.rule("r", 100, access: "Deny", port: "[if(parameters('flag'), '443', '22')]")),
         \(ParameterTemplate.rule("s", 110, access: "[if(parameters('flag'), 'Allow', 'Deny')]"))]
        """)
    let estate = try TextEstate([
      "main.json": template,
      "reachmap.yaml": """
      reachmap: 1
      assertions:
        - {name: closed, from: nic/a, to: nic/b, on: tcp/443, expect: unreachable}
        - {name: open, from: nic/a, to: nic/b, on: tcp/80, expect: unreachable}
      """,
    ])
    let answer = try estate.query.check(estate.overlays.flatMap(\.assertions))
    #expect(answer.assertions.map(\.result) == [.passed, .undecided])
  }
}
