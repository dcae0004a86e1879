import EstateModel
import TestSupport
import TrafficSets

/// A small estate in plain numbers, from which both the typed estate and the walk of one packet are
/// made. Nothing here knows of sets or graphs.
struct PlainNetwork: Sendable {
  struct Prefix: Hashable, Sendable {
    var base: UInt32
    var length: Int

    func contains(_ address: UInt32) -> Bool {
      length == 0 || (address ^ base) >> (32 - UInt32(length)) == 0
    }

    var text: String { "\(PlainNetwork.text(base))/\(length)" }
  }

  enum Peer: Hashable, Sendable {
    case any
    case prefix(Prefix)
    case everyIPv6
    case virtualNetwork, internet, loadBalancer
    case groups([Int])
  }

  struct Rule: Sendable {
    var isInbound: Bool
    var priority: Int
    var allows: Bool
    /// `nil` for every protocol.
    var transport: TransportProtocol?
    var sources: [Peer]
    var destinations: [Peer]
    /// Empty for `*`.
    var sourcePorts: [ClosedRange<UInt16>]
    var destinationPorts: [ClosedRange<UInt16>]
  }

  struct Network: Sendable {
    var prefix: Prefix
    /// A gateway of its own, behind which the client is.
    var hasGateway = false
  }

  struct Subnet: Sendable {
    var network: Int
    var prefix: Prefix
    var group: Int?
    var defaultOutbound: Bool?
    /// The user's own.
    var routes: [Route] = []
    var hasNATGateway = false
  }

  struct Host: Sendable {
    var subnet: Int
    var address: UInt32
    /// The number above is then only one that it may have.
    var isDynamic: Bool
    var group: Int?
    var applicationGroups: [Int]
    /// `nil` where the input does not tell.
    var forwards: Bool?
    var publicAddress: UInt32?
    /// Of the public address; else it is of the tier Standard.
    var isBasic = false
  }

  struct Peering: Sendable {
    var from: Int
    var to: Int
    var hasAccess: Bool?
    /// `nil` where the input does not tell.
    var isConnected: Bool?
    var allowsTransit = false
    var usesGateway = false
    /// `nil` where the input does not tell.
    var takesForwarded: Bool?
  }

  var networks: [Network] = []
  var subnets: [Subnet] = []
  var hosts: [Host] = []
  var peerings: [Peering] = []
  var groups: [[Rule]] = []
  var manager: Manager?
  var state = State()
  static let applicationGroupCount = 3
  static let clientPrefix = Prefix(base: 0xC0A8_0000, length: 24)

  static func text(_ address: UInt32) -> String {
    "\(address >> 24).\(address >> 16 & 255).\(address >> 8 & 255).\(address & 255)"
  }
}

// MARK: - Made at random

