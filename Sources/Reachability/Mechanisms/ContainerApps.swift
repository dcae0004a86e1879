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
    var gates: [any Mechanism] = [ingressGate(app)]
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
    guard let app = containerApp(id) else { return [] }
    // Nobody else is in the subnet of an environment.
    if case .subnet(let subnet, _) = attachment(of: host), subnet == app.sendingSubnet.value?.id {
      return [ingressGate(app, isInside: true)]
    }
    return [ingressGate(app)] + (publicSide(of: id).map { [networkRules($0)] } ?? [])
  }
}
