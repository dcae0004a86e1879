internal import EstateModel
internal import Synchronization
internal import TrafficSets

/// What routes between networks hang on, worked out once for one state of the address book.
///
/// Each subnet of a hub with a hundred spokes asks for the same of all of them.
final class NetworkCache: Sendable {
  /// A peering as it is met from one network toward the other.
  struct Join: Hashable {
    let peering: ResourceID
    let source: SourcePosition
    let network: ResourceID
    let remote: ResourceID

    func hash(into hasher: inout Hasher) {
      hasher.combine(peering)
      hasher.combine(network)
      hasher.combine(remote)
    }
  }

  struct GatewayReach: Sendable {
    let addresses: AddressSet
    let doubt: UnknownValue?
  }

  private struct Selections {
    var destination: Destination?
    var bySubnet: [ResourceID: RouteSelection] = [:]
  }

  let ranges = Memo<ResourceID, Extent>()
  let gates = Memo<Join, Gate>()
  let possibleGateways = Memo<ResourceID, [VirtualNetworkGateway]>()
  let gatewayReaches = Memo<ResourceID, GatewayReach>()
  private let towardInternet = Memo<ResourceID, RouteSelection>()
  private let towardLast = Mutex(Selections())

  /// Where routes lead toward the internet, which replies ask of any subnet, and toward the
  /// destination that was asked for last.
  func routeSelection(
    of subnet: ResourceID, toward destination: Destination, make: () -> RouteSelection
  ) -> RouteSelection {
    if destination == .host(.internet) { return towardInternet.value(for: subnet, make: make) }
    let known = towardLast.withLock { last in
      last.destination == destination ? last.bySubnet[subnet] : nil
    }
    if let known { return known }
    let made = make()
    towardLast.withLock { last in
      if last.destination != destination { last = Selections(destination: destination) }
      last.bySubnet[subnet] = made
    }
    return made
  }
}
