import EstateModel
import Testing

@testable import Answers

// https://learn.microsoft.com/azure/templates/microsoft.machinelearningservices/workspaces/computes
@Suite("Clusters that Azure Machine Learning makes for computes of the type AKS")
struct MadeClusterRuleTests {
  /// A workspace that is closed, a compute of its own, a storage account behind a private endpoint in
  /// the same network.
  private func estate(_ settings: String, isTemplateOnly: Bool = true) throws -> TextEstate {
    let workspace = ExportedText.id("Microsoft.MachineLearningServices/workspaces", "ml")
    let zone = "privatelink.blob.core.windows.net"
    return try TextEstate([
      "resources.json": ExportedText.list(
        [
          ExportedText.network(
            "v", "10.0.0.0/16",
            ["nodes": "10.0.1.0/24", "pe": "10.0.2.0/24", "clients": "10.0.3.0/24"]),
          ExportedText.storage("st", #""publicNetworkAccess": "Disabled""#),
          ExportedText.resource(
            "Microsoft.MachineLearningServices/workspaces", "ml",
            #""publicNetworkAccess": "Disabled""#),
          """
          {"id": "\(workspace)/computes/k8s", "name": "k8s",
           "type": "Microsoft.MachineLearningServices/workspaces/computes", "location": "westeurope",
           "properties": {"computeType": "AKS", "properties": {\(settings)}}}
          """,
          """
          {"id": "\(workspace)/onlineEndpoints/score", "name": "score", "kind": "Kubernetes",
           "type": "Microsoft.MachineLearningServices/workspaces/onlineEndpoints",
           "location": "westeurope",
           "properties": {"authMode": "Key", "compute": "\(workspace)/computes/k8s"}}
          """,
        ]
          + ExportedText.privateEndpoint(
            "pe", in: ("v", "pe"), address: "10.0.2.4",
            to: ExportedText.id("Microsoft.Storage/storageAccounts", "st"), group: "blob",
            zones: [zone]) + ExportedText.zone(zone, linkedTo: ["v"]))
    ])
  }

  private static let subnet = """
    "aksNetworkingConfiguration": {"subnetId": "\(ExportedText.id("Microsoft.Network/virtualNetworks", "v"))/subnets/nodes"}
    """

  @Test("A-7: their nodes are hosts of the subnet that the compute names")
  func placed() throws {
    let estate = try estate(Self.subnet)
    for from in ["compute/k8s", "aks/k8s"] {
      let storage = try estate.ask(from, "storage/st")
      #expect(storage.verdict == .reachable, "\(storage.told)")
      #expect(storage.paths[0].contains { $0.node == "subnet/v/nodes" }, "\(storage.told)")
      let internet = try estate.ask(from, "internet", on: "tcp/443")
      #expect(internet.verdict == .reachable, "\(internet.told)")
    }
  }

  @Test("A-7: without a subnet they are in a network of Azure's making")
  func unplaced() throws {
    let estate = try estate("")
    #expect(try estate.ask("compute/k8s", "internet", on: "tcp/443").verdict == .reachable)
    #expect(try estate.ask("compute/k8s", "storage/st").verdict != .reachable)
  }

  @Test(
    "A-8: their router has the load balancer that the compute says, by default a public one",
    arguments: [
      ("", Verdict.reachable), (#""loadBalancerType": "PublicIp","#, .reachable),
      (#""loadBalancerType": "InternalLoadBalancer","#, .unreachable),
    ])
  func router(_ type: String, _ outside: Verdict) throws {
    let estate = try estate(type + Self.subnet)
    let internet = try estate.ask("internet", "endpoint/score")
    #expect(internet.verdict == outside, "\(internet.told)")
    #expect(!internet.evidence.contains { $0.control == "publicNetworkAccess" })
    if outside == .unreachable {
      let client = try estate.ask("subnet/v/clients", "endpoint/score")
      #expect(client.verdict == .reachable, "\(client.told)")
    }
  }

  @Test("A-8: the subnet of the load balancer may be given by its bare name")
  func balancerSubnet() throws {
    let estate = try estate(
      #""loadBalancerType": "InternalLoadBalancer", "loadBalancerSubnet": "clients", "#
        + Self.subnet)
    let answer = try estate.ask("subnet/v/pe", "endpoint/score")
    #expect(answer.verdict == .reachable, "\(answer.told)")
    #expect(answer.paths[0].contains { $0.node == "subnet/v/clients" }, "\(answer.told)")
  }

  @Test("A-7: what the router leads to the compute for the nodes of its own cluster is undecided")
  func ownNodes() throws {
    for settings in ["", #""loadBalancerType": "InternalLoadBalancer""#] {
      let estate = try estate(settings)
      for to in ["compute/k8s"] {
        let answer = try estate.ask("aks/k8s", to, on: "tcp/443")
        #expect(answer.verdict == .unknown, "\(answer.told)")
        #expect(answer.unknowns.contains { $0.because.contains("is a matter of its endpoints") })
        #expect(!answer.paths.isEmpty)
      }
    }
  }
}
