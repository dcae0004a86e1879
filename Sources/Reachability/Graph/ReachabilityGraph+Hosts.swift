package import EstateModel
package import TrafficSets

/// Where a host meets the network.
package enum Attachment: Hashable, Sendable {
  case subnet(ResourceID, interface: ResourceID?)
  case gateway(ResourceID)
  case internet
  /// In Microsoft's network, as a managed host of this workspace.
  case managed(workspace: ResourceID?)
  /// The service itself, with its identity.
  case service(workspace: ResourceID)
  /// The input does not tell.
  case unknown(UnknownValue)
}

extension ReachabilityGraph {
  package func attachment(of host: Host) -> Attachment {
    switch host {
    case .internet: .internet
    case .address, .site: attachment(onPremises: host)
    case .client(let name): attachment(ofClient: name)
    case .interface(let id):
      attachment(subnet: estate.interfaces[id]?.configurations.first?.subnet, interface: id, of: id)
    case .machine(let id):
      if let primary = primaryInterface(ofMachine: id) {
        attachment(of: .interface(primary))
      } else {
        .unknown(Self.missing("the interfaces of \(selectors.text(for: id))"))
      }
    case .subnet(let id), .subnetAddress(let id, _): .subnet(id, interface: nil)
    case .platform(let id):
      attachment(
        subnet: subnet(ofPlatformService: id), interface: nil, of: id)
    case .frontend(let id):
      balancers.frontends[id]?.isPublic == true
        ? .internet
        : attachment(subnet: balancers.frontends[id]?.subnet, interface: nil, of: id.parent)
    case .compute(let id): attachment(ofCompute: id)
    case .deployment(let id):
      attachment(
        managedBy: estate.onlineDeployments[id]?.endpoint.value
          .flatMap { estate.onlineEndpoints[$0.id]?.workspace } ?? .absent, of: host)
    case .cluster where azureExit(of: host) != nil: .managed(workspace: nil)
    case .cluster(let id):
      attachment(subnet: estate.clusters[id]?.nodeSubnets.first, interface: nil, of: id)
    case .injected(let id):
      attachment(subnet: estate.services[id]?.subnet, interface: nil, of: id)
    case .app(let id):
      attachment(subnet: estate.services[id]?.sendingSubnet, interface: nil, of: id)
    case .service(let id): .service(workspace: id)
    case .other where azureExit(of: host) != nil: .managed(workspace: nil)
    case .other(let id): .unknown(notModelled(id))
    }
  }

  /// Why nothing is decided about a resource of an unknown kind.
  func notModelled(_ id: ResourceID) -> UnknownValue {
    estate.listedOnly[id]
      ?? estate.machineOrScaleSet(id)?.interfaces.lazy.compactMap(\.unknown).first
      ?? lackingPart(of: id)
      ?? estate.services[id]?.sendingSubnet.unknown
      ?? estate.services[id].map {
        UnknownValue(
          key: "\(id)#sends",
          because: "no input tells where \(selectors.text(for: id)) sends from", source: $0.source)
      }
      ?? estate.publicAddresses[id].map {
        UnknownValue(
          key: "\(id)#holder",
          because: "no input tells what \(selectors.text(for: id)) is attached to",
          source: $0.source)
      }
      ?? UnknownValue(
        key: "\(id)#kind", because: withoutAddress(id) ?? "\(id.type) is not modelled yet",
        source: estate.others[id]?.source ?? estate.clusters[id]?.source
      )
  }

  /// What no input tells of a machine or a deployment, though without it nobody knows where it stands.
  private func lackingPart(of id: ResourceID) -> UnknownValue? {
    func lacking(_ part: String, _ source: SourcePosition?) -> UnknownValue {
      UnknownValue(
        key: "\(id)#\(part)", because: "no input tells the \(part) of \(selectors.text(for: id))",
        source: source)
    }
    if let machine = estate.machineOrScaleSet(id) { return lacking("interfaces", machine.source) }
    if let deployment = estate.batchDeployments[id] {
      return deployment.compute.unknown ?? lacking("compute", deployment.source)
    }
    guard let deployment = estate.onlineDeployments[id] else { return nil }
    let endpoint = deployment.endpoint.value.flatMap { estate.onlineEndpoints[$0.id] }
    return endpoint?.compute.unknown ?? lacking("compute", deployment.source)
  }

