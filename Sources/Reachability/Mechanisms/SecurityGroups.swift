internal import EstateModel
internal import TrafficSets

// Network security groups: rules by priority, the first match decides, then Azure's default rules.
// https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview
extension ReachabilityGraph {
  static let securityGroupArticle =
    "https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview"

  /// What filters where a setting may name a group, in the given direction: the rules of network
  /// managers, then the group.
  ///
  /// Where there are rules of network managers they stand at each group of a way, so that each group
  /// knows what passes it by, and at the subnet even without a group.
  ///
  /// - Returns: `nil` where nothing stands there: all traffic passes.
  func securityGroup(
    _ setting: Setting<Reference>, _ direction: SecurityRule.Direction, at subnet: ResourceID,
    of holder: ResourceID, isManaged: Bool = true
  ) -> (any Mechanism)? {
    let isManaged = isManaged && !estate.networkManagers.all.isEmpty
    if holder == subnet, !setting.isAbsent, let gate = ignoredGroup(at: subnet) { return gate }
    switch setting {
    case .absent:
      guard holder == subnet, isManaged, let network = estate.subnets[subnet]?.network
      else { return nil }
      let key = RuleListCache.Key(
        group: network, direction: direction, subnet: subnet, isManaged: true)
      let list = ruleLists.list(key) {
        let managed = adminClauses(direction, at: subnet)
        return RuleList(managed.isEmpty ? [] : managed + [withoutGroup(at: subnet)])
      }
      // The list is that of all subnets whose rules are alike; that none has a group is told of each.
      return list.clauses.isEmpty ? nil : list.ending(with: withoutGroup(at: subnet))
    case .unknown(let unknown):
      return openGroup(
        direction, at: subnet, isManaged,
        Gate(
          open: unknown, node: selectors.text(for: holder), control: "securityGroup",
          rule: "network security group not known"))
    case .known(let reference, let source):
      guard let group = estate.securityGroups[reference.id], group.isDescribed else {
        let unknown =
          estate.listedOnly[reference.id]
          ?? UnknownValue(
            key: "\(reference.id)#rules", because: "no input describes \(reference.id)",
            source: source)
        return openGroup(
          direction, at: subnet, isManaged,
          Gate(
            .unknown(unknown),
            Evidence(
              node: selectors.text(for: reference.id), control: "securityGroup",
              rule: "rules not known", source: unknown.source, why: unknown.because)))
      }
      return groupList(of: group, direction, at: subnet, isManaged)
    }
  }

  /// A group whose rules nobody knows.
  private func openGroup(
    _ direction: SecurityRule.Direction, at subnet: ResourceID, _ isManaged: Bool, _ gate: Gate
  ) -> any Mechanism {
    let managed = isManaged ? adminClauses(direction, at: subnet) : []
    if managed.isEmpty { return gate }
    return RuleList(managed + [RuleList.Clause(.all, gate.action, gate.evidence)])
  }

  private func groupList(
    of group: NetworkSecurityGroup, _ direction: SecurityRule.Direction, at subnet: ResourceID,
    _ isManaged: Bool
  ) -> RuleList {
    let key = RuleListCache.Key(
      group: group.id, direction: direction, subnet: subnet, isManaged: isManaged)
    return ruleLists.list(key) {
      RuleList(
        unfilteredClauses(of: group, at: subnet)
          + (isManaged ? adminClauses(direction, at: subnet) : [])
          + clauses(of: group, direction, at: subnet))
    }
  }

  private func withoutGroup(at subnet: ResourceID) -> RuleList.Clause {
    let node = selectors.text(for: subnet)
    return RuleList.Clause(
      .all, .allow,
      Evidence(
        node: node, control: "securityGroup", rule: "no security group", source: nil,
        article: Self.securityGroupArticle, why: "no security group stands at \(node)"))
  }

