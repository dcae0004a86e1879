import TestSupport
import TrafficSets

// Made at random.
extension GuardedNetwork {
  init(using random: inout SeededGenerator, with mechanisms: Mechanisms = .all) {
    for index in 0..<Int.random(in: 2...4, using: &random) {
      networks.append(
        Prefix(
          base: 0x0A00_0000 | UInt32(index) << 16,
          length: [16, 16, 16, 20].randomElement(using: &random) ?? 16))
    }
    if networks.count > 2, Int.random(in: 0..<4, using: &random) == 0 { pairs.append([1, 2]) }
    subnets = [
      Subnet(
        name: "AzureFirewallSubnet", network: 0, prefix: Prefix(base: 0x0A00_0000, length: 26)),
      Subnet(name: "endpoints", network: 0, prefix: Prefix(base: 0x0A00_0200, length: 24)),
      Subnet(name: "shared", network: 0, prefix: Prefix(base: 0x0A00_0100, length: 24)),
    ]
    for spoke in networks.indices.dropFirst() {
      for index in 1...Int.random(in: 1...2, using: &random) {
        subnets.append(
          Subnet(
            name: "s\(index)", network: spoke,
            prefix: Prefix(base: networks[spoke].base | UInt32(index) << 8, length: 24)))
      }
    }
    for subnet in subnets.indices.dropFirst(2) {
      for index in 0..<Int.random(in: 1...2, using: &random) {
        hosts.append(
          Host(subnet: subnet, address: subnets[subnet].prefix.base + 4 + UInt32(index)))
      }
    }
    firewall.addresses = Array(
      [0xCB00_7104, 0xCB00_7105].prefix(Int.random(in: 0..<3, using: &random) == 0 ? 2 : 1))
    if mechanisms.contains(.publicAddresses) { addPublicAddresses(using: &random) }
    if mechanisms.contains(.balancers) { addBalancers(using: &random) }
    if mechanisms.contains(.gateways) { addGateways(using: &random) }
    if mechanisms.contains(.accounts) { addAccounts(mechanisms, using: &random) }
    addRoutes(mechanisms, using: &random)
    addGroups(using: &random)
    addVacancies()
    addRules(mechanisms, using: &random)
    if mechanisms.contains(.variants) { addVariants(using: &random) }
  }

  /// One for each subnet that hosts may be in.
  private mutating func addVacancies() {
    for subnet in subnets.indices.dropFirst() {
      hosts.append(
        Host(subnet: subnet, address: subnets[subnet].prefix.base + 200, isVacant: true))
    }
  }

  private mutating func addPublicAddresses(using random: inout SeededGenerator) {
    for host in hosts.indices where Int.random(in: 0..<3, using: &random) == 0 {
      hosts[host].publicAddress = 0xCB00_710A + UInt32(host)
    }
    for subnet in subnets.indices.dropFirst(2) where Int.random(in: 0..<5, using: &random) == 0 {
      subnets[subnet].isPrivate = true
    }
  }

  private mutating func addGateways(using random: inout SeededGenerator) {
    for subnet in subnets.indices where subnet != 1 {
      if Int.random(in: 0..<(subnet == 0 ? 5 : 4), using: &random) == 0 {
        subnets[subnet].gateway = 0xCB00_71C8 + UInt32(subnet)
      }
    }
  }

  private mutating func addBalancers(using random: inout SeededGenerator) {
    for index in 0..<Int.random(in: 0...2, using: &random) {
      // The pool is within one network.
      let place = networks.indices.randomElement(using: &random) ?? 0
      let near = hosts.indices.filter { subnets[hosts[$0].subnet].network == place }
      let members = near.shuffled(using: &random).prefix(Int.random(in: 1...2, using: &random))
      guard let first = members.first else { continue }
      var balancer = Balancer(
        address: 0xCB00_7164 + UInt32(index), members: members.sorted(), rules: [],
        translations: [], probe: Self.ports.randomElement(using: &random) ?? 80)
      if Int.random(in: 0..<5, using: &random) == 0 { balancer.members = [] }
      for transport in [TransportProtocol.tcp, .udp] where Bool.random(using: &random) {
        balancer.rules.append(
          Balancer.Rule(
            transport: transport, front: Self.ports.randomElement(using: &random) ?? 80,
            back: Self.ports.randomElement(using: &random) ?? 80,
            givesOutbound: Bool.random(using: &random), isProbed: Bool.random(using: &random)))
      }
      if balancer.members.isEmpty || Bool.random(using: &random) {
        let taken = Set(balancer.rules.filter { $0.transport == .tcp }.map(\.front))
        if let front = Self.ports.filter({ !taken.contains($0) }).randomElement(using: &random) {
          balancer.translations.append(
            Balancer.Translation(
              front: front, back: Self.ports.randomElement(using: &random) ?? 22, host: first))
        }
      }
      if !balancer.members.isEmpty, Int.random(in: 0..<3, using: &random) == 0 {
        balancer.outbound = ["All", "Tcp", "Udp"].randomElement(using: &random)
        for rule in balancer.rules.indices { balancer.rules[rule].givesOutbound = false }
      }
      balancers.append(balancer)
    }
  }

