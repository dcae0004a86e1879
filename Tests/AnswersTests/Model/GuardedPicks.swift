import TrafficSets

/// What Azure chooses, or the input does not tell, on one walk: the same walk is done with every
/// sequence of picks that there is.
final class GuardedPicks {
  /// Which option to take at each pick, and how many there were.
  private var script: [(pick: Int, count: Int)] = []
  private var position = 0
  private var taken: [String: UInt32] = [:]
  private(set) var seen: Set<GuardedSight> = []
  /// Met something that the rules do not speak of.
  var isSilent = false
  /// What was picked on some walk.
  private(set) var picked: Set<String> = []

  /// The same for the same key throughout a walk.
  func pick(_ key: String, _ options: [UInt32]) -> UInt32 {
    if let known = taken[key] { return known }
    if position == script.count { script.append((0, options.count)) }
    let option = options[script[position].pick]
    position += 1
    taken[key] = option
    picked.insert(key)
    return option
  }

  func see(_ sight: GuardedSight) { seen.insert(sight) }

  /// What all walks come to.
  func outcome(_ walk: () -> PlainOutcome) -> PlainOutcome {
    var found: Set<PlainOutcome> = []
    while true {
      position = 0
      taken = [:]
      found.insert(walk())
      if found.count > 1 || found.contains(.open) { return .open }
      while let last = script.last, last.pick + 1 == last.count { script.removeLast() }
      guard let last = script.indices.last else { return found.first ?? .stopped }
      script[last].pick += 1
    }
  }
}

/// What the walks of all calls come to.
struct GuardedOutcome {
  var outcome: PlainOutcome
  /// Some call has an address of default outbound access. Two rules may both hold of such an address
  /// and never of the same one, which the walk sees; the engine asks each rule by itself.
  var hasUnknownSource: Bool
}

extension GuardedNetwork {
  /// Whether traffic as it arrives at the end gets there from the other, by any call that leads
  /// there.
  ///
  /// - Parameter sights: what the calls that arrive have met.
  /// - Returns: `nil` where the rules do not speak of what was met.
  func outcome(
    from: GuardedEnd, to: GuardedEnd, transport: TransportProtocol, port: UInt16,
    sights: inout [GuardedSight: Int]
  ) -> GuardedOutcome? {
    var best = PlainOutcome.stopped
    var hasUnknownSource = false
    for call in calls(to, from, transport, port) {
      let picks = GuardedPicks()
      var wanted: Int?
      if case .host(let host) = to { wanted = host }
      let outcome = picks.outcome {
        var packet = call
        packet.isStorage = packet.account != nil
        if packet.account != nil || packet.site != nil {
          packet.destination = picks.pick("account", Self.serviceAddresses)
        }
        if let site = packet.site, Self.isMicrosofts(site) {
          // Which of its services has the address, no input tells.
          packet.isStorage = picks.pick("storage", [0, 1]) == 1
        }
        let walk = GuardedWalk(network: self, picks: picks, wanted: wanted)
        guard let (end, arrived, outcome) = walk.call(packet, from: from), end == to,
          arrived == port
        else { return .stopped }
        return outcome
      }
      if picks.picked.contains("default") { hasUnknownSource = true }
      if outcome != .stopped {
        for sight in picks.seen { sights[sight, default: 0] += 1 }
        if picks.isSilent { return nil }
      }
      best = best == .passes || outcome == .passes ? .passes : best == .open ? .open : outcome
    }
    return GuardedOutcome(outcome: best, hasUnknownSource: hasUnknownSource)
  }

  /// Whatever may lead there.
  private func calls(
    _ end: GuardedEnd, _ from: GuardedEnd, _ transport: TransportProtocol, _ port: UInt16
  ) -> [GuardedPacket] {
    var sender: Int?
    var source: UInt32 = 0
    switch from {
    case .host(let host):
      sender = host
      source = hosts[host].address
    case .internet(let address): source = address
    case .account, .site: return []
    }
    var packet = GuardedPacket(
      source: source, destination: 0, transport: transport, port: port)
    switch end {
    case .internet(let address):
      packet.destination = address
      return [packet]
    case .site(let name):
      packet.name = name
      packet.site = name
      return sender.map { hasNames($0) } ?? true ? [packet] : []
    case .account(let index):
      guard transport == .tcp, port == 443, sender.map({ hasNames($0) }) ?? true else { return [] }
      packet.name = accounts[index].host
      var place = sender.map { subnets[hosts[$0].subnet].network }
      // The firewall asks as its own network does.
      if let home = place, asking.contains(home) { place = 0 }
      if let endpoint = accounts[index].endpoint, let place, linked.contains(place) {
        packet.destination = endpoint
      } else {
        packet.account = index
      }
      return [packet]
    case .host(let host):
      var calls: [GuardedPacket] = []
      if sender != nil {
        packet.destination = hosts[host].address
        calls.append(packet)
      }
      let fronts =
        (hosts[host].publicAddress.map { [$0] } ?? []) + firewall.addresses
        + balancers.map(\.address) + (sender == nil ? [] : [Self.firewallAddress])
      for front in fronts {
        for called in Set(Self.ports + [port]) {
          packet.destination = front
          packet.port = called
          calls.append(packet)
        }
      }
      return calls
    }
  }

  /// Whether a host gets answers from its name server: Azure's own always answers.
  private func hasNames(_ host: Int) -> Bool {
    let place = hosts[host]
    guard asking.contains(subnets[place.subnet].network) else { return true }
    let hop = hop(from: place.subnet, to: Self.firewallAddress, nil)
    guard hop == .network(0) || hop == .firewall else { return false }
    return [TransportProtocol.udp, .tcp].contains { transport in
      let question = GuardedPacket(
        source: place.address, destination: Self.firewallAddress, transport: transport, port: 53)
      let home = Course.network(subnets[place.subnet].network)
      return passes(place.group, question, isInbound: false, at: place.subnet)
        && passes(subnets[place.subnet].group, question, isInbound: false, at: place.subnet)
        && (transport == .udp || self.hop(from: 0, to: place.address, nil) == home)
    }
  }
}
