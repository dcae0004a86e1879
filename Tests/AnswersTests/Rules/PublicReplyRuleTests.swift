import EstateModel
import Testing
import TrafficSets

@testable import Answers

// https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview
@Suite("Public IP addresses: where replies to the internet go")
struct PublicReplyRuleTests {
  typealias Builder = EstateBuilder

  /// The network of the article on routes: `front` with a public machine, an appliance in `middle`.
  private struct Network {
    var builder = Builder()
    let network: ResourceID
    let front: ResourceID

    init(_ routes: String..., forwards: Bool? = true) {
      network = builder.network("n", ["10.0.0.0/16"])
      front = builder.subnet(network, "front", "10.0.0.0/24")
      let middle = builder.subnet(network, "middle", "10.0.100.0/24")
      builder.subnet(network, "AzureFirewallSubnet", "10.0.200.0/26")
      builder.appliance("nva", in: middle, "10.0.100.4", forwards: forwards)
      let group = builder.group("rules", [Builder.rule("in 100 allow * Internet -> * : *")])
      builder.machine("web", in: front, "10.0.0.4", group: group)
      builder.publicAddress(at: "web", "203.0.113.10")
      if !routes.isEmpty { builder.routes(routes, at: front) }
    }

    func ask(_ from: String = "internet", on: String = "tcp/443") throws -> QueryAnswer {
      try builder.query.ask(from, "vm/web", on: [on])
    }
  }

  @Test("R-17: a default route to a firewall sends the replies to where they are dropped")
  func firewall() throws {
    #expect(try Network().ask().verdict == .reachable)
    let answer = try Network("0.0.0.0/0 -> 10.0.200.4").ask()
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(
      answer.blockers.contains {
        $0.control == "wayBack" && $0.rule == "r0: 0.0.0.0/0 -> VirtualAppliance 10.0.200.4"
          && $0.source != nil
      }, "\(answer.told)")
  }

  @Test("R-17: a default route to a gateway, or to nowhere, does so too")
  func gateway() throws {
    for hop in ["VirtualNetworkGateway", "None", "VnetLocal"] {
      var network = Network("0.0.0.0/0 -> \(hop)")
      if hop == "VirtualNetworkGateway" { network.builder.gateway("vpn", in: network.network) }
      let answer = try network.ask()
      #expect(answer.verdict == .unreachable, "\(hop) \(answer.told)")
    }
  }

  @Test("R-17: what an appliance does with replies whose opening it did not see, nobody knows")
  func appliance() throws {
    let answer = try Network("0.0.0.0/0 -> 10.0.100.4").ask()
    #expect(answer.verdict == .unknown, "\(answer.told)")
    let deaf = try Network("0.0.0.0/0 -> 10.0.100.4", forwards: false).ask()
    #expect(deaf.verdict == .unreachable, "\(deaf.told)")
    let nowhere = try Network("0.0.0.0/0 -> 10.99.0.4").ask()
    #expect(nowhere.verdict == .unreachable, "\(nowhere.told)")
  }

  @Test("R-17: a longer route to the internet serves the callers that it names, and them alone")
  func longerRoute() throws {
    let network = Network("0.0.0.0/0 -> 10.0.200.4", "198.51.100.0/24 -> Internet")
    let answer = try network.ask()
    #expect(answer.verdict == .partial, "\(answer.told)")
    #expect(answer.allowed == ["tcp/443 from 198.51.100.0/24"], "\(answer.allowed)")
    #expect(try network.ask("internet/198.51.100.7").verdict == .reachable)
    #expect(try network.ask("internet/192.0.2.7").verdict == .unreachable)
    let other = Network("198.51.100.0/24 -> 10.0.200.4")
    #expect(try other.ask("internet/198.51.100.7").verdict == .unreachable)
    #expect(try other.ask("internet/192.0.2.7").verdict == .reachable)
  }

  @Test("R-17: a default route to the internet and a NAT gateway change nothing for callers")
  func untouched() throws {
    #expect(try Network("0.0.0.0/0 -> Internet").ask().verdict == .reachable)
    var network = Network()
    network.builder.attachNATGateway(to: network.front)
    let answer = try network.ask()
    #expect(answer.verdict == .reachable, "\(answer.told)")
  }

  @Test("R-17: replies bind connections; what needs none arrives")
  func withoutReply() throws {
    let answer = try Network("0.0.0.0/0 -> 10.0.200.4").ask(on: "udp/53")
    #expect(answer.verdict == .reachable, "\(answer.told)")
  }

  @Test("R-17: another machine that calls the public address waits for the reply in vain as well")
  func machine() throws {
    var network = Network("0.0.0.0/0 -> 10.0.200.4")
    let other = network.builder.network("m", ["10.7.0.0/16"])
    network.builder.machine(
      "far", in: network.builder.subnet(other, "s", "10.7.0.0/24"), "10.7.0.4")
    let answer = try network.ask("vm/far")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
  }

  @Test("R-17: a table that no input describes leaves the way back open")
  func unknownTable() throws {
    var network = Network()
    let table = Builder.id("Microsoft.Network/routeTables", "elsewhere")
    network.builder.estate.subnets.update(network.front) {
      $0.routeTable = Builder.reference(table)
    }
    let answer = try network.ask()
    #expect(answer.verdict == .unknown, "\(answer.told)")
  }
}
