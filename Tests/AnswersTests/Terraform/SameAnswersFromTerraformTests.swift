import Testing

@testable import Answers

/// An estate gives the same answers whether an export or a Terraform plan describes it.
struct SameAnswersFromTerraformTests {
  private static let questions: [(from: String, to: String, on: String, verdict: Verdict)] = [
    ("vm/two", "vm/one", "tcp/443", .reachable),
    ("vm/two", "vm/one", "tcp/8443", .unreachable),
    ("vm/two", "vm/one", "tcp/22", .unreachable),
    ("vm/one", "vm/two", "tcp/443", .unreachable),
    ("vm/two", "storage/data", "tcp/443", .reachable),
    ("vm/one", "storage/data", "tcp/443", .unreachable),
    ("internet/203.0.113.7", "storage/data", "tcp/443", .reachable),
    ("internet/203.0.113.8", "storage/data", "tcp/443", .unreachable),
    ("internet", "vm/one", "tcp/443", .unreachable),
    ("vm/two", "fqdn/pypi.org", "tcp/443", .reachable),
    ("vm/two", "fqdn/example.com", "tcp/443", .unreachable),
    ("vm/two", "ip/10.0.1.9", "tcp/443", .reachable),
  ]

  @Test("a plan gives the verdicts, traffic and ways of the export")
  func verdicts() throws {
    let export = try TextEstate(["estate.json": SameEstate.export])
    let plan = try TextEstate(["plan.json": SameEstate.plan])
    for question in Self.questions {
      let first = try export.ask(question.from, question.to, on: question.on)
      let second = try plan.ask(question.from, question.to, on: question.on)
      let shown = "\n\(first.told)\n\(second.told)"
      #expect(first.verdict == second.verdict, "\(shown)")
      #expect(first.allowed == second.allowed, "\(shown)")
      #expect(first.undecided == second.undecided, "\(shown)")
      #expect(ways(first) == ways(second), "\(shown)")
      #expect(first.verdict == question.verdict, "\(shown)")
    }
  }

  /// The nodes of each path; an export says more of some, an approval for example.
  private func ways(_ answer: QueryAnswer) -> [[String]] {
    answer.paths.map { path in
      path.map(\.node).reduce(into: []) { if $0.last != $1 { $0.append($1) } }
    }
  }

  @Test("the two together are one estate without a contradiction")
  func merged() throws {
    let both = try TextEstate(["estate.json": SameEstate.export, "plan.json": SameEstate.plan])
    let export = try TextEstate(["estate.json": SameEstate.export])
    for question in Self.questions {
      let first = try export.ask(question.from, question.to, on: question.on)
      let second = try both.ask(question.from, question.to, on: question.on)
      #expect(first.verdict == second.verdict, "\n\(first.told)\n\(second.told)")
    }
  }
}
