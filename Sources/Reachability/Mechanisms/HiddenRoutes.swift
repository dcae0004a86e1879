internal import EstateModel

// Routes that no input shows: those of Virtual WAN, of a Route Server, of a network manager.
// https://learn.microsoft.com/azure/virtual-wan/about-virtual-hub-routing
extension ReachabilityGraph {
  /// Why a network may have routes that no input shows.
  func hiddenRoutes(at network: VirtualNetwork) -> UnknownValue? {
    knownNetworks.hiddenRoutes.value(for: network.id) { newHiddenRoutes(at: network) }
  }

  private func newHiddenRoutes(at network: VirtualNetwork) -> UnknownValue? {
    let here = selectors.text(for: network.id)
    func doubt(_ because: String, _ source: SourcePosition?) -> UnknownValue {
      UnknownValue(key: "\(network.id)#hiddenRoutes", because: because, source: source)
    }
    if let server = routeServer(in: network.id) {
      return doubt("the Route Server of \(here) brings routes that no input shows", server.source)
    }
    for peering in network.peerings where peering.usesRemoteGateways.value != false {
      guard !peering.usesRemoteGateways.isAbsent, let hub = peering.remote.value?.id,
        let server = routeServer(in: hub)
      else { continue }
      return doubt(
        "the Route Server of \(selectors.text(for: hub)) brings routes that no input shows",
        server.source)
    }
    for resource in routeBringers {
      let type = resource.id.type.lowercased()
      if type.hasPrefix("microsoft.network/virtualhubs"), refers(resource, to: network.id) {
        return doubt(
          "the virtual hub that \(here) is connected to brings routes that no input shows",
          resource.source)
      }
      if type == "microsoft.network/networkmanagers/connectivityconfigurations",
        isMember(network.id, of: resource)
      {
        return doubt(
          "\(selectors.text(for: resource.id)) may join \(here) with other networks",
          resource.source)
      }
    }
    return nil
  }

  /// Virtual hubs and what network managers connect, among what is not modelled.
  static func routeBringers(of estate: Estate) -> [OpaqueResource] {
    estate.others.filter { resource in
      let type = resource.id.type.lowercased()
      return type.hasPrefix("microsoft.network/virtualhubs")
        || type == "microsoft.network/networkmanagers/connectivityconfigurations"
    }
  }

  private func routeServer(in network: ResourceID) -> Subnet? {
    (subnetsByNetwork[network] ?? []).first { $0.id.name.lowercased() == "routeserversubnet" }
  }

  private func refers(_ resource: OpaqueResource, to id: ResourceID) -> Bool {
    resource.references.contains { $0.id == id }
  }

  /// A group without members in the input has them by a policy, which may take in any network.
  private func isMember(_ network: ResourceID, of configuration: OpaqueResource) -> Bool {
    if refers(configuration, to: network) { return true }
    let groups = configuration.references.map(\.id).filter {
      $0.type.lowercased() == "microsoft.network/networkmanagers/networkgroups"
    }
    if groups.isEmpty { return true }
    return groups.contains { id in
      guard let group = estate.networkGroups[id], group.isDescribed, !group.staticMembers.isEmpty
      else { return true }
      return group.staticMembers.contains { $0.value.map { $0 == network } ?? true }
    }
  }
}
