internal import EstateModel
internal import TrafficSets

// A balancer sends nothing to a member whose probe fails, and a security group can make it fail.
// https://learn.microsoft.com/azure/load-balancer/load-balancer-custom-probe-overview
extension ReachabilityGraph {
  static let probeArticle =
    "https://learn.microsoft.com/azure/load-balancer/load-balancer-custom-probe-overview"

  enum Health: Sendable {
    case up
    case down(Evidence, remedies: [Change] = [])
    case open(UnknownValue)

    var isUp: Bool { if case .up = self { true } else { false } }
    var isDown: Bool { if case .down = self { true } else { false } }
  }

  /// A member of a rule's pools.
  struct Backend: Sendable {
    let interface: ResourceID
    let address: AddressSet
    let subnet: ResourceID
    let health: Health
  }

  typealias Backends = (backends: [Backend], open: UnknownValue?)

  /// The members that a rule leads to, with their health as far as groups decide it, and why there
  /// may be others.
  func backends(of rule: LoadBalancer.Rule, in balancer: LoadBalancer) -> Backends {
    knownNetworks.backends.value(
      for: NetworkCache.Balancing(balancer: balancer.id, rule: rule)
    ) { newBackends(of: rule, in: balancer) }
  }

  private func newBackends(of rule: LoadBalancer.Rule, in balancer: LoadBalancer) -> Backends {
    var open = balancers.openToAll ?? rule.targets.compactMap(\.unknown).first
    var backends: [Backend] = []
    let probe = rule.probe.value.flatMap { reference in
      balancer.probes.first { $0.id == reference.id }
    }
    for target in rule.targets.compactMap(\.value) {
      open = open ?? balancers.open[target.id] ?? undescribedPool(target)
      let pool = balancer.pools.first { $0.id == target.id }
      for member in balancers.members[target.id] ?? [] {
        guard let interface = estate.interfaces[member.interface] else { continue }
        let configuration = interface.configurations[member.configuration]
        guard let subnet = configuration.subnet.value?.id,
          let address =
            configuration.privateAddress.value
            ?? book[.interface(interface.id, member.configuration)],
          isOfFamily(address, configuration, ofFrontend: rule.frontend.value?.id),
          !backends.contains(where: { $0.address.contains(address) })
        else { continue }
        let state = member.entry.flatMap { pool?.members[$0].adminState } ?? .absent
        backends.append(
          Backend(
            interface: interface.id, address: AddressSet(address), subnet: subnet,
            health: health(of: interface, address, subnet, state, rule, probe)))
      }
    }
    guard let probe, !backends.isEmpty, backends.allSatisfy(\.health.isDown) else {
      return (backends, open)
    }
    // With all members down, a probe may say that all get traffic.
    let health: Health
    switch probe.whenAllAreDown {
    case .known(let text, _) where text.lowercased() == "allprobedup": health = .up
    case .unknown(let unknown): health = .open(unknown)
    case .known, .absent: return (backends, open)
    }
    return (
      backends.map {
        Backend(interface: $0.interface, address: $0.address, subnet: $0.subnet, health: health)
      }, open
    )
  }

  /// The change of the group that lets the probe in.
  private func letting(_ probe: TrafficSet, in remedies: [Change]) -> [Change] {
    remedies.compactMap { remedy in
      guard case .allowTraffic(let group, let direction, _, _, _, let source) = remedy else {
        return nil
      }
      return .allowTraffic(
        securityGroup: group, direction: direction, sources: [.tag("AzureLoadBalancer")],
        destinations: peers(probe.destinations, toward: nil),
        traffic: TrafficSet(
          protocols: probe.protocols, destinationPorts: probe.destinationPorts),
        at: source)
    }
  }

  /// Why a pool may have members: its balancer is in no input.
  private func undescribedPool(_ pool: Reference) -> UnknownValue? {
    guard let id = pool.id.parent, estate.loadBalancers[id]?.isDescribed != true else { return nil }
    return UnknownValue(
      key: "\(pool.id)#members",
      because: "no input describes \(selectors.text(for: id)), whose pool this is",
      source: pool.source)
  }

  private func health(
    of interface: NetworkInterface, _ address: Address, _ subnet: ResourceID,
    _ state: Setting<String>, _ rule: LoadBalancer.Rule, _ probe: LoadBalancer.Probe?
  ) -> Health {
    let node = selectors.text(for: interface.id)
    switch state {
    case .known(let text, _) where text.lowercased() == "up": return .up
    case .known(let text, let source) where text.lowercased() == "down":
      return .down(
        Evidence(
          node: node, control: "healthProbe", rule: "adminState: \(text)", source: source,
          why: "\(node) is taken out of its pool"))
    case .unknown(let unknown): return .open(unknown)
    case .known, .absent: break
    }
    if let unknown = rule.probe.unknown { return .open(unknown) }
    if rule.probe.isAbsent { return .up }
    guard let probe else { return .open(Self.missing("the probe of rule \(rule.name)")) }
    var ports = PortSet.all
    if let port = probe.port.value.flatMap({ UInt16(exactly: $0) }) { ports = PortSet(port) }
    let asked = TrafficSet(
      sources: AddressBook.platformHost, destinations: AddressSet(address),
      protocols: ProtocolSet(.tcp), destinationPorts: ports)
    var passage = Passage(asked)
    let groups = [
      estate.subnets[subnet].flatMap {
        securityGroup($0.securityGroup, .inbound, at: subnet, of: subnet)
      },
      ownGroup(of: interface.id, .inbound, at: subnet),
    ].compactMap { $0 }
    for group in groups {
      let outcome = group.decide(passage, under: .none)
      if outcome.passed.isEmpty {
        let decision = outcome.decisions.last { $0.action == .deny }
        let denial = decision?.evidence
        return .down(
          Evidence(
            node: denial?.node ?? node, control: "healthProbe",
            rule: denial?.rule ?? "health probe", source: denial?.source,
            article: denial?.source == nil ? Self.probeArticle : nil,
            why:
              "\(denial?.rule ?? "a group") stops the health probe of rule \(rule.name) to \(node), so that nothing is sent there"
          ), remedies: letting(asked, in: decision?.remedies ?? []))
      }
      passage = outcome.passed
    }
    if asked.isSubset(of: passage.certain) { return .up }
    return .open(
      probe.port.unknown
        ?? UnknownValue(
          key: "\(probe.id)#\(interface.id)",
          because: "whether the health probe of rule \(rule.name) reaches \(node) is not decided",
          source: rule.source))
  }
}
