internal import EstateModel
internal import TrafficSets

extension RuleList.Clause {
  /// Why it is not decided whether the rule takes in this traffic.
  func doubt(of traffic: TrafficSet) -> UnknownValue {
    if let open { return open }
    if case .unknown(let unknown) = action { return unknown }
    // Where the question names numbers it is what the rule stands for that no input tells.
    let isNumbered =
      traffic.sources.isDisjoint(with: .named) && traffic.destinations.isDisjoint(with: .named)
    return UnknownValue(
      key: "\(evidence.node)#\(evidence.rule)",
      because:
        "whether \(evidence.rule) takes in the addresses is not decided, since no input tells "
        + (isNumbered ? "all addresses that it stands for" : "their numbers")
        + " (those of services: --service-tags)",
      source: evidence.source)
  }
}
