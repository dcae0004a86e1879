// The network as a failing test shows it.
extension GuardedNetwork {
  var text: String {
    var lines = [
      "networks \(networks.map(\.text)), linked \(linked.sorted()), pairs \(pairs), "
        + "asking the firewall \(asking.sorted())"
    ]
    for (index, subnet) in subnets.enumerated() {
      var parts = ["subnet \(index) \(subnet.name) of \(subnet.network): \(subnet.prefix.text)"]
      if let group = subnet.group { parts.append("g\(group)") }
      if subnet.isPrivate { parts.append("private") }
      if let gateway = subnet.gateway { parts.append("nat \(PlainNetwork.text(gateway))") }
      if let endpoint = subnet.serviceEndpoint { parts.append(endpoint) }
      if subnet.hasRoutePolicies { parts.append("route policies") }
      if subnet.hasGroupPolicies { parts.append("group policies") }
      parts += subnet.routes.map { "\($0.prefix.text) -> \($0.hop)" }
      lines.append(parts.joined(separator: ", "))
    }
    for (index, host) in hosts.enumerated() {
      let group = host.group.map { ", g\($0)" } ?? ""
      let own = host.publicAddress.map { ", " + PlainNetwork.text($0) } ?? ""
      lines.append(
        "h\(index) \(PlainNetwork.text(host.address))\(group)\(own)"
          + "\(host.forwards ? ", forwards" : "")\(host.isVacant ? ", vacant" : "")")
    }
    for (index, group) in groups.enumerated() {
      for rule in group.sorted(by: {
        ($0.isInbound ? 0 : 1, $0.priority) < ($1.isInbound ? 0 : 1, $1.priority)
      }) {
        lines.append(
          "g\(index) \(rule.isInbound ? "in" : "out") \(rule.priority) "
            + "\(rule.allows ? "allow" : "deny") "
            + "\(rule.transport.map { "\($0)" } ?? "*") \(Self.told(rule.source)) -> "
            + "\(Self.told(rule.destination)) : \(rule.ports)")
      }
    }
    let addresses = firewall.addresses.map(PlainNetwork.text)
    lines.append(
      "firewall \(addresses), untranslated \(firewall.untranslated)"
        + "\(firewall.isClassic ? ", classic" : "")\(firewall.hasManagement ? ", management" : "")")
    let parent = firewall.parent.sorted { $0.priority < $1.priority }.map { ("parent ", $0) }
    let own = firewall.groups.sorted { $0.priority < $1.priority }.map { ("", $0) }
    for (place, group) in parent + own {
      for collection in group.collections.sorted(by: { $0.priority < $1.priority }) {
        lines.append(
          "  \(place)\(group.priority)/\(collection.priority) \(collection.allows ? "allow" : "deny")"
        )
        switch collection.rules {
        case .network(let rules):
          lines += rules.map {
            "    network \(Self.told($0.source)) -> \($0.name ?? Self.told($0.destination)) "
              + "\($0.transports) \($0.ports)"
          }
        case .application(let rules):
          lines += rules.map {
            "    application \(Self.told($0.source)) -> \($0.names) \($0.ports) "
              + "\($0.tags) \($0.categories)"
          }
        case .translation(let rules):
          lines += rules.map {
            "    dnat \(Self.told($0.source)) -> \(PlainNetwork.text($0.destination)) "
              + "\($0.transport)/\($0.port) => h\($0.host):\($0.inside)"
          }
        }
      }
    }
    for (index, balancer) in balancers.enumerated() {
      lines.append(
        "lb\(index) \(PlainNetwork.text(balancer.address)), members \(balancer.members), probe "
          + "\(balancer.probe), outbound \(balancer.outbound ?? "-")")
      lines += balancer.rules.map {
        "    \($0.transport) \($0.front) -> \($0.back)\($0.givesOutbound ? ", snat" : "")"
          + "\($0.isProbed ? ", probed" : "")"
      }
      lines += balancer.translations.map { "    nat tcp \($0.front) -> h\($0.host):\($0.back)" }
    }
    for account in accounts {
      lines.append(
        "\(account.name) in \(account.region)\(account.isDisabled ? ", disabled" : "")"
          + "\(account.denies ? ", denies" : "") \(account.addresses.map(\.text))"
          + ", subnets \(account.subnets), endpoint "
          + "\(account.endpoint.map(PlainNetwork.text) ?? "-")")
    }
    return lines.joined(separator: "\n")
  }

  private static func told(_ peer: Peer) -> String {
    if case .prefix(let prefix) = peer { return prefix.text }
    return "\(peer)"
  }
}