  private func clauses(
    of group: NetworkSecurityGroup, _ direction: SecurityRule.Direction, at subnet: ResourceID
  ) -> [RuleList.Clause] {
    let tags = TagMeaning(graph: self, subnet: subnet)
    let wide = wideMeaning(at: subnet)
    var clauses: [RuleList.Clause] = []
    let node = selectors.text(for: group.id)
    if direction == .outbound {
      clauses += platformClauses(of: group, node: node)
    }
    let ordered = orderedRules(of: group, direction, node: node, tags)
    // By their places: to copy a rule takes longer than to take over its clause.
    for place in ordered.indices {
      if !ordered[place].ofOnePriority.isEmpty {
        let alike = ordered[place].ofOnePriority
        clauses += disagreements(of: alike, node: node, tags)
        if let wide, alike.contains(where: Self.namesVirtualNetwork) {
          clauses += disagreements(of: alike, node: node, wide.tags).map {
            $0.assuming(wide.assumption)
          }
        }
      }
      if let clause = ordered[place].clause {
        clauses.append(clause)
      } else {
        clauses.append(clause(of: ordered[place].rule, node: node, group: group, tags))
      }
      if let wide, ordered[place].namesVirtualNetwork {
        clauses.append(
          clause(of: ordered[place].rule, node: node, group: group, wide.tags)
            .assuming(wide.assumption))
      }
    }
    // Wherever a rule of open priority stands, it comes before the default rules.
    for case let rule? in ordered.lazy.map(\.settled) {
      clauses.append(clause(of: rule, node: node, group: group, tags))
      if let wide, Self.namesVirtualNetwork(rule) {
        clauses.append(
          clause(of: rule, node: node, group: group, wide.tags).assuming(wide.assumption))
      }
    }
    let defaults = defaultClauses(direction, node: node, group: group, tags)
    if ordered.indices.contains(where: { ordered[$0].namesPart }) { clauses = joined(clauses) }
    guard let wide else { return clauses + defaults }
    let widened = defaultClauses(direction, node: node, group: group, wide.tags)[0]
    return clauses + [defaults[0], widened.assuming(wide.assumption)] + defaults.dropFirst()
  }

  /// A rule whose direction is open may stand anywhere: it is tried first, as one that may match and may
  /// not. One whose priority is open stands behind those of the least priority that there is, since no two
  /// rules have the same one.
  private func orderedRules(
    of group: NetworkSecurityGroup, _ direction: SecurityRule.Direction, node: String,
    _ tags: TagMeaning
  ) -> [RuleListCache.OrderedRule] {
    ruleLists.rules(RuleListCache.GroupKey(group: group.id, direction: direction)) {
      let own = group.rules
      // By their places: to move a rule about takes longer than to compare it.
      var order: [(rank: Int, place: Int)] = []
      for place in own.indices {
        if let other = own[place].direction.value, other != direction { continue }
        if let priority = own[place].priority.value {
          order.append((2 * priority, place))
        } else {
          let isSettled = Self.settled(own[place]) != nil
          order.append((isSettled ? 2 * Self.leastPriority + 1 : -1, place))
        }
      }
      let rules = order.sorted { $0 < $1 }.map { own[$0.place] }
      return rules.indices.map { place in
        let rule = rules[place]
        let hangsOnPlace = (rule.sources + rule.destinations).contains(
          where: TagMeaning.hangsOnPlace)
        return RuleListCache.OrderedRule(
          rule: rule,
          clause: hangsOnPlace ? nil : clause(of: rule, node: node, group: group, tags),
          namesVirtualNetwork: hangsOnPlace && Self.namesVirtualNetwork(rule),
          namesPart: (rule.sources + rule.destinations).contains {
            $0.value?.isPartOfInternet == true
          },
          ofOnePriority: rulesOfOnePriority(in: rules, startingAt: place),
          settled: Self.settled(rule))
      }
    }
  }

  /// The least that a rule of the user's own can have; every default rule has a greater one than any.
  private static let leastPriority = 100

  /// A rule of which the priority alone is open, as one that is certainly there; `nil` for any other.
  private static func settled(_ rule: SecurityRule) -> SecurityRule? {
    guard rule.priority.unknown != nil, rule.presence == nil, rule.direction.value != nil else {
      return nil
    }
    var settled = rule
    settled.priority = .absent
    return settled
  }

