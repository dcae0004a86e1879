internal import EstateModel
internal import TrafficSets

// By which public addresses hosts leave: those of a NAT gateway, of a firewall, of the frontends of
// load balancers.
// https://learn.microsoft.com/azure/load-balancer/outbound-rules
extension ReachabilityGraph {
  static let balancerOutboundArticle =
    "https://learn.microsoft.com/azure/load-balancer/outbound-rules"

  /// A public address that hosts leave by.
  struct PublicExit {
    let name: String
    let address: Address
    let source: SourcePosition?
    var isIPv6 = false
  }

  /// The public address of a resource, by number or by name.
  func publicExit(_ setting: Setting<Reference>) -> PublicExit? {
    guard case .known(let reference, let source) = setting,
      let address = estate.publicAddresses[reference.id]?.address.value
        ?? book[.publicAddress(reference.id)]
    else { return nil }
    return PublicExit(
      name: selectors.text(for: reference.id), address: address, source: source,
      isIPv6: address.family == .ipv6
        || estate.publicAddresses[reference.id]?.family.value == .ipv6)
  }

  /// An edge to the internet for each address that may be taken.
  ///
  /// Of several any may be: what one of them may reach and another may not is not decided.
  func edges(
    leavingBy exits: [PublicExit], _ key: String, of node: String, _ start: [any Mechanism],
    _ clauses: (PublicExit) -> [RuleList.Clause]
  ) -> [Edge] {
    let choice = UnknownValue(
      key: "\(key)#publicAddress",
      because: "by which of its public addresses \(node) leaves is not decided",
      source: exits.first?.source)
    return exits.map { exit in
      var steps = start
      if exits.count > 1 {
        steps.append(
          Gate(
            .unknown(choice),
            Evidence(
              node: node, control: "outboundMethod", rule: "public IP addresses",
              source: exit.source, why: choice.because),
            cases: Dictionary(
              exits.map { ($0.name, $0.name == exit.name) }, uniquingKeysWith: { $0 || $1 })))
      }
      return Edge(
        to: .internet,
        Chain(steps + [RuleList(clauses(exit))]).translating(.sources(AddressSet(exit.address))))
    }
  }

  // MARK: - NAT gateways

  /// The NAT gateway that serves a subnet: its own, or one of its whole network.
  func natGateway(of subnet: Subnet) -> Setting<Reference> {
    guard subnet.natGateway.isAbsent, subnet.id.name.lowercased() != "gatewaysubnet" else {
      return subnet.natGateway
    }
    for gateway in estate.natGateways where gateway.network.value?.id == subnet.network {
      return .known(
        Reference(gateway.id, at: gateway.source), gateway.network.source ?? gateway.source)
    }
    return .absent
  }

  /// The addresses of a NAT gateway where the input tells them all; `nil` where it does not.
  func exits(ofNATGateway setting: Setting<Reference>) -> [PublicExit]? {
    guard let gateway = setting.value.flatMap({ estate.natGateways[$0.id] }), gateway.isDescribed
    else { return nil }
    let exits = gateway.publicAddresses.compactMap { publicExit($0) }
    let prefixes = gateway.publicPrefixes.compactMap { publicExits(ofPrefix: $0) }
    guard exits.count == gateway.publicAddresses.count,
      prefixes.count == gateway.publicPrefixes.count
    else { return nil }
    return exits + prefixes.flatMap(\.self)
  }

  // MARK: - Load balancers

  /// What the pools that an address is in say about its way out.
  struct BalancedExit {
    /// Which protocols leave by which frontends.
    var ways: [Way] = []
    /// Why it has no default outbound access.
    var barred: Evidence?
    var unknown: UnknownValue?

    struct Way {
      let protocols: ProtocolSet
      var exits: [PublicExit]
      let evidence: Evidence
      /// The gateway load balancers in front of these frontends.
      let gateways: [Setting<Reference>]
    }

    var isEmpty: Bool { ways.isEmpty && barred == nil && unknown == nil }
  }

  /// Outbound rules come before load-balancing rules; a member of a balancer of the tier Standard has no
  /// default outbound access beside them. One that its pool knows by address alone keeps that.
  func balancedExit(
    of interface: NetworkInterface, _ configuration: NetworkInterface.Configuration
  ) -> BalancedExit {
    var exit = BalancedExit()
    for setting in configuration.backendPools {
      guard let pool = setting.value?.id, let id = pool.parent,
        let balancer = estate.loadBalancers[id]
      else {
        exit.unknown = exit.unknown ?? setting.unknown
        continue
      }
      let node = selectors.text(for: id)
      guard balancer.isModelled else {
        exit.unknown =
          exit.unknown
          ?? UnknownValue(
            key: "\(id)#outbound", because: "what \(node) does for its members is not modelled",
            source: balancer.source)
        continue
      }
      add(balancer, pool, node, to: &exit)
    }
    // A frontend gives addresses of its own family only.
    for index in exit.ways.indices {
      exit.ways[index].exits.removeAll { $0.isIPv6 != configuration.isIPv6 }
    }
    exit.ways.removeAll(where: \.exits.isEmpty)
    return exit
  }

