import EstateModel

// Subnets that Azure keeps for a service by their names, and what cannot be put there.
// https://learn.microsoft.com/azure/bastion/bastion-faq
extension ReachabilityGraph {
  private static let reservedNames: Set<String> = [
    "gatewaysubnet", "azurefirewallsubnet", "azurefirewallmanagementsubnet", "azurebastionsubnet",
    "routeserversubnet",
  ]

  /// Whether a private endpoint can be put into a subnet: neither where a service of Azure's stands alone, nor
  /// where a delegation gives the subnet to one.
  func takesPrivateEndpoints(_ subnet: Subnet) -> Bool {
    subnet.isDescribed && subnet.delegations.isEmpty && subnet.openDelegation == nil
      && !Self.reservedNames.contains(subnet.id.name.lowercased())
  }

  /// The subnet for a private endpoint that serves a sender: its own, else one of its network, where others
  /// are before where none is.
  func subnetForPrivateEndpoint(servingFrom own: Subnet) -> Subnet? {
    if takesPrivateEndpoints(own) { return own }
    let able = (subnetsByNetwork[own.network] ?? []).filter { takesPrivateEndpoints($0) }
    return able.first { privateEndpointsBySubnet[$0.id]?.isEmpty == false } ?? able.first
  }

  /// Whether a route table can stand at a subnet.
  func takesRouteTables(_ subnet: ResourceID) -> Bool {
    !["azurebastionsubnet", "routeserversubnet"].contains(subnet.name.lowercased())
  }
}
