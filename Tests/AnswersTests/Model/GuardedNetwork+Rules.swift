import TrafficSets

// What groups, routes and firewall rules say of one packet.
extension GuardedNetwork {
  enum Course: Hashable {
    case nowhere, internet, firewall, serviceEndpoint
    case appliance(Int)
    case network(Int)
    case privateEndpoint(Int)
  }

  // MARK: - Routes

  /// - Parameter account: the one whose public side is called.
  func hop(from index: Int, to address: UInt32, _ account: Int?) -> Course {
    let subnet = subnets[index]
    if let account, let endpoint = subnet.serviceEndpoint,
      Self.serves(endpoint, accounts[account].region)
    {
      // No route of a user here is longer than those of a service endpoint.
      return .serviceEndpoint
    }
    var candidates: [(length: Int, rank: Int, course: Course)] = [(0, 0, .internet)]
    for route in subnet.routes where route.prefix.contains(address) {
      let isOwn = networks[subnet.network].contains(address)
      let course: Course =
        switch route.hop {
        case .firewall: .firewall
        case .internet: .internet
        case .none, .gateway: .nowhere
        case .appliance(let host): .appliance(host)
        case .local: isOwn ? .network(subnet.network) : .nowhere
        }
      candidates.append((route.prefix.length, 1, course))
    }
    for other in networks.indices
    where networks[other].contains(address)
      && (other == subnet.network || arePeered(other, subnet.network))
    {
      candidates.append((networks[other].length, 0, .network(other)))
    }
    if !subnet.routes.contains(where: { $0.prefix.length == 0 }) {
      for range in Self.privateRanges where range.contains(address) {
        candidates.append((range.length, 0, .nowhere))
      }
    }
    for (index, account) in accounts.enumerated() where account.endpoint == address {
      let isSeen = subnet.network == 0 || arePeered(subnet.network, 0)
      let isInvalid =
        subnets[1].hasRoutePolicies
        && subnet.routes.contains {
          $0.prefix.contains(address) && $0.prefix.length >= networks[0].length
        }
      if isSeen, !isInvalid { candidates.append((32, 0, .privateEndpoint(index))) }
    }
    let best = candidates.max { ($0.length, $0.rank) < ($1.length, $1.rank) }
    return best?.course ?? .nowhere
  }

  private static func serves(_ endpoint: String, _ region: String) -> Bool {
    endpoint == "Microsoft.Storage.Global" || region == "westeurope" || region == "northeurope"
  }

  // MARK: - Groups

  func passes(_ group: Int?, _ packet: GuardedPacket, isInbound: Bool, at subnet: Int) -> Bool {
    guard let group else { return true }
    let rules = groups[group].filter { $0.isInbound == isInbound }
      .sorted { $0.priority < $1.priority }
    for rule in rules {
      if let transport = rule.transport, transport != packet.transport { continue }
      if !rule.ports.isEmpty,
        packet.transport == .icmp || !rule.ports.contains(packet.port)
      {
        continue
      }
      guard holds(rule.source, packet.source, false, at: subnet),
        holds(rule.destination, packet.destination, packet.isStorage, at: subnet)
      else { continue }
      return rule.allows
    }
    // The rules that every group has.
    let isFromNetwork = holds(.virtualNetwork, packet.source, false, at: subnet)
    let isToNetwork = holds(.virtualNetwork, packet.destination, false, at: subnet)
    if isFromNetwork, isToNetwork { return true }
    return isInbound
      ? holds(.loadBalancer, packet.source, false, at: subnet)
      : holds(.internet, packet.destination, false, at: subnet)
  }

  private func holds(_ peer: Peer, _ address: UInt32, _ isStorage: Bool, at index: Int) -> Bool {
    let isPlatform = address == 0xA83F_8110
    switch peer {
    case .any: return true
    case .prefix(let prefix): return prefix.contains(address)
    case .loadBalancer: return isPlatform
    case .storage: return isStorage
    case .internet: return !isPlatform && !Self.isPrivate(address)
    case .virtualNetwork:
      let home = subnets[index].network
      return isPlatform
        || networks.indices.contains {
          ($0 == home || arePeered($0, home)) && networks[$0].contains(address)
        } || subnets[index].routes.contains { $0.prefix.contains(address) }
    }
  }

  static func isMicrosofts(_ name: String) -> Bool {
    [".windows.net", ".windowsupdate.com"].contains { name.hasSuffix($0) }
  }

  /// One public address of a service for each set of rules that may hold of it: none is in a
  /// documentation range.
  static let serviceAddresses: [UInt32] = [0x3409_0909, 0x0808_0807, 0x0808_08C8]

