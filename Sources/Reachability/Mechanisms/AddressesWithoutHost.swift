internal import EstateModel
internal import TrafficSets

// Behind the public addresses of some resources there is no host: gateways set tunnels up or translate
// what leaves, and an address that is attached to nothing leads nowhere.
// https://learn.microsoft.com/azure/virtual-network/ip-services/public-ip-addresses
extension ReachabilityGraph {
  /// The resource as a name that is called; `nil` where it may have a host.
  func frontWithoutHost(_ id: ResourceID, _ selector: String) -> Front? {
    guard whyNoHost(at: id) != nil else { return nil }
    return Front(
      owner: .resource(id), selector: selector, name: "<\(selector)>", tags: [], ports: [])
  }

  private func whyNoHost(at id: ResourceID) -> Evidence? {
    let node = selectors.text(for: id)
    func evidence(
      _ control: String, _ rule: String, _ source: SourcePosition, _ why: String
    ) -> Evidence {
      Evidence(node: node, control: control, rule: rule, source: source, why: why)
    }
    if let gateway = estate.gateways[id] {
      return evidence(
        "gateway", "no host", gateway.source,
        "\(node) sets tunnels up and carries what they bring: nobody answers at it")
    }
    if let gateway = estate.natGateways[id] {
      return evidence(
        "natGateway", "outbound only", gateway.source,
        "\(node) translates what leaves: nobody answers at it")
    }
    if let address = estate.publicAddresses[id], address.isAttachedToNothing {
      return evidence(
        "publicAddress", "attached to nothing", address.source,
        "\(node) is attached to nothing: nobody is there")
    }
    return nil
  }

  /// To what has no host nothing leads.
  func edgesToNobody(_ front: Front) -> [Edge]? {
    guard let id = front.resource, let evidence = whyNoHost(at: id) else { return nil }
    return [Edge(to: .dropped(evidence.node), Gate(.deny, evidence))]
  }
}
