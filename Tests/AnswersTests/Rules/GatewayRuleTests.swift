import EstateModel
import Testing
import TrafficSets

@testable import Answers

// https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-gateway-settings
@Suite("Gateways and what their connections lead to")
struct GatewayRuleTests {
  typealias Builder = EstateBuilder

  /// The article's VNet1 with `gateway/gw1`, Site1 behind it, and VNet2, which is peered or not.
  struct Office {
    var builder = Builder()
    let home: ResourceID
    let spoke: ResourceID
    let gateway: ResourceID
    let site: ResourceID

    init(kind: VirtualNetworkGateway.Kind = .vpn, isPeered: Bool = true) {
      home = builder.network("VNet1", ["10.1.0.0/16"])
      spoke = builder.network("VNet2", ["10.2.0.0/16"])
      for (network, number) in [(home, 1), (spoke, 2)] {
        let subnet = builder.subnet(network, "s", "10.\(number).1.0/24")
        builder.machine("vm\(number)", in: subnet, "10.\(number).1.4")
      }
      gateway = builder.gateway("gw1", in: home, kind: kind)
      site = builder.site("Site1", "10.101.0.0/16")
      if isPeered {
        builder.peerOneSide(home, spoke) { $0.allowsGatewayTransit = Builder.known(true) }
        builder.peerOneSide(spoke, home) { $0.usesRemoteGateways = Builder.known(true) }
      }
    }

    func ask(_ from: String, _ to: String, on: String = "tcp/443") throws -> QueryAnswer {
      try builder.query.ask(from, to, on: [on])
    }

    var subnets: (home: ResourceID, spoke: ResourceID) {
      (home.child("subnets", "s"), spoke.child("subnets", "s"))
    }
  }

  private func expect(
    _ office: Office, _ from: String, _ to: String, _ verdict: Verdict, on: String = "tcp/443",
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    let answer = try office.ask(from, to, on: on)
    #expect(answer.verdict == verdict, "\(answer.told)", sourceLocation: location)
  }

  @Test("G-4, N-31: an address that an overlay places behind a gateway is there, as its client is")
  func overlayAddress() throws {
    var office = Office(kind: .expressRoute)
    for (from, to) in [("vm/vm1", "ip/192.168.200.7"), ("ip/192.168.200.7", "vm/vm1")] {
      try expect(office, from, to, .unknown)
    }
    office.builder.client(
      "office", .gateway(Builder.reference(office.gateway)), ["192.168.0.0/16"])
    for end in ["client/office", "ip/192.168.200.7"] {
      try expect(office, "vm/vm1", end, .reachable)
      try expect(office, end, "vm/vm1", .reachable)
      try expect(office, "vm/vm2", end, .reachable)
    }
    // What the overlay does not speak of is as open as before.
    try expect(office, "vm/vm1", "ip/172.16.0.7", .unknown)
  }

  @Test("D-9: such an address resolves names as the overlay's client does")
  func overlayNames() throws {
    for isLinked in [true, false] {
      var office = Office()
      let vault = office.builder.keyVault("kv") { $0.publicAccess = Builder.known(.disabled) }
      let zone = office.builder.zone(
        "privatelink.vaultcore.azure.net", linkedTo: isLinked ? [office.home] : [])
      office.builder.privateEndpoint(
        "pe", in: office.subnets.home, "10.1.1.9", to: vault, "vault", zone: zone)
      office.builder.client(
        "office", .gateway(Builder.reference(office.gateway)), ["192.168.0.0/16"], dns: office.home)
      for end in ["client/office", "ip/192.168.200.7"] {
        try expect(office, end, "keyvault/kv", isLinked ? .reachable : .unreachable)
      }
    }
  }

