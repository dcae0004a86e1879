internal import EstateModel

extension ReachabilityGraph {
  /// A subnet that stands for this one as far as routes go: one of the same network under the same
  /// route table, unless a peering joins some subnets only.
  func routedLike(_ subnet: ResourceID) -> ResourceID {
    guard let network = estate.subnets[subnet].flatMap({ estate.networks[$0.network] }) else {
      return subnet
    }
    return joinsParts(network) ? subnet : ruleLists.standIn(for: subnet)
  }

  /// Whether a peering of the network joins some subnets only, or may.
  func joinsParts(_ network: VirtualNetwork) -> Bool {
    knownNetworks.partialPeerings.value(for: network.id) {
      network.peerings.contains { peering in
        let back = peering.remote.value.flatMap { estate.networks[$0.id]?.peering(to: network.id) }
        return [peering, back].contains { side in
          side.map {
            $0.peersCompleteNetworks.unknown != nil || $0.peersCompleteNetworks.value == false
          }
            ?? false
        }
      }
    }
  }
}
