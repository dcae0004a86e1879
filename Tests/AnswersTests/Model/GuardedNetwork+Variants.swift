import TestSupport

// Made at random: what an Azure Firewall and its network may have besides a policy and routes to it.
extension GuardedNetwork {
  mutating func addVariants(using random: inout SeededGenerator) {
    asking = Set(networks.indices.filter { _ in Int.random(in: 0..<5, using: &random) == 0 })
    if Int.random(in: 0..<4, using: &random) == 0 {
      firewall.isClassic = true
      firewall.groups = [ruleGroup(0, Int.random(in: 2...5, using: &random), using: &random)]
      firewall.parent = []
    } else if Int.random(in: 0..<6, using: &random) == 0 {
      firewall.hasIdleRules = true
    }
    addNameLists(to: &firewall.groups, using: &random)
    addNameLists(to: &firewall.parent, using: &random)
    if Int.random(in: 0..<4, using: &random) == 0 { addTunnel(using: &random) }
  }

  private func addNameLists(
    to groups: inout [Firewall.Group], using random: inout SeededGenerator
  ) {
    for group in groups.indices {
      for place in groups[group].collections.indices {
        guard case .application(var rules) = groups[group].collections[place].rules else {
          continue
        }
        for rule in rules.indices where Int.random(in: 0..<6, using: &random) == 0 {
          if Int.random(in: 0..<3, using: &random) > 0 {
            rules[rule].tags = ["WindowsUpdate", "AzureBackup", "HDInsight"].shuffled(
              using: &random
            ).dropLast(2)
          } else {
            rules[rule].categories = ["news"]
          }
          if Bool.random(using: &random) { rules[rule].names = [] }
        }
        groups[group].collections[place].rules = .application(rules)
      }
    }
  }

  /// The firewall sends all for the internet elsewhere, which it may where it has an address of its own
  /// for what Azure itself sends it.
  private mutating func addTunnel(using random: inout SeededGenerator) {
    firewall.hasManagement = true
    let shared = hosts.indices.filter { hosts[$0].subnet == 2 && !hosts[$0].isVacant }
    var hops: [Hop] = [.none, .gateway]
    if let appliance = shared.randomElement(using: &random) {
      hops += [Hop](repeating: .appliance(appliance), count: 6)
      hosts[appliance].forwards = Int.random(in: 0..<6, using: &random) > 0
    }
    let wide = Prefix(base: 0, length: 0)
    subnets[0].routes.removeAll { $0.prefix == wide }
    subnets[0].routes.append(
      Route(prefix: wide, hop: hops.randomElement(using: &random) ?? .none))
    if Int.random(in: 0..<3, using: &random) > 0 {
      subnets[2].routes.removeAll { $0.prefix == wide }
    }
  }
}
