import EstateModel
import Testing

@testable import Answers

// Subnets that a service lets in by its service endpoint.
// https://learn.microsoft.com/azure/virtual-network/virtual-network-service-endpoints-overview
extension ServiceFirewallRuleTests {
  @Test(
    "E-2, S-5, K-4: a rule for a subnet admits it by its service endpoint, and nobody else",
    arguments: Service.allCases)
  func subnetRule(_ service: Service) throws {
    let a = Builder.id("Microsoft.Network/virtualNetworks", "net").child("subnets", "a")
    let builder = estate(service) {
      Self.deny(&$0)
      $0.subnetRules = [Builder.reference(a)]
    }
    for (from, verdict) in [
      ("vm/a", Verdict.reachable), ("vm/b", .unreachable), ("client/home", .unreachable),
      ("internet", .unreachable),
    ] {
      let answer = try builder.query.ask(from, service.selector)
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
  }

  @Test(
    "E-4, K-4: a rule for a subnet without the service endpoint does not match",
    arguments: Service.allCases)
  func subnetRuleWithoutEndpoint(_ service: Service) throws {
    let a = Builder.id("Microsoft.Network/virtualNetworks", "net").child("subnets", "a")
    let builder = estate(service, endpoints: []) {
      Self.deny(&$0)
      $0.subnetRules = [Builder.reference(a)]
    }
    let blocked = try builder.query.ask("vm/a", service.selector, fixes: true)
    #expect(blocked.verdict == .unreachable, "\(blocked.told)")
    #expect(blocked.blockers[0].why.contains("has no service endpoint"), "\(blocked.told)")
    #expect(
      blocked.fixes.contains {
        $0.changes.map(\.change)
          == ["add \(service.serviceEndpoint) to the service endpoints of subnet/net/a"]
      }, "\(blocked.fixes)")
    let open = estate(service, endpoints: [Builder.open("endpoint")]) {
      Self.deny(&$0)
      $0.subnetRules = [Builder.reference(a)]
    }
    let answer = try open.query.ask("vm/a", service.selector)
    #expect(answer.verdict == .unknown, "\(answer.told)")
  }

  @Test(
    "E-2: a rule names a subnet, not its addresses: its twin elsewhere is not admitted",
    arguments: Service.allCases)
  func sameAddressesElsewhere(_ service: Service) throws {
    let a = Builder.id("Microsoft.Network/virtualNetworks", "net").child("subnets", "a")
    var builder = estate(service) {
      Self.deny(&$0)
      $0.subnetRules = [Builder.reference(a)]
    }
    let twin = builder.network("twin", ["10.0.0.0/16"])
    let subnet = builder.subnet(twin, "a", "10.0.1.0/24") {
      $0.serviceEndpoints = [Builder.known(service.serviceEndpoint)]
    }
    builder.machine("twin", in: subnet, "10.0.1.4")
    let answer = try builder.query.ask("vm/twin", service.selector)
    #expect(answer.verdict == .unreachable, "\(answer.told)")
  }

  @Test(
    "E-2: a subnet with the service endpoint shows no public address that a rule could name",
    arguments: Service.allCases)
  func endpointHidesAddress(_ service: Service) throws {
    var builder = estate(service) {
      Self.deny(&$0)
      $0.addressRules = [Builder.prefix("52.166.0.0/16")]
    }
    builder.estate.networks.update(Builder.id("Microsoft.Network/virtualNetworks", "net")) {
      $0.location = Builder.known("northeurope")
    }
    let answer = try builder.query.ask("vm/a", service.selector)
    #expect(answer.verdict == .unreachable, "\(answer.told)")
  }

  @Test("E-3: the group of a subnet filters traffic to a service endpoint, by the service's tag")
  func groupBeforeEndpoint() throws {
    let a = Builder.id("Microsoft.Network/virtualNetworks", "net").child("subnets", "a")
    for (tag, verdict) in [
      ("Storage", Verdict.reachable), ("AzureKeyVault", .unreachable),
    ] {
      var builder = estate(.storage) {
        Self.deny(&$0)
        $0.subnetRules = [Builder.reference(a)]
      }
      let group = builder.group(
        "g",
        [
          Builder.rule("out 100 allow tcp * -> \(tag) : 443"),
          Builder.rule("out 200 deny * * -> * : *"),
        ])
      builder.estate.subnets.update(a) { $0.securityGroup = Builder.reference(group) }
      #expect(try builder.query.ask("vm/a", "storage/it").verdict == verdict)
    }
  }

  @Test("E-5, G-9: a service endpoint does not serve peered networks or sites on premises")
  func endpointOfNeighbour() throws {
    let net = Builder.id("Microsoft.Network/virtualNetworks", "net")
    var builder = estate(.storage) {
      Self.deny(&$0)
      $0.subnetRules = [Builder.reference(net.child("subnets", "a"))]
    }
    let spoke = builder.network("spoke", ["10.1.0.0/16"])
    let subnet = builder.subnet(spoke, "s", "10.1.1.0/24")
    builder.machine("spoke", in: subnet, "10.1.1.4")
    builder.peer(net, spoke)
    let gateway = builder.gateway("vpn", in: net)
    builder.client("office", .gateway(Builder.reference(gateway)), ["192.168.0.0/16"])
    for from in ["vm/spoke", "client/office"] {
      let answer = try builder.query.ask(from, "storage/it")
      #expect(answer.verdict == .unreachable, "\(answer.told)")
    }
  }
}
