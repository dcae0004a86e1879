import EstateModel
import TestSupport
import TrafficSets

/// Networks with gateways, sites and point-to-site clients in plain numbers; from it both the typed
/// estate and the walk of one packet are made.
struct PlainSites: Sendable {
  typealias Prefix = PlainNetwork.Prefix

  /// Network N is 10.N.0.0/16, with one subnet 10.N.1.0/24 that holds one machine, 10.N.1.4.
  struct Network: Sendable {
    var routes: [(prefix: Prefix, hop: Route.HopType)] = []
    /// A group of the default rules only.
    var hasGroup = false
    var gateway: Gateway?
  }

  struct Gateway: Sendable {
    var hasPool = false
    var isPolicyBased = false
    var sites: [Connection] = []
    /// Connections to the gateways of other networks.
    var networks: [Connection] = []
  }

  struct Connection: Sendable {
    var end: Int
    /// `nil` where the input does not tell.
    var isUp: Bool?
    var isPolicyBased = false
  }

  struct Peering: Sendable {
    var from: Int
    var to: Int
    var allowsTransit: Bool
    var usesGateway: Bool
    var isConnected: Bool?
  }

  enum End: Hashable, Sendable {
    case host(Int)
    case site(Int)
    /// A point-to-site client of the gateway in that network.
    case client(Int)
    case nowhere, internet
  }

  enum Outcome: Hashable, Sendable {
    case passes, stopped
    /// The product leaves it open.
    case open
  }

  var networks: [Network] = []
  var peerings: [Peering] = []
  var siteCount = 0

  static func space(_ network: Int) -> Prefix {
    Prefix(base: 0x0A00_0000 | UInt32(network) << 16, length: 16)
  }
  static func site(_ site: Int) -> Prefix {
    Prefix(base: 0x0A64_0000 | UInt32(site) << 16, length: 16)
  }
  static func pool(_ network: Int) -> Prefix {
    Prefix(base: 0xC0A8_0000 | UInt32(network) << 8, length: 24)
  }

  func address(of end: End) -> UInt32 {
    switch end {
    case .host(let network): Self.space(network).base + 260
    case .site(let site): Self.site(site).base + 77
    case .client(let network): Self.pool(network).base + 9
    case .nowhere: 0xAC14_0004
    case .internet: 0x0808_0808
    }
  }
}

// MARK: - Made at random

extension PlainSites {
  init(using random: inout SeededGenerator) {
    func flip(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &random) == 0 }
    networks = (0..<Int.random(in: 2...4, using: &random)).map { _ in Network() }
    siteCount = Int.random(in: 1...3, using: &random)
    for network in networks.indices {
      networks[network].hasGroup = flip(2)
      // Without any connection in the input nothing is decided about sites.
      guard network == 0 || !flip(3) else { continue }
      var gateway = Gateway(hasPool: flip(2), isPolicyBased: false)
      for site in 0..<siteCount where flip(2) || gateway.sites.isEmpty {
        gateway.sites.append(
          Connection(
            end: site, isUp: [nil, true, true, false].randomElement(using: &random) ?? nil,
            isPolicyBased: flip(5)))
      }
      // Point-to-site needs a route-based gateway.
      gateway.isPolicyBased = !gateway.hasPool && flip(4)
      networks[network].gateway = gateway
    }
    for one in networks.indices {
      for other in networks.indices where one != other && networks[other].gateway != nil {
        if flip(2) { continue }
        networks[one].gateway?.networks.append(
          Connection(
            end: other, isUp: [nil, true, true, false].randomElement(using: &random) ?? nil))
      }
    }
    for from in networks.indices {
      for to in networks.indices where to > from && flip(2) {
        for (one, other) in [(from, to), (to, from)] {
          peerings.append(
            Peering(
              from: one, to: other, allowsTransit: !flip(4),
              usesGateway: networks[one].gateway == nil
                && !peerings.contains { $0.from == one && $0.usesGateway } && !flip(3),
              isConnected: [nil, true, true, false].randomElement(using: &random) ?? nil))
        }
      }
    }
    for network in networks.indices where flip(2) {
      var prefixes = [Prefix(base: 0, length: 0), Prefix(base: 0x0A00_0000, length: 8)]
      prefixes += networks.indices.map(Self.space) + (0..<siteCount).map(Self.site)
      for _ in 0..<Int.random(in: 1...2, using: &random) {
        guard let prefix = prefixes.randomElement(using: &random),
          !networks[network].routes.contains(where: { $0.prefix == prefix })
        else { continue }
        let hops: [Route.HopType] = [
          .none, .internet, .virtualNetworkGateway, .virtualNetworkGateway,
        ]
        networks[network].routes.append((prefix, hops.randomElement(using: &random) ?? .none))
      }
    }
  }

  var ends: [End] {
    networks.indices.map { .host($0) } + (0..<siteCount).map { .site($0) }
      + networks.indices.filter { networks[$0].gateway?.hasPool == true }.map { .client($0) }
      + [.nowhere, .internet]
  }
}

