package import TrafficSets

/// One estate: every resource that the inputs describe or refer to, typed, references resolved.
///
/// A reference inside it names a resource that the estate holds: one that no input describes is
/// there too, with `isDescribed` false and every setting unknown. Changing a resource means to
/// change the value; the graph is built anew from it.
package struct Estate: Sendable {
  package var networks = Catalogue<VirtualNetwork>()
  package var subnets = Catalogue<Subnet>()
  package var gateways = Catalogue<VirtualNetworkGateway>()
  package var interfaces = Catalogue<NetworkInterface>()
  package var machines = Catalogue<VirtualMachine>()
  package var publicAddresses = Catalogue<PublicIPAddress>()
  package var securityGroups = Catalogue<NetworkSecurityGroup>()
  package var applicationSecurityGroups = Catalogue<ApplicationSecurityGroup>()
  package var privateEndpoints = Catalogue<PrivateEndpoint>()
  package var zones = Catalogue<PrivateDNSZone>()
  package var storageAccounts = Catalogue<StorageAccount>()
  package var keyVaults = Catalogue<KeyVault>()
  package var registries = Catalogue<ContainerRegistry>()
  package var workspaces = Catalogue<Workspace>()
  package var onlineEndpoints = Catalogue<OnlineEndpoint>()
  package var onlineDeployments = Catalogue<OnlineDeployment>()
  package var batchEndpoints = Catalogue<BatchEndpoint>()
  package var batchDeployments = Catalogue<BatchDeployment>()
  package var computes = Catalogue<Compute>()
  package var environments = Catalogue<MachineLearningEnvironment>()
  package var clusters = Catalogue<KubernetesCluster>()
  package var others = Catalogue<OpaqueResource>()
  /// Hosts outside the cloud's configuration, from overlays.
  package var clients: [Client] = []
  /// The numbers that Microsoft's file of service tags gives, by tag; empty without that file.
  package var serviceTags: [String: [AddressPrefix]] = [:]

  /// Why nothing is known of resources that an input lists without their properties: they are in an
  /// input, with every setting unknown and `isDescribed` false.
  package var listedOnly: [ResourceID: UnknownValue] = [:]

  package init() {}
}

/// A host that no cloud configuration describes: an overlay does.
package struct Client: Sendable {
  package enum Placement: Sendable {
    /// On the internet, at these addresses; none means any public address.
    case internet
    /// In a subnet.
    case subnet(Setting<Reference>)
    /// On premises, through this VPN or ExpressRoute gateway.
    case gateway(Setting<Reference>)
  }

  package let name: String
  package let source: SourcePosition
  package var placement: Placement
  package var addresses: [Setting<AddressPrefix>] = []
  /// The virtual network whose name resolution it uses.
  package var dnsNetwork: Setting<Reference> = .absent

  package init(name: String, source: SourcePosition, placement: Placement) {
    self.name = name
    self.source = source
    self.placement = placement
  }
}
