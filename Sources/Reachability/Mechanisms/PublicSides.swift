package import EstateModel
internal import TrafficSets

/// What the public side of a service lets in, and how it is documented.
struct PublicSide {
  let id: ResourceID
  let firewall: ServiceFirewall
  let location: Setting<String>
  let article: String
  let access: PublicAccessShape
  /// Storage ignores address rules for callers of its own region.
  var ignoresAddressRulesInRegion = false
  /// Why the flag may not count, where it says Disabled.
  var doubtOfFlag: UnknownValue?
  /// Addresses of the service's own that it lets in besides those that rules name.
  var ownEgress = Extent.nothing

  /// The last key on the way to the flag.
  var flagName: String {
    let path: String
    switch access.flags {
    case .one(let only): path = only
    case .first(let paths): path = paths[0]
    }
    return path.split(separator: ".").last.map(String.init) ?? path
  }
}

// The public side of services, in one order for all: perimeter, flag, rules, default.
extension ReachabilityGraph {
  func publicSide(of front: Front) -> PublicSide? {
    front.resource.flatMap { publicSide(of: $0, part: front.part) }
  }

  func publicSide(of id: ResourceID, part: String? = nil) -> PublicSide? {
    if let account = estate.storageAccounts[id] {
      return PublicSide(
        id: id, firewall: account.firewall, location: account.location,
        article: "https://learn.microsoft.com/azure/storage/common/storage-network-security",
        access: ServiceCatalog.storageAccess, ignoresAddressRulesInRegion: true)
    }
    if let vault = estate.keyVaults[id] {
      return PublicSide(
        id: id, firewall: vault.firewall, location: vault.location,
        article: "https://learn.microsoft.com/azure/key-vault/general/network-security",
        access: ServiceCatalog.keyVaultAccess)
    }
    if let registry = estate.registries[id] {
      return PublicSide(
        id: id, firewall: registry.firewall, location: registry.location,
        article:
          "https://learn.microsoft.com/azure/container-registry/container-registry-access-selected-networks",
        access: ServiceCatalog.registryAccess)
    }
    if let service = estate.services[id] {
      var side = PublicSide(
        id: id, firewall: service.firewall(of: part), location: service.location,
        article: service.kind.article, access: service.kind.access)
      side.doubtOfFlag = service.doubtOfFlag(part: part)
      return side
    }
    if let cluster = estate.clusters[id] { return publicSide(of: cluster) }
    if let monitor = estate.monitors[id] {
      return publicSide(of: monitor, part.flatMap { Monitor.Part(rawValue: $0) } ?? .ingestion)
    }
    return nil
  }

