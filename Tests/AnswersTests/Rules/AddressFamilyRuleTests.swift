import EstateModel
import Testing
import TrafficSets

@testable import Answers

// https://learn.microsoft.com/azure/virtual-network/ip-services/ipv6-overview
@Suite("IPv4 and IPv6 do not meet")
struct AddressFamilyRuleTests {
  typealias Builder = EstateBuilder

  private static let six = "internet/2001:4860:4860::8888"
  private static let four = "internet/9.9.9.9"

  /// A machine `web` with an address of each family in a subnet behind a group.
  private struct Network {
    var builder = Builder()
    let subnet: ResourceID

    init(rules: [String] = ["in 100 allow tcp * -> * : 443"]) {
      let network = builder.network("n", ["10.0.0.0/16", "fd00:db8::/48"])
      let group = builder.group("g", rules.map { Builder.rule($0) })
      subnet = builder.subnet(network, "s", "10.0.0.0/24") {
        $0.prefixes.append(Builder.prefix("fd00:db8:0:1::/64"))
        $0.securityGroup = Builder.reference(group)
      }
      builder.machine("web", in: subnet, "10.0.0.4")
      builder.estate.interfaces.update(Builder.interfaceID("web-nic")) {
        var second = NetworkInterface.Configuration(name: "six", source: Builder.place)
        second.subnet = $0.configurations[0].subnet
        second.family = Builder.known(.ipv6)
        $0.configurations.append(second)
      }
    }

    /// A public address of the family at the machine's configuration of that.
    mutating func attach(
      _ family: Setting<AddressFamily>, number: String? = nil, at configuration: Int
    ) {
      let id = Builder.id("Microsoft.Network/publicIPAddresses", "ip\(configuration)")
      var address = PublicIPAddress(id: id, source: Builder.place)
      address.location = Builder.known("westeurope")
      address.tier = Builder.known(.standard)
      address.family = family
      if let number { address.address = Builder.address(number) }
      builder.estate.publicAddresses.insert(address)
      builder.estate.interfaces.update(Builder.interfaceID("web-nic")) {
        $0.configurations[configuration].publicAddress = Builder.reference(id)
      }
    }

    /// A public balancer whose frontend is of the family; its pool holds this configuration.
    mutating func balance(_ family: Setting<AddressFamily>, member configuration: Int) {
      let id = Builder.id("Microsoft.Network/publicIPAddresses", "front")
      var address = PublicIPAddress(id: id, source: Builder.place)
      address.tier = Builder.known(.standard)
      address.family = family
      builder.estate.publicAddresses.insert(address)
      let balancer = builder.balancer(
        "lb", in: subnet, "10.0.0.100", members: [], rules: ["Tcp 443 -> 443"]
      ) {
        $0.frontends[0].subnet = .absent
        $0.frontends[0].privateAddress = .absent
        $0.frontends[0].publicAddress = Builder.reference(id)
      }
      builder.estate.interfaces.update(Builder.interfaceID("web-nic")) {
        $0.configurations[configuration].backendPools = [
          Builder.reference(balancer.child("backendAddressPools", "pool"))
        ]
      }
    }

    func ask(_ from: String, _ to: String = "vm/web", on traffic: String = "tcp/443") throws
      -> QueryAnswer
    {
      try builder.query.ask(from, to, on: [traffic])
    }
  }

  @Test(
    "L-11: a frontend takes callers of its own family alone, whatever the machine has",
    arguments: [AddressFamily.ipv4, .ipv6])
  func frontends(_ family: AddressFamily) throws {
    var network = Network()
    network.balance(Builder.known(family), member: family == .ipv6 ? 1 : 0)
    let own = try network.ask(family == .ipv6 ? Self.six : Self.four)
    #expect(own.verdict == .reachable, "\(own.told)")
    #expect(own.paths[0].contains { $0.node == "loadbalancer/lb" }, "\(own.told)")
    let other = try network.ask(family == .ipv6 ? Self.four : Self.six)
    #expect(other.verdict == .unreachable, "\(other.told)")
  }

