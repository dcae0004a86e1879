import TrafficSets

// The way back of the answer, route by route.
extension GuardedWalk {
  /// By the routes of the subnet that answers.
  func reply(from subnet: Int, to address: UInt32, _ back: Back) -> PlainOutcome {
    let hop = network.hop(from: subnet, to: address, nil)
    switch back {
    case .straight(let host): return hop == .network(home(of: host)) ? .passes : .stopped
    case .guarded(let host):
      if hop == .firewall { return returns(to: host) ? .passes : .stopped }
      return hop == .network(home(of: host)) ? .open : .stopped
    case .translated(let host):
      guard hop == .firewall || hop == .network(0) else { return .stopped }
      return returns(to: host) ? .passes : .stopped
    case .entered(let caller):
      guard hop == .firewall || hop == .network(0) else { return .stopped }
      switch network.hop(from: 0, to: caller, nil) {
      case .internet: return .passes
      // Which has not seen the opening.
      case .appliance(let appliance): return network.hosts[appliance].forwards ? .open : .stopped
      default: return .stopped
      }
    case .publicly(let behind): return hop == .internet ? comesHome(behind) : .stopped
    }
  }

  /// Of a service or of somebody on the internet, for which Azure answers.
  func replyOfService(_ packet: GuardedPacket, _ back: Back) -> PlainOutcome {
    guard packet.transport == .tcp else { return .passes }
    switch back {
    case .straight: return .passes
    case .guarded(let host), .translated(let host):
      return returns(to: host) ? .passes : .stopped
    // Whom a translation leads on is never a service.
    case .entered: return .stopped
    case .publicly(let behind): return comesHome(behind)
    }
  }

  /// past a firewall that has not translated the opening the verdict is kept.
  func replyOfEndpoint(_ packet: GuardedPacket, _ back: Back) -> PlainOutcome {
    if case .guarded = back { return .passes }
    return replyOfService(packet, back)
  }

  /// What comes back to a public address.
  private func comesHome(_ behind: Behind) -> PlainOutcome {
    switch behind {
    case .nobody, .host: return .passes
    case .firewall(let host): return returns(to: host) ? .passes : .stopped
    case .appliance(let appliance, let host, let keepsSource):
      let address =
        keepsSource ? network.hosts[host].address : GuardedNetwork.firewallAddress
      switch network.hop(from: network.hosts[appliance].subnet, to: address, nil) {
      case .firewall: return returns(to: host) ? .passes : .stopped
      case .network(let other) where !keepsSource:
        return other == 0 && returns(to: host) ? .passes : .stopped
      // Around the firewall, which has seen the opening.
      case .network(let other): return other == home(of: host) ? .open : .stopped
      default: return .stopped
      }
    }
  }

  /// From the firewall.
  private func returns(to host: Int) -> Bool {
    network.hop(from: 0, to: network.hosts[host].address, nil) == .network(home(of: host))
  }

  private func home(of host: Int) -> Int { network.subnets[network.hosts[host].subnet].network }
}
