import EstateModel
import TestSupport
import Testing
import TrafficSets

@testable import Reachability

@Suite("A rule list as a whole")
struct RuleListFilterTests {
  private let source = SourcePosition(file: "a.json", line: 1, column: 1)
  private let evidence = Evidence(
    node: "nsg/g", control: "securityRule", rule: "r", source: nil, why: "rule r decides")

  private var unknown: UnknownValue {
    UnknownValue(key: "k", because: "parameter 'p' has no value", source: source)
  }

  private func box(_ random: inout SeededGenerator) -> TrafficBox {
    func block() -> AddressSet {
      if Int.random(in: 0..<4, using: &random) == 0 { return .all }
      let first = UInt32.random(in: 0..<12, using: &random)
      let last = min(11, first + UInt32.random(in: 0..<6, using: &random))
      return AddressSet(Address.ipv4(first)...Address.ipv4(last))
    }
    var box = TrafficBox(sources: block(), destinations: block())
    if Bool.random(using: &random) {
      box.protocols = ProtocolSet(.tcp)
      box.destinationPorts = PortSet(UInt16.random(in: 0..<4, using: &random))
    }
    return box
  }

  /// Rules whose certain part is all of them, some of them or nothing.
  private func clause(_ random: inout SeededGenerator) -> RuleList.Clause {
    let most = RuleTraffic(box(&random))
    let sure: RuleTraffic
    switch Int.random(in: 0..<4, using: &random) {
    case 0: sure = .set(.empty)
    case 1: sure = .set(most.set.intersection(TrafficSet(box(&random))))
    default: sure = most
    }
    let action: Decision.Action =
      switch Int.random(in: 0..<5, using: &random) {
      case 0: .unknown(unknown)
      case 1, 2: .allow
      default: .deny
      }
    return RuleList.Clause(sure: sure, most: most, action: action, evidence: evidence)
  }

  @Test("passes what its rules pass one by one, asked for often or not", arguments: 0..<200)
  func wholeAndByClause(_ seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    let list = RuleList(
      (0..<Int.random(in: 0...8, using: &random)).map { _ in clause(&random) } + [
        RuleList.Clause(.all, Bool.random(using: &random) ? .allow : .deny, evidence)
      ])
    let asked = Passage(TrafficSet(box(&random)).union(TrafficSet(box(&random))))
    let decided = list.decide(asked, under: .none).passed
    #expect(list.passes(asked) == decided)
    #expect(list.whole(of: asked.possible, within: asked.possible.outerLimits) == decided)
    let whole = list.filter.whole(of: list.clauses)
    #expect(
      Passage(
        certain: whole.certain.intersection(asked.certain),
        possible: whole.possible.intersection(asked.possible)) == decided)
    // Now that the whole is known.
    #expect(list.passes(asked) == decided)
  }
}
