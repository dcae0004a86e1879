import EstateModel
import EstateReading
import Foundation
import Reachability
import Testing
import TrafficSets

@testable import Answers

/// The questions of every example, with the verdict and the deciding lines that its README states.
struct ExampleQuestion: Sendable, CustomTestStringConvertible {
  let folder: String
  let from: String
  let to: String
  let on: String?
  let verdict: String
  let sources: [String]

  var testDescription: String {
    "\(folder): \(from) -> \(to)\(on.map { " on \($0)" } ?? "")"
  }

  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Examples")

  static let all: [ExampleQuestion] = {
    let files = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String }
    return (files ?? []).filter { $0.hasSuffix("questions.tsv") }.sorted().flatMap { file in
      let text =
        FileManager.default.contents(atPath: root.appending(path: file).path)
        .map { String(decoding: $0, as: UTF8.self) } ?? ""
      let folder = String(file.dropLast("/questions.tsv".count))
      return text.split(separator: "\n").dropFirst().compactMap { line -> ExampleQuestion? in
        let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        guard cells.count >= 5 else { return nil }
        return ExampleQuestion(
          folder: folder, from: cells[0], to: cells[1], on: cells[2] == "-" ? nil : cells[2],
          verdict: cells[3],
          sources: cells[4] == "-" ? [] : cells[4].split(separator: ",").map(String.init))
      }
    }
  }()

  static func query(_ folder: String) -> ReachabilityQuery {
    let read = EstateReader.read(
      inputs: [root.appending(path: folder).path], options: ReadingOptions(), standardInput: { [] })
    let decoded = EstateDecoder.estate(from: read.resources, overlays: read.overlays)
    for diagnostic in read.diagnostics + decoded.diagnostics where diagnostic.severity == .error {
      Issue.record("\(diagnostic.source.map(\.description) ?? ""): \(diagnostic.message.text)")
    }
    return ReachabilityQuery(decoded.estate)
  }
}

@Suite("Every example answers its questions as its README says")
struct ExampleQuestionTests {
  @Test("one estate as template, export and Terraform plan is asked the same and answers the same")
  func formats() throws {
    let tables = ["template", "export", "terraform"].map { format in
      ExampleQuestion.all.filter { $0.folder == "secured-hub/\(format)" }
        .map { "\($0.from) \($0.to) \($0.on ?? "-") \($0.verdict)" }
    }
    #expect(tables[0].count >= 12)
    #expect(tables[1] == tables[0])
    #expect(tables[2] == tables[0])
    // The exact traffic too, with the addresses that are let through.
    let queries = ["template", "export", "terraform"].map {
      ExampleQuestion.query("secured-hub/\($0)")
    }
    for question in ExampleQuestion.all where question.folder == "secured-hub/template" {
      let answers = try queries.map { query in
        try query.ask(question.from, question.to, on: question.on.map { [$0] } ?? [])
      }
      for answer in answers.dropFirst() {
        #expect(answer.verdict == answers[0].verdict, "\(question.testDescription)")
        #expect(answer.allowed == answers[0].allowed, "\(question.testDescription)")
        #expect(answer.undecided == answers[0].undecided, "\(question.testDescription)")
      }
    }
  }

  @Test("all questions", arguments: Set(ExampleQuestion.all.map(\.folder)).sorted())
  func questions(_ folder: String) throws {
    let query = ExampleQuestion.query(folder)
    for question in ExampleQuestion.all where question.folder == folder {
      let traffic = try question.on.map { [try TrafficTerm($0)] } ?? []
      let answer = try #require(
        try query.answer(
          QueryQuestion(from: question.from, to: question.to, traffic: traffic)
        ).answers.first)
      let told = answer.paths.map { path in
        path.map { hop in
          "    \(hop.node) \(hop.outcome?.rawValue ?? "") \(hop.evidence?.rule ?? "") \(hop.evidence?.source?.description ?? "")"
        }.joined(separator: "\n")
      }.joined(separator: "\n    --\n")
      #expect(
        answer.verdict.rawValue == question.verdict,
        "\(question.testDescription)\n\(told)\n\(answer.unknowns)")
      let places = Set(
        (answer.paths.flatMap { $0 }.compactMap { $0.evidence?.source }
          + answer.blockers.compactMap(\.source)).map {
            "\(URL(filePath: $0.file).lastPathComponent):\($0.line)"
          })
      for source in question.sources {
        #expect(
          places.contains(source),
          "\(question.testDescription): \(source) not in \(places)\n\(told)")
      }
    }
  }
}

@Suite("What a fix also opens was closed before")
struct AlsoOpensTests {
  @Test("nothing that a fix is said to open passes without it")
  func alsoOpens() throws {
    for (folder, from, to) in [
      ("secured-workspace", "internet", "endpoint/score"),
      ("online-endpoint/secure-inbound-secure-outbound", "client/contractor", "endpoint/score"),
      ("docker-images/managed-images-without-way-out", "compute/gpu-cluster", "registry/mcr"),
    ] {
      let query = ExampleQuestion.query(folder)
      let answer = try #require(
        try query.answer(QueryQuestion(from: from, to: to)).answers.first)
      #expect(!answer.fixes.isEmpty, "\(from) -> \(to)")
      for line in answer.fixes.flatMap(\.alsoOpens) {
        let ends = line.components(separatedBy: " on ")[0].components(separatedBy: " -> ")
        for end in ends[1].components(separatedBy: ", ") {
          let before = try query.answer(
            QueryQuestion(from: ends[0], to: end, wantsFixes: false)
          ).answers.first
          #expect(before?.verdict != .reachable, "\(line)")
        }
      }
    }
  }
}
