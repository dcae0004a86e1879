@testable import Answers
import EstateModel
import Reachability

/// Answers made by hand, with every part filled.
enum Samples {
  private static func place(_ line: Int) -> SourcePosition {
    SourcePosition(file: "workspace.yml", line: line, column: 24)
  }

  private static let denial = Evidence(
    node: "workspace/ml", control: "publicNetworkAccess", rule: "public_network_access: disabled",
    source: place(7), why: "workspace/ml takes traffic only through its private endpoints")

  private static let defaultDenial = Evidence(
    node: "subnet/hub/a", control: "securityRule", rule: "DenyAllInbound", source: nil,
    article: "https://learn.microsoft.com/azure/x", why: "no rule allows it")

  static let unreachable = QueryAnswer(
    from: "internet", to: "endpoint/score", traffic: ["tcp/443"], verdict: .unreachable,
    allowed: [], undecided: [],
    paths: [
      [
        QueryAnswer.PathHop(node: "internet"),
        QueryAnswer.PathHop(node: "workspace/ml", evidence: denial, outcome: .deny),
        QueryAnswer.PathHop(node: "subnet/hub/a", evidence: defaultDenial, outcome: .deny),
        QueryAnswer.PathHop(node: "endpoint/score"),
      ]
    ],
    blockers: [denial, defaultDenial],
    fixes: [
      QueryAnswer.Fix(
        changes: [
          QueryAnswer.Fix.Step(
            change: "set public network access of workspace/ml to enabled", source: place(7))
        ],
        alsoOpens: (1...7).map { "internet -> vm/\($0) on tcp/443" }, isComparisonComplete: true)
    ], unknowns: [], assumptions: [],
    warnings: [
      Remark(node: "workspace/ml", property: "", because: "a name that is odd", source: nil)
    ])

  static let unknown = QueryAnswer(
    from: "client/a", to: "vm/b", traffic: ["tcp/22", "tcp/443"], verdict: .unknown,
    allowed: ["tcp/22"], undecided: ["tcp/443 from 10.0.0.0/8"], paths: [], blockers: [], fixes: [],
    unknowns: [
      Remark(
        node: "vm/b", property: "securityRule", because: "parameter 'cidr' has no value",
        source: place(3))
    ],
    assumptions: [
      Remark(node: "pe", property: "connection", because: "it is approved", source: place(1))
    ], warnings: [])

  static let reachable = QueryAnswer(
    from: "client/a", to: "vm/b", traffic: ["tcp/22"], verdict: .reachable, allowed: ["tcp/22"],
    undecided: [],
    paths: [
      [
        QueryAnswer.PathHop(
          node: "dnszone/z",
          evidence: Evidence(
            node: "dnszone/z", control: "nameResolution", rule: "z", source: place(2), why: ""),
          outcome: .allow),
        QueryAnswer.PathHop(node: "client/a"), QueryAnswer.PathHop(node: "vm/b"),
      ]
    ], blockers: [], fixes: [], unknowns: [], assumptions: [], warnings: [])

  static func one(_ answer: QueryAnswer) -> QueryAnswers {
    QueryAnswers(answers: [answer], isList: false)
  }
}
