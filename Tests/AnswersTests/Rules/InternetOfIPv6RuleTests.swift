import EstateModel
import Testing
import TrafficSets

@testable import Answers

// `internet` as a target is what `internet/ADDRESS` is for each of its addresses.
// https://learn.microsoft.com/azure/virtual-network/ip-services/ipv6-overview
@Suite("To the internet of both families")
struct InternetOfIPv6RuleTests {
  private typealias Builder = EstateBuilder

  /// A machine `m` with an address of each family, a group at its interface, and a public address of
  /// these families.
  private struct Network {
    var builder = Builder()
    let subnet: ResourceID

    init(_ rules: [String] = [], public families: [AddressFamily]) {
      let network = builder.network("n", ["10.0.0.0/16", "fd00:db8::/48"])
      subnet = builder.subnet(network, "s", "10.0.0.0/24") {
        $0.prefixes.append(Builder.prefix("fd00:db8:0:1::/64"))
      }
      let group = builder.group("g", rules.map { Builder.rule($0) })
      builder.machine("m", in: subnet, "10.0.0.4", group: group)
      for family in families { attach(family) }
      let id = Builder.id("Microsoft.Network/networkInterfaces", "m-nic")
      let isAttached = families.contains(.ipv6)
      builder.estate.interfaces.update(id) {
        var six = NetworkInterface.Configuration(name: "six", source: Builder.place)
        six.subnet = $0.configurations[0].subnet
        six.family = Builder.known(.ipv6)
        six.privateAddress = Builder.address("fd00:db8:0:1::4")
        if isAttached { six.publicAddress = Builder.reference(Self.id(.ipv6)) }
        $0.configurations.append(six)
        if families.contains(.ipv4) {
          $0.configurations[0].publicAddress = Builder.reference(Self.id(.ipv4))
        }
      }
    }

    private static func id(_ family: AddressFamily) -> ResourceID {
      Builder.id("Microsoft.Network/publicIPAddresses", "\(family)")
    }

    private mutating func attach(_ family: AddressFamily) {
      var address = PublicIPAddress(id: Self.id(family), source: Builder.place)
      address.tier = Builder.known(.standard)
      address.family = Builder.known(family)
      builder.estate.publicAddresses.insert(address)
    }

    func ask(_ to: String = "internet") throws -> QueryAnswer {
      try builder.query.ask("vm/m", to, on: ["tcp/443"])
    }
  }

  @Test(
    "N-10: a rule for one family leaves that part of the internet out",
    arguments: [
      ("::/0", "tcp/443 to internet (except 2000::/3)"),
      ("0.0.0.0/0", "tcp/443 to 2000::/3"),
      ("2001:db8::/32", "tcp/443 to internet (except 2001:db8::/32)"),
    ])
  func rules(_ row: (String, String)) throws {
    let network = Network(
      ["out 100 deny tcp * -> \(row.0) : 443"], public: [.ipv4, .ipv6])
    let answer = try network.ask()
    #expect(answer.verdict == .partial, "\(answer.told)")
    #expect(answer.allowed == [row.1])
    // Without IPv6 the internet is that of IPv4.
    let four = try Network(["out 100 deny tcp * -> \(row.0) : 443"], public: [.ipv4]).ask()
    #expect(four.verdict == (row.0 == "0.0.0.0/0" ? .unreachable : .reachable), "\(four.told)")
  }

  @Test("R-24: a default route of IPv4 leaves the internet of IPv6 open")
  func routes() throws {
    var network = Network(public: [.ipv4, .ipv6])
    #expect(try network.ask().verdict == .reachable)
    network.builder.routes("0.0.0.0/0 -> None", at: network.subnet)
    let answer = try network.ask()
    #expect(answer.verdict == .partial, "\(answer.told)")
    #expect(answer.allowed == ["tcp/443 to 2000::/3"])
    #expect(answer.blockers.contains { $0.rule.contains("0.0.0.0/0 -> None") }, "\(answer.told)")
    network.builder.routes("0.0.0.0/0 -> None", "::/0 -> None", at: network.subnet)
    #expect(try network.ask().verdict == .unreachable)
    network.builder.routes("::/0 -> None", at: network.subnet)
    #expect(try network.ask().allowed == ["tcp/443 to internet (except 2000::/3)"])
  }

  @Test("O-12, R-24: who has no way out by IPv6 is asked about IPv4 alone")
  func withoutIPv6() throws {
    var network = Network(public: [.ipv4])
    let answer = try network.ask()
    #expect(answer.verdict == .reachable, "\(answer.told)")
    #expect(answer.allowed == ["tcp/443"])
    #expect(try network.ask("internet/2a00::1").verdict == .unreachable)
    network.builder.routes("0.0.0.0/0 -> None", at: network.subnet)
    #expect(try network.ask().verdict == .unreachable)
  }

  @Test("R-24: a machine that forwards IPv6 and has a way out by it gives one to others")
  func byAppliance() throws {
    func verdict(_ route: String...) throws -> QueryAnswer {
      var network = Network(public: [.ipv4, .ipv6])
      let nic = Builder.id("Microsoft.Network/networkInterfaces", "m-nic")
      network.builder.estate.interfaces.update(nic) {
        $0.forwardsTraffic = Builder.known(true)
        $0.securityGroup = .absent
      }
      let other = network.builder.subnet(
        Builder.id("Microsoft.Network/virtualNetworks", "n"), "t", "10.0.2.0/24"
      ) { $0.prefixes.append(Builder.prefix("fd00:db8:0:2::/64")) }
      network.builder.machine("far", in: other, "10.0.2.4")
      network.builder.estate.interfaces.update(
        Builder.id("Microsoft.Network/networkInterfaces", "far-nic")
      ) {
        var six = NetworkInterface.Configuration(name: "six", source: Builder.place)
        six.subnet = $0.configurations[0].subnet
        six.family = Builder.known(.ipv6)
        six.privateAddress = Builder.address("fd00:db8:0:2::4")
        $0.configurations.append(six)
      }
      network.builder.routes(["0.0.0.0/0 -> None"] + route, at: other)
      return try network.builder.query.ask("vm/far", "internet", on: ["tcp/443"])
    }
    let led = try verdict("::/0 -> fd00:db8:0:1::4")
    #expect(led.verdict == .partial, "\(led.told)")
    #expect(led.allowed == ["tcp/443 to 2000::/3"])
    #expect(try verdict().verdict == .unreachable)
  }

  @Test("O-12: a client with an address of IPv6 reaches the internet of IPv6")
  func client() throws {
    var builder = Builder()
    builder.client("six", .internet, ["2a00::7"])
    let answer = try builder.query.ask("client/six", "internet", on: ["tcp/443"])
    #expect(answer.verdict == .reachable, "\(answer.told)")
    #expect(answer.allowed == ["tcp/443"])
  }
}
