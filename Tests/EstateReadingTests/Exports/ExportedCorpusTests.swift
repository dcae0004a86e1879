import EstateReading
import Foundation
import Testing

/// Real exports, where they stand beside the package.
private let corpus: String? = {
  var folder = URL(fileURLWithPath: #filePath)
  for _ in 0..<4 { folder.deleteLastPathComponent() }
  let path = folder.deletingLastPathComponent().appendingPathComponent("shared/corpus/exported")
    .path
  return FileManager.default.fileExists(atPath: path) ? path : nil
}()

private let network = "Microsoft.Network"
private let learning = "Microsoft.MachineLearningServices/workspaces"

/// What stands in each file, listed by hand.
private let expected: [(file: String, resources: [String])] = [
  (
    "c7n-load-balancers/load-balancers.json",
    [
      "loadBalancers/k8s-master-internal-lb-C02B7042", "loadBalancers/k8s-master-lb-C02B7042",
      "loadBalancers/cctestdiagnostic_loadbalancer", "loadBalancers/cctestloadbalancer",
    ].map { "\(network)/\($0)" }
  ),
  ("c7n-ml-workspace/computes.json", ["\(learning)/computes/vvmlwrkspc11"]),
  ("c7n-ml-workspace/workspaces.json", ["\(learning)/vvmlwrkspc"]),
  // It tells of two rows, and has one.
  (
    "c7n-resource-graph-vm/resource-graph.json",
    ["microsoft.compute/virtualmachines/cctestvm"]
  ),
  (
    "c7n-route-tables/route-tables.json",
    ["cctestroutetable", "k8s-master-C02B7042-routetable"].map { "\(network)/routeTables/\($0)" }
  ),
  (
    "cli-acr-network/registry.json", ["Microsoft.ContainerRegistry/registries/clireg000002"]
  ),
  (
    "cli-aks-private/managed-clusters.json",
    ["Microsoft.ContainerService/ManagedClusters/cliakstest000001"]
  ),
  ("cli-keyvault-network/vault.json", ["Microsoft.KeyVault/vaults/cli-test-kv-nr-000002"]),
  ("cli-load-balancer/load-balancer.json", ["\(network)/loadBalancers/lb1"]),
  (
    "cli-nic-list/network-interfaces.json",
    ["nic1", "cli-test-nic", "ouldcloudtest755", "tagtestvm107", "ouldcloudtest5"].map {
      "\(network)/networkInterfaces/\($0)"
    }
  ),
  ("cli-private-link/private-endpoints.json", ["\(network)/privateEndpoints/pe1"]),
  ("cli-private-link/private-link-service.json", ["\(network)/privateLinkServices/lks1"]),
  ("cli-private-link/vnet.json", ["\(network)/virtualNetworks/vnet1"]),
  ("cli-vnet-peering/gateway.json", ["\(network)/virtualNetworkGateways/gateway1"]),
  (
    "cli-vnet-peering/vnet1-peering1.json",
    ["\(network)/virtualNetworks/virtualNetworkPeerings/peering1"]
  ),
  (
    "cli-vnet-peering/vnet2-peerings.json",
    ["\(network)/virtualNetworks/virtualNetworkPeerings/peering2"]
  ),
  ("cli-vnet-peering/vnet2.json", ["\(network)/virtualNetworks/vnet2"]),
  (
    "ext-firewall-policy/rule-collection-group.json",
    ["\(network)/firewallPolicies/ruleCollectionGroups/myclirulecollectiongroup"]
  ),
  ("ext-firewall/azure-firewall.json", ["\(network)/azureFirewalls/af1"]),
  // Two lists of use have no id, so that nobody can say whose they are.
  (
    "psrule-acr/Resources.ACR.json",
    ["A", "B", "C"].flatMap { name -> [String] in
      let registry = "Microsoft.ContainerRegistry/registries"
      let own = ["\(registry)/registry-\(name)"]
      if name == "A" { return own }
      return own + ["\(registry)/replications/region2", "\(registry)/replications/region"]
        + ["Microsoft.Security/assessments/00000000-0000-0000-0000-000000000000"]
    }
  ),
  (
    "psrule-virtual-network/Resources.VirtualNetwork.json",
    (["routeTables/route-A"] + ["A", "B", "C", "D", "E"].map { "virtualNetworks/vnet-\($0)" }
      + ["A", "B", "C"].map { "networkSecurityGroups/nsg-\($0)" }
      + ["A", "B", "C"].map { "applicationGateways/appgw-\($0)" }
      + ["kubernetes", "lb-A", "lb-B"].map { "loadBalancers/\($0)" }
      + ["A", "B", "C", "D"].map { "virtualNetworkGateways/gateway-\($0)" }).map {
        "\(network)/\($0)"
      }
  ),
  ("rest-azure-firewalls/azure-firewalls.json", ["\(network)/azureFirewalls/azurefirewall"]),
  (
    "rest-ml-computes/ml-computes.json",
    ["\(learning)/computes/compute123", "\(learning)/computes/compute1234"]
  ),
  (
    "rest-ml-workspaces-by-group/ml-workspaces-by-group.json",
    ["\(learning)/testworkspace", "\(learning)/testworkspace1"]
  ),
  (
    "rest-nsgs/nsgs.json",
    ["\(network)/networkSecurityGroups/nsg1", "\(network)/networkSecurityGroups/nsg3"]
  ),
  (
    "rest-vnet-peerings/vnet-peerings.json",
    ["peer", "peer2"].map { "\(network)/virtualNetworks/virtualNetworkPeerings/\($0)" }
  ),
]

@Suite(.enabled(if: corpus != nil, "no corpus of real configurations beside the package"))
struct ExportedCorpusTests {
  @Test("the resources of a real export are those that stand in it", arguments: expected)
  func resources(_ file: String, _ resources: [String]) throws {
    let corpus = try #require(corpus)
    let read = EstateReader.read(
      inputs: ["\(corpus)/\(file)"], options: ReadingOptions(), standardInput: { [] })
    #expect(read.failure == nil, "\(read.trouble)")
    // A type is spelled in the id as its tool has it.
    #expect(
      read.resources.map { "\($0.type)/\($0.name)".lowercased() }
        == resources.map { $0.lowercased() })
  }
}