extension PlainNetwork {
  init(using random: inout SeededGenerator, hasDynamicAddresses: Bool) {
    for index in 0..<Int.random(in: 1...3, using: &random) {
      networks.append(
        Network(prefix: Prefix(base: 0x0A00_0000 | UInt32(index) << 16, length: 16)))
    }
    if Bool.random(using: &random) { networks[0].hasGateway = true }
    for network in networks.indices {
      for index in 0..<Int.random(in: 1...2, using: &random) {
        let base = networks[network].prefix.base | UInt32(index + 1) << 8
        subnets.append(Subnet(network: network, prefix: Prefix(base: base, length: 28)))
      }
    }
    for subnet in subnets.indices {
      if Int.random(in: 0..<5, using: &random) == 0 {
        subnets[subnet].defaultOutbound = Bool.random(using: &random)
      }
      for index in 0..<Int.random(in: 1...2, using: &random) {
        hosts.append(
          Host(
            subnet: subnet, address: subnets[subnet].prefix.base + 4 + UInt32(index),
            isDynamic: hasDynamicAddresses && Bool.random(using: &random), group: nil,
            applicationGroups: (0..<Self.applicationGroupCount).filter { _ in
              Int.random(in: 0..<4, using: &random) == 0
            }))
      }
    }
    addPeerings(using: &random)
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      groups.append(Self.rules(of: self, using: &random))
    }
    for subnet in subnets.indices where Bool.random(using: &random) {
      subnets[subnet].group = groups.indices.randomElement(using: &random)
    }
    for host in hosts.indices where Int.random(in: 0..<3, using: &random) == 0 {
      hosts[host].group = groups.indices.randomElement(using: &random)
    }
  }

  private mutating func addPeerings(using random: inout SeededGenerator) {
    for from in networks.indices {
      for to in networks.indices where to > from {
        let kind = Int.random(in: 0..<6, using: &random)
        if kind == 0 { continue }
        for (one, other) in [(from, to), (to, from)] where kind != 1 || one == from {
          var peering = Peering(from: one, to: other)
          if Int.random(in: 0..<5, using: &random) == 0 { peering.hasAccess = false }
          peering.isConnected = [nil, true, true, true, false].randomElement(using: &random) ?? nil
          peering.allowsTransit = Bool.random(using: &random)
          peering.usesGateway = Bool.random(using: &random) && !networks[one].hasGateway
          peerings.append(peering)
        }
      }
    }
  }

  static func rules(
    of network: PlainNetwork, using random: inout SeededGenerator
  ) -> [Rule] {
    var priorities = Array(stride(from: 100, to: 300, by: 10)).shuffled(using: &random)
    return (0..<Int.random(in: 0...5, using: &random)).map { _ in
      Rule(
        isInbound: Bool.random(using: &random), priority: priorities.removeLast(),
        allows: Bool.random(using: &random),
        transport: [nil, nil, .tcp, .udp, .icmp].randomElement(using: &random) ?? nil,
        sources: network.peers(using: &random), destinations: network.peers(using: &random),
        sourcePorts: Int.random(in: 0..<6, using: &random) == 0 ? ports(using: &random) : [],
        destinationPorts: Bool.random(using: &random) ? ports(using: &random) : [])
    }.shuffled(using: &random)
  }

  private static func ports(using random: inout SeededGenerator) -> [ClosedRange<UInt16>] {
    let choices: [ClosedRange<UInt16>] = [22...22, 443...443, 0...1023, 1024...65535, 400...500]
    return Array(choices.shuffled(using: &random).prefix(Int.random(in: 1...2, using: &random)))
  }

  private func peers(using random: inout SeededGenerator) -> [Peer] {
    switch Int.random(in: 0..<9, using: &random) {
    case 0, 1: return [.any]
    case 2: return [.virtualNetwork]
    case 3: return [.internet]
    case 4: return [.loadBalancer]
    case 5:
      return [.groups([Int.random(in: 0..<Self.applicationGroupCount, using: &random)])]
    case 6: return [.everyIPv6]
    default:
      return (0..<Int.random(in: 1...2, using: &random)).map { _ in
        .prefix(prefix(using: &random))
      }
    }
  }

  private func prefix(using random: inout SeededGenerator) -> Prefix {
    switch Int.random(in: 0..<7, using: &random) {
    case 0: return Prefix(base: 0, length: 0)
    case 1: return networks.randomElement(using: &random)?.prefix ?? Self.clientPrefix
    case 2: return subnets.randomElement(using: &random)?.prefix ?? Self.clientPrefix
    case 3: return Prefix(base: 0x0800_0000, length: 6)
    case 4: return Self.clientPrefix
    case 5:
      // Half of a subnet.
      let whole = subnets.randomElement(using: &random)?.prefix ?? Self.clientPrefix
      return Prefix(base: whole.base, length: 29)
    default:
      let host = hosts.randomElement(using: &random)
      return Prefix(base: host?.publicAddress ?? host?.address ?? 0x0A00_0104, length: 32)
    }
  }
}
