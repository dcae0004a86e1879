import EstateModel
import TestSupport

// Route tables and appliances: what they say, and estates with them made at random.
extension PlainNetwork {
  enum Hop: Hashable, Sendable {
    case appliance(UInt32)
    case none, local, internet
  }

  struct Route: Hashable, Sendable {
    var prefix: Prefix
    var hop: Hop
  }

  /// Where a subnet's routes send a packet.
  enum Course: Hashable, Sendable {
    /// To the destination itself, in that network.
    case network(Int)
    case gateway
    case internet
    case appliance(UInt32)
    case nowhere
  }

  static let privateRanges = [
    Prefix(base: 0x0A00_0000, length: 8), Prefix(base: 0xAC10_0000, length: 12),
    Prefix(base: 0xC0A8_0000, length: 16), Prefix(base: 0x6440_0000, length: 10),
  ]

  var hasRoutes: Bool { subnets.contains { !$0.routes.isEmpty } }

  /// The longest prefix; of equal ones the user's own, which stand first.
  func course(from subnet: Int, to address: UInt32) -> Course {
    let network = subnets[subnet].network
    var table: [(prefix: Prefix, course: Course)] = []
    for route in subnets[subnet].routes {
      switch route.hop {
      case .appliance(let address): table.append((route.prefix, .appliance(address)))
      case .none: table.append((route.prefix, .nowhere))
      case .internet: table.append((route.prefix, .internet))
      case .local:
        let isOwn = networks[network].prefix.contains(address)
        table.append((route.prefix, isOwn ? .network(network) : .nowhere))
      }
    }
    table.append((networks[network].prefix, .network(network)))
    for other in networks.indices where other != network && arePeered(network, other) {
      table.append((networks[other].prefix, .network(other)))
    }
    if reachesGateway(from: network) { table.append((Self.clientPrefix, .gateway)) }
    if !subnets[subnet].routes.contains(where: { $0.prefix.length == 0 }) {
      for range in Self.privateRanges { table.append((range, .nowhere)) }
    }
    table.append((Prefix(base: 0, length: 0), .internet))
    var best: (prefix: Prefix, course: Course)?
    for entry in table where entry.prefix.contains(address) {
      if let found = best, found.prefix.length >= entry.prefix.length { continue }
      best = entry
    }
    return best?.course ?? .nowhere
  }
}

// MARK: - Made at random

extension PlainNetwork {
  /// A hub with spokes, route tables and appliances; no gateway, and every address is known.
  init(routedUsing random: inout SeededGenerator) {
    for index in 0..<Int.random(in: 1...4, using: &random) {
      // Now and then a range that is private elsewhere, or public and used privately.
      let first: UInt32 =
        [0x0A00_0000, 0x0A00_0000, 0x0A00_0000, 0x0B00_0000, 0xAC10_0000, 0x6440_0000]
        .randomElement(using: &random) ?? 0x0A00_0000
      networks.append(Network(prefix: Prefix(base: first + UInt32(index) << 16, length: 16)))
    }
    for network in networks.indices {
      for index in 0..<Int.random(in: 1...3, using: &random) {
        let base = networks[network].prefix.base | UInt32(index + 1) << 8
        subnets.append(Subnet(network: network, prefix: Prefix(base: base, length: 28)))
      }
    }
    for subnet in subnets.indices {
      if Int.random(in: 0..<6, using: &random) == 0 {
        subnets[subnet].defaultOutbound = Bool.random(using: &random)
      }
      for _ in 0..<Int.random(in: 1...2, using: &random) { addHost(subnet, using: &random) }
    }
    var appliances: [UInt32] = []
    for _ in 0..<Int.random(in: 0...2, using: &random) {
      // Mostly in the hub.
      let near = subnets.indices.filter { subnets[$0].network == 0 }
      let places = Int.random(in: 0..<3, using: &random) > 0 ? near : Array(subnets.indices)
      addHost(places.randomElement(using: &random) ?? 0, using: &random)
      hosts[hosts.count - 1].forwards =
        [true, true, true, true, true, false, nil].randomElement(using: &random) ?? nil
      appliances.append(hosts[hosts.count - 1].address)
    }
    addHubPeerings(using: &random)
    addGroups(using: &random)
    if Int.random(in: 0..<3, using: &random) > 0, let appliance = appliances.first {
      addDesignedRoutes(appliance, using: &random)
    }
    addRandomRoutes(appliances, using: &random)
  }

  private mutating func addHost(_ subnet: Int, using random: inout SeededGenerator) {
    let number = hosts.count { $0.subnet == subnet }
    hosts.append(
      Host(
        subnet: subnet, address: subnets[subnet].prefix.base + 4 + UInt32(number),
        isDynamic: false, group: nil,
        applicationGroups: (0..<Self.applicationGroupCount).filter { _ in
          Int.random(in: 0..<4, using: &random) == 0
        }))
  }

  private mutating func addHubPeerings(using random: inout SeededGenerator) {
    for from in networks.indices {
      for to in networks.indices where to > from {
        let kind = Int.random(in: 0..<8, using: &random)
        // Spokes are mostly not peered with each other.
        if kind == 0 || (from != 0 && kind < 5) { continue }
        for (one, other) in [(from, to), (to, from)] where kind != 1 || one == from {
          var peering = Peering(from: one, to: other)
          if Int.random(in: 0..<8, using: &random) == 0 { peering.hasAccess = false }
          if Int.random(in: 0..<2, using: &random) == 0 {
            peering.isConnected = Int.random(in: 0..<8, using: &random) > 0
          }
          peering.takesForwarded =
            [true, true, true, true, false, nil].randomElement(using: &random) ?? nil
          peerings.append(peering)
        }
      }
    }
  }

