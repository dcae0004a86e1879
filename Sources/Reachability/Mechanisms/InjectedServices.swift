internal import EstateModel
internal import TrafficSets

// Services in a subnet of the customer's: a host there, which security groups and routes reach, and no
// public side.
extension ReachabilityGraph {
  /// The ports on which a host that is a service answers; `nil` for other hosts.
  package func documentedPorts(of host: Host) -> [UInt16]? {
    guard case .injected(let id) = host else { return nil }
    guard let service = estate.services[id] else { return nil }
    return service.ports ?? service.kind.names.first?.ports
  }

  /// Whether the name of an injected service leads to its address; `nil` where public DNS tells it.
  ///
  /// Servers have a private zone of their own, which the caller's network must be linked to; of a
  /// gateway or an environment that is internal somebody else enters the name.
  func injectedName(_ id: ResourceID, askedBy host: Host) -> (any Mechanism)? {
    guard let service = estate.services[id] else { return nil }
    let node = selectors.text(for: id)
    if service.zone.isAbsent {
      guard Self.nameless.contains(service.kind.type.lowercased()) else { return nil }
      return Presumption(
        remark: Remark(
          node: node, property: "name",
          because: "the caller's name service knows the address of \(node)",
          source: service.source))
    }
    func evidence(_ rule: String, _ source: SourcePosition?, _ why: String) -> Evidence {
      Evidence(
        node: node, control: "nameResolution", rule: rule, source: source,
        article: source == nil ? service.kind.injection?.article : nil, why: why)
    }
    func undecided(_ unknown: UnknownValue) -> Gate {
      Gate(
        .unknown(unknown), evidence("name not known", unknown.source, unknown.because))
    }
    guard let zone = service.zone.value?.id else {
      return undecided(service.zone.unknown ?? Self.missing("the zone of \(node)"))
    }
    switch resolver(
      of: host, for: AskedName(name: "name.\(zone.name.lowercased())", zone: nil))
    {
    case .unknown(let unknown): return undecided(unknown)
    case .nobody(let why, let source):
      return Gate(.deny, evidence("DNS servers", source, why))
    case .publicNames(let why, let source):
      return Gate(.deny, evidence("public DNS", source, "\(why); it does not know \(node)"))
    case .managed:
      return Gate(
        .deny, evidence("managed network", nil, "the managed network does not know \(node)"))
    case .network(let network):
      return linkGate(of: network, to: zone, node, service.zone.source, evidence)
    }
  }

  /// Types whose names in a subnet are left to the customer's own name service.
  private static let nameless: Set<String> = [
    "microsoft.app/managedenvironments", "microsoft.app/containerapps",
    "microsoft.apimanagement/service", "microsoft.web/sites", "microsoft.web/sites/slots",
    "microsoft.dbforpostgresql/flexibleservers", "microsoft.dbformysql/flexibleservers",
  ]

  /// From the internet: only the service's public data endpoint, where there is such.
  func injectedInternetEdges(_ id: ResourceID) -> [Edge] {
    publicEdges(ofInjected: id) + translatedEntries(toward: .host(.injected(id)))
  }

  private func publicEdges(ofInjected id: ResourceID) -> [Edge] {
    guard let service = estate.services[id] else { return [] }
    let node = selectors.text(for: id)
    func evidence(_ rule: String, _ source: SourcePosition?, _ why: String) -> Evidence {
      Evidence(
        node: node, control: "injection", rule: rule, source: source,
        article: source == nil ? service.kind.injection?.article : nil, why: why)
    }
    let closed = Edge(
      to: .dropped(node),
      Chain([
        Forwarding(to: sharedPublicAddresses.complement),
        Gate(
          .deny,
          evidence(
            "in a subnet", service.subnet.source,
            "\(node) has an address in a subnet and no public side")),
      ]))
    if let data = service.switches[.publicData] {
      switch data {
      case .known(true, let source): return [publicDataEdge(service, source)].compactMap { $0 }
      case .unknown(let unknown):
        return [
          Edge(
            to: .host(.injected(id)),
            Gate(
              .unknown(unknown),
              evidence("public data endpoint not known", unknown.source, unknown.because)))
        ]
      case .known(false, let source):
        return [
          Edge(
            to: .dropped(node),
            Gate(
              .deny,
              evidence(
                "publicDataEndpointEnabled: false", source,
                "\(node) has no endpoint for callers outside its network")))
        ]
      case .absent: return [closed]
      }
    }
    // An instance in external mode has a public address before its subnet.
    if service.kind.type == "Microsoft.ApiManagement/service",
      service.switches[.isExternal]?.value != false
    {
      let unknown = UnknownValue(
        key: "\(id)#external",
        because: "the public address of an API Management instance in a subnet is not modelled yet",
        source: service.subnet.source)
      return [
        Edge(
          to: .host(.injected(id)),
          Gate(.unknown(unknown), evidence("external mode", unknown.source, unknown.because)))
      ]
    }
    return [closed]
  }

  /// The public endpoint of a managed instance is port 3342, and the group of its subnet decides who
  /// gets there.
  ///
  /// See <https://learn.microsoft.com/azure/azure-sql/managed-instance/public-endpoint-overview>.
  private func publicDataEdge(_ service: PlatformService, _ source: SourcePosition) -> Edge? {
    guard let subnet = service.subnet.value?.id,
      let address = book[.host(.injected(service.id))]
    else { return nil }
    let node = selectors.text(for: service.id)
    return Edge(
      to: .entering(subnet: subnet),
      Chain([
        Forwarding(to: AddressSet(address)),
        RuleList([
          RuleList.Clause(
            TrafficSet(protocols: ProtocolSet(.tcp), destinationPorts: PortSet(3342)), .allow,
            Evidence(
              node: node, control: "injection", rule: "publicDataEndpointEnabled: true",
              source: source, why: "\(node) takes callers from outside its network on port 3342")),
          RuleList.Clause(
            .all, .deny,
            Evidence(
              node: node, control: "injection", rule: "port 3342", source: source,
              why: "callers from outside its network reach \(node) on port 3342 only")),
        ]),
      ]))
  }
}
