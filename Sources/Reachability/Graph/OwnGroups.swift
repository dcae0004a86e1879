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
}

extension HostClasses.Traits {
  /// What the graph reads of the host besides its own security group.
  package var besidesOwnGroup: HostClasses.Traits {
    HostClasses.Traits(
      subnet: subnet, securityGroup: nil, applicationGroups: applicationGroups, block: block,
      isNumbered: isNumbered)
  }
}
