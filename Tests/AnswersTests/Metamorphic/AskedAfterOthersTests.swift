import EstateModel
import Reachability
import TestSupport
import Testing
import TrafficSets

@testable import Answers

/// What was worked out for one question serves others; none may get an answer that was another's.
@Suite("A question has the same answer alone and after others")
struct AskedAfterOthersTests {
  private static let seeds = WalkSeeds.range(4, many: 300)

  /// All of an answer, where each fact comes from too.
  private struct Told: Equatable {
    let verdict: Verdict
    let allowed: [String]
    let undecided: [String]
    let paths: [[QueryAnswer.PathHop]]
    let blockers: [Evidence]
    let unknowns: [Remark]
    let assumptions: [Remark]
    let warnings: [Remark]

    init(_ answer: QueryAnswer) {
      verdict = answer.verdict
      allowed = answer.allowed
      undecided = answer.undecided
      paths = answer.paths
      blockers = answer.blockers
      unknowns = answer.unknowns
      assumptions = answer.assumptions
      warnings = answer.warnings
    }
  }

  /// - Parameters: selectors; `nil` stands for the internet.
  private func told(
    _ query: ReachabilityQuery, _ from: SelectorIndex.Entry?, _ to: SelectorIndex.Entry?
  ) -> Told? {
    func subject(_ entry: SelectorIndex.Entry?) -> Subject? {
      entry.map { query.graph.subject(of: $0) }
        ?? query.graph.wellKnownSubject(kind: "internet", name: "")
    }
    guard let source = subject(from), let target = subject(to), !source.senders.isEmpty,
      !target.goal.destinations.isEmpty
    else { return nil }
    let question = AskedQuestion(
      source: source, target: target, traffic: [], via: nil, avoid: nil)
    return Told(query.answer(question, wantsFixes: false))
  }

  private func compare(
    _ shared: ReachabilityQuery, _ comment: String, pairs: Int, using random: inout SeededGenerator
  ) {
    let entries = shared.graph.selectors.entries
    let hosts = entries.filter { ["vm", "nic", "subnet", "compute"].contains($0.kind) }
    /// `nil` stands for the internet.
    func pick() -> SelectorIndex.Entry? {
      if Int.random(in: 0..<8, using: &random) == 0 { return nil }
      let isAny = Int.random(in: 0..<3, using: &random) == 0 || hosts.isEmpty
      return (isAny ? entries : hosts).randomElement(using: &random)
    }
    var asked = 0
    for _ in 0..<pairs {
      let (from, to) = (pick(), pick())
      let alone = told(ReachabilityQuery(shared.graph.estate), from, to)
      let after = told(shared, from, to)
      let names = [from, to].map { $0?.selector ?? "internet" }
      #expect(alone == after, "\(comment): \(names)")
      if alone != nil { asked += 1 }
    }
    #expect(asked > 0, "\(comment)")
  }

  /// All machines, subnets and accounts in some order, so that each pair is asked after many others.
  private func compareAll(_ query: ReachabilityQuery, _ comment: String) {
    let entries = query.graph.selectors.entries.filter {
      ["vm", "subnet", "storage"].contains($0.kind)
    }
    var random = SeededGenerator(seed: 3)
    let pairs = entries.flatMap { from in entries.map { (from, $0) } }.shuffled(using: &random)
    var verdicts: Set<Verdict> = []
    for (from, to) in pairs {
      let alone = told(ReachabilityQuery(query.graph.estate), from, to)
      #expect(alone == told(query, from, to), "\(comment): \(from.selector) -> \(to.selector)")
      if let alone { verdicts.insert(alone.verdict) }
    }
    #expect(verdicts.count > 1, "\(comment)")
  }

  private typealias Builder = EstateBuilder

  /// A network with a machine in front and others in two subnets behind, peered with one more.
  private struct Networks {
    var builder = Builder()
    let near: ResourceID
    let far: ResourceID
    let front: ResourceID

    init() {
      near = builder.network("near", ["10.0.0.0/16"])
      far = builder.network("far", ["10.1.0.0/16"])
      builder.peer(near, far)
      front = builder.subnet(near, "front", "10.0.1.0/24")
      builder.machine("f", in: front, "10.0.1.4")
      for (number, network) in [near, near, far].enumerated() {
        let range = "10.\(network == far ? 1 : 0).\(number + 2)"
        let subnet = builder.subnet(network, "back\(number)", "\(range).0/24")
        builder.machine("b\(number)", in: subnet, "\(range).4")
        builder.machine("c\(number)", in: subnet, "\(range).5")
      }
    }
  }

