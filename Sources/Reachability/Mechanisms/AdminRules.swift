internal import EstateModel
internal import TrafficSets

// Security admin rules of network managers stand before security groups: what one denies or always
// allows is decided, what one allows is left to the groups. Whether a configuration is deployed to a
// region no template or export tells, so that the rules make a difference only where the answer is the
// same with them and without.
// https://learn.microsoft.com/azure/virtual-network-manager/concept-security-admins
extension ReachabilityGraph {
  /// The rules that may hold at a subnet, each without the traffic of rules that are asked before it.
  ///
  /// What is left to the security groups is in none of them.
  func adminClauses(
    _ direction: SecurityRule.Direction, at subnet: ResourceID
  ) -> [RuleList.Clause] {
    guard !estate.networkManagers.all.isEmpty, let described = estate.subnets[subnet],
      let network = estate.networks[described.network]
    else { return [] }
    let standing = estate.adminRuleStanding(of: described)
    if standing == .exempt { return [] }
    let byManager = estate.networkManagers.map { manager in
      deployable(manager, direction, over: network, at: subnet)
    }.filter { !$0.isEmpty }
    // Between managers the order hangs on their scopes, and a gateway in the subnet may take it out.
    let isSettled = byManager.count == 1 && standing == .governed
    return byManager.flatMap { rules in
      rules.compactMap { clause(of: $0, among: rules, over: network, isSettled: isSettled) }
    }
  }

  /// That a manager which a listing shows without its parts has no rules; `nil` where none is so.
  func presumptionOfManagers(at subnet: Subnet) -> Presumption? {
    guard
      let manager = estate.networkManagers.first(where: {
        $0.isListed && $0.configurations.isEmpty && $0.mayGovern(subnet.network)
      }), estate.adminRuleStanding(of: subnet) != .exempt
    else { return nil }
    let node = selectors.text(for: manager.id)
    return Presumption(
      remark: Remark(
        node: node, property: "securityAdminConfigurations",
        because: "\(node) has no security admin rules, of which a listing may show none",
        source: manager.source))
  }

  /// Rules that always allow may open a public address which is closed without a group: no article
  /// says whether they do.
  func clausesOpening(_ address: String, at subnet: ResourceID) -> [RuleList.Clause] {
    adminClauses(.inbound, at: subnet).filter { $0.action != .deny }.map { clause in
      RuleList.Clause(
        possible: clause.possible.settingDestinations(to: .all), action: .allow,
        evidence: clause.evidence,
        open: UnknownValue(
          key: "\(clause.evidence.rule)#\(address)",
          because: "no article says whether \(clause.evidence.rule) of \(clause.evidence.node) "
            + "opens \(address), which has no security group", source: clause.evidence.source),
        condition: nil)
    }
  }

  /// A rule of a configuration, as it bears on one network.
  private struct DeployableRule {
    /// Tells it from the others of its manager.
    let place: Int
    let rule: SecurityAdminRule
    let configuration: SecurityAdminConfiguration
    let manager: ResourceID
    /// The groups that bring the rule here if the network is one of their members; empty where it
    /// certainly is one.
    let groups: Set<ResourceID>
    /// Why it may not hold here though its configuration be deployed.
    let doubt: UnknownValue?
    let certain: TrafficSet
    let possible: TrafficSet
    let open: UnknownValue?

    /// Whether it holds wherever the other one does.
    func holds(with other: DeployableRule) -> Bool {
      configuration.id == other.configuration.id
        && (doubt == nil || (!other.groups.isEmpty && other.groups.isSubset(of: groups)))
    }

    func isBefore(_ other: DeployableRule) -> Bool {
      guard let own = rule.match.priority.value, let others = other.rule.match.priority.value else {
        return false
      }
      return own < others
    }
  }

