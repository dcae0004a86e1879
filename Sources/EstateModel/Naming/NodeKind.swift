/// The short words that selectors begin with, `subnet` in `subnet/hub/clients`.
package enum NodeKind: String, Hashable, Sendable, CaseIterable {
  case virtualNetwork = "vnet"
  case subnet
  case securityGroup = "nsg"
  case applicationSecurityGroup = "asg"
  case gateway
  case virtualMachine = "vm"
  case scaleSet = "vmss"
  case networkInterface = "nic"
  case publicAddress = "publicip"
  case privateEndpoint = "privateendpoint"
  case zone = "dnszone"
  case storageAccount = "storage"
  case keyVault = "keyvault"
  case registry
  case workspace
  case cluster = "aks"
  case compute
  case endpoint
  case deployment
  case environment
  case machineLearningRegistry = "mlregistry"
  case firewall
  case loadBalancer = "loadbalancer"
  case bastion
  case routeTable = "routetable"
  case natGateway = "natgateway"
  case applicationGateway = "applicationgateway"

  /// The kind of an ARM type, without case; `nil` where no word stands for it.
  package init?(type: String) {
    guard let kind = Self.byType[type.lowercased()] else { return nil }
    self = kind
  }

  /// The ARM types that the word stands for, as Azure spells them.
  package var types: [String] {
    switch self {
    case .virtualNetwork: ["Microsoft.Network/virtualNetworks"]
    case .subnet: ["Microsoft.Network/virtualNetworks/subnets"]
    case .securityGroup: ["Microsoft.Network/networkSecurityGroups"]
    case .applicationSecurityGroup: ["Microsoft.Network/applicationSecurityGroups"]
    case .gateway: ["Microsoft.Network/virtualNetworkGateways"]
    case .virtualMachine: ["Microsoft.Compute/virtualMachines"]
    case .scaleSet: ["Microsoft.Compute/virtualMachineScaleSets"]
    case .networkInterface: ["Microsoft.Network/networkInterfaces"]
    case .publicAddress: ["Microsoft.Network/publicIPAddresses"]
    case .privateEndpoint: ["Microsoft.Network/privateEndpoints"]
    case .zone: ["Microsoft.Network/privateDnsZones"]
    case .storageAccount: ["Microsoft.Storage/storageAccounts"]
    case .keyVault: ["Microsoft.KeyVault/vaults"]
    case .registry: ["Microsoft.ContainerRegistry/registries"]
    case .workspace: ["Microsoft.MachineLearningServices/workspaces"]
    case .cluster: ["Microsoft.ContainerService/managedClusters"]
    case .compute: ["Microsoft.MachineLearningServices/workspaces/computes"]
    case .endpoint:
      [
        "Microsoft.MachineLearningServices/workspaces/onlineEndpoints",
        "Microsoft.MachineLearningServices/workspaces/batchEndpoints",
      ]
    case .deployment:
      [
        "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments",
        "Microsoft.MachineLearningServices/workspaces/batchEndpoints/deployments",
      ]
    case .environment:
      [
        "Microsoft.MachineLearningServices/workspaces/environments",
        "Microsoft.MachineLearningServices/workspaces/environments/versions",
      ]
    case .machineLearningRegistry: ["Microsoft.MachineLearningServices/registries"]
    case .firewall: ["Microsoft.Network/azureFirewalls"]
    case .loadBalancer: ["Microsoft.Network/loadBalancers"]
    case .bastion: ["Microsoft.Network/bastionHosts"]
    case .routeTable: ["Microsoft.Network/routeTables"]
    case .natGateway: ["Microsoft.Network/natGateways"]
    case .applicationGateway: ["Microsoft.Network/applicationGateways"]
    }
  }

  private static let byType: [String: NodeKind] = Dictionary(
    allCases.flatMap { kind in kind.types.map { ($0.lowercased(), kind) } },
    uniquingKeysWith: { first, _ in first })
}
