internal import EstateModel
internal import TrafficSets

/// What lies where in an estate, found by what it lies in or leads to.
struct GraphIndices: Sendable {
  let subnetsByNetwork: [ResourceID: [Subnet]]
  let interfacesBySubnet: [ResourceID: [NetworkInterface]]
  /// Interfaces of which it is not known whether there are such.
  let possibleInterfacesBySubnet: [ResourceID: [NetworkInterface]]
  let interfacesByAddress: [Address: [ResourceID]]
  let machineByInterface: [ResourceID: ResourceID]
  let machinesByAvailabilitySet: [ResourceID: [VirtualMachine]]
  let balancers: BalancerIndex
  let privateEndpointsByTarget: [ResourceID: [PrivateEndpoint]]
  let privateEndpointsBySubnet: [ResourceID: [PrivateEndpoint]]
  /// Those that lead to somebody's private link service.
  let endpointsOfLinkServices: [PrivateEndpoint]
  let computesByCluster: [ResourceID: [Compute]]
  /// By the subnets of their nodes.
  let computesBySubnet: [ResourceID: [Compute]]
  let clustersBySubnet: [ResourceID: [KubernetesCluster]]
  /// Load balancers that are not modelled.
  let unmodelledBalancers: [OpaqueResource]
  /// Balancers of appliances that something has its traffic go through first.
  let gatewayBalancers: Set<ResourceID>

  init(_ estate: Estate) {
    subnetsByNetwork = Dictionary(grouping: estate.subnets, by: \.network)
    var interfaces: [ResourceID: [NetworkInterface]] = [:]
    var byAddress: [Address: [ResourceID]] = [:]
    byAddress.reserveCapacity(estate.interfaces.all.count)
    var possible: [ResourceID: [NetworkInterface]] = [:]
    for interface in estate.interfaces {
      for subnet in Set(interface.possibleSubnets) {
        possible[subnet, default: []].append(interface)
      }
      var known: [ResourceID] = []
      for configuration in interface.configurations {
        if let address = configuration.privateAddress.value {
          byAddress[address, default: []].append(interface.id)
        }
        guard let subnet = configuration.subnet.value?.id, !known.contains(subnet) else {
          continue
        }
        known.append(subnet)
        interfaces[subnet, default: []].append(interface)
      }
    }
    interfacesBySubnet = interfaces
    possibleInterfacesBySubnet = possible
    interfacesByAddress = byAddress
    var machines: [ResourceID: ResourceID] = [:]
    machines.reserveCapacity(estate.interfaces.all.count)
    for machine in estate.machinesAndScaleSets {
      for case .known(let interface, _) in machine.interfaces where machines[interface.id] == nil {
        machines[interface.id] = machine.id
      }
    }
    machineByInterface = machines
    machinesByAvailabilitySet = estate.machines.reduce(into: [:]) { sets, machine in
      if let set = machine.availabilitySet.value?.id { sets[set, default: []].append(machine) }
    }
    balancers = BalancerIndex(estate)
    unmodelledBalancers = estate.others.filter { other in
      other.id.isOfType("Microsoft.Network/loadBalancers")
        && estate.loadBalancers[other.id]?.isModelled != true
    }
    gatewayBalancers = Set(
      estate.interfaces.lazy.flatMap(\.configurations)
        .compactMap { $0.gatewayBalancer.value?.id.parent }
    ).union(
      estate.loadBalancers.lazy.flatMap(\.frontends).compactMap { $0.gateway.value?.id.parent })
    var byTarget: [ResourceID: [PrivateEndpoint]] = [:]
    var bySubnet: [ResourceID: [PrivateEndpoint]] = [:]
    for endpoint in estate.privateEndpoints {
      if let target = endpoint.target.value?.id { byTarget[target, default: []].append(endpoint) }
      if let subnet = endpoint.subnet.value?.id { bySubnet[subnet, default: []].append(endpoint) }
    }
    privateEndpointsByTarget = byTarget
    privateEndpointsBySubnet = bySubnet
    endpointsOfLinkServices = estate.privateEndpoints.filter { endpoint in
      endpoint.target.value?.id.isOfType("Microsoft.Network/privateLinkServices") == true
    }
    var computes: [ResourceID: [Compute]] = [:]
    var placed: [ResourceID: [Compute]] = [:]
    for compute in estate.computes {
      if let cluster = compute.cluster.value?.id { computes[cluster, default: []].append(compute) }
      if let subnet = compute.subnet.value?.id { placed[subnet, default: []].append(compute) }
    }
    computesByCluster = computes
    computesBySubnet = placed
    var clusters: [ResourceID: [KubernetesCluster]] = [:]
    for cluster in estate.clusters {
      // All nodes send with the address of those of the first pool.
      guard let subnet = cluster.nodeSubnets.first?.value?.id else { continue }
      clusters[subnet, default: []].append(cluster)
    }
    clustersBySubnet = clusters
  }
}
