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

  package private(set) var entries: [Entry] = []
  private var placesByID: [ResourceID: Int] = [:]
  private var placesByName: NamedPlaces
  /// What resources are called that have no entry, or not the name of theirs.
  private var renamed: [ResourceID: String] = [:]
  /// The selectors of resources that others share: of another group, say.
  private var shared: [ResourceID: String] = [:]

  package init(_ estate: Estate) {
    placesByName = NamedPlaces(expecting: estate.interfaces.all.count)
    placesByID.reserveCapacity(estate.interfaces.all.count)
    take(estate)
    tellApart()
    noteQualifiedNames(of: estate)
  }

  /// Names those that share a selector by their ids.
  private mutating func tellApart() {
    for place in entries.indices {
      guard let first = placesByName.note(entries[place].selector, place),
        isNamed(first, entries[place].selector.lowercased())
      else { continue }
      for place in [first, place] {
        guard let id = entries[place].id else { continue }
        shared[id] = entries[place].selector
        renamed[id] = id.description
      }
    }
  }

  /// A compute or endpoint is also named with its workspace before it.
  private mutating func noteQualifiedNames(of estate: Estate) {
    for place in entries.indices
    where entries[place].kind == "compute" || entries[place].kind == "endpoint" {
      guard let name = Self.qualifiedName(of: entries[place], in: estate) else { continue }
      _ = placesByName.note(name, place)
    }
  }

  /// The place of the entry of a resource.
  package func place(of id: ResourceID) -> Int? { placesByID[id] }

  /// The entry of the resource with just this id.
  func entry(of id: ResourceID?) -> Entry? {
    id.flatMap { placesByID[$0] }.map { entries[$0] }
  }

  /// The entries that are called so.
  ///
  /// - Parameter wanted: In small letters.
  func entries(named wanted: String, in estate: Estate) -> [Entry] {
    placesByName.places(of: wanted).filter {
      isNamed($0, wanted) || Self.qualifiedName(of: entries[$0], in: estate) == wanted
    }.map { entries[$0] }
  }

  private func isNamed(_ place: Int, _ wanted: String) -> Bool {
    entries[place].selector.lowercased() == wanted
  }

  /// In small letters; `nil` for other kinds.
  private static func qualifiedName(of entry: Entry, in estate: Estate) -> String? {
    guard entry.kind == "compute" || entry.kind == "endpoint", let id = entry.id else {
      return nil
    }
    let workspace =
      estate.computes[id]?.workspace.value ?? estate.onlineEndpoints[id]?.workspace.value
      ?? estate.batchEndpoints[id]?.workspace.value
    return workspace.map { "\(entry.kind)/\($0.id.name)/\(id.name)".lowercased() }
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
      if placesByID[resource.id] == nil {
        placesByID[resource.id] = entries.count
      } else {
        renamed[resource.id] = selector
      }
      entries.append(
        Entry(
          selector: selector, kind: kind, id: resource.id,
          parent: parent.flatMap { hasName($0) ? $0 : nil },
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
        renamed[endpoint.id] = "\(NodeKind.cluster.rawValue)/\(cluster.name)/apiserver"
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
        hasName(id)
        ? String(self.text(for: id).dropFirst(NodeKind.endpoint.rawValue.count + 1)) : id.name
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
  package func text(for id: ResourceID) -> String {
    if !renamed.isEmpty, let text = renamed[id] { return text }
    return placesByID[id].map { entries[$0].selector } ?? id.description
  }

  private func hasName(_ id: ResourceID) -> Bool {
    placesByID[id] != nil || renamed[id] != nil
  }

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
