import Foundation
import Testing

@Suite("query")
struct QueryCommandTests {
  private static let estate = "Examples/secured-workspace"

  private struct Place: Decodable {
    let file: String
    let line: Int
  }

  private struct Hop: Decodable {
    let node: String
    let decision: String?
    let source: Place?
  }

  private struct Path: Decodable { let hops: [Hop] }
  private struct Blocker: Decodable { let source: Place? }

  private struct Answer: Decodable {
    let schema: String?
    let verdict: String
    let paths: [Path]
    let blockers: [Blocker]
  }

  private struct Answers: Decodable {
    let schema: String
    let results: [Answer]
  }

  @Test("the README shows what the program prints")
  func readme() throws {
    let readme = try String(contentsOfFile: Program.root + "/README.md", encoding: .utf8)
    let run = try Program.run("query", Self.estate, "--from", "internet", "--to", "endpoint/score")
    #expect(readme.contains("```text\n\(run.text)```\n"), "\(run.text)")
  }

  @Test("an answer says its verdict first, and exits by it")
  func text() throws {
    let open = try Program.run(
      "query", Self.estate, "--from", "client/office", "--to", "endpoint/score")
    #expect(open.status == 0)
    #expect(open.text.hasPrefix("reachable: client/office reaches endpoint/score on tcp/443\n"))
    let closed = try Program.run(
      "query", Self.estate, "--from", "internet", "--to", "endpoint/score")
    #expect(closed.status == 1)
    #expect(closed.text.hasPrefix("unreachable: internet does not reach endpoint/score"))
    #expect(closed.text.contains("\(Self.estate)/workspace.yml:10:24"))
    #expect(closed.text.contains("\nWhat would open it (tried)\n"))
    #expect(!closed.text.contains("\u{1B}"))
  }

  @Test("colour is there only where it is asked for")
  func color() throws {
    let question = ["query", Self.estate, "--from", "client/office", "--to", "endpoint/score"]
    let always = try Program.run(question + ["--color", "always"])
    #expect(always.text.contains("\u{1B}[1;32mreachable\u{1B}[0m: "))
    let auto = try Program.run(question + ["--color", "auto"])
    #expect(!auto.text.contains("\u{1B}"))
    let json = try Program.run(question + ["--color", "always", "--format", "json"])
    #expect(!json.text.contains("\u{1B}"))
  }

  @Test("a glob gives a list, and the exit status of its worst verdict")
  func glob() throws {
    let run = try Program.run(
      "query", Self.estate, "--from", "client/*", "--to", "endpoint/score", "--format", "json")
    #expect(run.status == 1)
    let answers = try JSONDecoder().decode(Answers.self, from: Data(run.output))
    #expect(answers.schema == "reachmap.query/1")
    #expect(answers.results.map(\.verdict) == ["reachable", "unreachable"])
    let one = try Program.run(
      "query", Self.estate, "--from", "client/off*", "--to", "endpoint/score", "--format", "json")
    #expect(one.status == 0)
    #expect(try JSONDecoder().decode(Answers.self, from: Data(one.output)).results.count == 1)
  }

  @Test("an answer goes into a file, whole, and leaves nothing beside it")
  func output() throws {
    let scratch = try ScratchFolder()
    try scratch.write("answer.json", "old")
    let question = [
      "query", Self.estate, "--from", "internet", "--to", "endpoint/score", "--format", "json",
    ]
    let run = try Program.run(question + ["-o", scratch.path("answer.json")])
    #expect(run.status == 1)
    #expect(run.output.isEmpty)
    #expect(try scratch.bytes("answer.json") == Program.run(question).output)
    #expect(try scratch.names == ["answer.json"])
  }

  @Test(
    "output that cannot be written ends with 73",
    arguments: ["/nowhere/answer.json", "/dev/full", "Examples"])
  func unwritable(_ path: String) throws {
    if path == "/dev/full", !FileManager.default.fileExists(atPath: path) { return }
    let run = try Program.run("list", Self.estate, "-o", path)
    #expect(run.status == 73)
    #expect(run.error.hasPrefix("reachmap: error: cannot write '\(path)': "), "\(run.error)")
  }

  @Test("the same bytes in two runs and in any locale", arguments: ["text", "json", "markdown"])
  func sameBytes(_ format: String) throws {
    let question = [
      "query", Self.estate, "--from", "internet", "--to", "endpoint/score", "--format", format,
    ]
    let first = try Program.run(question, environment: ["LC_ALL": "C"])
    let second = try Program.run(
      question, environment: ["LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "TZ": "Asia/Tokyo"])
    #expect(first.output == second.output)
    #expect(!first.output.isEmpty)
  }

  /// A question of an example's table.
  struct Question: Sendable, CustomTestStringConvertible {
    let estate: String
    let arguments: [String]
    let verdict: String
    /// As `file:line`.
    let places: [String]

    var testDescription: String { "\(estate): \(arguments.joined(separator: " "))" }
  }

  /// Of each example one question for each verdict in its table; what all of them answer is tested
  /// without the command.
  static let questions: [Question] = {
    let files = FileManager.default.enumerator(atPath: Program.root + "/Examples")
    let tables = (files?.compactMap { $0 as? String } ?? []).filter {
      $0.hasSuffix("questions.tsv")
    }
    return tables.sorted().flatMap { table in
      let estate = "Examples/" + table.dropLast("/questions.tsv".count)
      let data = FileManager.default.contents(atPath: "\(Program.root)/Examples/\(table)") ?? Data()
      var seen: Set<String> = []
      return String(decoding: data, as: UTF8.self).split(separator: "\n").dropFirst()
        .compactMap { row -> Question? in
          let cells = row.split(separator: "\t").map(String.init)
          guard cells.count == 5, seen.insert(cells[3]).inserted else { return nil }
          return Question(
            estate: estate,
            arguments: ["--from", cells[0], "--to", cells[1]]
              + (cells[2] == "-" ? [] : ["--on", cells[2]]),
            verdict: cells[3],
            places: cells[4] == "-" ? [] : cells[4].split(separator: ",").map(String.init))
        }
    }
  }()

  @Test("the examples are answered as their tables say", arguments: questions)
  func example(_ question: Question) throws {
    let run = try Program.run(
      ["query", question.estate] + question.arguments + ["--format", "json"])
    let statuses: [String: Int32] = [
      "reachable": 0, "unreachable": 1, "partial": 1, "unknown": 3,
    ]
    #expect(run.status == statuses[question.verdict])
    let answer = try JSONDecoder().decode(Answer.self, from: Data(run.output))
    #expect(answer.schema == "reachmap.query/1")
    #expect(answer.verdict == question.verdict)
    let sources =
      answer.paths.flatMap(\.hops).compactMap(\.source) + answer.blockers.compactMap(\.source)
    let places = Set(sources.map { "\($0.file.dropFirst(question.estate.count + 1)):\($0.line)" })
    for place in question.places { #expect(places.contains(place), "\(places)") }
  }

  @Test("there are questions to ask")
  func tables() {
    #expect(Set(Self.questions.map(\.estate)).count >= 10)
  }
}
