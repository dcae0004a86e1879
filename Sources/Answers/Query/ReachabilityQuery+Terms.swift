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
      for group in traffic.bySource {
        let isWhole = finding.asked.sources.isSubset(of: group.sources)
        let from = isWhole ? "" : " from \(text(group.sources, of: finding.asked.sources))"
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
    guard question.keepsDestinations else { return [(rest, "")] }
    return rest.byDestination.map { group in
      let isWhole = finding.asked.destinations.isSubset(of: group.destinations)
      let to = isWhole ? "" : " to \(text(group.destinations, of: finding.asked.destinations))"
      return (group.rest, to)
    }
  }

  /// Where senders or destinations fare differently, each is named.
  private func suffix(
    _ question: AskedQuestion, _ finding: Finding
  ) -> (from: String, to: String) {
    var from = ""
    var to = ""
    if question.source.senders.count > 1 { from = " from \(graph.text(for: finding.sender.host))" }
    if question.target.goal.destinations.count > 1 {
      switch question.target.goal {
      case .anyOf: break
      case .allOf:
        if case .front(let front) = finding.destination { to = " to \(front.name)" }
      case .each: to = " to \(graph.text(for: finding.destination))"
      }
    }
    return (from, to)
  }
}
