internal import EstateModel
internal import TrafficSets

// The public side of a workspace, and how it stands above its endpoints.
// https://learn.microsoft.com/azure/machine-learning/how-to-configure-private-link
extension ReachabilityGraph {
  static let workspaceArticle =
    "https://learn.microsoft.com/azure/machine-learning/how-to-configure-private-link"
  static let onlineEndpointArticle =
    "https://learn.microsoft.com/azure/machine-learning/concept-secure-online-endpoint"

  func workspaceMechanisms(_ workspace: Workspace) -> [any Mechanism] {
    [workspaceFlag(workspace)] + addressLists(of: workspace)
  }

  /// The hub of a project, which has no network of its own; `nil` where no input describes it.
  private func hub(of workspace: Workspace) -> Workspace? {
    workspace.hub.value.flatMap { estate.workspaces[$0.id] }.flatMap { $0.isDescribed ? $0 : nil }
  }

  /// The workspace whose flag counts: a project has no network of its own, its hub's decides.
  private func workspaceFlag(_ workspace: Workspace) -> Gate {
    guard workspace.kind.value == .project || workspace.hub.value != nil else {
      return ownFlag(workspace)
    }
    let node = selectors.text(for: workspace.id)
    guard let hub = workspace.hub.value.flatMap({ estate.workspaces[$0.id] }), hub.isDescribed
    else {
      if !workspace.publicAccess.isAbsent { return ownFlag(workspace) }
      let unknown = UnknownValue(
        key: "\(workspace.id)#publicNetworkAccess", because: "the hub of \(node) is in no input",
        source: workspace.source)
      return Gate(.unknown(unknown), flagEvidence(workspace, "not known", nil, unknown.because))
    }
    let hubGate = ownFlag(hub)
    if case .allow = hubGate.action, case .known(.disabled, let source) = workspace.publicAccess {
      let unknown = UnknownValue(
        key: "\(workspace.id)#publicNetworkAccess",
        because:
          "\(node) is disabled while its hub is enabled; the documents do not say which one holds",
        source: source)
      return Gate(.unknown(unknown), flagEvidence(workspace, "Disabled", source, unknown.because))
    }
    return hubGate
  }

  private func flagEvidence(
    _ workspace: Workspace, _ value: String, _ source: SourcePosition?, _ why: String,
    article: String? = nil
  ) -> Evidence {
    let name =
      workspace.origin == .azureMachineLearningYAML
      ? "public_network_access" : "publicNetworkAccess"
    return Evidence(
      node: selectors.text(for: workspace.id), control: "publicNetworkAccess",
      rule: "\(name): \(value)", source: source,
      article: source == nil ? article ?? Self.workspaceArticle : nil, why: why)
  }

  private func ownFlag(_ workspace: Workspace) -> Gate {
    let node = selectors.text(for: workspace.id)
    let yaml = workspace.origin == .azureMachineLearningYAML
    let warnings = contradiction(of: workspace)
    let open = "\(node) takes traffic from public networks"
    let closed = "\(node) takes traffic only through its private endpoints"
    switch workspace.publicAccess {
    case .known(.enabled, let source):
      return Gate(
        .allow, flagEvidence(workspace, yaml ? "enabled" : "Enabled", source, open),
        warnings: warnings)
    case .known(.disabled, let source):
      return Gate(
        .deny, flagEvidence(workspace, yaml ? "disabled" : "Disabled", source, closed),
        remedies: [.enablePublicAccess(workspace.id, at: source)], warnings: warnings)
    case .known(.securedByPerimeter, let source):
      let unknown = UnknownValue(
        key: "\(workspace.id)#perimeter",
        because: "a network security perimeter decides at \(node), which is not modelled",
        source: source)
      return Gate(
        .unknown(unknown),
        flagEvidence(workspace, "SecuredByPerimeter", source, unknown.because))
    case .unknown(let unknown):
      return Gate(
        .unknown(unknown),
        flagEvidence(workspace, "not known", unknown.source, unknown.because),
        cases: unknown.flagCases(enabled: true, disabled: false, hasOthers: true))
    case .absent: return absentFlag(workspace, open: open, closed: closed)
    }
  }

  /// The older flag and the newer one overwrite each other in Azure; here the newer one counts.
  private func contradiction(of workspace: Workspace) -> [Remark] {
    guard let older = workspace.allowsPublicAccessBehindNetwork.value,
      let newer = workspace.publicAccess.value, older != (newer == .enabled)
    else { return [] }
    return [
      Remark(
        node: selectors.text(for: workspace.id), property: "allowPublicAccessWhenBehindVnet",
        because:
          "allowPublicAccessWhenBehindVnet: \(older) contradicts publicNetworkAccess: \(newer.rawValue), which counts here; in Azure the one written last does",
        source: workspace.allowsPublicAccessBehindNetwork.source)
    ]
  }

