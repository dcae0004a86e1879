internal import EstateModel

extension ResourceKind {
  static let loadBalancers: [ResourceKind] = [
    .node("Microsoft.Network/loadBalancers") { $0.decodeLoadBalancer($1) },
    .part("Microsoft.Network/loadBalancers/backendAddressPools"),
    .part("Microsoft.Network/loadBalancers/inboundNatRules"),
  ]
}

extension EstateDecoding {
  mutating func decodeLoadBalancer(_ input: ResourceInput) {
    var balancer = LoadBalancer(id: input.id, source: input.source)
    balancer.isDescribed = input.isDescribed
    balancer.tier = text(input.body["sku"]["name"])
    if balancer.tier.isAbsent, let place = placeBeforeTiers(input) {
      balancer.tier = .known("Basic", place)
    }
    balancer.reach = text(input.body["sku"]["tier"])
    for key in ["frontendIPConfigurations", "loadBalancingRules"] {
      balancer.open = balancer.open ?? input.properties[key].unknown
    }
    balancer.frontends = named(input.properties["frontendIPConfigurations"]).map {
      frontend(input.id.child("frontendIPConfigurations", $0.name), $0.slot, input)
    }
    if let written = input.writtenProperties {
      balancer.possibleAddresses = written["frontendIPConfigurations"].elements.compactMap {
        address($0.properties["privateIPAddress"]).value
      }
    }
    balancer.pools = named(input.properties["backendAddressPools"]).map {
      pool(input.id.child("backendAddressPools", $0.name), $0.slot.properties)
    }
    // What may be a part of it, or not, leaves open what it leads to.
    for part in parts(of: input.id, "backendAddressPools", "inboundNatRules") {
      balancer.open = balancer.open ?? part.wholeUnknown
    }
    for part in parts(of: input.id, "backendAddressPools") where part.wholeUnknown == nil {
      let pool = pool(input.id.child("backendAddressPools", part.name), properties(of: part))
      balancer.pools.removeAll { $0.id == pool.id }
      balancer.pools.append(pool)
    }
    balancer.probes = named(input.properties["probes"]).map { name, slot in
      var probe = LoadBalancer.Probe(id: input.id.child("probes", name))
      probe.port = integer(slot.properties["port"])
      probe.whenAllAreDown = text(slot.properties["noHealthyBackendsBehavior"])
      return probe
    }
    balancer.rules = named(input.properties["loadBalancingRules"]).map { name, slot in
      balancingRule(name, slot.properties, at: slot.source ?? input.source)
    }
    for (name, slot) in named(input.properties["inboundNatRules"]) {
      balancer.rules.append(
        translationRule(name, slot.properties, of: input.id, at: slot.source ?? input.source))
    }
    for part in parts(of: input.id, "inboundNatRules") where part.wholeUnknown == nil {
      balancer.rules.append(
        translationRule(part.name, properties(of: part), of: input.id, at: part.source))
    }
    for (name, slot) in named(input.properties["inboundNatPools"]) {
      balancer.rules.append(
        translationPool(name, slot.properties, of: input.id, at: slot.source ?? input.source))
    }
    balancer.outboundRules = named(input.properties["outboundRules"]).map { name, slot in
      outboundRule(name, slot.properties, at: slot.source ?? input.source)
    }
    balancer.settleParts()
    estate.loadBalancers.insert(balancer)
    // What is not modelled of it stands beside it, as it does for other kinds.
    decodeOpaque(input, isModelled: balancer.isModelled)
  }

  private func named(_ slot: Slot) -> [(name: String, slot: Slot)] {
    slot.elements.map { ($0["name"].symbolicText ?? Slot.openName, $0) }
  }

  private mutating func frontend(
    _ id: ResourceID, _ slot: Slot, _ input: ResourceInput
  ) -> LoadBalancer.Frontend {
    var frontend = LoadBalancer.Frontend(id: id, source: slot.source ?? input.source)
    let properties = slot.properties
    frontend.subnet = reference(properties["subnet"], to: .subnet)
    frontend.privateAddress = privateAddress(of: slot)
    frontend.family = word(
      properties["privateIPAddressVersion"], Vocabulary(.ipv4, .ipv6))
    frontend.publicAddress = reference(properties["publicIPAddress"])
    frontend.publicPrefix = reference(properties["publicIPPrefix"])
    frontend.gateway = member(of: properties["gatewayLoadBalancer"])
    return frontend
  }

  private mutating func pool(_ id: ResourceID, _ properties: Slot) -> LoadBalancer.Pool {
    var pool = LoadBalancer.Pool(id: id)
    for element in properties["loadBalancerBackendAddresses"].elements {
      var member = LoadBalancer.Pool.Member()
      member.address = address(element.properties["ipAddress"])
      member.frontend = self.member(of: element.properties["loadBalancerFrontendIPConfiguration"])
      member.adminState = text(element.properties["adminState"])
      if !member.address.isAbsent || !member.adminState.isAbsent || !member.frontend.isAbsent {
        pool.members.append(member)
      }
    }
    return pool
  }

