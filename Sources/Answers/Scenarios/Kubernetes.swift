internal import EstateModel
internal import Reachability
internal import TrafficSets

extension Scenario {
  /// Who reaches the router on a Kubernetes cluster, and what the cluster's nodes reach.
  ///
  /// See <https://learn.microsoft.com/azure/machine-learning/how-to-secure-kubernetes-inferencing-environment>.
  package static let kubernetes = Scenario(
    name: "kubernetes", title: "Scoring on Kubernetes"
  ) { graph in
    let computes = graph.estate.computes.filter { $0.cluster.value != nil }
    let endpoints = graph.estate.onlineEndpoints.filter(\.isKubernetes)
    guard !computes.isEmpty || !endpoints.isEmpty else { return nil }
    var plan = ScenarioPlan()
    for endpoint in endpoints { askScoring(endpoint, of: graph, &plan) }
    for compute in computes { askNodes(compute, of: graph, &plan) }
    return plan
  }

  private static func askScoring(
    _ endpoint: OnlineEndpoint, of graph: ReachabilityGraph, _ plan: inout ScenarioPlan
  ) {
    let target = graph.selectors.text(for: endpoint.id)
    let cluster = endpoint.compute.value.flatMap { graph.estate.computes[$0.id]?.cluster.value }
      .flatMap { graph.estate.clusters[$0.id] }
    // A router is there for somebody: who gets in may be chosen, that nobody does is none.
    let isPublic = cluster.flatMap { graph.hasPublicRouter($0) }
    plan.ask(
      "internet", target, on: [.https], "Scoring from any public network", isNeeded: false,
      oneOf: isPublic == true ? target : nil)
    let home = cluster.flatMap { graph.estate.routerSubnet(of: $0) }
      .flatMap { graph.estate.subnets[$0.id]?.network }
    for client in graph.estate.clients {
      let isAtHome = home != nil && graph.network(of: client) == home
      plan.ask(
        "client/\(client.name)", target, "Scoring by \(client.name)", isNeeded: false,
        oneOf: isPublic == true || isPublic == false && isAtHome ? target : nil)
    }
    let subnet = cluster.flatMap { graph.estate.routerSubnet(of: $0) }
      .flatMap { graph.estate.subnets[$0.id] }
    if let subnet, graph.estate.clients.isEmpty {
      let other = graph.estate.subnets.first {
        $0.network == subnet.network && $0.id != subnet.id
          && $0.id.name.lowercased() != "gatewaysubnet"
      }
      plan.ask(
        graph.selectors.text(for: (other ?? subnet).id), target,
        "Scoring by a host of the cluster's network")
    }
  }

  private static func askNodes(
    _ compute: Compute, of graph: ReachabilityGraph, _ plan: inout ScenarioPlan
  ) {
    guard let cluster = compute.cluster.value else { return }
    let source = graph.selectors.text(for: cluster.id)
    let workspace = compute.workspace.value.flatMap { graph.estate.workspaces[$0.id] }
    // A project has those of its hub.
    func dependency(_ setting: KeyPath<Workspace, Setting<Reference>>) -> Reference? {
      workspace.flatMap { graph.estate.dependency(setting, of: $0).value }
    }
    if let registry = dependency(\.containerRegistry) {
      plan.ask(source, graph.selectors.text(for: registry.id), "Pulls the deployments' images")
    }
    if let storage = dependency(\.storageAccount) {
      plan.ask(source, graph.selectors.text(for: storage.id) + "/blob", "Reads models and code")
    }
    if let workspace {
      plan.ask(source, graph.selectors.text(for: workspace.id), "Talks to the workspace")
    }
    plan.ask(source, "registry/mcr", on: [.https], "Pulls the router's image and base images")
  }
}
