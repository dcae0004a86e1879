internal import EstateModel
internal import TrafficSets

// Bastion and application gateways are managed from outside their subnets: a group there has to let in who does.
// https://learn.microsoft.com/azure/bastion/bastion-nsg
extension ReachabilityGraph {
  private struct ManagingFlow {
    let tag: String
    let sources: AddressSet
    let ports: PortSet
    let text: String
  }

  /// What the group at the subnet of a service keeps out that the service needs, as a warning.
  func managementNote(of id: ResourceID) -> [any Mechanism] {
    guard let subnet = subnet(ofPlatformService: id).value?.id,
      let setting = estate.subnets[subnet]?.securityGroup, let group = setting.value,
      let list = securityGroup(setting, .inbound, at: subnet, of: subnet) as? RuleList
    else { return [] }
    let inside = book[.host(.platform(id))].map { AddressSet($0) } ?? .empty
    let missing = managingFlows(of: id, inside).filter { flow in
      let traffic = TrafficSet(
        sources: flow.sources, destinations: inside, protocols: ProtocolSet(.tcp),
        destinationPorts: flow.ports)
      return !traffic.isSubset(of: list.passes(Passage(traffic)).possible)
    }
    if missing.isEmpty { return [] }
    let node = selectors.text(for: id)
    return [
      Note(
        warnings: missing.map { flow in
          Remark(
            node: selectors.text(for: group.id), property: "securityRules",
            because: "\(node) needs tcp/\(flow.text) from \(flow.tag), which no rule lets in",
            source: setting.source)
        })
    ]
  }

  private func managingFlows(of id: ResourceID, _ inside: AddressSet) -> [ManagingFlow] {
    let managers = (book[.tag("gatewaymanager")] ?? book[.somewhere]).map { AddressSet($0) }
    func flow(_ tag: String, _ sources: AddressSet?, _ ports: PortSet, _ text: String)
      -> ManagingFlow?
    {
      sources.map { ManagingFlow(tag: tag, sources: $0, ports: ports, text: text) }
    }
    if estate.bastions[id] != nil {
      return [
        flow("GatewayManager", managers, PortSet(443), "443"),
        flow("AzureLoadBalancer", AddressBook.platformHost, PortSet(443), "443"),
        flow("VirtualNetwork", inside, PortSet([5701...5701, 8080...8080]), "5701, 8080"),
      ].compactMap(\.self)
    }
    // Of both versions the ports are among these.
    return [
      flow("GatewayManager", managers, PortSet(65503...65534), "65200-65535")
    ].compactMap(\.self)
  }
}