  func publicSideEdges(_ front: Front) -> [Edge] {
    guard let resource = front.resource else {
      return [
        Edge(
          to: .service(front), Chain([Forwarding(to: .all)] + listeningGates(ofRegistry: front)))
      ]
    }
    if let gate = privateClusterGate(front) { return [Edge(to: .service(front), gate)] }
    if let (monitor, part) = monitor(front) {
      return [Edge(to: .service(front), Chain(monitorMechanisms(monitor, part, front)))]
    }
    if let app = containerApp(resource) {
      return [Edge(to: .service(front), Chain(containerAppMechanisms(app, front)))]
    }
    if let side = publicSide(of: front) {
      let gates = groupBefore(resource) + publicMechanisms(side) + listeningGates(front)
      return [Edge(to: .service(front), Chain(gates))]
    }
    if let workspace = estate.workspaces[resource] {
      return [
        Edge(to: .service(front), Chain(workspaceMechanisms(workspace) + listeningGates(front)))
      ]
    }
    if let compute = computeInstance(front) {
      return [
        Edge(to: .service(front), Chain(publicMechanisms(ofInstance: compute, front)))
      ]
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

  func publicMechanisms(_ side: PublicSide) -> [any Mechanism] {
    // A perimeter that is enforced decides by itself: flag and rules do not count.
    if let gate = perimeterGate(of: side) { return [gate] }
    return [flagGate(side), endpointsGate(side)].compactMap { $0 } + [networkRules(side)]
  }

  /// What decides, at the node of the service; without a place, by the service's article.
  func evidence(
    _ side: PublicSide, _ control: String, _ rule: String, _ source: SourcePosition?,
    _ why: String
  ) -> Evidence {
    Evidence(
      node: selectors.text(for: side.id), control: control, rule: rule, source: source,
      article: source == nil ? side.article : nil, why: why)
  }

  // MARK: - Perimeters

  /// An enforced perimeter decides by itself; in any other mode it leaves what it does not let in to
  /// the service's own settings.
  ///
  /// See <https://learn.microsoft.com/azure/private-link/network-security-perimeter-transition>.
  func perimeterGate(of side: PublicSide) -> Gate? {
    let node = selectors.text(for: side.id)
    for association in estate.perimeterAssociations {
      let named = association.resource.names(side.id)
      guard named.isPossible else { continue }
      let unknown: UnknownValue
      switch (association.mode, named) {
      case (.unknown(let open), _), (_, .open(let open)): unknown = open
      case (.known(.enforced, let source), _):
        unknown = UnknownValue(
          key: "\(side.id)#perimeter",
          because: "a network security perimeter decides at \(node), which is not modelled",
          source: source)
      case (.known, _), (.absent, _): continue
      }
      return Gate(
        open: unknown, node: node, control: "networkSecurityPerimeter",
        rule: "accessMode of \(association.id.name)")
    }
    return nil
  }

  // MARK: - The flag

  private func flagGate(_ side: PublicSide) -> Gate {
    let node = selectors.text(for: side.id)
    let control = "publicNetworkAccess"
    switch side.firewall.publicAccess {
    case .known(.enabled, let source):
      return Gate(
        .allow,
        evidence(
          side, control, "\(side.flagName): Enabled", source,
          "\(node) takes traffic from public networks"))
    case .known(.disabled, let source):
      if let doubt = side.doubtOfFlag {
        return Gate(
          .unknown(doubt),
          evidence(side, control, "\(side.flagName): Disabled", source, doubt.because))
      }
      return Gate(
        .deny,
        evidence(
          side, control, "\(side.flagName): Disabled", source,
          "\(node) takes no traffic from public networks"),
        remedies: [.enablePublicAccess(side.id, at: source)])
    case .known(.securedByPerimeter, let source):
      let unknown = UnknownValue(
        key: "\(side.id)#perimeter",
        because: "a network security perimeter decides at \(node), which is not modelled",
        source: source)
      return Gate(
        .unknown(unknown), evidence(side, control, "SecuredByPerimeter", source, unknown.because))
    case .unknown(let unknown):
      return Gate(
        .unknown(unknown),
        evidence(side, control, "not known", unknown.source, unknown.because),
        cases: unknown.flagCases(enabled: true, disabled: false, hasOthers: true))
    case .absent: return absentFlagGate(side)
    }
  }

  /// Whether a private endpoint closes a service that says nothing is a matter of its type.
  private func absentFlagGate(_ side: PublicSide) -> Gate {
    let node = selectors.text(for: side.id)
    let control = "publicNetworkAccess"
    guard side.access.isOpenWithoutFlag else {
      return Gate(
        .deny,
        evidence(
          side, control, "\(side.flagName) absent: closed", nil,
          "\(node) takes no traffic from public networks unless told so"),
        remedies: [.enablePublicAccess(side.id, at: nil)])
    }
    let open = Gate(
      .allow,
      evidence(
        side, control, "\(side.flagName) absent: Enabled", nil,
        "\(node) takes traffic from public networks unless told otherwise"))
    let (approved, endpoint) = approvedPrivateEndpoint(to: side.id)
    switch (side.access.closing, approved) {
    case (.never, _), (.withoutRules, _), (_, .no): return open
    case (.whereFlagIsAbsent, .yes):
      return Gate(
        .deny,
        evidence(
          side, control, "\(side.flagName) absent, with a private endpoint: closed", nil,
          "a private endpoint closes the public side of \(node) unless its flag opens it"),
        remedies: [.enablePublicAccess(side.id, at: nil)])
    case (_, .open(let unknown)):
      return Gate(
        .unknown(unknown),
        evidence(
          side, control, "\(side.flagName) absent, perhaps with a private endpoint",
          unknown.source, unknown.because))
    case (.undocumentedWhereFlagIsAbsent, .yes):
      let unknown = UnknownValue(
        key: "\(side.id)#publicNetworkAccess",
        because:
          "whether \(node) is open to public networks beside its private endpoint hangs on \(side.flagName), which no input has",
        source: endpoint?.source)
      return Gate(
        .unknown(unknown),
        evidence(side, control, "\(side.flagName) absent", nil, unknown.because))
    }
  }

  /// Some services are closed by a private endpoint as long as no rule opens them.
  private func endpointsGate(_ side: PublicSide) -> Gate? {
    guard side.access.closing == .withoutRules, !side.firewall.hasRules else { return nil }
    let node = selectors.text(for: side.id)
    switch approvedPrivateEndpoint(to: side.id).certainty {
    case .no: return nil
    case .yes:
      return Gate(
        .deny,
        evidence(
          side, "networkRules", "no rules, with a private endpoint: closed", nil,
          "a private endpoint closes the public side of \(node) as long as it has no rules"),
        remedies: [.openAddressRules(side.id, at: nil)])
    case .open(let unknown):
      return Gate(
        .unknown(unknown),
        evidence(
          side, "networkRules", "no rules, perhaps with a private endpoint", unknown.source,
          unknown.because))
    }
  }

  /// Whether an approved private endpoint leads to the service, to whatever of its subresources.
  package func approvedPrivateEndpoint(
    to id: ResourceID
  ) -> (certainty: Certainty, endpoint: PrivateEndpoint?) {
    let (target, group) = privateLinkTarget(of: id)
    var certainty = estate.managedPrivateEndpoint(to: target, group: group)
    var deciding: PrivateEndpoint?
    for endpoint in estate.privateEndpoints {
      let leads = endpoint.service(of: target, group: group).and(endpoint.isApproved)
      if leads.isPossible, deciding == nil || leads == .yes { deciding = endpoint }
      certainty = certainty.or(leads)
    }
    return (certainty, deciding)
  }

  /// What private endpoints to a service name. An app and each of its slots have endpoints of their own,
  /// all of which name the app.
  private func privateLinkTarget(of id: ResourceID) -> (id: ResourceID, group: String?) {
    switch id.type.lowercased() {
    case "microsoft.web/sites": (id, "sites")
    case "microsoft.web/sites/slots": (id.parent ?? id, "sites-\(id.name)")
    default: (id, nil)
    }
  }
}

extension PrivateEndpoint {
  /// Whether its connection is approved; one that is made automatically is taken to be.
  var isApproved: Certainty {
    switch state {
    case .known(let state, _): Certainty(state == .approved)
    case .unknown(let unknown): .open(unknown)
    case .absent where isManual:
      .open(
        UnknownValue(
          key: "\(id)#state",
          because: "\(id.name) asks for approval by hand, and no input tells whether it was given",
          source: source))
    case .absent: .yes
    }
  }
}

extension PlatformService {
  /// Why a flag that says Disabled may not close a part.
  fileprivate func doubtOfFlag(part: String?) -> UnknownValue? {
    if kind.type == "Microsoft.Synapse/workspaces", switches[.managedNetwork]?.isAbsent == true {
      return UnknownValue(
        key: "\(id)#managedVirtualNetwork",
        because: "public access is disabled, which only counts in a managed virtual network",
        source: firewall.publicAccess.source)
    }
    if kind.type == "Microsoft.Devices/IotHubs", part == "events" {
      return UnknownValue(
        key: "\(id)#events",
        because: "whether the flag closes the built-in event hub as well is not documented",
        source: firewall.publicAccess.source)
    }
    return nil
  }
}
