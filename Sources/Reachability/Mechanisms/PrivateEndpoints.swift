internal import EstateModel
internal import TrafficSets

// A private endpoint leads to one resource, once its connection is approved; the resource's public
// rules have no say.
// https://learn.microsoft.com/azure/private-link/private-endpoint-overview
extension ReachabilityGraph {
  static let privateEndpointArticle =
    "https://learn.microsoft.com/azure/private-link/private-endpoint-overview"

  func privateEndpointEdges(_ id: ResourceID, toward destination: Destination) -> [Edge] {
    guard case .front(let front) = destination, let endpoint = estate.privateEndpoints[id],
      front.isServed(by: endpoint, in: estate)
    else { return [] }
    var gates: [any Mechanism] = []
    if !endpoint.state.isAbsent { gates.append(connection(of: endpoint)) }
    gates.append(approval(of: endpoint))
    if let unknown = front.doubt(of: endpoint, in: estate) {
      gates.append(
        Gate(
          open: unknown, node: selectors.text(for: id), control: "privateEndpoint",
          rule: "target not known"))
    }
    if front.resource == id { gates.append(unmodelledTarget(of: endpoint)) }
    if let requirement = requirement(of: front) { gates.append(requirement) }
    gates += listeningGates(front) + scopeGates(endpoint, front) + linkServiceGates(endpoint)
    return [Edge(to: .service(front), Chain(gates))]
  }

  private func connection(of endpoint: PrivateEndpoint) -> Gate {
    let node = selectors.text(for: endpoint.id)
    return Gate(
      .allow,
      Evidence(
        node: node, control: "privateEndpoint",
        rule: endpoint.groups.compactMap(\.value).joined(separator: ", "),
        source: endpoint.target.source ?? endpoint.source,
        why: "\(node) leads to its resource"))
  }

  private func approval(of endpoint: PrivateEndpoint) -> Gate {
    let node = selectors.text(for: endpoint.id)
    func evidence(_ rule: String, _ source: SourcePosition?, _ why: String) -> Evidence {
      Evidence(
        node: node, control: "privateEndpointConnection", rule: rule, source: source,
        article: source == nil ? Self.privateEndpointArticle : nil, why: why)
    }
    switch endpoint.state {
    case .known(.approved, let source):
      return Gate(.allow, evidence("Approved", source, "the connection of \(node) is approved"))
    case .known(let state, let source):
      return Gate(
        .deny,
        evidence(
          state.rawValue, source,
          "the connection of \(node) is \(state.rawValue.lowercased()), not approved"),
        remedies: [.approveConnection(privateEndpoint: endpoint.id, at: source)])
    case .unknown(let unknown):
      return Gate(.unknown(unknown), evidence("state not known", unknown.source, unknown.because))
    case .absent where endpoint.isManual:
      let unknown = UnknownValue(
        key: "\(endpoint.id)#state",
        because: "\(node) asks for approval by hand, and no input tells whether it was given",
        source: endpoint.source)
      return Gate(
        .unknown(unknown), evidence("manual approval", endpoint.source, unknown.because))
    case .absent:
      return Gate(
        .allow,
        evidence(
          "connection", endpoint.target.source ?? endpoint.source,
          "\(node) leads to its resource"),
        assumptions: [
          Remark(
            node: node, property: "privateLinkServiceConnectionState",
            because: "the automatic connection is approved", source: endpoint.source)
        ])
    }
  }

  /// What the resource itself must be for its private endpoint to work.
  private func requirement(of front: Front) -> Gate? {
    guard let resource = front.resource else { return nil }
    if let registry = estate.registries[resource] { return premiumGate(registry) }
    if let account = estate.storageAccounts[resource] { return variantGate(account) }
    if let service = estate.services[resource] { return requirement(of: service) }
    if let endpoint = estate.onlineEndpoints[resource],
      let workspace = endpoint.workspace.value.flatMap({ estate.workspaces[$0.id] })
    {
      return legacyModeGate(workspace)
    }
    return nil
  }

  /// Only Premium registries have private endpoints.
  func premiumGate(_ registry: ContainerRegistry) -> Gate? {
    let node = selectors.text(for: registry.id)
    if let unknown = registry.tier.unknown {
      return Gate(open: unknown, node: node, control: "sku", rule: "not known")
    }
    guard let tier = registry.tier.value, tier.lowercased() != "premium" else { return nil }
    return Gate(
      .deny,
      Evidence(
        node: node, control: "sku", rule: tier, source: registry.tier.source,
        why: "\(node) is a \(tier) registry; private endpoints need Premium"),
      remedies: [.upgradeRegistry(registry.id, at: registry.tier.source)])
  }

  /// A workspace in the mode of the first API has no managed online endpoints.
  func legacyModeGate(_ workspace: Workspace) -> Gate? {
    let node = selectors.text(for: workspace.id)
    switch workspace.isLegacyMode {
    case .known(true, let source):
      return Gate(
        .deny,
        Evidence(
          node: node, control: "v1LegacyMode", rule: "v1LegacyMode: true", source: source,
          why: "\(node) is in legacy mode, which has no managed online endpoints"),
        remedies: [.leaveLegacyMode(workspace.id, at: source)])
    case .unknown(let unknown):
      return Gate(open: unknown, node: node, control: "v1LegacyMode", rule: "not known")
    case .known(false, _): return nil
    case .absent: return legacyVersionGate(workspace, node)
    }
  }

  /// Earlier versions of the API made workspaces with a private endpoint in that mode.
  ///
  /// See <https://learn.microsoft.com/azure/machine-learning/how-to-configure-network-isolation-with-v2>.
  private func legacyVersionGate(_ workspace: Workspace, _ node: String) -> Gate? {
    guard let place = workspace.placeOfLegacyVersion else { return nil }
    let rule = "v1LegacyMode absent, API version before 2022-05-01: true"
    switch estate.privateEndpoint(ofWorkspace: estate.privateLinkWorkspace(of: workspace.id)) {
    case .no: return nil
    case .open(let unknown):
      return Gate(open: unknown, node: node, control: "v1LegacyMode", rule: rule)
    case .yes:
      return Gate(
        .deny,
        Evidence(
          node: node, control: "v1LegacyMode", rule: rule, source: place,
          why:
            "workspaces with a private endpoint that an API version before 2022-05-01 makes are in legacy mode, which has no managed online endpoints"
        ), remedies: [.leaveLegacyMode(workspace.id, at: place)],
        assumptions: [
          Remark(
            node: node, property: "v1LegacyMode",
            because: "the workspace was created with this API version", source: place)
        ])
    }
  }
}
