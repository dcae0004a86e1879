import EstateModel
import Reachability

/// Every resource of an estate in its boxes, and what belongs together; no traffic.
struct TopologyView {
  private let options: ViewOptions
  private var stage: Stage
  private(set) var scene: Scene
  private var related: Set<[String]> = []

  /// From this many on, resources of a kind that is not modelled are drawn as one.
  private static let mostAlike = 3

  init(_ graph: ReachabilityGraph, _ options: ViewOptions) {
    self.options = options
    stage = Stage(graph, detail: options.detail)
    scene = Scene(
      title: options.title ?? "", source: options.source, direction: options.direction)
    putOutside()
    putNetworks()
    putServices()
    relate()
    stage.fill(&scene)
    if isBare { drawLooseParts() }
    scene.notes = notes
    scene.trim(options)
    if scene.title.isEmpty {
      scene.title =
        options.focus.isEmpty
        ? scene.subject : "Topology around \(options.focus.joined(separator: ", "))"
    }
    let summary = scene.summary
    scene.subtitle = summary.isEmpty ? [] : [summary]
    scene.description =
      scene.title + "." + (summary.isEmpty ? "" : " \(summary).")
      + (isEmpty ? " " + scene.notes.joined(separator: " ") : "")
  }

  /// Whether nothing is drawn but the internet, which then says nothing.
  private var isBare: Bool {
    scene.boxes.isEmpty && scene.nodes.allSatisfy { $0.kind == .internet }
  }

  private var isEmpty: Bool { scene.boxes.isEmpty && scene.nodes.isEmpty }

  /// Of an estate that has nothing else: what otherwise is only named where it stands.
  private mutating func drawLooseParts() {
    stage = Stage(stage.graph, detail: options.detail)
    for group in estate.securityGroups { stage.put(.resource(group.id)) }
    for table in estate.routeTables { stage.put(.resource(table.id)) }
    scene.nodes = []
    stage.fill(&scene)
  }

  private var estate: Estate { stage.estate }

  private mutating func putOutside() {
    let isOnInternet = estate.clients.contains {
      if case .internet = $0.placement { true } else { false }
    }
    // Alone it would say nothing.
    if isOnInternet || !stage.publicOwners.isEmpty { stage.put(.internet) }
    for client in estate.clients { stage.put(.client(client.name)) }
    for site in estate.localGateways { stage.put(.resource(site.id)) }
  }

  private mutating func putNetworks() {
    for network in estate.networks { stage.put(.resource(network.id)) }
    for subnet in estate.subnets { stage.put(.resource(subnet.id)) }
    for gateway in estate.gateways { stage.put(.resource(gateway.id)) }
    groupMachines()
    for compute in estate.computes where compute.subnet.value != nil {
      stage.put(.resource(compute.id))
    }
    for machine in estate.machinesAndScaleSets { stage.put(.resource(machine.id)) }
    let owned = Set(
      estate.machinesAndScaleSets.flatMap { $0.interfaces.compactMap { $0.value?.id } })
    for interface in estate.interfaces where !owned.contains(interface.id) {
      stage.put(.resource(interface.id))
    }
    for balancer in estate.loadBalancers { stage.put(.resource(balancer.id)) }
    for endpoint in estate.privateEndpoints where endpoint.id.parent == nil {
      stage.put(.resource(endpoint.id))
    }
    for cluster in estate.clusters {
      if estate.onlineEndpoints.contains(where: { stage.cluster(of: $0) == cluster.id }) {
        stage.put(.router(cluster.id))
      }
      stage.put(.resource(cluster.id))
    }
    putZones()
  }

  private mutating func putZones() {
    guard options.detail == .resources else { return }
    for network in estate.networks {
      let linked = estate.zones.filter { zone in
        zone.links.contains { $0.network.value?.id == network.id }
      }
      guard !linked.isEmpty else { continue }
      let selector = stage.graph.selectors.text(for: network.id)
      let names = linked.map(\.zoneName).joined(separator: ", ")
      stage.put(
        Scene.Node(
          id: "dnszones of \(selector)", kind: .dnsZone,
          name: linked.count == 1 ? "1 private DNS zone" : "\(linked.count) private DNS zones",
          fact: "linked to this network", tooltip: names),
        in: .network(network.id))
    }
  }

