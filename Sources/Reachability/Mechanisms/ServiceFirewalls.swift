internal import EstateModel
internal import TrafficSets

// The rules of a service's public side: those in an order first, then addresses and subnets, then
// what holds for everybody else.
// https://learn.microsoft.com/azure/storage/common/storage-network-security
extension ReachabilityGraph {
  func networkRules(_ side: PublicSide) -> RuleList {
    let node = selectors.text(for: side.id)
    let firewall = side.firewall
    let action = firewall.defaultAction
    if side.access.hasEffectlessRules,
      action.value == .allow
        || firewall.openRules == nil
          && (action.isAbsent || !(firewall.hasRules || side.countsWithoutRules))
    {
      let isWithoutEffect = action.value == .deny
      return RuleList([
        RuleList.Clause(
          .all, .allow,
          evidence(
            side, "networkRules",
            action.isAbsent
              ? "no network rules"
              : isWithoutEffect ? "defaultAction: Deny without rules" : "defaultAction: Allow",
            action.source,
            isWithoutEffect
              ? "\(node) lets everybody in as long as no rule stands beside its default to deny"
              : "\(node) lets every public address in"))
      ])
    }
    var clauses: [RuleList.Clause] = []
    if let unknown = firewall.openRules {
      // Rules that nobody sees may let anybody in or keep anybody out.
      return RuleList([
        RuleList.Clause(
          .all, .unknown(unknown),
          evidence(side, "networkRules", "rules not known", unknown.source, unknown.because))
      ])
    }
    for rule in firewall.orderedRules { clauses += orderedClause(rule, side) }
    for rule in firewall.addressRules { clauses += addressClause(rule, side) }
    for rule in firewall.subnetRules { clauses += subnetClause(rule, .allow, side) }
    if !side.ownEgress.possible.isEmpty {
      clauses.append(
        RuleList.Clause(
          certain: TrafficSet(sources: side.ownEgress.certain),
          possible: TrafficSet(sources: side.ownEgress.possible), action: .allow,
          evidence: evidence(
            side, "networkRules", "own outbound address", nil,
            "\(node) lets its own outbound address in"),
          open: UnknownValue(
            key: "\(side.id)#egressAddress",
            because: "whether the caller leaves by the outbound address of \(node) is in no input",
            source: nil)))
    }
    let prefixes = firewall.addressRules + firewall.orderedRules.flatMap(\.match.prefixes)
    let namesParts = prefixes.contains { $0.value?.isPartOfInternet == true }
    if namesParts { clauses = joined(clauses) }
    return RuleList(clauses + clausesWithoutEndpoint(side) + [restClause(side)])
  }

  /// What becomes of those that no rule names.
  private func restClause(_ side: PublicSide) -> RuleList.Clause {
    let node = selectors.text(for: side.id)
    let firewall = side.firewall
    let action = firewall.defaultAction
    func clause(
      _ decision: Decision.Action, _ rule: String, _ source: SourcePosition?, _ why: String,
      assumptions: [Remark] = []
    ) -> RuleList.Clause {
      RuleList.Clause(
        certain: .all, possible: .all, action: decision,
        evidence: evidence(side, "networkRules", rule, source, why),
        remedies: decision == .deny ? [.openAddressRules(side.id, at: source)] : [],
        assumptions: assumptions)
    }
    if let unknown = action.unknown {
      return clause(.unknown(unknown), "default action not known", unknown.source, unknown.because)
    }
    let onlyNamed = "\(node) lets in only what its rules name"
    switch side.access.rest {
    case .noRules:
      return clause(.allow, "no network rules", nil, "\(node) has no rules for public addresses")
    case .elsewhere(let because):
      return clause(
        .allow, "no network rules", nil, "\(node) lets every public address in",
        assumptions: [
          Remark(node: node, property: "networkRules", because: because, source: nil)
        ])
    case .defaultAction, .defaultActionWithRules:
      return clause(
        action.value == .deny ? .deny : .allow,
        action.isAbsent
          ? "no network rules" : "defaultAction: \(action.value == .deny ? "Deny" : "Allow")",
        action.source, action.value == .deny ? onlyNamed : "\(node) lets every public address in")
    case .nobodyOnceThereAreRules:
      if let value = action.value {
        return clause(
          value == .deny ? .deny : .allow, "default action: \(value == .deny ? "Deny" : "Allow")",
          action.source, value == .deny ? onlyNamed : "\(node) lets in what no rule names")
      }
      guard firewall.hasRules else {
        return clause(
          .allow, "no network rules", nil, "\(node) lets every public address in")
      }
      // An open list may turn out to be empty.
      if let unknown = firewall.doubtOfAnyRule {
        return clause(.unknown(unknown), "rules not known", unknown.source, unknown.because)
      }
      return clause(.deny, "no rule names it", firewall.sourceOfRules, onlyNamed)
    case .nobody:
      let isServer = side.id.type.lowercased() == "microsoft.sql/servers"
      return clause(
        .deny, firewall.hasRules ? "no rule names it" : "no rules: nobody",
        firewall.sourceOfRules,
        firewall.hasRules ? onlyNamed : "\(node) lets nobody in as long as it has no rules",
        assumptions: isServer
          ? [
            Remark(
              node: node, property: "firewallRules",
              because: "no database has rules of its own, which stand in the database",
              source: nil)
          ] : [])
    }
  }