  /// What the tags mean where a default route of the subnet is part of `VirtualNetwork`, and the
  /// assumption that answers hang on then.
  func wideMeaning(at subnet: ResourceID) -> (tags: TagMeaning, assumption: Remark)? {
    // Lists are shared by the subnets of one table, so that the table is told and no subnet.
    guard let route = defaultRoute(at: subnet),
      let table = estate.subnets[subnet]?.routeTable.value?.id
    else { return nil }
    let assumption = Remark(
      node: selectors.text(for: table), property: "routes",
      because: "the tag VirtualNetwork holds what default route \(route.name) takes",
      source: route.source)
    return (TagMeaning(graph: self, subnet: subnet, takesDefaultRoute: true), assumption)
  }

  private static func namesVirtualNetwork(_ rule: SecurityRule) -> Bool {
    (rule.sources + rule.destinations).contains {
      if case .known(.tag(let tag), _) = $0 { tag.lowercased() == "virtualnetwork" } else { false }
    }
  }

  private func clause(
    of rule: SecurityRule, node: String, group: NetworkSecurityGroup, _ tags: TagMeaning
  ) -> RuleList.Clause {
    let match = match(of: rule, tags)
    let action: Decision.Action
    switch rule.access {
    case .known(.allow, _): action = .allow
    case .known(.deny, _): action = .deny
    case .unknown(let unknown): action = .unknown(unknown)
    case .absent:
      action = .unknown(Self.missing("whether rule \(rule.name) allows or denies"))
    }
    let priority = rule.priority.value.map { " (priority \($0))" } ?? ""
    let word = rule.access.value.map { $0 == .allow ? "allows" : "denies" } ?? "decides"
    return RuleList.Clause(
      sure: match.certain, most: match.possible, action: action,
      evidence: Evidence(
        node: node, control: "securityRule", rule: "\(rule.name)\(priority)",
        source: rule.access.source ?? rule.source,
        why: "rule \(rule.name) of \(node) \(word) it"),
      remedies: [opening(group, rule.direction.value ?? .inbound)], open: match.open)
  }

  /// What a rule takes in, for certain and at most, and why that differs.
  func match(
    of rule: SecurityRule, _ tags: TagMeaning
  ) -> (certain: RuleTraffic, possible: RuleTraffic, open: UnknownValue?) {
    var open: UnknownValue? = rule.presence ?? rule.direction.unknown ?? rule.priority.unknown
    let sources = extent(rule.sources, rule.sourceGroups, tags, &open)
    let destinations = extent(rule.destinations, rule.destinationGroups, tags, &open)
    let sourcePorts = rule.sourcePorts.isEmpty ? (.all, .all) : rule.sourcePorts.extent(&open)
    let destinationPorts =
      rule.destinationPorts.isEmpty ? (.all, .all) : rule.destinationPorts.extent(&open)
    var protocols = rule.protocols.value ?? .all
    open = open ?? rule.protocols.unknown
    // ICMP, ESP and AH have no ports: a rule that names ports does not match them.
    if destinationPorts.possible != .all || sourcePorts.possible != .all {
      protocols = protocols.intersection(ProtocolSet(.tcp, .udp))
    }
    let possible = RuleTraffic(
      TrafficBox(
        sources: sources.possible, destinations: destinations.possible, protocols: protocols,
        sourcePorts: sourcePorts.possible, destinationPorts: destinationPorts.possible))
    let certain: RuleTraffic
    let isOpen = rule.presence ?? rule.direction.unknown ?? rule.priority.unknown
    if (isOpen ?? rule.protocols.unknown) != nil {
      certain = .set(.empty)
    } else if sources.certain == sources.possible, destinations.certain == destinations.possible,
      sourcePorts.certain == sourcePorts.possible,
      destinationPorts.certain == destinationPorts.possible
    {
      certain = possible
    } else {
      certain = RuleTraffic(
        TrafficBox(
          sources: sources.certain, destinations: destinations.certain, protocols: protocols,
          sourcePorts: sourcePorts.certain, destinationPorts: destinationPorts.certain))
    }
    return (certain, possible, open)
  }

