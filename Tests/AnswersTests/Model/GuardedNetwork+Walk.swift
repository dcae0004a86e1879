import TrafficSets

/// One packet of a call.
struct GuardedPacket: Sendable {
  var source: UInt32
  var destination: UInt32
  var transport: TransportProtocol
  var port: UInt16
  /// The account whose public side is called; the destination is then some public address.
  var account: Int?
  /// What the caller asked for by name.
  var name: String?
  /// The same where it is a name on the internet that is no account's.
  var site: String?
  /// Whether the service tag `Storage` holds the destination.
  var isStorage = false
}

enum GuardedEnd: Hashable, Sendable {
  case host(Int)
  case internet(UInt32)
  case account(Int)
  /// A name on the internet.
  case site(String)
}

/// What the walk met on its way.
enum GuardedSight: Hashable, Sendable, CaseIterable {
  case firewall, application, translation, balancer, gateway, publicAddress, privateEndpoint
  case serviceEndpoint, addressRule, appliance, nameList
}

/// The walk of one call, packet by packet.
///
/// Where Azure chooses or the input does not tell, the walk picks, and is done again with every
/// other pick.
struct GuardedWalk {
  /// How the reply finds back to who called.
  enum Back {
    /// To the host, by its private address.
    case straight(Int)
    /// Through the firewall, which has not translated the opening.
    case guarded(Int)
    /// To the firewall, and from there to the host.
    case translated(Int)
    /// To the firewall, and from there out to this caller on the internet.
    case entered(UInt32)
    /// To the public address that was seen.
    case publicly(Behind)
  }

  /// Who has the public address that was seen.
  enum Behind {
    case nobody
    case host
    /// The firewall, for a host.
    case firewall(Int)
    /// An appliance, to which the firewall has sent it on for a host.
    case appliance(Int, Int, keepsSource: Bool)
  }

  typealias Prefix = GuardedNetwork.Prefix

  let network: GuardedNetwork
  let picks: GuardedPicks
  /// The host where the call shall arrive; balancers pick it.
  let wanted: Int?

  // MARK: - The opening

  /// - Returns: where the call arrives and whether its reply comes back; `nil` where it does not.
  func call(_ packet: GuardedPacket, from end: GuardedEnd) -> (GuardedEnd, UInt16, PlainOutcome)? {
    switch end {
    case .account, .site: return nil
    case .internet: return outside(packet, .publicly(.nobody))
    case .host(let host):
      let subnet = network.hosts[host].subnet
      guard
        network.passes(network.hosts[host].group, packet, isInbound: false, at: subnet),
        network.passes(network.subnets[subnet].group, packet, isInbound: false, at: subnet)
      else { return nil }
      switch network.hop(from: subnet, to: packet.destination, packet.account) {
      case .nowhere, .appliance: return nil
      case .network(let other): return inside(packet, other, .straight(host))
      case .privateEndpoint(let account): return endpoint(packet, account, .straight(host))
      case .serviceEndpoint: return service(packet, by: subnet, .straight(host))
      case .firewall: return guarded(packet, from: host)
      case .internet:
        if GuardedNetwork.isPrivate(packet.destination) { return nil }
        var seen = packet
        if let account = packet.account, network.accounts[account].region == GuardedNetwork.region {
          // O-14: no outbound method is needed, and no public address seen.
          return service(packet, by: nil, .straight(host))
        }
        guard let source = exit(packet, of: host) else { return nil }
        seen.source = source
        return outside(seen, .publicly(.host))
      }
    }
  }

  /// To a private endpoint, past the group of its subnet where that holds for it.
  private func endpoint(_ packet: GuardedPacket, _ account: Int, _ back: Back) -> (
    GuardedEnd, UInt16, PlainOutcome
  )? {
    guard
      !network.subnets[1].hasGroupPolicies
        || network.passes(network.subnets[1].group, packet, isInbound: true, at: 1)
    else { return nil }
    picks.see(.privateEndpoint)
    return (.account(account), packet.port, replyOfEndpoint(packet, back))
  }

  /// To a private address in the network.
  private func inside(_ packet: GuardedPacket, _ place: Int, _ back: Back) -> (
    GuardedEnd, UInt16, PlainOutcome
  )? {
    guard network.networks[place].contains(packet.destination) else { return nil }
    if let host = network.hosts.firstIndex(where: { $0.address == packet.destination }) {
      return arrival(packet, at: host, back)
    }
    if let account = network.accounts.firstIndex(where: { $0.endpoint == packet.destination }) {
      return endpoint(packet, account, back)
    }
    if packet.destination == GuardedNetwork.firewallAddress, case .straight(let host) = back {
      return guarded(packet, from: host)
    }
    return nil
  }

  /// Past the groups of the host.
  private func arrival(_ packet: GuardedPacket, at host: Int, _ back: Back) -> (
    GuardedEnd, UInt16, PlainOutcome
  )? {
    let subnet = network.hosts[host].subnet
    guard
      network.passes(network.subnets[subnet].group, packet, isInbound: true, at: subnet),
      network.passes(network.hosts[host].group, packet, isInbound: true, at: subnet)
    else { return nil }
    let outcome =
      packet.transport == .tcp ? reply(from: subnet, to: packet.source, back) : .passes
    return (.host(host), packet.port, outcome)
  }

