import EstateModel
import Testing

@testable import Answers

// https://learn.microsoft.com/azure/machine-learning/how-to-secure-kubernetes-inferencing-environment
@Suite("Kubernetes: the router and its load balancer")
struct KubernetesRuleTests {
  typealias Builder = EstateBuilder

  enum Balancer: Sendable, CaseIterable {
    case `internal`, `public`, olderInternal, olderPublic, none, open
  }

  private func estate(_ balancer: Balancer, rules: [SecurityRule]? = nil) -> Builder {
    var builder = Builder()
    let net = builder.network("net", ["10.0.0.0/16"])
    let group = rules.map { builder.group("g", $0) }
    let nodes = builder.subnet(net, "nodes", "10.0.1.0/24") {
      if let group { $0.securityGroup = Builder.reference(group) }
    }
    let clients = builder.subnet(net, "clients", "10.0.2.0/24")
    builder.machine("a", in: clients, "10.0.2.4")
    let far = builder.network("far", ["10.9.0.0/16"])
    builder.machine("far", in: builder.subnet(far, "s", "10.9.1.0/24"), "10.9.1.4")
    let near = builder.network("near", ["10.8.0.0/16"])
    builder.machine("near", in: builder.subnet(near, "s", "10.8.1.0/24"), "10.8.1.4")
    builder.peer(net, near)
    var cluster = KubernetesCluster(
      id: Builder.id("Microsoft.ContainerService/managedClusters", "k8s"), source: Builder.place)
    cluster.nodeSubnets = [Builder.reference(nodes)]
    let workspace = builder.workspace("ml") { $0.publicAccess = Builder.known(.disabled) }
    var compute = Compute(id: workspace.child("computes", "k8s"), source: Builder.place)
    compute.workspace = Builder.reference(workspace)
    compute.kind = Builder.known(.kubernetes)
    compute.cluster = Builder.reference(cluster.id)
    var settings = KubernetesExtension(
      id: cluster.id.child("extensions", "azureml"), source: Builder.place)
    switch balancer {
    case .internal:
      settings.routerService = Builder.known(.loadBalancer)
      settings.usesInternalLoadBalancer = Builder.known(true)
      cluster.machineLearningExtension = settings
    case .public:
      settings.routerService = Builder.known(.loadBalancer)
      cluster.machineLearningExtension = settings
    case .none:
      settings.routerService = Builder.known(.nodePort)
      cluster.machineLearningExtension = settings
    case .olderInternal: compute.loadBalancer = Builder.known(.internalAddress)
    case .olderPublic: compute.loadBalancer = Builder.known(.publicAddress)
    case .open: break
    }
    builder.estate.clusters.insert(cluster)
    builder.estate.computes.insert(compute)
    builder.onlineEndpoint("score", of: workspace) {
      $0.isKubernetes = true
      $0.compute = Builder.reference(compute.id)
    }
    return builder
  }

  @Test(
    "A-8: an internal load balancer is reached from the network and its peers only",
    arguments: [Balancer.internal, .olderInternal])
  func internalBalancer(_ balancer: Balancer) throws {
    let query = estate(balancer).query
    for (from, verdict) in [
      ("vm/a", Verdict.reachable), ("vm/near", .reachable), ("vm/far", .unreachable),
      ("internet", .unreachable),
    ] {
      let answer = try query.ask(from, "endpoint/score")
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
  }

  @Test(
    "A-8: a public load balancer is reached from everywhere, whatever the flag",
    arguments: [Balancer.public, .olderPublic])
  func publicBalancer(_ balancer: Balancer) throws {
    let query = estate(balancer).query
    for from in ["vm/a", "vm/far", "internet"] {
      let answer = try query.ask(from, "endpoint/score")
      #expect(answer.verdict == .reachable, "\(answer.told)")
    }
  }

  @Test("A-8: which balancer the router has is open where nothing tells, and so is who reaches it")
  func unknownBalancer() throws {
    #expect(try estate(.open).query.ask("internet", "endpoint/score").verdict == .unknown)
    #expect(try estate(.none).query.ask("vm/a", "endpoint/score").verdict == .unknown)
  }

  @Test("L-3: security groups of the nodes' subnet filter what comes to the router")
  func filtered() throws {
    let shut = estate(
      .internal,
      rules: [Builder.rule("in 100 deny tcp 10.0.2.0/24 -> * : 443")])
    #expect(try shut.query.ask("vm/a", "endpoint/score").verdict == .unreachable)
    #expect(try shut.query.ask("vm/near", "endpoint/score").verdict == .reachable)
    // The default rules let nothing in from the internet.
    let defaults = estate(.public, rules: [])
    let outside = try defaults.query.ask("internet", "endpoint/score")
    #expect(outside.verdict == .unreachable, "\(outside.told)")
    let open = estate(
      .public, rules: [Builder.rule("in 100 allow tcp Internet -> * : 443")])
    let admitted = try open.query.ask("internet", "endpoint/score")
    #expect(admitted.verdict == .reachable, "\(admitted.told)")
  }
}

// https://learn.microsoft.com/azure/machine-learning/concept-secure-network-traffic-flow
@Suite("Images: where a compute gets them from")
struct DockerImageRuleTests {
  typealias Builder = EstateBuilder