  private func deployable(
    _ manager: NetworkManager, _ direction: SecurityRule.Direction, over network: VirtualNetwork,
    at subnet: ResourceID
  ) -> [DeployableRule] {
    guard manager.mayGovern(network.id) else { return [] }
    let tags = TagMeaning(graph: self, subnet: subnet)
    let wide = wideMeaning(at: subnet)?.tags
    var rules: [DeployableRule] = []
    for configuration in manager.configurations {
      for collection in configuration.collections {
        guard let member = membership(of: network.id, in: collection) else { continue }
        for rule in collection.rules
        where rule.match.direction.value == nil || rule.match.direction.value == direction {
          let intent = intentPolicy(on: rule, of: configuration, over: network)
          if intent == .no { continue }
          let match = match(of: rule.match, tags)
          let widest = wide.map { self.match(of: rule.match, $0).possible.set }
          rules.append(
            DeployableRule(
              place: rules.count, rule: rule, configuration: configuration, manager: manager.id,
              groups: intent == .yes ? member.groups : [], doubt: member.doubt ?? intent.unknown,
              certain: match.certain.set, possible: match.possible.set.union(widest ?? .empty),
              open: match.open))
        }
      }
    }
    return rules.enumerated().sorted {
      ($0.element.rule.match.priority.value ?? -1, $0.offset)
        < ($1.element.rule.match.priority.value ?? -1, $1.offset)
    }.map(\.element)
  }

  /// Whether the rules of a collection reach a network; `nil` where they cannot.
  private func membership(
    of network: ResourceID, in collection: SecurityAdminConfiguration.Collection
  ) -> (groups: Set<ResourceID>, doubt: UnknownValue?)? {
    if collection.groups.isEmpty { return nil }
    var groups: Set<ResourceID> = []
    for setting in collection.groups {
      guard let reference = setting.value else { continue }
      let members = estate.networkGroups[reference.id]?.staticMembers ?? []
      if members.contains(where: { $0.value == network }) { return ([], nil) }
      groups.insert(reference.id)
    }
    if let unknown = collection.groups.lazy.compactMap(\.unknown).first { return ([], unknown) }
    let names = groups.map { selectors.text(for: $0) }.sorted().joined(separator: " or ")
    return (
      groups,
      UnknownValue(
        key: "\(network) in \(names)",
        because:
          "no input tells whether a policy makes \(selectors.text(for: network)) a member of \(names)",
        source: collection.groups.first?.source)
    )
  }

  /// Whether a rule holds in a network as far as services there lay down rules of their own.
  private func intentPolicy(
    on rule: SecurityAdminRule, of configuration: SecurityAdminConfiguration,
    over network: VirtualNetwork
  ) -> Certainty {
    let subnets = subnetsByNetwork[network.id] ?? []
    let hasIntent = subnets.contains { $0.delegations.contains(where: Self.hasIntentPolicy) }
    guard hasIntent || subnets.contains(where: { $0.openDelegation != nil }) else { return .yes }
    let settings = configuration.intentPolicyServices
    let holds: Certainty
    if let unknown = settings.lazy.compactMap(\.unknown).first {
      holds = .open(unknown)
    } else if settings.contains(where: { $0.value == .all }) {
      holds = .yes
    } else if settings.contains(where: { $0.value == .allowRules }) {
      switch rule.access.value {
      case .allow: holds = .yes
      case .deny: holds = .no
      case .alwaysAllow, nil:
        holds = .open(
          UnknownValue(
            key: "\(configuration.id)#intent", because: "AllowRulesOnly may or may not take it in",
            source: settings.first?.source))
      }
    } else {
      holds = .no
    }
    if hasIntent { return holds }
    // Without such a service they all hold.
    return holds == .yes
      ? .yes : .open(subnets.lazy.compactMap(\.openDelegation).first ?? Self.missing("delegations"))
  }

  private static func hasIntentPolicy(_ delegation: String) -> Bool {
    ["microsoft.sql/managedinstances", "microsoft.databricks/workspaces"].contains(
      delegation.lowercased())
  }

