import EstateModel
import Testing
import TrafficSets

@testable import Answers

// https://learn.microsoft.com/azure/machine-learning/how-to-access-on-premises-resources
@Suite("Rules of a managed network that lead to an application gateway")
struct ManagedGatewayRuleTests {
  typealias Builder = EstateBuilder

  private func query(
    rule frontend: String? = "f", status: Setting<String> = .absent,
    mode: ManagedNetwork.IsolationMode = .allowInternetOutbound
  ) -> ReachabilityQuery {
    var builder = Builder()
    let network = builder.network("v", ["10.0.0.0/16"])
    let subnet = builder.subnet(network, "agw", "10.0.5.0/24")
    builder.machine("back", in: builder.subnet(network, "back", "10.0.1.0/24"), "10.0.1.4")
    let id = Builder.id("Microsoft.Network/applicationGateways", "agw")
    var gateway = ApplicationGateway(id: id, source: Builder.place)
    gateway.subnet = Builder.reference(subnet)
    for (name, address, port) in [("f", "10.0.5.10", 443), ("g", "10.0.5.11", 8443)] {
      var side = ApplicationGateway.Frontend(
        id: id.child("frontendIPConfigurations", name), source: Builder.place)
      side.privateAddress = Builder.address(address)
      side.subnet = Builder.reference(subnet)
      gateway.frontends.append(side)
      var listener = ApplicationGateway.Listener(name: "l\(name)", source: Builder.place)
      listener.frontend = Builder.reference(side.id)
      listener.port = Builder.known(port)
      gateway.listeners.append(listener)
    }
    var pool = ApplicationGateway.Pool(id: id.child("backendAddressPools", "p"))
    pool.addresses = [Builder.address("10.0.1.4")]
    gateway.pools = [pool]
    gateway.backendPorts = [Builder.known(443)]
    builder.estate.applicationGateways.insert(gateway)
    builder.estate.others.insert(OpaqueResource(id: id, source: Builder.place))
    let workspace = builder.workspace("ml") {
      var managed = ManagedNetwork(source: Builder.place)
      managed.mode = Builder.known(mode)
      if let frontend {
        var rule = OutboundRule(
          name: "agw", source: Builder.place,
          destination: .privateEndpoint(
            target: Builder.reference(id), group: Builder.known(frontend)))
        rule.status = status
        managed.rules = [rule]
      }
      $0.managedNetwork = managed
    }
    var compute = Compute(id: workspace.child("computes", "cpu"), source: Builder.place)
    compute.workspace = Builder.reference(workspace)
    compute.kind = Builder.known(.cluster)
    builder.estate.computes.insert(compute)
    return builder.query
  }

  @Test(
    "W-9: a private endpoint rule to an application gateway leads to the listeners of its frontend",
    arguments: [ManagedNetwork.IsolationMode.allowInternetOutbound, .allowOnlyApprovedOutbound])
  func listeners(_ mode: ManagedNetwork.IsolationMode) throws {
    let query = query(mode: mode)
    for (port, verdict) in [("tcp/443", Verdict.reachable), ("tcp/8443", .unreachable)] {
      let answer = try query.ask("compute/cpu", "applicationgateway/agw", on: [port])
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
    let answer = try query.ask("compute/cpu", "applicationgateway/agw", on: ["tcp/443"])
    #expect(answer.evidence.contains { $0.rule == "outbound rule agw" }, "\(answer.told)")
  }

  @Test("W-9: what stands behind such a gateway may get what it hands on, and nothing else")
  func backends() throws {
    #expect(try query().ask("compute/cpu", "vm/back", on: ["tcp/443"]).verdict == .unknown)
    #expect(try query().ask("compute/cpu", "vm/back", on: ["tcp/22"]).verdict == .unreachable)
  }

  @Test("W-9: without the rule, or while it is not in force, nothing leads to the gateway")
  func withoutRule() throws {
    for query in [query(rule: nil), query(status: Builder.known("Inactive"))] {
      for to in ["applicationgateway/agw", "vm/back"] {
        #expect(try query.ask("compute/cpu", to, on: ["tcp/443"]).verdict == .unreachable)
      }
    }
  }
}
