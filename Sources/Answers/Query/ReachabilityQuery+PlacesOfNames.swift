internal import EstateModel
internal import Reachability
internal import TrafficSets

// The address behind a name of somebody else's no input tells; what names public numbers may hold it.
extension ReachabilityQuery {
  /// Past this many service tags it is not tried which of them the answer hangs on.
  private static let mostTags = 24
  private static let mostPairs = 16

  /// What is taken for granted of such addresses.
  func placesOfNames(_ question: AskedQuestion, _ findings: [Finding]) -> [Remark] {
    let destinations = question.target.goal.destinations.filter { destination in
      guard case .front(let front) = destination else { return false }
      return front.resource == nil && front.tags.isEmpty && front.selector.hasPrefix("fqdn/")
    }
    return destinations.flatMap { destination -> [Remark] in
      var reasons: [String] = []
      if graph.namesNumbersOfNoService {
        reasons.append(
          "its address lies in none of the prefixes for documentation that rules and routes name")
      }
      let tags = decidingTags(question, findings, destination).map(ServiceTagCatalog.spelled)
      if !tags.isEmpty {
        let list = tags.joined(separator: ", ")
        reasons.append(
          tags.count == 1
            ? "the service tag \(list) does not hold its address"
            : "none of the service tags \(list) holds its address")
      }
      return reasons.map {
        Remark(
          node: graph.text(for: destination), property: "address", because: $0, source: nil)
      }
    }
  }

  /// The service tags that rules name and with which the answer would be another if they held the address.
  private func decidingTags(
    _ question: AskedQuestion, _ findings: [Finding], _ destination: Destination
  ) -> [String] {
    var graph = graph
    graph.note(destination)
    let tags = graph.tagsWithout(destination)
    let concerned = findings.filter { $0.destination == destination }.prefix(Self.mostPairs)
    if tags.count > Self.mostTags { return tags }
    return tags.filter { tag in
      let assumed = ReachabilityQuery(
        graph.assuming(tags: [tag: true], of: destination), cases: nil)
      return concerned.contains { finding in
        let other = assumed.finding(question, finding.sender, destination)
        return other.certain != finding.certain || other.possible != finding.possible
      }
    }
  }
}
