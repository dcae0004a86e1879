package import EstateModel

extension Estate {
  /// The node that owns the managed private endpoints of a host: its workspace's managed network, or
  /// the deployment itself.
  func managedPrivateEndpointOwner(of host: Host, _ workspace: Workspace) -> ResourceID {
    let network = workspaces[privateLinkWorkspace(of: workspace.id)] ?? workspace
    if network.hasManagedNetwork { return network.id }
    if case .deployment(let id) = host { return id }
    return network.id
  }

  /// Who has, or may have, a private endpoint to this resource that no input lists, since Microsoft
  /// makes it: a deployment whose egress is disabled, a managed network.
  ///
  /// Such an endpoint makes the resource's public name lead into the private zone, too.
  package func managedPrivateEndpointOwners(of target: ResourceID, group: String?) -> [ResourceID] {
    (workspaces.map(\.id) + onlineDeployments.map(\.id)).filter {
      managedPrivateEndpoint(of: $0, to: target, group: group).isPossible
    }
  }

  /// Whether the open value is the flag that decides by itself whether the endpoint is made.
  func isFlag(
    _ unknown: UnknownValue, ofManagedPrivateEndpointFrom owner: ResourceID, to target: ResourceID
  ) -> Bool {
    if let deployment = onlineDeployments[owner] {
      return deployment.egressPublicAccess.unknown == unknown
    }
    guard workspaces[owner]?.managedNetwork?.mode.value == .allowInternetOutbound else {
      return false
    }
    return publicAccess(of: target)?.unknown == unknown
  }

  private func publicAccess(of id: ResourceID) -> Setting<PublicAccess>? {
    storageAccounts[id]?.firewall.publicAccess ?? keyVaults[id]?.firewall.publicAccess
      ?? registries[id]?.firewall.publicAccess ?? services[id]?.firewall.publicAccess
      ?? workspaces[id]?.publicAccess
  }

  /// Whether Microsoft makes a private endpoint to this resource for anybody.
  func managedPrivateEndpoint(to target: ResourceID, group: String?) -> Certainty {
    let managed = (workspaces.map(\.id) + onlineDeployments.map(\.id)).reduce(Certainty.no) {
      $0.or(managedPrivateEndpoint(of: $1, to: target, group: group))
    }
    return foreignPrivateEndpoints.reduce(managed) { $0.or($1.leads(to: target, group: group)) }
  }

  /// Whether Microsoft makes a private endpoint to this resource for this workspace's managed network
  /// or for this deployment.
  func managedPrivateEndpoint(
    of owner: ResourceID, to target: ResourceID, group: String?
  ) -> Certainty {
    if let workspace = workspaces[owner] {
      return managedNetwork(of: workspace, serves: target, group: group)
    }
    guard let deployment = onlineDeployments[owner], !deployment.isKubernetes,
      let workspace = deployment.endpoint.value.flatMap({ onlineEndpoints[$0.id] })?
        .workspace.value.flatMap({ workspaces[$0.id] }), workspace.isDescribed
    else { return .no }
    let network = workspaces[privateLinkWorkspace(of: workspace.id)] ?? workspace
    if network.hasManagedNetwork { return .no }
    let isRestricted: Certainty =
      switch deployment.egressPublicAccess {
      case .known(let access, _): Certainty(access == .disabled)
      case .absent: .no
      case .unknown(let unknown): .open(unknown)
      }
    let registry = dependency(\.containerRegistry, of: workspace)
    let storage = dependency(\.storageAccount, of: workspace)
    let services = dependency(registry, is: target, of: \.registries)
      .and(Certainty(group == nil || group?.lowercased() == "registry"))
      .or(
        dependency(storage, is: target, of: \.storageAccounts)
          .and(Certainty(group == nil || group?.lowercased() == "blob"))
      )
      .or(
        Certainty(
          target == network.id && (group == nil || group?.lowercased() == "amlworkspace"))
      )
      .or(
        takes(deployment, from: target)
          .and(Certainty(group == nil || group?.lowercased() == "amlregistry")))
    return isRestricted.and(services)
  }

  /// Whether the deployment takes its model, environment or code from that Azure Machine Learning registry:
  /// with restricted egress a private endpoint to it is made, too.
  ///
  /// See <https://learn.microsoft.com/azure/machine-learning/how-to-registry-network-isolation>.
  func takes(_ deployment: OnlineDeployment, from target: ResourceID) -> Certainty {
    guard target.isOfType("Microsoft.MachineLearningServices/registries"),
      services[target] != nil
    else { return .no }
    return deployment.registries.reduce(.no) { $0.or($1.reads(target.name)) }
  }

