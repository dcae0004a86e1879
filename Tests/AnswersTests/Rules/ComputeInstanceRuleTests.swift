import EstateModel
import Testing

@testable import Answers

// https://learn.microsoft.com/azure/machine-learning/how-to-custom-dns
@Suite("Compute instances: how their apps are called")
struct ComputeInstanceRuleTests {
  typealias Builder = EstateBuilder

  /// A workspace with an instance and a cluster, a private endpoint in `hub` unless told otherwise, a
  /// machine there and one in a network that has nothing to do with it.
  private struct Estate {
    var builder = Builder()
    let workspace: ResourceID

    init(
      access: PublicAccess = .disabled, hasEndpoint: Bool = true, isLinked: Bool = true,
      managed: ManagedNetwork.IsolationMode? = nil, hasPublicAddress: Bool? = nil,
      rules: [String] = []
    ) {
      let hub = builder.network("hub", ["10.0.0.0/16"])
      let stranger = builder.network("stranger", ["10.2.0.0/16"])
      builder.machine("a", in: builder.subnet(hub, "s", "10.0.1.0/24"), "10.0.1.4")
      builder.machine("b", in: builder.subnet(stranger, "s", "10.2.1.0/24"), "10.2.1.4")
      let endpoints = builder.subnet(hub, "endpoints", "10.0.9.0/24")
      workspace = builder.workspace("ml") {
        $0.publicAccess = Builder.known(access)
        if let managed {
          var network = ManagedNetwork(source: Builder.place)
          network.mode = Builder.known(managed)
          $0.managedNetwork = network
        }
        if !rules.isEmpty {
          $0.addressRules = rules.map(Builder.prefix)
          $0.admitsOnlyListedAddresses = Builder.known(true)
        }
      }
      if hasEndpoint {
        let zone = builder.zone("privatelink.api.azureml.ms", linkedTo: isLinked ? [hub] : [])
        builder.privateEndpoint(
          "pe", in: endpoints, "10.0.9.4", to: workspace, "amlworkspace", zone: zone)
      }
      for (name, kind) in [("ci", Compute.Kind.instance), ("cpu", .cluster)] {
        var compute = Compute(id: workspace.child("computes", name), source: Builder.place)
        compute.workspace = Builder.reference(workspace)
        compute.kind = Builder.known(kind)
        compute.hasPublicAddress = hasPublicAddress.map { Builder.known($0) } ?? .absent
        builder.estate.computes.insert(compute)
      }
    }

    func ask(_ from: String, _ to: String = "compute/ci", on: String = "tcp/443") throws
      -> QueryAnswer
    { try builder.query.ask(from, to, on: [on]) }
  }

  @Test(
    "W-7: clients reach the apps of an instance by the private endpoint of its workspace",
    arguments: [nil, ManagedNetwork.IsolationMode.allowInternetOutbound], [nil, true, false])
  func byPrivateEndpoint(
    _ managed: ManagedNetwork.IsolationMode?, _ hasPublicAddress: Bool?
  ) throws {
    let estate = Estate(managed: managed, hasPublicAddress: hasPublicAddress)
    for port in ["tcp/443", "tcp/8787", "tcp/18881"] {
      let answer = try estate.ask("vm/a", on: port)
      #expect(answer.verdict == .reachable, "\(answer.told)")
      #expect(answer.paths[0].contains { $0.node == "privateendpoint/pe" }, "\(answer.told)")
      // Nobody else, and no cluster.
      let stranger = try estate.ask("vm/b", on: port)
      #expect(stranger.verdict == .unreachable, "\(stranger.told)")
      let internet = try estate.ask("internet", on: port)
      #expect(internet.verdict == .unreachable, "\(internet.told)")
      let cluster = try estate.ask("vm/a", "compute/cpu", on: port)
      #expect(cluster.verdict != .reachable, "\(cluster.told)")
    }
    let shell = try estate.ask("vm/a", on: "tcp/22")
    #expect(shell.verdict != .reachable, "\(shell.told)")
  }

  @Test("W-7: without a link to the workspace's zone the name leads outside, where it is closed")
  func withoutLink() throws {
    let answer = try Estate(isLinked: false, hasPublicAddress: false).ask("vm/a")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
  }

