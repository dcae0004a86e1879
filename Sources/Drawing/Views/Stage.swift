import EstateModel
import Reachability

/// Where participants are put: every one that is asked for once, in the boxes that hold it.
struct Stage {
  /// A frame that participants stand in.
  enum Container: Hashable {
    case outside
    case azure
    case network(ResourceID)
    case subnet(ResourceID)
    case cluster(ResourceID)
    /// A network that Microsoft manages, of a deployment or a workspace.
    case managed(ResourceID)
  }

  let graph: ReachabilityGraph
  let index: ParticipantIndex
  private let detail: ViewOptions.Detail
  /// Resources that are only referred to.
  let undescribed: Set<ResourceID>
  private var containers: [Container] = []
  private var members: [Container: [Participant]] = [:]
  private var drawn: Set<Participant> = []
  /// Internet clients that the node of the internet stands for.
  private(set) var internetClients: [String] = []
  /// Places of which some hosts are drawn by themselves, since they fare differently.
  private var divided: Set<ResourceID> = []
  /// Resources that stand for others like them, and which those are, themselves included.
  var groups: [ResourceID: [ResourceID]] = [:]
  var representatives: [ResourceID: ResourceID] = [:]
  /// Nodes of a view's own, such as a count of what is not drawn one by one.
  private var extras: [Container: [Scene.Node]] = [:]

  init(_ graph: ReachabilityGraph, detail: ViewOptions.Detail) {
    self.graph = graph
    self.detail = detail
    index = ParticipantIndex(graph)
    undescribed = Set(graph.selectors.entries.filter { !$0.isDescribed }.compactMap(\.id))
  }

  var estate: Estate { graph.estate }

  /// Puts the participant on stage, where it is not yet, and tells the id that it is drawn under:
  /// that of its subnet or network, where the picture does not look into these.
  @discardableResult
  mutating func put(_ participant: Participant) -> String {
    let shown = shown(participant)
    if let container = container(standingFor: shown) {
      open(container)
      return id(of: container)
    }
    if drawn.insert(shown).inserted {
      let container = container(of: shown)
      open(container)
      members[container, default: []].append(shown)
    }
    return id(of: shown)
  }

  /// Lets the node of the internet stand for a client that fares as any public client does.
  mutating func fold(client name: String) {
    if !internetClients.contains(name) { internetClients.append(name) }
  }

  /// Notes that the hosts of these places are only those that are not drawn by themselves.
  mutating func divide(_ places: Set<ResourceID>) { divided.formUnion(places) }

  func isDivided(_ place: ResourceID) -> Bool { divided.contains(place) }

  mutating func put(_ node: Scene.Node, in container: Container) {
    open(container)
    extras[container, default: []].append(node)
  }

  /// Makes the container and all around it part of the picture.
  private mutating func open(_ container: Container) {
    if containers.contains(container) { return }
    if let outer = parent(of: container) { open(outer) }
    containers.append(container)
  }

  func isDrawn(_ participant: Participant) -> Bool { drawn.contains(shown(participant)) }

  /// The boxes and nodes of the scene.
  func fill(_ scene: inout Scene) {
    scene.nodes += nodes(in: .outside)
    scene.boxes += boxes(in: nil)
  }

  private func boxes(in outer: Container?) -> [Scene.Box] {
    containers.filter { $0 != .outside && parent(of: $0) == outer }.map { container in
      Scene.Box(
        id: id(of: container), style: style(of: container), label: label(of: container),
        detail: detail(of: container), tooltip: tooltip(of: container), boxes: boxes(in: container),
        nodes: nodes(in: container))
    }
  }

  private func nodes(in container: Container) -> [Scene.Node] {
    (members[container] ?? []).map { node(for: $0) } + (extras[container] ?? [])
  }
}

// MARK: - What stands where

extension Stage {
  /// What the participant is shown as at this level of detail.
  private func shown(_ participant: Participant) -> Participant {
    guard detail != .resources else {
      guard case .resource(let id) = participant, let first = representatives[id] else {
        return participant
      }
      return .resource(first)
    }
    var container: Container? = container(of: participant)
    var found = participant
    while let here = container {
      switch here {
      case .subnet(let id) where detail == .subnets: found = .resource(id)
      case .network(let id) where detail == .overview: found = .resource(id)
      default: break
      }
      container = parent(of: here)
    }
    return found
  }

  /// The box that stands for a subnet, a network or a cluster, where there is one at this level.
  private func container(standingFor participant: Participant) -> Container? {
    guard case .resource(let id) = participant else { return nil }
    if estate.networks[id] != nil { return detail == .overview ? nil : .network(id) }
    if estate.subnets[id] != nil { return detail == .resources ? .subnet(id) : nil }
    return nil
  }

