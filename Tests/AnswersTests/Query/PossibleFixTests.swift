import EstateModel
import Testing

@testable import Answers

@Suite("Changes that Azure takes, and that open no more than they must")
struct PossibleFixTests {
  typealias Builder = EstateBuilder

  private func sentences(_ answer: QueryAnswer) -> [[String]] {
    answer.fixes.map { $0.changes.map(\.change) }
  }

  // MARK: - Gateways

  @Test("P-6: a network with a gateway of its own, or behind another one, uses no remote gateway")
  func remoteGateways() throws {
    for (hasOwn, usesOther) in [(false, false), (true, false), (false, true)] {
      var builder = Builder()
      let hub = builder.network("hub", ["10.1.0.0/16"])
      let other = builder.network("other", ["10.3.0.0/16"])
      let spoke = builder.network("spoke", ["10.2.0.0/16"])
      builder.machine("vm", in: builder.subnet(spoke, "s", "10.2.1.0/24"), "10.2.1.4")
      let gateway = builder.gateway("gw", in: hub)
      builder.connect(gateway, toSite: builder.site("office", "192.168.0.0/16"))
      if hasOwn { builder.gateway("own", in: spoke) }
      builder.peerOneSide(hub, spoke) { $0.allowsGatewayTransit = Builder.known(true) }
      builder.peerOneSide(spoke, hub)
      builder.peerOneSide(other, spoke)
      builder.peerOneSide(spoke, other) {
        if usesOther { $0.usesRemoteGateways = Builder.known(true) }
      }
      let answer = try builder.query.ask(
        "localgateway/office", "vm/vm", on: ["tcp/22"], fixes: true)
      #expect(answer.verdict == .unreachable, "\(answer.told)")
      let proposes = sentences(answer).joined().contains { $0.contains("useRemoteGateways") }
      #expect(proposes == (!hasOwn && !usesOther), "\(sentences(answer))")
    }
  }

  @Test("a table that keeps gateway routes from the gateway's own subnet is told to let them in")
  func propagation() throws {
    var builder = Builder()
    let hub = builder.network("hub", ["10.1.0.0/16"])
    let group = builder.group("g", [Builder.rule("in 100 deny tcp * -> * : 22")])
    builder.machine(
      "vm",
      in: builder.subnet(hub, "s", "10.1.1.0/24") { $0.securityGroup = Builder.reference(group) },
      "10.1.1.4")
    let gateway = builder.gateway("gw", in: hub)
    builder.connect(gateway, toSite: builder.site("office", "192.168.0.0/16"))
    let subnet = hub.child("subnets", "GatewaySubnet")
    let table = builder.routes([], at: subnet) { $0.disablesGatewayRoutes = Builder.known(true) }
    let answer = try builder.query.ask(
      "localgateway/office", "vm/vm", on: ["tcp/443"], fixes: true)
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(
      sentences(answer) == [
        ["set disableBgpRoutePropagation of routetable/\(table.name) to false"]
      ], "\(answer.told)")
    // What else stands on the way is told as well.
    let closed = try builder.query.ask("localgateway/office", "vm/vm", on: ["tcp/22"])
    #expect(closed.blockers.contains { $0.node == "nsg/g" }, "\(closed.told)")
  }

  // MARK: - Places

  @Test("N-29: a private endpoint is proposed where Azure takes one")
  func endpointPlace() throws {
    for (name, isDelegated) in [
      ("AzureBastionSubnet", false), ("AzureFirewallSubnet", false), ("apps", true),
    ] {
      var builder = Builder()
      let network = builder.network("n", ["10.0.0.0/16"])
      builder.subnet(network, name, "10.0.1.0/24") {
        if isDelegated { $0.delegations = ["Microsoft.Web/serverFarms"] }
      }
      builder.storage("st") { $0.publicAccess = Builder.known(.disabled) }
      func endpoints() throws -> [String] {
        try sentences(
          builder.query.ask("subnet/n/\(name)", "storage/st", fixes: true)
        ).joined().filter { $0.hasPrefix("add a private endpoint") }
      }
      #expect(try endpoints().isEmpty)
      builder.subnet(network, "free", "10.0.2.0/24")
      let found = try endpoints()
      #expect(found.allSatisfy { $0.contains("in subnet/n/free,") }, "\(found)")
      #expect(!found.isEmpty, "\(name)")
    }
  }