  /// The same of whatever default outbound access gives.
  var unknownAddresses: [UInt32] {
    Self.serviceAddresses + [0xC633_6407, 0xC633_64C8, 0xCB00_714D] + namedAddresses
  }

  /// Single public addresses that rules may name.
  var namedAddresses: [UInt32] {
    (hosts.compactMap(\.publicAddress) + firewall.addresses + balancers.map(\.address)
      + subnets.compactMap(\.gateway)).sorted()
  }
}

extension GuardedNetwork.Firewall {
  enum Judgement { case stopped, network, application }

  private static func collections(_ groups: [Group]) -> [Collection] {
    groups.sorted { $0.priority < $1.priority }
      .flatMap { $0.collections.sorted { $0.priority < $1.priority } }
  }

  /// Those of the parent come first; its translations are not inherited.
  private var collections: [Collection] {
    Self.collections(parent) + Self.collections(groups)
  }

  func translation(of packet: GuardedPacket) -> Translation? {
    for collection in Self.collections(groups) {
      guard case .translation(let rules) = collection.rules else { continue }
      for rule in rules
      where rule.destination == packet.destination && rule.port == packet.port
        && rule.transport == packet.transport && Self.holds(rule.source, packet.source)
      {
        return rule
      }
    }
    return nil
  }

  /// Network rules before application rules, whatever their priorities.
  ///
  /// - Parameters:
  ///   - picks: Whether a name that nobody has asked by leads to a private address.
  ///   - resolved: Whether the firewall resolves the name to where the packet is sent.
  func judgement(
    of packet: GuardedPacket, _ picks: GuardedPicks, _ resolved: (String) -> Bool
  ) -> Judgement {
    for collection in collections {
      guard case .network(let rules) = collection.rules else { continue }
      for rule in rules where matches(rule, packet, resolved) {
        return collection.allows ? .network : .stopped
      }
    }
    guard packet.transport == .tcp else { return .stopped }
    for collection in collections {
      guard case .application(let rules) = collection.rules else { continue }
      for rule in rules
      where Self.holds(rule.source, packet.source) && rule.ports.contains(packet.port) {
        if rule.names.contains(where: { Self.holds($0, packet, picks) })
          || rule.tags.contains(where: { Self.holds(tag: $0, packet, picks) })
          || rule.categories.contains(where: { Self.holds(category: $0, packet, picks) })
        {
          return collection.allows ? .application : .stopped
        }
      }
    }
    return .stopped
  }

  func keepsSource(to destination: UInt32) -> Bool {
    switch untranslated {
    case .usual: GuardedNetwork.isPrivate(destination)
    case .never: true
    case .always: false
    case .ranges(let ranges): ranges.contains { $0.contains(destination) }
    }
  }

  private func matches(
    _ rule: NetworkRule, _ packet: GuardedPacket, _ resolved: (String) -> Bool
  ) -> Bool {
    guard Self.holds(rule.source, packet.source) else { return false }
    if let name = rule.name {
      if !resolved(name) { return false }
    } else if rule.destination == .storage {
      if !packet.isStorage { return false }
    } else if !Self.holds(rule.destination, packet.destination) {
      return false
    }
    if !rule.transports.isEmpty, !rule.transports.contains(packet.transport) { return false }
    if rule.ports.isEmpty { return true }
    return packet.transport != .icmp && rule.ports.contains(packet.port)
  }

  private static func holds(_ peer: GuardedNetwork.Peer, _ address: UInt32) -> Bool {
    switch peer {
    case .prefix(let prefix): prefix.contains(address)
    default: true
    }
  }

  private static func holds(
    _ pattern: String, _ packet: GuardedPacket, _ picks: GuardedPicks
  ) -> Bool {
    if let name = packet.name {
      return pattern.hasPrefix("*") ? name.hasSuffix(pattern.dropFirst()) : pattern == name
    }
    // An address is called by some name, if by any; of private ones that is open.
    guard pattern == "*" else { return false }
    return !GuardedNetwork.isPrivate(packet.destination) || picks.pick("name", [0, 1]) == 1
  }

  /// Which of its own names Microsoft lists, no input tells.
  private static func holds(
    tag: String, _ packet: GuardedPacket, _ picks: GuardedPicks
  ) -> Bool {
    guard let name = packet.name, GuardedNetwork.isMicrosofts(name) else { return false }
    picks.see(.nameList)
    return picks.pick("tag \(tag) \(name)", [0, 1]) == 1
  }

  /// Nor which names on the internet are of a kind.
  private static func holds(
    category: String, _ packet: GuardedPacket, _ picks: GuardedPicks
  ) -> Bool {
    guard packet.name != nil || !GuardedNetwork.isPrivate(packet.destination) else { return false }
    picks.see(.nameList)
    return picks.pick("category \(category)", [0, 1]) == 1
  }
}