  /// Why nothing is sent to a resource, or by it, though its kind is modelled; `nil` where it is not.
  private func withoutAddress(_ id: ResourceID) -> String? {
    let node = selectors.text(for: id)
    let isBalancer = estate.loadBalancers[id] != nil
    let isSetting =
      estate.firewallPolicies[id] != nil || estate.ipGroups[id] != nil
      || estate.natGateways[id] != nil || estate.forwardingRulesets[id] != nil
    let isResolver = estate.nameResolvers[id] != nil
    guard isBalancer || isSetting || isResolver else { return nil }
    if estate.others[id]?.isDescribed == false { return "no input describes \(node)" }
    if isSetting { return "\(node) has no address that anything is sent to or comes from" }
    return isResolver
      ? "\(node) is asked at the addresses of its inbound endpoints, not itself" : nil
  }

  /// A workspace that no input describes may have a managed network, and any services.
  private func attachment(managedBy workspace: Setting<Reference>, of host: Host) -> Attachment {
    guard let id = workspace.value?.id, let described = estate.workspaces[id] else {
      if case .deployment(let id) = host, let any = anyWorkspace(ofDeployment: id) {
        return .managed(workspace: any)
      }
      return .unknown(
        workspace.unknown ?? Self.missing("the workspace of \(text(for: host))"))
    }
    guard described.isDescribed else {
      return .unknown(
        described.publicAccess.unknown ?? Self.missing("the settings of \(selectors.text(for: id))")
      )
    }
    return .managed(workspace: id)
  }

  private func attachment(ofClient name: String) -> Attachment {
    guard let client = estate.client(name) else { return .internet }
    switch client.placement {
    case .internet: return .internet
    case .subnet(let subnet): return attachment(subnet: subnet, interface: nil, of: nil)
    case .gateway(.known(let gateway, _)): return .gateway(gateway.id)
    case .gateway(let setting):
      return .unknown(setting.unknown ?? Self.missing("the gateway of client/\(name)"))
    }
  }

  private func attachment(onPremises host: Host) -> Attachment {
    if let way = tunnels(to: host).first { return .gateway(way.gateway.id) }
    if let site = site(of: host), let unknown = missingConnection(of: site) {
      return .unknown(unknown)
    }
    return .internet
  }

  private func attachment(ofCompute id: ResourceID) -> Attachment {
    guard let compute = estate.computes[id] else { return .internet }
    switch compute.subnet {
    case .known(let subnet, _): return .subnet(subnet.id, interface: nil)
    case .unknown(let unknown): return .unknown(unknown)
    case .absent:
      if let cluster = compute.cluster.value?.id {
        if estate.clusters[cluster] != nil { return attachment(of: .cluster(cluster)) }
        return attachment(
          subnet: estate.clusters[cluster]?.nodeSubnets.first, interface: nil, of: cluster)
      }
      if case .other(let kind) = compute.kind.value {
        let node = selectors.text(for: id)
        return .unknown(
          UnknownValue(
            key: "\(id)#attached",
            because:
              "\(node) is an attached \(kind), whose machines stand in a network of their own, "
              + "which no input tells",
            source: compute.attached.source ?? compute.kind.source ?? compute.source))
      }
      return attachment(managedBy: compute.workspace, of: .compute(id))
    }
  }

  private func attachment(
    subnet: Setting<Reference>?, interface: ResourceID?, of id: ResourceID?
  ) -> Attachment {
    switch subnet {
    case .known(let reference, _): .subnet(reference.id, interface: interface)
    case .unknown(let unknown): .unknown(unknown)
    case .absent, nil:
      .unknown(Self.missing("the subnet of \(id.map { selectors.text(for: $0) } ?? "the host")"))
    }
  }

  static func missing(_ what: String) -> UnknownValue {
    UnknownValue(key: "missing:\(what)", because: "no input tells \(what)", source: nil)
  }