  private mutating func putServices() {
    for workspace in estate.workspaces { stage.put(.resource(workspace.id)) }
    for endpoint in estate.onlineEndpoints { stage.put(.resource(endpoint.id)) }
    for deployment in estate.onlineDeployments { stage.put(.resource(deployment.id)) }
    for endpoint in estate.batchEndpoints { stage.put(.resource(endpoint.id)) }
    for deployment in estate.batchDeployments { stage.put(.resource(deployment.id)) }
    for compute in estate.computes
    where compute.subnet.value == nil && compute.cluster.value == nil {
      stage.put(.resource(compute.id))
    }
    for account in estate.storageAccounts { stage.put(.resource(account.id)) }
    for vault in estate.keyVaults { stage.put(.resource(vault.id)) }
    for registry in estate.registries { stage.put(.resource(registry.id)) }
    var order: [String] = []
    var alike: [String: [OpaqueResource]] = [:]
    for service in estate.services { stage.put(.resource(service.id)) }
    for monitor in estate.monitors { stage.put(.resource(monitor.id)) }
    for scope in estate.monitorScopes { stage.put(.resource(scope.id)) }
    // A policy is told at the firewall that it rules.
    let told = policiesAtFirewalls
    for resource in estate.others where !told.contains(resource.id) {
      let type = resource.id.type
      if alike[type] == nil { order.append(type) }
      alike[type, default: []].append(resource)
    }
    for type in order {
      let resources = alike[type] ?? []
      if resources.count < Self.mostAlike {
        for resource in resources { stage.put(.resource(resource.id)) }
      } else {
        stage.put(
          Scene.Node(
            id: "all \(type)", kind: .service, name: "\(resources.count) × \(type)",
            fact: "not modelled"),
          in: .azure)
      }
    }
  }

  private var policiesAtFirewalls: Set<ResourceID> {
    Set(estate.firewalls.compactMap(\.policy.value?.id))
  }

  private mutating func relate() {
    for endpoint in estate.privateEndpoints where endpoint.id.parent == nil {
      guard let target = endpoint.target.value else { continue }
      relate(.resource(endpoint.id), .resource(target.id), meaning: "private link")
    }
    relateInternet()
    relatePeerings()
    relateConnections()
    for client in estate.clients {
      if case .gateway(let gateway) = client.placement, let gateway = gateway.value {
        relate(.client(client.name), .resource(gateway.id), meaning: "VPN or ExpressRoute")
      }
    }
    for endpoint in estate.onlineEndpoints where !endpoint.isKubernetes {
      if let workspace = endpoint.workspace.value {
        relate(.resource(workspace.id), .resource(endpoint.id), meaning: "belongs to")
      }
    }
    for deployment in estate.onlineDeployments {
      if let endpoint = deployment.endpoint.value {
        relate(.resource(endpoint.id), .resource(deployment.id), meaning: "belongs to")
      }
    }
    for endpoint in estate.batchEndpoints {
      if let workspace = endpoint.workspace.value {
        relate(.resource(workspace.id), .resource(endpoint.id), meaning: "belongs to")
      }
    }
    for deployment in estate.batchDeployments {
      if let endpoint = deployment.endpoint.value {
        relate(.resource(endpoint.id), .resource(deployment.id), meaning: "belongs to")
      }
    }
    for endpoint in estate.onlineEndpoints {
      if let cluster = stage.cluster(of: endpoint) {
        relate(.router(cluster), .resource(endpoint.id), meaning: "belongs to")
      }
    }
    for workspace in estate.workspaces {
      for part in [workspace.storageAccount, workspace.keyVault, workspace.containerRegistry] {
        guard let part = part.value else { continue }
        relate(.resource(workspace.id), .resource(part.id), meaning: "belongs to")
      }
    }
    relateManagedPrivateEndpoints()
    relatePublishing()
  }