  private mutating func addAccounts(
    _ mechanisms: Mechanisms, using random: inout SeededGenerator
  ) {
    if Bool.random(using: &random) {
      for subnet in subnets.indices where subnet != 1 {
        if Int.random(in: 0..<3, using: &random) == 0 {
          subnets[subnet].serviceEndpoint =
            Int.random(in: 0..<4, using: &random) == 0
            ? "Microsoft.Storage.Global" : "Microsoft.Storage"
        }
      }
    }
    for index in 0..<Int.random(in: 1...2, using: &random) {
      let choices =
        Self.publicRanges + [Prefix(base: 0xCB00_7100, length: 24)]
        + (namedAddresses + firewall.addresses).map { Prefix(base: $0, length: 32) }
      var account = Account(
        name: "store\(index)",
        region: ["northeurope", "northeurope", "eastus", Self.region].randomElement(using: &random)
          ?? "eastus",
        isDisabled: Int.random(in: 0..<5, using: &random) == 0,
        denies: Int.random(in: 0..<3, using: &random) > 0,
        addresses: Array(
          choices.shuffled(using: &random).prefix(Int.random(in: 0...3, using: &random))),
        subnets: subnets.indices.filter { _ in Int.random(in: 0..<4, using: &random) == 0 })
      if mechanisms.contains(.endpoints), Bool.random(using: &random) {
        account.endpoint = subnets[1].prefix.base + 4 + UInt32(index)
      }
      accounts.append(account)
    }
    if mechanisms.contains(.endpoints) {
      linked = Set(networks.indices.filter { _ in Int.random(in: 0..<3, using: &random) > 0 })
      subnets[1].hasRoutePolicies = Int.random(in: 0..<3, using: &random) == 0
      subnets[1].hasGroupPolicies = Int.random(in: 0..<3, using: &random) == 0
    }
  }

  // MARK: - Routes

  private mutating func addRoutes(
    _ mechanisms: Mechanisms, using random: inout SeededGenerator
  ) {
    let wide = Prefix(base: 0, length: 0)
    for subnet in subnets.indices.dropFirst(2) {
      if Int.random(in: 0..<5, using: &random) == 0 { continue }
      var routes: [Route] = []
      if Int.random(in: 0..<5, using: &random) > 0 {
        let hops: [Hop] = [.firewall, .firewall, .firewall, .firewall, .internet, .none]
        routes.append(Route(prefix: wide, hop: hops.randomElement(using: &random) ?? .firewall))
      }
      var prefixes =
        networks + networks.map { Prefix(base: $0.base, length: 16) } + subnets.map(\.prefix)
        + [Prefix(base: 0x0A00_0000, length: 8)]
        + hosts.map { Prefix(base: $0.address, length: 32) }
        + accounts.compactMap { $0.endpoint.map { Prefix(base: $0, length: 32) } }
      if subnets[subnet].serviceEndpoint == nil {
        // Of a service whose number nobody knows the engine does not see that two routes lead alike.
        prefixes += Self.publicRanges.prefix(2)
      }
      for prefix in prefixes.shuffled(using: &random)
        .prefix([0, 0, 1, 1, 2, 3].randomElement(using: &random) ?? 0)
      {
        var hops: [Hop] = [.firewall, .firewall, .firewall, .internet, .none, .gateway]
        if networks[subnets[subnet].network].contains(prefix.base), prefix.length >= 16 {
          hops += [.local, .local]
        }
        routes.append(Route(prefix: prefix, hop: hops.randomElement(using: &random) ?? .firewall))
      }
      // Two spokes through the firewall, past their peering.
      if subnets[subnet].network > 0, Int.random(in: 0..<3, using: &random) == 0 {
        let others = networks.indices.filter { $0 > 0 && $0 != subnets[subnet].network }
        routes += others.map { Route(prefix: networks[$0], hop: .firewall) }
      }
      var known: Set<Prefix> = []
      subnets[subnet].routes = routes.filter { known.insert($0.prefix).inserted }
    }
    guard Int.random(in: 0..<4, using: &random) == 0 else { return }
    if Bool.random(using: &random) { subnets[0].routes.append(Route(prefix: wide, hop: .internet)) }
    if let lost = (networks + subnets.dropFirst(2).map(\.prefix)).randomElement(using: &random),
      lost.base != networks[0].base
    {
      subnets[0].routes.append(Route(prefix: lost, hop: .none))
    }
  }

