internal import EstateModel
internal import TrafficSets

/// The load balancers of an estate, by what leads to them and what they lead to.
///
/// Those of all regions, and those of appliances, are not modelled, and are not here.
struct BalancerIndex: Sendable {
  /// An address of an interface in a pool, or behind a NAT rule.
  struct Member: Hashable, Sendable {
    let interface: ResourceID
    let configuration: Int
    /// Which entry of its pool says so, where the pool itself does.
    let entry: Int?
  }

  struct RulePlace: Hashable, Sendable {
    let balancer: ResourceID
    let rule: Int
  }

  private(set) var frontends: [ResourceID: LoadBalancer.Frontend] = [:]
  private(set) var frontendsBySubnet: [ResourceID: [ResourceID]] = [:]
  private(set) var frontendsByAddress: [Address: [ResourceID]] = [:]
  /// By pool or NAT rule.
  private(set) var members: [ResourceID: [Member]] = [:]
  /// By interface that is a member.
  private(set) var rules: [ResourceID: [RulePlace]] = [:]
  /// Why a pool may have members that are not known.
  private(set) var open: [ResourceID: UnknownValue] = [:]
  /// Public rules of which something is open that decides whom they lead to.
  private(set) var doubtful: [RulePlace] = []
  /// Why any pool may.
  private(set) var openToAll: UnknownValue?

  var isEmpty: Bool { frontends.isEmpty }

  init(_ estate: Estate) {
    let balancers = estate.loadBalancers.filter(\.isModelled)
    for interface in estate.interfaces where openToAll == nil {
      openToAll = interface.configurations.lazy.flatMap(\.backendPools).compactMap(\.unknown).first
    }
    var byAddress: [Address: [Member]] = [:]
    for interface in estate.interfaces {
      for (index, configuration) in interface.configurations.enumerated() {
        let member = Member(interface: interface.id, configuration: index, entry: nil)
        if !balancers.isEmpty, let address = configuration.privateAddress.value {
          byAddress[address, default: []].append(member)
        }
        // Those of balancers that no input describes, too: their members leave by them.
        for pool in configuration.backendPools {
          if let id = pool.value?.id { members[id, default: []].append(member) }
        }
      }
    }
    for balancer in balancers {
      for frontend in balancer.frontends {
        frontends[frontend.id] = frontend
        if let subnet = frontend.subnet.value?.id {
          frontendsBySubnet[subnet, default: []].append(frontend.id)
        }
        if let address = frontend.privateAddress.value {
          frontendsByAddress[address, default: []].append(frontend.id)
        }
      }
      for pool in balancer.pools { add(pool, byAddress) }
      for (index, rule) in balancer.rules.enumerated() {
        let place = RulePlace(balancer: balancer.id, rule: index)
        if Self.isDoubtful(rule, of: balancer) { doubtful.append(place) }
        for target in rule.targets.compactMap(\.value) {
          for member in members[target.id] ?? []
          where rules[member.interface]?.contains(place) != true {
            rules[member.interface, default: []].append(place)
          }
        }
      }
    }
  }

  /// Whether members by address, or what is open, make it hang on more than who says to be a member.
  private static func isDoubtful(_ rule: LoadBalancer.Rule, of balancer: LoadBalancer) -> Bool {
    rule.frontend.value == nil || rule.targets.contains { $0.value == nil }
      || balancer.frontends.contains { $0.publicAddress.unknown != nil }
      || balancer.pools.contains { $0.members.contains { !$0.address.isAbsent } }
  }

  private mutating func add(_ pool: LoadBalancer.Pool, _ byAddress: [Address: [Member]]) {
    for (entry, stated) in pool.members.enumerated() {
      switch stated.address {
      case .known(let address, let source):
        guard let holder = byAddress[address]?.first else {
          open[pool.id] =
            open[pool.id]
            ?? UnknownValue(
              key: "\(pool.id)#\(address)",
              because: "no input tells who has the address \(address)",
              source: source)
          continue
        }
        let member = Member(
          interface: holder.interface, configuration: holder.configuration, entry: entry)
        // Exports tell members by interface and by address, too.
        members[pool.id, default: []].removeAll {
          $0.interface == member.interface && $0.configuration == member.configuration
        }
        members[pool.id, default: []].append(member)
      case .unknown(let unknown): open[pool.id] = open[pool.id] ?? unknown
      case .absent: continue
      }
    }
  }
}
