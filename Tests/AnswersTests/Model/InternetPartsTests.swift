import EstateModel
import TestSupport
import Testing
import TrafficSets

@testable import Answers

/// The internet as a target against its single addresses, each walked by itself.
@Suite("The internet is all of its addresses, of both families")
struct InternetPartsTests {
  private typealias Builder = EstateBuilder

  static let estates = WalkSeeds.range(60, many: 3000)

  private static let samples = [
    "8.8.8.8", "9.9.9.9", "20.60.4.4", "20.61.0.1", "203.0.113.7", "2a00::1", "2a00:1::1",
    "2001:db8::7", "2603:1020::5", "3fff::1",
  ]
  private static let prefixes = [
    "0.0.0.0/0", "0.0.0.0/1", "8.0.0.0/7", "20.60.0.0/16", "203.0.113.0/24", "::/0", "2a00::/32",
    "2a00::/16", "2001:db8::/32", "8000::/1", "2000::/4",
  ]

  /// A dual-stack machine, what its group says of the way out, its routes and its public addresses.
  private struct Machine {
    struct Rule {
      let allows: Bool
      let transport: TransportProtocol?
      /// `nil` for `Internet`.
      let prefix: AddressPrefix?
    }
    struct Route {
      let prefix: AddressPrefix
      let isOpen: Bool
    }
    var rules: [Rule] = []
    var routes: [Route] = []
    var hasPublic: (four: Bool, six: Bool)

    init(using random: inout SeededGenerator) {
      hasPublic = (.random(using: &random), Int.random(in: 0..<3, using: &random) > 0)
      let prefixes = InternetPartsTests.prefixes.compactMap { AddressPrefix($0) }
      for _ in 0..<Int.random(in: 0...4, using: &random) {
        rules.append(
          Rule(
            allows: .random(using: &random),
            transport: [nil, .tcp, .udp].randomElement(using: &random) ?? nil,
            prefix: Int.random(in: 0..<5, using: &random) == 0
              ? nil : prefixes.randomElement(using: &random)))
      }
      for prefix in prefixes.shuffled(using: &random).prefix(Int.random(in: 0...3, using: &random))
      {
        routes.append(Route(prefix: prefix, isOpen: .random(using: &random)))
      }
    }

    var estate: Estate {
      var builder = Builder()
      let network = builder.network("n", ["10.0.0.0/16", "fd00:db8::/48"])
      let subnet = builder.subnet(network, "s", "10.0.0.0/24") {
        $0.prefixes.append(Builder.prefix("fd00:db8:0:1::/64"))
      }
      let rules = self.rules.enumerated().map { place, rule in
        Builder.rule(
          "out \(100 + place) \(rule.allows ? "allow" : "deny") "
            + "\(rule.transport.map { $0 == .tcp ? "tcp" : "udp" } ?? "*") * -> "
            + "\(rule.prefix?.description ?? "Internet") : *")
      }
      let group = builder.group("g", rules)
      builder.machine("m", in: subnet, "10.0.0.4", group: group)
      var addresses: [Setting<Reference>] = []
      for (name, isThere) in [("four", hasPublic.four), ("six", hasPublic.six)] {
        let id = Builder.id("Microsoft.Network/publicIPAddresses", name)
        addresses.append(isThere ? Builder.reference(id) : .absent)
        if !isThere { continue }
        var address = PublicIPAddress(id: id, source: Builder.place)
        address.tier = Builder.known(.standard)
        address.family = Builder.known(name == "six" ? .ipv6 : .ipv4)
        builder.estate.publicAddresses.insert(address)
      }
      builder.estate.interfaces.update(Builder.id("Microsoft.Network/networkInterfaces", "m-nic")) {
        $0.configurations[0].publicAddress = addresses[0]
        var six = NetworkInterface.Configuration(name: "six", source: Builder.place)
        six.subnet = $0.configurations[0].subnet
        six.family = Builder.known(.ipv6)
        six.privateAddress = Builder.address("fd00:db8:0:1::4")
        six.publicAddress = addresses[1]
        $0.configurations.append(six)
      }
      if !routes.isEmpty {
        builder.routes(
          routes.map { "\($0.prefix) -> \($0.isOpen ? "Internet" : "None")" }, at: subnet)
      }
      return builder.estate
    }

    /// Whether one packet to the address gets out.
    func passes(_ address: Address, _ transport: TransportProtocol) -> Bool {
      func holds(_ prefix: AddressPrefix) -> Bool {
        prefix.first.family == address.family && prefix.first <= address && address <= prefix.last
      }
      let rule = rules.first { rule in
        (rule.transport == nil || rule.transport == transport) && rule.prefix.map(holds) ?? true
      }
      if rule?.allows == false { return false }
      let route = routes.filter { holds($0.prefix) }.max { $0.prefix.length < $1.prefix.length }
      if route?.isOpen == false { return false }
      if address.family == .ipv6 { return hasPublic.six }
      if hasPublic.four { return true }
      // A public address of either family ends the default outbound access, which carries no ICMP.
      return !hasPublic.six && transport != .icmp
    }

    var text: String {
      "\(rules.map { "\($0.allows) \($0.transport as Any) \($0.prefix?.description ?? "Internet")" }) "
        + "\(routes.map { "\($0.prefix) \($0.isOpen)" }) \(hasPublic)"
    }
  }

  @Test("what gets out to a single address does so to the internet, and nothing else")
  func parts() throws {
    for seed in Self.estates {
      var random = SeededGenerator(seed: UInt64(9_000_000 + seed))
      let machine = Machine(using: &random)
      let query = ReachabilityQuery(machine.estate)
      let (certain, possible) = try query.passage("vm/m", "internet")
      var isWhole = (some: false, all: true)
      for sample in Self.samples {
        let address = try #require(Address(sample))
        // For who has no way out by IPv6 the internet is that of IPv4.
        if address.family == .ipv6, !machine.hasPublic.six { continue }
        for transport in [TransportProtocol.tcp, .udp, .icmp] {
          // What a group does to ICMP of IPv6 is in no article.
          if transport == .icmp, address.family == .ipv6 { continue }
          let expected = machine.passes(address, transport)
          if transport != .icmp {
            if expected { isWhole.some = true } else { isWhole.all = false }
          }
          let source = address.family == .ipv6 ? "fd00:db8:0:1::4" : "10.0.0.4"
          let packet = Packet(
            source: try #require(Address(source)), destination: address, transport: transport,
            sourcePort: 1024, destinationPort: 443, name: 0)
          #expect(
            certain.contains(packet) == expected && possible.contains(packet) == expected,
            "seed \(seed): \(sample) \(transport) \(expected) \(machine.text)")
          let name = transport == .tcp ? "tcp/443" : transport == .udp ? "udp/443" : "icmp"
          let single = try query.ask("vm/m", "internet/\(sample)", on: [name])
          #expect(
            single.verdict == (expected ? .reachable : .unreachable),
            "seed \(seed): \(single.told) \(machine.text)")
        }
      }
      let verdict = try query.ask("vm/m", "internet", on: ["tcp", "udp"]).verdict
      if !isWhole.some { #expect(verdict != .reachable, "seed \(seed) \(machine.text)") }
      if isWhole.some, !isWhole.all { #expect(verdict == .partial, "seed \(seed) \(machine.text)") }
    }
  }
}
