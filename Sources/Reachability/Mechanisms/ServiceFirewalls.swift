internal import EstateModel
internal import TrafficSets

// The public side of storage accounts, key vaults and registries: the flag above all, then rules,
// then the default action.
// https://learn.microsoft.com/azure/storage/common/storage-network-security
extension ReachabilityGraph {
  /// What the public side of a service lets in, and how it is documented.
  struct PublicSide {
    let id: ResourceID
    let firewall: ServiceFirewall
    let location: String?
    let article: String
    let flagName: String
    /// Storage ignores address rules for callers of its own region.
    let ignoresAddressRulesInRegion: Bool
  }

  func publicSide(of id: ResourceID) -> PublicSide? {
    if let account = estate.storageAccounts[id] {
      return PublicSide(
        id: id, firewall: account.firewall, location: account.location.value,
        article: "https://learn.microsoft.com/azure/storage/common/storage-network-security",
        flagName: "publicNetworkAccess", ignoresAddressRulesInRegion: true)
    }
    if let vault = estate.keyVaults[id] {
      return PublicSide(
        id: id, firewall: vault.firewall, location: vault.location.value,
        article: "https://learn.microsoft.com/azure/key-vault/general/network-security",
        flagName: "publicNetworkAccess", ignoresAddressRulesInRegion: false)
    }
    if let registry = estate.registries[id] {
      return PublicSide(
        id: id, firewall: registry.firewall, location: registry.location.value,
        article:
          "https://learn.microsoft.com/azure/container-registry/container-registry-access-selected-networks",
        flagName: "publicNetworkAccess", ignoresAddressRulesInRegion: false)
    }
    return nil
  }

  func publicSideEdges(_ front: Front) -> [Edge] {
    guard let resource = front.resource else {
      return [Edge(to: .service(front), Forwarding(to: .all))]
    }
    if let side = publicSide(of: resource) {
      return [Edge(to: .service(front), Chain(publicMechanisms(side, front)))]
    }
    if let workspace = estate.workspaces[resource] {
      return [Edge(to: .service(front), Chain(workspaceMechanisms(workspace)))]
    }
    if estate.onlineEndpoints[resource] != nil || estate.batchEndpoints[resource] != nil {
      return [Edge(to: .behindWorkspace(front), workspaceAboveEndpoint(front))]
    }
    return [Edge(to: .service(front), notModelled(front))]
  }

  func notModelled(_ front: Front) -> Gate {
    let unknown = UnknownValue(
      key: "\(front.name)#publicSide",
      because: "the public side of \(front.selector) is not modelled yet", source: nil)
    return Gate(
      .unknown(unknown),
      Evidence(
        node: front.selector, control: "publicNetworkAccess", rule: "not modelled",
        source: nil, why: unknown.because))
  }

  private func publicMechanisms(_ side: PublicSide, _ front: Front) -> [any Mechanism] {
    let node = selectors.text(for: side.id)
    func evidence(_ control: String, _ rule: String, _ source: SourcePosition?, _ why: String)
      -> Evidence
    {
      Evidence(
        node: node, control: control, rule: rule, source: source,
        article: source == nil ? side.article : nil, why: why)
    }
    let flag: Gate
    switch side.firewall.publicAccess {
    case .known(.enabled, let source):
      flag = Gate(
        .allow,
        evidence(
          "publicNetworkAccess", "\(side.flagName): Enabled", source,
          "\(node) takes traffic from public networks"))
    case .known(.disabled, let source):
      flag = Gate(
        .deny,
        evidence(
          "publicNetworkAccess", "\(side.flagName): Disabled", source,
          "\(node) takes no traffic from public networks"),
        remedies: [.enablePublicAccess(side.id, at: source)])
    case .known(.securedByPerimeter, let source):
      let unknown = UnknownValue(
        key: "\(side.id)#perimeter",
        because: "a network security perimeter decides at \(node), which is not modelled",
        source: source)
      flag = Gate(
        .unknown(unknown),
        evidence("publicNetworkAccess", "SecuredByPerimeter", source, unknown.because))
    case .unknown(let unknown):
      flag = Gate(
        .unknown(unknown),
        evidence("publicNetworkAccess", "not known", unknown.source, unknown.because),
        cases: unknown.flagCases(enabled: true, disabled: false, hasOthers: true))
    case .absent:
      flag = Gate(
        .allow,
        evidence(
          "publicNetworkAccess", "\(side.flagName) absent: Enabled", nil,
          "\(node) takes traffic from public networks unless told otherwise"))
    }
    return [flag, networkRules(side, front, evidence)]
  }

