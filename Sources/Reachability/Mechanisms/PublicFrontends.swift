internal import EstateModel
internal import TrafficSets

// Load balancers with a public frontend: from the internet to the machines behind them.
// https://learn.microsoft.com/azure/load-balancer/components
extension ReachabilityGraph {
  /// The public addresses that are no host's own: of firewalls, and of frontends.
  var sharedPublicAddresses: AddressSet {
    knownNetworks.spaces.value(for: .shared) {
      let firewalls = estate.firewalls.reduce(AddressSet.empty) {
        $0.union(publicAddresses(of: $1))
      }
      return balancers.frontends.values.reduce(firewalls) {
        $1.isPublic ? $0.union(address(ofFrontend: $1.id)) : $0
      }
    }
  }

  /// From the internet to the public frontends that lead to a host.
  func publicFrontendEdges(toward host: Host) -> [Edge] {
    let wanted: [ResourceID]
    switch host {
    case .interface(let id): wanted = frontends(leadingTo: id)
    case .frontend(let id): wanted = [id]
    default: return []
    }
    return wanted.filter { balancers.frontends[$0]?.isPublic == true }.map {
      Edge(to: .frontend($0), Forwarding(to: address(ofFrontend: $0)))
    }
  }

  /// The tier of a balancer: where it says none, that of the address at its frontend, with which it has to
  /// agree.
  ///
  /// See <https://learn.microsoft.com/azure/load-balancer/skus>.
  func tier(of balancer: LoadBalancer) -> Setting<String> {
    guard balancer.tier.isAbsent else { return balancer.tier }
    for frontend in balancer.frontends {
      guard let id = frontend.publicAddress.value?.id,
        case .known(let tier, let source)? = estate.publicAddresses[id]?.tier
      else { continue }
      return .known(tier.rawValue, source)
    }
    return .absent
  }

  /// Behind a public balancer of the tier Standard a member without any group is closed.
  ///
  /// See <https://learn.microsoft.com/azure/load-balancer/skus>.
  ///
  /// - Parameter ports: Those that arrive at the member; `nil` where they stay as they are.
  func admission(
    by frontend: ResourceID, to backend: Backend, at ports: PortSet?
  ) -> [any Mechanism] {
    guard balancers.frontends[frontend]?.isPublic == true,
      let interface = estate.interfaces[backend.interface],
      let balancer = frontend.parent.flatMap({ estate.loadBalancers[$0] })
    else { return [] }
    let hasGroup =
      !interface.securityGroup.isAbsent
      || estate.subnets[backend.subnet]?.securityGroup.isAbsent != true
    if hasGroup { return [] }
    let node = selectors.text(for: balancer.id)
    let holder = selectors.text(for: interface.id)
    func evidence(_ rule: String, _ source: SourcePosition?, _ why: String) -> Evidence {
      Evidence(
        node: node, control: "publicAddress", rule: rule, source: source,
        article: source == nil ? "https://learn.microsoft.com/azure/load-balancer/skus" : nil,
        why: why)
    }
    switch tier(of: balancer) {
    case .known(let tier, _) where tier.lowercased() == "basic": return []
    case .known(let tier, let source):
      let closed = RuleList.Clause(
        .all, .deny,
        evidence(
          "sku: \(tier)", source,
          "\(holder) is closed behind \(node) until a security group at it or its subnet allows"),
        remedies: [
          .attachSecurityGroup(
            interface: interface.id,
            traffic: ports.map { TrafficSet(destinationPorts: $0) } ?? .all, at: interface.source)
        ])
      let opening = clausesOpening(node, at: backend.subnet)
      return [RuleList(opening + [closed])]
    case .unknown(let unknown):
      return [
        Gate(
          .unknown(unknown), evidence("sku", unknown.source, unknown.because),
          cases: Self.tierCases)
      ]
    case .absent:
      let unknown = UnknownValue(
        key: "\(balancer.id)#sku",
        because:
          "no input tells the sku of \(node): Standard is closed without a group, Basic open",
        source: balancer.source)
      return [
        Gate(
          .unknown(unknown), evidence("sku", unknown.source, unknown.because),
          cases: Self.tierCases)
      ]
    }
  }
}
