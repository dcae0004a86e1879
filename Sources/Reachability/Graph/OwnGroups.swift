internal import EstateModel
package import TrafficSets

extension ReachabilityGraph {
  /// What an interface's own security group lets it send of some traffic: what else decides about it
  /// meets hosts of one subnet alike, whichever group each of them has.
  ///
  /// - Returns: `nil` where it is not decided, and for all but interfaces.
  package func sent(pastOwnGroupOf host: Host, _ traffic: TrafficSet) -> TrafficSet? {
    guard case .interface(let id) = host, case .subnet(let subnet, _) = attachment(of: host) else {
      return nil
    }
    guard let group = ownGroup(of: id, .outbound, at: subnet) else { return traffic }
    guard let list = group as? RuleList, list.cases.isEmpty else { return nil }
    let passed = list.passes(Passage(traffic))
    return passed.isDecided ? passed.certain : nil
  }

  /// All that a host sends to have traffic arrive at another one, by whatever address and port it calls it:
  /// the same for all hosts of a subnet that differ in their own security groups alone.
  ///
  /// - Parameter traffic: What is to arrive.
  /// - Returns: `nil` where names or proxies stand between both.
  package func calls(of host: Host, toward target: Host, _ traffic: TrafficSet) -> TrafficSet? {
    guard calledName == nil, isCalledByAddresses(target), knows(target),
      handovers(toward: .host(target)).isEmpty
    else { return nil }
    var calls = TrafficSet.empty
    for edge in edges(from: .sender(host), toward: .host(target)) {
      guard edge.to == .addressed(host), let called = called(by: edge, traffic) else { return nil }
      calls.formUnion(called)
    }
    return calls
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
    case .destinations(let addresses): return passage.redirected(to: addresses).possible
    case .destination(let addresses, let ports, _):
      return passage.redirected(to: addresses, ports).possible
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
