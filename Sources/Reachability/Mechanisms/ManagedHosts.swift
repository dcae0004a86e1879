internal import EstateModel
internal import TrafficSets

// What deployments and computes in Microsoft's network reach: by the deployment's egress flag, or by
// the managed network of the workspace.
// https://learn.microsoft.com/azure/machine-learning/concept-secure-online-endpoint
extension ReachabilityGraph {
  /// From a managed host, before what governs its way out.
  func managedEdges(of host: Host, toward destination: Destination) -> [Edge] {
    governedEdges(of: host, toward: destination) + [
      perhapsPeeredEdge(of: host, toward: destination) ?? unroutedEdge(of: host)
    ]
  }

  /// Microsoft's network is peered with none of yours: private addresses lead nowhere.
  private func unroutedEdge(of host: Host) -> Edge {
    let workspace = managingWorkspace(of: host).map {
      estate.workspaces[estate.privateLinkWorkspace(of: $0.id)] ?? $0
    }
    var source: SourcePosition?
    var article = Self.onlineEndpointArticle
    if let managed = workspace?.managedNetwork, workspace?.hasManagedNetwork == true {
      source = managed.mode.source
      article = Self.managedNetworkArticle
    } else if case .deployment(let id) = host {
      source = estate.onlineDeployments[id]?.egressPublicAccess.source
    } else if let proof = azureExit(of: host) {
      source = proof.source
      article = proof.article ?? article
    }
    let named = book.dynamicSubnets.values.reduce(AddressSet.empty) { $0.union($1) }
    return Edge(
      to: .dropped(text(for: host)),
      RuleList([
        RuleList.Clause(
          TrafficSet(destinations: AddressBook.privateIPv4.union(named)), .deny,
          Evidence(
            node: text(for: host), control: "route", rule: "no route to virtual networks",
            source: source, article: source == nil ? article : nil,
            why: "\(text(for: host)) is in Microsoft's network, which is peered with none of yours")
        )
      ]))
  }

  private func governedEdges(of host: Host, toward destination: Destination) -> [Edge] {
    if let proof = azureExit(of: host) { return [internetEdge(of: host, azureExit(proof, host))] }
    guard let workspace = managingWorkspace(of: host) else {
      let unknown = Self.missing("the workspace of \(text(for: host))")
      let gate = Gate(
        .unknown(unknown),
        Evidence(
          node: text(for: host), control: "workspace", rule: "workspace not known",
          source: nil, why: unknown.because))
      return [internetEdge(of: host, gate)]
    }
    let network = estate.workspaces[estate.privateLinkWorkspace(of: workspace.id)] ?? workspace
    if let managed = network.managedNetwork, managed.mode.value != .disabled,
      !managed.mode.isAbsent
    {
      return managedNetworkEdges(of: host, network, managed, toward: destination)
    }
    if case .deployment(let id) = host, let deployment = estate.onlineDeployments[id] {
      return deploymentEdges(deployment, workspace, toward: destination)
    }
    return [
      internetEdge(
        of: host,
        Gate(
          .allow,
          Evidence(
            node: text(for: host), control: "outboundMethod", rule: "Microsoft's network",
            source: nil,
            article:
              "https://learn.microsoft.com/azure/machine-learning/how-to-secure-training-vnet",
            why: "\(text(for: host)) is in no network of yours and calls public addresses")))
    ]
  }