  private func extent(
    _ peers: [Setting<SecurityRule.Peer>], _ groups: [Setting<Reference>], _ tags: TagMeaning,
    _ open: inout UnknownValue?
  ) -> Extent {
    var extent = Extent.nothing
    for peer in peers {
      switch peer {
      case .known(let peer, _): extent = extent.union(tags.extent(of: peer))
      case .unknown(let unknown):
        open = open ?? unknown
        extent = extent.union(Extent(certain: .empty, possible: .all))
      case .absent: break
      }
    }
    for group in groups { extent = extent.union(groupMembers.extent(of: group, &open)) }
    // A rule that says nothing of a side takes in every address there.
    return peers.isEmpty && groups.isEmpty ? Extent(.all) : extent
  }

  /// The platform's own addresses (name service, metadata) are not subject to the rules unless one
  /// names their tag.
  private func platformClauses(
    of group: NetworkSecurityGroup, node: String
  ) -> [RuleList.Clause] {
    let rules = group.rules
    // By their places: to copy a rule takes longer than to look at it.
    let named = rules.indices.contains { place in
      rules[place].destinations.contains {
        if case .known(.tag(let tag), _) = $0 {
          tag.lowercased().hasPrefix("azureplatform")
        } else {
          false
        }
      }
    }
    if named { return [] }
    return [
      RuleList.Clause(
        TrafficSet(destinations: AddressBook.platform), .allow,
        Evidence(
          node: node, control: "securityRule", rule: "platform addresses", source: nil,
          article: Self.securityGroupArticle,
          why: "the platform's own addresses are not subject to security rules"))
    ]
  }

  /// The rule that would let traffic pass; the question narrows it to what was denied.
  private func opening(
    _ group: NetworkSecurityGroup, _ direction: SecurityRule.Direction
  ) -> Change {
    .allowTraffic(
      securityGroup: group.id, direction: direction, sources: [.any], destinations: [.any],
      traffic: .all, at: group.source)
  }

  private func defaultClauses(
    _ direction: SecurityRule.Direction, node: String, group: NetworkSecurityGroup,
    _ tags: TagMeaning
  ) -> [RuleList.Clause] {
    func evidence(_ name: String, _ priority: Int, _ word: String) -> Evidence {
      Evidence(
        node: node, control: "securityRule", rule: "\(name) (priority \(priority))", source: nil,
        article: Self.securityGroupArticle, why: "default rule \(name) of \(node) \(word) it")
    }
    func clause(
      _ traffic: (certain: RuleTraffic, possible: RuleTraffic), _ evidence: Evidence
    ) -> RuleList.Clause {
      RuleList.Clause(
        sure: traffic.certain, most: traffic.possible, action: .allow, evidence: evidence)
    }
    let denial = RuleList.Clause(
      .all, .deny,
      evidence(
        direction == .inbound ? "DenyAllInBound" : "DenyAllOutBound", 65500, "denies"),
      remedies: [opening(group, direction)])
    switch direction {
    case .inbound:
      return [
        clause(tags.place.withinNetwork, evidence("AllowVnetInBound", 65000, "allows")),
        RuleList.Clause(
          TrafficSet(sources: AddressBook.platformHost), .allow,
          evidence("AllowAzureLoadBalancerInBound", 65001, "allows")),
        denial,
      ]
    case .outbound:
      return [
        clause(tags.place.withinNetwork, evidence("AllowVnetOutBound", 65000, "allows")),
        clause(tags.place.towardInternet, evidence("AllowInternetOutBound", 65001, "allows")),
        denial,
      ]
    }
  }
}

extension RuleList.Clause {
  /// The same clause, with what its match hangs on.
  fileprivate func assuming(_ assumption: Remark) -> Self {
    var clause = self
    clause.assumptions.append(assumption)
    return clause
  }
}
