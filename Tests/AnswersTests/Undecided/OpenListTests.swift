import Testing

@testable import Answers

@Suite("A list or an id that is not known may hold anything")
struct OpenListTests {
  private let deny = OpenNetwork.rule("none", 100, "Deny")
  private let allow = OpenNetwork.rule("all", 100, "Allow")
  private let open = #"{"id": "\#(OpenNetwork.open)"}"#
  private let web = OpenNetwork.id("applicationSecurityGroups", "web")
  private let groups = [
    OpenNetwork.resource("applicationSecurityGroups", "web", ""),
    OpenNetwork.resource("applicationSecurityGroups", "other", ""),
  ]

  private func member(of group: String) -> String {
    #", "applicationSecurityGroups": [\#(group)]"#
  }

  private func grouped(_ priority: Int, _ access: String, _ group: String) -> String {
    OpenNetwork.rule(
      "grouped", priority, access, more: #", "sourceApplicationSecurityGroups": \#(group)"#)
  }

  // MARK: Application security groups

  @Test("N-17: a rule whose group is not known matches members of some group, perhaps")
  func unknownGroup() throws {
    for list in ["[\(open)]", "\"\(OpenNetwork.open)\""] {
      for (access, rest) in [("Allow", deny), ("Deny", allow)] {
        let pair = OpenNetwork.pair(
          rules: [grouped(90, access, list), rest], from: member(of: web))
        let answer = try OpenNetwork.ask(pair + groups)
        #expect(answer.verdict == .unknown, "\(answer.told)")
      }
    }
  }

  @Test("N-17: whoever is in no group is not matched, whatever the group is")
  func memberOfNone() throws {
    let shut = try OpenNetwork.ask(
      OpenNetwork.pair(rules: [grouped(90, "Allow", "[\(open)]"), deny]) + groups)
    #expect(shut.verdict == .unreachable, "\(shut.told)")
    let free = try OpenNetwork.ask(
      OpenNetwork.pair(rules: [grouped(90, "Deny", "[\(open)]"), allow]) + groups)
    #expect(free.verdict == .reachable, "\(free.told)")
  }

  @Test("N-17: an interface whose groups are not known is in a rule's group, perhaps")
  func unknownMembership() throws {
    for list in ["[\(open)]", "\"\(OpenNetwork.open)\""] {
      for (access, rest) in [("Allow", deny), ("Deny", allow)] {
        let pair = OpenNetwork.pair(
          rules: [grouped(90, access, "[\(web)]"), rest],
          from: #", "applicationSecurityGroups": \#(list)"#)
        let answer = try OpenNetwork.ask(pair + groups)
        #expect(answer.verdict == .unknown, "\(answer.told)")
      }
    }
  }

  @Test("N-17: where a later rule says the same its groups do not matter, nor do another's")
  func indifferentMembership() throws {
    let same = try OpenNetwork.ask(
      OpenNetwork.pair(
        rules: [grouped(90, "Deny", "[\(web)]"), deny], from: member(of: open)) + groups)
    #expect(same.verdict == .unreachable, "\(same.told)")
    let others = try OpenNetwork.ask(
      OpenNetwork.pair(rules: [grouped(90, "Deny", "[\(web)]"), allow])
        + groups + [OpenNetwork.interface("c", "net", "one", "10.0.1.9", more: member(of: open))])
    #expect(others.verdict == .reachable, "\(others.told)")
  }

  // MARK: Load balancers

  private func balancer(_ frontend: String, tier: String = "Standard") -> String {
    OpenNetwork.resource(
      "loadBalancers", "lb",
      """
      "frontendIPConfigurations": [{"name": "f", "properties": {\(frontend)}}],
      "backendAddressPools": [{"name": "pool"}],
      "loadBalancingRules": [{"name": "web", "properties": {
        "frontendIPConfiguration": \(OpenNetwork.id("loadBalancers/frontendIPConfigurations", "lb", "f")),
        "backendAddressPool": \(OpenNetwork.id("loadBalancers/backendAddressPools", "lb", "pool")),
        "protocol": "Tcp", "frontendPort": 80, "backendPort": 80}}]
      """, beside: #""sku": {"name": "\#(tier)"},"#)
  }

  private func pooled(_ pool: String) -> String {
    #", "loadBalancerBackendAddressPools": [\#(pool)]"#
  }

  private let ip = OpenNetwork.resource(
    "publicIPAddresses", "ip", #""publicIPAllocationMethod": "Static""#,
    beside: #""sku": {"name": "Standard"},"#)
  private let pool = OpenNetwork.id("loadBalancers/backendAddressPools", "lb", "pool")

  @Test("O-6: an interface whose pools are not known has default outbound access, perhaps")
  func unknownPoolOutbound() throws {
    let inside = balancer(#""subnet": \#(OpenNetwork.id("virtualNetworks/subnets", "net", "one"))"#)
    func verdict(_ more: String) throws -> Verdict {
      try OpenNetwork.ask(
        OpenNetwork.pair(rules: [allow], from: more) + [inside], "nic/a", "internet",
        on: "tcp/443"
      ).verdict
    }
    #expect(try verdict("") == .reachable)
    #expect(try verdict(pooled(pool)) == .unreachable)
    #expect(try verdict(pooled(open)) == .unknown)
  }

  @Test("L-5: a public balancer leads to an interface whose pools are not known, perhaps")
  func unknownPoolInbound() throws {
    let outside = balancer(#""publicIPAddress": \#(OpenNetwork.id("publicIPAddresses", "ip"))"#)
    func verdict(_ more: String, _ rule: String) throws -> Verdict {
      try OpenNetwork.ask(
        OpenNetwork.pair(rules: [rule], to: more) + [ip, outside], "internet", "nic/b",
        on: "tcp/80"
      ).verdict
    }
    #expect(try verdict("", allow) == .unreachable)
    #expect(try verdict(pooled(pool), allow) == .reachable)
    #expect(try verdict(pooled(open), allow) == .unknown)
    // The group stands at the machine, whoever leads there.
    #expect(try verdict(pooled(open), deny) == .unreachable)
  }

  @Test("L-5: where the public address of a frontend is not known its rules lead on, perhaps")
  func unknownFrontendAddress() throws {
    let answer = try OpenNetwork.ask(
      OpenNetwork.pair(rules: [allow], to: pooled(pool))
        + [balancer(#""publicIPAddress": \#(open)"#)], "internet", "nic/b", on: "tcp/80")
    #expect(answer.verdict == .unknown, "\(answer.told)")
    let other = try OpenNetwork.ask(
      OpenNetwork.pair(rules: [allow]) + [balancer(#""publicIPAddress": \#(open)"#)], "internet",
      "nic/b", on: "tcp/80")
    #expect(other.verdict == .unreachable, "\(other.told)")
  }

  // MARK: Lists and objects of parameters

  private func expect(
    _ resources: [String], _ to: String, _ verdict: Verdict, from: String = "nic/a",
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let answer = try OpenNetwork.ask(resources, from, to, on: "tcp/443")
    #expect(answer.verdict == verdict, "\(answer.told)", sourceLocation: sourceLocation)
  }

  @Test(
    "D-8, D-15: whose servers nobody knows hears no answer for certain, of whatever name",
    arguments: [
      #""dhcpOptions": {"dnsServers": "[parameters('p')]"}"#,
      #""dhcpOptions": "[parameters('p')]""#,
      #""dhcpOptions": {"dnsServers": ["[parameters('p')]"]}"#,
    ])
  func unknownNameServers(_ servers: String) throws {
    var pair = OpenNetwork.pair(rules: [allow])
    let storage = OpenTemplate.storage("st", "")
    for name in ["storage/st", "fqdn/example.com"] {
      try expect(pair + [storage], name, .reachable)
    }
    pair[0] = pair[0].replacing(#""addressSpace""#, with: "\(servers), \"addressSpace\"")
    for name in ["storage/st", "fqdn/example.com"] { try expect(pair + [storage], name, .unknown) }
    try expect(pair, "internet", .reachable)
    // Azure's own server among them is heard.
    pair[0] = pair[0].replacing(
      #"["[parameters('p')]"]"#, with: #"["[parameters('p')]", "168.63.129.16"]"#)
    if servers.contains("[\"") { try expect(pair + [storage], "fqdn/example.com", .reachable) }
  }

  @Test(
    "O-3: a NAT gateway whose addresses are an open list may have none",
    arguments: [
      (#""publicIpAddresses": [{"id": "[parameters('p')]"}]"#, Verdict.reachable),
      (#""publicIpAddresses": "[parameters('p')]""#, .unknown),
      (#""publicIpPrefixes": "[parameters('p')]""#, .unknown),
      (
        #""publicIpPrefixes": "[parameters('p')]", "publicIpAddresses": "[parameters('q')]""#,
        .unknown
      ),
    ])
  func unknownGatewayAddresses(_ row: (String, Verdict)) throws {
    let gateway = OpenNetwork.resource("natGateways", "nat", row.0)
    let pair = OpenNetwork.pair(
      rules: [allow], at: #", "natGateway": \#(OpenNetwork.id("natGateways", "nat"))"#)
    try expect(
      pair + [gateway.replacing("parameters('q')", with: "parameters('p')")], "internet", row.1)
  }

  @Test("O-15: a subnet whose delegations are an open list leaves by nothing that is known")
  func unknownDelegations() throws {
    let pair = OpenNetwork.pair(rules: [allow], at: #", "delegations": "[parameters('p')]""#)
    try expect(pair, "internet", .unknown)
    try expect(pair, "nic/b", .reachable)
  }

  // MARK: Networks

  @Test("R-4: in the range of a network whose subnets are not known nothing lacks a route")
  func unknownSubnets() throws {
    let resources = [
      OpenNetwork.resource(
        "virtualNetworks", "net",
        #""addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "subnets": "\#(OpenNetwork.open)""#),
      OpenNetwork.interface("a", "net", "one", "10.0.1.4"),
      OpenNetwork.interface("b", "net", "two", "10.0.2.4"),
    ]
    let answer = try OpenNetwork.ask(resources)
    #expect(answer.verdict == .unknown, "\(answer.told)")
  }

  @Test("R-5: a network that a parameter names may be one of the estate")
  func unknownNetwork() throws {
    let net = OpenNetwork.network(
      "net", "10.0.0.0/16", [("one", "10.0.1.0/24", ""), ("two", "10.0.2.0/24", "")])
    func verdict(_ network: String) throws -> Verdict {
      try OpenNetwork.ask([
        net, OpenNetwork.interface("a", "net", "one", "10.0.1.4"),
        OpenNetwork.interface("b", network, "two", "10.0.2.4"),
      ]).verdict
    }
    #expect(try verdict("net") == .reachable)
    #expect(try verdict("[parameters('p')]") == .unknown)
  }
}