// MARK: - The walk of one packet

extension PlainSites {
  func outcome(from: End, to: End, isTCP: Bool) -> Outcome {
    // Whether a route stays while its connection is down is not told.
    let outcomes = Set([true, false].map { outcome(from: from, to: to, isTCP: isTCP, keeps: $0) })
    return outcomes.count == 1 ? outcomes.first ?? .open : .open
  }

  private func outcome(from: End, to: End, isTCP: Bool, keeps: Bool) -> Outcome {
    let there: Outcome
    switch from {
    case .host(let network): there = send(from: network, to: to, keeps: keeps)
    case .site(let site): there = comes(fromSite: site, to: to, keeps: keeps)
    case .client(let network): there = comes(fromClientOf: network, to: to, keeps: keeps)
    case .nowhere, .internet: return .stopped
    }
    guard there != .stopped, isTCP, case .host(let answering) = to else { return there }
    switch reply(from: answering, to: from, keeps: keeps) {
    case .stopped: return .stopped
    case .open: return .open
    case .passes: return there
    }
  }

  private enum Course { case network(Int), gateway(own: Bool), internet, nowhere }

  private func course(from network: Int, to address: UInt32, keeps: Bool) -> Course {
    var table: [(length: Int, rank: Int, course: Course)] = []
    for route in networks[network].routes where route.prefix.contains(address) {
      let course: Course
      switch route.hop {
      case .virtualNetworkGateway: course = .gateway(own: true)
      case .internet: course = .internet
      default: course = .nowhere
      }
      table.append((route.prefix.length, 0, course))
    }
    for other in networks.indices where other == network || arePeered(network, other) {
      if Self.space(other).contains(address) { table.append((16, 2, .network(other))) }
    }
    // A peer's range comes before what a gateway says.
    if !table.contains(where: { $0.rank == 2 }) {
      for home in gatewaysServing(network) {
        for prefix in prefixes(behind: home, keeps: keeps) where prefix.contains(address) {
          table.append((prefix.length, 1, .gateway(own: false)))
        }
      }
    }
    let hasDefault = networks[network].routes.contains { $0.prefix.length == 0 }
    if !hasDefault, PlainNetwork.privateRanges.contains(where: { $0.contains(address) }) {
      table.append((8, 3, .nowhere))
    }
    table.append((0, 3, .internet))
    let best = table.min { ($1.length, $0.rank) < ($0.length, $1.rank) }
    return best?.course ?? .nowhere
  }

  private func prefixes(behind home: Int, keeps: Bool) -> [Prefix] {
    guard let gateway = networks[home].gateway else { return [] }
    return (gateway.hasPool ? [Self.pool(home)] : [])
      + gateway.sites.filter { keeps || $0.isUp != false }.map { Self.site($0.end) }
      + gateway.networks.filter { keeps || $0.isUp != false }.map { Self.space($0.end) }
  }

  private func send(from network: Int, to: End, keeps: Bool) -> Outcome {
    let address = address(of: to)
    if networks[network].hasGroup {
      guard isInside(address, at: network, keeps: keeps) || to == .internet else { return .stopped }
    }
    switch course(from: network, to: address, keeps: keeps) {
    case .nowhere: return .stopped
    case .internet: return to == .internet ? .passes : .stopped
    case .network(let other):
      return to == .host(other) ? enter(other, from: .host(network), keeps: keeps) : .stopped
    case .gateway(let isOwn):
      return best(
        gatewaysServing(network).map { home in
          leads(from: network, through: home, to: to, isOwn: isOwn, keeps: keeps)
        })
    }
  }

