import Foundation
import Testing

@Suite("matrix")
struct MatrixCommandTests {
  private static let estate = "Examples/secured-workspace"

  private struct Matrix: Decodable {
    struct Row: Decodable {
      let from: [String]
      let to: [String]
      let verdict: String
      let allowed: [String]
      let undecided: [String]
    }

    let schema: String
    let rows: [Row]
    let totals: [String: Int]
  }

  private func matrix(_ arguments: String...) throws -> Matrix {
    let run = try Program.run(["matrix", Self.estate, "--format", "json"] + arguments)
    #expect(run.status == 0, "\(run.error)")
    return try JSONDecoder().decode(Matrix.self, from: Data(run.output))
  }

  @Test("everybody against everybody, each pair once, whatever the verdicts")
  func everybody() throws {
    let matrix = try matrix()
    #expect(matrix.schema == "reachmap.matrix/1")
    let pairs = matrix.rows.flatMap { row in
      row.from.flatMap { from in row.to.filter { $0 != from }.map { "\(from) -> \($0)" } }
    }
    #expect(Set(pairs).count == pairs.count)
    #expect(matrix.totals["pairs"] == pairs.count)
    let office = try #require(
      matrix.rows.first { $0.from.contains("client/office") && $0.to.contains("vm/jump") })
    #expect(office.verdict == "partial")
    #expect(office.allowed == ["tcp/22"])
    #expect(!matrix.rows.flatMap(\.from).contains { $0.hasPrefix("subnet/") })
  }

  @Test("one side and the traffic can be chosen")
  func chosen() throws {
    let matrix = try matrix("--from", "internet", "--to", "subnet/hub/*", "--on", "tcp/22")
    #expect(matrix.rows.flatMap(\.from) == ["internet"])
    #expect(matrix.rows.flatMap(\.to).allSatisfy { $0.hasPrefix("subnet/hub/") })
    #expect(matrix.totals["reachable"] == 0)
  }

  @Test("text has the totals first, what is open before what is closed")
  func text() throws {
    let run = try Program.run("matrix", Self.estate)
    #expect(run.status == 0)
    let lines = run.text.split(separator: "\n").map(String.init)
    #expect(lines[0].contains(" pairs: "))
    let headings = lines.filter { ["reachable", "partial", "unknown", "unreachable"].contains($0) }
    #expect(headings == ["reachable", "partial", "unknown", "unreachable"])
    #expect(!run.text.contains("\u{1B}"))
  }

  @Test("Markdown is a table")
  func markdown() throws {
    let run = try Program.run("matrix", Self.estate, "--format", "markdown")
    #expect(run.status == 0)
    #expect(run.text.contains("| from | to | verdict | traffic |\n"))
  }

  @Test("two runs print the same bytes")
  func steady() throws {
    for format in ["text", "json", "markdown"] {
      let first = try Program.run("matrix", Self.estate, "--format", format)
      let second = try Program.run("matrix", Self.estate, "--format", format)
      #expect(first.output == second.output)
    }
  }
}
