import EstateModel
import Testing

@testable import Answers
@testable import Reporting

@Suite("The ledger in words")
struct LedgerTextTests {
  private let place = SourcePosition(file: "main.json", line: 4, column: 2)

  private func text(_ ledger: EstateLedger) -> String {
    TextReport(usesColor: false).text(ListAnswer(nodes: []), ledger: ledger)
  }

  @Test("unknown values stand last, those of parameters at the very end")
  func order() {
    var ledger = EstateLedger()
    ledger.read = [EstateLedger.Input(file: "main.json", format: "ARM template")]
    ledger.skipped = [
      EstateLedger.Skipped(file: "README.md", because: "no known kind of file"),
      EstateLedger.Skipped(file: "job.yml", because: "no part of an Azure ML network"),
      EstateLedger.Skipped(file: "logo.png", because: "no known kind of file"),
    ]
    ledger.notModelled = [
      EstateLedger.NotModelled(type: "A.B/c", count: 2, source: place),
      EstateLedger.NotModelled(type: "A.B/roles", count: 1, source: place, isApart: true),
    ]
    ledger.unknown = [
      EstateLedger.Unknown(
        because: "parameter 'p' has no value", count: 7,
        sources: (1...5).map { SourcePosition(file: "main.json", line: $0, column: 1) },
        cause: .parameter),
      EstateLedger.Unknown(
        because: "no input describes /x", count: 3, sources: [place], cause: .resource,
        resource: "/x"),
    ]
    #expect(
      text(ledger) == """
        no nodes

        Read: 1 file
          main.json  ARM template

        Skipped: 3 files
          no known kind of file
            README.md
            logo.png
          no part of an Azure ML network
            job.yml

        No part of the network
          A.B/roles  1  main.json:4:2

        Not modelled: what passes through these is unknown
          A.B/c  2  main.json:4:2

        Unknown values, by what would tell them
          resources that are only referred to: add the file or the export that has them
            /x  main.json:4:2
          values of parameters: give them with --parameters, or with --set NAME=VALUE
            parameter 'p' has no value (7 values)
              main.json:1:1
              main.json:2:1
              main.json:3:1
              and 2 places more (--format json has all)

        """)
  }

  @Test("where nothing is unknown it says so")
  func none() {
    #expect(text(EstateLedger()).hasSuffix("\nUnknown values: none\n"))
  }

  @Test("a resource that is only referred to is named by its selector, long lists are cut")
  func selectors() {
    var ledger = EstateLedger()
    ledger.read = (1...30).map { EstateLedger.Input(file: "\($0).json", format: "ARM template") }
    ledger.unknown = [
      EstateLedger.Unknown(
        because: "no input describes /a", count: 3, sources: [place], cause: .resource,
        resource: "/a")
    ]
    let list = ListAnswer(nodes: [
      ListAnswer.Node(
        selector: "vnet/hub", kind: "vnet", id: "/a", parent: nil, source: place,
        isDescribed: false)
    ])
    let text = TextReport(usesColor: false).text(list, ledger: ledger)
    #expect(text.contains("\n    vnet/hub  main.json:4:2\n"))
    #expect(
      text.contains("\n  20.json  ARM template\n  and 10 files more (--format json has all)\n"))
  }
}