  private mutating func addGroups(using random: inout SeededGenerator) {
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      groups.append(Self.rules(of: self, using: &random))
    }
    for subnet in subnets.indices where Int.random(in: 0..<4, using: &random) == 0 {
      subnets[subnet].group = groups.indices.randomElement(using: &random)
    }
    for host in hosts.indices where Int.random(in: 0..<6, using: &random) == 0 {
      hosts[host].group = groups.indices.randomElement(using: &random)
    }
  }

  /// What an architect would write: the spokes send to the appliance of the hub what is for others.
  private mutating func addDesignedRoutes(
    _ appliance: UInt32, using random: inout SeededGenerator
  ) {
    let isDefault = Bool.random(using: &random)
    for subnet in subnets.indices where subnets[subnet].network != 0 {
      if Int.random(in: 0..<10, using: &random) == 0 { continue }
      if isDefault {
        subnets[subnet].routes = [
          Route(prefix: Prefix(base: 0, length: 0), hop: .appliance(appliance))
        ]
      } else {
        subnets[subnet].routes = networks.indices.dropFirst().filter {
          $0 != subnets[subnet].network
        }.map { Route(prefix: networks[$0].prefix, hop: .appliance(appliance)) }
      }
    }
  }

  private mutating func addRandomRoutes(
    _ appliances: [UInt32], using random: inout SeededGenerator
  ) {
    for subnet in subnets.indices where Int.random(in: 0..<3, using: &random) == 0 {
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let route = Route(
          prefix: routePrefix(using: &random), hop: hop(appliances, using: &random))
        // A table has each prefix once.
        if subnets[subnet].routes.contains(where: { $0.prefix == route.prefix }) { continue }
        subnets[subnet].routes.append(route)
      }
      subnets[subnet].routes.shuffle(using: &random)
    }
  }

  private func routePrefix(using random: inout SeededGenerator) -> Prefix {
    let network = networks.randomElement(using: &random)?.prefix ?? Self.clientPrefix
    switch Int.random(in: 0..<14, using: &random) {
    case 0, 1: return Prefix(base: 0, length: 0)
    case 2, 3, 4: return network
    case 5, 6, 7: return subnets.randomElement(using: &random)?.prefix ?? network
    case 8, 9:
      return Prefix(
        base: hosts.randomElement(using: &random)?.address ?? network.base, length: 32)
    case 10: return Prefix(base: network.base, length: 17)
    case 11: return Prefix(base: 0, length: 1)
    case 12: return Prefix(base: 0x0800_0000, length: 6)
    default: return Self.privateRanges.randomElement(using: &random) ?? network
    }
  }

  private func hop(_ appliances: [UInt32], using random: inout SeededGenerator) -> Hop {
    switch Int.random(in: 0..<16, using: &random) {
    case 0, 1: return .none
    case 2, 3: return .local
    case 4: return .internet
    // Nobody has this address, of a subnet or of the range.
    case 5: return .appliance((subnets.randomElement(using: &random)?.prefix.base ?? 0) + 14)
    case 6: return .appliance((networks.randomElement(using: &random)?.prefix.base ?? 0) + 0xFF04)
    // Nobody is there.
    case 7: return .appliance(0x0A63_0004)
    case 8: return .appliance(hosts.randomElement(using: &random)?.address ?? 0x0A63_0004)
    default:
      return appliances.randomElement(using: &random).map { .appliance($0) } ?? .none
    }
  }
}

// MARK: - What a disagreement shows

extension PlainNetwork {
  var text: String {
    var lines = networks.indices.map { "net\($0): \(networks[$0].prefix.text)" }
    for peering in peerings {
      lines.append(
        "net\(peering.from) -> net\(peering.to):"
          + " connected \(peering.isConnected.map(String.init) ?? "-"),"
          + " access \(peering.hasAccess.map(String.init) ?? "-"),"
          + " forwarded \(peering.takesForwarded.map(String.init) ?? "-")")
    }
    for subnet in subnets {
      lines.append(
        "\(subnet.prefix.text): group \(subnet.group.map(String.init) ?? "-"),"
          + " outbound \(subnet.defaultOutbound.map(String.init) ?? "-"),"
          + " NAT \(subnet.hasNATGateway),"
          + " routes \(subnet.routes.map(\.text))")
    }
    for (index, host) in hosts.enumerated() {
      lines.append(
        "vm\(index): \(Self.text(host.address)), group \(host.group.map(String.init) ?? "-"),"
          + " forwards \(host.forwards.map(String.init) ?? "-"),"
          + " public \(host.publicAddress.map(Self.text) ?? "-") basic \(host.isBasic),"
          + " members \(host.applicationGroups)")
    }
    for (index, rules) in groups.enumerated() {
      lines.append("nsg\(index):")
      lines += rules.sorted { $0.priority < $1.priority }.map { "  \($0)" }
    }
    return lines.joined(separator: "\n")
  }
}
