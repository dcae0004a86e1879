internal import EstateModel
internal import TrafficSets

// Internal load balancers: as a destination of their own, and as a way to the machines behind them.
// https://learn.microsoft.com/azure/load-balancer/components
extension ReachabilityGraph {
  static let balancerArticle = "https://learn.microsoft.com/azure/load-balancer/components"

  func address(ofFrontend id: ResourceID) -> AddressSet {
    guard let frontend = balancers.frontends[id] else { return .empty }
    if frontend.isPublic {
      return publicExit(frontend.publicAddress).map { AddressSet($0.address) } ?? .empty
    }
    let address = frontend.privateAddress.value ?? book[.host(.frontend(id))]
    return address.map { AddressSet($0) } ?? .empty
  }

  private func balancer(of frontend: ResourceID) -> LoadBalancer? {
    frontend.parent.flatMap { estate.loadBalancers[$0] }
  }

  /// The rules that a frontend has, or may have.
  func rules(of frontend: ResourceID) -> [(LoadBalancer.Rule, LoadBalancer)] {
    guard let balancer = balancer(of: frontend) else { return [] }
    return balancer.rules.filter { rule in
      rule.frontend.value.map { $0.id == frontend } ?? (rule.frontend.unknown != nil)
    }.map { ($0, balancer) }
  }

  /// The frontends that lead to an interface.
  func frontends(leadingTo interface: ResourceID) -> [ResourceID] {
    var seen: Set<ResourceID> = []
    return (balancers.rules[interface] ?? []).compactMap { place in
      estate.loadBalancers[place.balancer]?.rules[place.rule].frontend.value?.id
    }.filter { balancers.frontends[$0] != nil && seen.insert($0).inserted }
  }

  /// Whether a balancer leads to the host.
  func isBalanced(_ host: Host) -> Bool {
    if case .interface(let id) = host { balancers.rules[id] != nil } else { false }
  }

  /// The subnets of the frontends that lead to a host.
  func frontendSubnets(leadingTo host: Host) -> [ResourceID] {
    guard case .interface(let id) = host else { return [] }
    var seen: Set<ResourceID> = []
    return frontends(leadingTo: id).compactMap { balancers.frontends[$0]?.subnet.value?.id }
      .filter { seen.insert($0).inserted }
  }

  // MARK: - Calling

  /// From a sender that calls a machine by a frontend: the destination that it names is the frontend's
  /// address and port, and traffic is told as it arrives.
  func balancedCalls(of sender: Host, toward destination: Destination) -> [Edge] {
    guard !balancers.isEmpty, case .host(.interface(let interface)) = destination else { return [] }
    let isInside: Bool
    switch attachment(of: sender) {
    case .subnet, .gateway: isInside = true
    case .internet, .managed: isInside = false
    case .service, .unknown: return []
    }
    return frontends(leadingTo: interface).flatMap { frontend -> [Edge] in
      if !isInside, balancers.frontends[frontend]?.isPublic != true { return [] }
      return rules(of: frontend).filter { rule, balancer in
        backends(of: rule, in: balancer).backends.contains { $0.interface == interface }
      }.map { rule, _ in
        let pattern = Pattern(rule)
        return Edge(
          to: .addressed(sender),
          Chain(
            [Sorting(traffic: pattern.behind)]
              + callers(ofFamilyOf: address(ofFrontend: frontend), interface)
          ).translating(
            .destination(address(ofFrontend: frontend), ports: pattern.frontendPorts)))
      }
    }
  }

  /// The frontends in a subnet that matter for a destination.
  func frontendEntries(in subnet: ResourceID, toward host: Host) -> [Edge] {
    guard let here = balancers.frontendsBySubnet[subnet] else { return [] }
    let wanted: [ResourceID]
    switch host {
    case .frontend(let id): wanted = [id]
    case .interface(let id): wanted = frontends(leadingTo: id)
    default: return []
    }
    // A group at the subnet of a frontend stands at no interface there.
    return here.filter(wanted.contains).map {
      Edge(to: .frontend($0), Forwarding(to: address(ofFrontend: $0)))
    }
  }

