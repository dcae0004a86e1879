import EstateModel
import Testing

@testable import Answers

// https://learn.microsoft.com/azure/aks/egress-outboundtype
@Suite("The ways out that nodes bring into a subnet")
struct NodeExitRuleTests {
  typealias Builder = EstateBuilder

  /// A subnet with the nodes of a cluster, two computes and a machine.
  private struct Estate {
    var builder = Builder()
    let subnet: ResourceID
    let cluster = Builder.id("Microsoft.ContainerService/managedClusters", "it")

    init(
      isPrivate: Bool = true, outbound: Setting<String> = .absent,
      hasPublicAddress: Setting<Bool> = .absent, ranges: [String] = [],
      compute: Compute.Kind = .cluster
    ) {
      let network = builder.network("net", ["10.0.0.0/16"])
      subnet = builder.subnet(network, "nodes", "10.0.1.0/24") {
        if isPrivate { $0.defaultOutboundAccess = Builder.known(false) }
      }
      builder.machine("m", in: subnet, "10.0.1.4")
      var nodes = KubernetesCluster(id: cluster, source: Builder.place)
      nodes.location = Builder.known("westeurope")
      nodes.nodeSubnets = [Builder.reference(subnet)]
      nodes.outboundType = outbound
      nodes.authorizedAddresses = ranges.map(Builder.prefix)
      builder.estate.clusters.insert(nodes)
      let workspace = builder.workspace("ml") { $0.publicAccess = Builder.known(.enabled) }
      var made = Compute(id: workspace.child("computes", "cpu"), source: Builder.place)
      made.workspace = Builder.reference(workspace)
      made.kind = Builder.known(compute)
      made.subnet = Builder.reference(subnet)
      made.hasPublicAddress = hasPublicAddress
      builder.estate.computes.insert(made)
    }

    func ask(_ from: String, _ to: String = "registry/mcr", on: String = "tcp/443") throws
      -> QueryAnswer
    { try builder.query.ask(from, to, on: [on]) }
  }

