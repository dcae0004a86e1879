import EstateModel
import Reachability
import TestSupport
import Testing
import TrafficSets

@testable import Answers

/// The engine's sets against the walk of single packets, where guests and balancers choose.
@Suite("Sets of packets agree with the walk past several interfaces and balancers")
struct BalancedWalkTests {
  /// `REACHMAP_SOAK=1` tries many more.
  static let estates = WalkSeeds.range(40, many: 400)
  static let questionsPerEstate = 25
  static let packetsPerQuestion = 16

  private struct Sender {
    let end: PlainEnd
    var machine: Int?
    let selector: String
    let address: UInt32
  }

  private func senders(_ network: BalancedNetwork) -> [Sender] {
    network.plain.hosts.indices.map {
      Sender(
        end: .host($0), selector: "nic/vm\($0)-nic", address: network.plain.hosts[$0].address)
    }
      + network.machines.enumerated().map { index, interfaces in
        Sender(
          end: .host(interfaces[0]), machine: index, selector: "vm/m\(index)",
          address: network.plain.hosts[interfaces[0]].address)
      }
  }

  @Test(
    "several interfaces and internal balancers: each packet and its answer go as the walk says",
    arguments: [0, 1, 2, 3])
  func walks(_ part: Int) throws {
    var seen: [PlainOutcome: Int] = [:]
    var met = 0
    for seed in Self.estates where seed % 4 == part {
      var random = SeededGenerator(seed: UInt64(3_000_000 + seed))
      let network = BalancedNetwork(using: &random)
      let query = ReachabilityQuery(network.estate())
      for _ in 0..<Self.questionsPerEstate {
        guard let sender = senders(network).randomElement(using: &random),
          let target = network.plain.hosts.indices.randomElement(using: &random),
          sender.end != .host(target),
          sender.machine.map({ network.machines[$0].contains(target) }) != true
        else { continue }
        let to = "nic/vm\(target)-nic"
        let (certain, possible) = try query.passage(sender.selector, to)
        for _ in 0..<Self.packetsPerQuestion {
          let ports: [UInt16] = [22, 443, 450, 1024, 8080]
          let plain = PlainPacket(
            source: sender.address, destination: network.plain.hosts[target].address,
            transport: [.tcp, .udp, .icmp].randomElement(using: &random) ?? .tcp,
            sourcePort: ports.randomElement(using: &random) ?? 0,
            destinationPort: ports.randomElement(using: &random) ?? 0)
          let packet = Packet(
            source: .ipv4(plain.source), destination: .ipv4(plain.destination),
            transport: plain.transport, sourcePort: plain.sourcePort,
            destinationPort: plain.destinationPort, name: 0)
          let walked = network.outcome(
            plain, from: sender.end, machine: sender.machine, to: .host(target), met: &met)
          let told: PlainOutcome =
            certain.contains(packet) ? .passes : possible.contains(packet) ? .open : .stopped
          seen[walked, default: 0] += 1
          if told == walked { continue }
          Issue.record(
            """
            seed \(seed): \(sender.selector) -> \(to) \(plain), engine \(told), walk \(walked)
            \(network.text)
            """)
          return
        }
      }
    }
    // Estates that show nothing would agree with everything.
    for outcome in [PlainOutcome.passes, .stopped, .open] {
      #expect(seen[outcome, default: 0] > 0, "\(seen)")
    }
    #expect(met > 100)
  }
}
