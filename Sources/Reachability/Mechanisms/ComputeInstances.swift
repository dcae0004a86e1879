internal import EstateModel
internal import TrafficSets

// How computes are called: the apps of an instance by a name that leads where its workspace's leads,
// and what a managed network leaves closed.
// https://learn.microsoft.com/azure/machine-learning/how-to-custom-dns
extension ReachabilityGraph {
  static let instanceArticle =
    "https://learn.microsoft.com/azure/machine-learning/how-to-custom-dns"

  /// The instance whose apps the name is; `nil` for other names.
  func computeInstance(_ front: Front) -> Compute? {
    front.resource.flatMap { estate.computes[$0] }
  }

  /// From public networks: by the front of Azure Machine Learning, which the workspace's flag and list
  /// close. Beside a private endpoint of the workspace that way is not supported.
  func publicMechanisms(ofInstance compute: Compute, _ front: Front) -> [any Mechanism] {
    guard let workspace = compute.workspace.value.flatMap({ estate.workspaces[$0.id] }) else {
      return [notModelled(front)]
    }
    let node = front.selector
    let target = estate.privateLinkWorkspace(of: workspace.id)
    var steps = workspaceMechanisms(workspace)
    switch estate.privateEndpoint(ofWorkspace: target) {
    case .no:
      let unknown = UnknownValue(
        key: "\(compute.id)#appPorts",
        because:
          "whether \(node) answers there while its workspace has no private endpoint is not documented",
        source: nil)
      steps.append(
        ListeningPorts(
          traffic: Self.tcp(on: Array(front.ports.dropFirst())), action: .unknown(unknown),
          evidence: Evidence(
            node: node, control: "port", rule: "ports of apps", source: nil,
            article: Self.instanceArticle, why: unknown.because)))
    case .yes, .open:
      let unknown = UnknownValue(
        key: "\(compute.id)#publicSide",
        because:
          "beside a private endpoint of its workspace \(node) is not supported over the public endpoint; whether it answers is not documented",
        source: nil)
      steps.append(
        Gate(
          .unknown(unknown),
          Evidence(
            node: node, control: "publicNetworkAccess", rule: "workspace uses private link",
            source: nil, article: Self.workspaceArticle, why: unknown.because)))
    }
    return steps + listeningGates(front)
  }

  /// The apps of an instance are called by names that lead to its workspace, never at the node's own
  /// address, private or public: what is opened there is for Azure Machine Learning itself.
  func closedAppPorts(_ compute: Compute) -> [any Mechanism] {
    guard compute.kind.value == .instance, let front = estate.front(of: compute, selectors) else {
      return []
    }
    return [
      ListeningPorts(
        traffic: Self.tcp(on: front.ports), action: .deny,
        evidence: Evidence(
          node: front.selector, control: "port", rule: "ports of apps", source: nil,
          article: Self.instanceArticle,
          why:
            "the apps of \(front.selector) are called by names that lead to its workspace, not at the address of its node"
        ))
    ]
  }

  func closedAppPorts(at host: Host) -> [any Mechanism] {
    guard case .compute(let id) = host, let compute = estate.computes[id] else { return [] }
    return closedAppPorts(compute)
  }

  /// A managed network opens nothing inbound.
  ///
  /// See <https://learn.microsoft.com/azure/machine-learning/how-to-managed-network>.
  func managedInbound(_ compute: Compute) -> Gate? {
    guard compute.subnet.isAbsent,
      let workspace = compute.workspace.value.flatMap({ estate.workspaces[$0.id] }),
      let network = estate.workspaces[estate.privateLinkWorkspace(of: workspace.id)],
      network.hasManagedNetwork, let mode = network.managedNetwork?.mode, mode.value != nil
    else { return nil }
    let node = selectors.text(for: compute.id)
    return Gate(
      .deny,
      Evidence(
        node: node, control: "managedNetwork",
        rule: "isolation mode: \(mode.value?.rawValue ?? "")", source: mode.source,
        article: mode.source == nil ? Self.managedNetworkArticle : nil,
        why:
          "\(node) is in the managed network of \(selectors.text(for: network.id)), which opens nothing inbound"
      ))
  }

  private static func tcp(on ports: [UInt16]) -> TrafficSet {
    TrafficSet(
      protocols: ProtocolSet(.tcp),
      destinationPorts: ports.reduce(PortSet.empty) { $0.union(PortSet($1)) })
  }
}
