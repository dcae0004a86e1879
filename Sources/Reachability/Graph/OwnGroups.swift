internal import EstateModel
package import TrafficSets

extension ReachabilityGraph {
  /// All that an interface sends to have it arrive at a host, by whatever address and port it calls it, as
  /// its own security group lets it out: what else decides about it meets hosts of one subnet alike,
  /// whichever group each of them has.
  ///
  /// - Parameter traffic: What is to arrive, by the interface's own address.
  /// - Returns: `nil` where it is not decided, for all but interfaces, and where names or proxies stand
  ///   between both.
  package func sent(
    pastOwnGroupOf host: Host, toward target: Host, _ traffic: TrafficSet
  ) -> TrafficSet? {
    guard calledName == nil, case .interface(let id) = host,
      case .subnet(let subnet, _) = attachment(of: host), isCalledByAddresses(target),
      handovers(toward: .host(target)).isEmpty
    else { return nil }
    let group = ownGroup(of: id, .outbound, at: subnet)
    var list: RuleList?
    if let group {
      guard let rules = group as? RuleList, rules.cases.isEmpty else { return nil }
      list = rules
    }
    var sent = TrafficSet.empty
    for edge in edges(from: .sender(host), toward: .host(target)) {
      guard edge.to == .addressed(host), let called = called(by: edge, traffic) else { return nil }
      let passed = list?.passes(Passage(called)) ?? Passage(called)
      guard passed.isDecided else { return nil }
      sent.formUnion(passed.certain)
    }
    return sent
  }

  /// Whether no name leads to the host, which the sender's group may keep it from asking for.
  private func isCalledByAddresses(_ host: Host) -> Bool {
    switch host {
    case .interface, .machine, .subnet, .subnetAddress, .compute, .internet, .address: true
    default: false
    }
  }

  /// What is sent of traffic that is to arrive, where the edge leads from it to another address; `nil`
  /// where it changes senders.
  private func called(by edge: Edge, _ traffic: TrafficSet) -> TrafficSet? {
    var passage = Passage(traffic)
    for step in edge.mechanism.steps { passage = step.decide(passage, under: .none).passed }
    switch edge.mechanism.translation {
    case nil: return passage.possible
    case .destinations(let addresses): return passage.possible.settingDestinations(to: addresses)
    case .destination(let addresses, let ports, _):
      let moved = passage.possible.settingDestinations(to: addresses)
      return ports.map { moved.settingDestinationPorts(to: $0) } ?? moved
    case .sources, .both: return nil
    }
  }
}

extension HostClasses.Traits {
  /// What the graph reads of the host besides its own security group.
  package var besidesOwnGroup: HostClasses.Traits {
    HostClasses.Traits(
      subnet: subnet, securityGroup: nil, applicationGroups: applicationGroups, block: block,
      isNumbered: isNumbered)
  }
}
