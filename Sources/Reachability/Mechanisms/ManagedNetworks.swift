internal import EstateModel
internal import TrafficSets

// The managed virtual network of a workspace governs what computes and deployments reach.
// https://learn.microsoft.com/azure/machine-learning/how-to-managed-network
extension ReachabilityGraph {
  static let managedNetworkArticle =
    "https://learn.microsoft.com/azure/machine-learning/how-to-managed-network"

  func managedNetworkEdges(
    of host: Host, _ workspace: Workspace, _ managed: ManagedNetwork,
    toward destination: Destination
  ) -> [Edge] {
    let node = selectors.text(for: workspace.id)
    func evidence(_ rule: String, _ source: SourcePosition?, _ why: String) -> Evidence {
      Evidence(
        node: node, control: "managedNetwork", rule: rule, source: source,
        article: source == nil ? Self.managedNetworkArticle : nil, why: why)
    }
    if let status = managed.status.value, status.lowercased() != "active" {
      let proof = evidence(
        "status: \(status)", managed.status.source,
        "the managed network of \(node) is not provisioned: its rules are not in force")
      // Nothing behind it matters before.
      return [
        Edge(
          to: .dropped(text(for: host)),
          Gate(
            .deny, proof,
            remedies: [
              .provisionNetwork(
                workspace: workspace.id, at: managed.status.source ?? managed.source)
            ]))
      ]
    }
    var edges: [Edge] = []
    if let target = managedPrivateEndpoint(of: host, workspace, destination) {
      edges.append(
        Edge(
          to: .managedPrivateEndpoint(owner: workspace.id, target: target),
          Chain([
            Forwarding(to: managedAddress(workspace.id, target)),
            privateEndpointGate(workspace, managed, target, evidence),
          ])))
    }
    edges += gatewayEdges(from: workspace, managed, toward: destination) { rule in
      evidence(
        "outbound rule \(rule.name)", rule.source,
        "the managed network of \(node) has a private endpoint by outbound rule \(rule.name)")
    }
    switch managed.mode {
    case .known(.allowInternetOutbound, let source):
      edges.append(
        internetEdge(
          of: host,
          Gate(
            .allow,
            evidence(
              "isolation_mode: allow_internet_outbound", source,
              "the managed network of \(node) lets everything out to the internet"),
            assumptions: provisioned(node, managed))))
    case .known(.allowOnlyApprovedOutbound, let source):
      edges.append(
        internetEdge(
          of: host,
          approvedRules(workspace, managed, source, toward: destination, evidence)))
    case .known(.disabled, _), .absent: break
    case .unknown(let unknown):
      edges.append(
        internetEdge(
          of: host,
          Gate(
            .unknown(unknown), evidence("isolation mode not known", unknown.source, unknown.because)
          )))
    }
    return edges
  }

  /// The rule that makes the private endpoint, or the isolation mode that makes it by itself.
  private func privateEndpointGate(
    _ workspace: Workspace, _ managed: ManagedNetwork, _ target: ResourceID,
    _ evidence: (String, SourcePosition?, String) -> Evidence
  ) -> Gate {
    let node = selectors.text(for: workspace.id)
    let rule = managed.rules.first { rule in
      if case .privateEndpoint(let resource, _) = rule.destination {
        resource.value?.id == target
      } else {
        false
      }
    }
    let isAutomatic =
      [
        workspace.storageAccount, workspace.keyVault, workspace.containerRegistry,
      ].contains { $0.value?.id == target } || target == workspace.id
    var assumptions = provisioned(node, managed)
    if let rule, !isAutomatic {
      assumptions.append(
        Remark(
          node: node, property: "outboundRules.\(rule.name)",
          because: "the private endpoint of the rule is approved at its resource",
          source: rule.source))
    }
    let named = rule.map { isAutomatic ? nil : $0 } ?? nil
    return Gate(
      .allow,
      evidence(
        named.map { "outbound rule \($0.name)" } ?? "private endpoint",
        named?.source ?? managed.mode.source ?? managed.source,
        "the managed network of \(node) has a private endpoint to \(selectors.text(for: target))"),
      assumptions: assumptions)
  }

  func provisioned(_ node: String, _ managed: ManagedNetwork) -> [Remark] {
    guard managed.status.isAbsent else { return [] }
    return [
      Remark(
        node: node, property: "managedNetwork.status",
        because: "the managed network is provisioned", source: managed.source)
    ]
  }

