import EstateModel
import Foundation
import Reachability
import TestSupport
import Testing
import TrafficSets

@testable import Answers

/// A matrix against its slow twin: the query of each pair.
enum MatrixTwin {
  struct Pair: Hashable, CustomStringConvertible {
    let from: String
    let to: String

    var description: String { "\(from) -> \(to)" }
  }

  /// What the rows say of each pair; a pair that two rows tell differently is an issue.
  static func told(
    _ matrix: MatrixAnswer, _ query: ReachabilityQuery
  ) throws -> [Pair: PairOutcome] {
    let hosts = try hosts(of: matrix.asked, query)
    var told: [Pair: PairOutcome] = [:]
    for row in matrix.rows {
      for from in row.from {
        for to in row.to where hosts[from] != hosts[to] {
          let pair = Pair(from: from, to: to)
          #expect(told[pair] == nil, "\(pair) is in two rows")
          told[pair] = row.outcome
        }
      }
    }
    return told
  }

  /// What each selector stands for: a host may have several.
  private static func hosts(
    of selectors: [String], _ query: ReachabilityQuery
  ) throws -> [String: MatrixSide.Identity] {
    var hosts: [String: MatrixSide.Identity] = [:]
    for selector in selectors {
      let subject = try #require(try query.subjects(selector).subjects.first)
      hosts[selector] = subject.onlyHost.map { .host($0) } ?? .selector(selector)
    }
    return hosts
  }

  static func compare(
    _ query: ReachabilityQuery, _ comment: String,
    _ question: MatrixQuestion = MatrixQuestion()
  ) throws {
    let matrix = try query.matrix(question)
    let told = try told(matrix, query)
    var totals: [Verdict: Int] = [:]
    for (pair, outcome) in told {
      totals[outcome.verdict, default: 0] += 1
      let answer = try #require(
        try query.answer(
          QueryQuestion(
            from: pair.from, to: pair.to, traffic: question.traffic, wantsFixes: false)
        ).answers.first)
      let asked = PairOutcome(
        verdict: answer.verdict, allowed: answer.allowed, undecided: answer.undecided)
      #expect(outcome == asked, "\(comment): \(pair)")
    }
    #expect(matrix.totals == totals, "\(comment)")
    let hosts = try hosts(of: matrix.asked, query)
    for from in Set(matrix.rows.flatMap(\.from)) {
      for to in Set(matrix.rows.flatMap(\.to)) where hosts[from] != hosts[to] {
        #expect(told[Pair(from: from, to: to)] != nil, "\(comment): \(from) -> \(to) is missing")
      }
    }
  }
}

@Suite("A matrix says of each pair what its query says")
struct MatrixTwinTests {
  static let seeds =
    ProcessInfo.processInfo.environment["REACHMAP_SOAK"] == "1" ? 0..<1000 : 0..<6

  @Test("every example", arguments: Set(ExampleQuestion.all.map(\.folder)).sorted())
  func examples(_ folder: String) throws {
    let query = ExampleQuestion.query(folder)
    try MatrixTwin.compare(query, folder)
    try MatrixTwin.compare(query, "\(folder) on tcp/443", MatrixQuestion(traffic: [.https]))
  }

  @Test("estates made at random", arguments: [false, true])
  func random(_ hasDynamicAddresses: Bool) throws {
    for seed in Self.seeds {
      var random = SeededGenerator(seed: UInt64(seed))
      let network = PlainNetwork(using: &random, hasDynamicAddresses: hasDynamicAddresses)
      try MatrixTwin.compare(ReachabilityQuery(network.estate()), "seed \(seed)")
    }
  }

  @Test("estates under a network manager made at random", arguments: [false, true])
  func managed(_ hasPolicies: Bool) throws {
    for seed in Self.seeds {
      var random = SeededGenerator(seed: UInt64(3_000_000 + seed))
      let network = PlainNetwork(managedUsing: &random, hasPolicies: hasPolicies)
      try MatrixTwin.compare(ReachabilityQuery(network.estate()), "managed seed \(seed)")
    }
  }

  @Test("estates with route tables and appliances made at random")
  func routed() throws {
    for seed in Self.seeds {
      var random = SeededGenerator(seed: UInt64(2_000_000 + seed))
      let network = PlainNetwork(routedUsing: &random)
      try MatrixTwin.compare(ReachabilityQuery(network.estate()), "routed seed \(seed)")
    }
  }

  @Test("estates with public addresses made at random")
  func publicAddresses() throws {
    for seed in Self.seeds {
      var random = SeededGenerator(seed: UInt64(3_000_000 + seed))
      let network = PlainNetwork(publicUsing: &random)
      try MatrixTwin.compare(ReachabilityQuery(network.estate()), "public seed \(seed)")
    }
  }

