import EstateModel
import Testing
import TrafficSets

@testable import Answers

// https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview
@Suite("Routes: their kinds, tags and tables")
struct RouteKindRuleTests {
  typealias Builder = EstateBuilder

  private struct Network {
    var builder = Builder()
    let network: ResourceID
    let front: ResourceID
    let back: ResourceID
    let middle: ResourceID

    init() {
      network = builder.network("n", ["10.0.0.0/16"])
      front = builder.subnet(network, "front", "10.0.0.0/24")
      back = builder.subnet(network, "back", "10.0.1.0/24")
      middle = builder.subnet(network, "middle", "10.0.100.0/24")
      builder.machine("f", in: front, "10.0.0.4")
      builder.machine("b", in: back, "10.0.1.4")
      builder.appliance("nva", in: middle, "10.0.100.4")
    }

    func ask(_ from: String = "vm/f", _ to: String = "vm/b", on: String = "udp/53") throws
      -> QueryAnswer
    {
      try builder.query.ask(from, to, on: [on])
    }
  }

  @Test("R-6: all subnets of a network reach each other, with no route of their own for any")
  func subnets() throws {
    let network = Network()
    for (from, to) in [("vm/f", "vm/b"), ("vm/b", "vm/nva"), ("vm/nva", "vm/f")] {
      #expect(try network.ask(from, to, on: "tcp/443").verdict == .reachable)
    }
  }

  @Test(
    "R-8: each type of next hop leads where it says, and one for an appliance needs an address",
    arguments: [
      (Route.HopType.virtualNetwork, Verdict.reachable), (.none, .unreachable),
      (.internet, .unreachable), (.virtualNetworkGateway, .unreachable),
      (.virtualAppliance, .unknown),
    ])
  func hopTypes(_ type: Route.HopType, _ verdict: Verdict) throws {
    var network = Network()
    network.builder.routes("10.0.1.0/24 -> None", at: network.front) {
      $0.routes[0].hopType = Builder.known(type)
    }
    let answer = try network.ask()
    #expect(answer.verdict == verdict, "\(answer.told)")
    if verdict == .unknown { return }
    #expect(
      answer.evidence.contains { $0.rule.hasPrefix("r0: 10.0.1.0/24 -> \(type.rawValue)") },
      "\(answer.told)")
  }

  @Test("R-8: hops of peerings and service endpoints cannot be written")
  func writtenHops() throws {
    for type in ["VNetPeering", "VirtualNetworkServiceEndpoint"] {
      let estate = try TextEstate(
        [
          "routes.json": ExportedText.list([
            ExportedText.resource(
              "Microsoft.Network/routeTables", "rt",
              """
              "routes": [{"name": "r", "properties": {"addressPrefix": "10.0.1.0/24", "nextHopType": "\(type)"}}]
              """)
          ])
        ], expectsErrors: true)
      #expect(estate.errors.contains { $0.message.text.contains(type) }, "\(estate.errors)")
    }
  }

  @Test(
    "R-10: of tags for one address the regional one wins, then the service's, then Azure's regional one",
    arguments: [
      (["Storage", "Storage.WestEurope"], 1), (["AzureCloud", "AzureCloud.westeurope"], 1),
      (["AzureCloud.westeurope", "Storage"], 1), (["AzureCloud", "Storage.WestEurope"], 1),
      (["Storage.NorthEurope", "Storage"], 1),
    ])
  func tags(_ tags: [String], _ winner: Int) throws {
    for isDropped in [true, false] {
      var network = Network()
      network.builder.storage("store")
      for order in [tags, tags.reversed()] {
        network.builder.routes(
          order.map { tag in
            "\(tag) -> \((tag == tags[winner]) == isDropped ? "None" : "Internet")"
          }, at: network.front)
        let answer = try network.ask("vm/f", "storage/store", on: "tcp/443")
        #expect(
          answer.verdict == (isDropped ? .unreachable : .reachable), "\(order): \(answer.told)")
      }
    }
  }

  @Test(
    "R-16: a table counts in the subnets that it stands at, which may be several, and in no other")
  func tables() throws {
    var network = Network()
    let table = network.builder.routes("10.0.0.0/16 -> None", at: network.front)
    #expect(try network.ask("vm/f", "vm/nva").verdict == .unreachable)
    #expect(try network.ask("vm/b", "vm/nva").verdict == .reachable)
    network.builder.estate.subnets.update(network.back) { $0.routeTable = Builder.reference(table) }
    #expect(try network.ask("vm/b", "vm/nva").verdict == .unreachable)
    #expect(try network.ask("vm/nva", "vm/b").verdict == .reachable)
  }

  // https://learn.microsoft.com/azure/load-balancer/gateway-overview
  @Test(
    "V-12: behind a gateway load balancer public traffic is unknown, unless nothing passes anyway")
  func gatewayBalancer() throws {
    var network = Network()
    let frontend = Builder.id("Microsoft.Network/loadBalancers", "gwlb")
      .child("frontendIPConfigurations", "front")
    network.builder.estate.interfaces.update(Builder.interfaceID("f-nic")) {
      $0.configurations[0].gatewayBalancer = Builder.reference(frontend)
    }
    let answer = try network.ask("vm/f", "internet/8.8.8.8", on: "tcp/443")
    #expect(answer.verdict == .unknown, "\(answer.told)")
    #expect(answer.unknowns.contains { $0.because.contains("gateway load balancer") })
    #expect(try network.ask().verdict == .reachable)
    let group = network.builder.group("g", [Builder.rule("out 100 deny * * -> Internet : *")])
    network.builder.estate.subnets.update(network.front) {
      $0.securityGroup = Builder.reference(group)
    }
    #expect(
      try network.ask("vm/f", "internet/8.8.8.8", on: "tcp/443").verdict == .unreachable)
  }
}
