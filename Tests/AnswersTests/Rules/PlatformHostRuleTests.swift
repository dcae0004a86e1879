import EstateModel
import Testing

@testable import Answers

// Hosts whose interfaces no input shows, and groups that have no say.
@Suite("Hosts that the platform makes")
struct PlatformHostRuleTests {
  typealias Builder = EstateBuilder
  typealias Pair = SecurityGroupRuleTests.Pair

  static let deny = SecurityGroupRuleTests.deny
  static let denyOut = SecurityGroupRuleTests.denyOut

  // MARK: - Groups without effect

  // https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-gateway-settings
  @Test(
    "N-21: a group at the subnet of a gateway or a firewall filters nothing and is warned of",
    arguments: ["GatewaySubnet", "AzureFirewallSubnet"])
  func ignoredGroup(_ name: String) throws {
    var pair = Pair()
    let group = pair.builder.group("there", [Self.deny, Self.denyOut])
    pair.builder.subnet(pair.network, name, "10.0.9.0/24") {
      $0.securityGroup = Builder.reference(group)
    }
    let answer = try pair.ask("vm/a", "ip/10.0.9.9", "tcp/443")
    #expect(answer.verdict == .reachable, "\(answer.told)")
    #expect(
      answer.warnings.contains {
        $0.node == "subnet/net/\(name)" && $0.property == "networkSecurityGroup"
      })
    #expect(try pair.ask("ip/10.0.9.9", "vm/b", "tcp/443").verdict == .reachable)
    pair.builder.subnet(pair.network, "other", "10.0.10.0/24") {
      $0.securityGroup = Builder.reference(group)
    }
    #expect(try pair.ask("vm/a", "ip/10.0.10.9", "tcp/443").verdict == .unreachable)
  }

  @Test("N-21: who comes through a gateway is told of a group at its subnet")
  func warnedThroughGateway() throws {
    var pair = Pair()
    let gateway = pair.builder.gateway("vpn", in: pair.network)
    pair.builder.client("office", .gateway(Builder.reference(gateway)), ["192.168.0.0/16"])
    #expect(try pair.ask("client/office", "vm/b", "tcp/443").warnings.isEmpty)
    let group = pair.builder.group("there", [Self.deny, Self.denyOut])
    pair.builder.estate.subnets.update(pair.network.child("subnets", "GatewaySubnet")) {
      $0.securityGroup = Builder.reference(group)
    }
    let answer = try pair.ask("client/office", "vm/b", "tcp/443")
    #expect(answer.verdict == .reachable, "\(answer.told)")
    #expect(answer.warnings.contains { $0.because.contains("can stop the gateway") })
  }

  // https://learn.microsoft.com/azure/virtual-network/ip-services/ipv6-overview
  @Test("N-26: what a group makes of ICMPv6 is unknown; without a group it passes")
  func internetControlOfIPv6() throws {
    func pair(_ rules: [SecurityRule]?) -> Builder {
      var builder = Builder()
      let network = builder.network("net", ["10.0.0.0/16", "fd00:db8:deca::/48"])
      let group = rules.map { builder.group("g", $0) }
      for (name, number) in [("a", 1), ("b", 2)] {
        let subnet = builder.subnet(network, name, "fd00:db8:deca:\(number)::/64") {
          if name == "b", let group { $0.securityGroup = Builder.reference(group) }
        }
        builder.machine(name, in: subnet, "fd00:db8:deca:\(number)::4")
      }
      return builder
    }
    #expect(try pair(nil).query.ask("vm/a", "vm/b", on: ["icmp"]).verdict == .reachable)
    for rules in [[], [Self.deny], [SecurityGroupRuleTests.allow]] {
      let answer = try pair(rules).query.ask("vm/a", "vm/b", on: ["icmp"])
      #expect(answer.verdict == .unknown, "\(answer.told)")
    }
    #expect(try pair([]).query.ask("vm/a", "vm/b", on: ["tcp/443"]).verdict == .reachable)
    #expect(
      try pair([Self.deny]).query.ask("vm/a", "vm/b", on: ["tcp/443"]).verdict == .unreachable)
    #expect(try Pair(nicB: [Self.deny]).ask("vm/a", "vm/b", "icmp").verdict == .unreachable)
  }

  @Test("N-26: multicast of IPv6 is dropped as well")
  func multicastOfIPv6() throws {
    var builder = Builder()
    let network = builder.network("net", ["10.0.0.0/16", "fd00:db8:deca::/48"])
    let subnet = builder.subnet(network, "a", "fd00:db8:deca:1::/64")
    builder.machine("a", in: subnet, "fd00:db8:deca:1::4")
    let answer = try builder.query.ask("vm/a", "ip/ff02::1", on: ["udp/5353"])
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.blockers.contains { $0.rule == "multicast or broadcast" }, "\(answer.told)")
  }

  // https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq
  @Test(
    "N-26: multicast and broadcast are dropped",
    arguments: ["224.0.0.5", "239.255.255.250", "255.255.255.255", "10.0.2.255"])
  func multicast(_ address: String) throws {
    var pair = Pair()
    pair.builder.routes("0.0.0.0/0 -> 10.0.2.4", at: pair.network.child("subnets", "a"))
    let answer = try pair.ask("vm/a", "ip/\(address)", "udp/5353")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.blockers.contains { $0.rule == "multicast or broadcast" }, "\(answer.told)")
  }

  // https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq
  @Test(
    "N-26: nobody has the addresses that Azure keeps of a subnet",
    arguments: [
      ("10.0.2.0", Verdict.unreachable), ("10.0.2.1", .unreachable), ("10.0.2.2", .unreachable),
      ("10.0.2.3", .unreachable), ("10.0.2.5", .reachable), ("10.0.2.254", .reachable),
    ])
  func keptAddresses(_ row: (String, Verdict)) throws {
    let answer = try Pair().ask("vm/a", "ip/\(row.0)", "tcp/443")
    #expect(answer.verdict == row.1, "\(answer.told)")
    if row.1 == .reachable { return }
    #expect(answer.blockers.contains { $0.rule == "address kept by Azure" }, "\(answer.told)")
    #expect(throws: SelectorError.self) { try Pair().ask("ip/\(row.0)", "vm/a", "tcp/443") }
  }

  // MARK: - Scale sets

  private func scaleSet(
    _ pair: Pair, in subnet: String = "b", group: [SecurityRule]? = nil,
    members: [ResourceID] = []
  ) -> Pair {
    var pair = pair
    let id = Builder.id("Microsoft.Compute/virtualMachineScaleSets", "web")
    var set = VirtualMachine(id: id, source: Builder.place)
    var pattern = NetworkInterface(
      id: id.child("networkInterfaceConfigurations", "nic"), source: Builder.place)
    var configuration = NetworkInterface.Configuration(name: "ip", source: Builder.place)
    configuration.subnet = Builder.reference(pair.network.child("subnets", subnet))
    configuration.applicationSecurityGroups = members.map {
      .known(Reference($0, at: Builder.place), Builder.place)
    }
    pattern.configurations = [configuration]
    if let group {
      pattern.securityGroup = Builder.reference(pair.builder.group("pattern", group))
    }
    set.interfaces = [Builder.reference(pattern.id)]
    pair.builder.estate.interfaces.insert(pattern)
    pair.builder.estate.scaleSets.insert(set)
    return pair
  }

  // https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-networking
  @Test(
    "N-27: an instance has some address of its subnet: a rule for the whole of it or none decides",
    arguments: [
      ("10.0.2.0/24", Verdict.unreachable), ("10.0.0.0/16", .unreachable), ("*", .unreachable),
      ("VirtualNetwork", .unreachable), ("10.0.3.0/24", .reachable), ("Internet", .reachable),
      ("10.0.2.7", .unknown), ("10.0.2.0/25", .unknown), ("10.0.2.4", .reachable),
    ])
  func instances(_ row: (String, Verdict)) throws {
    let into = scaleSet(Pair(subnetB: [Builder.rule("in 100 deny tcp * -> \(row.0) : 443")]))
    let answer = try into.ask("vm/a", "vmss/web", "tcp/443")
    #expect(answer.verdict == row.1, "\(answer.told)")
    let out = scaleSet(Pair(nicB: [Builder.rule("in 100 deny tcp \(row.0) -> * : 443")]))
    let sent = try out.ask("vmss/web", "vm/b", "tcp/443")
    #expect(sent.verdict == row.1, "\(sent.told)")
  }

  @Test("N-27: the pattern's group and application security groups are the instances'")
  func pattern() throws {
    #expect(
      try scaleSet(Pair(), group: [Self.deny]).ask("vm/a", "vmss/web", "tcp/443").verdict
        == .unreachable)
    #expect(
      try scaleSet(Pair(), group: [Self.denyOut]).ask("vmss/web", "vm/a", "tcp/443").verdict
        == .unreachable)
    #expect(try scaleSet(Pair()).ask("vm/a", "nic/web/nic", "tcp/443").verdict == .reachable)
    var pair = Pair(subnetB: [])
    let web = pair.builder.applicationGroup("web")
    pair.builder.estate.securityGroups.update(
      Builder.id("Microsoft.Network/networkSecurityGroups", "subnet-b")
    ) {
      $0.rules = [Builder.rule("in 100 deny tcp * -> - : 443", destinationGroups: [web])]
    }
    #expect(
      try scaleSet(pair, members: [web]).ask("vm/a", "vmss/web", "tcp/443").verdict
        == .unreachable)
    #expect(try scaleSet(pair).ask("vm/a", "vmss/web", "tcp/443").verdict == .reachable)
  }

  // https://learn.microsoft.com/azure/virtual-network/ip-services/default-outbound-access
  @Test("O-6: instances of a flexible scale set have no default outbound access")
  func flexible() throws {
    func ask(_ from: String, _ change: (inout VirtualMachine) -> Void) throws -> QueryAnswer {
      var pair = scaleSet(Pair())
      pair.builder.estate.scaleSets.update(
        Builder.id("Microsoft.Compute/virtualMachineScaleSets", "web"), change)
      return try pair.ask(from, "internet/203.0.113.9", "tcp/443")
    }
    #expect(try ask("vmss/web") { _ in }.verdict == .reachable)
    #expect(
      try ask("vmss/web") { $0.orchestration = Builder.known(.uniform) }.verdict == .reachable)
    let shut = try ask("vmss/web") { $0.orchestration = Builder.known(.flexible) }
    #expect(shut.verdict == .unreachable, "\(shut.told)")
    #expect(shut.blockers.map(\.rule) == ["orchestrationMode: Flexible"], "\(shut.told)")
    #expect(
      try ask("vmss/web") { $0.orchestration = Builder.open("mode") }.verdict == .unknown)
    #expect(
      try ask("vm/b") { $0.orchestration = Builder.known(.flexible) }.verdict == .reachable)
  }

  // MARK: - Interfaces that nobody sees

  @Test("N-28: the subnet's group holds for a compute, and that no other does is an assumption")
  func compute() throws {
    func pair(_ rules: [SecurityRule]) -> Pair {
      var pair = Pair(subnetB: rules)
      let workspace = pair.builder.workspace("ml")
      var compute = Compute(id: workspace.child("computes", "cpu"), source: Builder.place)
      compute.workspace = Builder.reference(workspace)
      compute.kind = Builder.known(.cluster)
      compute.subnet = Builder.reference(pair.network.child("subnets", "b"))
      pair.builder.estate.computes.insert(compute)
      return pair
    }
    let open = try pair([]).ask("vm/a", "compute/cpu", "tcp/22")
    #expect(open.verdict == .reachable, "\(open.told)")
    #expect(
      open.assumptions.contains {
        $0.node == "compute/cpu" && $0.property == "securityGroup"
      })
    #expect(try pair([Self.deny]).ask("vm/a", "compute/cpu", "tcp/22").verdict == .unreachable)
    let sent = try pair([]).ask("compute/cpu", "vm/a", "tcp/22")
    #expect(sent.verdict == .reachable, "\(sent.told)")
    #expect(sent.assumptions.contains { $0.node == "compute/cpu" })
    #expect(try pair([Self.denyOut]).ask("compute/cpu", "vm/a", "tcp/22").verdict == .unreachable)
    #expect(try pair([]).ask("vm/a", "vm/b", "tcp/22").assumptions.isEmpty)
  }

  private func delegated(
    _ service: String, _ rules: [SecurityRule]? = nil, _ change: (inout Subnet) -> Void = { _ in }
  ) -> Pair {
    var pair = Pair()
    let group = rules.map { pair.builder.group("delegated", $0) }
    pair.builder.subnet(pair.network, "d", "10.0.9.0/24") {
      $0.delegations = service.isEmpty ? [] : [service]
      if let group { $0.securityGroup = Builder.reference(group) }
      change(&$0)
    }
    return pair
  }

  // https://learn.microsoft.com/azure/app-service/overview-vnet-integration
  @Test("N-29: nothing in the subnet of an app's integration can be reached, whatever groups say")
  func appIntegrationInbound() throws {
    let pair = delegated("Microsoft.Web/serverFarms", [SecurityGroupRuleTests.allow])
    let answer = try pair.ask("vm/a", "ip/10.0.9.9", "tcp/443")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.blockers.map(\.control) == ["delegation"], "\(answer.told)")
    let open = delegated("") { $0.openDelegation = Builder.unknown("delegation") }
    #expect(try open.ask("vm/a", "ip/10.0.9.9", "tcp/443").verdict == .unknown)
    #expect(try delegated("").ask("vm/a", "ip/10.0.9.9", "tcp/443").verdict == .reachable)
  }

  @Test("N-29: an app's group decides on private addresses; on public ones if all is routed there")
  func appIntegrationOutbound() throws {
    let open = delegated("Microsoft.Web/serverFarms")
    #expect(try open.ask("subnet/net/d", "vm/b", "tcp/443").verdict == .reachable)
    let shut = delegated("Microsoft.Web/serverFarms", [Self.denyOut])
    #expect(try shut.ask("subnet/net/d", "vm/b", "tcp/443").verdict == .unreachable)
    let outside = try shut.ask("subnet/net/d", "internet/203.0.113.9", "tcp/443")
    #expect(outside.verdict == .unknown, "\(outside.told)")
    #expect(outside.unknowns.contains { $0.because.contains("route all") }, "\(outside.told)")
  }

  @Test(
    "N-29: whether an app routes all of its traffic through its subnet is told by it",
    arguments: [
      ("\"vnetRouteAllEnabled\": true", Verdict.unreachable),
      ("\"siteConfig\": {\"vnetRouteAllEnabled\": true}", .unreachable),
      ("\"outboundVnetRouting\": {\"allTraffic\": true}", .unreachable),
      ("\"vnetRouteAllEnabled\": false", .reachable), ("\"enabled\": true", .unknown),
    ])
  func appRouting(_ row: (String, Verdict)) throws {
    let subnet = "resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 'apps')"
    let estate = try ServiceEstate.template([
      """
      {"type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2024-05-01", "name": "g",
       "properties": {"securityRules": [{"name": "shut", "properties": {"protocol": "*",
         "sourcePortRange": "*", "access": "Deny", "priority": 100, "direction": "Outbound",
         "sourceAddressPrefix": "*", "destinationAddressPrefix": "Internet",
         "destinationPortRange": "*"}}]}}
      """,
      """
      {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "v",
       "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "subnets": [
         {"name": "apps", "properties": {"addressPrefix": "10.0.0.0/24",
           "networkSecurityGroup": {"id": "[resourceId('Microsoft.Network/networkSecurityGroups', 'g')]"},
           "delegations": [{"name": "d", "properties": {
             "serviceName": "Microsoft.Web/serverFarms"}}]}}]}}
      """,
      ServiceEstate.templated(
        "Microsoft.Web/sites", "shop", "\"virtualNetworkSubnetId\": \"[\(subnet)]\", \(row.0)"),
    ])
    let answer = try estate.ask(
      "Microsoft.Web/sites/shop", "internet/203.0.113.9", on: "tcp/443")
    #expect(answer.verdict == row.1, "\(answer.told)")
    if row.1 == .unknown {
      #expect(answer.unknowns.contains { $0.because.contains("routes all") }, "\(answer.told)")
    } else {
      #expect(
        answer.evidence.contains { $0.rule.hasPrefix("vnetRouteAllEnabled") || $0.node == "nsg/g" },
        "\(answer.told)")
    }
  }

  @Test("N-29: a group at the subnet of volumes leaves open what it would deny")
  func volumes() throws {
    let service = "Microsoft.NetApp/volumes"
    let nfs = try delegated(service, [Self.deny]).ask("vm/a", "ip/10.0.9.9", "tcp/2049")
    #expect(nfs.verdict == .unknown, "\(nfs.told)")
    #expect(
      try delegated(service, []).ask("vm/a", "ip/10.0.9.9", "tcp/2049").verdict == .reachable)
    #expect(try delegated(service).ask("vm/a", "ip/10.0.9.9", "tcp/2049").verdict == .reachable)
  }

  @Test("N-29: in other delegated subnets the group decides, and that no other does is assumed")
  func otherDelegations() throws {
    let service = "Microsoft.DBforPostgreSQL/flexibleServers"
    let open = try delegated(service).ask("vm/a", "ip/10.0.9.9", "tcp/5432")
    #expect(open.verdict == .reachable, "\(open.told)")
    #expect(open.assumptions.contains { $0.property == "securityGroup" })
    #expect(
      try delegated(service, [Self.deny]).ask("vm/a", "ip/10.0.9.9", "tcp/5432").verdict
        == .unreachable)
  }
}