  /// From a deployment of which no input tells the workspace, where it is no matter which one it is: none has
  /// a managed network, and with restricted egress the destination is a service of none of them.
  func edgesWhicheverWorkspace(of host: Host, toward destination: Destination) -> [Edge]? {
    guard case .deployment(let id) = host, let deployment = estate.onlineDeployments[id],
      case .known(.disabled, let source) = deployment.egressPublicAccess
    else { return nil }
    let candidates = candidateWorkspaces(ofDeployment: deployment)
    guard !candidates.isEmpty else { return nil }
    if case .front(let front) = destination, let target = front.privateLinkTarget(in: estate) {
      let mayBeServed = candidates.contains { workspace in
        let services = [
          estate.dependency(\.containerRegistry, of: workspace),
          estate.dependency(\.storageAccount, of: workspace),
        ]
        return estate.privateLinkWorkspace(of: workspace.id) == target
          || services.contains { $0.names(target).isPossible }
      }
      if mayBeServed || estate.takes(deployment, from: target).isPossible { return nil }
    }
    let node = selectors.text(for: id)
    let proof = Evidence(
      node: node, control: "egressPublicNetworkAccess",
      rule: "egress_public_network_access: disabled", source: source,
      why:
        "\(node) reaches only its workspace, registry and blob storage, by private endpoints of its own"
    )
    return [
      Edge(
        to: .dropped(node),
        Gate(.deny, proof, remedies: [.enableEgress(deployment: id, at: source)]))
    ]
  }

  /// The workspaces that a deployment may belong to, where no input tells which one: none where some have a
  /// managed network, or not all are described.
  private func candidateWorkspaces(ofDeployment deployment: OnlineDeployment) -> [Workspace] {
    guard !deployment.isKubernetes,
      let endpoint = deployment.endpoint.value.flatMap({ estate.onlineEndpoints[$0.id] })
    else { return [] }
    let candidates = estate.candidates(for: endpoint.workspace)
    let areFree = candidates.allSatisfy {
      !(estate.workspaces[estate.privateLinkWorkspace(of: $0.id)] ?? $0).hasManagedNetwork
    }
    return areFree ? candidates : []
  }

  /// The workspace to take for that of a deployment which calls public addresses: of which it is no matter.
  func anyWorkspace(ofDeployment id: ResourceID) -> ResourceID? {
    guard let deployment = estate.onlineDeployments[id] else { return nil }
    let isOpen =
      deployment.egressPublicAccess.isAbsent
      || deployment.egressPublicAccess.value == .enabled
    return isOpen ? candidateWorkspaces(ofDeployment: deployment).first?.id : nil
  }

  private func managingWorkspace(of host: Host) -> Workspace? {
    guard case .managed(let id) = attachment(of: host) else { return nil }
    return id.flatMap { estate.workspaces[$0] }
  }

  /// Out to public addresses, behind an address of Microsoft's that no input tells.
  func internetEdge(of host: Host, _ gate: any Mechanism) -> Edge {
    let open = publicSpace
    let sources = book[.egress(host)].map { AddressSet($0) } ?? .empty
    return Edge(
      to: .internet, Chain([Forwarding(to: open), gate]).translating(.sources(sources)))
  }

  // MARK: - The deployment's own flag