  @Test("W-7: the apps of an instance in a subnet are not called at the address of its node")
  func inSubnet() throws {
    for isLinked in [true, false] {
      var estate = Estate(isLinked: isLinked, hasPublicAddress: false)
      let hub = Builder.id("Microsoft.Network/virtualNetworks", "hub")
      let training = estate.builder.subnet(hub, "training", "10.0.2.0/24")
      for name in ["ci", "cpu"] {
        estate.builder.estate.computes.update(estate.workspace.child("computes", name)) {
          $0.subnet = Builder.reference(training)
        }
      }
      let apps = try estate.ask("vm/a")
      #expect(apps.verdict == (isLinked ? .reachable : .unreachable), "\(apps.told)")
      if isLinked {
        #expect(apps.paths[0].contains { $0.node == "privateendpoint/pe" }, "\(apps.told)")
      }
      // Other ports are the node's, and a cluster has no apps.
      #expect(try estate.ask("vm/a", on: "tcp/22").verdict == .reachable)
      #expect(try estate.ask("vm/a", "compute/cpu").verdict == .reachable)
    }
  }

  @Test("W-7: without a private endpoint the front of a public workspace leads to the apps")
  func publicWorkspace() throws {
    let open = try Estate(access: .enabled, hasEndpoint: false, hasPublicAddress: false)
      .ask("internet")
    #expect(open.verdict == .reachable, "\(open.told)")
    let closed = try Estate(hasEndpoint: false, hasPublicAddress: false).ask("internet")
    #expect(closed.verdict == .unreachable, "\(closed.told)")
    #expect(closed.blockers.contains { $0.control == "publicNetworkAccess" }, "\(closed.told)")
    let listed = Estate(
      access: .enabled, hasEndpoint: false, hasPublicAddress: false, rules: ["203.0.113.0/24"])
    #expect(try listed.ask("internet/203.0.113.7").verdict == .reachable)
    #expect(try listed.ask("internet/198.51.100.7").verdict == .unreachable)
  }

  @Test("W-7: what becomes of public callers beside a private endpoint is not documented")
  func publicBesideEndpoint() throws {
    let answer = try Estate(access: .enabled, hasPublicAddress: false).ask("internet")
    #expect(answer.verdict == .unknown, "\(answer.told)")
    #expect(answer.unknowns.contains { $0.because.contains("not documented") })
  }

  @Test("W-9: a managed network opens nothing inbound, whatever public addresses its nodes have")
  func managedNetwork() throws {
    let estate = Estate(managed: .allowInternetOutbound, hasPublicAddress: true)
    for target in ["compute/cpu", "compute/ci"] {
      let answer = try estate.ask("internet", target, on: "tcp/22")
      #expect(answer.verdict == .unreachable, "\(answer.told)")
      #expect(answer.blockers.contains { $0.control == "managedNetwork" }, "\(answer.told)")
    }
  }

  @Test(
    "W-3: the address of a compute in Microsoft's network changes: no list of the workspace names it"
  )
  func changingAddress() throws {
    for managed in [nil, ManagedNetwork.IsolationMode.allowInternetOutbound] {
      let estate = Estate(
        access: .enabled, hasEndpoint: false, managed: managed, rules: ["52.166.0.0/16"])
      let answer = try estate.ask("compute/cpu", "workspace/ml")
      #expect(answer.verdict == .unreachable, "\(answer.told)")
      // A range that holds a good part of all addresses may hold it.
      let wide = Estate(
        access: .enabled, hasEndpoint: false, managed: managed, rules: ["52.0.0.0/8"])
      #expect(try wide.ask("compute/cpu", "workspace/ml").verdict == .unknown)
      // So does that of a deployment that calls public addresses.
      for (var estate, verdict) in [(estate, Verdict.unreachable), (wide, .unknown)] {
        let endpoint = estate.builder.onlineEndpoint("score", of: estate.workspace)
        estate.builder.deployment("blue", of: endpoint, egress: .absent)
        let answer = try estate.ask("deployment/score/blue", "workspace/ml")
        #expect(answer.verdict == verdict, "\(answer.told)")
      }
    }
  }
}