  /// To a public address.
  private func outside(_ packet: GuardedPacket, _ back: Back) -> (
    GuardedEnd, UInt16, PlainOutcome
  )? {
    if packet.account != nil { return service(packet, by: nil, back) }
    if let host = network.hosts.firstIndex(where: { $0.publicAddress == packet.destination }) {
      picks.see(.publicAddress)
      return publicArrival(packet, at: host, packet.port, back)
    }
    if let balancer = network.balancers.first(where: { $0.address == packet.destination }) {
      guard let wanted, let port = port(at: balancer, packet, of: wanted) else { return nil }
      picks.see(.balancer)
      return publicArrival(packet, at: wanted, port, back)
    }
    if network.firewall.addresses.contains(packet.destination) {
      guard let translated = network.firewall.translation(of: packet) else { return nil }
      // How a firewall takes what it sent out itself, no page says.
      switch back {
      case .publicly(.firewall), .publicly(.appliance): picks.isSilent = true
      default: break
      }
      var sent = packet
      sent.destination = network.hosts[translated.host].address
      sent.port = translated.inside
      sent.source = insideAddress
      picks.see(.translation)
      return onward(sent, .entered(packet.source), isApplication: false)
    }
    return (
      packet.site.map { .site($0) } ?? .internet(packet.destination), packet.port,
      replyOfService(packet, back)
    )
  }

  /// Standard: closed where no group stands.
  private func publicArrival(
    _ packet: GuardedPacket, at host: Int, _ port: UInt16, _ back: Back
  ) -> (GuardedEnd, UInt16, PlainOutcome)? {
    let place = network.hosts[host]
    guard place.group != nil || network.subnets[place.subnet].group != nil else { return nil }
    var translated = packet
    translated.destination = place.address
    translated.port = port
    return arrival(translated, at: host, back)
  }

  /// The port at which the balancer hands the packet to the host.
  private func port(
    at balancer: GuardedNetwork.Balancer, _ packet: GuardedPacket, of host: Int
  ) -> UInt16? {
    for translation in balancer.translations
    where packet.transport == .tcp && translation.front == packet.port && translation.host == host {
      return translation.back
    }
    for rule in balancer.rules
    where rule.transport == packet.transport && rule.front == packet.port {
      guard balancer.members.contains(host) else { return nil }
      let subnet = network.hosts[host].subnet
      let probe = GuardedPacket(
        source: 0xA83F_8110, destination: network.hosts[host].address, transport: .tcp,
        port: balancer.probe)
      let isUp =
        network.passes(network.subnets[subnet].group, probe, isInbound: true, at: subnet)
        && network.passes(network.hosts[host].group, probe, isInbound: true, at: subnet)
      return isUp || !rule.isProbed ? rule.back : nil
    }
    return nil
  }

  // MARK: - The firewall

  private func guarded(_ packet: GuardedPacket, from host: Int) -> (
    GuardedEnd, UInt16, PlainOutcome
  )? {
    if let translated = network.firewall.translation(of: packet) {
      var sent = packet
      sent.destination = network.hosts[translated.host].address
      sent.port = translated.inside
      sent.source = insideAddress
      picks.see(.translation)
      return onward(sent, .translated(host), isApplication: false)
    }
    if packet.destination == GuardedNetwork.firewallAddress { return nil }
    switch network.firewall.judgement(of: packet, picks, { resolves($0, to: packet) }) {
    case .stopped: return nil
    case .application:
      picks.see(.application)
      var sent = packet
      sent.source = insideAddress
      return onward(sent, .translated(host), isApplication: true)
    case .network:
      picks.see(.firewall)
      if network.firewall.keepsSource(to: packet.destination) {
        return onward(packet, .guarded(host), isApplication: false)
      }
      var sent = packet
      sent.source = insideAddress
      return onward(sent, .translated(host), isApplication: false)
    }
  }

  /// The firewall asks Azure's name service as its own network does.
  private func resolves(_ name: String, to packet: GuardedPacket) -> Bool {
    guard let index = network.accounts.firstIndex(where: { $0.host == name }) else {
      return packet.site == name
    }
    if let endpoint = network.accounts[index].endpoint, network.linked.contains(0) {
      return packet.account == nil && packet.destination == endpoint
    }
    return packet.account == index
  }

