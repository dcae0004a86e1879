internal import EstateModel
internal import TrafficSets

// A firewall may lead from the internet to a private endpoint. Public DNS does not lead callers of the
// service's name to the firewall; who knows the firewall's address needs no answer of it, and asks for the
// name at that address.
// https://learn.microsoft.com/azure/firewall/destination-nat-rules
extension ReachabilityGraph {
  /// From a sender on the internet to a service by rules of firewalls that lead to its private endpoints.
  func callsPastName(of host: Host, _ front: Front) -> [Edge] {
    guard !estate.firewalls.all.isEmpty, case .internet = attachment(of: host) else { return [] }
    let destination = Destination.front(front)
    let note = Presumption(
      remark: Remark(
        node: front.selector, property: "name",
        because: "callers use the address of the firewall for \(front.name), which public DNS does "
          + "not tell", source: nil))
    let calls = firewallCalls(of: host, toward: destination).map { edge in
      Edge(
        to: edge.to,
        Chain(edge.mechanism.steps + [note]).translating(edge.mechanism.translation))
    }
    return calls
      + endpoints(serving: destination).flatMap { doubtfulEntries(toCalled: $0, front) }
  }
}