  /// What a rule decides by itself, once no rule before it has; `nil` for one that decides nothing.
  ///
  /// - Parameter isSettled: Whether the rules that are deployed are asked as they stand in `rules`.
  private func clause(
    of rule: DeployableRule, among rules: [DeployableRule], over network: VirtualNetwork,
    isSettled: Bool
  ) -> RuleList.Clause? {
    let access = rule.rule.access
    let action: Decision.Action
    switch access {
    case .known(.allow, _): return nil
    case .known(.alwaysAllow, _): action = .allow
    case .known(.deny, _): action = .deny
    case .unknown(let unknown): action = .unknown(unknown)
    case .absent: action = .unknown(Self.missing("what rule \(rule.rule.match.name) does"))
    }
    var possible = rule.possible
    var certain = rule.doubt == nil && isSettled ? rule.certain : .empty
    for other in rules where other.place != rule.place {
      if other.configuration.id != rule.configuration.id { continue }
      if other.isBefore(rule), other.holds(with: rule) {
        possible = possible.subtracting(other.certain)
      }
      // Two that do the same need no order.
      let doesTheSame = access.value != nil && other.rule.access.value == access.value
      if !rule.isBefore(other), !doesTheSame { certain = certain.subtracting(other.possible) }
    }
    if possible.isEmpty { return nil }
    let match = rule.rule.match
    let deployment = deployment(of: rule, over: network)
    let manager = selectors.text(for: rule.manager)
    let priority = match.priority.value.map { " (priority \($0))" } ?? ""
    return RuleList.Clause(
      possible: possible, action: action,
      evidence: Evidence(
        node: manager, control: "securityAdminRule", rule: "\(match.name)\(priority)",
        source: access.source ?? match.source,
        why:
          "rule \(match.name) of \(manager) is asked before security groups where it is deployed"),
      open: rule.open ?? rule.doubt ?? deployment,
      condition: RuleList.Clause.Condition(
        unknown: deployment, choice: rule.configuration.id.description,
        certain: certain.intersection(possible)))
  }

  /// One configuration of a manager is deployed to a region, or none.
  private func deployment(of rule: DeployableRule, over network: VirtualNetwork) -> UnknownValue {
    let region = network.location.value.map { $0.lowercased() }
    let place = region ?? selectors.text(for: network.id)
    return UnknownValue(
      key: "\(rule.manager)#deployed to \(region ?? network.id.description)",
      because:
        "no input tells whether \(rule.configuration.id.name) of \(selectors.text(for: rule.manager)) is deployed to \(place)",
      source: rule.configuration.source)
  }
}

extension NetworkManager {
  /// Whether its configurations can come to the network. In doubt they can.
  fileprivate func mayGovern(_ network: ResourceID) -> Bool {
    let known = accesses.compactMap { $0.value?.lowercased() }
    if !known.isEmpty, known.count == accesses.count, !known.contains("securityadmin") {
      return false
    }
    guard managementGroups.isEmpty, !hasScopeConnections, !subscriptions.isEmpty,
      let home = network.subscription?.lowercased(), !home.contains("{")
    else { return true }
    return subscriptions.contains { setting in
      guard let text = setting.value?.lowercased() else { return true }
      return text.split(separator: "/").last.map(String.init) == home
    }
  }
}

/// Whether security admin rules hold for what is in a subnet.
enum AdminRuleStanding: Hashable {
  case governed
  /// The service in it is left out.
  case exempt
  /// A gateway in it is left out or not, by a setting of its own.
  case open
}

extension Estate {
  func adminRuleStanding(of subnet: Subnet) -> AdminRuleStanding {
    let reserved = [
      "azurefirewallsubnet", "azurefirewallmanagementsubnet", "gatewaysubnet",
      "azurebastionsubnet", "routeserversubnet",
    ]
    if reserved.contains(subnet.id.name.lowercased()) { return .exempt }
    let hasApplicationGateway = others.contains { resource in
      resource.id.type.lowercased() == "microsoft.network/applicationgateways"
        && resource.references.contains { $0.id == subnet.id }
    }
    return hasApplicationGateway ? .open : .governed
  }
}