  /// What holds where no flag is written: sources disagree once a private endpoint exists.
  private func absentFlag(_ workspace: Workspace, open: String, closed: String) -> Gate {
    let node = selectors.text(for: workspace.id)
    switch workspace.allowsPublicAccessBehindNetwork {
    case .known(true, let source):
      return Gate(
        .allow,
        Evidence(
          node: node, control: "publicNetworkAccess", rule: "allowPublicAccessWhenBehindVnet: true",
          source: source, why: open))
    case .known(false, let source):
      return Gate(
        .deny,
        Evidence(
          node: node, control: "publicNetworkAccess",
          rule: "allowPublicAccessWhenBehindVnet: false", source: source, why: closed),
        remedies: [.enablePublicAccess(workspace.id, at: source)])
    case .unknown(let unknown):
      return Gate(
        .unknown(unknown),
        flagEvidence(workspace, "not known", unknown.source, unknown.because))
    case .absent: break
    }
    let endpoint = estate.privateEndpoint(ofWorkspace: workspace.id)
    let hasEndpoint = endpoint.isPossible
    if workspace.origin == .azureMachineLearningYAML || !hasEndpoint {
      return Gate(
        .allow, flagEvidence(workspace, "absent: Enabled", nil, open),
        assumptions: [
          Remark(
            node: node, property: "public_network_access",
            because:
              "the flag is absent; the template that the tools deploy writes Enabled",
            source: workspace.source)
        ])
    }
    let unknown = UnknownValue(
      key: "\(workspace.id)#publicNetworkAccess",
      because: endpoint == .yes
        ? "publicNetworkAccess of \(node) is absent although it has a private endpoint; the documents disagree on what holds then"
        : "publicNetworkAccess of \(node) is absent, and it may have a private endpoint; the documents disagree on what holds then",
      source: workspace.source, candidates: ["Enabled", "Disabled"])
    return Gate(
      .unknown(unknown), flagEvidence(workspace, "absent", nil, unknown.because),
      cases: unknown.flagCases(enabled: true, disabled: false))
  }

  private static let narrowRange = 16

  /// The public addresses of computes and deployments in Microsoft's network: they change, so that no list
  /// can name them.
  ///
  /// See <https://learn.microsoft.com/azure/machine-learning/how-to-secure-training-vnet>.
  private var changingAddresses: AddressSet {
    let hosts =
      estate.computes.map { Host.compute($0.id) }
      + estate.onlineDeployments.filter { !$0.isKubernetes }.map { Host.deployment($0.id) }
    return AddressSet(
      hosts.compactMap { host in
        guard case .managed = attachment(of: host) else { return nil }
        return book[.egress(host)]
      })
  }

  /// The lists that hold for a workspace: of a project its hub's. What only a list of its own turns away, the
  /// documents do not decide.
  private func addressLists(of workspace: Workspace) -> [any Mechanism] {
    guard let hub = hub(of: workspace) else { return [addressRules(of: workspace)] }
    let doubt = UnknownValue(
      key: "\(workspace.id)#ipList",
      because:
        "\(selectors.text(for: workspace.id)) has an IP list of its own beside that of its hub; the documents do not say which one holds",
      source: workspace.admitsOnlyListedAddresses.source ?? workspace.addressRules.first?.source)
    return [addressRules(of: hub), addressRules(of: workspace, doubt: doubt)]
  }

  /// The list of public addresses that the workspace lets in while public access is enabled.
  ///
  /// - Parameter doubt: Why it is not decided that what is not listed is turned away.
  private func addressRules(
    of workspace: Workspace, doubt: UnknownValue? = nil
  ) -> any Mechanism {
    let listing = workspace.admitsOnlyListedAddresses
    if listing.value == false { return Forwarding(to: .all) }
    if workspace.addressRules.isEmpty, listing.isAbsent { return Forwarding(to: .all) }
    let node = selectors.text(for: workspace.id)
    var clauses: [RuleList.Clause] = []
    let changing = changingAddresses
    for rule in workspace.addressRules {
      if let (extent, text) = extent(ofAddressRule: rule) {
        let source = rule.source
        // A range that is wide enough may hold such an address all the same.
        let isNarrow = (rule.value?.length ?? 0) >= Self.narrowRange
        let possible =
          isNarrow ? extent.possible.subtracting(changing) : extent.possible
        clauses.append(
          RuleList.Clause(
            certain: TrafficSet(sources: extent.certain),
            possible: TrafficSet(sources: possible.union(extent.certain)), action: .allow,
            evidence: Evidence(
              node: node, control: "networkRules", rule: "IP rule \(text)", source: source,
              why: "\(node) lets \(text) in"),
            open: UnknownValue(
              key: "\(workspace.id)#egressAddress",
              because: "the public address that the caller has is in no input", source: source)))
      } else if let unknown = rule.unknown {
        clauses.append(
          RuleList.Clause(
            certain: .empty, possible: .all, action: .allow,
            evidence: Evidence(
              node: node, control: "networkRules", rule: "IP rule", source: unknown.source,
              why: unknown.because), open: unknown))
      }
    }
    let source = listing.source ?? workspace.addressRules.first?.source
    clauses.append(
      RuleList.Clause(
        .all, (listing.unknown ?? doubt).map { .unknown($0) } ?? .deny,
        Evidence(
          node: node, control: "networkRules", rule: "IP list", source: source,
          why: (listing.unknown ?? doubt)?.because
            ?? "\(node) lets in only the addresses of its list"),
        remedies: [.openAddressRules(workspace.id, at: source)]))
    return RuleList(clauses)
  }

