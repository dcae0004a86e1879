package import TrafficSets

/// One estate: every resource that the inputs describe or refer to, typed, references resolved.
///
/// A reference inside it names a resource that the estate holds: one that no input describes is
/// there too, with `isDescribed` false and every setting unknown. Changing a resource means to
/// change the value; the graph is built anew from it.
package struct Estate: Sendable {
  package var networks = ResourceTable<VirtualNetwork>()
  package var subnets = ResourceTable<Subnet>()
  package var routeTables = ResourceTable<RouteTable>()
  package var gateways = ResourceTable<VirtualNetworkGateway>()
  package var localGateways = ResourceTable<LocalNetworkGateway>()
  package var connections = ResourceTable<GatewayConnection>()
  package var loadBalancers = ResourceTable<LoadBalancer>()
  package var serviceEndpointPolicies = ResourceTable<ServiceEndpointPolicy>()
  package var natGateways = ResourceTable<NATGateway>()
  package var bastions = ResourceTable<BastionHost>()
  package var applicationGateways = ResourceTable<ApplicationGateway>()
  package var firewalls = ResourceTable<AzureFirewall>()
  package var firewallPolicies = ResourceTable<FirewallPolicy>()
  /// Public addresses whose numbers rules ask for, to name a sender, whatever they are.
  package var publicAddressesInRules: Set<ResourceID> = []
  /// Interfaces whose numbers rules of firewalls and routes ask for, whatever they are.
  package var interfacesInRules: Set<ResourceID> = []
  /// Names that no rule has here and that rules of an estate have with which this one is compared.
  package var namesToCompare: Set<String> = []
  /// Likewise tags.
  package var tagsToCompare: Set<String> = []
  /// The tags of rules of groups that are read when somebody asks for them.
  package var tagsOfLaterRules: Set<String> = []
  package var ipGroups = ResourceTable<IPGroup>()
  package var interfaces = ResourceTable<NetworkInterface>()
  package var machines = ResourceTable<VirtualMachine>()
  package var scaleSets = ResourceTable<VirtualMachine>()
  package var publicAddresses = ResourceTable<PublicIPAddress>()
  package var publicPrefixes = ResourceTable<PublicIPPrefix>()
  package var securityGroups = ResourceTable<NetworkSecurityGroup>()
  package var applicationSecurityGroups = ResourceTable<ApplicationSecurityGroup>()
  package var networkManagers = ResourceTable<NetworkManager>()
  package var networkGroups = ResourceTable<NetworkGroup>()
  package var privateEndpoints = ResourceTable<PrivateEndpoint>()
  package var zones = ResourceTable<PrivateDNSZone>()
  package var nameResolvers = ResourceTable<NameResolver>()
  package var forwardingRulesets = ResourceTable<ForwardingRuleset>()
  package var storageAccounts = ResourceTable<StorageAccount>()
  package var keyVaults = ResourceTable<KeyVault>()
  package var registries = ResourceTable<ContainerRegistry>()
  /// Services of the types in ``ServiceCatalog/kinds``.
  package var services = ResourceTable<PlatformService>()
  package var foreignPrivateEndpoints = ResourceTable<ForeignPrivateEndpoint>()
  package var perimeterAssociations = ResourceTable<PerimeterAssociation>()
  package var monitors = ResourceTable<Monitor>()
  package var monitorScopes = ResourceTable<MonitorScope>()
  package var workspaces = ResourceTable<Workspace>()
  package var onlineEndpoints = ResourceTable<OnlineEndpoint>()
  package var onlineDeployments = ResourceTable<OnlineDeployment>()
  package var batchEndpoints = ResourceTable<BatchEndpoint>()
  package var batchDeployments = ResourceTable<BatchDeployment>()
  package var computes = ResourceTable<Compute>()
  package var environments = ResourceTable<MachineLearningEnvironment>()
  package var clusters = ResourceTable<KubernetesCluster>()
  package var others = ResourceTable<OpaqueResource>()
  /// Hosts outside the cloud's configuration, from overlays.
  package var clients: [Client] = []
  /// What appliances forward, from overlays.
  package var appliances: [Appliance] = []
  /// The numbers that Microsoft's file of service tags gives, by tag; empty without that file.
  package var serviceTags: [String: [AddressPrefix]] = [:]

  /// Why nothing is known of resources that an input lists without their properties: they are in an
  /// input, with every setting unknown and `isDescribed` false.
  package var listedOnly: [ResourceID: UnknownValue] = [:]

  /// What of resources is only supposed, by the resource whose answers hang on it.
  package var suppositions: [ResourceID: [Supposition]] = [:]

  /// Templates that deployments link to and that no input has.
  package var unreadTemplates: [UnreadTemplate] = []

  /// The same estate for each value of what templates leave open, where the values are few.
  package var cases: EstateCases?

  package init() {}

  package var machinesAndScaleSets: [VirtualMachine] { machines.all + scaleSets.all }

  package func machineOrScaleSet(_ id: ResourceID) -> VirtualMachine? {
    machines[id] ?? scaleSets[id]
  }
}