  /// The interfaces in a subnet at which a packet for a frontend arrives.
  func balancedArrivals(of frontend: ResourceID, in subnet: ResourceID) -> [Edge] {
    var seen: Set<ResourceID> = []
    return rules(of: frontend).flatMap { backends(of: $0, in: $1).backends }
      .filter { $0.subnet == subnet && seen.insert($0.interface).inserted }
      .compactMap { estate.interfaces[$0.interface] }
      .flatMap { arrivals(at: $0, in: subnet, as: .frontend(frontend)) }
  }

  /// Addresses of frontends that keep them as far as the interface.
  func floatingAddresses(of interface: ResourceID) -> AddressSet {
    (balancers.rules[interface] ?? []).reduce(AddressSet.empty) { addresses, place in
      guard let rule = estate.loadBalancers[place.balancer]?.rules[place.rule],
        Self.mayFloat(rule), let frontend = rule.frontend.value?.id
      else { return addresses }
      return addresses.union(address(ofFrontend: frontend))
    }
  }

  private static func mayFloat(_ rule: LoadBalancer.Rule) -> Bool {
    rule.hasFloatingAddress.value == true || rule.hasFloatingAddress.unknown != nil
  }

  // MARK: - At a frontend

  /// What a rule takes, and what it makes of it.
  struct Pattern {
    /// At the frontend, by port there.
    let before: TrafficSet
    /// As it arrives.
    let behind: TrafficSet
    /// `nil` where ports stay as they are.
    let frontendPorts: PortSet?
    let backendPorts: PortSet?
    let isEveryPort: Bool
    /// Whether what is open may turn out to take every port, and protocols besides TCP and UDP.
    let mayBeEveryPort: Bool
    let unknown: UnknownValue?
    let text: String

    init(_ rule: LoadBalancer.Rule) {
      unknown =
        rule.frontend.unknown ?? rule.transport.unknown ?? rule.frontendPort.unknown
        ?? rule.backendPort.unknown
        ?? (rule.transport.isAbsent || rule.frontendPort.isAbsent
          ? ReachabilityGraph.missing("protocol and port of rule \(rule.name)") : nil)
      let transport: ProtocolSet =
        switch rule.transport.value {
        case .tcp: ProtocolSet(.tcp)
        case .udp: ProtocolSet(.udp)
        case .all, nil: ProtocolSet(.tcp, .udp)
        }
      let front = rule.frontendPort.value.flatMap { UInt16(exactly: $0) }
      let stated = rule.backendPort.value.flatMap { UInt16(exactly: $0) }
      let back = rule.backendPort.unknown == nil ? stated ?? front : nil
      let range = rule.frontendRange.flatMap { range in
        UInt16(exactly: range.lowerBound).flatMap { first in
          UInt16(exactly: range.upperBound).map { first...$0 }
        }
      }
      isEveryPort = rule.transport.value == .all && front == 0
      mayBeEveryPort =
        isEveryPort
        || !rule.isTranslation && rule.frontendRange == nil
          && (rule.transport.unknown != nil || rule.transport.value == .all)
          && (rule.frontendPort.unknown != nil || front == 0)
      if isEveryPort {
        before = TrafficSet(protocols: transport)
        behind = before
        frontendPorts = nil
        backendPorts = nil
        text = "\(rule.name): HA ports"
      } else if unknown != nil {
        // Where a port is open it may be any, whichever the other one is.
        let known = mayBeEveryPort ? nil : range.map { PortSet($0) } ?? front.map { PortSet($0) }
        let ports = known ?? .all
        let inner =
          mayBeEveryPort || rule.backendPort.unknown != nil
          ? .all : back.map { PortSet($0) } ?? .all
        before = TrafficSet(protocols: transport, destinationPorts: ports)
        behind = TrafficSet(protocols: transport, destinationPorts: inner)
        frontendPorts = ports
        backendPorts = inner
        text = rule.name
      } else {
        let front = front ?? 0
        let back = back ?? front
        let ports = range.map { PortSet($0) } ?? PortSet(front)
        before = TrafficSet(protocols: transport, destinationPorts: ports)
        behind = TrafficSet(protocols: transport, destinationPorts: PortSet(back))
        frontendPorts = ports
        backendPorts = PortSet(back)
        text =
          "\(rule.name): \((rule.transport.value?.rawValue ?? "Tcp").lowercased())/\(range.map { "\($0.lowerBound)-\($0.upperBound)" } ?? String(front)) -> \(back)"
      }
    }
  }