  /// Who calls from a subnet that a rule names and that has no service endpoint comes by a public address:
  /// the rule does not know the subnet.
  private func clausesWithoutEndpoint(_ side: PublicSide) -> [RuleList.Clause] {
    guard restClause(side).action == .deny, let endpoint = serviceEndpoint(of: side.id) else {
      return []
    }
    return side.firewall.subnetRules.compactMap { rule in
      guard case .known(let reference, let source) = rule,
        let subnet = estate.subnets[reference.id], subnet.isDescribed,
        !subnet.serviceEndpoints.contains(where: { has($0, endpoint) })
      else { return nil }
      let callers = publicCallers(in: subnet)
      if callers.isEmpty { return nil }
      let node = selectors.text(for: subnet.id)
      return RuleList.Clause(
        TrafficSet(sources: callers), .deny,
        evidence(
          side, "networkRules", "virtual network rule \(node)", source,
          "\(node) has no service endpoint for \(endpoint), without which the rule of "
            + "\(selectors.text(for: side.id)) for it lets nobody in"),
        remedies: [
          .addServiceEndpoint(subnet: subnet.id, endpoint, at: subnet.source),
          .openAddressRules(side.id, at: side.firewall.defaultAction.source ?? source),
        ])
    }
  }

  private func has(_ setting: Setting<String>, _ endpoint: String) -> Bool {
    guard let name = setting.value?.lowercased() else { return true }
    return name == endpoint.lowercased() || name == "\(endpoint.lowercased()).global"
  }

  /// The service endpoint by which subnets call a service.
  private func serviceEndpoint(of id: ResourceID) -> String? {
    if estate.storageAccounts[id] != nil { return "Microsoft.Storage" }
    if estate.keyVaults[id] != nil { return "Microsoft.KeyVault" }
    if estate.registries[id] != nil { return "Microsoft.ContainerRegistry" }
    return estate.services[id]?.kind.names.first?.serviceEndpoint
  }

  /// The public addresses that hosts of a subnet have for themselves.
  private func publicCallers(in subnet: Subnet) -> AddressSet {
    var callers = AddressSet([book[.egress(.subnet(subnet.id))]].compactMap(\.self))
    for interface in interfacesBySubnet[subnet.id] ?? [] {
      callers.formUnion(publicAddresses(leadingTo: .interface(interface.id)))
      callers.formUnion(
        AddressSet([book[.egress(.interface(interface.id))]].compactMap(\.self)))
    }
    return callers
  }

  // MARK: - Rules

