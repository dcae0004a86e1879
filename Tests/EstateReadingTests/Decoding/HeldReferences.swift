import EstateModel

extension Estate {
  /// References that lead to no resource of the kind that they are for; there should be none.
  var danglingReferences: [Reference] {
    var dangling: [Reference] = []
    func check(_ reference: Reference?, _ isHeld: (ResourceID) -> Bool) {
      if let reference, !isHeld(reference.id) { dangling.append(reference) }
    }
    func check(_ setting: Setting<Reference>, _ isHeld: (ResourceID) -> Bool) {
      check(setting.value, isHeld)
    }
    func isSubnet(_ id: ResourceID) -> Bool { subnets[id] != nil }
    func isNetwork(_ id: ResourceID) -> Bool { networks[id] != nil }
    func isAnything(_ id: ResourceID) -> Bool { holds(id) }
    for network in networks {
      for peering in network.peerings { check(peering.remote, isNetwork) }
    }
    for subnet in subnets {
      check(Reference(subnet.network, at: subnet.source), isNetwork)
      check(subnet.securityGroup) { securityGroups[$0] != nil }
      check(subnet.routeTable, isAnything)
      check(subnet.natGateway, isAnything)
    }
    for gateway in gateways { check(gateway.subnet, isSubnet) }
    for interface in interfaces {
      check(interface.securityGroup) { securityGroups[$0] != nil }
      for configuration in interface.configurations {
        check(configuration.subnet, isSubnet)
        check(configuration.publicAddress, isAnything)
        for group in configuration.applicationSecurityGroups.compactMap(\.value) {
          check(group) { applicationSecurityGroups[$0] != nil }
        }
      }
    }
    for machine in machinesAndScaleSets {
      for interface in machine.interfaces { check(interface) { interfaces[$0] != nil } }
    }
    for endpoint in privateEndpoints {
      check(endpoint.subnet, isSubnet)
      check(endpoint.target, isAnything)
      for entry in endpoint.zoneGroup { check(entry.zone) { zones[$0] != nil } }
    }
    for zone in zones { for link in zone.links { check(link.network, isNetwork) } }
    for firewall in storageAccounts.map(\.firewall) + keyVaults.map(\.firewall)
      + registries.map(\.firewall)
    {
      for rule in firewall.subnetRules { check(rule, isSubnet) }
    }
    for workspace in workspaces {
      for part in [workspace.storageAccount, workspace.keyVault, workspace.containerRegistry] {
        check(part, isAnything)
      }
      check(workspace.applicationInsights, isAnything)
      check(workspace.hub) { workspaces[$0] != nil }
    }
    for endpoint in onlineEndpoints {
      check(endpoint.workspace) { workspaces[$0] != nil }
      check(endpoint.compute, isAnything)
    }
    for deployment in onlineDeployments {
      check(deployment.endpoint) { onlineEndpoints[$0] != nil }
    }
    for deployment in batchDeployments {
      check(deployment.endpoint) { batchEndpoints[$0] != nil }
      check(deployment.compute, isAnything)
    }
    for compute in computes {
      check(compute.workspace) { workspaces[$0] != nil }
      check(compute.subnet, isSubnet)
      check(compute.loadBalancerSubnet, isSubnet)
      check(compute.cluster, isAnything)
    }
    for cluster in clusters { for subnet in cluster.nodeSubnets { check(subnet, isSubnet) } }
    for other in others { for reference in other.references { check(reference, isAnything) } }
    return dangling
  }

  private func holds(_ id: ResourceID) -> Bool {
    networks[id] != nil || subnets[id] != nil || routeTables[id] != nil || gateways[id] != nil
      || interfaces[id] != nil
      || machineOrScaleSet(id) != nil || publicAddresses[id] != nil || securityGroups[id] != nil
      || applicationSecurityGroups[id] != nil || privateEndpoints[id] != nil || zones[id] != nil
      || storageAccounts[id] != nil || keyVaults[id] != nil || registries[id] != nil
      || workspaces[id] != nil || onlineEndpoints[id] != nil || onlineDeployments[id] != nil
      || batchEndpoints[id] != nil || batchDeployments[id] != nil || computes[id] != nil
      || environments[id] != nil || clusters[id] != nil || others[id] != nil
  }
}