  @Test(
    "A-7: nodes in a subnet of yours leave by what the cluster makes, else as the subnet lets them",
    arguments: [
      (type: "loadBalancer", isPrivate: true, verdict: Verdict.reachable),
      ("managedNATGateway", true, .reachable), ("managedNATGatewayV2", true, .reachable),
      ("userDefinedRouting", true, .unreachable), ("userAssignedNATGateway", true, .unreachable),
      ("none", true, .unreachable), ("none", false, .unknown), ("block", true, .unknown),
      ("block", false, .unknown),
    ])
  func outboundType(_ row: (type: String, isPrivate: Bool, verdict: Verdict)) throws {
    let estate = Estate(isPrivate: row.isPrivate, outbound: Builder.known(row.type))
    let answer = try estate.ask("aks/it")
    #expect(answer.verdict == row.verdict, "\(answer.told)")
    if row.verdict == .reachable, row.isPrivate {
      #expect(
        answer.evidence.contains { $0.rule == "outboundType: \(row.type)" && $0.source != nil },
        "\(answer.told)")
    }
  }

  @Test("A-7: without a type it is a load balancer, by Azure's default, for TCP and UDP")
  func defaultType() throws {
    for isPrivate in [true, false] {
      let estate = Estate(isPrivate: isPrivate)
      let answer = try estate.ask("aks/it")
      #expect(answer.verdict == .reachable, "\(answer.told)")
      #expect(answer.evidence.contains { $0.rule == "outboundType absent: loadBalancer" })
      #expect(answer.articles.contains("https://learn.microsoft.com/azure/aks/egress-outboundtype"))
      #expect(
        !answer.evidence.contains { $0.rule == "default outbound access" }, "\(answer.told)")
      let ping = try estate.ask("aks/it", "internet", on: "icmp")
      #expect(ping.verdict == .unreachable, "\(ping.told)")
    }
    // A machine in the same subnet has nothing of it.
    #expect(try Estate().ask("vm/m").verdict == .unreachable)
  }

  @Test(
    "A-7, O-5: nodes behind an internal balancer of the tier Standard have no default outbound access",
    arguments: ["none", "userDefinedRouting", "userAssignedNATGateway"])
  func internalBalancer(type: String) throws {
    func verdict(
      _ router: KubernetesExtension.RouterService, isInternal: Bool, tier: String? = nil
    ) throws -> Verdict {
      var estate = Estate(isPrivate: false, outbound: Builder.known(type))
      estate.builder.estate.clusters.update(estate.cluster) {
        var settings = KubernetesExtension(
          id: estate.cluster.child("extensions", "azureml"), source: Builder.place)
        settings.routerService = Builder.known(router)
        settings.usesInternalLoadBalancer = Builder.known(isInternal)
        $0.machineLearningExtension = settings
        $0.balancerTier = tier.map { Builder.known($0) } ?? .absent
      }
      let answer = try estate.ask("aks/it")
      if answer.verdict == .unreachable {
        #expect(answer.evidence.contains { $0.rule == "outboundType: \(type)" }, "\(answer.told)")
        let told = try estate.builder.query.ask(
          "aks/it", "registry/mcr", on: ["tcp/443"], fixes: true)
        #expect(!told.fixes.isEmpty, "\(told.told)")
      }
      #expect(try estate.ask("vm/m").verdict == .reachable)
      return answer.verdict
    }
    #expect(try verdict(.loadBalancer, isInternal: true) == .unreachable)
    #expect(try verdict(.loadBalancer, isInternal: true, tier: "Standard") == .unreachable)
    #expect(try verdict(.loadBalancer, isInternal: true, tier: "Basic") == .reachable)
    // Which balancers services of the cluster have, no input tells.
    #expect(try verdict(.loadBalancer, isInternal: false) == .unknown)
    #expect(try verdict(.clusterIP, isInternal: false) == .unknown)
  }

  @Test("A-7, O-2: a NAT gateway of the subnet is the way out of nodes whose cluster makes none")
  func natGatewayOfUsers() throws {
    var estate = Estate(isPrivate: false, outbound: Builder.known("userAssignedNATGateway"))
    let gateway = Builder.id("Microsoft.Network/natGateways", "nat")
    estate.builder.estate.subnets.update(estate.subnet) {
      $0.natGateway = Builder.reference(gateway)
    }
    let answer = try estate.ask("aks/it")
    #expect(answer.verdict == .reachable, "\(answer.told)")
  }

  @Test("A-7: a type that no input tells leaves open what hangs on it")
  func openType() throws {
    let closed = Estate(outbound: Builder.open("type", "loadBalancer", "userDefinedRouting"))
    #expect(try closed.ask("aks/it").verdict == .unknown)
    let open = Estate(
      isPrivate: false, outbound: Builder.open("type", "loadBalancer", "userDefinedRouting"))
    let answer = try open.ask("aks/it")
    #expect(answer.verdict == .reachable, "\(answer.told)")
  }

  @Test("A-7, O-1: a default route of the user's own comes before the cluster's load balancer")
  func route() throws {
    var estate = Estate(outbound: Builder.known("loadBalancer"))
    estate.builder.routes("0.0.0.0/0 -> None", at: estate.subnet)
    #expect(try estate.ask("aks/it").verdict == .unreachable)
  }

  @Test("A-2: the address that only the cluster leaves by is let in beside the authorized ranges")
  func ownAddress() throws {
    let estate = Estate(isPrivate: false, ranges: ["0.0.0.0/32"])
    let nodes = try estate.ask("aks/it", "aks/it")
    #expect(nodes.verdict == .reachable, "\(nodes.told)")
    #expect(nodes.evidence.contains { $0.rule == "own outbound address" }, "\(nodes.told)")
    let machine = try estate.ask("vm/m", "aks/it")
    #expect(machine.verdict == .unreachable, "\(machine.told)")
    // Others leave by the subnet's NAT gateway as well, if its address is the one that is let in at all.
    var shared = Estate(isPrivate: false, ranges: ["0.0.0.0/32"])
    let gateway = Builder.id("Microsoft.Network/natGateways", "nat")
    shared.builder.estate.subnets.update(shared.subnet) {
      $0.natGateway = Builder.reference(gateway)
    }
    #expect(try shared.ask("aks/it", "aks/it").verdict == .unknown)
  }

  @Test("O-2: nodes with a public address leave by its load balancer, also from a private subnet")
  func computes() throws {
    for kind in [Compute.Kind.cluster, .instance] {
      let stated = try Estate(hasPublicAddress: Builder.known(true), compute: kind)
        .ask("compute/cpu", "service/ENTRAID")
      #expect(stated.verdict == .reachable, "\(stated.told)")
      #expect(
        stated.evidence.contains {
          $0.rule == "enable_node_public_ip: true" && $0.source != nil
        }, "\(stated.told)")
      for isPrivate in [true, false] {
        let absent = try Estate(isPrivate: isPrivate, compute: kind)
          .ask("compute/cpu", "service/ENTRAID")
        #expect(absent.verdict == .reachable, "\(absent.told)")
        #expect(absent.evidence.contains { $0.rule == "enable_node_public_ip absent: true" })
        #expect(!absent.evidence.contains { $0.rule == "default outbound access" })
      }
    }
  }

  @Test("O-2, O-7: nodes without a public address have the subnet's way out")
  func computesWithoutAddress() throws {
    let closed = try Estate(hasPublicAddress: Builder.known(false)).ask("compute/cpu")
    #expect(closed.verdict == .unreachable, "\(closed.told)")
    let open = try Estate(isPrivate: false, hasPublicAddress: Builder.known(false))
      .ask("compute/cpu")
    #expect(open.verdict == .reachable, "\(open.told)")
    #expect(open.evidence.contains { $0.rule == "default outbound access" }, "\(open.told)")
    let unknown = try Estate(hasPublicAddress: Builder.open("flag")).ask("compute/cpu")
    #expect(unknown.verdict == .unknown, "\(unknown.told)")
  }
}
