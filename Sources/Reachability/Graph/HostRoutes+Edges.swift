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

    /// How edges take packets to the targets of a run.
    enum Run {
      /// - Parameter areKnown: Whether all these ways are known.
      case alike(areKnown: Bool)
      case different
    }

    /// Which ways past appliances take packets to the targets of each run, as ``take(_:_:at:into:)`` notes
    /// them, two numbers a way: worked out way by way, since to hold and let go of what belongs to a way
    /// takes longer than to look.
    ///
    /// - Parameter limits: between which addresses the targets of each run lie.
    func forwardedRuns(_ limits: [ClosedRange<Address>]) -> [Int32] {
      let width = 2 * forwarded.count
      var noted = Array(repeating: Self.untaken, count: width * limits.count)
      for (place, (leg, onward)) in forwarded.enumerated() {
        let extent = leg.extent
        for run in limits.indices {
          let start = run * width + 2 * place
          guard extent.treatsAlike(limits[run]) else {
            noted[start] = Self.differing
            continue
          }
          if !extent.possible.contains(limits[run].lowerBound) { continue }
          let set = onward.setsOfRuns[run]
          let isCertain = extent.certain.contains(limits[run].lowerBound)
          noted[start] =
            set == HostRoutes.mixed ? Self.differing : Int32(2 * place + (isCertain ? 0 : 1))
          noted[start + 1] = set
        }
      }
      return noted
    }

    private static let untaken: Int32 = -1
    private static let differing: Int32 = -2

    /// Notes which edges take packets to all targets of a run, where they are the same.
    func take(
      _ run: Int, _ limits: ClosedRange<Address>, _ subnet: Int, _ forwardedRuns: [Int32],
      into taken: inout [Int32]
    ) -> Run {
      guard searched.treatsAlike(limits) else { return .different }
      taken.removeAll(keepingCapacity: true)
      taken.append(0)
      for way in direct[subnet] {
        guard way.extent.treatsAlike(limits) else { return .different }
        if !way.extent.possible.contains(limits.lowerBound) { continue }
        let isCertain = way.extent.certain.contains(limits.lowerBound)
        taken.append(isCertain ? way.certain : way.possible)
      }
      taken[0] = Int32(taken.count - 1)
      let width = 2 * forwarded.count
      var areKnown = !searched.contains(limits.lowerBound)
      for start in stride(from: run * width, to: run * width + width, by: 2) {
        if forwardedRuns[start] == Self.differing { return .different }
        if forwardedRuns[start] == Self.untaken { continue }
        taken.append(forwardedRuns[start])
        taken.append(forwardedRuns[start + 1])
        if forwardedRuns[start + 1] == HostRoutes.searched { areKnown = false }
      }
      return .alike(areKnown: areKnown)
    }

    /// Notes which edges take packets to an address: how many lead there directly and their links, then
    /// for each appliance twice its place, one more where that is not certain, and the set of ways on.
    ///
    /// - Returns: Whether all these ways are known.
    func take(
      _ address: Address, _ subnet: Int, at index: Int, into taken: inout [Int32]
    ) -> Bool {
      if searched.contains(address) { return false }
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
