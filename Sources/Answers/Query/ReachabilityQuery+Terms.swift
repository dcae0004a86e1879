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
      let suffix = suffix(question, finding)
      let isRest =
        question.source.senders.count > 1
        && isRest(.host(finding.sender.host), finding.asked.sources)
      for group in traffic.bySource {
        let isWhole = finding.asked.sources.isSubset(of: group.sources)
        let from =
          isWhole && !isRest ? "" : " from \(text(group.sources, of: finding.asked.sources))"
        for (rest, to) in byDestination(group.rest, question, finding) {
          let end = "\(suffix.from)\(from)\(suffix.to)\(to)"
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
    _ rest: TrafficSet, _ question: AskedQuestion, _ finding: Finding
  ) -> [(rest: TrafficSet, to: String)] {
    let isRest = isOneOfMany(question) && isRest(finding.destination, finding.asked.destinations)
    guard question.keepsDestinations else {
      return [(rest, isRest ? " to \(text(finding.asked.destinations, of: .all))" : "")]
    }
    return rest.byDestination.map { group in
      let isWhole = finding.asked.destinations.isSubset(of: group.destinations)
      let to =
        isWhole && !isRest
        ? "" : " to \(text(group.destinations, of: finding.asked.destinations))"
      return (group.rest, to)
    }
  }

  /// Whether it is what a subnet has besides its hosts, which by the subnet's name would read as all of it.
  private func isRest(_ end: Destination, _ addresses: AddressSet) -> Bool {
    if case .host(.subnet) = end { !addresses.isAll && !addresses.isEmpty } else { false }
  }

  private func isOneOfMany(_ question: AskedQuestion) -> Bool {
    if case .each(let destinations) = question.target.goal { destinations.count > 1 } else { false }
  }

  /// Where senders or destinations fare differently, each is named.
  private func suffix(
    _ question: AskedQuestion, _ finding: Finding
  ) -> (from: String, to: String) {
    var from = ""
    var to = ""
    if question.source.senders.count > 1, !isRest(.host(finding.sender.host), finding.asked.sources)
    {
      from = " from \(graph.text(for: finding.sender.host))"
    }
    if question.target.goal.destinations.count > 1 {
      switch question.target.goal {
      case .anyOf: break
      case .allOf:
        if case .front(let front) = finding.destination { to = " to \(front.name)" }
      case .each:
        if !isRest(finding.destination, finding.asked.destinations) {
          to = " to \(graph.text(for: finding.destination))"
        }
      }
    }
    return (from, to)
  }
}