  private mutating func balancingRule(
    _ name: String, _ properties: Slot, at source: SourcePosition
  ) -> LoadBalancer.Rule {
    var rule = portRule(name, properties, at: source)
    rule.targets = list(properties["backendAddressPools"]) { $0.member(of: $1) }
    let single = member(of: properties["backendAddressPool"])
    let known = rule.targets.compactMap { $0.value?.id }
    if !single.isAbsent, single.value.map({ !known.contains($0.id) }) ?? true {
      rule.targets.append(single)
    }
    return rule
  }

  /// An inbound NAT rule leads to the interface that names it, or to all members of a pool by a port
  /// of a range each.
  private mutating func translationRule(
    _ name: String, _ properties: Slot, of balancer: ResourceID, at source: SourcePosition
  ) -> LoadBalancer.Rule {
    var rule = portRule(name, properties, at: source)
    let own = Reference(balancer.child("inboundNatRules", name), at: source)
    rule.isTranslation = true
    rule.targets = [.known(own, source)]
    let pool = member(of: properties["backendAddressPool"])
    if !pool.isAbsent {
      rule.targets = [pool]
      rule.readRange(
        from: integer(properties["frontendPortRangeStart"]),
        to: integer(properties["frontendPortRangeEnd"]), own.id)
    }
    return rule
  }

  /// The NAT pool of a scale set gives each instance one port of a range.
  private mutating func translationPool(
    _ name: String, _ properties: Slot, of balancer: ResourceID, at source: SourcePosition
  ) -> LoadBalancer.Rule {
    var rule = portRule(name, properties, at: source)
    let own = Reference(balancer.child("inboundNatPools", name), at: source)
    rule.isTranslation = true
    rule.targets = [.known(own, source)]
    rule.readRange(
      from: integer(properties["frontendPortRangeStart"]),
      to: integer(properties["frontendPortRangeEnd"]), own.id)
    return rule
  }

  private mutating func outboundRule(
    _ name: String, _ properties: Slot, at source: SourcePosition
  ) -> LoadBalancer.OutboundRule {
    var rule = LoadBalancer.OutboundRule(name: name, source: source)
    rule.frontends = list(properties["frontendIPConfigurations"]) { $0.member(of: $1) }
    rule.pool = member(of: properties["backendAddressPool"])
    rule.transport = word(properties["protocol"], Vocabulary(.tcp, .udp, .all, isOpen: true))
    return rule
  }

  private mutating func portRule(
    _ name: String, _ properties: Slot, at source: SourcePosition
  ) -> LoadBalancer.Rule {
    var rule = LoadBalancer.Rule(name: name, source: source)
    rule.frontend = member(of: properties["frontendIPConfiguration"])
    rule.transport = word(properties["protocol"], Vocabulary(.tcp, .udp, .all, isOpen: true))
    rule.frontendPort = integer(properties["frontendPort"])
    rule.backendPort = integer(properties["backendPort"])
    rule.probe = member(of: properties["probe"])
    rule.hasFloatingAddress = flag(properties["enableFloatingIP"])
    rule.disablesOutbound = flag(properties["disableOutboundSnat"])
    return rule
  }

  /// A reference to a part of a load balancer, which is no resource of the estate by itself.
  mutating func member(of slot: Slot) -> Setting<Reference> {
    let slot = slot.value?.isObject == true ? slot["id"] : slot
    guard let text = slot.symbolicText, let source = slot.source,
      let part = id(of: text), let whole = part.parent, let last = part.segments.last
    else { return slot.unknown.map { .unknown($0) } ?? .absent }
    let named = mention(whole, at: source)
    if let unknown = openMeaning(of: named, slot, at: source) {
      ledger.note(unknown)
      return .unknown(unknown)
    }
    let id = named.child(last.type, last.name)
    return .known(Reference(id, at: source), source)
  }
}

extension LoadBalancer.Rule {
  /// Which port leads to whom is not in the configuration; that each member has one is.
  fileprivate mutating func readRange(
    from start: Setting<Int>, to end: Setting<Int>, _ id: ResourceID
  ) {
    if let first = start.value, let last = end.value, first <= last {
      frontendPort = start
      frontendRange = first...last
    } else if let unknown = start.unknown ?? end.unknown {
      frontendPort = .unknown(unknown)
    } else if frontendPort.isAbsent {
      frontendPort = .unknown(
        UnknownValue(
          key: "\(id)#port", because: "no input tells the ports of NAT rule \(name)",
          source: source))
    }
  }
}