  // MARK: - Endpoints

  /// The workspace's own flag stands above an endpoint's: disabled, scoring is reached only from
  /// networks that hold a private endpoint of the workspace.
  func workspaceAboveEndpoint(_ front: Front) -> any Mechanism {
    guard let resource = front.resource else { return Forwarding(to: .all) }
    let setting =
      estate.onlineEndpoints[resource]?.workspace
      ?? estate.batchEndpoints[resource]?.workspace ?? .absent
    guard let workspace = setting.value.flatMap({ estate.workspaces[$0.id] }) else {
      if let same = sameForAllCandidates(setting, front, resource) { return same }
      let unknown =
        setting.unknown
        ?? UnknownValue(
          key: "\(resource)#workspace",
          because: "no input tells the workspace of \(front.selector)", source: nil)
      return Gate(
        open: unknown, node: front.selector, control: "publicNetworkAccess",
        rule: "workspace not known")
    }
    return above(resource, front, in: workspace)
  }

  /// What stands above an online endpoint of which no input tells the workspace, where it is the same for all
  /// that there are: nothing gets past, or everything does.
  private func sameForAllCandidates(
    _ workspace: Setting<Reference>, _ front: Front, _ resource: ResourceID
  ) -> (any Mechanism)? {
    guard estate.onlineEndpoints[resource] != nil else { return nil }
    let candidates = estate.candidates(for: workspace)
    // A private endpoint of one of them may be the way of callers in its network.
    guard let first = candidates.first,
      front.privateLinkTarget(in: estate) != nil
        || candidates.allSatisfy({
          estate.privateEndpoint(ofWorkspace: estate.privateLinkWorkspace(of: $0.id)) == .no
        })
    else { return nil }
    let passed = candidates.map {
      above(resource, front, in: $0).decide(Passage(.all), under: .none).passed
    }
    let isSame =
      passed.allSatisfy { $0.possible.isEmpty } || passed.allSatisfy { $0.certain == .all }
    return isSame ? above(resource, front, in: first) : nil
  }

  private func above(
    _ resource: ResourceID, _ front: Front, in workspace: Workspace
  ) -> any Mechanism {
    var members: [any Mechanism] = []
    if estate.onlineEndpoints[resource] != nil, let gate = legacyModeGate(workspace) {
      members.append(gate)
    }
    if estate.batchEndpoints[resource] != nil, let gate = batchGate(workspace, front) {
      if gate.action == .deny { return Chain([gate]) }
      members.append(gate)
    }
    var flag = workspaceFlag(workspace)
    if estate.batchEndpoints[resource] != nil {
      flag = inherited(flag, by: front, since: workspace.publicAccess.source)
    }
    // A list that is left beside a disabled flag: sources disagree on whether endpoints honour it.
    let listed = hub(of: workspace) ?? workspace
    if case .deny = flag.action, !listed.addressRules.isEmpty {
      members.append(leftoverList(listed, flag))
      return Chain(members)
    }
    members += [flag] + addressLists(of: workspace)
    return Chain(members)
  }

  private func leftoverList(_ workspace: Workspace, _ flag: Gate) -> RuleList {
    // A rule that is not known may name anybody.
    let listed = workspace.addressRules.map { rule in
      extent(ofAddressRule: rule)?.extent
        ?? Extent(certain: .empty, possible: rule.unknown == nil ? .empty : .all)
    }.reduce(Extent.nothing) { $0.union($1) }
    let node = selectors.text(for: workspace.id)
    let unknown = UnknownValue(
      key: "\(workspace.id)#ipList",
      because:
        "\(node) is disabled but still has an IP list; the documents disagree on whether endpoints honour it",
      source: workspace.addressRules.first?.source)
    return RuleList([
      RuleList.Clause(
        TrafficSet(sources: listed.possible), .unknown(unknown),
        Evidence(
          node: node, control: "networkRules", rule: "IP list beside disabled public access",
          source: unknown.source, why: unknown.because)),
      RuleList.Clause(.all, .deny, flag.evidence, remedies: flag.remedies),
    ])
  }

