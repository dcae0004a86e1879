internal import EstateModel
internal import TrafficSets

extension HostRoutes {
  /// A step of a way: for whom it is, and what stands on it.
  struct Leg {
    var extent = Extent(.all)
    var link = Link()

    mutating func narrow(_ other: Extent) {
      extent = Extent(
        certain: extent.certain.intersection(other.certain),
        possible: extent.possible.intersection(other.possible))
    }
  }

  /// What the edges of one subnet come to.
  struct Edges {
    /// Ways by number of the subnet that they lead into.
    var direct: [[Way]]
    /// Ways past an appliance, and where the routes of its subnet lead.
    var forwarded: [(leg: Leg, onward: Routing)] = []
    var searched = AddressSet.empty

    /// Whether the same edges take packets to all targets of a run, which lie within these addresses.
    func areAlike(within limits: ClosedRange<Address>, _ subnet: Int, _ run: Int) -> Bool {
      if subnet < 0 { return true }
      guard searched.treatsAlike(limits) else { return false }
      // By their places, each array taken once: to copy what else there is to them, and to hold and let go
      // of the arrays, takes longer than to look.
      let direct = direct[subnet]
      for place in direct.indices where !direct[place].extent.treatsAlike(limits) { return false }
      let forwarded = forwarded
      for place in forwarded.indices
      where forwarded[place].onward.setsOfRuns[run] == HostRoutes.mixed
        || !forwarded[place].leg.extent.treatsAlike(limits)
      {
        return false
      }
      return true
    }

    /// Notes which edges take packets to an address: how many lead there directly and their links, then
    /// for each appliance twice its place, one more where that is not certain, and the set of ways on.
    ///
    /// - Returns: Whether all these ways are known.
    func take(
      _ address: Address, _ subnet: Int, at index: Int, into taken: inout [Int32]
    ) -> Bool {
      taken.removeAll(keepingCapacity: true)
      taken.append(0)
      let direct = direct[subnet]
      for place in direct.indices where direct[place].extent.possible.contains(address) {
        let isCertain = direct[place].extent.certain.contains(address)
        taken.append(isCertain ? direct[place].certain : direct[place].possible)
      }
      taken[0] = Int32(taken.count - 1)
      let forwarded = forwarded
      for place in forwarded.indices
      where forwarded[place].leg.extent.possible.contains(address) {
        let onward = forwarded[place].onward.sets[index]
        if onward == HostRoutes.searched { return false }
        let isCertain = forwarded[place].leg.extent.certain.contains(address)
        taken.append(Int32(2 * place + (isCertain ? 0 : 1)))
        taken.append(onward)
      }
      return true
    }
  }

  /// A way to addresses, by its link: one for those that it takes for certain, one for those that it
  /// may take.
  struct Way {
    let extent: Extent
    let certain: Int32
    let possible: Int32
  }
}

extension Extent {
  fileprivate func treatsAlike(_ limits: ClosedRange<Address>) -> Bool {
    possible.treatsAlike(limits) && (certain == possible || certain.treatsAlike(limits))
  }
}
