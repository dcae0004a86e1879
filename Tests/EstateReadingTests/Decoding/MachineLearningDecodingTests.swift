import EstateModel
import Testing
import TrafficSets

@testable import EstateReading

struct MachineLearningDecodingTests {
  private static let workspace = "Microsoft.MachineLearningServices/workspaces"

  @Test("a workspace with what it refers to and its managed network")
  func workspace() throws {
    let decoded = try DecodedText(
      #"""
      [{"type": "\#(Self.workspace)", "name": "ml", "kind": "Default", "location": "westeurope", "properties": {
         "storageAccount": "/providers/Microsoft.Storage/storageAccounts/lake",
         "keyVault": "/providers/Microsoft.KeyVault/vaults/kv", "containerRegistry": "",
         "publicNetworkAccess": "disabled", "ipAllowlist": ["203.0.113.4"],
         "networkAcls": {"ipRules": [{"value": "203.0.113.4"}, {"value": "203.0.113.8"}]},
         "imageBuildCompute": "azureml:builder", "v1LegacyMode": false,
         "managedNetwork": {"isolationMode": "allow_only_approved_outbound", "status": {"status": "Active"},
           "outboundRules": {
             "vault": ↓{"type": "PrivateEndpoint", "status": "Active", "destination": {
               "serviceResourceId": "/providers/Microsoft.KeyVault/vaults/kv", "subresourceTarget": "vault"}},
             "tag": {"type": "service_tag", "destination": {"serviceTag": "AzureMonitor", "protocol": "TCP", "portRanges": "80, 8080-8089"}},
             "pypi": {"type": "fqdn", "destination": "pypi.org"}}}}},
       {"type": "\#(Self.workspace)/outboundRules", "name": "ml/more", "properties": {"type": "FQDN", "destination": "*.anaconda.org"}}]
      """#)
    #expect(decoded.diagnostics == [])
    let workspace = try #require(decoded.estate.workspaces.all.first)
    #expect(workspace.kind.value == .standard)
    #expect(workspace.publicAccess.value == .disabled)
    #expect(workspace.addressRules.count == 2)
    #expect(workspace.storageAccount.value?.id.name == "lake")
    #expect(workspace.containerRegistry.isAbsent)
    #expect(workspace.imageBuildCompute.value == "builder")
    #expect(workspace.isLegacyMode.value == false)
    let network = try #require(workspace.managedNetwork)
    #expect(network.mode.value == .allowOnlyApprovedOutbound)
    #expect(network.status.value == "Active")
    #expect(network.rules.map(\.name) == ["vault", "tag", "pypi", "more"])
    #expect(network.rules.first?.source == decoded.marks[0])
    guard case .privateEndpoint(let target, let group) = network.rules[0].destination else {
      Issue.record("no private endpoint")
      return
    }
    #expect(target.value?.id.name == "kv")
    #expect(group.value == "vault")
    guard
      case .serviceTag(let tag, _, let protocols, let ports, let action) =
        network.rules[1].destination
    else {
      Issue.record("no service tag")
      return
    }
    #expect(tag.value == "AzureMonitor")
    #expect(protocols.value == ProtocolSet(.tcp))
    #expect(ports.value == PortSet([80...80, 8080...8089]))
    #expect(action.isAbsent)
  }

  @Test("an endpoint and its deployment belong to a workspace that nobody describes")
  func endpoint() throws {
    let decoded = try DecodedText(
      #"""
      [{"type": "\#(Self.workspace)/onlineEndpoints/deployments", "name": "ml/score/blue", "properties": {
         "endpointComputeType": "Managed", "egressPublicNetworkAccess": ↓"disabled",
         "environmentId": "azureml:train@latest"}},
       {"type": "\#(Self.workspace)/onlineEndpoints", "name": "ml/score", "properties": {"publicNetworkAccess": "enabled"}},
       {"type": "\#(Self.workspace)/environments/versions", "name": "ml/train/1", "properties": {"image": "old:1"}},
       {"type": "\#(Self.workspace)/environments/versions", "name": "ml/train/2", "properties": {"image": "acr.azurecr.io/new:1"}}]
      """#)
    #expect(decoded.diagnostics == [])
    let endpoint = try #require(decoded.estate.onlineEndpoints.all.first)
    #expect(endpoint.publicAccess.value == .enabled)
    #expect(!endpoint.isKubernetes)
    let deployment = try #require(decoded.estate.onlineDeployments.all.first)
    #expect(deployment.endpoint.value?.id == endpoint.id)
    #expect(deployment.egressPublicAccess == .known(.disabled, decoded.marks[0]))
    #expect(deployment.image.value == "acr.azurecr.io/new:1")
    let workspace = try #require(
      endpoint.workspace.value.flatMap {
        decoded.estate.workspaces[$0.id]
      })
    #expect(!workspace.isDescribed)
    #expect(workspace.managedNetwork?.mode.unknown != nil)
  }

  @Test(
    "an image is found in the environment, or is open",
    arguments: [
      (#""environmentId": "azureml:train:1""#, "old:1"), (#""environmentId": "train""#, nil),
      (#""environment": {"image": "inline:1"}"#, "inline:1"),
      (#""environmentId": "azureml://registries/azureml/environments/x/versions/1""#, nil),
      (
        #""environmentId": "azureml:/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/ml/environments/train/versions/1""#,
        "old:1"
      ),
    ] as [(String, String?)])
  func images(_ property: String, _ image: String?) throws {
    let decoded = try DecodedText(
      #"""
      [{"type": "\#(Self.workspace)/onlineEndpoints/deployments", "name": "ml/score/blue", "properties": {\#(property)}},
       {"type": "\#(Self.workspace)/environments/versions", "name": "ml/train/1", "properties": {"image": "old:1"}},
       {"type": "\#(Self.workspace)/environments/versions", "name": "ml/train/beta", "properties": {"image": "beta:1"}}]
      """#)
    #expect(decoded.diagnostics == [])
    let deployment = try #require(decoded.estate.onlineDeployments.all.first)
    #expect(deployment.image.value == image)
    #expect((deployment.image.unknown != nil) == (image == nil))
  }

  @Test("egress is enabled or disabled, and true is neither")
  func egress() throws {
    let decoded = try DecodedText(
      #"""
      [{"type": "\#(Self.workspace)/onlineEndpoints/deployments", "name": "ml/score/blue",
        "properties": {"egressPublicNetworkAccess": ↓true}}]
      """#, format: .azureMLYAML)
    let error = try #require(decoded.diagnostics.first)
    #expect(error.source == decoded.marks[0])
    #expect(error.message.text.contains("'egress_public_network_access'"))
    #expect(error.message.text.contains("'enabled' or 'disabled', not 'true'"))
    #expect(error.message.text.contains("'disabled' is what restricts"))
  }

  @Test("computes nest twice, and the first Kubernetes generation has a load balancer")
  func computes() throws {
    let decoded = try DecodedText(
      #"""
      [{"type": "\#(Self.workspace)/computes", "name": "ml/cpu", "properties": {"computeType": "AmlCompute",
         "computeLocation": "northeurope", "properties": {
           "subnet": {"id": "/providers/Microsoft.Network/virtualNetworks/hub/subnets/train"},
           "enableNodePublicIp": false}}},
       {"type": "\#(Self.workspace)/computes", "name": "ml/k8s", "properties": {"computeType": "AKS",
         "resourceId": "/providers/Microsoft.ContainerService/managedClusters/aks", "properties": {
           "loadBalancerType": "InternalLoadBalancer", "loadBalancerSubnet": "lb"}}},
       {"type": "\#(Self.workspace)/onlineEndpoints", "name": "ml/k", "properties": {"compute": "azureml:k8s"}},
       {"type": "\#(Self.workspace)/onlineEndpoints/deployments", "name": "ml/k/blue", "properties": {}},
       {"type": "Microsoft.ContainerService/managedClusters", "name": "aks", "properties": {
         "agentPoolProfiles": [{"name": "a", "vnetSubnetID": "/providers/Microsoft.Network/virtualNetworks/hub/subnets/nodes"}],
         "apiServerAccessProfile": {"enablePrivateCluster": true, "authorizedIPRanges": ["203.0.113.0/24"]},
         "networkProfile": {"outboundType": "loadBalancer"}}}]
      """#)
    #expect(decoded.diagnostics == [])
    let computes = decoded.estate.computes.all
    #expect(computes[0].kind.value == .cluster)
    #expect(computes[0].location.value == "northeurope")
    #expect(computes[0].subnet.value?.id.name == "train")
    #expect(computes[0].hasPublicAddress.value == false)
    #expect(computes[1].kind.value == .kubernetes)
    #expect(computes[1].loadBalancer.value == .internalAddress)
    #expect(computes[1].loadBalancerSubnet.value?.id.parent?.name == "hub")
    let endpoint = try #require(decoded.estate.onlineEndpoints.all.first)
    #expect(endpoint.isKubernetes)
    #expect(endpoint.compute.value?.id == computes[1].id)
    #expect(decoded.estate.onlineDeployments.all.map(\.isKubernetes) == [true])
    let cluster = try #require(decoded.estate.clusters.all.first)
    #expect(cluster.nodeSubnets.compactMap(\.value?.id.name) == ["nodes"])
    #expect(cluster.isPrivate.value == true)
  }

  @Test("an extension belongs to the cluster that it extends")
  func clusterExtension() throws {
    let decoded = try DecodedText(
      #"""
      [{"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/aks", "properties": {}},
       {"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/aks/providers/Microsoft.KubernetesConfiguration/extensions/azureml",
        "properties": {"extensionType": "microsoft.azureml.kubernetes", "configurationSettings": {
          "inferenceRouterServiceType": "LoadBalancer", "internalLoadBalancerProvider": "azure",
          "allowInsecureConnections": "True", "enableInference": "true"}}},
       {"type": "Microsoft.KubernetesConfiguration/extensions", "name": "flux",
        "scope": "Microsoft.ContainerService/managedClusters/aks", "properties": {"extensionType": "microsoft.flux"}}]
      """#)
    #expect(decoded.diagnostics == [])
    let result = try #require(decoded.estate.clusters.all.first?.machineLearningExtension)
    #expect(result.id.name == "azureml")
    #expect(result.routerService.value == .loadBalancer)
    #expect(result.usesInternalLoadBalancer.value == true)
    #expect(result.allowsInsecureConnections.value == true)
    #expect(decoded.estate.clusters.all.count == 1)
  }

  @Test("a batch deployment works on a compute of its workspace")
  func batch() throws {
    let decoded = try DecodedText(
      #"""
      [{"type": "\#(Self.workspace)/batchEndpoints", "name": "ml/b", "properties": {}},
       {"type": "\#(Self.workspace)/batchEndpoints/deployments", "name": "ml/b/d", "properties": {"compute": "cpu"}}]
      """#)
    let deployment = try #require(decoded.estate.batchDeployments.all.first)
    #expect(deployment.endpoint.value?.id == decoded.estate.batchEndpoints.all.first?.id)
    #expect(deployment.compute.value?.id.parent?.name == "ml")
    let compute = try #require(decoded.estate.computes.all.first)
    #expect(!compute.isDescribed)
    #expect(compute.kind.unknown != nil)
  }
}
