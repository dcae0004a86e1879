internal import EstateModel
internal import TrafficSets

// The rule of a firewall that lets through what was asked and no more: an application rule for a name where
// HTTP, HTTPS or MSSQL is spoken, else a network rule, which takes names only with the DNS proxy.
// https://learn.microsoft.com/azure/firewall/rule-processing
extension Change {
  func narrowedRules(
    to denied: TrafficSet, of asked: TrafficSet, _ destination: Destination,
    in graph: ReachabilityGraph
  ) -> [Change] {
    guard case .allowThroughFirewall(let firewall, let ahead, _, _, _, _, let source) = self else {
      return [self]
    }
    let sources = graph.peers(graph.whole(denied.sources, of: asked.sources), toward: nil)
    let traffic = denied.fewestServices(of: asked)
    func rule(_ destinations: [SecurityRule.Peer], _ name: String?) -> Change {
      .allowThroughFirewall(
        firewall, ahead: ahead, sources: sources, destinations: destinations, name: name,
        traffic: traffic, at: source)
    }
    let destinations = graph.peers(
      graph.whole(denied.destinations, of: asked.destinations), toward: destination)
    let isInternet = destinations.contains(.tag("Internet"))
    var name: String?
    var exactName: String?
    if case .front(let front) = destination {
      name = front.nameInRules
      exactName = name.flatMap { $0.hasPrefix("*") ? nil : $0 }
    } else if isInternet {
      name = "*"
    }
    if Self.readings(of: traffic, to: name, ahead: ahead) != nil {
      return [rule(destinations, name)]
    }
    // No tag of a firewall's holds the internet.
    guard isInternet else { return [rule(destinations, nil)] }
    guard let exactName, ahead?.isNetworkRule != true,
      let described = graph.estate.firewalls[firewall]
    else { return [rule([.any], nil)] }
    let isTakingNames = graph.takesNamesInNetworkRules(described) == .yes
    return (isTakingNames ? [] : [.enableNameProxy(firewall: firewall, at: source)])
      + [rule([.any], exactName)]
  }
}

extension Front {
  /// What a rule would name it by: its name, or of one that is not wholly known what is below its region.
  fileprivate var nameInRules: String? {
    guard isCalledByName else { return nil }
    guard name.contains("<") else { return name }
    guard let last = name.lastIndex(of: ">") else { return nil }
    let tail = String(name[name.index(after: last)...])
    guard tail.hasPrefix("."), let location, tail.contains(".\(location).") else { return nil }
    return "*\(tail)"
  }
}