  // MARK: - Groups

  private mutating func addGroups(using random: inout SeededGenerator) {
    for _ in 0..<Int.random(in: 2...4, using: &random) {
      var priorities = Array(stride(from: 110, to: 300, by: 10)).shuffled(using: &random)
      var rules: [Rule] = (0..<Int.random(in: 0...4, using: &random)).map { _ in
        Rule(
          isInbound: Bool.random(using: &random), priority: priorities.removeLast(),
          allows: Bool.random(using: &random),
          transport: [nil, nil, .tcp, .udp, .icmp].randomElement(using: &random) ?? nil,
          source: peer(using: &random), destination: peer(using: &random),
          ports: Bool.random(using: &random) ? [] : Self.somePorts(using: &random))
      }
      for rule in rules.indices {
        if rules[rule].isInbound, rules[rule].destination == .storage {
          rules[rule].destination = .any
        }
        if rules[rule].source == .storage { rules[rule].source = .any }
      }
      if Int.random(in: 0..<3, using: &random) > 0 {
        rules.append(
          Rule(
            isInbound: true, priority: Bool.random(using: &random) ? 100 : 400, allows: true,
            transport: nil,
            source: [.any, .internet, .virtualNetwork].randomElement(using: &random) ?? .any,
            destination: .any, ports: []))
      }
      groups.append(rules)
    }
    for subnet in subnets.indices.dropFirst() where Bool.random(using: &random) {
      subnets[subnet].group = groups.indices.randomElement(using: &random)
    }
    for host in hosts.indices where Int.random(in: 0..<4, using: &random) == 0 {
      hosts[host].group = groups.indices.randomElement(using: &random)
    }
  }

