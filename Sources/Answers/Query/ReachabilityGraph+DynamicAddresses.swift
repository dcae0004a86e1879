internal import Reachability
internal import TrafficSets

extension ReachabilityGraph {
  /// Why it is not decided whether a rule takes traffic in, where that hangs on the number of an address
  /// that Azure gives: no file of service tags tells it.
  func reasonOfDynamicAddress(_ decision: Decision) -> String? {
    guard case .unknown(let unknown) = decision.action,
      unknown.because.hasSuffix("(those of services: --service-tags)")
    else { return nil }
    let named = decision.traffic.sources.union(decision.traffic.destinations)
    guard named != .all, !named.containsAllNamed else { return nil }
    var labels: [String] = []
    for address in named.namedAddresses {
      guard let number = address.number, Int(number) < book.entries.count else { continue }
      let entry = book.entries[Int(number)]
      guard case .dynamic = entry.kind else { return nil }
      labels.append(entry.label)
    }
    guard let first = labels.first else { return nil }
    let all =
      labels.count > 2
      ? "\(first) and \(labels.count - 1) others" : labels.joined(separator: " and ")
    return
      "whether \(decision.evidence.rule) takes in the \(labels.count > 1 ? "addresses" : "address") of \(all) is not decided: \(labels.count > 1 ? "they are" : "it is") dynamic, so that no input tells \(labels.count > 1 ? "their numbers" : "its number")"
  }
}
