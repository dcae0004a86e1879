import EstateModel
import Testing
import TrafficSets

@testable import Answers

@Suite("Ways out that hang on an endpoint, a region or an address that no input tells")
struct OpenWaysOutTests {
  typealias Builder = EstateBuilder

  /// `vm/m`, two accounts, and a policy at its subnet that lists `storage/ok`.
  private func estate(
    _ endpoint: Setting<String>, hasPolicy: Bool = true,
    _ change: (inout StorageAccount) -> Void = { _ in }
  ) -> Builder {
    var builder = Builder()
    let network = builder.network("n", ["10.0.0.0/16"])
    let policyID = Builder.id("Microsoft.Network/serviceEndpointPolicies", "p")
    let subnet = builder.subnet(network, "s", "10.0.1.0/24") {
      $0.serviceEndpoints = [endpoint]
      if hasPolicy { $0.serviceEndpointPolicies = [Builder.reference(policyID)] }
    }
    builder.machine("m", in: subnet, "10.0.1.4")
    let account = builder.storage("ok")
    let other = builder.storage("no")
    for id in [account, other] { builder.estate.storageAccounts.update(id, change) }
    var definition = ServiceEndpointPolicy.Definition(name: "d", source: Builder.place)
    definition.service = Builder.known("Microsoft.Storage")
    definition.scopes = [Builder.known(.account(account))]
    var policy = ServiceEndpointPolicy(id: policyID, source: Builder.place)
    policy.definitions = [definition]
    builder.estate.serviceEndpointPolicies.insert(policy)
    return builder
  }

  // https://learn.microsoft.com/azure/virtual-network/virtual-network-service-endpoint-policies-overview
  @Test(
    "E-7, E-6: an endpoint or a region that is open leaves open what a policy closes, and no more")
  func policies() throws {
    let storage = Builder.known("Microsoft.Storage")
    for (builder, isClosed) in [
      (estate(Builder.open("e")), Verdict.unknown),
      (estate(storage) { $0.location = Builder.open("l") }, .unknown),
      (estate(storage), .unreachable), (estate(Builder.open("e"), hasPolicy: false), .reachable),
    ] {
      let closed = try builder.query.ask("vm/m", "storage/no")
      #expect(closed.verdict == isClosed, "\(closed.told)")
      let listed = try builder.query.ask("vm/m", "storage/ok")
      #expect(listed.verdict == .reachable, "\(listed.told)")
    }
  }

  @Test("E-2: whether the subnet comes by its endpoint decides which rules of an account match")
  func rules() throws {
    var builder = estate(Builder.open("e"), hasPolicy: false)
    let subnet = builder.estate.subnets.all[0].id
    builder.keyVault("k") {
      $0.defaultAction = Builder.known(.deny)
      $0.subnetRules = [Builder.reference(subnet)]
    }
    let answer = try builder.query.ask("vm/m", "keyvault/k")
    #expect(answer.verdict == .unknown, "\(answer.told)")
  }

  // https://learn.microsoft.com/azure/nat-gateway/nat-gateway-resource
  @Test("O-3: a NAT gateway with a prefix is passed by what leaves through it")
  func natGateway() throws {
    var builder = Builder()
    let network = builder.network("n", ["10.0.0.0/16"])
    let subnet = builder.subnet(network, "s", "10.0.1.0/24")
    builder.machine("m", in: subnet, "10.0.1.4")
    builder.attachNATGateway(to: subnet)
    var gateway = NATGateway(
      id: Builder.id("Microsoft.Network/natGateways", "nat"), source: Builder.place)
    gateway.publicPrefixes = [
      Builder.reference(Builder.id("Microsoft.Network/publicIPPrefixes", "pp"))
    ]
    builder.estate.natGateways.insert(gateway)
    builder.estate.others.insert(OpaqueResource(id: gateway.id, source: Builder.place))
    func verdict(via: String? = nil, avoid: String? = nil) throws -> Verdict? {
      try builder.query.answer(
        QueryQuestion(
          from: "vm/m", to: "internet", traffic: [TrafficTerm("tcp/443")], via: via, avoid: avoid)
      ).answers.first?.verdict
    }
    #expect(try verdict(via: "natgateway/nat") == .reachable)
    #expect(try verdict(avoid: "natgateway/nat") == .unreachable)
  }

  // https://learn.microsoft.com/azure/virtual-network/ip-services/ipv6-overview
  @Test("O-12: what is sent to a public address of which no input tells the family leaves perhaps")
  func openFamily() throws {
    let balanced = PublicBalancerEstate()
    var estate = try TextEstate(["estate.json": balanced.text]).query.graph.estate
    let address = try #require(estate.publicAddresses.all.first { $0.id.name == "public" }).id
    #expect(
      try ReachabilityQuery(estate).ask("internet", "vm/web1", on: ["tcp/8080"]).verdict
        == .reachable)
    var far = EstateBuilder()
    far.estate = estate
    let network = far.network("far", ["10.99.0.0/16"])
    far.machine("caller", in: far.subnet(network, "s", "10.99.1.0/24"), "10.99.1.4")
    #expect(try far.query.ask("vm/caller", "loadbalancer/lb", on: ["tcp/80"]).verdict == .reachable)
    far.estate.publicAddresses.update(address) {
      $0.address = .absent
      $0.family = Builder.open("family")
    }
    let answer = try far.query.ask("vm/caller", "loadbalancer/lb", on: ["tcp/80"])
    #expect(answer.verdict == .unknown, "\(answer.told)")
    // A firewall has addresses of IPv4 alone.
    var firewall = FirewallEstate()
    firewall.translate(
      FirewallEstate.translation(
        "web", from: ["*"], to: ["203.0.113.4"], "443", "10.7.0.4", "8443"))
    estate = try firewall.estate().query.graph.estate
    let own = try #require(estate.publicAddresses.all.first).id
    far = EstateBuilder()
    far.estate = estate
    far.estate.publicAddresses.update(own) {
      $0.address = .absent
      $0.family = Builder.open("family")
      $0.isDescribed = false
    }
    let other = far.network("far", ["10.99.0.0/16"])
    far.machine("caller", in: far.subnet(other, "s", "10.99.1.0/24"), "10.99.1.4")
    let through = try far.query.ask("vm/caller", "vm/server", on: ["tcp/8443"])
    #expect(through.verdict != .unreachable, "\(through.told)")
  }
}
