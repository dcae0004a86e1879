import EstateModel
import Reachability
import TestSupport
import Testing
import TrafficSets

@testable import Answers

/// The engine's sets against the walk of single packets, on estates made at random.
@Suite("Sets of packets agree with the walk of one packet at a time")
struct PacketWalkTests {
  /// `REACHMAP_SOAK=1` tries many more.
  static let estates = WalkSeeds.range(200, many: 4000)
  static let questionsPerEstate = 20
  static let routedEstates = WalkSeeds.range(40, many: 2000)
  static let questionsPerRoutedEstate = WalkSeeds.areMany ? 50 : 25
  static let publicEstates = WalkSeeds.range(120, many: 4000)
  static let packetsPerQuestion = 24

  struct Question {
    let from: PlainEnd
    let to: PlainEnd

    static func random(
      _ network: PlainNetwork, using random: inout SeededGenerator
    ) -> Question {
      var ends: [PlainEnd] =
        network.hosts.indices.map { .host($0) } + network.subnets.indices.map { .subnet($0) }
        + [.internet(0x08_08_08_08)]
      if network.hosts.contains(where: { $0.publicAddress != nil }) {
        ends += [.internet(0xC8_09_09_09), .internet(0x14_09_09_09)]
      }
      if network.networks.contains(where: \.hasGateway) { ends.append(.client) }
      if network.hasRoutes { ends.append(.elsewhere(0xAC14_0004)) }
      while true {
        guard let from = ends.randomElement(using: &random),
          let to = ends.randomElement(using: &random)
        else { continue }
        if case .elsewhere = from { continue }
        if case (.internet, .elsewhere) = (from, to) { continue }
        if from != to { return Question(from: from, to: to) }
      }
    }
  }

  private func selector(_ end: PlainEnd, in network: PlainNetwork, isSender: Bool) -> String {
    switch end {
    case .host(let host): "vm/vm\(host)"
    case .subnet(let subnet): "ip/\(PlainNetwork.text(freeAddress(of: subnet, in: network)))"
    case .client: "client/client"
    case .internet(let address): "internet/\(PlainNetwork.text(address))"
    case .elsewhere(let address): "ip/\(PlainNetwork.text(address))"
    }
  }

  private func freeAddress(of subnet: Int, in network: PlainNetwork) -> UInt32 {
    network.subnets[subnet].prefix.base + 13
  }

  /// The packet's numbers, and the same packet as the engine names it.
  private func packet(
    _ question: Question, _ network: PlainNetwork, _ graph: ReachabilityGraph,
    using random: inout SeededGenerator
  ) -> (PlainPacket, Packet) {
    func number(_ end: PlainEnd) -> UInt32 {
      switch end {
      case .host(let host): network.hosts[host].address
      case .subnet(let subnet): freeAddress(of: subnet, in: network)
      case .client: PlainNetwork.clientPrefix.base + 77
      case .internet(let address), .elsewhere(let address): address
      }
    }
    func address(_ end: PlainEnd) -> Address {
      if case .host(let host) = end, network.hosts[host].isDynamic {
        let id = EstateBuilder.id("Microsoft.Network/networkInterfaces", "vm\(host)-nic")
        return graph.book[.interface(id, 0)] ?? .ipv4(0)
      }
      return .ipv4(number(end))
    }
    let ports: [UInt16] = [22, 443, 450, 1023, 1024, 8080, 0, 65535]
    let plain = PlainPacket(
      source: number(question.from), destination: number(question.to),
      transport: [.tcp, .udp, .icmp].randomElement(using: &random) ?? .tcp,
      sourcePort: ports.randomElement(using: &random) ?? 0,
      destinationPort: ports.randomElement(using: &random) ?? 0)
    return (
      plain,
      Packet(
        source: address(question.from), destination: address(question.to),
        transport: plain.transport, sourcePort: plain.sourcePort,
        destinationPort: plain.destinationPort, name: 0)
    )
  }

  /// The same estate with every number that the two ends may have, where they have one by chance.
  private func variants(_ network: PlainNetwork, _ question: Question) -> [PlainNetwork] {
    var variants = [network]
    for end in [question.from, question.to] {
      guard case .host(let host) = end, network.hosts[host].isDynamic else { continue }
      let base = network.subnets[network.hosts[host].subnet].prefix.base
      variants = variants.flatMap { variant in
        // The last free number is what questions name.
        (4...12).map { base + UInt32($0) }.filter { address in
          !variant.hosts.enumerated().contains {
            $0.offset != host && $0.element.address == address && !$0.element.isDynamic
          }
        }.map { address in
          var changed = variant
          // A machine that has that number by chance gets another one.
          for other in changed.hosts.indices
          where other != host && changed.hosts[other].address == address {
            changed.hosts[other].address = variant.hosts[host].address
          }
          changed.hosts[host].address = address
          return changed
        }
      }
    }
    return variants.flatMap(\.states)
  }

