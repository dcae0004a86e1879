import EstateModel
import TestSupport
import Testing
import TrafficSets

@testable import Answers

/// The engine against the walk of single packets, on networks with gateways made at random.
@Suite("What lies behind gateways: sets of packets agree with the walk of one packet")
struct GatewayWalkTests {
  static let estates = WalkSeeds.range(40, many: 1500)

  @Test("every pair of ends is told as the walk says", arguments: [0, 1, 2, 3])
  func pairs(_ part: Int) throws {
    var seen: [PlainSites.Outcome: Int] = [:]
    estates: for seed in Self.estates where seed % 4 == part {
      var random = SeededGenerator(seed: UInt64(3_000_000 + seed))
      let network = PlainSites(using: &random)
      let query = ReachabilityQuery(network.estate())
      for from in network.ends where from != .nowhere && from != .internet {
        for to in network.ends where to != from {
          for isTCP in [true, false] {
            let answer = try query.ask(
              network.selector(from), network.selector(to), on: [isTCP ? "tcp/443" : "udp/443"])
            let told: PlainSites.Outcome =
              switch answer.verdict {
              case .reachable: .passes
              case .unreachable: .stopped
              case .partial, .unknown: .open
              }
            let walked = network.outcome(from: from, to: to, isTCP: isTCP)
            seen[walked, default: 0] += 1
            if told == walked { continue }
            Issue.record(
              "seed \(seed): engine \(told), walk \(walked)\n\(answer.told)\n\(network.text)")
            continue estates
          }
        }
      }
    }
    // Networks that show nothing would agree with everything.
    for outcome in [PlainSites.Outcome.passes, .stopped, .open] {
      #expect(seen[outcome, default: 0] > 0, "\(seen)")
    }
  }
}
