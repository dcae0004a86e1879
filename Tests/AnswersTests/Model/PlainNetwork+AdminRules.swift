import EstateModel
import TestSupport

// Rules of a network manager, whose deployment and whose members by policy nobody tells: the walk is
// made once for each state that the world may be in.
extension PlainNetwork {
  struct Manager: Sendable {
    enum Access: CaseIterable, Sendable {
      case allow, always, deny
    }

    /// What a rule itself says of access is not looked at.
    var rules: [(rule: Rule, access: Access)]
    var staticMembers: Set<Int>
  }

  /// What no input tells.
  struct State: Hashable, Sendable {
    var regions: Set<Int> = []
    var policyMembers: Set<Int> = []
  }

  static let regions = ["westeurope", "northeurope"]

  init(managedUsing random: inout SeededGenerator, hasPolicies: Bool) {
    self.init(using: &random, hasDynamicAddresses: false)
    let rules = (0..<2).flatMap { _ in Self.rules(of: self, using: &random) }
    var priorities = Array(1...rules.count + 1).shuffled(using: &random)
    manager = Manager(
      rules: rules.map { rule in
        var rule = rule
        rule.priority = priorities.removeLast()
        // Application security groups are not for these rules.
        rule.sources = rule.sources.map { if case .groups = $0 { .any } else { $0 } }
        rule.destinations = rule.destinations.map { if case .groups = $0 { .any } else { $0 } }
        return (rule, Manager.Access.allCases.randomElement(using: &random) ?? .allow)
      },
      staticMembers: Set(
        networks.indices.filter { _ in !hasPolicies || Bool.random(using: &random) }))
  }

  /// Every state that the world may be in; without a manager, one.
  var states: [PlainNetwork] {
    guard let manager else { return [self] }
    func subsets(_ numbers: [Int]) -> [Set<Int>] {
      numbers.reduce([[]]) { sets, number in sets + sets.map { $0.union([number]) } }
    }
    return subsets(Array(Self.regions.indices)).flatMap { regions in
      subsets(networks.indices.filter { !manager.staticMembers.contains($0) }).map { members in
        var network = self
        network.state = State(regions: regions, policyMembers: members)
        return network
      }
    }
  }

  /// What the manager's rules say of a packet at a network; `nil` where the groups have the say.
  func decision(_ packet: PlainPacket, isInbound: Bool, at subnet: Int) -> Bool? {
    let network = subnets[subnet].network
    guard let manager, state.regions.contains(network % Self.regions.count),
      manager.staticMembers.contains(network) || state.policyMembers.contains(network)
    else { return nil }
    let ordered = manager.rules.sorted { $0.rule.priority < $1.rule.priority }
    for (rule, access) in ordered
    where rule.isInbound == isInbound && matches(rule, packet, at: subnet) {
      switch access {
      case .allow: return nil
      case .always: return true
      case .deny: return false
      }
    }
    return nil
  }

  func addManager(to builder: inout EstateBuilder, _ networkIDs: [ResourceID]) {
    guard let manager else { return }
    for (index, id) in networkIDs.enumerated() {
      builder.estate.networks.update(id) {
        $0.location = EstateBuilder.known(Self.regions[index % Self.regions.count])
      }
    }
    let group = builder.networkGroup(
      "members", manager.staticMembers.sorted().map { networkIDs[$0] })
    builder.networkManager(
      "avnm",
      [
        (
          group,
          manager.rules.map { rule, access in
            var typed = SecurityAdminRule(match: self.typed(rule, []))
            typed.access = EstateBuilder.known(
              access == .allow ? .allow : access == .always ? .alwaysAllow : .deny)
            return typed
          }
        )
      ])
  }
}
