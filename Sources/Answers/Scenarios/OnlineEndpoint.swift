internal import EstateModel
internal import Reachability
internal import TrafficSets

extension Scenario {
  /// Who reaches a managed online endpoint, and what its deployments reach.
  ///
  /// See <https://learn.microsoft.com/azure/machine-learning/concept-secure-online-endpoint>.
  package static let onlineEndpoint = Scenario(
    name: "online-endpoint", title: "Managed online endpoint"
  ) { graph in
    let endpoints = graph.estate.onlineEndpoints.filter {
      !$0.isKubernetes && ($0.isDescribed || graph.estate.listedOnly[$0.id] != nil)
    }
    guard !endpoints.isEmpty else { return nil }
    var plan = ScenarioPlan()
    for endpoint in endpoints { askInbound(endpoint, of: graph, &plan) }
    for endpoint in endpoints {
      for deployment in graph.estate.onlineDeployments
      where deployment.endpoint.value?.id == endpoint.id {
        askOutbound(deployment, endpoint, of: graph, &plan)
      }
    }
    return plan
  }

  private static func askInbound(
    _ endpoint: OnlineEndpoint, of graph: ReachabilityGraph, _ plan: inout ScenarioPlan
  ) {
    let target = graph.selectors.text(for: endpoint.id)
    let isPublic = endpoint.publicAccess.value == .enabled
    // Where no private endpoint leads to a closed endpoint, somebody lacks it all the same.
    let isCutOff = !isPublic && networksOfWorkspaceEndpoint(endpoint, graph).isEmpty
    let isInside = graph.estate.clients.map { client in
      if case .internet = client.placement { false } else { true }
    }
    plan.ask(
      "internet", target, "Scoring from any public network",
      isNeeded: isPublic || isCutOff && !isInside.contains(true))
    for (client, isInside) in zip(graph.estate.clients, isInside) {
      plan.ask(
        "client/\(client.name)", target, "Scoring by \(client.name)",
        isNeeded: isPublic
          || isInside && (isCutOff || holdsWorkspaceEndpoint(client, endpoint, graph)))
    }
    for subnet in unattendedSubnets(endpoint, graph) {
      plan.ask(
        graph.selectors.text(for: subnet), target,
        "Scoring by a host of the network that holds the workspace's private endpoint")
    }
  }

  private static func askOutbound(
    _ deployment: OnlineDeployment, _ endpoint: OnlineEndpoint, of graph: ReachabilityGraph,
    _ plan: inout ScenarioPlan
  ) {
    let source = graph.selectors.text(for: deployment.id)
    let workspace = endpoint.workspace.value.flatMap { graph.estate.workspaces[$0.id] }
    // A project has those of its hub.
    func dependency(_ setting: KeyPath<Workspace, Setting<Reference>>) -> Reference? {
      workspace.flatMap { graph.estate.dependency(setting, of: $0).value }
    }
    if let registry = dependency(\.containerRegistry) {
      plan.ask(source, graph.selectors.text(for: registry.id), "Pulls its image")
    }
    if let storage = dependency(\.storageAccount) {
      plan.ask(
        source, graph.selectors.text(for: storage.id) + "/blob", "Reads its model and code")
    }
    if let workspace {
      plan.ask(source, graph.selectors.text(for: workspace.id), "Talks to its workspace")
    }
    if let vault = dependency(\.keyVault) {
      plan.ask(
        source, graph.selectors.text(for: vault.id), "Would read secrets by its own code",
        isNeeded: false)
    }
    if workspace == nil {
      let unknown = endpoint.workspace.unknown
      plan.remarks.append(
        Remark(
          node: graph.selectors.text(for: endpoint.id), property: "workspace",
          because: (unknown?.because ?? "no input tells the workspace")
            + ": which registry, storage and workspace \(source) needs is not known",
          source: unknown?.source ?? endpoint.source))
    }
    if let workspace { askOwnRules(of: workspace, from: source, of: graph, &plan) }
    plan.ask(
      source, "fqdn/example.com", on: [.https], "Would call any other host", isNeeded: false)
  }

  /// Of a rule's addresses no more are asked about.
  private static let mostAddresses = 3