  /// A service of the workspace's: of a project that of its hub, which it need not repeat.
  package func dependency(
    _ setting: KeyPath<Workspace, Setting<Reference>>, of workspace: Workspace
  ) -> Setting<Reference> {
    guard let hub = workspace.hub.value.flatMap({ workspaces[$0.id] }),
      !hub[keyPath: setting].isAbsent
    else { return workspace[keyPath: setting] }
    return hub[keyPath: setting]
  }

  /// Whether the workspace's setting names that resource; an open one can name any of its kind.
  private func dependency<Kind>(
    _ setting: Setting<Reference>, is target: ResourceID,
    of kind: KeyPath<Estate, ResourceTable<Kind>>
  ) -> Certainty {
    self[keyPath: kind][target] == nil ? .no : setting.names(target)
  }

  private func managedNetwork(
    of workspace: Workspace, serves target: ResourceID, group: String?
  ) -> Certainty {
    guard let managed = workspace.managedNetwork, workspace.hasManagedNetwork,
      workspace.isDescribed
    else { return .no }
    var exists = Certainty.no
    for rule in managed.rules {
      let leads: Certainty
      switch rule.destination {
      case .privateEndpoint(let resource, let subresource):
        leads = resource.names(target).and(group.map { subresource.reads($0) } ?? .yes)
      case .unknown(let unknown): leads = .open(unknown)
      case .serviceTag, .fullyQualifiedName, .other: continue
      }
      exists = exists.or(leads.and(isInForce(rule.status)))
    }
    exists = exists.or(
      isDependency(target, of: workspace, group: group)
        .and(makesEndpoint(managed, to: target)))
    // Without isolation there is no network to have it.
    return exists.and(isInForce(managed.status)).and(managed.mode.unknown.map { .open($0) } ?? .yes)
  }

  func isInForce(_ status: Setting<String>) -> Certainty {
    status.isAbsent ? .yes : status.reads("active")
  }

  /// Of the storage account only blob and file are served by themselves.
  private func isDependency(
    _ target: ResourceID, of workspace: Workspace, group: String?
  ) -> Certainty {
    let isServed = group == nil || ["blob", "file"].contains(group?.lowercased())
    return dependency(workspace.storageAccount, is: target, of: \.storageAccounts)
      .and(Certainty(isServed))
      .or(dependency(workspace.keyVault, is: target, of: \.keyVaults))
      .or(dependency(workspace.containerRegistry, is: target, of: \.registries))
      .or(Certainty(target == workspace.id))
  }

  /// With approved outbound only, for every dependency; else for those without a public side.
  private func makesEndpoint(_ managed: ManagedNetwork, to target: ResourceID) -> Certainty {
    switch managed.mode {
    case .known(.allowOnlyApprovedOutbound, _): return .yes
    case .known(.disabled, _), .absent: return .no
    case .unknown(let unknown): return .open(unknown)
    case .known(.allowInternetOutbound, _):
      switch publicAccess(of: target) {
      case .known(let access, _): return Certainty(access == .disabled)
      case .unknown(let unknown): return .open(unknown)
      case .absent, nil: return .no
      }
    }
  }
}

extension Workspace {
  /// Whether a managed network governs what its hosts reach.
  package var hasManagedNetwork: Bool {
    guard let managedNetwork else { return false }
    return managedNetwork.mode.value != .disabled && !managedNetwork.mode.isAbsent
  }
}

extension ForeignPrivateEndpoint {
  /// Whether it leads to that subresource by an approved connection.
  fileprivate func leads(to id: ResourceID, group wanted: String?) -> Certainty {
    let isThere = target.names(id)
    let isGroup = wanted.map { group.isAbsent ? .yes : group.reads($0) } ?? .yes
    let isApproved: Certainty
    switch state {
    case .known(let state, _): isApproved = Certainty(state == .approved)
    case .unknown(let unknown): isApproved = .open(unknown)
    case .absent:
      // The owner of the target approves it by hand.
      isApproved = .open(
        UnknownValue(
          key: "\(self.id)#state",
          because: "no input tells whether the connection of \(self.id.name) is approved",
          source: source))
    }
    return isThere.and(isGroup).and(isApproved)
  }
}
