internal import EstateModel
internal import TrafficSets

// A Bastion of the tier Developer has no subnet: the platform opens its sessions itself, from the host's
// virtual address, to machines of the one network that it serves.
// https://learn.microsoft.com/azure/bastion/quickstart-developer
extension ReachabilityGraph {
  static let developerBastionArticle =
    "https://learn.microsoft.com/azure/bastion/quickstart-developer"

  /// From such a Bastion to the subnets of its network; `nil` for any other host.
  func developerBastionEdges(of host: Host, toward destination: Destination) -> [Edge]? {
    guard case .platform(let id) = host, let bastion = estate.bastions[id],
      bastion.subnet.isAbsent, case .known(let reference, let source) = bastion.network,
      estate.networks[reference.id] != nil
    else { return nil }
    let node = selectors.text(for: id)
    let here = selectors.text(for: reference.id)
    var served = AddressSet.empty
    let edges = (subnetsByNetwork[reference.id] ?? []).map { subnet in
      let addresses = addresses(of: subnet)
      served.formUnion(addresses)
      return Edge(
        to: .entering(subnet: subnet.id),
        Chain([Forwarding(to: addresses)] + sessions(of: host))
          .translating(.sources(AddressBook.platformHost)))
    }
    return edges + [
      Edge(
        to: .dropped(node),
        Chain([
          Forwarding(to: served.complement),
          Gate(
            .deny,
            Evidence(
              node: node, control: "session", rule: "one network", source: source,
              why: "\(node) opens sessions to machines of \(here) only: it has no peering")),
        ]))
    ]
  }
}
