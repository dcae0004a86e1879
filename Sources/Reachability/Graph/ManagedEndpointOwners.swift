internal import EstateModel

/// Who may have a managed private endpoint to a resource, by what the owners' settings name.
///
/// An index for ``EstateModel/Estate/managedPrivateEndpointOwners(of:group:)``: of the many workspaces
/// of a tenant only those are asked that name the resource, or that leave open what they name.
struct ManagedEndpointOwners {
  private let owners: [ResourceID]
  private var named: [ResourceID: [Int]] = [:]
  /// Those of which a setting is open.
  private var open: [Int] = []

  init(_ estate: Estate) {
    owners = estate.workspaces.map(\.id) + estate.onlineDeployments.map(\.id)
    var settings: [ResourceID: [Setting<Reference>]] = [:]
    for workspace in estate.workspaces {
      var own = [workspace.storageAccount, workspace.keyVault, workspace.containerRegistry]
      for rule in workspace.managedNetwork?.rules ?? [] {
        switch rule.destination {
        case .privateEndpoint(let target, _): own.append(target)
        case .unknown(let unknown): own.append(.unknown(unknown))
        case .serviceTag, .fullyQualifiedName, .other: break
        }
      }
      settings[workspace.id] = own
    }
    for (place, owner) in owners.enumerated() {
      var workspace = owner
      if let deployment = estate.onlineDeployments[owner] {
        guard let endpoint = deployment.endpoint.value.flatMap({ estate.onlineEndpoints[$0.id] }),
          let own = endpoint.workspace.value
        else { continue }
        workspace = own.id
        if !deployment.registries.isEmpty {
          for service in estate.services
          where estate.takes(deployment, from: service.id).isPossible {
            named[service.id, default: []].append(place)
          }
        }
      }
      note(settings[workspace] ?? [], place)
      named[workspace, default: []].append(place)
      let network = estate.privateLinkWorkspace(of: workspace)
      if network != workspace {
        named[network, default: []].append(place)
        // A project need not repeat what its hub names.
        note(settings[network] ?? [], place)
      }
    }
  }

  private mutating func note(_ settings: [Setting<Reference>], _ place: Int) {
    for setting in settings {
      switch setting {
      case .known(let reference, _): named[reference.id, default: []].append(place)
      case .unknown: open.append(place)
      case .absent: break
      }
    }
  }

  /// In the order of the estate, and more than there are: whoever is not among them has none.
  func candidates(for target: ResourceID) -> [ResourceID] {
    Set((named[target] ?? []) + open).sorted().map { owners[$0] }
  }
}
