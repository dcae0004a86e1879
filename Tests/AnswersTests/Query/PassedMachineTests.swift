import Testing
import TrafficSets

@testable import Answers

@Suite("A machine is passed where one of its interfaces is")
struct PassedMachineTests {
  private func verdict(
    _ estate: TextEstate, from: String = "client/office", to: String = "vm/app",
    via: String? = nil, avoid: String? = nil
  ) throws -> Verdict? {
    let terms = [try TrafficTerm("tcp/22")]
    return try estate.query.answer(
      QueryQuestion(from: from, to: to, traffic: terms, via: via, avoid: avoid)
    ).answers.first?.verdict
  }

  @Test(
    "by its own name as by that of the interface", arguments: ["vm/appliance", "nic/appliance-nic"])
  func appliance(_ node: String) throws {
    let estate = try HubAndSpokeExample.read()
    #expect(try verdict(estate, via: node) == .reachable)
    #expect(try verdict(estate, avoid: node) == .unreachable)
    #expect(try verdict(estate, to: "vm/appliance", via: node) == .reachable)
  }

  @Test("no machine that the way does not touch is")
  func others() throws {
    let estate = try HubAndSpokeExample.read()
    #expect(try verdict(estate, via: "vm/lab") == .unreachable)
    #expect(try verdict(estate, avoid: "vm/lab") == .reachable)
    #expect(try verdict(estate, via: "vm/app") == .reachable)
  }
}
