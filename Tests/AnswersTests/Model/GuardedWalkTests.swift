import EstateModel
import Reachability
import TestSupport
import Testing
import TrafficSets

@testable import Answers

/// The engine's sets against the walk of single packets, on estates that are read as exports.
@Suite("Sets of packets agree with the walk past firewalls, balancers, gateways and services")
struct GuardedWalkTests {
  /// `REACHMAP_SOAK=1` tries many more.
  static let estates = WalkSeeds.range(40, many: 2000)
  static let parts = WalkSeeds.areMany ? 4 : 1
  static let questionsPerEstate = WalkSeeds.areMany ? 50 : 25
  static let packetsPerQuestion = 16

  @Test("each packet and its answer go as the walk says", arguments: 0..<parts)
  func walks(_ part: Int) throws {
    var seen: [PlainOutcome: Int] = [:]
    var sights: [GuardedSight: Int] = [:]
    var silent = 0
    var apart = 0
    var failures = 0
    for seed in Self.estates where seed % Self.parts == part {
      var random = SeededGenerator(seed: UInt64(7_000_000 + seed))
      let network = GuardedNetwork(using: &random)
      let query = try TextEstate(["estate.json": network.export]).query
      questions: for _ in 0..<Self.questionsPerEstate {
        let (from, to) = network.question(using: &random)
        var (certain, possible) = try query.passage(from.selector, to.selector)
        switch to.ends[0] {
        case .account, .site:
          // What a service's front is, and the name that was asked for, are no numbers.
          func plain(_ set: TrafficSet) -> TrafficSet {
            set.settingDestinations(to: AddressSet(.ipv4(0))).settingNames(to: NameSet(0))
          }
          (certain, possible) = (plain(certain), plain(possible))
        case .host, .internet: break
        }
        for _ in 0..<Self.packetsPerQuestion {
          guard let start = from.ends.randomElement(using: &random),
            let end = to.ends.randomElement(using: &random), GuardedNetwork.isCall(start, end)
          else { continue }
          let packet = packet(network, start, end, using: &random)
          var arrivals = sights
          let walked = network.outcome(
            from: start, to: end, transport: packet.transport, port: packet.destinationPort,
            sights: &arrivals)
          guard let walked else {
            silent += 1
            continue
          }
          sights = arrivals
          let told: PlainOutcome =
            certain.contains(packet) ? .passes : possible.contains(packet) ? .open : .stopped
          seen[walked.outcome, default: 0] += 1
          if told == walked.outcome { continue }
          if told == .open, walked.hasUnknownSource {
            apart += 1
            continue
          }
          failures += 1
          let term = "\(packet.transport)/\(packet.destinationPort)"
          Issue.record(
            """
            seed \(seed): \(from.selector) -> \(to.selector) \(packet.source) -> \
            \(packet.destination) \(term), engine \(told), walk \(walked.outcome)
            \(network.text)
            """)
          if failures > 5 { return }
          continue questions
        }
      }
    }
    // Estates that show nothing would agree with everything.
    for outcome in [PlainOutcome.passes, .stopped, .open] {
      #expect(seen[outcome, default: 0] > 20, "\(seen)")
    }
    for sight in GuardedSight.allCases {
      #expect(sights[sight, default: 0] > 0, "\(sight): \(sights)")
    }
    let count = seen.values.reduce(0, +)
    #expect(silent < count / 100 && apart < count / 200, "\(silent), \(apart) of \(count)")
  }

  private func packet(
    _ network: GuardedNetwork, _ from: GuardedEnd, _ to: GuardedEnd,
    using random: inout SeededGenerator
  ) -> Packet {
    func number(_ end: GuardedEnd) -> UInt32 {
      switch end {
      case .host(let host): network.hosts[host].address
      case .internet(let address): address
      case .account, .site: 0
      }
    }
    let isService = if case .account = to { true } else { false }
    let ports: [UInt16] = isService ? [443, 443, 80] : GuardedNetwork.ports + [9000]
    let transports: [TransportProtocol] =
      isService ? [.tcp, .tcp, .udp] : [.tcp, .tcp, .udp, .icmp]
    return Packet(
      source: .ipv4(number(from)), destination: .ipv4(number(to)),
      transport: transports.randomElement(using: &random) ?? .tcp,
      sourcePort: UInt16.random(in: 1024...65535, using: &random),
      destinationPort: ports.randomElement(using: &random) ?? 443, name: 0)
  }
}