  private func estate(_ rules: [SecurityRule]?) -> Builder {
    var builder = Builder()
    let net = builder.network("net", ["10.0.0.0/16"])
    let group = rules.map { builder.group("g", $0) }
    let subnet = builder.subnet(net, "training", "10.0.1.0/24") {
      if let group { $0.securityGroup = Builder.reference(group) }
    }
    let workspace = builder.workspace("ml")
    var compute = Compute(id: workspace.child("computes", "gpu"), source: Builder.place)
    compute.workspace = Builder.reference(workspace)
    compute.kind = Builder.known(.cluster)
    compute.subnet = Builder.reference(subnet)
    builder.estate.computes.insert(compute)
    let registry = builder.registry("cr") { $0.firewall.publicAccess = Builder.known(.disabled) }
    let zone = builder.zone("privatelink.azurecr.io", linkedTo: [net])
    builder.privateEndpoint("pe", in: subnet, "10.0.1.99", to: registry, "registry", zone: zone)
    return builder
  }

  private static let shut = Builder.rule("out 4000 deny * * -> Internet : *")

  @Test("N-15: Microsoft's registry needs its tag and that of its data endpoints")
  func microsoftRegistry() throws {
    for (tags, verdict) in [
      (["MicrosoftContainerRegistry", "AzureFrontDoor.FirstParty"], Verdict.reachable),
      (["MicrosoftContainerRegistry"], .partial), (["AzureFrontDoor.FirstParty"], .unreachable),
      ([], .unreachable),
    ] {
      let rules = tags.enumerated().map {
        Builder.rule("out \(100 + $0.offset) allow tcp * -> \($0.element) : 443")
      }
      let answer = try estate(rules + [Self.shut]).query.ask("compute/gpu", "registry/mcr")
      #expect(answer.verdict == verdict, "\(tags): \(answer.told)")
    }
    #expect(try estate(nil).query.ask("compute/gpu", "registry/mcr").verdict == .reachable)
  }

  @Test("the registry of prebuilt images needs the tag of registries")
  func prebuiltImages() throws {
    let rule = Builder.rule("out 100 allow tcp * -> AzureContainerRegistry : 443")
    let answer = try estate([rule, Self.shut]).query.ask("compute/gpu", "registry/viennaglobal")
    #expect(answer.verdict == .reachable, "\(answer.told)")
    #expect(
      try estate([Self.shut]).query.ask("compute/gpu", "registry/viennaglobal").verdict
        == .unreachable)
  }

  @Test("one's own registry is reached by its private endpoint without any way out")
  func ownRegistry() throws {
    let answer = try estate([Self.shut]).query.ask("compute/gpu", "registry/cr")
    #expect(answer.verdict == .reachable, "\(answer.told)")
  }
}

@Suite("The article's own assumption")
struct ArticleAssumptionTests {
  typealias Builder = EstateBuilder

  /// Workspace, storage, key vault and registry, private, each with a private endpoint in the
  /// network; clients come through a VPN gateway or ExpressRoute.
  private func estate(_ kind: VirtualNetworkGateway.Kind, dns: Bool) -> Builder {
    var builder = Builder()
    let net = builder.network("net", ["10.0.0.0/16"])
    let subnet = builder.subnet(net, "endpoints", "10.0.1.0/24")
    let storage = builder.storage("st") { $0.publicAccess = Builder.known(.disabled) }
    let vault = builder.keyVault("kv") { $0.publicAccess = Builder.known(.disabled) }
    let registry = builder.registry("cr") { $0.firewall.publicAccess = Builder.known(.disabled) }
    let workspace = builder.workspace("ml") {
      $0.publicAccess = Builder.known(.disabled)
      $0.storageAccount = Builder.reference(storage)
    }
    builder.onlineEndpoint("score", of: workspace) { $0.publicAccess = Builder.known(.disabled) }
    for (index, (target, group, zone)) in [
      (storage, "blob", "privatelink.blob.core.windows.net"),
      (storage, "file", "privatelink.file.core.windows.net"),
      (vault, "vault", "privatelink.vaultcore.azure.net"),
      (registry, "registry", "privatelink.azurecr.io"),
      (workspace, "amlworkspace", "privatelink.api.azureml.ms"),
    ].enumerated() {
      let id = builder.zone(zone, linkedTo: [net])
      builder.privateEndpoint(
        "pe\(index)", in: subnet, "10.0.1.\(10 + index)", to: target, group, zone: id)
    }
    let gateway = builder.gateway("gw", in: net, kind: kind)
    builder.client(
      "office", .gateway(Builder.reference(gateway)), ["192.168.0.0/16"], dns: dns ? net : nil)
    return builder
  }

  static let targets = [
    "workspace/ml", "endpoint/score", "storage/st", "storage/st/file", "keyvault/kv",
    "registry/cr",
  ]

  @Test(
    "G-8: clients on premises reach everything by the private endpoints",
    arguments: [VirtualNetworkGateway.Kind.vpn, .expressRoute])
  func clients(_ kind: VirtualNetworkGateway.Kind) throws {
    let query = estate(kind, dns: true).query
    for target in Self.targets {
      let answer = try query.ask("client/office", target, on: ["tcp/443"])
      #expect(answer.verdict == .reachable, "\(answer.told)")
    }
  }

  @Test("D-9: clients whose names resolve outside reach nothing, and so does the internet")
  func others() throws {
    let query = estate(.vpn, dns: false).query
    for target in Self.targets {
      for from in ["client/office", "internet"] {
        let answer = try query.ask(from, target, on: ["tcp/443"])
        #expect(answer.verdict == .unreachable, "\(answer.told)")
        #expect(!answer.blockers.isEmpty)
      }
    }
  }
}