  @Test("estates with firewalls, balancers and ways out made at random")
  func guarded() throws {
    for seed in Self.seeds {
      var random = SeededGenerator(seed: UInt64(9_000_000 + seed))
      let network = GuardedNetwork(using: &random)
      let query = try TextEstate(["estate.json": network.export]).query
      let question = MatrixQuestion(from: "nic/*", to: "nic/*")
      try MatrixTwin.compare(query, "guarded seed \(seed)", question)
    }
  }

  /// Many hosts in few subnets, so that classes have many members, with rules that single some out.
  @Test("crowded estates made at random", arguments: [false, true])
  func crowded(_ hasDynamicAddresses: Bool) throws {
    for seed in Self.seeds {
      var random = SeededGenerator(seed: UInt64(7_000_000 + seed))
      var network = PlainNetwork(using: &random, hasDynamicAddresses: hasDynamicAddresses)
      for subnet in network.subnets.indices {
        let base = network.subnets[subnet].prefix.base
        let taken = Set(network.hosts.map(\.address))
        for number in UInt32(6)...UInt32(8) where !taken.contains(base + number) {
          guard
            let pattern = network.hosts.filter({ $0.subnet == subnet }).randomElement(
              using: &random)
          else { continue }
          var host = pattern
          host.address = base + number
          network.hosts.append(host)
        }
      }
      try MatrixTwin.compare(ReachabilityQuery(network.estate()), "seed \(seed)")
    }
  }
}

@Suite("Who is in a matrix")
struct MatrixTests {
  private func hub() -> (builder: EstateBuilder, subnet: ResourceID) {
    var builder = EstateBuilder()
    let network = builder.network("hub", ["10.0.0.0/16"])
    let subnet = builder.subnet(network, "hosts", "10.0.1.0/24")
    return (builder, subnet)
  }

  @Test("hosts that nothing tells apart are one row")
  func alike() throws {
    var (builder, subnet) = hub()
    for number in 1...20 { builder.machine("m\(number)", in: subnet, "10.0.1.\(number + 10)") }
    let matrix = try builder.query.matrix(MatrixQuestion(from: "vm/*", to: "vm/*"))
    #expect(matrix.rows.count == 1)
    #expect(matrix.rows.first?.from.count == 20)
    #expect(matrix.rows.first?.to.count == 20)
    #expect(matrix.totals == [.reachable: 380])
  }

  @Test("hosts that reach each other in the same way share a row though they are told apart")
  func mutual() throws {
    var builder = EstateBuilder()
    let network = builder.network("hub", ["10.0.0.0/16"])
    for number in 1...4 {
      let subnet = builder.subnet(network, "s\(number)", "10.0.\(number).0/24")
      builder.machine("m\(number)", in: subnet, "10.0.\(number).5")
    }
    let matrix = try builder.query.matrix(MatrixQuestion(from: "vm/*", to: "vm/*"))
    #expect(matrix.rows.count == 1)
    #expect(matrix.totals == [.reachable: 12])
  }

  @Test(
    "an interface of a machine, a subnet and a network are asked about only where they are named")
  func defaults() throws {
    var (builder, subnet) = hub()
    builder.machine("m", in: subnet, "10.0.1.5")
    builder.interface("alone", in: subnet, "10.0.1.6")
    let matrix = try builder.query.matrix(MatrixQuestion())
    #expect(Set(matrix.rows.flatMap(\.from)) == ["internet", "vm/m", "nic/alone"])
    let subnets = try builder.query.matrix(MatrixQuestion(from: "subnet/*/*", to: "vm/m"))
    #expect(subnets.rows.map(\.from) == [["subnet/hub/hosts"]])
  }

  @Test("one host under two selectors is not asked about itself")
  func sameHost() throws {
    var (builder, subnet) = hub()
    builder.machine("m", in: subnet, "10.0.1.5")
    builder.machine("n", in: subnet, "10.0.1.6")
    let matrix = try builder.query.matrix(MatrixQuestion(from: "nic/*", to: "vm/m"))
    #expect(matrix.totals == [.reachable: 1])
  }

  @Test("a selector that names nothing is an error")
  func unknown() throws {
    let (builder, _) = hub()
    #expect(throws: SelectorError.self) {
      try builder.query.matrix(MatrixQuestion(from: "vm/none"))
    }
    #expect(throws: SelectorError.self) {
      try builder.query.matrix(MatrixQuestion(to: "vnet/hub/none"))
    }
  }
}
