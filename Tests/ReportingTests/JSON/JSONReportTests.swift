import Answers
import EstateModel
import Foundation
import Reachability
import Reporting
import Testing

@Suite("JSON reports")
struct JSONReportTests {
  @Test("an answer has the keys of its schema, in their order")
  func answer() {
    #expect(
      JSONReport.text(Samples.one(Samples.unreachable)) == """
        {
          "schema": "reachmap.query/1",
          "from": "internet",
          "to": "endpoint/score",
          "traffic": [
            "tcp/443"
          ],
          "verdict": "unreachable",
          "allowed": [],
          "undecided": [],
          "paths": [
            {
              "hops": [
                {
                  "node": "internet"
                },
                {
                  "node": "workspace/ml",
                  "control": "publicNetworkAccess",
                  "rule": "public_network_access: disabled",
                  "decision": "deny",
                  "source": {
                    "file": "workspace.yml",
                    "line": 7,
                    "column": 24
                  }
                },
                {
                  "node": "subnet/hub/a",
                  "control": "securityRule",
                  "rule": "DenyAllInbound",
                  "decision": "deny",
                  "source": null,
                  "default": "https://learn.microsoft.com/azure/x"
                },
                {
                  "node": "endpoint/score"
                }
              ]
            }
          ],
          "blockers": [
            {
              "node": "workspace/ml",
              "control": "publicNetworkAccess",
              "rule": "public_network_access: disabled",
              "source": {
                "file": "workspace.yml",
                "line": 7,
                "column": 24
              },
              "why": "workspace/ml takes traffic only through its private endpoints"
            },
            {
              "node": "subnet/hub/a",
              "control": "securityRule",
              "rule": "DenyAllInbound",
              "source": null,
              "default": "https://learn.microsoft.com/azure/x",
              "why": "no rule allows it"
            }
          ],
          "fixes": [
            {
              "changes": [
                {
                  "change": "set public network access of workspace/ml to enabled",
                  "source": {
                    "file": "workspace.yml",
                    "line": 7,
                    "column": 24
                  }
                }
              ],
              "alsoOpens": [
                "internet -> vm/1 on tcp/443",
                "internet -> vm/2 on tcp/443",
                "internet -> vm/3 on tcp/443",
                "internet -> vm/4 on tcp/443",
                "internet -> vm/5 on tcp/443",
                "internet -> vm/6 on tcp/443",
                "internet -> vm/7 on tcp/443"
              ]
            }
          ],
          "unknowns": [],
          "assumptions": [],
          "warnings": [
            {
              "node": "workspace/ml",
              "property": "",
              "because": "a name that is odd",
              "source": null
            }
          ]
        }

        """)
  }

  @Test("a glob's answers stand in a list, one too")
  func list() {
    let text = JSONReport.text(QueryAnswers(answers: [Samples.unknown], isList: true))
    #expect(
      text.hasPrefix(
        """
        {
          "schema": "reachmap.query/1",
          "results": [
            {
              "from": "client/a",
        """))
    #expect(!JSONReport.text(Samples.one(Samples.unknown)).contains("results"))
  }

  @Test("the ledger follows the nodes")
  func ledger() {
    var ledger = EstateLedger()
    ledger.skipped = [EstateLedger.Skipped(file: "README.md", because: "no known kind of file")]
    let place = SourcePosition(file: "a.json", line: 1, column: 2)
    ledger.notModelled = [EstateLedger.NotModelled(type: "A.B/c", count: 2, source: place)]
    ledger.unknown = [EstateLedger.Unknown(because: "why", count: 1, sources: [place])]
    let list = ListAnswer(ReachabilityGraph(Estate()))
    #expect(
      JSONReport.text(list) == """
        {
          "schema": "reachmap.list/1",
          "nodes": []
        }

        """)
    let text = JSONReport.text(list, ledger: ledger)
    let keys = ["schema", "nodes", "notModelled", "unknown", "skipped", "read", "notes"]
    let found = text.split(separator: "\n").compactMap { line in
      keys.first { line.hasPrefix("  \"\($0)\":") }
    }
    #expect(found == keys)
  }
}
