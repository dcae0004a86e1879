internal import EstateModel
internal import Reachability
internal import TrafficSets

extension Scenario {
  /// Where computes and deployments get their images, and who builds them.
  ///
  /// See <https://learn.microsoft.com/azure/machine-learning/how-to-access-azureml-behind-firewall>.
  package static let dockerImages = Scenario(
    name: "docker-images", title: "Docker images"
  ) { graph in
    let pullers = imagePullers(graph)
    let builds = graph.estate.workspaces.contains { buildCompute(of: $0, graph.estate) != nil }
    guard builds || !pullers.isEmpty else { return nil }
    var plan = ScenarioPlan()
    for workspace in graph.estate.workspaces { askBuilds(workspace, of: graph, &plan) }
    for puller in pullers { askPulls(puller, of: graph, &plan) }
    return plan
  }

  /// A host that pulls images, and what is known of them.
  private struct Puller {
    let id: ResourceID
    let workspace: Workspace?
    /// Empty where no file names one: then it is an image of Azure ML's.
    let images: [String]
    /// Whether all that it reaches is its workspace's registry: an image that no file names is there.
    var isConfined = false
  }

  private static func imagePullers(_ graph: ReachabilityGraph) -> [Puller] {
    let estate = graph.estate
    let builders = Set(estate.workspaces.compactMap { buildCompute(of: $0, estate)?.id })
    let named = estate.environments.compactMap(\.image.value)
    var pullers: [Puller] = []
    for compute in estate.computes where compute.isDescribed {
      if compute.kind.value == .kubernetes || builders.contains(compute.id) { continue }
      pullers.append(
        Puller(
          id: compute.id,
          workspace: compute.workspace.value.flatMap { estate.workspaces[$0.id] }, images: named))
    }
    for deployment in estate.onlineDeployments
    where deployment.isDescribed && !deployment.isKubernetes {
      let endpoint = deployment.endpoint.value.flatMap { estate.onlineEndpoints[$0.id] }
      if endpoint?.isKubernetes == true { continue }
      pullers.append(
        Puller(
          id: deployment.id,
          workspace: endpoint?.workspace.value.flatMap { estate.workspaces[$0.id] },
          images: deployment.image.value.map { [$0] } ?? named,
          isConfined: deployment.egressPublicAccess.value == .disabled))
    }
    return pullers
  }

  private static func askPulls(
    _ puller: Puller, of graph: ReachabilityGraph, _ plan: inout ScenarioPlan
  ) {
    let source = graph.selectors.text(for: puller.id)
    let hosts = puller.images.map(registryHost)
    let own = puller.workspace.flatMap {
      graph.estate.dependency(\.containerRegistry, of: $0).value
    }
    if hosts.isEmpty, puller.isConfined, let registry = own {
      plan.ask(
        source, graph.selectors.text(for: registry.id),
        "Pulls what was built into the workspace's registry")
      return
    }
    if hosts.isEmpty || hosts.contains(where: isMicrosofts) {
      askMicrosoftRegistries(source, "Pulls images of Azure ML's", &plan)
    }
    if hosts.isEmpty, puller.workspace?.imageBuildCompute.isAbsent == false, let registry = own {
      plan.ask(
        source, graph.selectors.text(for: registry.id),
        "Pulls what was built into the workspace's registry")
    }
    for host in hosts where !isMicrosofts(host) {
      if let registry = ownRegistry(host, puller.workspace, graph.estate) {
        plan.ask(source, graph.selectors.text(for: registry), "Pulls images of its own registry")
      } else {
        plan.ask(source, "fqdn/\(host)", on: [.https], "Pulls images of another registry")
      }
    }
  }

  private static func askMicrosoftRegistries(
    _ source: String, _ title: String, _ plan: inout ScenarioPlan
  ) {
    plan.ask(source, "registry/mcr", on: [.https], title)
    plan.ask(
      source, "registry/viennaglobal", on: [.https], title,
      guidance: "newer versions of Microsoft's article no longer name viennaglobal.azurecr.io")
  }

  /// What the compute that builds images needs. A registry that is closed, or open to some networks only,
  /// cannot build by itself: one must be named for it.
  private static func askBuilds(
    _ workspace: Workspace, of graph: ReachabilityGraph, _ plan: inout ScenarioPlan
  ) {
    guard
      let registry = graph.estate.dependency(\.containerRegistry, of: workspace).value.flatMap({
        graph.estate.registries[$0.id]
      })
    else { return }
    let target = graph.selectors.text(for: registry.id)
    guard let builder = buildCompute(of: workspace, graph.estate) else {
      guard
        registry.firewall.publicAccess.value == .disabled
          || registry.firewall.defaultAction.value == .deny
      else { return }
      let node = graph.selectors.text(for: workspace.id)
      plan.remarks.append(
        Remark(
          node: node, property: "image_build_compute",
          because: workspace.imageBuildCompute.value.map {
            "\(target) is private and cannot build images, and no input describes its build compute '\($0)'"
          } ?? "\(target) is private and cannot build images; name a compute cluster for it",
          source: workspace.imageBuildCompute.source ?? workspace.source))
      return
    }
    let source = graph.selectors.text(for: builder.id)
    askMicrosoftRegistries(source, "Pulls the images that it builds upon", &plan)
    if let storage = graph.estate.dependency(\.storageAccount, of: workspace).value {
      plan.ask(
        source, graph.selectors.text(for: storage.id) + "/blob", "Reads what goes into the images")
    }
    plan.ask(source, target, "Pushes the images that it builds")
  }

  private static func buildCompute(of workspace: Workspace, _ estate: Estate) -> Compute? {
    guard let name = workspace.imageBuildCompute.value?.lowercased() else { return nil }
    return estate.computes.first {
      $0.id.name.lowercased() == name && $0.isDescribed
        && ($0.workspace.value?.id ?? workspace.id) == workspace.id
    }
  }

  /// The host of an image's name; a name without one is on Docker Hub.
  private static func registryHost(_ image: String) -> String {
    let first = image.split(separator: "/", maxSplits: 1).first.map(String.init) ?? image
    guard image.contains("/"), first.contains(".") || first.contains(":") else {
      return "docker.io"
    }
    return String(first.prefix { $0 != ":" }).lowercased()
  }

  private static func isMicrosofts(_ host: String) -> Bool {
    host == "mcr.microsoft.com" || host == "viennaglobal.azurecr.io"
  }

  private static func ownRegistry(
    _ host: String, _ workspace: Workspace?, _ estate: Estate
  ) -> ResourceID? {
    estate.registries.first { host == "\($0.id.name.lowercased()).azurecr.io" }?.id
  }
}