  private func approvedRules(
    _ workspace: Workspace, _ managed: ManagedNetwork, _ source: SourcePosition,
    toward destination: Destination,
    _ evidence: (String, SourcePosition?, String) -> Evidence
  ) -> RuleList {
    let node = selectors.text(for: workspace.id)
    var clauses: [RuleList.Clause] = []
    for rule in managed.rules {
      if let status = rule.status.value, status.lowercased() != "active" { continue }
      clauses += clause(of: rule, node, toward: destination, evidence).map { clause in
        var clause = rule.status.unknown.map { clause.perhaps($0) } ?? clause
        clause.assumptions += provisioned(node, managed)
        return clause
      }
    }
    for tag in ManagedNetwork.requiredTags {
      let extent = meaning(ofServiceTag: tag)
      clauses.append(
        RuleList.Clause(
          certain: TrafficSet(destinations: extent.certain),
          possible: TrafficSet(destinations: extent.possible), action: .allow,
          evidence: evidence(
            "required rule \(tag)", source,
            "every managed network with approved outbound only admits \(tag)"),
          assumptions: provisioned(node, managed)))
    }
    let idle = idleRule(of: managed, toward: destination)
    let isInactive = idle?.rule.status.value.map { $0.lowercased() != "active" } ?? false
    let provision: [Change] =
      isInactive
      ? [.provisionNetwork(workspace: workspace.id, at: idle?.rule.status.source ?? source)] : []
    let why =
      idle.map { "outbound rule \($0.rule.name) of \(node) names it, but has no effect: \($0.why)" }
      ?? "no outbound rule of \(node) names it"
    // What is merely not in force decides by its own line.
    let inactive = isInactive ? idle?.rule : nil
    clauses.append(
      RuleList.Clause(
        .all, .deny,
        evidence(
          inactive.map { "outbound rule \($0.name)" }
            ?? "isolation_mode: allow_only_approved_outbound",
          inactive.map { $0.status.source ?? $0.source } ?? source, why),
        remedies: provision + proposals(workspace, managed, destination, source)))
    return RuleList(clauses)
  }

  private func clause(
    of rule: OutboundRule, _ node: String, toward destination: Destination,
    _ evidence: (String, SourcePosition?, String) -> Evidence
  ) -> [RuleList.Clause] {
    switch rule.destination {
    case .privateEndpoint, .other: return []
    case .unknown(let unknown):
      return [
        RuleList.Clause(
          certain: .empty,
          possible: TrafficSet(destinations: publicSpace),
          action: .allow,
          evidence: evidence("outbound rule \(rule.name)", rule.source, unknown.because),
          open: unknown)
      ]
    case .serviceTag(let tag, let addresses, let protocols, let ports, let action):
      var extent = Extent.nothing
      if !addresses.isEmpty {
        extent = addresses.compactMap(\.value).map { self.extent(of: AddressSet($0)) }
          .reduce(extent) { $0.union($1) }
      } else if let tag = tag.value {
        extent = meaning(ofServiceTag: tag)
      }
      let open = tag.unknown ?? protocols.unknown ?? ports.unknown ?? action.unknown
      let ports = ports.value ?? .all
      // Only TCP and UDP have ports: a rule that names some takes in nothing else.
      let named = protocols.value ?? .all
      let protocols = ports == .all ? named : named.intersection(ProtocolSet(.tcp, .udp))
      let possible = TrafficSet(
        destinations: extent.possible, protocols: protocols, destinationPorts: ports)
      let certain =
        open == nil
        ? TrafficSet(
          destinations: extent.certain, protocols: protocols, destinationPorts: ports) : .empty
      return [
        RuleList.Clause(
          certain: certain,
          possible: tag.unknown == nil ? possible : TrafficSet(destinations: book.openAddresses),
          action: action.value == .deny ? .deny : .allow,
          evidence: evidence(
            "outbound rule \(rule.name)", rule.source,
            "outbound rule \(rule.name) of \(node) \(action.value == .deny ? "denies" : "admits") it"
          ),
          open: open)
      ]
    case .fullyQualifiedName(let name):
      // Such a rule admits web traffic by name, and never reaches storage accounts.
      guard let address = webAddress(of: destination, name) else { return [] }
      let web = TrafficSet(
        destinations: AddressSet(address), protocols: ProtocolSet(.tcp),
        destinationPorts: PortSet(80).union(PortSet(443)))
      let proof = evidence(
        "outbound rule \(rule.name)", rule.source,
        "outbound rule \(rule.name) of \(node) admits \(name.value ?? "a name")")
      switch name {
      case .known(let pattern, _):
        if case .front(let front) = destination, !front.isNamed(byPattern: pattern) { return [] }
        return [RuleList.Clause(web, .allow, proof)]
      case .unknown(let unknown):
        return [
          RuleList.Clause(
            certain: .empty, possible: web, action: .allow, evidence: proof, open: unknown)
        ]
      case .absent: return []
      }
    }
  }

  /// What a rule with a name may take in of a destination: of the internet what has the name.
  private func webAddress(of destination: Destination, _ name: Setting<String>) -> Address? {
    let storage = ".core.windows.net"
    switch destination {
    case .front(let front):
      return front.name.hasSuffix(storage) ? nil : book[.front(front.name)]
    case .host(.internet):
      guard let name = name.value?.lowercased(), !name.hasSuffix(storage) else { return nil }
      return book[.front(name)] ?? book[.name(name)]
    case .host: return nil
    }
  }
}

extension Front {
  /// Whether a name with a wildcard at its left end takes this one in.
  func isNamed(byPattern pattern: String) -> Bool {
    let pattern = pattern.lowercased()
    let name = name.lowercased()
    if pattern == "*" { return true }
    if pattern.hasPrefix("*.") {
      return name.hasSuffix(String(pattern.dropFirst(1))) && name.count > pattern.count - 1
    }
    if pattern.hasPrefix("*") { return name.hasSuffix(String(pattern.dropFirst(1))) }
    return name == pattern
  }
}