  @Test("G-1, G-2, G-5: a site is what its local network gateway says, in both directions")
  func site() throws {
    var office = Office()
    office.builder.connect(office.gateway, toSite: office.site)
    for end in ["localgateway/Site1", "ip/10.101.7.4"] {
      for machine in ["vm/vm1", "vm/vm2"] {
        try expect(office, machine, end, .reachable)
        try expect(office, end, machine, .reachable)
      }
    }
    // R-5, G-18: no other prefix is behind that gateway.
    try expect(office, "vm/vm1", "ip/10.102.0.4", .unreachable)
    let answer = try office.ask("vm/vm1", "ip/10.101.7.4")
    #expect(
      answer.paths[0].contains {
        $0.node == "connection/gw1-Site1" || $0.evidence?.node == "connection/gw1-Site1"
      }, "\(answer.told)")
    #expect(answer.assumptions.contains { $0.node == "localgateway/Site1" }, "\(answer.told)")
  }

  @Test("G-2, R-29: what is learned by BGP is in no configuration")
  func learned() throws {
    var office = Office()
    office.builder.connect(office.gateway, toSite: office.site) {
      $0.learnsPrefixes = Builder.known(true)
    }
    try expect(office, "vm/vm1", "ip/10.102.0.4", .unknown)
    try expect(office, "vm/vm2", "ip/10.102.0.4", .unknown)
    try expect(office, "vm/vm1", "ip/10.101.7.4", .reachable)
    // The overlay says it.
    office.builder.client("branch", .gateway(Builder.reference(office.gateway)), ["10.102.0.0/16"])
    try expect(office, "vm/vm1", "client/branch", .reachable)
    // Public destinations need no advertised route, which is taken for granted.
    try expect(office, "vm/vm1", "internet/203.0.113.9", .reachable)
    for target in ["internet/203.0.113.9", "fqdn/github.com"] {
      let answer = try office.builder.query.ask("vm/vm1", target, on: ["tcp/443"])
      #expect(
        answer.assumptions.contains { $0.because.contains("is advertised") }, "\(answer.told)")
    }
  }

  @Test(
    "G-4: a connection ties the gateway to the site, while it is connected",
    arguments: [
      (Setting<GatewayConnection.Status>.absent, Verdict.reachable),
      (Builder.known(.connected), .reachable), (Builder.known(.notConnected), .unreachable),
      (Builder.known(.connecting), .unreachable), (Builder.open("status"), .unknown),
    ])
  func status(_ row: (Setting<GatewayConnection.Status>, Verdict)) throws {
    var office = Office()
    office.builder.connect(office.gateway, toSite: office.site) { $0.status = row.0 }
    office.builder.client(
      "office", .gateway(Builder.reference(office.gateway)), ["10.101.8.0/24"])
    for end in ["localgateway/Site1", "ip/10.101.7.4", "client/office"] {
      for machine in ["vm/vm1", "vm/vm2"] {
        try expect(office, machine, end, row.1)
        try expect(office, end, machine, row.1)
      }
    }
  }

  @Test("G-4: a site without a connection is not reached; without any in the input it is open")
  func withoutConnection() throws {
    var office = Office()
    try expect(office, "vm/vm1", "localgateway/Site1", .unknown)
    try expect(office, "localgateway/Site1", "vm/vm1", .unknown)
    let other = office.builder.site("Site2", "10.103.0.0/16")
    office.builder.connect(office.gateway, toSite: other)
    try expect(office, "vm/vm1", "localgateway/Site1", .unreachable)
    try expect(office, "localgateway/Site1", "vm/vm1", .unreachable)
    try expect(office, "vm/vm1", "localgateway/Site2", .reachable)
  }

  @Test(
    "N-31: what connections and pools name belongs to VirtualNetwork, what may be learned perhaps")
  func tag() throws {
    var office = Office()
    office.builder.estate.gateways.update(office.gateway) {
      $0.clientPools = [Builder.prefix("192.168.0.0/24")]
    }
    office.builder.connect(office.gateway, toSite: office.site)
    let group = office.builder.group("g", [])
    for subnet in [office.subnets.home, office.subnets.spoke] {
      office.builder.estate.subnets.update(subnet) { $0.securityGroup = Builder.reference(group) }
    }
    for end in ["ip/10.101.7.4", "ip/192.168.0.9"] {
      for machine in ["vm/vm1", "vm/vm2"] {
        try expect(office, end, machine, .reachable)
        try expect(office, machine, end, .reachable)
      }
    }
    office.builder.client("far", .gateway(Builder.reference(office.gateway)), [])
    office.builder.connect(office.gateway, toSite: office.site) {
      $0.learnsPrefixes = Builder.known(true)
    }
    try expect(office, "ip/10.101.7.4", "vm/vm1", .reachable)
  }

  // MARK: - Point-to-site

  /// Clients of 192.168.0.0/24 in VNet1, VNet2 joined to it by a pair of connections.
  private func chain(learns: Bool) -> Office {
    var office = Office(isPeered: false)
    office.builder.estate.gateways.update(office.gateway) {
      $0.clientPools = [Builder.prefix("192.168.0.0/24")]
      $0.learnsPrefixes = Builder.known(learns)
    }
    let other = office.builder.gateway("gw2", in: office.spoke)
    office.builder.estate.gateways.update(other) { $0.learnsPrefixes = Builder.known(learns) }
    office.builder.connect(office.gateway, toGateway: other) {
      $0.learnsPrefixes = Builder.known(learns)
    }
    office.builder.connect(other, toGateway: office.gateway) {
      $0.learnsPrefixes = Builder.known(learns)
    }
    return office
  }

  @Test("G-6: point-to-site clients reach the gateway's network and direct peers with transit")
  func pointToSite() throws {
    var office = Office()
    office.builder.estate.gateways.update(office.gateway) {
      $0.clientPools = [Builder.prefix("192.168.0.0/24")]
    }
    office.builder.client("laptop", .gateway(Builder.reference(office.gateway)))
    let third = office.builder.network("VNet3", ["10.3.0.0/16"])
    office.builder.machine(
      "vm3", in: office.builder.subnet(third, "s", "10.3.1.0/24"), "10.3.1.4")
    office.builder.peer(office.spoke, third)
    for client in ["ip/192.168.0.9", "client/laptop"] {
      try expect(office, client, "vm/vm1", .reachable)
      try expect(office, client, "vm/vm2", .reachable)
      try expect(office, client, "vm/vm3", .unreachable)
      try expect(office, "vm/vm1", client, .reachable)
    }
    // Without addresses a client of a gateway that has only a pool is in the pool.
    #expect(
      try office.ask("client/laptop", "vm/vm1").paths.allSatisfy { !$0.isEmpty })
  }

  @Test(
    "G-6, G-13: past a pair of connections clients get only with BGP", arguments: [true, false])
  func pointToSiteTransit(_ learns: Bool) throws {
    let office = chain(learns: learns)
    try expect(office, "ip/192.168.0.9", "vm/vm1", .reachable)
    try expect(office, "ip/192.168.0.9", "vm/vm2", learns ? .reachable : .unreachable)
    try expect(office, "vm/vm1", "vm/vm2", .reachable)
    try expect(office, "vm/vm2", "vm/vm1", .reachable)
  }

  @Test("G-11: what a client has a route for goes into the tunnel, the rest by its own access")
  func clientRoutes() throws {
    var office = Office()
    office.builder.estate.gateways.update(office.gateway) {
      $0.clientPools = [Builder.prefix("192.168.0.0/24")]
    }
    try expect(office, "ip/192.168.0.9", "internet/203.0.113.9", .reachable)
    office.builder.estate.gateways.update(office.gateway) {
      $0.customRoutes = [Builder.prefix("203.0.113.0/24")]
    }
    try expect(office, "ip/192.168.0.9", "internet/203.0.113.9", .unknown)
    try expect(office, "ip/192.168.0.9", "internet/198.51.100.9", .reachable)
    // Other clients, and sites without BGP: Microsoft's articles contradict themselves.
    try expect(office, "ip/192.168.0.9", "ip/192.168.0.10", .unknown)
    office.builder.connect(office.gateway, toSite: office.site)
    try expect(office, "ip/192.168.0.9", "ip/10.101.7.4", .unknown)
    office.builder.estate.gateways.update(office.gateway) {
      $0.learnsPrefixes = Builder.known(true)
    }
    office.builder.connect(office.gateway, toSite: office.site) {
      $0.learnsPrefixes = Builder.known(true)
    }
    try expect(office, "ip/192.168.0.9", "ip/10.101.7.4", .reachable)
  }

  // MARK: - Forced tunnelling

  @Test("G-10, G-18: a route to the gateway needs the default site, which alone moves nothing")
  func forcedTunnelling() throws {
    var office = Office(isPeered: false)
    office.builder.connect(office.gateway, toSite: office.site)
    let middle = office.builder.subnet(office.home, "Midtier", "10.1.2.0/24")
    office.builder.machine("mid", in: middle, "10.1.2.4")
    office.builder.routes("0.0.0.0/0 -> VirtualNetworkGateway", at: middle)
    office.builder.storage("st")
    for target in ["internet/203.0.113.9", "storage/st"] {
      try expect(office, "vm/mid", target, .unreachable)
      try expect(office, "vm/vm1", target, .reachable)
    }
    try expect(office, "vm/mid", "ip/10.101.7.4", .reachable)
    try expect(office, "vm/mid", "ip/10.102.0.4", .unreachable)
    office.builder.estate.gateways.update(office.gateway) {
      $0.defaultSite = Builder.reference(office.site)
    }
    for target in ["internet/203.0.113.9", "storage/st"] {
      try expect(office, "vm/mid", target, .unknown)
      try expect(office, "vm/vm1", target, .reachable)
    }
    // nothing is said of private addresses then.
    try expect(office, "vm/vm1", "ip/10.102.0.4", .unknown)
  }

  @Test("R-8, R-28: a route of the user's own leads to a VPN gateway, to no other")
  func routeToGateway() throws {
    for kind in [VirtualNetworkGateway.Kind.vpn, .expressRoute] {
      var office = Office(kind: kind)
      office.builder.client(
        "office", .gateway(Builder.reference(office.gateway)), ["10.101.0.0/16"])
      let third = office.builder.network("VNet3", ["10.3.0.0/16"])
      office.builder.machine(
        "vm3", in: office.builder.subnet(third, "s", "10.3.1.0/24"), "10.3.1.4")
      office.builder.peerOneSide(office.home, third) {
        $0.allowsGatewayTransit = Builder.known(true)
      }
      office.builder.peerOneSide(third, office.home) { $0.usesRemoteGateways = Builder.known(true) }
      office.builder.routes("10.3.0.0/16 -> VirtualNetworkGateway", at: office.subnets.spoke)
      try expect(office, "vm/vm2", "vm/vm3", kind == .vpn ? .reachable : .unreachable, on: "udp/53")
    }
  }

  @Test("R-8, P-1: a route to the gateway of a network that is not peered any more leads nowhere")
  func routeToLostGateway() throws {
    var office = Office()
    office.builder.estate.networks.update(office.home) {
      $0.peerings[0].state = Builder.known(.disconnected)
    }
    office.builder.routes("10.0.0.0/8 -> VirtualNetworkGateway", at: office.subnets.spoke)
    try expect(office, "vm/vm2", "vm/vm1", .unreachable, on: "udp/53")
  }

  @Test("R-3, P-7: a gateway's route, however long, gives way to the network's and a peer's")
  func systemRoutesWin() throws {
    var office = Office()
    let wide = office.builder.site("Wide", "10.2.1.0/24", "10.1.1.0/25")
    office.builder.connect(office.gateway, toSite: wide)
    try expect(office, "vm/vm1", "vm/vm2", .reachable)
    let answer = try office.ask("vm/vm1", "vm/vm2")
    #expect(!answer.paths.joined().contains { $0.node == "gateway/gw1" }, "\(answer.told)")
    try expect(office, "vm/vm1", "localgateway/Wide", .unreachable)
  }

  // MARK: - Connections

  @Test("G-12: a site with policy-based selectors reaches the gateway's own network alone")
  func policies() throws {
    for byGateway in [true, false] {
      var office = Office()
      office.builder.connect(office.gateway, toSite: office.site) {
        if !byGateway { $0.usesPolicySelectors = Builder.known(true) }
      }
      if byGateway {
        office.builder.estate.gateways.update(office.gateway) {
          $0.selection = Builder.known(.policies)
        }
      }
      for end in ["localgateway/Site1", "ip/10.101.7.4"] {
        try expect(office, end, "vm/vm1", .reachable)
        try expect(office, "vm/vm1", end, .reachable)
        try expect(office, end, "vm/vm2", .unreachable)
        try expect(office, "vm/vm2", end, .unreachable)
      }
    }
  }

  @Test("G-13: networks are joined by a connection at each of the two gateways")
  func networkConnections() throws {
    var office = Office(isPeered: false)
    let other = office.builder.gateway("gw2", in: office.spoke)
    office.builder.connect(office.gateway, toGateway: other)
    try expect(office, "vm/vm1", "vm/vm2", .unreachable)
    try expect(office, "vm/vm2", "vm/vm1", .unreachable)
    office.builder.connect(other, toGateway: office.gateway)
    try expect(office, "vm/vm1", "vm/vm2", .reachable)
    try expect(office, "vm/vm2", "vm/vm1", .reachable)
    // A network behind the partner needs BGP.
    let third = office.builder.network("VNet3", ["10.3.0.0/16"])
    office.builder.machine(
      "vm3", in: office.builder.subnet(third, "s", "10.3.1.0/24"), "10.3.1.4")
    office.builder.peerOneSide(office.spoke, third) {
      $0.allowsGatewayTransit = Builder.known(true)
    }
    office.builder.peerOneSide(third, office.spoke) { $0.usesRemoteGateways = Builder.known(true) }
    try expect(office, "vm/vm1", "vm/vm3", .unreachable)
    office.builder.connect(other, toGateway: office.gateway) {
      $0.status = Builder.known(.notConnected)
    }
    try expect(office, "vm/vm1", "vm/vm2", .unreachable)
    // Sites without BGP: not documented.
    office.builder.connect(office.gateway, toSite: office.site)
    let second = office.builder.site("Site2", "10.103.0.0/16")
    office.builder.connect(office.gateway, toSite: second)
    try expect(office, "localgateway/Site1", "localgateway/Site2", .unknown)
  }

  @Test("R-2, P-7: a route to the gateway takes what a peering had; there its own peerings win")
  func tunnelBesidePeerings() throws {
    var office = Office()
    let third = office.builder.network("VNet3", ["10.3.0.0/16"])
    office.builder.machine(
      "vm3", in: office.builder.subnet(third, "s", "10.3.1.0/24"), "10.3.1.4")
    let other = office.builder.gateway("gw3", in: third)
    office.builder.connect(office.gateway, toGateway: other)
    office.builder.connect(other, toGateway: office.gateway)
    // By the route that the gateway brings.
    try expect(office, "vm/vm2", "vm/vm3", .reachable, on: "udp/53")
    var besideHome = office
    // By the route of the user's own, although the sender's network is peered with the other.
    office.builder.peer(office.spoke, third)
    office.builder.routes("10.3.0.0/16 -> VirtualNetworkGateway", at: office.subnets.spoke)
    for traffic in ["tcp/443", "udp/53"] {
      let answer = try office.ask("vm/vm2", "vm/vm3", on: traffic)
      #expect(answer.verdict == .reachable, "\(answer.told)")
      #expect(answer.told.contains("connection/gw1-gw3"), "\(answer.told)")
    }
    // Where the gateway's network is peered with the other, the peering takes it, without transit.
    office.builder.peer(office.home, third)
    besideHome.builder.peer(besideHome.home, third)
    for office in [office, besideHome] {
      let answer = try office.ask("vm/vm2", "vm/vm3", on: "udp/53")
      #expect(answer.verdict == .unreachable, "\(answer.told)")
      #expect(
        answer.told.contains("allowGatewayTransit and useRemoteGateways are not set"),
        "\(answer.told)")
    }
  }

  @Test("G-13: with BGP at both ends networks behind the partner are reached, too")
  func networkConnectionsWithBGP() throws {
    var office = chain(learns: true)
    let third = office.builder.network("VNet3", ["10.3.0.0/16"])
    office.builder.machine(
      "vm3", in: office.builder.subnet(third, "s", "10.3.1.0/24"), "10.3.1.4")
    office.builder.peerOneSide(office.spoke, third) {
      $0.allowsGatewayTransit = Builder.known(true)
    }
    office.builder.peerOneSide(third, office.spoke) { $0.usesRemoteGateways = Builder.known(true) }
    try expect(office, "vm/vm1", "vm/vm3", .reachable)
    try expect(office, "vm/vm3", "vm/vm1", .reachable)
  }

  @Test("G-14: where a connection translates addresses the answer is open")
  func translation() throws {
    var office = Office()
    office.builder.connect(office.gateway, toSite: office.site) {
      $0.translationRules = [Builder.known("nat")]
    }
    try expect(office, "vm/vm1", "ip/10.101.7.4", .unknown)
    try expect(office, "ip/10.101.7.4", "vm/vm1", .unknown)
  }

  @Test("G-15: networks on circuits may reach each other, whatever no input tells")
  func circuits() throws {
    var office = Office(kind: .expressRoute, isPeered: false)
    try expect(office, "vm/vm1", "vm/vm2", .unreachable)
    office.builder.gateway("gw2", in: office.spoke, kind: .expressRoute)
    try expect(office, "vm/vm1", "vm/vm2", .unknown)
    try expect(office, "vm/vm2", "vm/vm1", .unknown)
  }

  @Test("G-16: what a circuit takes past the gateway may not honour the routes of its subnet")
  func fastPath() throws {
    var office = Office(kind: .expressRoute, isPeered: false)
    office.builder.client(
      "office", .gateway(Builder.reference(office.gateway)), ["10.101.0.0/16"])
    office.builder.connect(office.gateway, .circuit, "circuit") {
      $0.bypassesGateway = Builder.known(true)
    }
    try expect(office, "client/office", "vm/vm1", .reachable)
    let middle = office.builder.subnet(office.home, "middle", "10.1.100.0/24")
    office.builder.appliance("nva", in: middle, "10.1.100.4")
    office.builder.routes(
      "10.1.1.0/24 -> 10.1.100.4", at: office.home.child("subnets", "GatewaySubnet"))
    office.builder.routes("10.101.0.0/16 -> 10.1.100.4", at: office.subnets.home)
    try expect(office, "client/office", "vm/vm1", .unknown)
    office.builder.connect(office.gateway, .circuit, "circuit")
    try expect(office, "client/office", "vm/vm1", .reachable)
  }

  @Test("G-17: a VPN gateway carries IPv4 only, and is no host on the internet")
  func family() throws {
    var office = Office()
    let wide = office.builder.site("Six", "10.104.0.0/16", "fd00:4::/32")
    office.builder.connect(office.gateway, toSite: wide)
    try expect(office, "vm/vm1", "ip/10.104.0.4", .reachable)
    let six = try office.ask("vm/vm1", "ip/fd00:4::4")
    #expect(six.verdict == .unreachable, "\(six.told)")
  }
}