  private func networkRules(
    _ side: PublicSide, _ front: Front,
    _ evidence: (String, String, SourcePosition?, String) -> Evidence
  ) -> RuleList {
    let node = selectors.text(for: side.id)
    var clauses: [RuleList.Clause] = []
    let action = side.firewall.defaultAction
    if action.value == .allow || action.isAbsent {
      return RuleList([
        RuleList.Clause(
          .all, .allow,
          evidence(
            "networkRules", action.isAbsent ? "no network rules" : "defaultAction: Allow",
            action.source, "\(node) lets every public address in"))
      ])
    }
    for rule in side.firewall.addressRules {
      clauses += addressClause(rule, side, front, evidence)
    }
    for rule in side.firewall.subnetRules {
      switch rule {
      case .known(let reference, let source):
        guard let identity = book[.serviceEndpoint(reference.id)] else { continue }
        clauses.append(
          RuleList.Clause(
            certain: TrafficSet(sources: AddressSet(identity)),
            possible: TrafficSet(sources: AddressSet(identity)),
            action: .allow,
            evidence: evidence(
              "networkRules", "virtual network rule \(selectors.text(for: reference.id))", source,
              "\(node) lets \(selectors.text(for: reference.id)) in by its service endpoint")))
      case .unknown(let unknown):
        clauses.append(
          RuleList.Clause(
            certain: .empty,
            possible: TrafficSet(
              sources: AddressSet.all.subtracting(book.openAddresses).subtracting(
                AddressBook.publicNumbers)),
            action: .allow,
            evidence: evidence(
              "networkRules", "virtual network rule", unknown.source, unknown.because),
            open: unknown))
      case .absent: break
      }
    }
    let rest: Decision.Action = action.unknown.map { .unknown($0) } ?? .deny
    clauses.append(
      RuleList.Clause(
        .all, rest,
        evidence(
          "networkRules",
          action.unknown == nil ? "defaultAction: Deny" : "default action not known",
          action.source,
          action.unknown?.because ?? "\(node) lets in only what its rules name"),
        remedies: [.openAddressRules(side.id, at: action.source)]))
    return RuleList(clauses)
  }

  private func addressClause(
    _ rule: Setting<AddressPrefix>, _ side: PublicSide, _ front: Front,
    _ evidence: (String, String, SourcePosition?, String) -> Evidence
  ) -> [RuleList.Clause] {
    let node = selectors.text(for: side.id)
    switch rule {
    case .known(let prefix, let source):
      let extent = self.extent(of: AddressSet(prefix))
      var possible = extent.possible
      if side.ignoresAddressRulesInRegion, let region = Estate.region(side.location) {
        // Callers of the account's own region come by private addresses that no rule can name.
        possible = possible.subtracting(book.addresses(inRegion: region))
      }
      return [
        RuleList.Clause(
          certain: TrafficSet(sources: extent.certain.intersection(possible)),
          possible: TrafficSet(sources: possible), action: .allow,
          evidence: evidence(
            "networkRules", "IP rule \(prefix)", source, "\(node) lets \(prefix) in"),
          open: UnknownValue(
            key: "\(side.id)#egressAddress",
            because: "the public address that the caller has is in no input", source: source))
      ]
    case .unknown(let unknown):
      return [
        RuleList.Clause(
          certain: .empty, possible: .all, action: .allow,
          evidence: evidence("networkRules", "IP rule", unknown.source, unknown.because),
          open: unknown)
      ]
    case .absent: return []
    }
  }