  @Test("L-11: a frontend leads to no member of the other family")
  func members() throws {
    for (family, member) in [(AddressFamily.ipv6, 0), (.ipv4, 1)] {
      var network = Network()
      network.balance(Builder.known(family), member: member)
      for caller in [Self.four, Self.six] {
        let answer = try network.ask(caller)
        #expect(answer.verdict == .unreachable, "\(family) \(answer.told)")
      }
    }
  }

  @Test("L-11: a frontend of an open family leaves open what comes by that of its members")
  func openFrontend() throws {
    var network = Network()
    network.balance(Builder.open("family"), member: 1)
    #expect(try network.ask(Self.four).verdict == .unreachable)
    let six = try network.ask(Self.six)
    #expect(six.verdict == .unknown, "\(six.told)")
    // One that no input describes has the family of its members.
    network.builder.estate.publicAddresses.update(
      Builder.id("Microsoft.Network/publicIPAddresses", "front")
    ) { $0.isDescribed = false }
    let undescribed = try network.ask(Self.six)
    #expect(undescribed.verdict == .reachable, "\(undescribed.told)")
  }

  @Test(
    "N-10, R-24: a public address of IPv6 leads to the machine, by IPv6 alone",
    arguments: [nil, "2603:1020:200::5"])
  func publicAddress(_ number: String?) throws {
    for rules in [
      ["in 100 allow tcp * -> * : 443"], ["in 100 allow tcp ::/0 -> * : 443"],
      ["in 100 allow tcp Internet -> * : 443"],
    ] {
      var network = Network(rules: rules)
      network.attach(Builder.known(.ipv6), number: number, at: 1)
      let six = try network.ask(Self.six)
      #expect(six.verdict == .reachable, "\(rules) \(six.told)")
      #expect(try network.ask(Self.six, on: "tcp/22").verdict == .unreachable)
      let four = try network.ask(Self.four)
      #expect(four.verdict == .unreachable, "\(rules) \(four.told)")
      // Of the whole internet that part gets in.
      let whole = try network.ask("internet")
      #expect(whole.verdict == .partial, "\(whole.told)")
      #expect(whole.allowed == ["tcp/443 from 2000::/3"], "\(whole.allowed)")
    }
  }

