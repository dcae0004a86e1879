internal import Reachability
internal import TrafficSets

extension ReachabilityGraph {
  /// Why it is not decided whether a rule or a route takes traffic in, where that hangs on the number of an
  /// address that Azure gives: no file of service tags tells it.
  func reasonOfDynamicAddress(_ decision: Decision) -> String? {
    guard case .unknown(let unknown) = decision.action else { return nil }
    let named: AddressSet
    if unknown.because.hasPrefix(RouteDoubt.start) {
      named = decision.traffic.destinations
    } else if unknown.because.hasSuffix("(those of services: --service-tags)") {
      // The side that is decided has no part in it.
      let isOfSender = unknown.because.contains("takes in the address of the sender")
      let isOfDestination = unknown.because.contains("takes in the address of the destination")
      named = (isOfDestination ? AddressSet.empty : decision.traffic.sources)
        .union(isOfSender ? .empty : decision.traffic.destinations)
    } else {
      return nil
    }
    guard named != .all, !named.containsAllNamed else { return nil }
    var labels: [String] = []
    var areInterfaces = true
    for address in named.namedAddresses {
      guard let number = address.number, Int(number) < book.entries.count else { continue }
      let entry = book.entries[Int(number)]
      guard case .dynamic = entry.kind else { return nil }
      if case .interface = entry.key {} else { areInterfaces = false }
      labels.append(entry.label)
    }
    guard let first = labels.first else { return nil }
    let all =
      labels.count > 2
      ? "\(first) and \(labels.count - 1) others" : labels.joined(separator: " and ")
    let isOne = labels.count == 1
    return
      "whether \(decision.evidence.rule) takes in the \(isOne ? "address" : "addresses") of \(all) is not decided: \(isOne ? "it is" : "they are") dynamic, so that no input tells \(isOne ? "its number" : "their numbers")"
      + (areInterfaces ? " (privateIPAllocationMethod: Static would)" : "")
  }
}