  private func orderedClause(_ rule: ServiceAccessRule, _ side: PublicSide) -> [RuleList.Clause] {
    let node = selectors.text(for: side.id)
    let action: Decision.Action
    switch rule.action {
    case .known(.allow, _), .absent: action = .allow
    case .known(.deny, _): action = .deny
    case .unknown(let unknown): action = .unknown(unknown)
    }
    let verb = action == .deny ? "keeps out" : "lets in"
    func clause(_ extent: Extent, _ open: UnknownValue?, _ what: String) -> RuleList.Clause {
      RuleList.Clause(
        certain: rule.condition == nil ? TrafficSet(sources: extent.certain) : .empty,
        possible: TrafficSet(sources: extent.possible), action: action,
        evidence: evidence(
          side, "networkRules", rule.name, rule.source,
          rule.condition?.because ?? "\(node) \(verb) \(what)"),
        remedies: action == .deny
          ? [.overruleAccessRule(side.id, rule: rule.name, at: rule.source)] : [],
        open: rule.condition ?? open)
    }
    switch rule.match {
    case .everybody: return [clause(Extent(.all), nil, "everybody")]
    case .azure:
      return [
        clause(
          azure().union(subnetsOfAzure(for: side)), unplaced(side, rule.source),
          "every address of Azure's")
      ]
    case .tag(.known(let tag, _)):
      return [
        clause(
          meaning(ofServiceTag: tag), unplaced(side, rule.source), tag)
      ]
    case .tag(.unknown(let unknown)):
      return [clause(Extent(certain: .empty, possible: .all), unknown, "a service tag")]
    case .tag(.absent): return []
    case .subnet(let subnet):
      return subnetClause(subnet, action, side, condition: rule.condition, name: rule.name)
    case .addresses(let prefixes):
      return prefixes.flatMap { prefix -> [RuleList.Clause] in
        if let (extent, text) = extent(ofAddressRule: prefix) {
          return [clause(extent, unplaced(side, rule.source), text)]
        }
        guard let unknown = prefix.unknown else { return [] }
        return [clause(Extent(certain: .empty, possible: .all), unknown, "some addresses")]
      }
    }
  }

  /// Subnets by their service endpoints, which a SQL server takes for Azure's, too.
  ///
  /// See <https://learn.microsoft.com/azure/azure-sql/database/vnet-service-endpoint-rule-overview>.
  private func subnetsOfAzure(for side: PublicSide) -> Extent {
    guard side.id.type.lowercased() == "microsoft.sql/servers" else { return Extent(.empty) }
    return Extent(
      estate.subnets.reduce(AddressSet.empty) { addresses, subnet in
        book[.serviceEndpoint(subnet.id)].map { addresses.union(AddressSet($0)) } ?? addresses
      })
  }

  /// Every public address that Azure has, as far as it is known.
  private func azure() -> Extent {
    let held = meaning(ofServiceTag: "AzureCloud")
    if book.holds(tag: "AzureCloud") { return held }
    return Extent(
      certain: held.certain, possible: held.possible.union(AddressBook.publicNumbersOfServices))
  }

  private func unplaced(_ side: PublicSide, _ source: SourcePosition?) -> UnknownValue {
    UnknownValue(
      key: "\(side.id)#egressAddress",
      because: "the public address that the caller has is in no input", source: source)
  }

  private func subnetClause(
    _ rule: Setting<Reference>, _ action: Decision.Action, _ side: PublicSide,
    condition: UnknownValue? = nil, name: String? = nil
  ) -> [RuleList.Clause] {
    switch rule {
    case .known(let reference, let source):
      guard let identity = book[.serviceEndpoint(reference.id)] else { return [] }
      let subnet = selectors.text(for: reference.id)
      let sources = TrafficSet(sources: AddressSet(identity))
      return [
        RuleList.Clause(
          certain: condition == nil ? sources : .empty, possible: sources, action: action,
          evidence: evidence(
            side, "networkRules", name ?? "virtual network rule \(subnet)", source,
            condition?.because
              ?? "\(selectors.text(for: side.id)) \(action == .deny ? "keeps" : "lets") \(subnet) \(action == .deny ? "out" : "in") by its service endpoint"
          ), open: condition)
      ]
    case .unknown(let unknown):
      return [
        RuleList.Clause(
          certain: .empty,
          possible: TrafficSet(
            sources: AddressSet.all.subtracting(book.openAddresses).subtracting(
              AddressBook.publicNumbers)),
          action: action,
          evidence: evidence(
            side, "networkRules", "virtual network rule", unknown.source, unknown.because),
          open: unknown)
      ]
    case .absent: return []
    }
  }

