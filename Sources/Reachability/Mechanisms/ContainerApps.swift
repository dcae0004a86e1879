internal import EstateModel
internal import TrafficSets

// A container app: the flag and the private endpoints are its environment's, the way in its own.
// https://learn.microsoft.com/azure/container-apps/ingress-overview
extension ReachabilityGraph {
  func containerApp(_ id: ResourceID) -> PlatformService? {
    guard let app = estate.services[id], app.kind.type == "Microsoft.App/containerApps" else {
      return nil
    }
    return app
  }

  /// Whether callers get in at all: those outside the environment, or those in it.
  func ingressGate(_ app: PlatformService, isInside: Bool = false) -> Gate {
    let node = selectors.text(for: app.id)
    func evidence(_ rule: String, _ source: SourcePosition?, _ why: String) -> Evidence {
      Evidence(
        node: node, control: "ingress", rule: rule, source: source,
        article: source == nil ? app.kind.article : nil, why: why)
    }
    switch app.switches[.hasIngress] ?? .absent {
    case .unknown(let unknown):
      return Gate(.unknown(unknown), evidence("ingress not known", unknown.source, unknown.because))
    case .known(false, _), .absent:
      return Gate(.deny, evidence("no ingress", nil, "\(node) takes no requests"))
    case .known(true, let source):
      guard isInside else { break }
      return Gate(
        .allow, evidence("ingress", source, "\(node) takes callers of its environment"))
    }
    switch app.switches[.takesOutsiders] ?? .absent {
    case .known(true, let source):
      return Gate(
        .allow, evidence("external: true", source, "\(node) takes callers outside its environment"))
    case .known(false, let source):
      return Gate(
        .deny, evidence("external: false", source, "\(node) takes callers of its environment only"))
    case .absent:
      return Gate(
        .deny,
        evidence(
          "external absent: false", nil,
          "\(node) takes callers of its environment unless told otherwise"))
    case .unknown(let unknown):
      return Gate(
        .unknown(unknown), evidence("external not known", unknown.source, unknown.because))
    }
  }

  /// The environment's public side, then the app's own rules.
  func containerAppMechanisms(_ app: PlatformService, _ front: Front) -> [any Mechanism] {
    var gates: [any Mechanism] = groupBefore(app.id) + [ingressGate(app)]
    switch app.environment {
    case .known(let reference, _):
      if let side = publicSide(of: reference.id) { gates += publicMechanisms(side) }
    case .unknown(let unknown):
      gates.append(
        Gate(open: unknown, node: front.selector, control: "environment", rule: "not known"))
    case .absent: break
    }
    return gates + (publicSide(of: front).map { [networkRules($0)] } ?? [])
  }

  /// In the environment's subnet: the app's way in, and its rules on the caller's own address.
  func injectedApp(_ id: ResourceID, askedBy host: Host) -> [any Mechanism] {
    // Another app may be in the same environment.
    if case .other = host { return [] }
    guard let app = containerApp(id) else { return injectedSite(id) }
    if isInEnvironment(host, of: app) == .yes { return ingressGates(withinEnvironmentOf: app) }
    return [ingressGate(app)] + (publicSide(of: id).map { [networkRules($0)] } ?? [])
  }

  /// In an internal App Service Environment the settings of an app that hold for the public side hold for
  /// its address there.
  private func injectedSite(_ id: ResourceID) -> [any Mechanism] {
    guard let site = estate.services[id], site.kind.type.hasPrefix("Microsoft.Web/sites"),
      let side = publicSide(of: id)
    else { return [] }
    return publicMechanisms(side)
  }

  // MARK: - Within an environment

  /// From a caller to an app of its own environment, whose calls never leave that; `nil` where both are
  /// not, and cannot be, in one.
  func edgesWithinEnvironment(of host: Host, toward destination: Destination) -> [Edge]? {
    guard case .front(let front) = destination, front.endpointCall == nil,
      let app = front.resource.flatMap({ containerApp($0) })
    else { return nil }
    let gates = ingressGates(withinEnvironmentOf: app)
    switch isInEnvironment(host, of: app) {
    case .no: return nil
    case .yes: return [Edge(to: .service(front), Chain(gates))]
    case .open(let unknown):
      let gate = Gate(
        open: unknown, node: front.selector, control: "environment", rule: "not known")
      return [Edge(to: .service(front), Chain([gate] + gates))]
        + plainResolutionEdges(of: host, toward: destination)
    }
  }

  /// Whether a host is in the environment of an app.
  private func isInEnvironment(_ host: Host, of app: PlatformService) -> Certainty {
    let own: Setting<Reference>
    switch host {
    case .app(let id), .other(let id):
      guard let sender = estate.services[id] else { return .no }
      if sender.kind.type == "Microsoft.App/managedEnvironments" {
        return app.environment.names(id)
      }
      if containerApp(id) == nil { return .no }
      own = sender.environment
    default:
      // Nobody else is in the subnet of an environment.
      guard case .subnet(let subnet, _) = attachment(of: host) else { return .no }
      return Certainty(subnet == app.sendingSubnet.value?.id)
    }
    switch (own, app.environment) {
    case (.known(let own, _), _): return app.environment.names(own.id)
    case (_, .known(let other, _)): return own.names(other.id)
    case (.unknown(let unknown), _), (_, .unknown(let unknown)): return .open(unknown)
    case (.absent, .absent): return .no
    }
  }

  /// What decides on callers of the environment itself.
  private func ingressGates(withinEnvironmentOf app: PlatformService) -> [any Mechanism] {
    let way = ingressGate(app, isInside: true)
    guard app.firewall.hasRules else { return [way] }
    let node = selectors.text(for: app.id)
    let unknown = UnknownValue(
      key: "\(app.id)#rulesInside",
      because:
        "whether the IP restrictions of \(node) hold within its environment is not documented",
      source: app.firewall.orderedRules.first?.source ?? app.source)
    return [way, Gate(open: unknown, node: node, control: "networkRules", rule: "IP restrictions")]
  }
}