  private func deploymentEdges(
    _ deployment: OnlineDeployment, _ workspace: Workspace, toward destination: Destination
  ) -> [Edge] {
    let host = Host.deployment(deployment.id)
    let node = selectors.text(for: deployment.id)
    func evidence(_ rule: String, _ source: SourcePosition?, _ why: String) -> Evidence {
      Evidence(
        node: node, control: "egressPublicNetworkAccess",
        rule: "egress_public_network_access: \(rule)", source: source,
        article: source == nil ? Self.onlineEndpointArticle : nil, why: why)
    }
    switch deployment.egressPublicAccess {
    case .known(.disabled, let source):
      let closed = evidence(
        "disabled", source,
        "\(node) reaches only its workspace, registry and blob storage, by private endpoints of its own"
      )
      let own = managedPrivateEndpoint(of: host, workspace, destination)
      let way = own.map { target in
        Edge(
          to: .managedPrivateEndpoint(owner: deployment.id, target: target),
          Chain([
            Forwarding(to: managedAddress(deployment.id, target)), Gate(.allow, closed),
          ]))
      }
      let shut = internetEdge(
        of: host,
        Gate(
          .deny, closed, remedies: [.enableEgress(deployment: deployment.id, at: source)]))
      return (way.map { [$0] } ?? []) + [shut]
    case .known(.enabled, let source):
      return [
        internetEdge(
          of: host,
          Gate(.allow, evidence("enabled", source, "\(node) calls public addresses")))
      ]
    case .absent:
      return [
        internetEdge(
          of: host,
          Gate(
            .allow,
            evidence(
              "absent: enabled", nil, "\(node) calls public addresses unless told otherwise")))
      ]
    case .known(.securedByPerimeter, let source):
      let unknown = UnknownValue(
        key: "\(deployment.id)#egress", because: "the egress flag has no such value",
        source: source)
      return [
        internetEdge(of: host, Gate(.unknown(unknown), evidence("?", source, unknown.because)))
      ]
    case .unknown(let unknown):
      let proof = evidence("not known", unknown.source, unknown.because)
      let own = managedPrivateEndpoint(of: host, workspace, destination).map { target in
        Edge(
          to: .managedPrivateEndpoint(owner: deployment.id, target: target),
          Chain([
            Forwarding(to: managedAddress(deployment.id, target)),
            Gate(
              .unknown(unknown), proof, cases: unknown.flagCases(enabled: false, disabled: true)),
          ]))
      }
      return (own.map { [$0] } ?? []) + [
        internetEdge(
          of: host,
          Gate(
            .unknown(unknown), proof, cases: unknown.flagCases(enabled: true, disabled: false)))
      ]
    }
  }

  /// What would give a deployment that calls public addresses private endpoints of its own, where one of
  /// these would lead to the service.
  package func missingRestriction(of host: Host, to front: Front) -> Change? {
    guard case .deployment(let id) = host, let deployment = estate.onlineDeployments[id],
      deployment.egressPublicAccess.unknown == nil,
      deployment.egressPublicAccess.value != .disabled,
      let workspace = managingWorkspace(of: host), front.privateLinkTarget(in: estate) != nil
    else { return nil }
    let change = Change.restrictEgress(
      deployment: id, at: deployment.egressPublicAccess.source ?? deployment.source)
    let changed = change.applied(to: estate)
    guard let target = front.privateLinkTarget(in: changed),
      changed.managedPrivateEndpointOwner(of: host, workspace) == id,
      changed.managedPrivateEndpoint(of: id, to: target, group: front.group).isPossible
    else { return nil }
    return change
  }

  /// The resource to which the destination's managed private endpoint leads, where the host has one.
  func managedPrivateEndpoint(
    of host: Host, _ workspace: Workspace, _ destination: Destination
  ) -> ResourceID? {
    guard case .front(let front) = destination, let target = front.privateLinkTarget(in: estate)
    else { return nil }
    let owner = estate.managedPrivateEndpointOwner(of: host, workspace)
    // That of a deployment is for the workspace itself, not for endpoints and computes that share its own.
    if estate.onlineDeployments[owner] != nil, estate.workspaces[target] != nil,
      front.resource.map({ estate.workspaces[$0] == nil }) ?? true
    {
      return nil
    }
    return estate.managedPrivateEndpointOwners(of: target, group: front.group).contains(owner)
      ? target : nil
  }

  func managedAddress(_ owner: ResourceID, _ target: ResourceID) -> AddressSet {
    book[.managedPrivateEndpoint(owner: owner, target: target)].map { AddressSet($0) } ?? .empty
  }

