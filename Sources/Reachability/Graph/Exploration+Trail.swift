internal import EstateModel
internal import TrafficSets

extension Exploration {
  /// What is known of a way so far.
  struct Trail {
    var hops: [Hop]
    var places: [Place]
    var origin: AddressSet?
    /// The ports that the question names, where those that arrive are others.
    var counted: PortSet?
    /// Whether nobody knows what the packets have passed.
    var isAstray = false
    var blockers: [Decision] = []
    var assumptions: [Remark] = []
    var warnings: [Remark] = []

    /// The places since a firewall put its own address in the place of the sender's: further back no
    /// reply is addressed.
    private var leg: ArraySlice<Place> {
      let start = places.lastIndex {
        if case .firewall(_, .translated) = $0 { true } else { false }
      }
      return places[(start ?? 0)...]
    }

    /// Whether the way has been at a place. A firewall that leads on a call to a public address sends it
    /// over the internet once more.
    func hasBeen(at place: Place) -> Bool {
      place == .internet ? leg.contains(place) : places.contains(place)
    }

    /// The hops without what allowed other packets than those that came through in the end, such as packets
    /// to other addresses of the same host: told of those that have the same addresses as these.
    func hops(taking passage: Passage) -> [Hop] {
      let start = hops.lastIndex { $0.translation != nil }.map { $0 + 1 } ?? 0
      return hops[..<start]
        + hops[start...].map { hop in
          Hop(
            place: hop.place,
            decisions: hop.decisions.filter {
              $0.action != .allow || !$0.traffic.isDisjoint(with: passage.possible)
            }, traffic: hop.traffic, translation: hop.translation)
        }
    }

    /// Whether the packet last came over the internet, with its present source.
    var isFromInternet: Bool { leg.contains(.internet) }

    /// Who forwarded the opening, in order.
    var forwarders: [ReachabilityGraph.Forwarder] {
      leg.indices.compactMap { index in
        if case .firewall(let id, .passed) = places[index], index + 1 < places.count,
          case .routing(let subnet) = places[index + 1]
        {
          return ReachabilityGraph.Forwarder(arrival: id, leaving: subnet)
        }
        guard case .appliance(let id, arriving: false) = places[index],
          index + 1 < places.count, case .leaving(let subnet) = places[index + 1]
        else { return nil }
        var frontend: ResourceID?
        if index >= 2, case .frontend(let id) = places[index - 2] { frontend = id }
        return ReachabilityGraph.Forwarder(arrival: id, leaving: subnet, frontend: frontend)
      }
    }

    /// The subnet whose routes were taken last.
    var lastRouted: ResourceID? {
      for place in places.reversed() {
        if case .routed(let subnet) = place { return subnet }
      }
      return nil
    }

    /// The subnet that was entered last.
    var lastSubnet: ResourceID? {
      for place in places.reversed() {
        if case .inside(let subnet) = place { return subnet }
      }
      return nil
    }
  }
}
