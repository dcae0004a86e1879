import EstateModel
import Testing
import TrafficSets

@testable import Answers

@Suite("Paths that must pass a node, or must not")
struct PathConditionTests {
  typealias Builder = EstateBuilder

  private func ask(
    _ builder: Builder, via: String? = nil, avoid: String? = nil
  ) throws -> QueryAnswer {
    let answers = try builder.query.answer(
      QueryQuestion(
        from: "vm/one", to: "vm/two", traffic: [], via: via, avoid: avoid, wantsFixes: false))
    return try #require(answers.answers.first)
  }

  private func estate() -> Builder {
    var builder = Builder()
    let network = builder.network("n", ["10.0.0.0/16"])
    let group = builder.group("g", [])
    let subnet = builder.subnet(network, "s", "10.0.1.0/24")
    builder.machine("one", in: subnet, "10.0.1.4")
    builder.machine("two", in: subnet, "10.0.1.5", group: group)
    return builder
  }

  @Test("a security group that decides on a path is passed by it")
  func securityGroup() throws {
    #expect(try ask(estate(), via: "nsg/g").verdict == .reachable)
    #expect(try ask(estate(), avoid: "nsg/g").verdict == .unreachable)
  }

  @Test("where no path meets the condition, the answer names the condition")
  func condition() throws {
    let answer = try ask(estate(), avoid: "nsg/g")
    #expect(answer.blockers.map(\.why) == ["no way from vm/one to vm/two avoids nsg/g"])
    #expect(answer.paths.isEmpty)
  }
}