  /// From a frontend: what is for it goes to a member of a pool, with the address and port of that;
  /// what a route sent here goes on as it is, to a member that has to forward it.
  func frontendEdges(_ id: ResourceID, toward destination: Destination) -> [Edge] {
    let own = Forwarding(to: address(ofFrontend: id))
    let rules = rules(of: id)
    // A route's next hop is never a public frontend.
    let hops =
      balancers.frontends[id]?.isPublic == true ? [] : balancedHops(id, rules, destination)
    let passing = hops.map {
      Edge(
        to: $0.to,
        Chain([Forwarding(to: address(ofFrontend: id).complement)] + $0.mechanism.steps))
    }
    guard case .host(let host) = destination else { return passing }
    var edges = passing
    let gateway = balancers.frontends[id].flatMap { frontend in
      frontend.gateway.isAbsent
        ? nil : gatewayGate(of: frontend.gateway, selectors.text(for: id.parent ?? id))
    }
    for (rule, balancer) in rules {
      let pattern = Pattern(rule)
      var only: ResourceID?
      switch host {
      case .interface(let interface): only = interface
      case .frontend(id): break
      default: continue
      }
      edges += choices(
        rule, balancer, pattern, own: pattern.before, only: only, ends: [.host(host)]
      ) {
        backend, steps in
        let isCounted = only == nil ? pattern.frontendPorts : nil
        return destinations(of: rule, backend, id).map { address, gates in
          Edge(
            to: balancers.frontends[id]?.subnet.value?.id == backend.subnet
              ? .balanced(subnet: backend.subnet) : .entering(subnet: backend.subnet),
            Chain(
              [own] + familyGate(ofFrontend: id)
                + callers(ofFamilyOf: backend.address, backend.interface)
                + (gateway.map { [$0] } ?? []) + steps + gates
                + admission(by: id, to: backend, at: pattern.backendPorts)
            ).translating(
              .destination(address, ports: pattern.backendPorts, countedAs: isCounted)))
        }
      }.map { edge in
        edge.mechanism.steps.first is Forwarding
          ? edge : Edge(to: edge.to, Chain([own] + edge.mechanism.steps))
      }
    }
    guard case .frontend(id) = host else { return edges }
    let pings = answeredPings(at: id, own)
    let taken = pings.isEmpty ? TrafficSet.empty : Self.pings
    return edges + pings + [withoutRule(id, rules.map(\.0), own, \.before, besides: taken)]
  }

  /// The addresses that a member sees: its own, or with floating addresses the frontend's; which of
  /// them its group judges is not documented.
  private func destinations(
    of rule: LoadBalancer.Rule, _ backend: Backend, _ frontend: ResourceID
  ) -> [(AddressSet, [any Mechanism])] {
    guard Self.mayFloat(rule) else { return [(backend.address, [])] }
    let node = selectors.text(for: backend.interface)
    let unknown =
      rule.hasFloatingAddress.unknown
      ?? UnknownValue(
        key: "\(frontend)#\(rule.name)#floating",
        because: "which address the group of \(node) sees behind a floating one is not documented",
        source: rule.hasFloatingAddress.source)
    let remark = Presumption(
      remark: Remark(
        node: node, property: "floatingAddress",
        because: "the guest behind rule \(rule.name) has the frontend's address, too",
        source: rule.hasFloatingAddress.source))
    return [(false, backend.address), (true, address(ofFrontend: frontend))].map {
      isFloating, address in
      let gate = Gate(
        .unknown(unknown),
        Evidence(
          node: node, control: "loadBalancingRule", rule: "enableFloatingIP",
          source: unknown.source, why: unknown.because),
        cases: ["floating": isFloating, "own": !isFloating])
      return (address, [gate, remark])
    }
  }