  /// From a network to what lies behind a gateway; by a route of the user's own to what it serves, too.
  private func leads(
    from network: Int, through home: Int, to: End, isOwn: Bool, keeps: Bool
  ) -> Outcome {
    guard let gateway = networks[home].gateway else { return .stopped }
    switch to {
    case .site(let site):
      guard let tie = gateway.sites.first(where: { $0.end == site }), tie.isUp != false,
        network == home || !(tie.isPolicyBased || gateway.isPolicyBased)
      else { return .stopped }
      return .passes
    case .client(let owner): return owner == home ? .passes : .stopped
    case .host(let target):
      if isOwn, target == home || serves(home, target) {
        return enter(target, from: .host(network), keeps: keeps)
      }
      // At the gateway, too, a peering comes before a tunnel.
      if arePeered(home, target), !serves(home, target) { return .stopped }
      guard areJoined(home, target) else { return .stopped }
      return enter(target, from: .host(network), keeps: keeps)
    case .nowhere, .internet: return .stopped
    }
  }

  private func comes(fromSite site: Int, to: End, keeps: Bool) -> Outcome {
    if to == .internet { return .passes }
    let ties = networks.indices.flatMap { home in
      (networks[home].gateway?.sites ?? []).filter { $0.end == site && $0.isUp != false }
        .map { (home, $0.isPolicyBased || networks[home].gateway?.isPolicyBased == true) }
    }
    return best(
      ties.map { home, isPolicyBased in
        switch to {
        case .host(let target):
          if target == home { return enter(target, from: .site(site), keeps: keeps) }
          if isPolicyBased { return .stopped }
          if serves(home, target) { return enter(target, from: .site(site), keeps: keeps) }
          // Past a pair of connections without BGP: not documented.
          guard areJoined(home, target) else { return .stopped }
          return enter(target, from: .site(site), keeps: keeps) == .stopped ? .stopped : .open
        case .site(let other):
          return transit(from: home, isPolicyBased, toSite: other, keeps: keeps)
        case .client(let owner):
          return owner != home || !isPolicyBased ? .open : .stopped
        case .nowhere, .internet: return .stopped
        }
      })
  }

  private func transit(
    from home: Int, _ isPolicyBased: Bool, toSite other: Int, keeps: Bool
  ) -> Outcome {
    best(
      networks.indices.flatMap { there -> [Outcome] in
        guard let gateway = networks[there].gateway else { return [] }
        return gateway.sites.filter { $0.end == other && $0.isUp != false }.map { tie in
          there == home && (isPolicyBased || tie.isPolicyBased || gateway.isPolicyBased)
            ? .stopped : .open
        }
      })
  }

  private func comes(fromClientOf home: Int, to: End, keeps: Bool) -> Outcome {
    let isPolicyBased = networks[home].gateway?.isPolicyBased == true
    switch to {
    case .internet: return .passes
    case .host(let target):
      guard target == home || serves(home, target) && !isPolicyBased else { return .stopped }
      return enter(target, from: .client(home), keeps: keeps)
    case .site(let other): return transit(from: home, isPolicyBased, toSite: other, keeps: keeps)
    case .client: return .open
    case .nowhere: return .stopped
    }
  }

  private func reply(from network: Int, to: End, keeps: Bool) -> Outcome {
    switch course(from: network, to: address(of: to), keeps: keeps) {
    case .nowhere, .internet: return .stopped
    case .network(let other): return to == .host(other) ? .passes : .stopped
    case .gateway(own: false): return .passes
    case .gateway(own: true):
      let reached = gatewaysServing(network).contains { home in
        let address = address(of: to)
        return prefixes(behind: home, keeps: true).contains { $0.contains(address) }
          || networks.indices.contains {
            ($0 == home || serves(home, $0)) && Self.space($0).contains(address)
          }
      }
      return reached ? .passes : .stopped
    }
  }

  private func best(_ outcomes: [Outcome]) -> Outcome {
    outcomes.contains(.passes) ? .passes : outcomes.contains(.open) ? .open : .stopped
  }

  private func enter(_ network: Int, from: End, keeps: Bool) -> Outcome {
    guard networks[network].hasGroup else { return .passes }
    return isInside(address(of: from), at: network, keeps: keeps) ? .passes : .stopped
  }

  /// Whether an address is in the tag `VirtualNetwork`; what a route names is, a default one is not.
  private func isInside(_ address: UInt32, at network: Int, keeps: Bool) -> Bool {
    if networks.indices.contains(where: { other in
      Self.space(other).contains(address)
        && (other == network || peerings.contains { $0.from == network && $0.to == other })
    }) {
      return true
    }
    if networks[network].routes.contains(where: { $0.prefix.contains(address) }) { return true }
    return networks.indices.contains { home in
      (home == network || flagsServe(home, network))
        && prefixes(behind: home, keeps: keeps).contains { $0.contains(address) }
    }
  }