  /// The internet to all that has an address on it, and the clients that are on it.
  private mutating func relateInternet() {
    for client in estate.clients {
      guard case .internet = client.placement else { continue }
      relate(.client(client.name), .internet, meaning: "on the internet", shapesLayout: false)
    }
    for owner in stage.publicOwners where stage.isDrawn(.resource(owner.id)) {
      relate(.internet, .resource(owner.id), meaning: "public address")
    }
  }

  /// Machines and computes that are alike become one node, but for those that the request names.
  private mutating func groupMachines() {
    guard options.detail == .resources else { return }
    var publishers: [ResourceID: [ResourceID]] = [:]
    for (publisher, host) in publications { publishers[host, default: []].append(publisher) }
    let named = (options.focus + options.exclude).map { Glob($0.lowercased()) }
    stage.group(
      estate.machinesAndScaleSets.map(\.id)
        + estate.computes.filter { $0.cluster.value == nil }.map(\.id), publishers: publishers
    ) { selector in named.contains { $0.matches(selector.lowercased()) } }
  }

  /// The balancers and gateways that publish machines or interfaces without a machine, with these.
  private var publications: [(publisher: ResourceID, host: ResourceID)] {
    var machines: [ResourceID: ResourceID] = [:]
    for machine in estate.machinesAndScaleSets {
      for interface in machine.interfaces.compactMap(\.value) {
        machines[interface.id] = machine.id
      }
    }
    var publications: [(publisher: ResourceID, host: ResourceID)] = []
    for interface in estate.interfaces {
      let host = machines[interface.id] ?? interface.id
      let addresses = Set(interface.configurations.compactMap(\.privateAddress.value))
      for pool in interface.configurations.flatMap(\.backendPools).compactMap(\.value?.id) {
        guard let owner = pool.parent, estate.loadBalancers[owner] != nil else { continue }
        publications.append((owner, host))
      }
      for balancer in estate.loadBalancers {
        let members = balancer.pools.flatMap(\.members).compactMap(\.address.value)
        if !addresses.isDisjoint(with: members) { publications.append((balancer.id, host)) }
      }
      for gateway in estate.applicationGateways {
        let members = gateway.pools.flatMap(\.addresses).compactMap(\.value)
        if !addresses.isDisjoint(with: members) { publications.append((gateway.id, host)) }
      }
    }
    return publications
  }

  /// What stands before machines and behind subnets: balancers, application and NAT gateways.
  private mutating func relatePublishing() {
    for (publisher, host) in publications {
      relate(.resource(publisher), .resource(host), meaning: "balances to")
    }
    for subnet in estate.subnets {
      guard let gateway = subnet.natGateway.value?.id, estate.natGateways[gateway] != nil else {
        continue
      }
      relate(.resource(subnet.id), .resource(gateway), meaning: "goes out by")
    }
  }

  /// The user's own outbound rules of a managed network that make a private endpoint.
  private mutating func relateManagedPrivateEndpoints() {
    for workspace in estate.workspaces where workspace.hasManagedNetwork {
      for rule in workspace.managedNetwork?.rules ?? [] {
        guard case .privateEndpoint(let target, _) = rule.destination, let target = target.value
        else { continue }
        relate(
          .managedPrivateEndpoint(owner: workspace.id, target: target.id), .resource(target.id),
          meaning: "private link")
      }
    }
  }

  /// Each pair of networks once, whichever side names the other.
  private mutating func relatePeerings() {
    var peered: Set<Set<ResourceID>> = []
    for network in estate.networks {
      for peering in network.peerings {
        guard let remote = peering.remote.value?.id, peered.insert([network.id, remote]).inserted
        else { continue }
        let state = state(of: peering, of: network, to: remote)
        relate(
          .resource(network.id), .resource(remote), meaning: "peering", state.words,
          state.isBroken ? .broken : .relation)
      }
    }
  }

  /// Connections of gateways are lines: to a site on premises or to another gateway.
  private mutating func relateConnections() {
    for connection in estate.connections {
      guard let gateway = connection.gateway.value else { continue }
      let verdict: Scene.Verdict = connection.status.value == .notConnected ? .broken : .relation
      for end in [connection.site.value, connection.otherGateway.value].compactMap(\.self) {
        relate(
          .resource(end.id), .resource(gateway.id), meaning: "VPN or ExpressRoute",
          connection.kind.value?.rawValue ?? "", verdict)
      }
    }
  }

