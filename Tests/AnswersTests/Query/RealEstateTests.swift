import EstateModel
import EstateReading
import Foundation
import Reachability
import Testing

@testable import Answers

/// Real configurations, where they lie beside the checkout; a checkout by itself has none.
private let realEstates: [String] = {
  let folder = ExampleQuestion.root.deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "shared/corpus")
  func inside(_ name: String) -> [String] {
    let found = FileManager.default.enumerator(atPath: folder.appending(path: name).path)
    let top = (found?.compactMap { $0 as? String } ?? []).filter { !$0.contains("/") }
    return top.sorted().map { folder.appending(path: "\(name)/\($0)").path }
  }
  return inside("arm") + inside("exported") + inside("cli-v2")
}()

@Suite("Real configurations are asked without harm")
struct RealEstateTests {
  @Test(
    "every pair of the first nodes has an answer that its own parts agree with",
    .enabled(if: !realEstates.isEmpty, "no real configurations beside this checkout"),
    arguments: realEstates)
  func pairs(_ path: String) throws {
    let read = EstateReader.read(
      inputs: [path], options: ReadingOptions(), standardInput: { [] })
    let decoded = EstateDecoder.estate(from: read.resources, overlays: read.overlays)
    let query = ReachabilityQuery(decoded.estate)
    let nodes = query.graph.selectors.entries.prefix(14).map(\.selector)
    for from in ["internet"] + nodes {
      for to in nodes + ["registry/mcr", "internet"] where from != to {
        for answer in answers(query, from, to) {
          #expect(
            (answer.verdict == .reachable) <= !answer.allowed.isEmpty,
            "EMPTY \(answer.from) -> \(answer.to) \(answer.traffic)")
          #expect(
            (answer.verdict == .unreachable) <= answer.allowed.isEmpty,
            "\(answer.from) -> \(answer.to): \(answer.allowed)")
          #expect((answer.verdict == .unknown) <= !answer.unknowns.isEmpty, "\(from) -> \(to)")
          #expect(
            (answer.verdict == .unreachable) <= !answer.blockers.isEmpty,
            "BLK \(answer.from) -> \(answer.to) \(answer.traffic) \(answer.paths) \(answer.unknowns)"
          )
        }
      }
    }
  }
}

/// None where a name is ambiguous or is no host.
private func answers(_ query: ReachabilityQuery, _ from: String, _ to: String) -> [QueryAnswer] {
  do {
    return try query.answer(QueryQuestion(from: from, to: to, wantsFixes: false)).answers
  } catch {
    #expect(!error.message.isEmpty)
    return []
  }
}

/// Implication.
private func <= (left: Bool, right: Bool) -> Bool { !left || right }