  /// What the user's own outbound rules of the managed network name, each as a flow.
  ///
  /// A name with a wildcard is asked as it is, for all the hosts that it takes in; any host at all is asked
  /// by another flow.
  private static func askOwnRules(
    of workspace: Workspace, from source: String, of graph: ReachabilityGraph,
    _ plan: inout ScenarioPlan
  ) {
    let network = graph.estate.workspaces[graph.estate.privateLinkWorkspace(of: workspace.id)]?
      .managedNetwork
    for rule in network?.rules ?? [] {
      let title = "Calls what outbound rule \(rule.name) names"
      switch rule.destination {
      case .privateEndpoint(let target, let group):
        guard let target = target.value else { continue }
        let isStorage = graph.estate.storageAccounts[target.id] != nil
        let service = isStorage ? group.value.map { "/\($0.lowercased())" } ?? "" : ""
        plan.ask(source, graph.selectors.text(for: target.id) + service, title, isNeeded: false)
      case .fullyQualifiedName(let name):
        guard let host = name.value, host != "*" else { continue }
        plan.ask(source, "fqdn/\(host.lowercased())", on: [.https], title, isNeeded: false)
      case .serviceTag(let tag, let addresses, let protocols, let ports, _):
        guard addresses.isEmpty else {
          // They replace the tag; one address stands for its range.
          for prefix in addresses.prefix(mostAddresses).compactMap(\.value) {
            plan.ask(
              source, "internet/\(prefix.first)", on: traffic(protocols.value, ports.value), title,
              isNeeded: false)
          }
          continue
        }
        guard let tag = tag.value else { continue }
        plan.ask(
          source, "service/\(tag)", on: traffic(protocols.value, ports.value), title,
          isNeeded: false)
      case .other, .unknown: continue
      }
    }
  }

  /// What a rule is asked on: HTTPS where it speaks of that, else all that it speaks of.
  private static func traffic(_ protocols: ProtocolSet?, _ ports: PortSet?) -> [TrafficTerm] {
    let protocols = protocols ?? .all
    let ports = ports ?? .all
    if protocols.contains(.tcp), ports.contains(443) { return [.https] }
    let transports = [TransportProtocol.tcp, .udp].filter { protocols.contains($0) }
    if transports.isEmpty { return [.transport(.icmp, ports: 0...UInt16.max)] }
    return transports.flatMap { transport in
      ports.ranges.map { .transport(transport, ports: $0) }
    }
  }

  /// The networks in which the workspace of the endpoint has a private endpoint.
  private static func networksOfWorkspaceEndpoint(
    _ endpoint: OnlineEndpoint, _ graph: ReachabilityGraph
  ) -> [ResourceID] {
    guard let workspace = endpoint.workspace.value else { return [] }
    let target = graph.estate.privateLinkWorkspace(of: workspace.id)
    var networks: [ResourceID] = []
    for privateEndpoint in graph.estate.privateEndpoints
    where privateEndpoint.serves(target, group: "amlworkspace") {
      guard let subnet = privateEndpoint.subnet.value.flatMap({ graph.estate.subnets[$0.id] }),
        !networks.contains(subnet.network)
      else { continue }
      networks.append(subnet.network)
    }
    return networks
  }

  private static func holdsWorkspaceEndpoint(
    _ client: Client, _ endpoint: OnlineEndpoint, _ graph: ReachabilityGraph
  ) -> Bool {
    guard let network = graph.network(of: client) else { return false }
    return networksOfWorkspaceEndpoint(endpoint, graph).contains(network)
  }

  /// In each network with a private endpoint of the workspace but without a client: a subnet whose
  /// hosts stand for one.
  private static func unattendedSubnets(
    _ endpoint: OnlineEndpoint, _ graph: ReachabilityGraph
  ) -> [ResourceID] {
    let attended = Set(graph.estate.clients.compactMap { graph.network(of: $0) })
    return networksOfWorkspaceEndpoint(endpoint, graph).filter { !attended.contains($0) }
      .compactMap { network in
        let holders = Set(graph.estate.privateEndpoints.compactMap { $0.subnet.value?.id })
        let subnets = graph.estate.subnets.filter {
          $0.network == network && !$0.id.name.lowercased().hasPrefix("azure")
            && $0.id.name.lowercased() != "gatewaysubnet"
        }
        return (subnets.first { !holders.contains($0.id) } ?? subnets.first)?.id
      }
  }
}

extension ReachabilityGraph {
  /// The virtual network that a client is in, or enters through its gateway.
  func network(of client: Client) -> ResourceID? {
    switch attachment(of: .client(client.name)) {
    case .subnet(let subnet, _): estate.subnets[subnet]?.network
    case .gateway(let gateway):
      estate.gateways[gateway]?.subnet.value.flatMap { estate.subnets[$0.id]?.network }
    case .internet, .managed, .service, .unknown: nil
    }
  }
}