  /// All addresses that a host has.
  package func addresses(of host: Host) -> AddressSet {
    switch host {
    // Names and tags that rules let through are parts of the internet, too.
    case .internet:
      return AddressBook.publicNumbers.union(book.addressesOfRuleNames)
        .union(book.addressesOfRuleTags)
    case .address(let text), .subnetAddress(_, let text):
      return Address(text).map { AddressSet($0) } ?? .empty
    case .site(let id):
      if let gateway = estate.gateways[id] {
        return AddressSet(gateway.clientPools.compactMap(\.value))
      }
      let known = AddressSet(estate.localGateways[id]?.addressSpace.compactMap(\.value) ?? [])
      return known.union(book[.host(host)].map { AddressSet($0) } ?? .empty)
    case .client(let name):
      guard let client = estate.client(name) else { return .empty }
      let stated = AddressSet(client.addresses.compactMap(\.value))
      if !stated.isEmpty { return stated }
      if let pool = pointToSitePool(of: client) { return pool }
      if let named = book[.host(host)] { return AddressSet(named) }
      return AddressBook.publicIPv4
    case .interface(let id):
      return estate.interfaces[id].map { addresses(of: $0) } ?? .empty
    case .machine:
      return sendingAddresses(of: host)
    case .frontend(let id):
      return address(ofFrontend: id)
    case .subnet(let id):
      return estate.subnets[id].map { unclaimedAddresses(of: $0) } ?? .empty
    case .compute(let id):
      if estate.computes[id]?.subnet.value == nil,
        let cluster = estate.computes[id]?.cluster.value
      {
        return addresses(of: .cluster(cluster.id))
      }
      return book[.host(host)].map { AddressSet($0) } ?? .empty
    case .other: return .all
    case .platform(let id): return privateAddresses(ofPlatformService: id)
    case .app(let id):
      // Some address of the subnet, as any host there has that no input shows.
      return estate.services[id]?.sendingSubnet.value.map { addresses(of: .subnet($0.id)) }
        ?? .empty
    case .deployment, .cluster, .service, .injected:
      return book[.host(host)].map { AddressSet($0) } ?? .empty
    }
  }

  package func text(for host: Host) -> String {
    switch host {
    case .internet: "internet"
    case .address(let text):
      addresses(of: host).isSubset(of: AddressBook.privateIPv4) ? "ip/\(text)" : "internet/\(text)"
    case .subnetAddress(_, let text): "ip/\(text)"
    case .client(let name): "client/\(name)"
    case .site(let id), .interface(let id), .machine(let id), .subnet(let id), .compute(let id),
      .deployment(let id),
      .cluster(let id), .service(let id), .platform(let id), .injected(let id), .app(let id),
      .other(let id):
      selectors.text(for: id)
    case .frontend(let id): selectors.text(for: id.parent ?? id)
    }
  }

  package func text(for destination: Destination) -> String {
    switch destination {
    case .front(let front): front.selector
    case .host(let host): text(for: host)
    }
  }

  /// The machine that is passed where one of its interfaces is.
  package func machineText(at place: Place) -> String? {
    switch place {
    case .appliance(let id, _), .sender(.interface(let id)), .addressed(.interface(let id)),
      .host(.interface(let id)), .answered(.interface(let id)):
      machine(of: id).map { selectors.text(for: $0.id) }
    default: nil
    }
  }

  /// The network that is passed at a place within one of its subnets.
  package func networkText(at place: Place) -> String? {
    switch place {
    case .leaving(let id), .routing(let id), .entering(let id), .balanced(let id), .inside(let id):
      estate.subnets[id].map { selectors.text(for: $0.network) }
    default: nil
    }
  }

  /// Whether nothing but names has to do with a node.
  package func isNameService(_ node: String) -> Bool {
    knownNetworks.nameServices.value(for: .estate) {
      Set(
        (estate.zones.map(\.id) + estate.nameResolvers.map(\.id)
          + estate.forwardingRulesets.map(\.id)).map { selectors.text(for: $0) })
    }.contains(node)
  }

  /// The selector that a place is shown under on a path.
  package func text(for place: Place) -> String {
    switch place {
    case .sender(let host), .addressed(let host), .managed(let host), .host(let host),
      .answered(let host):
      text(for: host)
    case .leaving(let id), .routing(let id), .entering(let id), .balanced(let id), .inside(let id):
      selectors.text(for: id)
    case .routed(let subnet):
      estate.subnets[subnet].map { selectors.text(for: $0.network) } ?? subnet.description
    case .gateway(let id), .privateEndpoint(let id), .appliance(let id, _), .firewall(let id, _):
      selectors.text(for: id)
    case .frontend(let id): selectors.text(for: id.parent ?? id)
    case .internet: "internet"
    case .managedPrivateEndpoint(let owner, let target):
      "private endpoint of \(selectors.text(for: owner)) to \(selectors.text(for: target))"
    case .router(let cluster): "router of \(selectors.text(for: cluster))"
    case .publicSide(let front), .behindWorkspace(let front), .service(let front): front.selector
    case .dropped(let text): text
    }
  }
}

extension Estate {
  package func client(_ name: String) -> Client? {
    clients.first { $0.name.lowercased() == name.lowercased() }
  }
}
