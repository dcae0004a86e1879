package import EstateModel
internal import Foundation

// The names under which the services of an estate are called.
extension Estate {
  /// Every name of every service of the estate.
  package func fronts(_ selectors: SelectorIndex) -> [Front] {
    var fronts: [Front] = []
    for account in storageAccounts {
      for kind in ServiceCatalog.storageKinds {
        fronts.append(front(of: account, kind, selectors))
      }
    }
    for vault in keyVaults { fronts.append(front(of: vault, selectors)) }
    for registry in registries { fronts += self.fronts(of: registry, selectors) }
    for workspace in workspaces { fronts.append(front(of: workspace, selectors)) }
    for endpoint in onlineEndpoints { fronts.append(front(of: endpoint, selectors)) }
    for endpoint in batchEndpoints { fronts.append(front(of: endpoint, selectors)) }
    for service in services { fronts += self.fronts(of: service, selectors) }
    for cluster in clusters { fronts.append(front(of: cluster, selectors)) }
    for monitor in monitors {
      fronts += Monitor.Part.allCases.map { front(of: monitor, $0, selectors) }
    }
    for compute in computes { fronts += front(of: compute, selectors).map { [$0] } ?? [] }
    var seen: Set<ResourceID> = []
    for endpoint in privateEndpoints {
      guard let target = endpoint.target.value?.id, others[target] != nil,
        seen.insert(target).inserted, let front = front(ofUnmodelled: target, selectors)
      else { continue }
      fronts.append(front)
    }
    return fronts
  }

  package func front(
    of account: StorageAccount, _ kind: String, _ selectors: SelectorIndex
  ) -> Front {
    make(
      ServiceCatalog.storage(kind), account.id, "\(selectors.text(for: account.id))/\(kind)",
      location: account.location.value, host: account.hosts[kind] ?? Self.zonedHost(account, kind))
  }

  /// Names of an account in a zone of Azure's choice, of which only exports tell the number.
  private static func zonedHost(_ account: StorageAccount, _ kind: String) -> String? {
    guard account.hasZonedNames.value == true else { return nil }
    return
      "\(account.id.name.lowercased()).<zone of storage/\(account.id.name)>.\(kind).storage.azure.net"
  }

  package func front(of vault: KeyVault, _ selectors: SelectorIndex) -> Front {
    make(
      ServiceCatalog.keyVault, vault.id, selectors.text(for: vault.id),
      location: vault.location.value)
  }

  /// A pull asks the login server and the data endpoint; both must answer.
  ///
  /// Without a private endpoint and without dedicated data endpoints the layers come from storage
  /// accounts of Microsoft's, on which the registry's rules have no say. See
  /// <https://learn.microsoft.com/azure/container-registry/container-registry-firewall-access-rules>.
  package func fronts(of registry: ContainerRegistry, _ selectors: SelectorIndex) -> [Front] {
    let selector = selectors.text(for: registry.id)
    let location = registry.location.value
    let login = make(ServiceCatalog.registryLogin, registry.id, selector, location: location)
    let hasEndpoint = hasPrivateEndpoint(registry.id, group: "registry")
    if hasEndpoint || registry.hasDataEndpoint.value == true {
      let own = make(
        ServiceCatalog.registryData, registry.id, "\(selector)/data", location: location)
      // The layers come from the replica that answers, which may be any.
      let replicas = registry.replicas.compactMap(\.value).filter {
        Self.region($0) != Self.region(location)
      }
      return [login, own]
        + replicas.map { replica in
          make(
            ServiceCatalog.registryData, registry.id,
            "\(selector)/data/\(Self.region(replica) ?? replica)", location: replica)
        }
    }
    guard registry.isDescribed, registry.hasDataEndpoint.unknown == nil else { return [login] }
    let region = Self.region(location)
    return [
      login,
      Front(
        owner: .wellKnown("\(selector)/data"), selector: "\(selector)/data",
        name: "<layers of \(registry.id.name)>.blob.core.windows.net",
        tags: [region.map { "Storage.\($0)" } ?? "Storage"], location: region, ports: [443]),
    ]
  }

  package func front(of workspace: Workspace, _ selectors: SelectorIndex) -> Front {
    make(
      ServiceCatalog.workspace, workspace.id, selectors.text(for: workspace.id),
      location: workspace.location.value, workspace: workspace)
  }

