internal import EstateModel
internal import TrafficSets

/// Reads off the graph's edges what stands between hosts and the routes of their networks.
struct HostBorders {
  let graph: ReachabilityGraph
  private var subnetDepartures: [ResourceID: [HostFlows.Filter]?] = [:]

  init(graph: ReachabilityGraph) { self.graph = graph }

  /// From the host as far as the routes of its subnet; `nil` where its packets may go another way.
  mutating func departure(of host: Host, toward witness: Host) -> HostFlows.Border? {
    guard let (address, subnet, network) = place(of: host),
      let own = filters(
        [.sender(host), .addressed(host), .leaving(subnet: subnet)], toward: witness)
    else { return nil }
    let known = subnetDepartures[subnet]
    let shared =
      known
      ?? filters(
        [.leaving(subnet: subnet), .routing(subnet: subnet), .routed(subnet: subnet)],
        toward: witness)
    subnetDepartures[subnet] = .some(shared)
    guard let shared else { return nil }
    return HostFlows.Border(
      host: host, address: address, subnet: subnet, network: network, filters: own + shared)
  }

  /// From the border of the host's subnet to the host.
  func arrival(at host: Host) -> HostFlows.Border? {
    guard let (address, subnet, network) = place(of: host),
      graph.addressesLeading(to: host).contains(address),
      let calls = graph.publicCalls(of: host),
      let filters = filters(
        [.entering(subnet: subnet), .inside(subnet: subnet), .host(host)], toward: host)
    else { return nil }
    return HostFlows.Border(
      host: host, address: address, subnet: subnet, network: network, filters: filters,
      calls: calls)
  }

  private func place(of host: Host) -> (Address, subnet: ResourceID, network: ResourceID)? {
    guard case .subnet(let subnet, _) = graph.attachment(of: host),
      let network = graph.estate.subnets[subnet]?.network
    else { return nil }
    let addresses = graph.addresses(of: host)
    guard let address = addresses.firstAddress, addresses == AddressSet(address) else { return nil }
    return (address, subnet, network)
  }

  /// What is decided on a way that has no other; `nil` where it has, or where something decides that
  /// is not known to judge each packet by itself.
  private func filters(_ places: [Place], toward host: Host) -> [HostFlows.Filter]? {
    var filters: [HostFlows.Filter] = []
    for (from, to) in zip(places, places.dropFirst()) {
      let edges = graph.edges(from: from, toward: .host(host))
      guard edges.count == 1, edges[0].to == to, edges[0].mechanism.translation == nil else {
        return nil
      }
      for step in edges[0].mechanism.steps {
        switch step {
        case let list as RuleList:
          // What hangs on one choice at both ends is told by trying its cases.
          guard list.cases.isEmpty else { return nil }
          filters.append(HostFlows.Filter(list))
        case let gate as Gate where gate.cases.isEmpty && !gate.hidesWay:
          filters.append(
            HostFlows.Filter(RuleList([RuleList.Clause(.all, gate.action, gate.evidence)])))
        case let forwarding as Forwarding where forwarding.translation == nil:
          if forwarding.destinations == .all { continue }
          // Past the border only the host's own address counts.
          guard graph.addresses(of: host).isSubset(of: forwarding.destinations) else { return nil }
        case is Presumption: continue
        default: return nil
        }
      }
    }
    return filters
  }
}