  func container(of participant: Participant) -> Container {
    switch participant {
    case .internet, .address: return .outside
    case .client(let name):
      if case .subnet(let subnet, _) = graph.attachment(of: .client(name)) {
        return .subnet(subnet)
      }
      return .outside
    case .resource(let id): return container(ofResource: id)
    case .hosts(let id), .anotherHost(let id):
      return estate.subnets[id] != nil ? .subnet(id) : .network(id)
    case .managedPrivateEndpoint(let owner, _): return .managed(owner)
    case .router(let cluster):
      let nodes = estate.clusters[cluster]?.nodeSubnets.first?.value?.id
      let own = estate.clusters[cluster].flatMap { estate.routerSubnet(of: $0) }?.id
      guard let own, own != nodes else { return .cluster(cluster) }
      return .subnet(own)
    case .wellKnown(let selector): return selector.hasPrefix("fqdn/") ? .outside : .azure
    }
  }

  /// Whether the participant stands in that subnet or network.
  func isIn(_ participant: Participant, _ place: ResourceID) -> Bool {
    var container: Container? = container(of: participant)
    while let here = container {
      if here == .subnet(place) || here == .network(place) { return true }
      container = parent(of: here)
    }
    return false
  }

  func isInNetwork(_ participant: Participant) -> Bool {
    switch container(of: participant) {
    case .network, .subnet: true
    default: false
    }
  }

  private func container(ofResource id: ResourceID) -> Container {
    func subnet(_ setting: Setting<Reference>?) -> Container {
      setting?.value.map { .subnet($0.id) } ?? .azure
    }
    if let subnet = estate.subnets[id] { return .network(subnet.network) }
    if let gateway = estate.gateways[id] { return subnet(gateway.subnet) }
    if estate.localGateways[id] != nil { return .outside }
    if let balancer = estate.loadBalancers[id] { return subnet(balancer.frontends.first?.subnet) }
    if let home = self.subnet(ofNetworkService: id) { return .subnet(home) }
    if let endpoint = estate.privateEndpoints[id] { return subnet(endpoint.subnet) }
    if let machine = estate.machineOrScaleSet(id) {
      let first = machine.interfaces.first?.value.flatMap { estate.interfaces[$0.id] }
      return subnet(first?.configurations.first?.subnet)
    }
    if let interface = estate.interfaces[id] {
      return subnet(interface.configurations.first?.subnet)
    }
    if estate.clusters[id] != nil { return .cluster(id) }
    if let compute = estate.computes[id] {
      if compute.subnet.value != nil { return subnet(compute.subnet) }
      return managedNetwork(of: compute.workspace) ?? .azure
    }
    if let endpoint = estate.onlineEndpoints[id] {
      return cluster(of: endpoint).map { .cluster($0) } ?? .azure
    }
    if let deployment = estate.onlineDeployments[id] { return container(of: deployment) }
    return .azure
  }

  private func container(of deployment: OnlineDeployment) -> Container {
    let endpoint = deployment.endpoint.value.flatMap { estate.onlineEndpoints[$0.id] }
    if let cluster = endpoint.flatMap({ cluster(of: $0) }) { return .cluster(cluster) }
    if let managed = endpoint.flatMap({ managedNetwork(of: $0.workspace) }) { return managed }
    return deployment.egressPublicAccess.value == .disabled ? .managed(deployment.id) : .azure
  }

  private func managedNetwork(of workspace: Setting<Reference>) -> Container? {
    guard let id = workspace.value.map({ estate.privateLinkWorkspace(of: $0.id) }),
      estate.workspaces[id]?.hasManagedNetwork == true
    else { return nil }
    return .managed(id)
  }

  /// The AKS cluster that serves an endpoint; one of another kind is a resource without a box.
  func cluster(of endpoint: OnlineEndpoint) -> ResourceID? {
    guard endpoint.isKubernetes else { return nil }
    return endpoint.compute.value.flatMap { estate.computes[$0.id]?.cluster.value?.id }
      .flatMap { estate.clusters[$0]?.id }
  }

  private func parent(of container: Container) -> Container? {
    switch container {
    case .outside, .azure: nil
    case .network, .managed: .azure
    case .subnet(let id): estate.subnets[id].map { .network($0.network) } ?? .azure
    case .cluster(let id):
      estate.clusters[id]?.nodeSubnets.first?.value.map { .subnet($0.id) } ?? .azure
    }
  }
}