  /// What no rule takes goes nowhere.
  func withoutRule(
    _ frontend: ResourceID, _ rules: [LoadBalancer.Rule], _ own: any Mechanism,
    _ side: (Pattern) -> TrafficSet, besides others: TrafficSet = .empty, remedies: [Change] = []
  ) -> Edge {
    let node = selectors.text(for: frontend.parent ?? frontend)
    let taken = rules.reduce(others) { $0.union(side(Pattern($1))) }
    return Edge(
      to: .dropped(node),
      Chain([
        own, Sorting(traffic: TrafficSet.all.subtracting(taken)),
        Gate(
          .deny,
          Evidence(
            node: node, control: "loadBalancingRule", rule: "no rule",
            source: balancers.frontends[frontend]?.source,
            why: "no rule of \(node) takes it at this frontend"), remedies: remedies),
      ]))
  }

  /// The members among which a rule may choose, one edge or more each; what stops all of them.
  ///
  /// - Parameter only: the one member that is asked about, whichever else there are.
  func choices(
    _ rule: LoadBalancer.Rule, _ balancer: LoadBalancer, _ pattern: Pattern, own: TrafficSet,
    only: ResourceID?, ends: [Place],
    _ edges: (Backend, [any Mechanism]) -> [Edge]
  ) -> [Edge] {
    let node = selectors.text(for: balancer.id)
    func evidence(_ why: String) -> Evidence {
      Evidence(
        node: node, control: "loadBalancingRule", rule: pattern.text, source: rule.source, why: why)
    }
    var (backends, open) = backends(of: rule, in: balancer)
    if let only {
      backends = backends.filter { $0.interface == only }
      open = nil
    }
    var start: [any Mechanism] = [Sorting(traffic: own)]
    if let unknown = pattern.unknown {
      start.append(Gate(.unknown(unknown), evidence(unknown.because)))
    }
    let able = backends.filter { !$0.health.isDown }
    if able.isEmpty, open == nil {
      let reasons = backends.compactMap { backend -> Gate? in
        guard case .down(let evidence, let remedies) = backend.health else { return nil }
        return Gate(.deny, evidence, remedies: remedies)
      }
      let why =
        reasons.first
        ?? Gate(.deny, evidence("no machine is behind rule \(rule.name) of \(node)"))
      return [Edge(to: .dropped(node), Chain(start + [why]))]
    }
    let isSure = able.contains(where: \.health.isUp)
    let names = able.map(\.interface.description) + (open == nil ? [] : ["?"])
    let choice = UnknownValue(
      key: "\(balancer.id)#\(rule.name)#member",
      because: "which member rule \(rule.name) of \(node) chooses is not decided",
      source: rule.source)
    func gate(_ chosen: String) -> [any Mechanism] {
      if names.count < 2 {
        // Of a range each member has one port, which no configuration tells.
        guard only == nil, let range = rule.frontendRange, range.count > 1 else { return [] }
        return [Gate(.unknown(choice), evidence(choice.because))]
      }
      return [
        Gate(
          .unknown(choice), evidence(choice.because),
          cases: Dictionary(names.map { ($0, $0 == chosen) }, uniquingKeysWith: { $1 }))
      ]
    }
    var result: [Edge] = []
    for backend in able {
      let name = selectors.text(for: backend.interface)
      var steps = start
      steps += gate(backend.interface.description)
      if case .open(let unknown) = backend.health, !isSure {
        steps.append(Gate(.unknown(unknown), evidence(unknown.because)))
      }
      let sender = estate.interfaces[backend.interface].map { addresses(of: $0) } ?? .empty
      let proof = Gate(.allow, evidence("rule \(rule.name) of \(node) leads to \(name)"))
      result += edges(
        backend, steps + [Sorting(traffic: TrafficSet(sources: sender.complement)), proof])
      // A member is not called by the frontend that it stands behind.
      result.append(
        Edge(
          to: .dropped(node),
          Chain(
            steps + [
              Sorting(traffic: TrafficSet(sources: sender)),
              Gate(
                .deny,
                Evidence(
                  node: node, control: "loadBalancingRule", rule: pattern.text, source: nil,
                  article:
                    "https://learn.microsoft.com/azure/load-balancer/load-balancer-troubleshoot",
                  why: "\(name) does not reach itself by the frontend that it stands behind")),
            ])))
    }
    if let open {
      result += ends.map {
        Edge(
          to: $0,
          Chain(start + gate("?") + [Gate(.unknown(open), evidence(open.because))]))
      }
    }
    return result
  }
}
