package import EstateModel

/// How every node of an estate is named on the command line, and back.
package struct SelectorIndex: Sendable {
  package struct Entry: Sendable {
    /// `storage/mlstore`.
    package let selector: String
    /// The part before the first slash: `storage`.
    package let kind: String
    package let id: ResourceID?
    /// The resource that it is shown under.
    package let parent: ResourceID?
    package let source: SourcePosition
    package let isDescribed: Bool
  }

  /// Whether the selector of the entry at this place is this one, which is in small letters.
  func isNamed(_ place: Int, _ wanted: String) -> Bool {
    let selector = entries[place].selector
    // Of the many that are not, the bytes tell so, without a copy of each in small letters.
    for (own, other) in zip(selector.utf8, wanted.utf8) {
      if own >= 0x80 || other >= 0x80 { break }
      if own != other, own | 0x20 != other { return false }
    }
    return selector.lowercased() == wanted
  }

  package private(set) var entries: [Entry] = []
  private var texts: [ResourceID: String] = [:]
  /// The selectors of resources that others share: of another group, say.
  private var shared: [ResourceID: String] = [:]

  package init(_ estate: Estate) {
    take(estate)
    tellApart()
  }

  /// Names those that share a selector by their ids.
  private mutating func tellApart() {
    var places: [UInt64: Int] = [:]
    places.reserveCapacity(entries.count)
    for (place, entry) in entries.enumerated() {
      let hash = entry.selector.utf8.withContiguousStorageIfAvailable { $0.hashWithoutCase } ?? 0
      guard let first = places[hash] else {
        places[hash] = place
        continue
      }
      guard isNamed(first, entry.selector.lowercased()) else { continue }
      for place in [first, place] {
        guard let id = entries[place].id else { continue }
        shared[id] = entries[place].selector
        texts[id] = id.description
      }
    }
  }

  /// The entry of the resource with just this id.
  func entry(of id: ResourceID?) -> Entry? {
    guard let id, texts[id] != nil else { return nil }
    return entries.first { $0.id == id }
  }

  private mutating func take(_ estate: Estate) {
    func add(
      _ kind: NodeKind, _ name: String, _ resource: some EstateResource, parent: ResourceID?
    ) {
      add(word: kind.rawValue, name, resource, parent: parent)
    }
    func add(
      word kind: String, _ name: String, _ resource: some EstateResource, parent: ResourceID?
    ) {
      let selector = "\(kind)/\(name)"
      texts[resource.id] = selector
      entries.append(
        Entry(
          selector: selector, kind: kind, id: resource.id,
          parent: parent.flatMap { texts[$0] == nil ? nil : $0 },
          source: resource.source,
          isDescribed: resource.isDescribed || estate.listedOnly[resource.id] != nil))
    }
    for network in estate.networks { add(.virtualNetwork, network.id.name, network, parent: nil) }
    for subnet in estate.subnets {
      add(.subnet, "\(subnet.network.name)/\(subnet.id.name)", subnet, parent: subnet.network)
    }
    for group in estate.securityGroups { add(.securityGroup, group.id.name, group, parent: nil) }
    for group in estate.applicationSecurityGroups {
      add(.applicationSecurityGroup, group.id.name, group, parent: nil)
    }
    for manager in estate.networkManagers {
      add(word: manager.id.type, manager.id.name, manager, parent: nil)
    }
    for group in estate.networkGroups {
      add(word: group.id.type, group.id.name, group, parent: group.id.parent)
    }
    for table in estate.routeTables { add(.routeTable, table.id.name, table, parent: nil) }
    for gateway in estate.gateways {
      add(.gateway, gateway.id.name, gateway, parent: gateway.subnet.value?.id)
    }
    for site in estate.localGateways { add(.localGateway, site.id.name, site, parent: nil) }
    for connection in estate.connections {
      add(.connection, connection.id.name, connection, parent: connection.gateway.value?.id)
    }
    for machine in estate.machines { add(.virtualMachine, machine.id.name, machine, parent: nil) }
    for set in estate.scaleSets { add(.scaleSet, set.id.name, set, parent: nil) }
    for interface in estate.interfaces {
      // Many scale sets have a pattern of one name.
      let set = interface.id.parent.flatMap { estate.scaleSets[$0]?.id }
      add(
        .networkInterface, set.map { "\($0.name)/\(interface.id.name)" } ?? interface.id.name,
        interface,
        parent: interface.configurations.first?.subnet.value?.id)
    }
    for address in estate.publicAddresses {
      add(.publicAddress, address.id.name, address, parent: nil)
    }
    for endpoint in estate.privateEndpoints {
      if let cluster = endpoint.id.parent {
        // The one that Azure makes for a private cluster is listed with the cluster.
        texts[endpoint.id] = "\(NodeKind.cluster.rawValue)/\(cluster.name)/apiserver"
        continue
      }
      add(.privateEndpoint, endpoint.id.name, endpoint, parent: endpoint.subnet.value?.id)
    }
    for zone in estate.zones { add(.zone, zone.id.name, zone, parent: nil) }
    for account in estate.storageAccounts {
      add(.storageAccount, account.id.name, account, parent: nil)
    }
    for vault in estate.keyVaults { add(.keyVault, vault.id.name, vault, parent: nil) }
    for registry in estate.registries { add(.registry, registry.id.name, registry, parent: nil) }
    for workspace in estate.workspaces {
      add(.workspace, workspace.id.name, workspace, parent: workspace.hub.value?.id)
    }
    for cluster in estate.clusters { add(.cluster, cluster.id.name, cluster, parent: nil) }
    let computeNames = Self.counts(estate.computes.map(\.id.name))
    for compute in estate.computes {
      let workspace = compute.workspace.value?.id
      add(
        .compute, Self.qualified(compute.id.name, in: computeNames, workspace), compute,
        parent: workspace)
    }
    let endpointNames = Self.counts(
      estate.onlineEndpoints.map(\.id.name) + estate.batchEndpoints.map(\.id.name))
    for endpoint in estate.onlineEndpoints {
      let workspace = endpoint.workspace.value?.id
      add(
        .endpoint, Self.qualified(endpoint.id.name, in: endpointNames, workspace), endpoint,
        parent: workspace)
    }
    for endpoint in estate.batchEndpoints {
      let workspace = endpoint.workspace.value?.id
      add(
        .endpoint, Self.qualified(endpoint.id.name, in: endpointNames, workspace), endpoint,
        parent: workspace)
    }
    func under(_ endpoint: Setting<Reference>, _ name: String) -> String {
      guard let id = endpoint.value?.id else { return "?/\(name)" }
      let text =
        texts[id].map { String($0.dropFirst(NodeKind.endpoint.rawValue.count + 1)) } ?? id.name
      return "\(text)/\(name)"
    }
    for deployment in estate.onlineDeployments {
      add(
        .deployment, under(deployment.endpoint, deployment.id.name), deployment,
        parent: deployment.endpoint.value?.id)
    }
    for deployment in estate.batchDeployments {
      add(
        .deployment, under(deployment.endpoint, deployment.id.name), deployment,
        parent: deployment.endpoint.value?.id)
    }
    for environment in estate.environments {
      add(.environment, environment.id.name, environment, parent: nil)
    }
    func addPlain(_ resource: some EstateResource) {
      // One of a kind that has no word is named by its ARM type.
      let type = resource.id.type
      add(
        word: NodeKind(type: type)?.rawValue ?? type, Self.name(of: resource.id), resource,
        parent: resource.id.parent)
    }
    for service in estate.services { addPlain(service) }
    for monitor in estate.monitors { addPlain(monitor) }
    for scope in estate.monitorScopes { addPlain(scope) }
    for endpoint in estate.foreignPrivateEndpoints { addPlain(endpoint) }
    for association in estate.perimeterAssociations { addPlain(association) }
    for resource in estate.others {
      // One of a kind that has no word is named by its ARM type.
      let type = resource.id.type
      add(
        word: NodeKind(type: type)?.rawValue ?? type, resource.id.name, resource, parent: nil)
    }
    for client in estate.clients {
      entries.append(
        Entry(
          selector: "client/\(client.name)", kind: "client", id: nil, parent: nil,
          source: client.source, isDescribed: true))
    }
  }

  /// The selector of a resource for people who see no other of that selector with it, and where it is.
  package func label(for id: ResourceID) -> String {
    guard let selector = shared[id] else { return text(for: id) }
    return id.resourceGroup.map { "\(selector) in \($0)" } ?? selector
  }

  /// The selector of a resource; its id where the estate does not hold it, or where others have the
  /// selector, too.
  package func text(for id: ResourceID) -> String { texts[id] ?? id.description }

  /// A slot of an app has the app's name before its own.
  private static func name(of id: ResourceID) -> String {
    id.parent.map { "\($0.name)/\(id.name)" } ?? id.name
  }

  private static func counts(_ names: [String]) -> [String: Int] {
    names.reduce(into: [:]) { $0[$1.lowercased(), default: 0] += 1 }
  }

  private static func qualified(
    _ name: String, in counts: [String: Int], _ workspace: ResourceID?
  ) -> String {
    guard counts[name.lowercased(), default: 0] > 1, let workspace else { return name }
    return "\(workspace.name)/\(name)"
  }
}
