internal import EstateModel
internal import Reachability
internal import TrafficSets

// Sets of packets as the terms that an answer tells, with the ends where these differ.
extension ReachabilityQuery {
  /// Traffic as terms, with addresses where only a part of a side is meant.
  func terms(
    _ question: AskedQuestion, _ findings: [Finding], _ part: (Finding) -> TrafficSet
  ) -> [String] {
    // What several findings say of the same ends is told as one.
    var ends: [String] = []
    var services: [String: TrafficSet] = [:]
    for finding in findings {
      let traffic =
        question.keepsDestinations
        ? ofBothFamilies(part(finding), of: finding.asked) : part(finding)
      if traffic.isEmpty { continue }
      let names = names(question, finding)
      for group in traffic.bySource {
        let isWhole = names.from != nil && finding.asked.sources.isSubset(of: group.sources)
        let from = isWhole ? "" : " from \(text(group.sources, of: finding.asked.sources))"
        for (rest, to) in byDestination(group.rest, question, finding, isNamed: names.to != nil) {
          let end = "\(names.from ?? "")\(from)\(names.to ?? "")\(to)"
          if services[end] == nil { ends.append(end) }
          services[end, default: .empty].formUnion(rest)
        }
      }
    }
    return unique(
      ends.flatMap { end in
        TrafficTerm.termsWithSourcePorts(of: services[end] ?? .empty).map { $0 + end }
      })
  }

  private func byDestination(
    _ rest: TrafficSet, _ question: AskedQuestion, _ finding: Finding, isNamed: Bool
  ) -> [(rest: TrafficSet, to: String)] {
    guard question.keepsDestinations else {
      return [(rest, isNamed ? "" : " to \(text(finding.asked.destinations, of: .all))")]
    }
    return rest.byDestination.map { group in
      let isWhole = isNamed && finding.asked.destinations.isSubset(of: group.destinations)
      let to = isWhole ? "" : " to \(text(group.destinations, of: finding.asked.destinations))"
      return (group.rest, to)
    }
  }

  /// Where senders or destinations fare differently, each is named; `nil` for an end that its addresses
  /// tell alone.
  private func names(
    _ question: AskedQuestion, _ finding: Finding
  ) -> (from: String?, to: String?) {
    var from: String? = ""
    var to: String? = ""
    if question.source.senders.count > 1 {
      let host = finding.sender.host
      from =
        isRest(.host(host), finding.asked.sources) ? nil : " from \(graph.text(for: host))"
    }
    if question.target.goal.destinations.count > 1 {
      switch question.target.goal {
      case .anyOf: break
      case .allOf:
        if case .front(let front) = finding.destination { to = " to \(front.name)" }
      case .each:
        to =
          isRest(finding.destination, finding.asked.destinations)
          ? nil : " to \(graph.text(for: finding.destination))"
      }
    }
    return (from, to)
  }

  /// Whether it is what a subnet has besides its hosts, which by the subnet's name would read as all of it.
  private func isRest(_ end: Destination, _ addresses: AddressSet) -> Bool {
    if case .host(.subnet) = end { !addresses.isAll && !addresses.isEmpty } else { false }
  }
}
