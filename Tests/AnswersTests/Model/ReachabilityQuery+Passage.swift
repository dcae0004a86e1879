import Reachability
import Testing
import TrafficSets

@testable import Answers

extension ReachabilityQuery {
  /// What gets through between two nodes on any traffic, for certain and perhaps.
  func passage(
    _ from: String, _ to: String
  ) throws -> (certain: TrafficSet, possible: TrafficSet) {
    guard case .subjects(let sources, _) = graph.resolve(from),
      case .subjects(let targets, _) = graph.resolve(to), let source = sources.first,
      let target = targets.first
    else {
      Issue.record("no such nodes: \(from), \(to)")
      return (.empty, .empty)
    }
    let findings = self.findings(
      AskedQuestion(source: source, target: target, traffic: [], via: nil, avoid: nil))
    return (
      findings.reduce(.empty) { $0.union($1.certain) },
      findings.reduce(.empty) { $0.union($1.possible) }
    )
  }
}
