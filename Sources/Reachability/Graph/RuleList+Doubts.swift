internal import EstateModel
internal import TrafficSets

extension RuleList.Clause {
  /// Why it is not decided whether the rule takes in this traffic.
  func doubt(of traffic: TrafficSet) -> UnknownValue {
    if let open { return open }
    if case .unknown(let unknown) = action { return unknown }
    let isOfSenders = !takesInSenders(of: traffic)
    let isOfDestinations = !takesInDestinations(of: traffic)
    let (what, sides): (String, AddressSet) =
      switch (isOfSenders, isOfDestinations) {
      case (true, false): ("the address of the sender", traffic.sources)
      case (false, true): ("the address of the destination", traffic.destinations)
      default: ("the addresses", traffic.sources.union(traffic.destinations))
      }
    // Where the question names numbers it is what the rule stands for that no input tells.
    let isNumbered = sides.isDisjoint(with: .named)
    let isOne = isOfSenders != isOfDestinations
    return UnknownValue(
      key: "\(evidence.node)#\(evidence.rule)",
      because:
        "whether \(evidence.rule) takes in \(what) is not decided, since no input tells "
        + (isNumbered
          ? "all addresses that it stands for" : isOne ? "its number" : "their numbers")
        + " (those of services: --service-tags)",
      source: evidence.source)
  }
}