  // MARK: Who is joined with whom

  private func peering(_ from: Int, _ to: Int) -> Peering? {
    peerings.first { $0.from == from && $0.to == to }
  }

  private func arePeered(_ one: Int, _ other: Int) -> Bool {
    guard let out = peering(one, other), let back = peering(other, one) else { return false }
    return out.isConnected != false && back.isConnected != false
  }

  private func flagsServe(_ home: Int, _ network: Int) -> Bool {
    networks[home].gateway != nil && peering(home, network)?.allowsTransit == true
      && peering(network, home)?.usesGateway == true
  }

  private func serves(_ home: Int, _ network: Int) -> Bool {
    flagsServe(home, network) && arePeered(home, network)
  }

  private func gatewaysServing(_ network: Int) -> [Int] {
    networks.indices.filter {
      $0 == network && networks[$0].gateway != nil || serves($0, network)
    }
  }

  /// By a connection at each of the two gateways.
  private func areJoined(_ one: Int, _ other: Int) -> Bool {
    func isUp(_ from: Int, _ to: Int) -> Bool {
      networks[from].gateway?.networks.contains { $0.end == to && $0.isUp != false } == true
    }
    return isUp(one, other) && isUp(other, one)
  }
}

// MARK: - The typed estate

extension PlainSites {
  func estate() -> Estate {
    var builder = EstateBuilder()
    let group = builder.group("g", [])
    let ids = networks.indices.map { index in
      let id = builder.network("net\(index)", [Self.space(index).text])
      let base = PlainNetwork.text(Self.space(index).base + 256)
      let subnet = builder.subnet(id, "s", "\(base)/24") {
        if networks[index].hasGroup { $0.securityGroup = EstateBuilder.reference(group) }
      }
      builder.machine("vm\(index)", in: subnet, PlainNetwork.text(address(of: .host(index))))
      if !networks[index].routes.isEmpty {
        builder.routes(
          networks[index].routes.map { "\($0.prefix.text) -> \($0.hop.rawValue)" }, at: subnet)
      }
      return id
    }
    for peering in peerings {
      builder.peerOneSide(ids[peering.from], ids[peering.to]) {
        $0.allowsGatewayTransit = EstateBuilder.known(peering.allowsTransit)
        $0.usesRemoteGateways = EstateBuilder.known(peering.usesGateway)
        if let isConnected = peering.isConnected {
          $0.state = EstateBuilder.known(isConnected ? .connected : .disconnected)
        }
      }
    }
    let sites = (0..<siteCount).map { builder.site("site\($0)", Self.site($0).text) }
    var gateways: [Int: ResourceID] = [:]
    for (index, network) in networks.enumerated() {
      guard let gateway = network.gateway else { continue }
      let id = builder.gateway("gw\(index)", in: ids[index])
      gateways[index] = id
      builder.estate.gateways.update(id) {
        if gateway.hasPool { $0.clientPools = [EstateBuilder.prefix(Self.pool(index).text)] }
        if gateway.isPolicyBased { $0.selection = EstateBuilder.known(.policies) }
      }
    }
    func status(_ connection: Connection) -> Setting<GatewayConnection.Status> {
      connection.isUp.map { EstateBuilder.known($0 ? .connected : .notConnected) } ?? .absent
    }
    for (index, id) in gateways.sorted(by: { $0.key < $1.key }) {
      guard let gateway = networks[index].gateway else { continue }
      for tie in gateway.sites {
        builder.connect(id, toSite: sites[tie.end]) {
          $0.status = status(tie)
          if tie.isPolicyBased { $0.usesPolicySelectors = EstateBuilder.known(true) }
        }
      }
      for tie in gateway.networks {
        guard let other = gateways[tie.end] else { continue }
        builder.connect(id, toGateway: other) { $0.status = status(tie) }
      }
    }
    return builder.estate
  }

  func selector(_ end: End) -> String {
    switch end {
    case .host(let network): "vm/vm\(network)"
    case .internet: "internet/\(PlainNetwork.text(address(of: end)))"
    case .site, .client, .nowhere: "ip/\(PlainNetwork.text(address(of: end)))"
    }
  }

  var text: String {
    networks.enumerated().map { "net\($0): \($1)" }.joined(separator: "\n") + "\n"
      + peerings.map { "\($0)" }.joined(separator: "\n")
  }
}
