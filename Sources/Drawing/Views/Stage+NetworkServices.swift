internal import EstateModel

// What stands in a network for others: firewalls, Bastions, application gateways, NAT gateways and name
// resolvers.
extension Stage {
  /// `, 12 rules` of a policy that an input describes.
  private func rules(of policy: ResourceID) -> String {
    guard let policy = estate.firewallPolicies[policy], policy.isDescribed else { return "" }
    return ", " + Self.rules(policy.groups.flatMap(\.collections).flatMap(\.rules).count)
  }

  /// What such a service is, and what is said of it; `nil` for anything else.
  func networkServiceKindAndFacts(of id: ResourceID) -> (Scene.Kind, [String])? {
    if let firewall = estate.firewalls[id] {
      let policy =
        firewall.policy.value.map { "policy \($0.id.name)\(rules(of: $0.id))" } ?? "classic rules"
      let addresses = [
        firewall.privateAddress.value?.description,
        publicText(firewall.configurations.map(\.publicAddress)),
      ].compactMap(\.self).joined(separator: ", ")
      return (.firewall, [addresses, policy])
    }
    if let policy = estate.firewallPolicies[id] {
      return (.service, [Self.rules(policy.groups.flatMap(\.collections).flatMap(\.rules).count)])
    }
    if let group = estate.securityGroups[id] {
      let facts = [("inbound", SecurityRule.Direction.inbound), ("outbound", .outbound)]
        .map { word, direction in
          let own = group.rules.filter { $0.direction.value == direction }
          return own.isEmpty ? "" : "\(word): \(own.map(\.name).joined(separator: ", "))"
        }
      return (.service, group.rules.isEmpty ? ["no rules of its own"] : facts)
    }
    if let table = estate.routeTables[id] {
      let routes = table.routes.map { route in
        let next =
          route.hopAddress.value.map { graph.book.label($0) } ?? route.hopType.value?.rawValue
          ?? "?"
        return "\(route.prefix.value.map { graph.text(for: $0) } ?? "?") -> \(next)"
      }
      return (.service, routes.isEmpty ? ["no routes"] : [routes[0], Self.more(routes.count - 1)])
    }
    if let group = estate.ipGroups[id] {
      let count = group.ranges.count
      return (.service, ["\(count) \(count == 1 ? "range" : "ranges")"])
    }
    if let bastion = estate.bastions[id] {
      return (
        .bastion,
        [
          bastion.isPrivateOnly.value == true
            ? "private" : publicText([bastion.publicAddress]) ?? "", bastion.tier.value ?? "",
        ]
      )
    }
    if let gateway = estate.applicationGateways[id] {
      let ports = Set(gateway.listeners.compactMap(\.port.value)).sorted().map(String.init)
      return (
        .applicationGateway,
        [
          publicText(gateway.frontends.map(\.publicAddress)) ?? "private",
          ports.isEmpty ? "" : "on \(ports.joined(separator: ", "))",
        ]
      )
    }
    if let gateway = estate.natGateways[id] {
      return (
        .natGateway,
        [
          publicText(gateway.publicAddresses + gateway.publicPrefixes) ?? "no public address"
        ]
      )
    }
    if let resolver = estate.nameResolvers[id] {
      let addresses = resolver.endpoints.compactMap(\.address.value?.description)
      return (.service, [addresses.joined(separator: ", ")])
    }
    if let ruleset = estate.forwardingRulesets[id] {
      let count = ruleset.rules.count
      return (.service, ["\(count) \(count == 1 ? "rule" : "rules")"])
    }
    return nil
  }

  /// The subnet that such a service stands in.
  func subnet(ofNetworkService id: ResourceID) -> ResourceID? {
    let setting =
      estate.firewalls[id]?.subnet ?? estate.bastions[id]?.subnet
      ?? estate.applicationGateways[id]?.subnet ?? estate.nameResolvers[id]?.endpoints.first?.subnet
    return setting?.value?.id
  }

  private static func rules(_ count: Int) -> String { "\(count) \(count == 1 ? "rule" : "rules")" }

  private static func more(_ count: Int) -> String { count == 0 ? "" : "and \(count) more" }
}
