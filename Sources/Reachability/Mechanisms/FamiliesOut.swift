internal import EstateModel
internal import TrafficSets

// A way out carries one family of addresses: what is sent to an address whose family no input tells, it may
// carry.
// https://learn.microsoft.com/azure/virtual-network/ip-services/ipv6-overview
extension ReachabilityGraph {
  /// Of the traffic what goes between addresses of IPv4 alone, for certain and perhaps.
  ///
  /// - Parameter fromAny: Whether senders have another address on that way.
  func clauseOverIPv4(
    _ traffic: TrafficSet, fromAny: Bool = false, _ action: Decision.Action,
    _ proof: Evidence, remedies: [Change] = []
  ) -> RuleList.Clause {
    func within(_ addresses: AddressSet) -> TrafficSet {
      traffic.intersection(
        fromAny
          ? TrafficSet(destinations: addresses)
          : TrafficSet(sources: addresses, destinations: addresses))
    }
    if book.ofOpenFamily.isEmpty {
      return RuleList.Clause(within(notIPv6), action, proof, remedies: remedies)
    }
    return RuleList.Clause(
      certain: within(notIPv6), possible: within(book.ipv6.complement), action: action,
      evidence: proof, remedies: remedies, open: openFamily)
  }

  /// What is sent to addresses whose family is open goes by a way for IPv4 perhaps.
  var gateOfOpenFamily: [any Mechanism] {
    if book.ofOpenFamily.isEmpty { return [] }
    let gate = Gate(
      open: openFamily, node: "internet", control: "outboundMethod", rule: "IPv4 only")
    return [Limited(to: TrafficSet(destinations: book.ofOpenFamily), gate)]
  }

  private var openFamily: UnknownValue {
    let node = book.ofOpenFamily.namedAddresses.first.map { book.label($0) } ?? "an address"
    return UnknownValue(
      key: "\(node)#family", because: "whether \(node) is an address of IPv4 or IPv6 is not known",
      source: nil)
  }
}
