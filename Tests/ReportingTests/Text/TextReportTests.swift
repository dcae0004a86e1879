import Answers
import EstateModel
import Reporting
import Testing

@Suite("Text reports")
struct TextReportTests {
  @Test("a denial: verdict, path, rules, blockers, changes, warnings")
  func unreachable() {
    #expect(
      TextReport().text(Samples.one(Samples.unreachable)) == """
        unreachable: internet does not reach endpoint/score on tcp/443

        Path
          internet -> workspace/ml -> subnet/hub/a -> endpoint/score

        Rules
          deny  workspace/ml  public_network_access: disabled  workspace.yml:7:24
          deny  subnet/hub/a  DenyAllInbound                   Azure's default, https://learn.microsoft.com/azure/x

        Blocked by
          workspace/ml: workspace/ml takes traffic only through its private endpoints
            workspace.yml:7:24
          subnet/hub/a: no rule allows it
            Azure's default, https://learn.microsoft.com/azure/x

        What would open it (tried)
          - set public network access of workspace/ml to enabled
            workspace.yml:7:24
          it also opens
            internet -> vm/1 on tcp/443
            internet -> vm/2 on tcp/443
            internet -> vm/3 on tcp/443
            internet -> vm/4 on tcp/443
            internet -> vm/5 on tcp/443
            and 2 more; --full lists them

        Mind
          workspace/ml: a name that is odd

        """)
  }

  @Test("an open question: what gets through, what is undecided, what would decide it")
  func unknown() {
    #expect(
      TextReport().text(Samples.one(Samples.unknown)) == """
        unknown: the configuration does not decide whether client/a reaches vm/b on tcp/22, tcp/443
          gets through:  tcp/22
          undecided:     tcp/443 from 10.0.0.0/8

        What would decide it
          vm/b securityRule: parameter 'cidr' has no value
            workspace.yml:3:24

        Assumed
          pe connection: it is approved
            workspace.yml:1:24

        """)
  }

  @Test("looking up a name is a rule, and no station of the path")
  func names() {
    #expect(
      TextReport().text(Samples.one(Samples.reachable)) == """
        reachable: client/a reaches vm/b on tcp/22

        Path
          client/a -> vm/b

        Rules
          allow  dnszone/z  z  workspace.yml:2:24

        """)
  }

  @Test("full lists are whole")
  func full() {
    let text = TextReport(isFull: true).text(Samples.one(Samples.unreachable))
    #expect(text.contains("internet -> vm/7 on tcp/443"))
    #expect(!text.contains("more;"))
  }

  @Test("several answers end with their count")
  func several() {
    let text = TextReport().text(
      QueryAnswers(
        answers: [Samples.reachable, Samples.unknown, Samples.reachable], isList: true))
    #expect(text.hasSuffix("\n\n3 questions: 2 reachable, 1 unknown\n"))
  }

  @Test("colour changes nothing but colour")
  func color() {
    let plain = TextReport().text(Samples.one(Samples.unreachable))
    let colored = TextReport(usesColor: true).text(Samples.one(Samples.unreachable))
    #expect(colored.hasPrefix("\u{1B}[1;31munreachable\u{1B}[0m: "))
    #expect(colored.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
  }

  @Test("diagnostics read as a compiler's")
  func diagnostics() {
    let place = SourcePosition(file: "a.json", line: 2, column: 5)
    let other = SourcePosition(file: "b.json", line: 1, column: 1)
    #expect(
      DiagnosticReport.text(
        Diagnostic(.error, Diagnostic.Message("no"), at: place, related: other))
        == "a.json:2:5: error: no\nb.json:1:1: note: the other place\n")
    #expect(
      DiagnosticReport.text(Diagnostic(.warning, Diagnostic.Message("hm"), at: nil))
        == "reachmap: warning: hm\n")
    // The same place twice would tell nothing more.
    #expect(
      DiagnosticReport.text(
        Diagnostic(.error, Diagnostic.Message("no"), at: place, related: place))
        == "a.json:2:5: error: no\n")
  }
}
