internal import EstateModel
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

    init(_ peering: Peering, of network: VirtualNetwork, to remote: VirtualNetwork) {
      self.peering = peering.id
      source = peering.source
      self.network = network.id
      self.remote = remote.id
    }

    func hash(into hasher: inout Hasher) {
      hasher.combine(peering)
      hasher.combine(network)
      hasher.combine(remote)
    }
  }

  /// A peering as packets meet it that come from a subnet.
  struct Departure: Hashable {
    let join: Join
    let subnet: ResourceID
  }

  /// What stands before a subnet of the other network: a denial, or a doubt.
  struct Barrier: Sendable {
    let held: AddressSet
    let doubt: UnknownValue?
  }

  struct GatewayReach: Sendable {
    let addresses: AddressSet
    let doubt: UnknownValue?
  }

  /// What a route selection hangs on: the subnet, and why routes may stand that no input shows.
  struct SelectionKey: Hashable {
    let subnet: ResourceID
    let doubt: UnknownValue?
    /// Why one longer than a default route may.
    let longer: UnknownValue?
    /// The private endpoints to the destination, which have routes of their own.
    let endpoints: [ResourceID]
  }

  /// A rule of a load balancer; those made of NAT rules may share their names.
  struct Balancing: Hashable {
    let balancer: ResourceID
    let rule: LoadBalancer.Rule

    func hash(into hasher: inout Hasher) {
      hasher.combine(balancer)
      hasher.combine(rule.name)
    }
  }

  /// From a subnet into all that its network and the peered ones hold.
  struct Neighbours: Sendable {
    let edges: [Edge]
    let addresses: AddressSet
  }

  /// A subnet as it is met over a peering that joins whole networks.
  struct Arrival: Hashable {
    let join: Join
    let subnet: ResourceID?
  }

  /// Sets of addresses that hang on the whole estate.
  enum Space: Hashable {
    /// Private addresses without a number.
    case named
    /// What the internet does not lead to.
    case unrouted
    /// All public addresses, by number and by name.
    case outside
    /// Senders without a number that rules tell apart.
    case toldApart
    /// The estate's own public addresses.
    case `public`
    /// Of these, the ones that are no host's own.
    case shared
  }

  enum Whole: Hashable { case estate }

  let ranges: Memo<ResourceID, Extent>
  /// Of subnets the addresses that nobody of the estate has.
  let unclaimed = Memo<ResourceID, AddressSet>()
  /// What the estate names, its service tags aside.
  let prefixesBesidesTags = Memo<Whole, Set<AddressPrefix>>()
  let spaces = Memo<Space, AddressSet>()
  /// The nodes that answer for names and do nothing else.
  let nameServices = Memo<Whole, Set<String>>()
  let peeringGates = Memo<Arrival, [any Mechanism]>()
  let forwardedTraffic = Memo<Join, ForwardedTraffic?>()
  let servingGateways = Memo<ResourceID, [VirtualNetworkGateway]>()
  let gates: Memo<Join, Gate>
  let possibleGateways = Memo<ResourceID, [VirtualNetworkGateway]>()
  let gatewayReaches = Memo<ResourceID, GatewayReach>()
  /// Why more may lie behind a gateway than the input shows.
  let gatewayDoubts = Memo<ResourceID, UnknownValue?>()
  /// Of networks, why a default site may take what no other route does.
  let defaultSiteDoubts = Memo<ResourceID, UnknownValue?>()
  /// From a gateway to the gateways of other networks.
  let networkTunnels = Memo<ResourceID, [ReachabilityGraph.NetworkTunnel]>()
  let barriers = Memo<Departure, [Barrier]>()
  /// Whether some peering of a network joins single subnets, or may.
  let partialPeerings = Memo<ResourceID, Bool>()
  /// Servers that a host asks for names.
  struct NameServerKey: Hashable {
    let addresses: [Address]
    let host: Host
  }

  /// Why a host reaches none of some servers; `nil` where it may.
  let silentServers = Memo<NameServerKey, Gate?>()
  let hiddenRoutes = Memo<ResourceID, UnknownValue?>()
  /// By tag in small letters what its prefixes of each length hold.
  let tagParts = Memo<String, [ReachabilityGraph.TagPart]>()
  /// By the name of a service endpoint the regions that it leads to from some subnet.
  let regionsOfEndpoints = Memo<String, [String]>()
  /// Toward the internet, of subnets whose service endpoints take a part of it.
  let selectionsTowardInternet = Memo<ResourceID, RouteSelection>()
  let neighbours: Memo<ResourceID, Neighbours>
  let selections = Memo<SelectionKey, RouteSelection>()
  /// The private endpoints that lead to a service.
  let endpoints = Memo<Front, [PrivateEndpoint]>()
  /// Of peerings of a network, why the remote network of one is open, and where one with a network that no
  /// input describes stands.
  let openPeerings = Memo<ResourceID, UnknownValue?>()
  let undescribedPeerings = Memo<ResourceID, SourcePosition?>()
  /// Why the range of some subnet of a network is open.
  let openPrefixes = Memo<ResourceID, UnknownValue?>()
  /// What application gateways may hand on to a destination, and whom their pools hold.
  let handovers = Memo<Destination, [ReachabilityGraph.Handover]>()
  let poolMembers = Memo<ResourceID, ReachabilityGraph.PoolMembers>()
  /// The rules of destination translation of each firewall.
  let firewallEntries = Memo<ResourceID, [ReachabilityGraph.FirewallEntry]>()
  /// Of each firewall the rules of destination translation in order, and why not all are known.
  let translations = Memo<ResourceID, [ReachabilityGraph.FirewallTranslation]>()
  let entryDoubts = Memo<ResourceID, [ReachabilityGraph.EntryDoubt]>()
  /// The addresses of the private endpoints to a service.
  let endpointAddresses = Memo<Front, AddressSet>()
  /// The rules that lead to an address of another firewall.
  let relayingEntries = Memo<Whole, [ReachabilityGraph.FirewallEntry]>()
  /// What each firewall makes of packets for hosts, whichever host it is.
  let firewallJudgings = Memo<ResourceID, [Edge]>()
  /// By type in lower case the first of the resources that no packet meets.
  let firstOthers = Memo<String, OpaqueResource?>()
  /// The members that each rule of a load balancer leads to.
  let backends = Memo<Balancing, ReachabilityGraph.Backends>()
  /// - Parameter other: the cache of a graph whose security groups alone differ: the ways into
  ///   neighbouring subnets, of which a hub has a thousand, are the same.
  init(keepingWaysOf other: NetworkCache? = nil) {
    ranges = other?.ranges ?? Memo()
    gates = other?.gates ?? Memo()
    neighbours = other?.neighbours ?? Memo()
  }
}