  /// Names inside Microsoft's network: its own private endpoints win, your zones play no part.
  func managedNameEdges(of host: Host, _ front: Front) -> [Edge] {
    let publicAddress = book[.front(front.name)].map { AddressSet($0) } ?? .empty
    guard let workspace = managingWorkspace(of: host),
      let target = managedPrivateEndpoint(of: host, workspace, .front(front))
    else {
      return [Edge(to: .addressed(host), Forwarding(to: publicAddress))]
    }
    let owner = estate.managedPrivateEndpointOwner(of: host, workspace)
    let proof = Evidence(
      node: front.selector, control: "nameResolution", rule: "managed private endpoint",
      source: nil, article: Self.onlineEndpointArticle,
      why: "\(text(for: host)) resolves it to a private endpoint that Microsoft manages")
    let doubt = estate.managedPrivateEndpoint(of: owner, to: target, group: front.group).unknown
    func edge(_ addresses: AddressSet, _ action: Decision.Action, _ cases: [String: Bool]) -> Edge {
      Edge(
        to: .addressed(host),
        Chain([Forwarding(to: addresses), Gate(action, proof, cases: cases)]))
    }
    guard let doubt else { return [edge(managedAddress(owner, target), .allow, [:])] }
    // What leaves it open is a flag that makes the endpoint where it is disabled, or anything else.
    let isFlag = estate.isFlag(doubt, ofManagedPrivateEndpointFrom: owner, to: target)
    return [
      edge(
        managedAddress(owner, target), .unknown(doubt),
        isFlag ? doubt.flagCases(enabled: false, disabled: true) : [:]),
      edge(
        publicAddress, .unknown(doubt),
        isFlag ? doubt.flagCases(enabled: true, disabled: false) : [:]),
    ]
  }

  func managedPrivateEndpointEdges(
    owner: ResourceID, target: ResourceID, toward destination: Destination
  ) -> [Edge] {
    guard case .front(let front) = destination, front.privateLinkTarget(in: estate) == target
    else { return [] }
    var gates: [any Mechanism] = []
    if let registry = estate.registries[target], let gate = premiumGate(registry) {
      gates.append(gate)
    }
    if let deployment = estate.onlineDeployments[owner] {
      gates.append(workspaceEndpointGate(deployment))
    }
    gates += listeningGates(front)
    return [
      Edge(to: .service(front), gates.isEmpty ? Forwarding(to: .all) : Chain(gates))
    ]
  }

  /// A deployment with restricted egress needs a workspace that has a private endpoint itself.
  private func workspaceEndpointGate(_ deployment: OnlineDeployment) -> any Mechanism {
    guard
      let workspace = deployment.endpoint.value.flatMap({ estate.onlineEndpoints[$0.id] })?
        .workspace.value.flatMap({ estate.workspaces[$0.id] })
    else { return Forwarding(to: .all) }
    if let gate = legacyModeGate(workspace) { return gate }
    let target = estate.privateLinkWorkspace(of: workspace.id)
    let node = selectors.text(for: workspace.id)
    switch estate.privateEndpoint(ofWorkspace: target) {
    case .yes: return Forwarding(to: .all)
    case .open(let unknown):
      return Gate(
        open: unknown, node: node, control: "privateEndpoint",
        rule: "private endpoint of the workspace not known")
    case .no: break
    }
    return Gate(
      .deny,
      Evidence(
        node: node, control: "privateEndpoint", rule: "no private endpoint of the workspace",
        source: deployment.egressPublicAccess.source, article: nil,
        why:
          "egress_public_network_access: disabled needs a workspace with a private endpoint, and \(node) has none"
      ), remedies: privateEndpointOfWorkspace(target))
  }

  /// A private endpoint of the workspace, where others are, else in the first subnet that takes one.
  private func privateEndpointOfWorkspace(_ workspace: ResourceID) -> [Change] {
    let used = estate.privateEndpoints.lazy.compactMap { $0.subnet.value?.id }
      .first { estate.subnets[$0]?.isDescribed == true }
    let free = estate.subnets.first { takesPrivateEndpoints($0) }?.id
    guard let subnet = used ?? free else { return [] }
    let entry = ServiceCatalog.workspace
    return [
      .addPrivateEndpoint(
        to: workspace, group: entry.group, zone: entry.zone, subnet: subnet,
        at: estate.subnets[subnet]?.source)
    ]
  }
}