  @Test("where nobody knows who takes packets on, each host has a way of its own")
  func unknownHop() {
    var networks = Networks()
    networks.builder.routes(
      "10.0.2.0/23 -> 10.0.255.4", "10.1.4.4/32 -> 10.0.255.5", at: networks.front)
    compareAll(networks.builder.query, "unknown hop")
  }

  @Test("where a site may stand for one host and not for its neighbour")
  func site() {
    var networks = Networks()
    let other = networks.builder.network("other", ["10.2.0.0/16"])
    let subnet = networks.builder.subnet(other, "hosts", "10.2.1.0/24")
    networks.builder.machine("o", in: subnet, "10.2.1.4")
    networks.builder.machine("p", in: subnet, "10.2.1.5")
    let here = networks.builder.gateway("here", in: networks.near)
    networks.builder.gateway("there", in: other)
    let site = networks.builder.site("site", "10.2.1.4/32", "192.168.0.0/24")
    networks.builder.connect(here, toSite: site)
    compareAll(networks.builder.query, "site")
  }

  @Test("where gateways join one network and not another")
  func tunnels() {
    var networks = Networks()
    let other = networks.builder.network("other", ["10.2.0.0/16"])
    let subnet = networks.builder.subnet(other, "hosts", "10.2.1.0/24")
    networks.builder.machine("o", in: subnet, "10.2.1.4")
    let here = networks.builder.gateway("here", in: networks.near)
    let there = networks.builder.gateway("there", in: other)
    networks.builder.connect(here, toGateway: there)
    networks.builder.connect(there, toGateway: here)
    networks.builder.routes("10.2.0.0/16 -> VirtualNetworkGateway", at: networks.front)
    compareAll(networks.builder.query, "tunnels")
  }

  @Test("where a service has private endpoints near, in a peered network and in neither")
  func endpoints() {
    var networks = Networks()
    let lone = networks.builder.network("lone", ["10.3.0.0/16"])
    let zone = networks.builder.zone(
      "privatelink.blob.core.windows.net", linkedTo: [networks.near, networks.far, lone])
    for (number, network) in [networks.near, networks.far, lone].enumerated() {
      let octet = [0, 1, 3][number]
      let subnet = networks.builder.subnet(
        network, "endpoints", "10.\(octet).9.0/24", { $0.serviceEndpoints = [] })
      networks.builder.machine("e\(number)", in: subnet, "10.\(octet).9.20")
      let account = networks.builder.storage("account\(number)")
      networks.builder.privateEndpoint(
        "pe\(number)", in: subnet, "10.\(octet).9.4", to: account, "blob", zone: zone)
    }
    networks.builder.storage("open")
    networks.builder.routes(
      "0.0.0.0/0 -> 10.0.255.4", "10.0.9.4/32 -> None", at: networks.front)
    compareAll(networks.builder.query, "endpoints")
  }

  @Test("where rules of network managers stand at subnets without a group")
  func managed() {
    var networks = Networks()
    let group = networks.builder.networkGroup("all", [networks.near, networks.far])
    networks.builder.networkManager(
      "manager", [(group, [Builder.adminRule("in 100 deny tcp 10.1.4.0/24 -> * : 22")])])
    compareAll(networks.builder.query, "managed")
  }

  @Test("where subnets share a route table and a group")
  func oneTable() {
    var networks = Networks()
    let group = networks.builder.group("g", [Builder.rule("in 100 deny tcp * -> * : 22")])
    let table = networks.builder.routes("0.0.0.0/0 -> 10.0.3.4", at: networks.front)
    for subnet in networks.builder.estate.subnets.all where subnet.network == networks.near {
      networks.builder.estate.subnets.update(subnet.id) {
        $0.routeTable = Builder.reference(table)
        $0.securityGroup = Builder.reference(group)
      }
    }
    compareAll(networks.builder.query, "one table")
  }

  @Test("every example", arguments: Set(ExampleQuestion.all.map(\.folder)).sorted())
  func examples(_ folder: String) {
    var random = SeededGenerator(seed: 11)
    compare(ExampleQuestion.query(folder), folder, pairs: 25, using: &random)
  }

  @Test("estates made at random", arguments: seeds)
  func random(_ seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(9_000_000 + seed))
    let network = GuardedNetwork(using: &random)
    let query = try TextEstate(["estate.json": network.export]).query
    compare(query, "seed \(seed)", pairs: 30, using: &random)
  }
}