  package func front(of endpoint: OnlineEndpoint, _ selectors: SelectorIndex) -> Front {
    let workspace = endpoint.workspace.value.flatMap { workspaces[$0.id] }
    let location = workspace?.location.value
    if endpoint.isKubernetes {
      return Front(
        owner: .resource(endpoint.id), selector: selectors.text(for: endpoint.id),
        name: "<router of \(endpoint.id.name)>", tags: [], location: Self.region(location),
        ports: [routerPort(of: endpoint)])
    }
    return make(
      ServiceCatalog.onlineEndpoint, endpoint.id, selectors.text(for: endpoint.id),
      location: location, workspace: workspace)
  }

  package func front(of endpoint: BatchEndpoint, _ selectors: SelectorIndex) -> Front {
    let workspace = endpoint.workspace.value.flatMap { workspaces[$0.id] }
    return make(
      ServiceCatalog.onlineEndpoint, endpoint.id, selectors.text(for: endpoint.id),
      location: workspace?.location.value, workspace: workspace)
  }

  /// The apps on a compute instance; `nil` for other computes, and where no input tells the workspace.
  package func front(of compute: Compute, _ selectors: SelectorIndex) -> Front? {
    guard compute.kind.value == .instance,
      let workspace = compute.workspace.value.flatMap({ workspaces[$0.id] })
    else { return nil }
    return make(
      ServiceCatalog.computeInstance, compute.id, selectors.text(for: compute.id),
      location: workspace.location.value, workspace: workspace)
  }

  /// 443, or 80 where the extension lets clients connect without TLS.
  private func routerPort(of endpoint: OnlineEndpoint) -> UInt16 {
    let cluster = endpoint.compute.value.flatMap { computes[$0.id]?.cluster.value }
      .flatMap { clusters[$0.id] }
    let insecure = cluster?.machineLearningExtension?.allowsInsecureConnections.value ?? false
    return insecure ? 80 : 443
  }

  /// - Parameter workspace: the one whose id is a part of the names. A project's names may be among
  ///   its hub's, too: which ones they are is not documented.
  private func make(
    _ entry: ServiceEntry, _ id: ResourceID, _ selector: String, location: String?,
    workspace: Workspace? = nil, host: String? = nil
  ) -> Front {
    let region = Self.region(location)
    let open = "<workspace id of \(selector)>"
    let identifier = workspace?.identifier.value?.lowercased() ?? open
    func filled(_ text: String, _ identifier: String) -> String {
      text.replacing("{name}", with: id.name.lowercased())
        .replacing("{region}", with: region ?? "<region>")
        .replacing("{guid}", with: identifier)
    }
    let isProject = workspace.map { $0.kind.value == .project || $0.hub.value != nil } ?? false
    let identifiers = isProject && identifier != open ? [identifier, open] : [identifier]
    let records = identifiers.flatMap { identifier in
      entry.records.map { filled($0, identifier) }
    }
    return Front(
      owner: .resource(id), selector: selector,
      name: host ?? filled(entry.host, identifier), group: entry.group,
      zone: entry.zone, records: records, tags: entry.tags(in: region), location: region,
      ports: entry.ports, serviceEndpoint: entry.serviceEndpoint)
  }

  /// `West Europe` and `westeurope` are the same region.
  package static func region(_ location: String?) -> String? {
    location.map { $0.lowercased().filter { $0 != " " } }
  }

  /// Whether the estate has a private endpoint of that subresource, in whatever network: such a
  /// resource's public name leads into the private zone.
  package func hasPrivateEndpoint(_ id: ResourceID, group: String?) -> Bool {
    privateEndpoints.contains { $0.serves(id, group: group) }
      || managedPrivateEndpointOwners(of: id, group: group).first != nil
  }

  /// The subnet in which the router of the cluster has its address.
  package func routerSubnet(of cluster: KubernetesCluster) -> Reference? {
    for compute in computes where compute.cluster.value?.id == cluster.id {
      if let subnet = compute.loadBalancerSubnet.value { return subnet }
    }
    return cluster.nodeSubnets.first?.value
  }
}

extension PrivateEndpoint {
  /// Whether the endpoint leads to that subresource. One without a group serves its only one.
  package func service(of id: ResourceID, group: String?) -> Certainty {
    let target = target.names(id)
    guard let group, !groups.isEmpty else { return target }
    return target.and(groups.reduce(.no) { $0.or($1.reads(group)) })
  }

  /// Whether the endpoint leads there, or may.
  package func serves(_ id: ResourceID, group: String?) -> Bool {
    service(of: id, group: group).isPossible
  }
}
