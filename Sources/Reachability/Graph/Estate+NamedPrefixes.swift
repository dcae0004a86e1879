internal import EstateModel
internal import TrafficSets

extension Estate {
  /// Every prefix and address that a rule, a range or a setting of the estate names, the addresses of
  /// its hosts aside: whatever could tell two addresses apart.
  ///
  /// A kind of resource that names addresses has its line here.
  var namedPrefixes: Set<AddressPrefix> {
    serviceTags.values.reduce(into: namedPrefixesBesidesTags) { $0.formUnion($1) }
  }

  /// The same without the prefixes of service tags.
  var namedPrefixesBesidesTags: Set<AddressPrefix> {
    var prefixes: Set<AddressPrefix> = []
    func add(_ settings: [Setting<AddressPrefix>]) {
      for case .known(let prefix, _) in settings { prefixes.insert(prefix) }
    }
    func add(_ settings: [Setting<Address>]) {
      for case .known(let address, _) in settings { prefixes.insert(AddressPrefix(address)) }
    }
    func add(_ peers: [Setting<SecurityRule.Peer>]) {
      for case .known(let peer, _) in peers { prefixes.formUnion(peer.prefixes(in: self)) }
    }
    let adminRules = networkManagers.lazy.flatMap(\.configurations).flatMap(\.collections)
      .flatMap(\.rules).map(\.match)
    for rule in adminRules {
      add(rule.sources)
      add(rule.destinations)
    }
    prefixes.formUnion(prefixesOfSecurityGroups)
    prefixes.formUnion(prefixesOfFirewalls)
    for route in routeTables.lazy.flatMap(\.routes) {
      add([route.prefix])
      add([route.hopAddress])
    }
    for flow in appliances.flatMap(\.forwards) {
      prefixes.formUnion(flow.sources.subtracting(.named).prefixes)
      prefixes.formUnion(flow.destinations.subtracting(.named).prefixes)
    }
    for network in networks {
      add(network.addressSpace)
      for peering in network.peerings { add(peering.syncedRanges) }
      add(network.dnsServers)
    }
    for subnet in subnets { add(subnet.prefixes) }
    for balancer in loadBalancers {
      for frontend in balancer.frontends { add([frontend.privateAddress]) }
      for member in balancer.pools.flatMap(\.members) { add([member.address]) }
    }
    for gateway in gateways {
      add(gateway.clientPools)
      add(gateway.customRoutes)
    }
    for site in localGateways { add(site.addressSpace) }
    for client in clients { add(client.addresses) }
    for interface in interfaces { add(interface.dnsServers) }
    for resolver in nameResolvers { add(resolver.endpoints.map(\.address)) }
    for ruleset in forwardingRulesets { add(ruleset.rules.flatMap(\.servers)) }
    for gateway in applicationGateways { add(gateway.pools.flatMap(\.addresses)) }
    for address in publicAddresses { add([address.address]) }
    add(publicPrefixes.map(\.range))
    for endpoint in privateEndpoints { add(endpoint.addresses) }
    for zone in zones { for record in zone.records { add(record.addresses) } }
    for account in storageAccounts { add(account.firewall.addressRules) }
    for vault in keyVaults { add(vault.firewall.addressRules) }
    for registry in registries { add(registry.firewall.addressRules) }
    for service in services {
      for firewall in [service.firewall] + service.partFirewalls.values {
        add(firewall.addressRules)
        for rule in firewall.orderedRules {
          if case .addresses(let addresses) = rule.match { add(addresses) }
        }
      }
    }
    for workspace in workspaces {
      add(workspace.addressRules)
      for rule in workspace.managedNetwork?.rules ?? [] {
        if case .serviceTag(_, let addresses, _, _, _) = rule.destination { add(addresses) }
      }
    }
    for cluster in clusters { add(cluster.authorizedAddresses) }
    return prefixes
  }
}

extension Estate {
  private static let groupsForTwoThreads = 64

  /// The rules of groups are decoded when they are first read, which is most of the work here.
  private var prefixesOfSecurityGroups: Set<AddressPrefix> {
    let groups = Array(securityGroups)
    @Sendable func prefixes(_ groups: ArraySlice<NetworkSecurityGroup>) -> Set<AddressPrefix> {
      var prefixes: Set<AddressPrefix> = []
      for rule in groups.lazy.flatMap(\.rules) {
        for case .known(let peer, _) in rule.sources + rule.destinations {
          prefixes.formUnion(peer.prefixes(in: self))
        }
      }
      return prefixes
    }
    if groups.count < Self.groupsForTwoThreads { return prefixes(groups[...]) }
    let middle = groups.count / 2
    let (head, tail) = inTwoThreads(
      { prefixes(groups[..<middle]) }, { prefixes(groups[middle...]) })
    return head.union(tail)
  }
}

extension Estate {
  /// What rules and settings of Azure Firewalls name, and where they lead.
  private var prefixesOfFirewalls: Set<AddressPrefix> {
    var prefixes: Set<AddressPrefix> = []
    func add(_ addresses: [Setting<Address>]) {
      for case .known(let address, _) in addresses { prefixes.insert(AddressPrefix(address)) }
    }
    func add(_ settings: FirewallSettings) {
      for case .known(.prefix(let prefix), _) in settings.untranslated { prefixes.insert(prefix) }
      add(settings.nameServers)
    }
    func add(_ collections: [FirewallRuleCollection]) {
      for rule in collections.lazy.flatMap(\.rules) {
        for case .known(let peer, _) in rule.sources + rule.destinations {
          prefixes.formUnion(peer.prefixes(in: self))
        }
        add([rule.translatedAddress])
      }
    }
    for firewall in firewalls {
      add(firewall.settings)
      add(firewall.collections)
      add(firewall.configurations.map(\.privateAddress))
    }
    for policy in firewallPolicies {
      add(policy.settings)
      add(policy.groups.flatMap(\.collections))
    }
    for group in ipGroups {
      for case .known(let range, _) in group.ranges { prefixes.insert(range) }
    }
    return prefixes
  }
}

extension SecurityRule.Peer {
  fileprivate func prefixes(in estate: Estate) -> [AddressPrefix] {
    switch self {
    case .prefix(let prefix): [prefix]
    case .range(let range): AddressSet(range).prefixes
    case .publicAddress(let id):
      estate.publicAddresses[id]?.address.value.map { [AddressPrefix($0)] } ?? []
    case .any, .tag: []
    }
  }
}

extension ReachabilityGraph {
  /// Whether a rule or a route names public numbers that no service has: those for documentation.
  package var namesNumbersOfNoService: Bool {
    func isOfNoService(_ prefix: AddressPrefix) -> Bool {
      let numbers = AddressSet(prefix)
      return numbers.isDisjoint(with: AddressBook.publicNumbersOfServices)
        && !numbers.isDisjoint(with: AddressBook.publicNumbers)
    }
    let named = ruleLists.namedPrefixes { estate.namedPrefixes }
    guard named.contains(where: isOfNoService) else { return false }
    // Addresses that callers of the estate have are in no rule.
    var rules = estate
    rules.clients = []
    return rules.namedPrefixesBesidesTags.contains(where: isOfNoService)
  }
}