  @Test("C-1, Z-3: where the tier has no rules for addresses access is opened as a whole")
  func tiers() throws {
    for (tier, sentence) in [
      ("Basic", "set public network access of registry/r to enabled"),
      ("Premium", "enable public network access of registry/r for 203.0.113.7/32 only"),
    ] {
      var builder = Builder()
      builder.registry("r", tier: tier) { $0.firewall.publicAccess = Builder.known(.disabled) }
      let answer = try builder.query.ask("internet/203.0.113.7", "registry/r", fixes: true)
      #expect(sentences(answer).contains([sentence]), "\(sentences(answer))")
    }
  }

  // MARK: - Less

  @Test("D-4: a zone that is nowhere is proposed with the records of the endpoint that there is")
  func missingZone() throws {
    let answer = try PrivateEndpointRuleTests.Estate(linkedTo: [], zoneGroup: false, hasZone: false)
      .ask("vm/spoke", fixes: true)
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(
      sentences(answer).contains([
        "create the private DNS zone \(PrivateEndpointRuleTests.blobZone), linked to vnet/spoke, with a DNS zone group of privateendpoint/pe that names it"
      ]), "\(sentences(answer))")
  }

  @Test("S-6: a workspace is let in by a rule for its instance, not by the bypass for everybody")
  func instance() throws {
    var builder = Builder()
    builder.workspace("ml")
    builder.storage("st") {
      $0.defaultAction = Builder.known(.deny)
      $0.bypassesTrustedServices = Builder.known(false)
    }
    let answer = try builder.query.ask("workspace/ml", "storage/st", fixes: true)
    #expect(
      sentences(answer) == [
        ["add workspace/ml to the instance rules of storage/st (resourceAccessRules)"]
      ])
  }

  @Test("of as many changes those for private flows come before what opens to the internet")
  func order() throws {
    var estate = PrivateEndpointRuleTests.Estate(linkedTo: ["hub"])
    // More flows by the link than by the public side.
    for index in 5..<9 {
      estate.builder.machine(
        "vm\(index)", in: estate.spoke.child("subnets", "s"), "10.1.1.\(index)")
    }
    let answer = try estate.ask("vm/spoke", fixes: true)
    let first = try #require(answer.fixes.first)
    #expect(first.changes.map(\.change).joined().contains("link the private DNS zone"))
    let rest = answer.fixes.dropFirst().flatMap(\.changes).map(\.change)
    #expect(!rest.contains { $0.hasPrefix("link") }, "\(sentences(answer))")
  }

  @Test("V-7: a balancer as next hop is told to take all ports, in the place of a way past it")
  func everyPort() throws {
    var builder = Builder()
    let hub = builder.network("hub", ["10.0.0.0/16"])
    let inside = builder.subnet(hub, "nva", "10.0.1.0/24")
    builder.machine("nva", in: inside, "10.0.1.4")
    builder.estate.interfaces.update(Builder.interfaceID("nva-nic")) {
      $0.forwardsTraffic = Builder.known(true)
    }
    builder.balancer("lb", in: inside, "10.0.1.100", members: ["nva"], rules: ["Tcp 443 -> 443"])
    for (index, name) in ["a", "b"].enumerated() {
      let network = builder.network(name, ["10.\(index + 1).0.0/16"])
      builder.peer(hub, network) { $0.allowsForwardedTraffic = Builder.known(true) }
      let subnet = builder.subnet(network, "s", "10.\(index + 1).1.0/24")
      builder.machine(name, in: subnet, "10.\(index + 1).1.4")
      builder.routes("10.0.0.0/8 -> 10.0.1.100", at: subnet)
    }
    let answer = try builder.query.ask("vm/a", "vm/b", on: ["tcp/443"], fixes: true)
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(
      sentences(answer) == [
        ["make rule on443 of loadbalancer/lb one of all ports (HA ports: protocol All, port 0)"]
      ], "\(answer.told)")
  }
}
