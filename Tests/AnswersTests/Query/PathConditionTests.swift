import EstateModel
import Testing
import TrafficSets

@testable import Answers

@Suite("Paths that must pass a node, or must not")
struct PathConditionTests {
  typealias Builder = EstateBuilder

  private func ask(
    _ builder: Builder, via: String? = nil, avoid: String? = nil
  ) throws -> QueryAnswer {
    let answers = try builder.query.answer(
      QueryQuestion(
        from: "vm/one", to: "vm/two", traffic: [], via: via, avoid: avoid, wantsFixes: false))
    return try #require(answers.answers.first)
  }

  private func estate() -> Builder {
    var builder = Builder()
    let network = builder.network("n", ["10.0.0.0/16"])
    let group = builder.group("g", [])
    let subnet = builder.subnet(network, "s", "10.0.1.0/24")
    builder.machine("one", in: subnet, "10.0.1.4")
    builder.machine("two", in: subnet, "10.0.1.5", group: group)
    return builder
  }

  @Test("a security group that decides on a path is passed by it")
  func securityGroup() throws {
    #expect(try ask(estate(), via: "nsg/g").verdict == .reachable)
    #expect(try ask(estate(), avoid: "nsg/g").verdict == .unreachable)
  }

  @Test("where no path meets the condition, the answer names the condition")
  func condition() throws {
    let answer = try ask(estate(), avoid: "nsg/g")
    #expect(answer.blockers.map(\.why) == ["no way from vm/one to vm/two avoids nsg/g"])
    #expect(answer.paths.isEmpty)
  }

  /// One condition on the way from the first to the second.
  private func ask(
    _ estate: TextEstate, _ from: String, _ to: String, on traffic: String, via: String? = nil,
    avoid: String? = nil
  ) throws -> Verdict {
    let answers = try estate.query.answer(
      QueryQuestion(
        from: from, to: to, traffic: [try TrafficTerm(traffic)], via: via, avoid: avoid,
        wantsFixes: false))
    return try #require(answers.answers.first).verdict
  }

  @Test("the public address of a balancer is passed by what is sent to it")
  func frontendAddress() throws {
    var estate = PublicBalancerEstate()
    estate.ownAddress = "own"
    let text = try TextEstate(["estate.json": estate.text])
    let way = ("internet", "vm/web2", "tcp/8080")
    #expect(try ask(text, way.0, way.1, on: way.2, via: "publicip/public") == .reachable)
    #expect(try ask(text, way.0, way.1, on: way.2, avoid: "publicip/public") == .unreachable)
    // Another machine has an address of its own.
    #expect(try ask(text, way.0, way.1, on: way.2, via: "publicip/own") == .unreachable)
    #expect(try ask(text, way.0, "vm/web1", on: way.2, via: "publicip/own") == .reachable)
    #expect(try ask(text, way.0, "vm/web1", on: way.2, avoid: "publicip/public") == .reachable)
  }

  @Test("the public address of a NAT gateway is passed by what leaves by it, and by nothing else")
  func natAddress() throws {
    var estate = PublicBalancerEstate()
    estate.subnetExtra =
      ", \"natGateway\": {\"id\": \"\(ExportedText.id("Microsoft.Network/natGateways", "nat"))\"}"
    let address = ExportedText.id("Microsoft.Network/publicIPAddresses", "out")
    estate.others = [
      PublicBalancerEstate.publicAddress("out", "198.51.100.77"),
      ExportedText.resource(
        "Microsoft.Network/natGateways", "nat",
        "\"publicIpAddresses\": [{\"id\": \"\(address)\"}]",
        beside: "\"location\": \"westeurope\", \"sku\": {\"name\": \"Standard\"}"),
    ]
    let text = try TextEstate(["estate.json": estate.text])
    let way = ("vm/web1", "internet", "tcp/443")
    #expect(try ask(text, way.0, way.1, on: way.2) == .reachable)
    #expect(try ask(text, way.0, way.1, on: way.2, via: "publicip/out") == .reachable)
    #expect(try ask(text, way.0, way.1, on: way.2, avoid: "publicip/out") == .unreachable)
    // The internet has the balancer's address among others; that is no way by it.
    #expect(try ask(text, way.0, way.1, on: way.2, via: "publicip/public") == .unreachable)
    #expect(try ask(text, way.0, way.1, on: way.2, avoid: "publicip/public") == .reachable)
  }

  @Test("the network in which a way ends is passed, as the one is in which it begins")
  func endingNetwork() throws {
    let estate = try ProxyEstate().estate
    for network in ["vnet/hub", "vnet/spoke"] {
      #expect(
        try ask(estate, "nic/caller", "nic/back", on: "tcp/443", via: network) == .reachable)
      #expect(
        try ask(estate, "nic/caller", "nic/back", on: "tcp/443", avoid: network) == .unreachable)
    }
  }

  @Test("a firewall that only answers for names is not passed")
  func nameService() throws {
    var firewall = FirewallEstate()
    firewall.others = [
      ExportedText.storage("store", "\"publicNetworkAccess\": \"Enabled\""),
      ExportedText.resource(
        "Microsoft.Network/virtualNetworks", "asking",
        """
        "addressSpace": {"addressPrefixes": ["10.9.0.0/16"]},
        "dhcpOptions": {"dnsServers": ["\(FirewallEstate.address)"]},
        "subnets": [{"id": "\(FirewallEstate.id("virtualNetworks", "asking"))/subnets/s", "name": "s",
          "properties": {"addressPrefix": "10.9.0.0/24",
            "serviceEndpoints": [{"service": "Microsoft.Storage", "locations": ["*"]}]}}],
        "virtualNetworkPeerings": [{"name": "to-hub", "properties": {
          "remoteVirtualNetwork": {"id": "\(FirewallEstate.id("virtualNetworks", "hub"))"},
          "peeringState": "Connected", "allowVirtualNetworkAccess": true}}]
        """),
      """
      {"id": "\(FirewallEstate.id("virtualNetworks", "hub"))/virtualNetworkPeerings/to-asking",
       "name": "to-asking", "type": "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
       "properties": {"remoteVirtualNetwork": {"id": "\(FirewallEstate.id("virtualNetworks", "asking"))"},
         "peeringState": "Connected", "allowVirtualNetworkAccess": true}}
      """,
    ]
    firewall.policy = "\"dnsSettings\": {\"enableProxy\": true}"
    let estate = try firewall.estate()
    for (condition, verdict) in [("via", Verdict.unreachable), ("avoid", .reachable)] {
      let isVia = condition == "via"
      #expect(
        try ask(
          estate, "subnet/asking/s", "storage/store", on: "tcp/443",
          via: isVia ? "firewall/fw" : nil, avoid: isVia ? nil : "firewall/fw") == verdict)
    }
  }

  @Test("what is passed counts in each case of an open value")
  func cases() throws {
    var builder = Builder()
    let network = builder.network("n", ["10.0.0.0/16"])
    let group = builder.group(
      "g", [Builder.rule("in 100 allow tcp 10.0.1.0/25 -> * : 22")])
    let subnet = builder.subnet(network, "s", "10.0.1.0/24")
    builder.machine("one", in: subnet, nil)
    builder.machine("two", in: subnet, "10.0.1.5", group: group)
    #expect(try ask(builder, via: "nsg/g").verdict == .reachable)
    #expect(try ask(builder, avoid: "nsg/g").verdict == .unreachable)
  }
}