  private func check(
    _ seed: Int, _ network: PlainNetwork, questions: Int, isExact: Bool = true,
    using random: inout SeededGenerator
  ) throws {
    let query = ReachabilityQuery(network.estate())
    for _ in 0..<questions {
      let question = Question.random(network, using: &random)
      let from = selector(question.from, in: network, isSender: true)
      let to = selector(question.to, in: network, isSender: false)
      let (certain, possible) = try query.passage(from, to)
      let variants = variants(network, question)
      for _ in 0..<Self.packetsPerQuestion {
        let (plain, packet) = packet(question, network, query.graph, using: &random)
        let outcomes = Set(
          variants.map { variant in
            var numbered = plain
            if case .host(let host) = question.from {
              numbered.source = variant.hosts[host].address
            }
            if case .host(let host) = question.to {
              numbered.destination = variant.hosts[host].address
            }
            return variant.outcome(numbered, from: question.from, to: question.to)
          })
        let walked = outcomes.count == 1 ? outcomes.first ?? .open : .open
        let told: PlainOutcome =
          certain.contains(packet) ? .passes : possible.contains(packet) ? .open : .stopped
        if told == walked || !isExact && told == .open { continue }
        Issue.record(
          """
          seed \(seed): \(from) -> \(to) \(plain), engine \(told), walk \(walked)
          \(network.text)
          """)
        return
      }
    }
  }

  private func check(_ seed: Int, hasDynamicAddresses: Bool) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let network = PlainNetwork(using: &random, hasDynamicAddresses: hasDynamicAddresses)
    try check(seed, network, questions: Self.questionsPerEstate, using: &random)
  }

  @Test("known addresses: the sets are exact and nothing is left open", arguments: [0, 1, 2, 3])
  func knownAddresses(_ part: Int) throws {
    for seed in Self.estates where seed % 4 == part {
      try check(seed, hasDynamicAddresses: false)
    }
  }

  @Test(
    "dynamic addresses: sure where every number agrees, open where they differ",
    arguments: [0, 1, 2, 3])
  func dynamicAddresses(_ part: Int) throws {
    for seed in Self.estates where seed % 4 == part {
      try check(1_000_000 + seed, hasDynamicAddresses: true)
    }
  }

  @Test(
    "rules of a network manager: sure where every deployment agrees, open where they differ",
    arguments: [0, 1, 2, 3])
  func managers(_ part: Int) throws {
    for seed in Self.estates where seed % 4 == part {
      var random = SeededGenerator(seed: UInt64(3_000_000 + seed))
      let network = PlainNetwork(managedUsing: &random, hasPolicies: false)
      try check(
        3_000_000 + seed, network, questions: Self.questionsPerEstate, using: &random)
    }
  }

  // Members by policy leave open more than they must where both ends hang on one of them.
  @Test("members by policy: nothing is sure that they may change", arguments: [0, 1, 2, 3])
  func policies(_ part: Int) throws {
    for seed in Self.estates where seed % 4 == part {
      var random = SeededGenerator(seed: UInt64(4_000_000 + seed))
      let network = PlainNetwork(managedUsing: &random, hasPolicies: true)
      try check(
        4_000_000 + seed, network, questions: Self.questionsPerEstate, isExact: false,
        using: &random)
    }
  }

  @Test(
    "route tables and appliances: each packet and its answer go as the walk says",
    arguments: [0, 1, 2, 3])
  func routes(_ part: Int) throws {
    for seed in Self.routedEstates where seed % 4 == part {
      var random = SeededGenerator(seed: UInt64(2_000_000 + seed))
      let network = PlainNetwork(routedUsing: &random)
      try check(
        2_000_000 + seed, network, questions: Self.questionsPerRoutedEstate, using: &random)
    }
  }

  @Test(
    "public addresses: in, out and from host to host, and the replies", arguments: [0, 1, 2, 3])
  func publicAddresses(_ part: Int) throws {
    var ways: [PlainOutcome: Int] = [:]
    for seed in Self.publicEstates where seed % 4 == part {
      var random = SeededGenerator(seed: UInt64(3_000_000 + seed))
      let network = PlainNetwork(publicUsing: &random)
      try check(
        3_000_000 + seed, network, questions: Self.questionsPerRoutedEstate, using: &random)
      // That the estates are of use: by public addresses some get in, some do not, some may.
      for target in network.hosts.indices {
        for source in network.hosts.indices where source != target {
          let packet = PlainPacket(
            source: network.hosts[source].address, destination: network.hosts[target].address,
            transport: .tcp, sourcePort: 1024, destinationPort: 443)
          ways[network.publicOutcome(packet, from: .host(source), to: target), default: 0] += 1
        }
      }
    }
    for outcome in [PlainOutcome.passes, .open, .stopped] {
      #expect(ways[outcome, default: 0] > 50, "\(ways)")
    }
  }
}
