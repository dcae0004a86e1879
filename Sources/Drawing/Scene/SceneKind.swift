extension Scene {
  /// What a node is, which decides its icon and its colour.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case internet, client
    /// A network on premises, behind a gateway.
    case site
    case virtualMachine, networkInterface, subnet, virtualNetwork, publicAddress, dnsZone
    /// Any host of a subnet that the configuration does not name.
    case hosts
    case gateway, firewall, loadBalancer, applicationGateway, natGateway, bastion
    case privateEndpoint
    case workspace, endpoint, deployment, compute, kubernetes, managedNetwork, environmentImage
    case storage, registry, keyVault
    case microsoftRegistry
    /// Anything else, also what is not modelled.
    case service

    /// The colour family; in a picture, colour tells what a thing is for, never a verdict alone.
    package var family: Family {
      switch self {
      case .internet, .client, .site: .outside
      case .virtualMachine, .networkInterface, .subnet, .virtualNetwork, .publicAddress, .dnsZone,
        .hosts, .gateway, .firewall, .loadBalancer, .applicationGateway, .natGateway, .bastion:
        .network
      case .privateEndpoint: .privateEndpoint
      case .workspace, .endpoint, .deployment, .compute, .kubernetes, .managedNetwork,
        .environmentImage:
        .machineLearning
      case .storage, .registry, .keyVault: .data
      case .microsoftRegistry, .service: .outside
      }
    }

    /// The words for it in the legend.
    package var title: String {
      switch self {
      case .internet: "internet"
      case .client: "client"
      case .site: "network on premises"
      case .virtualMachine: "virtual machine"
      case .hosts: "any host of a place"
      case .networkInterface: "network interface"
      case .subnet: "subnet"
      case .virtualNetwork: "virtual network"
      case .publicAddress: "public address"
      case .dnsZone: "private DNS zone"
      case .gateway: "gateway"
      case .firewall: "firewall"
      case .loadBalancer: "load balancer"
      case .applicationGateway: "application gateway"
      case .natGateway: "NAT gateway"
      case .bastion: "Bastion"
      case .privateEndpoint: "private endpoint"
      case .workspace: "workspace"
      case .endpoint: "endpoint"
      case .deployment: "deployment"
      case .compute: "compute"
      case .kubernetes: "Kubernetes"
      case .managedNetwork: "managed network"
      case .environmentImage: "image"
      case .storage: "storage account"
      case .registry: "container registry"
      case .keyVault: "key vault"
      case .microsoftRegistry: "Microsoft's registry"
      case .service: "service"
      }
    }

    /// Clients stand first and private endpoints on the edge of their subnet; else arrows decide.
    package var usualPlacement: Node.Placement {
      switch self {
      case .internet, .client, .site: .first
      case .privateEndpoint: .edge
      default: .automatic
      }
    }
  }

  /// Kinds that share a colour.
  package enum Family: String, Hashable, Sendable, CaseIterable {
    case network, machineLearning, data, privateEndpoint, outside
  }
}