  /// The service itself with its identity, as a trusted service or as a resource instance.
  ///
  /// See <https://learn.microsoft.com/azure/storage/common/storage-network-security-trusted-azure-services>.
  func trustedServiceEdges(_ workspace: ResourceID, toward destination: Destination) -> [Edge] {
    guard case .front(let front) = destination, let resource = front.resource,
      let side = publicSide(of: resource)
    else {
      return [
        unknownEdge(
          of: .service(workspace),
          UnknownValue(
            key: "\(workspace)#calls",
            because: "how the service itself calls \(text(for: destination)) is not documented",
            source: nil), toward: destination)
      ]
    }
    let node = selectors.text(for: resource)
    let firewall = side.firewall
    func evidence(_ rule: String, _ source: SourcePosition?, _ why: String) -> Evidence {
      Evidence(
        node: node, control: "trustedServices", rule: rule, source: source,
        article: source == nil ? side.article : nil, why: why)
    }
    let gate: Gate
    if let rule = firewall.resourceRules.first(where: { $0.value?.id.admits(workspace) == true }) {
      gate = Gate(
        .allow,
        evidence("resource instance rule", rule.source, "\(node) lets the workspace's instance in"))
    } else if firewall.publicAccess.value == .securedByPerimeter {
      let unknown = UnknownValue(
        key: "\(resource)#perimeter", because: "a network security perimeter decides at \(node)",
        source: firewall.publicAccess.source)
      gate = Gate(
        .unknown(unknown),
        evidence("SecuredByPerimeter", unknown.source, unknown.because))
    } else if isOpenToAll(firewall) == .yes {
      gate = Gate(
        .allow, evidence("open to all networks", firewall.defaultAction.source, "\(node) is open"))
    } else {
      let doubt =
        isOpenToAll(firewall).unknown ?? firewall.resourceRules.compactMap(\.unknown).first
      switch firewall.bypassesTrustedServices {
      case .known(true, let source):
        gate = Gate(
          .allow,
          evidence("bypass: AzureServices", source, "\(node) lets trusted services pass"))
      case .absent:
        gate = Gate(
          .allow,
          evidence(
            "bypass absent: AzureServices", nil,
            "\(node) lets trusted services pass unless told otherwise"))
      case .known(false, _) where doubt != nil:
        let unknown = doubt ?? Self.missing("the rules of \(node)")
        gate = Gate(
          .unknown(unknown), evidence("rules not known", unknown.source, unknown.because))
      case .known(false, let source):
        gate = Gate(
          .deny,
          evidence(
            "bypass: None", source,
            "\(node) lets no trusted service pass, and no instance rule names the workspace"),
          remedies: [.allowTrustedServices(resource, at: source)])
      case .unknown(let unknown):
        gate = Gate(
          .unknown(unknown), evidence("bypass not known", unknown.source, unknown.because))
      }
    }
    return [Edge(to: .service(front), gate)]
  }

  private func isOpenToAll(_ firewall: ServiceFirewall) -> Certainty {
    let access: Certainty =
      firewall.publicAccess.unknown.map { .open($0) }
      ?? Certainty(firewall.publicAccess.value == .enabled || firewall.publicAccess.isAbsent)
    let action: Certainty =
      firewall.defaultAction.unknown.map { .open($0) }
      ?? Certainty(firewall.defaultAction.value == .allow || firewall.defaultAction.isAbsent)
    return access.and(action)
  }
}

extension ResourceID {
  /// Whether an instance rule with this id lets the resource in: by its id, or as one of all of its
  /// type in a subscription or group, with `*` for what is left open.
  fileprivate func admits(_ resource: ResourceID) -> Bool {
    func covers(_ mine: String?, _ other: String?) -> Bool {
      mine == nil || mine == "*" || other == nil || mine?.lowercased() == other?.lowercased()
    }
    if self == resource { return true }
    return name == "*" && type.lowercased() == resource.type.lowercased()
      && covers(subscription, resource.subscription)
      && covers(resourceGroup, resource.resourceGroup)
  }
}