  private func add(
    _ balancer: LoadBalancer, _ pool: ResourceID, _ node: String, to exit: inout BalancedExit
  ) {
    func evidence(_ rule: String, _ source: SourcePosition, _ why: String) -> Evidence {
      Evidence(node: node, control: "outboundMethod", rule: rule, source: source, why: why)
    }
    func exits(_ frontends: [ResourceID]) -> [PublicExit] {
      frontends.flatMap { id -> [PublicExit] in
        guard let frontend = balancer.frontends.first(where: { $0.id == id }) else { return [] }
        if let known = publicExit(frontend.publicAddress) { return [known] }
        if let known = publicExits(ofPrefix: frontend.publicPrefix) { return known }
        guard !frontend.publicPrefix.isAbsent, let address = book[.frontendPrefix(id)] else {
          return []
        }
        return [
          PublicExit(
            name: "public IP prefix of \(node)", address: address,
            source: frontend.publicPrefix.source)
        ]
      }
    }
    func gateways(_ frontends: [ResourceID]) -> [Setting<Reference>] {
      balancer.frontends.filter { frontends.contains($0.id) && !$0.gateway.isAbsent }
        .map(\.gateway)
    }
    /// Why it is not known by which address of some frontends members leave, if by any.
    func doubt(_ stated: [Setting<Reference>]) -> UnknownValue? {
      let places = stated.compactMap { $0.value?.id }
      let isSure = stated.allSatisfy { $0.unknown == nil }
      let meant = balancer.frontends.filter {
        $0.isPublic && (!isSure || places.contains($0.id))
      }
      if meant.isEmpty { return nil }
      return stated.lazy.compactMap(\.unknown).first
        ?? meant.lazy.compactMap(\.publicAddress.unknown).first
    }
    var own: [BalancedExit.Way] = []
    for rule in balancer.outboundRules {
      let isOurs = rule.pool.names(pool)
      if isOurs == .no { continue }
      if let unknown = isOurs.unknown ?? rule.transport.unknown ?? doubt(rule.frontends) {
        exit.unknown = exit.unknown ?? unknown
        continue
      }
      let frontends = rule.frontends.compactMap { $0.value?.id }
      own.append(
        BalancedExit.Way(
          protocols: Self.protocols(rule.transport), exits: exits(frontends),
          evidence: evidence(
            "outbound rule \(rule.name)", rule.source,
            "outbound rule \(rule.name) of \(node) is the way out"),
          gateways: gateways(frontends)))
    }
    if own.isEmpty {
      for rule in balancer.rules
      where !rule.isTranslation && rule.disablesOutbound.value != true {
        let isOurs = rule.targets.reduce(Certainty.no) { $0.or($1.names(pool)) }
        if isOurs == .no { continue }
        let frontends = rule.frontend.value.map { [$0.id] } ?? []
        let exits = exits(frontends)
        let place = doubt([rule.frontend])
        guard !exits.isEmpty || place != nil else { continue }
        if let unknown = place ?? isOurs.unknown ?? rule.transport.unknown
          ?? rule.disablesOutbound.unknown
        {
          exit.unknown = exit.unknown ?? unknown
          continue
        }
        own.append(
          BalancedExit.Way(
            protocols: Self.protocols(rule.transport), exits: exits,
            evidence: evidence(
              rule.name, rule.source, "rule \(rule.name) of \(node) is the way out as well"),
            gateways: gateways(frontends)))
      }
    }
    exit.ways += own.filter { !$0.exits.isEmpty }
    switch tier(of: balancer) {
    case .known(let tier, let source) where tier.lowercased() == "standard":
      exit.barred =
        exit.barred
        ?? evidence(
          "sku: \(tier)", source,
          "a member of \(node) has no default outbound access, and \(node) gives it none")
    case .known: break
    case .unknown(let unknown): exit.unknown = exit.unknown ?? unknown
    case .absent:
      // Which tier Azure takes has changed over the years.
      exit.unknown =
        exit.unknown
        ?? UnknownValue(
          key: "\(balancer.id)#sku",
          because: "no input tells the sku of \(node): Standard ends default outbound access",
          source: balancer.source)
    }
  }

  private static func protocols(_ transport: Setting<LoadBalancer.RuleProtocol>) -> ProtocolSet {
    switch transport.value {
    case .tcp: ProtocolSet(.tcp)
    case .udp: ProtocolSet(.udp)
    case .all, nil: ProtocolSet(.tcp, .udp)
    }
  }
}
