import Foundation
import Testing

/// The article of the rules and the tests of the rules, which name each other by number.
@Suite("The article of Azure's rules")
struct RulesOfAzureTests {
  struct Row {
    let number: String
    let rule: String
    let article: String
  }

  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The rows of all tables of the article whose first cell is a number.
  private func rows() throws -> [Row] {
    let article = Self.root.appending(path: "Sources/Reachmap/Reachmap.docc/RulesOfAzure.md")
    let text = try String(contentsOf: article, encoding: .utf8)
    return text.split(separator: "\n").compactMap { line in
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard line.hasPrefix("|"), let number = cells.first, number.wholeMatch(of: /[A-Z]-\d+/) != nil
      else { return nil }
      return Row(
        number: number, rule: cells.count > 1 ? cells[1] : "",
        article: cells.count == 3 ? cells[2] : "")
    }
  }

  /// The numbers that titles of tests begin with, each with the files of those tests.
  private func numbersOfTests() throws -> [String: Set<String>] {
    let folder = Self.root.appending(path: "Tests/AnswersTests/Rules")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".swift") }
    var numbers: [String: Set<String>] = [:]
    for file in files {
      let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
      for test in text.matches(of: /@Test\(\s*"(?<numbers>[A-Z]-\d+[^":]*):/) {
        for number in test.output.numbers.matches(of: /[A-Z]-\d+/) {
          numbers[String(number.output), default: []].insert(file)
        }
      }
    }
    return numbers
  }

  @Test("lists the rules that a test holds, no others, and each once")
  func numbers() throws {
    let tested = try numbersOfTests()
    let listed = try rows().map(\.number)
    #expect(!tested.isEmpty && !listed.isEmpty)
    for (number, files) in tested.sorted(by: { $0.key < $1.key }) {
      let count = listed.count { $0 == number }
      #expect(
        count == 1,
        "RulesOfAzure.md has \(count) rows for \(number), which \(files.sorted().joined(separator: ", ")) tests"
      )
    }
    for number in Set(listed).subtracting(tested.keys).sorted() {
      Issue.record("RulesOfAzure.md lists \(number), which no test of Tests/AnswersTests/Rules has")
    }
  }

  @Test("says each rule in a sentence and links one article of Microsoft's")
  func links() throws {
    for row in try rows() {
      #expect(row.rule.hasSuffix("."), "\(row.number): \(row.rule)")
      let link = /\[[^\]]+\]\(https:\/\/learn\.microsoft\.com\/[a-z0-9\/.-]+\)/
      #expect(row.article.wholeMatch(of: link) != nil, "\(row.number): \(row.article)")
    }
  }
}
