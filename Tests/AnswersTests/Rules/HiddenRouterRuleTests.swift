import EstateModel
import Testing

@testable import Answers

// https://learn.microsoft.com/azure/machine-learning/how-to-deploy-kubernetes-extension
@Suite("Kubernetes endpoints whose cluster no input describes")
struct HiddenRouterRuleTests {
  /// - Parameter resource: what the compute is attached to; without it no input has the compute.
  private func estate(
    _ access: String, resource: String? = nil
  ) throws -> TextEstate {
    var files = [
      "workspace.yml": """
      $schema: https://azuremlschemas.azureedge.net/latest/workspace.schema.json
      name: ml
      public_network_access: \(access)
      """,
      "endpoint.yml": """
      $schema: https://azuremlschemas.azureedge.net/latest/kubernetesOnlineEndpoint.schema.json
      name: score
      compute: azureml:k8s
      """,
      "network.json": ExportedText.list([
        ExportedText.network("v", "10.0.0.0/16", ["s": "10.0.1.0/24"])
      ]),
    ]
    if let resource {
      files["compute.yml"] = """
        $schema: https://azuremlschemas.azureedge.net/latest/kubernetesCompute.schema.json
        name: k8s
        type: kubernetes
        resource_id: \(resource)
        """
    }
    return try TextEstate(files)
  }

  private static let group = "/subscriptions/s/resourceGroups/rg/providers"

  @Test(
    "A-8: the flag of the workspace says nothing of a Kubernetes endpoint, whatever its cluster is",
    arguments: ["enabled", "disabled"],
    [
      nil, "\(group)/Microsoft.Kubernetes/connectedClusters/arc",
      "\(group)/Microsoft.ContainerService/managedClusters/k",
    ])
  func hiddenCluster(_ access: String, _ resource: String?) throws {
    let estate = try estate(access, resource: resource)
    for from in ["internet", "subnet/v/s"] {
      let answer = try estate.ask(from, "endpoint/score")
      #expect(answer.verdict == .unknown, "\(answer.told)")
      #expect(!answer.evidence.contains { $0.control == "publicNetworkAccess" }, "\(answer.told)")
      #expect(answer.unknowns.contains { $0.because.contains("router") }, "\(answer.told)")
    }
  }
}