  @Test("N-10: a rule for 0.0.0.0/0 lets nobody in by IPv6, one for ::/0 nobody by IPv4")
  func bothAddresses() throws {
    for (prefix, four, six) in [
      ("0.0.0.0/0", Verdict.reachable, Verdict.unreachable),
      ("::/0", .unreachable, .reachable), ("*", .reachable, .reachable),
    ] {
      var network = Network(rules: ["in 100 allow tcp \(prefix) -> * : 443"])
      network.attach(Builder.known(.ipv4), at: 0)
      network.attach(Builder.known(.ipv6), at: 1)
      #expect(try network.ask(Self.four).verdict == four, "\(prefix)")
      #expect(try network.ask(Self.six).verdict == six, "\(prefix)")
      let whole = try network.ask("internet")
      #expect(
        whole.verdict == (prefix == "*" ? .reachable : .partial), "\(prefix) \(whole.told)")
    }
  }

  @Test("N-10: a public address that may be of either family leaves both open")
  func openFamily() throws {
    var network = Network()
    network.builder.estate.interfaces.update(Builder.interfaceID("web-nic")) {
      $0.configurations[1].family = Builder.open("version")
    }
    network.attach(Builder.open("version"), at: 1)
    for caller in [Self.four, Self.six] {
      let answer = try network.ask(caller)
      #expect(answer.verdict == .unknown, "\(answer.told)")
      #expect(answer.unknowns.contains { $0.because.contains("IPv4 or IPv6") }, "\(answer.told)")
    }
  }

  // MARK: - Out

  @Test("O-12: IPv6 leaves by a public address of IPv6 at the machine, and by no other")
  func outbound() throws {
    var network = Network()
    network.attach(Builder.known(.ipv6), at: 1)
    let six = try network.ask("vm/web", Self.six)
    #expect(six.verdict == .reachable, "\(six.told)")
    #expect(six.evidence.contains { $0.rule == "publicip/ip1" }, "\(six.told)")
    // A default route of IPv4 does not move it.
    network.builder.routes("0.0.0.0/0 -> None", at: network.subnet)
    #expect(try network.ask("vm/web", Self.six).verdict == .reachable)
    network.builder.routes("::/0 -> None", at: network.subnet)
    #expect(try network.ask("vm/web", Self.six).verdict == .unreachable)
    var other = Network()
    other.attach(Builder.known(.ipv4), at: 0)
    #expect(try other.ask("vm/web", Self.six).verdict == .unreachable)
    #expect(try other.ask("vm/web", Self.four).verdict == .reachable)
  }

  @Test("O-3, O-12: a NAT gateway of the tier Standard leaves IPv6 to the machine's own address")
  func natGateway() throws {
    var network = Network()
    network.attach(Builder.known(.ipv6), at: 1)
    let id = Builder.id("Microsoft.Network/natGateways", "nat")
    for (tier, verdict) in [("Standard", Verdict.reachable), ("StandardV2", .unknown)] {
      var gateway = NATGateway(id: id, source: Builder.place)
      gateway.tier = Builder.known(tier)
      network.builder.estate.natGateways.insert(gateway)
      network.builder.attachNATGateway(to: network.subnet)
      let answer = try network.ask("vm/web", Self.six)
      #expect(answer.verdict == verdict, "\(tier) \(answer.told)")
    }
  }

  @Test("O-3, O-12: beside a NAT gateway of the tier Standard IPv6 leaves by a balancer")
  func balancerBesideGateway() throws {
    var network = Network()
    network.balance(Builder.known(.ipv6), member: 1)
    let id = Builder.id("Microsoft.Network/natGateways", "nat")
    var gateway = NATGateway(id: id, source: Builder.place)
    gateway.tier = Builder.known("Standard")
    gateway.publicPrefixes = [
      Builder.reference(Builder.id("Microsoft.Network/publicIPPrefixes", "pp"))
    ]
    network.builder.estate.natGateways.insert(gateway)
    network.builder.attachNATGateway(to: network.subnet)
    let six = try network.ask("vm/web", Self.six)
    #expect(six.verdict == .reachable, "\(six.told)")
    #expect(six.paths[0].contains { $0.node == "loadbalancer/lb" }, "\(six.told)")
    let four = try network.ask("vm/web", Self.four)
    #expect(four.verdict == .reachable, "\(four.told)")
  }

  @Test("N-24, R-24: from machine to machine over public addresses of IPv6")
  func machines() throws {
    for prefix in ["::/0", "*", "Internet", "0.0.0.0/0", "AzureCloud"] {
      var network = Network(rules: ["in 100 allow tcp \(prefix) -> * : 443"])
      network.attach(Builder.known(.ipv6), at: 1)
      let other = network.builder.network("m", ["10.7.0.0/16", "fd00:7::/48"])
      let subnet = network.builder.subnet(other, "s", "10.7.0.0/24") {
        $0.prefixes.append(Builder.prefix("fd00:7::/64"))
      }
      network.builder.machine("far", in: subnet, "10.7.0.4")
      // By IPv4 alone it does not come there.
      #expect(try network.ask("vm/far").verdict == .unreachable)
      var address = PublicIPAddress(
        id: Builder.id("Microsoft.Network/publicIPAddresses", "far-six"), source: Builder.place)
      address.family = Builder.known(.ipv6)
      address.tier = Builder.known(.standard)
      network.builder.estate.publicAddresses.insert(address)
      network.builder.estate.interfaces.update(Builder.interfaceID("far-nic")) {
        var second = NetworkInterface.Configuration(name: "six", source: Builder.place)
        second.subnet = Builder.reference(subnet)
        second.privateAddress = Builder.address("fd00:7::4")
        second.publicAddress = Builder.reference(address.id)
        $0.configurations.append(second)
      }
      let answer = try network.builder.query.ask("ip/fd00:7::4", "vm/web", on: ["tcp/443"])
      let isIn = !["0.0.0.0/0", "AzureCloud"].contains(prefix)
      #expect(answer.verdict == (isIn ? .reachable : .unreachable), "\(prefix) \(answer.told)")
    }
  }
}