  /// Traffic needs both sides of a peering, and both connected.
  private func state(
    of peering: Peering, of network: VirtualNetwork, to remote: ResourceID
  ) -> (words: String, isBroken: Bool) {
    let back = estate.networks[remote]?.peerings.first { $0.remote.value?.id == network.id }
    let states = [peering, back].compactMap { $0?.state.value }
    if let state = states.first(where: { $0 != .connected }) {
      return ("peering: \(state.rawValue)", true)
    }
    // What no input describes may well be peered back.
    guard back == nil, let other = estate.networks[remote], other.isDescribed,
      !other.peerings.contains(where: { $0.remote.value == nil })
    else { return ("peering", false) }
    return ("peering, only from \(network.id.name)", true)
  }

  /// - Parameter meaning: What the line stands for, as the legend says it.
  private mutating func relate(
    _ from: Participant, _ to: Participant, meaning: String, _ label: String = "",
    _ verdict: Scene.Verdict = .relation, shapesLayout: Bool = true
  ) {
    let ends = (stage.put(from), stage.put(to))
    guard ends.0 != ends.1, related.insert([ends.0, ends.1]).inserted else { return }
    scene.arrows.append(
      Scene.Arrow(
        from: ends.0, to: ends.1, verdict: verdict, label: label, meaning: meaning,
        shapesLayout: shapesLayout))
  }

  private static func count(_ number: Int, _ one: String, _ many: String) -> String? {
    number == 0 ? nil : "\(number) \(number == 1 ? one : many)"
  }

  private var notes: [String] {
    let unlinked = estate.zones.filter(\.links.isEmpty).count
    let drawn = Set(scene.allNodes.map(\.id))
    func isDrawn(_ id: ResourceID) -> Bool { drawn.contains(stage.graph.selectors.text(for: id)) }
    let used = Set(estate.subnets.compactMap { $0.routeTable.value?.id })
    let folded = [
      Self.count(
        estate.securityGroups.all.count { !isDrawn($0.id) }, "security group", "security groups"
      ).map { "\($0)\(placesOfSecurityGroups)" },
      Self.count(
        estate.routeTables.all.count { !isDrawn($0.id) && !used.contains($0.id) },
        "route table without a subnet", "route tables without a subnet"),
      Self.count(estate.publicAddresses.all.count, "public address", "public addresses")
        .map {
          "\($0)\(options.detail == .resources && !isEmpty ? ", told where they are used" : "")"
        },
      Self.count(estate.environments.all.count, "environment", "environments"),
      Self.count(
        unlinked, "private DNS zone without a network", "private DNS zones without a network"),
    ].compactMap { $0 }
    if isEmpty {
      let parts =
        folded.isEmpty
        ? "the inputs describe no resource that a picture shows"
        : "the estate has \(folded.joined(separator: "; "))"
      return ["Nothing here can be drawn: \(parts)."]
    }
    return folded.isEmpty ? [] : ["Not drawn as nodes: \(folded.joined(separator: "; "))."]
  }

  /// Where the picture names the security groups, and how many stand nowhere.
  private var placesOfSecurityGroups: String {
    guard options.detail == .resources else { return "" }
    let owned = Set(
      estate.machinesAndScaleSets.flatMap { $0.interfaces.compactMap { $0.value?.id } })
    let atSubnets = Set(estate.subnets.compactMap(\.securityGroup.value?.id))
    let guarded = estate.interfaces.filter { $0.securityGroup.value != nil }
    let places = [
      atSubnets.isEmpty ? nil : "subnets",
      guarded.contains { owned.contains($0.id) } ? "machines" : nil,
      guarded.contains { !owned.contains($0.id) } ? "network interfaces" : nil,
    ].compactMap { $0 }
    let attached = atSubnets.union(guarded.compactMap(\.securityGroup.value?.id))
    let loose = estate.securityGroups.filter { !attached.contains($0.id) }.count
    let named = places.isEmpty ? "" : ", named at the \(places.joined(separator: " and "))"
    return named + (loose == 0 ? "" : ", \(loose) of them attached to nothing")
  }
}
