internal import EstateModel

// Azure Monitor: flags for what comes in and what is asked, and private link scopes, whose private
// endpoints take the names of all there is.
// https://learn.microsoft.com/azure/azure-monitor/logs/private-link-design
extension ReachabilityGraph {
  static let monitorArticle =
    "https://learn.microsoft.com/azure/azure-monitor/logs/private-link-design"

  func monitor(_ front: Front) -> (monitor: Monitor, part: Monitor.Part)? {
    guard let monitor = front.resource.flatMap({ estate.monitors[$0] }),
      let part = front.part.flatMap({ Monitor.Part(rawValue: $0) })
    else { return nil }
    return (monitor, part)
  }

  func publicSide(of monitor: Monitor, _ part: Monitor.Part) -> PublicSide {
    var firewall = ServiceFirewall()
    firewall.publicAccess = monitor.publicAccess(for: part)
    return PublicSide(
      id: monitor.id, firewall: firewall, location: monitor.location,
      article: Self.monitorArticle,
      access: part == .ingestion
        ? ServiceCatalog.monitorIngestion : ServiceCatalog.monitorQuery)
  }

  /// The flags of a component and of the workspace that keeps its data: both count.
  func monitorMechanisms(_ monitor: Monitor, _ part: Monitor.Part, _ front: Front)
    -> [any Mechanism]
  {
    var gates = publicMechanisms(publicSide(of: monitor, part))
    switch monitor.workspace {
    case .known(let reference, _):
      if let workspace = estate.monitors[reference.id] {
        gates += publicMechanisms(publicSide(of: workspace, part))
      }
    case .unknown(let unknown):
      gates.append(
        Gate(
          open: unknown, node: front.selector, control: "publicNetworkAccess",
          rule: "workspace not known"))
    case .absent: break
    }
    return gates
  }

  /// What the scope behind a private endpoint lets through to a part of Azure Monitor.
  func scopeGates(_ endpoint: PrivateEndpoint, _ front: Front) -> [any Mechanism] {
    guard let (monitor, part) = monitor(front),
      let scope = endpoint.target.value.flatMap({ estate.monitorScopes[$0.id] })
    else { return [] }
    let node = selectors.text(for: scope.id)
    let name = selectors.text(for: monitor.id)
    func evidence(_ rule: String, _ source: SourcePosition?, _ why: String) -> Evidence {
      Evidence(
        node: node, control: "privateLinkScope", rule: rule, source: source,
        article: source == nil ? Self.monitorArticle : nil, why: why)
    }
    switch scope.holds(monitor.id) {
    case .yes:
      let source = scope.members.first { $0.value?.id == monitor.id }?.source
      return [Gate(.allow, evidence("scoped resource", source, "\(node) holds \(name)"))]
    case .open(let unknown):
      return [
        Gate(.unknown(unknown), evidence("members not known", unknown.source, unknown.because))
      ]
    case .no: break
    }
    let mode = accessMode(of: scope, part, at: endpoint)
    switch mode {
    case .known(.privateOnly, let source):
      return [
        Gate(
          .deny,
          evidence(
            "\(part.rawValue)AccessMode: PrivateOnly", source,
            "\(node) passes nothing on to what it does not hold, as \(name)"))
      ]
    case .unknown(let unknown):
      return [
        Gate(.unknown(unknown), evidence("access mode not known", unknown.source, unknown.because))
      ]
    case .known(.open, let source):
      let passed = evidence(
        "\(part.rawValue)AccessMode: Open", source, "\(node) passes on what it does not hold")
      return [Gate(.allow, passed)] + monitorMechanisms(monitor, part, front)
    case .absent:
      let passed = evidence(
        "\(part.rawValue)AccessMode absent: Open", nil, "\(node) passes on what it does not hold")
      return [Gate(.allow, passed)] + monitorMechanisms(monitor, part, front)
    }
  }

  /// The mode of the scope, or the other one that it has for this endpoint.
  private func accessMode(
    of scope: MonitorScope, _ part: Monitor.Part, at endpoint: PrivateEndpoint
  ) -> Setting<MonitorScope.AccessMode> {
    let exclusion = scope.exclusions.first {
      // A connection's name begins with that of its endpoint.
      $0.connection.lowercased().hasPrefix(endpoint.id.name.lowercased())
    }
    let own = part == .ingestion ? exclusion?.ingestion : exclusion?.query
    return own.flatMap { $0.isAbsent ? nil : $0 } ?? scope.mode(of: part)
  }
}

extension MonitorScope {
  /// Whether the resource is in the scope.
  func holds(_ id: ResourceID) -> Certainty {
    if members.contains(where: { $0.value?.id == id }) { return .yes }
    if let unknown = members.compactMap(\.unknown).first { return .open(unknown) }
    guard isDescribed else {
      return .open(
        UnknownValue(
          key: "\(self.id)#members", because: "no input tells what \(self.id.name) holds",
          source: source))
    }
    return .no
  }
}
