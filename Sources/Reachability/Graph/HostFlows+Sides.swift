internal import EstateModel
internal import TrafficSets

// What stands at the borders of all sources and of all targets.
extension HostFlows {
  /// The borders of one side, and their addresses, ascending.
  struct Side: Sendable {
    var borders: [Border?]
    let addresses: [Address]

    init(_ borders: [Border?]) {
      self.borders = borders
      addresses = HostFlows.placed(&self.borders)
    }
  }

  static func arrivals(at targets: [Host?], in graph: ReachabilityGraph) -> Side {
    let borders = HostBorders(graph: graph)
    return Side(targets.map { $0.flatMap { borders.arrival(at: $0) } })
  }

  static func departures(
    of sources: [Host?], toward witnesses: [Host], in graph: ReachabilityGraph
  ) -> Side {
    var borders = HostBorders(graph: graph)
    let plain = witnesses.lazy.filter { graph.publicCalls(of: $0)?.isEmpty == true }.prefix(2)
    let two = plain.isEmpty ? Array(witnesses.prefix(2)) : Array(plain)
    return Side(
      sources.map { host in
        guard let host, let witness = two.first(where: { $0 != host }) else { return nil }
        return borders.departure(of: host, toward: witness)
      })
  }

  /// One side's borders with what their filters let through, by numbers of their own.
  struct Profiled: Sendable {
    var borders: [Border?]
    let profiles: [[Flow]]
    let flows: FlowTable

    init(
      _ traffic: TrafficSet, _ departing: Side, _ arriving: Side, at stand: FlowProfiles.Stand
    ) {
      var flows = FlowTable(traffic: traffic)
      var profiles = FlowProfiles(
        traffic: traffic, from: departing.addresses, to: arriving.addresses)
      borders = stand == .sources ? departing.borders : arriving.borders
      profiles.note(borders, at: stand)
      for index in borders.indices {
        guard let border = borders[index] else { continue }
        borders[index]?.profile =
          stand == .sources
          ? profiles.profile(
            of: border.filters, at: stand, sentBy: border.address, to: arriving.addresses, &flows)
          : profiles.profile(
            of: border.filters, at: stand, sentTo: border.address, by: departing.addresses, &flows)
      }
      self.profiles = profiles.profiles
      self.flows = flows
    }
  }

  /// The addresses of the borders, ascending, each once; every border learns its place.
  static func placed(_ borders: inout [Border?]) -> [Address] {
    let addresses = Set(borders.compactMap { $0?.address }).sorted()
    let places = Dictionary(
      addresses.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { $1 })
    for index in borders.indices {
      if let address = borders[index]?.address { borders[index]?.place = places[address] ?? 0 }
    }
    return addresses
  }

  /// The profiles that borders have, each once; every border learns the place of its own.
  static func profiles(
    of borders: inout [Border?], _ profiles: [[Flow]]
  ) -> [[Flow]] {
    var places: [Int: Int] = [:]
    var had: [[Flow]] = []
    for index in borders.indices {
      guard let profile = borders[index]?.profile else { continue }
      let place = places[profile] ?? had.count
      if place == had.count {
        places[profile] = place
        had.append(profiles[profile])
      }
      borders[index]?.profile = place
    }
    return had
  }

  /// For each place of a source what targets' profiles let through, by profile: a source asks all of
  /// them, one after the other.
  static func received(
    by profiles: [[Flow]], _ numbers: [Flow], from places: Range<Int>
  ) -> [[Flow]] {
    // Some places at a time, since those that follow each other lie side by side.
    let width = 16
    var received: [[Flow]] = []
    received.reserveCapacity(places.count)
    var block = Array(repeating: nothing, count: width * profiles.count)
    for start in stride(from: places.lowerBound, to: places.upperBound, by: width) {
      let end = min(start + width, places.upperBound)
      for (index, profile) in profiles.enumerated() {
        var cell = index
        for place in start..<end {
          block[cell] = numbers[Int(profile[place])]
          cell += profiles.count
        }
      }
      for row in 0..<end - start {
        received.append(Array(block[row * profiles.count..<(row + 1) * profiles.count]))
      }
    }
    return received
  }
}
