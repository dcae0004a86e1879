import EstateModel
import Testing

@testable import Answers

// https://learn.microsoft.com/azure/machine-learning/how-to-deploy-kubernetes-extension
@Suite("The router of Azure Machine Learning on a Kubernetes cluster")
struct KubernetesRouterRuleTests {
  typealias Builder = EstateBuilder

  private struct Estate {
    var builder = Builder()
    let nodes: ResourceID

    init(
      _ service: KubernetesExtension.RouterService? = .loadBalancer, isInternal: Bool = false,
      insecure: Setting<Bool> = .absent, infers: Setting<Bool> = .absent
    ) {
      let network = builder.network("net", ["10.0.0.0/16"])
      nodes = builder.subnet(network, "nodes", "10.0.1.0/24")
      let clients = builder.subnet(network, "clients", "10.0.2.0/24")
      builder.subnet(network, "AzureFirewallSubnet", "10.0.9.0/26")
      builder.machine("m", in: clients, "10.0.2.4")
      builder.machine("nva", in: clients, "10.0.2.9")
      let id = Builder.id("Microsoft.ContainerService/managedClusters", "it")
      var cluster = KubernetesCluster(id: id, source: Builder.place)
      cluster.location = Builder.known("westeurope")
      cluster.nodeSubnets = [Builder.reference(nodes)]
      if let service {
        var settings = KubernetesExtension(id: id.child("extensions", "ml"), source: Builder.place)
        settings.routerService = Builder.known(service)
        if isInternal { settings.usesInternalLoadBalancer = Builder.known(true) }
        settings.allowsInsecureConnections = insecure
        settings.enablesInference = infers
        cluster.machineLearningExtension = settings
      }
      builder.estate.clusters.insert(cluster)
      let workspace = builder.workspace("ml")
      var compute = Compute(id: workspace.child("computes", "k8s"), source: Builder.place)
      compute.workspace = Builder.reference(workspace)
      compute.kind = Builder.known(.kubernetes)
      compute.cluster = Builder.reference(id)
      builder.estate.computes.insert(compute)
      builder.onlineEndpoint("score", of: workspace) {
        $0.isKubernetes = true
        $0.compute = Builder.reference(compute.id)
      }
    }

    func ask(_ from: String, on: String = "tcp/443") throws -> QueryAnswer {
      try builder.query.ask(from, "endpoint/score", on: [on])
    }
  }

  @Test(
    "R-17: a default route of the nodes to a firewall sends the replies of a public router to where they are dropped"
  )
  func replies() throws {
    for from in ["internet", "vm/m"] {
      #expect(try Estate().ask(from).verdict == .reachable)
    }
    var estate = Estate()
    estate.builder.routes("0.0.0.0/0 -> 10.0.9.4", at: estate.nodes)
    let answer = try estate.ask("internet")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.blockers.contains { $0.control == "wayBack" && $0.source != nil })
    // A route back for some of the callers leaves these.
    estate.builder.routes(
      "0.0.0.0/0 -> 10.0.9.4", "203.0.113.0/24 -> Internet", at: estate.nodes)
    #expect(try estate.ask("internet/203.0.113.7").verdict == .reachable)
    #expect(try estate.ask("internet/198.51.100.7").verdict == .unreachable)
    var appliance = Estate()
    appliance.builder.appliance("fw", in: appliance.nodes, "10.0.1.9")
    appliance.builder.routes("0.0.0.0/0 -> 10.0.1.9", at: appliance.nodes)
    #expect(try appliance.ask("internet").verdict == .unknown)
  }

  @Test("R-17: callers of the network's own do not hang on the default route of the nodes")
  func privateCallers() throws {
    var estate = Estate(isInternal: true)
    estate.builder.routes("0.0.0.0/0 -> 10.0.9.4", at: estate.nodes)
    let answer = try estate.ask("vm/m")
    #expect(answer.verdict == .reachable, "\(answer.told)")
  }

  @Test(
    "A-8: who reaches a router without a load balancer is unknown from everywhere",
    arguments: [KubernetesExtension.RouterService.clusterIP, .nodePort], ["internet", "vm/m"])
  func withoutBalancer(_ service: KubernetesExtension.RouterService, _ from: String) throws {
    for port in ["tcp/443", "tcp/30080"] {
      let answer = try Estate(service).ask(from, on: port)
      #expect(answer.verdict == .unknown, "\(answer.told)")
      #expect(answer.unknowns.contains { $0.because.contains("without a load balancer") })
    }
  }

  @Test("A-8: an extension that does no inference has no router that lets anybody in")
  func withoutInference() throws {
    for from in ["internet", "vm/m"] {
      let answer = try Estate(infers: Builder.known(false)).ask(from)
      #expect(answer.verdict == .unreachable, "\(answer.told)")
      #expect(answer.blockers.contains { $0.rule == "enableInference: False" }, "\(answer.told)")
      #expect(try Estate(infers: Builder.known(true)).ask(from).verdict == .reachable)
    }
  }

  @Test("of those who may call a public router one at least has to get in")
  func nobody() throws {
    var estate = Estate()
    func needed(_ estate: Estate) throws -> [Bool] {
      try estate.builder.query.answer(.kubernetes).flows.filter { $0.from == "internet" }
        .map(\.isNeeded)
    }
    #expect(try needed(estate) == [false])
    let group = estate.builder.group("shut", [])
    estate.builder.estate.subnets.update(estate.nodes) {
      $0.securityGroup = Builder.reference(group)
    }
    #expect(try estate.ask("internet").verdict == .unreachable)
    #expect(try needed(estate) == [true])
  }

  @Test("A-8: the router answers with TLS, or without where the extension allows that, only")
  func ports() throws {
    for from in ["internet", "vm/m"] {
      let secure = Estate()
      for (port, verdict) in [
        ("tcp/443", Verdict.reachable), ("tcp/80", .unreachable), ("tcp/9999", .unreachable),
        ("udp/443", .unreachable), ("icmp", .unreachable),
      ] {
        let answer = try secure.ask(from, on: port)
        #expect(answer.verdict == verdict, "\(answer.told)")
      }
      let insecure = Estate(insecure: Builder.known(true))
      #expect(try insecure.ask(from, on: "tcp/80").verdict == .reachable)
      #expect(try insecure.ask(from, on: "tcp/443").verdict == .unknown)
      #expect(try insecure.ask(from, on: "tcp/9999").verdict == .unreachable)
      let open = Estate(insecure: Builder.open("insecure"))
      #expect(try open.ask(from, on: "tcp/443").verdict == .reachable)
      #expect(try open.ask(from, on: "tcp/80").verdict == .unknown)
    }
  }

  @Test("A-8: an internal load balancer is told once, as what stops callers from outside")
  func toldOnce() throws {
    let answer = try Estate(isInternal: true).ask("internet")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    let lines = answer.paths[0].compactMap(\.evidence).filter {
      $0.rule == "internalLoadBalancerProvider: azure"
    }
    #expect(lines.count == 1, "\(answer.told)")
    let inside = try Estate(isInternal: true).ask("vm/m")
    #expect(inside.verdict == .reachable, "\(inside.told)")
    #expect(
      inside.paths[0].count { $0.evidence?.rule == "internalLoadBalancerProvider: azure" } == 1,
      "\(inside.told)")
  }
}
