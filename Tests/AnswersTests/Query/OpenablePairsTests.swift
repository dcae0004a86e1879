import EstateModel
import Reachability
import Testing
import TrafficSets

@testable import Answers

@Suite("Pairs that a change can open")
struct OpenablePairsTests {
  typealias Builder = EstateBuilder

  /// Two subnets of machines, one of them behind a group.
  private static func estate(
    machines: Int
  ) -> (query: ReachabilityQuery, group: ResourceID, network: ResourceID) {
    var builder = Builder()
    let network = builder.network("n", ["10.0.0.0/16"])
    let group = builder.group("g", [Builder.rule("in 100 deny * * -> * : *")])
    let open = builder.subnet(network, "open", "10.0.1.0/24")
    let closed = builder.subnet(network, "closed", "10.0.2.0/24") {
      $0.securityGroup = Builder.reference(group)
    }
    for number in 0..<machines {
      builder.machine("open\(number)", in: open, "10.0.1.\(number + 4)")
      builder.machine("closed\(number)", in: closed, "10.0.2.\(number + 4)")
    }
    return (builder.query, group, network)
  }

  private static func rule(_ group: ResourceID, _ direction: SecurityRule.Direction) -> Change {
    .allowTraffic(
      securityGroup: group, direction: direction, sources: [.any], destinations: [.any],
      traffic: .all, at: nil)
  }

  private static func changes(of group: ResourceID, _ network: ResourceID) -> [[Change]] {
    [
      [rule(group, .inbound)], [rule(group, .outbound)],
      [rule(group, .inbound), rule(group, .outbound)],
      [.completePeering(from: network, to: network, at: nil), rule(group, .inbound)], [],
    ]
  }

  private static func text(_ pairs: [(source: Subject, target: Subject)]?) -> [String]? {
    pairs?.map { "\($0.source.selector) -> \($0.target.selector)" }
  }

  @Test(
    "they are those that one change can open from the sender and to the target", arguments: 0..<5)
  func pairs(_ number: Int) {
    let (query, group, network) = Self.estate(machines: 3)
    let graph = query.graph
    let changes = Self.changes(of: group, network)[number]
    let subjects = graph.selectors.entries.map { graph.subject(of: $0) }
    var expected: [String] = []
    for source in subjects where !source.senders.isEmpty {
      for target in subjects where !target.goal.destinations.isEmpty {
        let isOpened = changes.contains {
          $0.canOpen(from: source, in: graph) && $0.canOpen(to: target, in: graph)
        }
        guard isOpened, source.selector != target.selector, source.selector != "vm/open1" else {
          continue
        }
        expected.append("\(source.selector) -> \(target.selector)")
      }
    }
    var openable = OpenablePairs(of: changes, in: graph) { source, _ in
      source.selector == "vm/open1"
    }
    for subject in subjects { openable.take(subject) }
    #expect(Self.text(openable.pairs(atMost: expected.count)) == expected)
    #expect(expected.isEmpty || openable.pairs(atMost: expected.count - 1) == nil)
    #expect(changes.isEmpty == expected.isEmpty)
  }

  @Test("what a rule for a whole subnet opens is compared in a small estate, not in a large one")
  func limit() throws {
    for (machines, isCompared) in [(3, true), (40, false)] {
      let (query, _, _) = Self.estate(machines: machines)
      let answer = try query.ask(
        "subnet/n/open", "subnet/n/closed", on: ["tcp/22"], fixes: true)
      let fix = try #require(answer.fixes.first)
      #expect(fix.isComparisonComplete == isCompared)
    }
  }

  @Test("what a rule between two machines opens is compared in a large estate, too")
  func machines() throws {
    let (query, _, _) = Self.estate(machines: 40)
    let answer = try query.ask("vm/open0", "vm/closed0", on: ["tcp/22"], fixes: true)
    let fix = try #require(answer.fixes.first)
    #expect(fix.isComparisonComplete)
    #expect(fix.alsoOpens.isEmpty)
  }

  @Test("a rule between two addresses joins the machines that have them, and nobody else")
  func joined() throws {
    var builder = Builder()
    let network = builder.network("n", ["10.0.0.0/16"])
    let group = builder.group("g", [Builder.rule("in 100 deny * * -> * : *")])
    let open = builder.subnet(network, "open", "10.0.1.0/24")
    let closed = builder.subnet(network, "closed", "10.0.2.0/24") {
      $0.securityGroup = Builder.reference(group)
    }
    builder.machine("a", in: open, "10.0.1.4")
    builder.machine("b", in: closed, "10.0.2.4")
    for number in 0..<40 { builder.machine("other\(number)", in: open, "10.0.1.\(number + 5)") }
    let query = builder.query
    let change = Change.allowTraffic(
      securityGroup: group, direction: .inbound,
      sources: [.prefix(try #require(AddressPrefix("10.0.1.4/32")))],
      destinations: [.prefix(try #require(AddressPrefix("10.0.2.4/32")))], traffic: .all, at: nil)
    let joined = try #require(query.graph.hostsJoined(by: [change]))
    func isTaken(_ selector: String, _ isTarget: Bool) throws -> Bool {
      guard case .subjects(let subjects, _) = query.graph.resolve(selector) else { return false }
      let subject = try #require(subjects.first)
      return isTarget
        ? joined.mayOpen(to: subject, in: query.graph)
        : joined.mayOpen(from: subject, in: query.graph)
    }
    #expect(try isTaken("vm/a", false) && isTaken("vm/b", true))
    #expect(try !isTaken("vm/b", false) && !isTaken("vm/a", true))
    #expect(try !isTaken("vm/other7", false) && !isTaken("vm/other7", true))
    #expect(try !isTaken("internet", false) && !isTaken("internet", true))
  }

  @Test("addresses that nobody has, or that forward others' packets, tell nothing of who is joined")
  func otherAddresses() throws {
    var builder = Builder()
    let network = builder.network("n", ["10.0.0.0/16"])
    let group = builder.group("g", [Builder.rule("in 100 deny * * -> * : *")])
    let open = builder.subnet(network, "open", "10.0.1.0/24")
    builder.machine("a", in: open, "10.0.1.4")
    builder.interface("forwarder", in: open, "10.0.1.5") {
      $0.forwardsTraffic = .known(true, Builder.place)
    }
    let graph = builder.query.graph
    func isKnown(_ source: String, _ target: String) throws -> Bool {
      let change = Change.allowTraffic(
        securityGroup: group, direction: .inbound,
        sources: [.prefix(try #require(AddressPrefix(source)))],
        destinations: [.prefix(try #require(AddressPrefix(target)))], traffic: .all, at: nil)
      return graph.hostsJoined(by: [change]) != nil
    }
    #expect(try isKnown("10.0.1.4/32", "10.0.1.4/32"))
    #expect(try !isKnown("10.0.1.9/32", "10.0.1.4/32"))
    #expect(try !isKnown("10.0.1.4/32", "10.0.1.5/32"))
    #expect(try !isKnown("10.0.1.0/24", "10.0.1.4/32"))
  }
}
