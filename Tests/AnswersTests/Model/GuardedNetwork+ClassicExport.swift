// The rules of a firewall without a policy, as an export prints them, and what else is at its own.
extension GuardedNetwork {
  var managementSubnetID: String {
    Self.id("virtualNetworks", name(of: 0)) + "/subnets/AzureFirewallManagementSubnet"
  }

  var managementSubnet: String {
    """
    {"id": "\(managementSubnetID)", "name": "AzureFirewallManagementSubnet",
      "properties": {"addressPrefix": "10.0.0.64/26"}}
    """
  }

  /// A rule that allows everything, beside a policy.
  static let idleRules = """
    "networkRuleCollections": [{"name": "idle", "properties": {"priority": 100,
      "action": {"type": "Allow"}, "rules": [{"name": "all", "protocols": ["Any"],
        "sourceAddresses": ["*"], "destinationAddresses": ["*"], "destinationPorts": ["*"]}]}}]
    """

  var classicRules: String {
    let collections = firewall.groups.flatMap(\.collections).enumerated()
    func list(_ kind: String) -> String {
      let texts = collections.compactMap { number, collection in
        text(collection, "c\(number)", kind)
      }
      return "[\n\(texts.joined(separator: ",\n"))\n]"
    }
    return """
      "threatIntelMode": "Off",
      "additionalProperties": {"Network.DNS.EnableProxy": "true",
        "Network.SNAT.PrivateRanges": "\(untranslatedRanges.joined(separator: ", "))"},
      "networkRuleCollections": \(list("network")),
      "applicationRuleCollections": \(list("application")),
      "natRuleCollections": \(list("translation"))
      """
  }

  /// `nil` where it is of another kind.
  private func text(
    _ collection: Firewall.Collection, _ name: String, _ kind: String
  ) -> String? {
    var action = collection.allows ? "Allow" : "Deny"
    let rules: [String]
    switch collection.rules {
    case .network(let known):
      guard kind == "network" else { return nil }
      rules = known.enumerated().map { text($1, "\(name)n\($0)") }
    case .application(let known):
      guard kind == "application" else { return nil }
      rules = known.enumerated().map { text($1, "\(name)a\($0)") }
    case .translation(let known):
      guard kind == "translation" else { return nil }
      action = "Dnat"
      rules = known.enumerated().map { text($1, "\(name)d\($0)") }
    }
    return """
      {"name": "\(name)", "properties": {"priority": \(collection.priority),
        "action": {"type": "\(action)"}, "rules": [
      \(rules.joined(separator: ",\n"))
      ]}}
      """
  }

  private func text(_ rule: Firewall.NetworkRule, _ name: String) -> String {
    let source = Self.text(rule.source)
    let sources =
      rule.isGrouped && source != "*"
      ? "\"sourceIpGroups\": [\"\(Self.id("ipGroups", Self.groupName(source)))\"]"
      : "\"sourceAddresses\": [\"\(source)\"]"
    let destinations =
      rule.name.map { "\"destinationFqdns\": [\"\($0)\"]" }
      ?? "\"destinationAddresses\": [\"\(Self.text(rule.destination))\"]"
    let transports =
      rule.transports.isEmpty ? ["Any"] : rule.transports.map { Self.text($0).uppercased() }
    let ports = rule.ports.isEmpty ? ["*"] : rule.ports.map(String.init)
    return """
      {"name": "\(name)", "protocols": \(Policy.list(transports)), \(sources), \(destinations),
        "destinationPorts": \(Policy.list(ports))}
      """
  }

  private func text(_ rule: Firewall.ApplicationRule, _ name: String) -> String {
    let protocols = rule.ports.map {
      "{\"protocolType\": \"\($0 == 80 ? "Http" : "Https")\", \"port\": \($0)}"
    }
    return """
      {"name": "\(name)", "protocols": [\(protocols.joined(separator: ", "))],
        "sourceAddresses": ["\(Self.text(rule.source))"], "targetFqdns": \(Policy.list(rule.names)),
        "fqdnTags": \(Policy.list(rule.tags)), "webCategories": \(Policy.list(rule.categories))}
      """
  }

  private func text(_ rule: Firewall.Translation, _ name: String) -> String {
    """
    {"name": "\(name)", "protocols": ["\(Self.text(rule.transport).uppercased())"],
      "sourceAddresses": ["\(Self.text(rule.source))"],
      "destinationAddresses": ["\(PlainNetwork.text(rule.destination))"],
      "destinationPorts": ["\(rule.port)"],
      "translatedAddress": "\(PlainNetwork.text(hosts[rule.host].address))",
      "translatedPort": "\(rule.inside)"}
    """
  }
}
