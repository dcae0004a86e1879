import EstateModel
import Testing
import TrafficSets

@testable import Answers

// https://learn.microsoft.com/azure/virtual-network/ip-services/ipv6-overview
@Suite("IPv6 is routed apart")
struct IPv6RouteRuleTests {
  typealias Builder = EstateBuilder

  /// Two peered networks of both families, `a` and `b` with an address of each, and `nva`.
  private struct Networks {
    var builder = Builder()
    let here: ResourceID
    let there: ResourceID
    let subnets: [ResourceID]

    init(isPeered: Bool = true) {
      here = builder.network("here", ["10.0.0.0/16", "fd00:db8:a::/48"])
      there = builder.network("there", ["10.1.0.0/16", "fd00:db8:b::/48"])
      let places = [(here, "10.0.0", "fd00:db8:a"), (there, "10.1.0", "fd00:db8:b")]
      var subnets: [ResourceID] = []
      for (network, four, six) in places {
        subnets.append(
          builder.subnet(network, "s", "\(four).0/24") {
            $0.prefixes.append(Builder.prefix("\(six)::/64"))
          })
      }
      self.subnets = subnets
      for (index, name) in ["a", "b"].enumerated() {
        builder.machine(name, in: subnets[index], "\(places[index].1).4")
        builder.estate.interfaces.update(Builder.interfaceID("\(name)-nic")) {
          var six = NetworkInterface.Configuration(name: "six", source: Builder.place)
          six.subnet = Builder.reference(subnets[index])
          six.privateAddress = Builder.address("\(places[index].2)::4")
          $0.configurations.append(six)
        }
      }
      let middle = builder.subnet(here, "middle", "10.0.100.0/24")
      builder.appliance("nva", in: middle, "10.0.100.4")
      if isPeered { builder.peer(here, there) { $0.allowsForwardedTraffic = Builder.known(true) } }
    }

    func ask(_ to: String, on: String = "udp/53") throws -> QueryAnswer {
      try builder.query.ask("vm/a", to, on: [on])
    }
  }

  private let four = "ip/10.1.0.4"
  private let six = "ip/fd00:db8:b::4"

  private func passesAppliance(_ answer: QueryAnswer) -> Bool {
    answer.paths.contains { path in path.contains { $0.node == "nic/nva-nic" } }
  }

  @Test("R-24: a peering joins the ranges of both families")
  func peering() throws {
    for (isPeered, verdict) in [(true, Verdict.reachable), (false, .unreachable)] {
      let networks = Networks(isPeered: isPeered)
      for end in [four, six] {
        let answer = try networks.ask(end, on: "tcp/443")
        #expect(answer.verdict == verdict, "\(end): \(answer.told)")
      }
    }
  }

  @Test("R-24: a default route of IPv4 does not move IPv6, and one of IPv6 does not move IPv4")
  func defaultRoutes() throws {
    var networks = Networks()
    networks.builder.routes(
      "0.0.0.0/0 -> 10.0.100.4", "10.1.0.0/16 -> 10.0.100.4", at: networks.subnets[0])
    #expect(try passesAppliance(networks.ask(four)))
    let answer = try networks.ask(six)
    #expect(answer.verdict == .reachable, "\(answer.told)")
    #expect(!passesAppliance(answer))
    networks = Networks()
    networks.builder.routes("::/0 -> None", "fd00:db8:b::/48 -> None", at: networks.subnets[0])
    #expect(try networks.ask(four).verdict == .reachable)
    #expect(try networks.ask(six).verdict == .unreachable)
    #expect(try networks.ask("internet/8.8.8.8").verdict == .reachable)
  }

  @Test("R-24: ::/0 leads to the internet, which takes nothing for a private address of IPv6")
  func internet() throws {
    let networks = Networks()
    #expect(try networks.ask("ip/fd00:db8:ffff::4").verdict == .unreachable)
    // There is no default outbound access for IPv6.
    #expect(try networks.ask("internet/2001:4860:4860::8888").verdict == .unreachable)
    #expect(try networks.ask("internet/8.8.8.8").verdict == .reachable)
  }

  // https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-vpn-faq
  @Test("R-24: gateways carry IPv4 only: a route of IPv6 to one drops")
  func gateway() throws {
    var networks = Networks(isPeered: false)
    networks.builder.gateway("vpn", in: networks.here)
    networks.builder.routes(
      "fd00:db8:b::/48 -> VirtualNetworkGateway", at: networks.subnets[0])
    let answer = try networks.ask(six)
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.blockers.contains { $0.rule.contains("fd00:db8:b::/48") }, "\(answer.told)")
  }

  @Test(
    "R-24: rules tell the families of one machine apart; what has no family in common never meets")
  func families() throws {
    var networks = Networks()
    let group = networks.builder.group("g", [Builder.rule("in 100 deny * ::/0 -> ::/0 : *")])
    networks.builder.estate.subnets.update(networks.subnets[1]) {
      $0.securityGroup = Builder.reference(group)
    }
    #expect(try networks.ask(four).verdict == .reachable)
    #expect(try networks.ask(six).verdict == .unreachable)
    networks.builder.machine("old", in: networks.subnets[0], "10.0.0.9")
    let answer = try networks.builder.query.ask("vm/old", six, on: ["udp/53"])
    #expect(answer.verdict == .unreachable, "\(answer.told)")
  }

  @Test("R-24: services are called by IPv4 where a machine has both")
  func service() throws {
    var networks = Networks()
    networks.builder.storage("store")
    #expect(try networks.ask("storage/store", on: "tcp/443").verdict == .reachable)
    networks.builder.routes("::/0 -> None", at: networks.subnets[0])
    let answer = try networks.ask("storage/store", on: "tcp/443")
    #expect(answer.verdict == .reachable, "\(answer.told)")
    networks.builder.routes("0.0.0.0/0 -> None", at: networks.subnets[0])
    #expect(try networks.ask("storage/store", on: "tcp/443").verdict == .unreachable)
  }

  @Test("R-24: a dynamic address of IPv6 is told from one of IPv4 by its family")
  func dynamicAddress() throws {
    var networks = Networks()
    networks.builder.estate.interfaces.update(Builder.interfaceID("b-nic")) {
      $0.configurations[0].privateAddress = .absent
      $0.configurations[1].privateAddress = .absent
      $0.configurations[1].family = Builder.known(.ipv6)
    }
    // All of what IPv4 may be is denied, then only a half of it; IPv6 passes either way.
    for (prefix, verdict) in [("10.1.0.0/24", Verdict.partial), ("10.1.0.0/25", .unknown)] {
      let group = networks.builder.group(
        "g", [Builder.rule("in 100 deny * * -> \(prefix) : *")])
      networks.builder.estate.subnets.update(networks.subnets[1]) {
        $0.securityGroup = Builder.reference(group)
      }
      let answer = try networks.ask("vm/b")
      #expect(answer.verdict == verdict, "\(answer.told)")
      #expect(answer.allowed == ["udp/53 from fd00:db8:a::4/128"], "\(answer.told)")
    }
  }
}