  /// By the routes of the firewall's own subnet.
  private func onward(_ packet: GuardedPacket, _ back: Back, isApplication: Bool) -> (
    GuardedEnd, UInt16, PlainOutcome
  )? {
    switch network.hop(from: 0, to: packet.destination, packet.account) {
    case .nowhere, .firewall: return nil
    case .network(let other): return inside(packet, other, back)
    case .privateEndpoint(let account): return endpoint(packet, account, back)
    case .appliance(let appliance): return handed(packet, to: appliance, back)
    case .serviceEndpoint:
      // Whether what is never translated has a way by a service endpoint, no page says.
      if network.firewall.untranslated == .never, !isApplication { picks.isSilent = true }
      return service(packet, by: 0, back)
    case .internet:
      guard !GuardedNetwork.isPrivate(packet.destination),
        isApplication || network.firewall.untranslated != .never
      else { return nil }
      var sent = packet
      if let gateway = network.subnets[0].gateway {
        // A NAT gateway carries no ICMP; what the firewall's own addresses do then, no page says.
        if packet.transport == .icmp { picks.isSilent = true }
        sent.source = gateway
      } else {
        sent.source = picks.pick("firewall", network.firewall.addresses)
      }
      switch back {
      case .translated(let host), .guarded(let host):
        return outside(sent, .publicly(.firewall(host)))
      default: return nil
      }
    }
  }

  /// From the firewall to an appliance, and on from there by its own way out.
  private func handed(_ packet: GuardedPacket, to appliance: Int, _ back: Back) -> (
    GuardedEnd, UInt16, PlainOutcome
  )? {
    let place = network.hosts[appliance]
    let group = network.subnets[place.subnet].group
    let caller: Int
    let keepsSource: Bool
    switch back {
    case .guarded(let host): (caller, keepsSource) = (host, true)
    case .translated(let host): (caller, keepsSource) = (host, false)
    default: return nil
    }
    guard
      network.passes(group, packet, isInbound: true, at: place.subnet),
      network.passes(place.group, packet, isInbound: true, at: place.subnet), place.forwards,
      network.passes(place.group, packet, isInbound: false, at: place.subnet),
      network.passes(group, packet, isInbound: false, at: place.subnet)
    else { return nil }
    let behind = Back.publicly(.appliance(appliance, caller, keepsSource: keepsSource))
    switch network.hop(from: place.subnet, to: packet.destination, packet.account) {
    case .internet:
      picks.see(.appliance)
      if let account = packet.account, network.accounts[account].region == GuardedNetwork.region {
        return service(packet, by: nil, behind)
      }
      guard let source = exit(packet, of: appliance) else { return nil }
      var sent = packet
      sent.source = source
      return outside(sent, behind)
    case .serviceEndpoint: return service(packet, by: place.subnet, behind)
    case .nowhere, .network, .privateEndpoint, .firewall, .appliance: return nil
    }
  }

  private var insideAddress: UInt32 {
    picks.pick("inside", [GuardedNetwork.firewallAddress, GuardedNetwork.firewallAddress + 40])
  }

  // MARK: - Out to the internet

  /// The address by which the host leaves for the internet; `nil` where it does not.
  private func exit(_ packet: GuardedPacket, of host: Int) -> UInt32? {
    let place = network.hosts[host]
    let isStream = packet.transport == .tcp || packet.transport == .udp
    if let gateway = network.subnets[place.subnet].gateway {
      if isStream {
        picks.see(.gateway)
        return gateway
      }
      guard let own = place.publicAddress else { return nil }
      // O-13: which of the two carries it is open.
      return picks.pick("icmp", [0, own]) == 0 ? nil : own
    }
    if let own = place.publicAddress { return own }
    guard isStream else { return nil }
    let balancers = network.balancers.filter { balancer in
      balancer.members.contains(host) || balancer.translations.contains { $0.host == host }
    }
    if !balancers.isEmpty {
      let word = packet.transport == .tcp ? "Tcp" : "Udp"
      let frontends = balancers.filter { balancer in
        balancer.members.contains(host) && (balancer.outbound == "All" || balancer.outbound == word)
      }
      if !frontends.isEmpty { return picks.pick("outbound", frontends.map(\.address)) }
      let ruled = balancers.filter { balancer in
        balancer.members.contains(host)
          && balancer.rules.contains { $0.givesOutbound && $0.transport == packet.transport }
      }
      return ruled.isEmpty ? nil : picks.pick("outbound", ruled.map(\.address))
    }
    if network.subnets[place.subnet].isPrivate { return nil }
    return picks.pick("default", network.unknownAddresses)
  }

  // MARK: - Services

  /// - Parameter subnet: the one whose service endpoint leads there.
  private func service(_ packet: GuardedPacket, by subnet: Int?, _ back: Back) -> (
    GuardedEnd, UInt16, PlainOutcome
  )? {
    guard let index = packet.account else { return nil }
    let account = network.accounts[index]
    if account.isDisabled { return nil }
    if subnet != nil { picks.see(.serviceEndpoint) }
    if account.denies {
      if let subnet {
        guard account.subnets.contains(subnet) else { return nil }
      } else {
        var isInAzure = true
        if case .publicly(.nobody) = back { isInAzure = false }
        if isInAzure, account.region == GuardedNetwork.region { return nil }
        guard account.addresses.contains(where: { $0.contains(packet.source) }) else { return nil }
        picks.see(.addressRule)
      }
    }
    return (.account(index), packet.port, replyOfService(packet, back))
  }
}