  private static func somePorts(using random: inout SeededGenerator) -> [UInt16] {
    Array(ports.shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random))).sorted()
  }

  private func peer(using random: inout SeededGenerator) -> Peer {
    switch Int.random(in: 0..<10, using: &random) {
    case 0, 1: .any
    case 2: .virtualNetwork
    case 3: .internet
    case 4: Int.random(in: 0..<3, using: &random) == 0 ? .loadBalancer : .any
    case 5: .storage
    default: .prefix(prefix(using: &random))
    }
  }

  private func prefix(using random: inout SeededGenerator) -> Prefix {
    switch Int.random(in: 0..<8, using: &random) {
    case 0: Prefix(base: 0, length: 0)
    case 1, 2: networks.randomElement(using: &random) ?? networks[0]
    case 3: subnets.randomElement(using: &random)?.prefix ?? networks[0]
    case 4:
      (Self.publicRanges + [Prefix(base: 0xCB00_7100, length: 24)]).randomElement(using: &random)
        ?? networks[0]
    case 5: Prefix(base: namedAddresses.randomElement(using: &random) ?? 0, length: 32)
    default: Prefix(base: hosts.randomElement(using: &random)?.address ?? 0, length: 32)
    }
  }

  // MARK: - Rules of the firewall

  private mutating func addRules(
    _ mechanisms: Mechanisms, using random: inout SeededGenerator
  ) {
    switch Int.random(in: 0..<6, using: &random) {
    case 0: firewall.untranslated = .always
    case 1: firewall.untranslated = .never
    case 2:
      let ranges = networks + subnets.map(\.prefix)
      firewall.untranslated = .ranges(Array(ranges.shuffled(using: &random).prefix(2)))
    default: break
    }
    firewall.groups = ruleGroups(Int.random(in: 1...3, using: &random), mechanisms, using: &random)
    if Int.random(in: 0..<3, using: &random) == 0 {
      firewall.parent = ruleGroups(
        Int.random(in: 1...2, using: &random), mechanisms, using: &random)
    }
  }

  private func ruleGroups(
    _ count: Int, _ mechanisms: Mechanisms, using random: inout SeededGenerator
  ) -> [Firewall.Group] {
    var priorities = [100, 200, 300, 400].shuffled(using: &random)
    return (0..<count).map { _ in
      ruleGroup(
        priorities.removeLast(), Int.random(in: 1...3, using: &random), mechanisms, using: &random)
    }
  }

  func ruleGroup(
    _ priority: Int, _ count: Int, _ mechanisms: Mechanisms = .all,
    using random: inout SeededGenerator
  ) -> Firewall.Group {
    var inner = [100, 200, 300, 400, 500].shuffled(using: &random)
    var group = Firewall.Group(priority: priority, collections: [])
    for _ in 0..<count {
      group.collections.append(collection(inner.removeLast(), mechanisms, using: &random))
    }
    return group
  }

  private func collection(
    _ priority: Int, _ mechanisms: Mechanisms, using random: inout SeededGenerator
  ) -> Firewall.Collection {
    let allows = Int.random(in: 0..<3, using: &random) > 0
    let count = Int.random(in: 1...3, using: &random)
    let kind = Int.random(in: 0..<7, using: &random)
    if kind == 0 || kind == 6, mechanisms.contains(.accounts) {
      let names =
        accounts.flatMap { [$0.host, $0.host] }
        + [
          "*.blob.core.windows.net", "*store0.blob.core.windows.net", "*", "other.example.com",
          "*.example.com", "blob.core.windows.net", "*.windowsupdate.com", "*example.com",
        ]
      let rules = (0..<count).map { _ in
        Firewall.ApplicationRule(
          source: source(using: &random),
          names: Array(
            names.shuffled(using: &random).prefix(Int.random(in: 1...2, using: &random))),
          ports: [[443], [443], [443, 80], [80]].randomElement(using: &random) ?? [443])
      }
      return Firewall.Collection(priority: priority, allows: allows, rules: .application(rules))
    }
    if kind == 1, mechanisms.contains(.translations) {
      let rules = (0..<count).map { _ in
        let address =
          Int.random(in: 0..<4, using: &random) == 0
          ? Self.firewallAddress : firewall.addresses.randomElement(using: &random)
        return Firewall.Translation(
          source: Bool.random(using: &random)
            ? .any
            : Int.random(in: 0..<2, using: &random) == 0
              ? .prefix(Self.publicRanges[1]) : source(using: &random),
          destination: address ?? Self.firewallAddress,
          transport: Int.random(in: 0..<4, using: &random) == 0 ? .udp : .tcp,
          port: Self.ports.randomElement(using: &random) ?? 22,
          host: hosts.indices.randomElement(using: &random) ?? 0,
          inside: Self.ports.randomElement(using: &random) ?? 22)
      }
      return Firewall.Collection(priority: priority, allows: true, rules: .translation(rules))
    }
    let transports: [[TransportProtocol]] = [[], [], [.tcp], [.udp], [.tcp, .udp], [.icmp]]
    let rules = (0..<count).map { _ in
      let chosen = transports.randomElement(using: &random) ?? []
      var rule = Firewall.NetworkRule(
        source: source(using: &random), destination: destination(mechanisms, using: &random),
        transports: chosen,
        ports: chosen == [.icmp] || Bool.random(using: &random)
          ? [] : Self.somePorts(using: &random))
      rule.isGrouped = Int.random(in: 0..<4, using: &random) == 0
      if Int.random(in: 0..<8, using: &random) == 0 {
        rule.name = (accounts.map(\.host) + ["other.example.com", "download.windowsupdate.com"])
          .randomElement(using: &random)
      }
      return rule
    }
    return Firewall.Collection(priority: priority, allows: allows, rules: .network(rules))
  }

  private func source(using random: inout SeededGenerator) -> Peer {
    switch Int.random(in: 0..<6, using: &random) {
    case 0, 1, 2: .any
    case 3: .prefix(networks.randomElement(using: &random) ?? networks[0])
    case 4: .prefix(subnets.randomElement(using: &random)?.prefix ?? networks[0])
    default: .prefix(Prefix(base: hosts.randomElement(using: &random)?.address ?? 0, length: 32))
    }
  }

  private func destination(_ mechanisms: Mechanisms, using random: inout SeededGenerator) -> Peer {
    if mechanisms.contains(.accounts), Int.random(in: 0..<8, using: &random) == 0 {
      return .storage
    }
    if Int.random(in: 0..<6, using: &random) == 0 {
      return .prefix(Self.publicRanges.randomElement(using: &random) ?? networks[0])
    }
    return source(using: &random)
  }
}
