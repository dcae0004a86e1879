import Answers
import EstateModel
import Reporting
import Testing

@Suite("Reports of matrices and checks")
struct MatrixReportTests {
  private static let machines = (1...12).map { "vm/m\($0)" }

  private static let matrix = MatrixAnswer(
    rows: [
      MatrixAnswer.Row(
        from: machines, to: SelectorGroup(["storage/a"]),
        outcome: PairOutcome(verdict: .reachable, allowed: ["tcp/443"], undecided: [])),
      MatrixAnswer.Row(
        from: ["internet"], to: SelectorGroup(Array(machines.prefix(8))),
        outcome: PairOutcome(verdict: .unreachable, allowed: [], undecided: [])),
      MatrixAnswer.Row(
        from: ["internet"], to: SelectorGroup(Array(machines.suffix(4))),
        outcome: PairOutcome(verdict: .unknown, allowed: ["tcp/22"], undecided: ["tcp/443"])),
    ], totals: [.reachable: 12, .unreachable: 8, .unknown: 4],
    asked: ["internet", "storage/a"] + machines)

  @Test("long lists are told in few words, and whole where that is wanted")
  func text() {
    #expect(
      TextReport().text(Self.matrix) == """
        24 pairs: 12 reachable, 4 unknown, 8 unreachable

        reachable
          all 12 vm/*
            tcp/443  -> storage/a

        unknown
          internet
            -> vm/m9, vm/m10, vm/m11, vm/m12
               tcp/22, undecided tcp/443

        unreachable
          internet
            -> vm/m1, vm/m2, 6 more vm/…

        """)
    #expect(
      TextReport(isFull: true).text(Self.matrix).contains(
        "  \(Self.machines.joined(separator: ", "))\n    tcp/443  -> storage/a\n"))
  }

  @Test("what goes to the same names is told together, and of many names some")
  func names() {
    let names = (1...9).map { "fqdn/n\($0).example" }.joined(separator: ", ")
    let answer = MatrixAnswer(
      rows: [
        MatrixAnswer.Row(
          from: ["vm/a"], to: SelectorGroup(["internet"]),
          outcome: PairOutcome(
            verdict: .partial, allowed: ["tcp/80 to \(names)", "tcp/443 to \(names)"],
            undecided: ["udp/123 to fqdn/a.example, fqdn/b.example"]))
      ], totals: [.partial: 1], asked: ["vm/a", "internet"])
    let few = (1...5).map { "fqdn/n\($0).example" }.joined(separator: ", ")
    #expect(
      TextReport().text(answer).contains(
        "tcp/80, tcp/443 to \(few) and 4 more; undecided udp/123 to fqdn/a.example, fqdn/b.example\n"
      ))
    #expect(
      TextReport(isFull: true).text(answer).contains("tcp/80, tcp/443 to \(names); undecided"))
  }

  @Test("Markdown counts what is closed, and tells the rest as a table")
  func markdown() {
    #expect(
      MarkdownReport.text(Self.matrix) == """
        **24 pairs: 12 reachable, 4 unknown, 8 unreachable**

        | from | to | verdict | traffic |
        | --- | --- | --- | --- |
        | all 12 `vm/*` | `storage/a` | reachable | `tcp/443` |
        | `internet` | `vm/m9`, `vm/m10`, `vm/m11`, `vm/m12` | unknown | `tcp/22`, undecided `tcp/443` |

        """)
  }

  @Test("every verdict is in the totals of JSON")
  func json() {
    #expect(
      JSONReport.text(Self.matrix).hasSuffix(
        """
          "totals": {
            "pairs": 24,
            "reachable": 12,
            "unreachable": 8,
            "partial": 0,
            "unknown": 4
          }
        }

        """))
  }

  private static func judged(
    _ name: String, _ result: CheckAnswer.Assertion.Result, pairs: [String] = []
  ) -> CheckAnswer.Assertion {
    let place = SourcePosition(file: "policy.yaml", line: 3, column: 5)
    return CheckAnswer.Assertion(
      assertion: OverlayAssertion(
        name: Positioned(name, at: place), from: Positioned("vm/*", at: place),
        to: Positioned("internet", at: place), on: [],
        expect: Positioned(.verdict("unreachable"), at: place),
        via: Positioned("firewall/f", at: place), avoid: nil, source: place), verdict: .reachable,
      result: result, because: "because of it", pairs: pairs, pairCount: max(1, pairs.count))
  }

  @Test("a check tells each assertion, and counts what is undecided by itself")
  func check() {
    let answer = CheckAnswer(assertions: [
      Self.judged("a", .passed), Self.judged("b", .failed, pairs: ["x -> y", "x -> z"]),
      Self.judged("c", .undecided),
    ])
    #expect(
      TextReport(isFull: true).text(answer) == """
        passed: a
          because of it
        failed: b (2 pairs)
          policy.yaml:3:5
          because of it
            x -> y
            x -> z
        undecided: c
          policy.yaml:3:5
          because of it

        3 assertions: 1 passed, 1 failed, 1 undecided

        """)
    #expect(
      JSONReport.text(answer).contains(
        """
              "expect": {
                "verdict": "unreachable",
                "via": "firewall/f"
              },
        """))
  }
}