  /// What a rule takes in that names a prefix, or the number of a public address of the estate; `nil` for
  /// one of which nothing is known.
  func extent(ofAddressRule rule: Setting<AddressPrefix>) -> (extent: Extent, text: String)? {
    switch rule {
    case .known(let prefix, _): return (extent(of: AddressSet(prefix)), "\(prefix)")
    case .unknown(let unknown):
      guard let id = unknown.addressOf, estate.publicAddresses[id] != nil else { return nil }
      return (extent(ofPublicAddress: id), selectors.text(for: id))
    case .absent: return nil
    }
  }

  private func addressClause(
    _ rule: Setting<AddressPrefix>, _ side: PublicSide
  ) -> [RuleList.Clause] {
    if case (var extent, let text)? = extent(ofAddressRule: rule) {
      var open = unplaced(side, rule.source)
      if side.ignoresAddressRulesInRegion {
        // Callers of the account's own region come by private addresses that no rule can name.
        let near = book.addresses(in: Region(side.location))
        let isDoubtful = !extent.certain.isDisjoint(
          with: near.possible.subtracting(near.certain))
        if isDoubtful {
          let node = selectors.text(for: side.id)
          open = UnknownValue(
            key: "\(side.id)#region",
            because:
              "whether the caller is in the region of \(node), in which its IP rules have no effect, is not known",
            source: side.location.source ?? rule.source)
        }
        extent = Extent(
          certain: extent.certain.subtracting(near.possible),
          possible: extent.possible.subtracting(near.certain))
      }
      return [
        RuleList.Clause(
          certain: TrafficSet(sources: extent.certain),
          possible: TrafficSet(sources: extent.possible), action: .allow,
          evidence: evidence(
            side, "networkRules", "IP rule \(text)", rule.source,
            "\(selectors.text(for: side.id)) lets \(text) in"),
          open: open)
      ]
    }
    guard let unknown = rule.unknown else { return [] }
    return [
      RuleList.Clause(
        certain: .empty, possible: .all, action: .allow,
        evidence: evidence(side, "networkRules", "IP rule", unknown.source, unknown.because),
        open: unknown)
    ]
  }
}

extension ServiceAccessRule.Match {
  fileprivate var prefixes: [Setting<AddressPrefix>] {
    if case .addresses(let prefixes) = self { prefixes } else { [] }
  }
}

extension PublicAccessShape {
  /// Whether a default to allow makes all rules ineffective.
  fileprivate var hasEffectlessRules: Bool {
    rest == .defaultAction || rest == .defaultActionWithRules
  }
}

extension PublicSide {
  /// Whether a default to deny counts where no rule stands beside it.
  fileprivate var countsWithoutRules: Bool { access.rest != .defaultActionWithRules }
}

extension ServiceFirewall {
  /// Where the first of the rules stands that let nobody else in.
  fileprivate var sourceOfRules: SourcePosition? {
    addressRules.lazy.compactMap(\.source).first ?? subnetRules.lazy.compactMap(\.source).first
      ?? orderedRules.first?.source
  }

  /// Why there may be no rule at all, where every rule that is there is open.
  fileprivate var doubtOfAnyRule: UnknownValue? {
    let isSure =
      addressRules.contains { $0.value != nil || $0.unknown?.addressOf != nil }
      || subnetRules.contains { $0.value != nil }
      || orderedRules.contains { $0.action.unknown == nil }
    return isSure
      ? nil
      : addressRules.compactMap(\.unknown).first ?? subnetRules.compactMap(\.unknown).first
        ?? orderedRules.compactMap { $0.action.unknown ?? $0.condition }.first
  }
}