  /// A batch endpoint of a workspace with a private endpoint is private, whatever the flag says
  /// later.
  private func batchGate(_ workspace: Workspace, _ front: Front) -> Gate? {
    let target = estate.privateLinkWorkspace(of: workspace.id)
    guard let endpoint = privateEndpointsByTarget[target]?.first else {
      return estate.privateEndpoint(ofWorkspace: target).unknown.map {
        Gate(
          open: $0, node: front.selector, control: "publicNetworkAccess",
          rule: "perhaps workspace uses private link")
      }
    }
    return Gate(
      .deny,
      Evidence(
        node: front.selector, control: "publicNetworkAccess", rule: "workspace uses private link",
        source: endpoint.target.source,
        why:
          "a batch endpoint of a workspace with a private endpoint has no public side"),
      assumptions: [
        Remark(
          node: front.selector, property: "publicNetworkAccess",
          because: "the private endpoint was there when the batch endpoint was created",
          source: endpoint.source)
      ])
  }

  /// A batch endpoint keeps what its workspace's flag said when it was created: no later change of the
  /// workspace opens it.
  ///
  /// <https://learn.microsoft.com/azure/machine-learning/how-to-secure-batch-endpoint>
  private func inherited(_ flag: Gate, by front: Front, since source: SourcePosition?) -> Gate {
    Gate(
      flag.action, flag.evidence,
      assumptions: flag.assumptions + [
        Remark(
          node: front.selector, property: "publicNetworkAccess",
          because:
            "the workspace's public network access was the same when the endpoint was created",
          source: source)
      ], warnings: flag.warnings, cases: flag.cases)
  }

  func behindWorkspaceEdges(_ front: Front) -> [Edge] {
    guard let resource = front.resource, let endpoint = estate.onlineEndpoints[resource] else {
      return [
        Edge(to: .service(front), Chain([Forwarding(to: .all)] + listeningGates(front)))
      ]
    }
    return [Edge(to: .service(front), Chain([endpointFlag(endpoint)] + listeningGates(front)))]
  }

  private func endpointFlag(_ endpoint: OnlineEndpoint) -> Gate {
    let node = selectors.text(for: endpoint.id)
    let name =
      endpoint.origin == .azureMachineLearningYAML
      ? "public_network_access" : "publicNetworkAccess"
    func evidence(_ value: String, _ source: SourcePosition?, _ why: String) -> Evidence {
      Evidence(
        node: node, control: "publicNetworkAccess", rule: "\(name): \(value)", source: source,
        article: source == nil ? Self.onlineEndpointArticle : nil, why: why)
    }
    let yaml = endpoint.origin == .azureMachineLearningYAML
    switch endpoint.publicAccess {
    case .known(.enabled, let source):
      return Gate(
        .allow,
        evidence(
          yaml ? "enabled" : "Enabled", source, "\(node) takes traffic from public networks"))
    case .known(.disabled, let source):
      return Gate(
        .deny,
        evidence(
          yaml ? "disabled" : "Disabled", source,
          "\(node) takes traffic only through the workspace's private endpoint"),
        remedies: [.enablePublicAccess(endpoint.id, at: source)])
    case .known(.securedByPerimeter, let source):
      let unknown = UnknownValue(
        key: "\(endpoint.id)#perimeter", because: "a network security perimeter decides",
        source: source)
      return Gate(.unknown(unknown), evidence("SecuredByPerimeter", source, unknown.because))
    case .unknown(let unknown):
      return Gate(
        .unknown(unknown), evidence("not known", unknown.source, unknown.because),
        cases: unknown.flagCases(enabled: true, disabled: false))
    case .absent:
      return Gate(
        .allow,
        evidence(
          "absent: enabled", nil, "\(node) takes traffic from public networks unless told otherwise"
        ))
    }
  }
}

extension Estate {
  /// Whether a private endpoint of the customer's leads to the workspace, in whatever state it is.
  func privateEndpoint(ofWorkspace id: ResourceID) -> Certainty {
    privateEndpoints.reduce(Certainty.no) { found, endpoint in
      // One whose target is known leads there by whatever subresource.
      found.or(
        endpoint.service(of: id, group: endpoint.target.unknown == nil ? nil : "amlworkspace"))
    }
  }
}
