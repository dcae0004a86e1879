import TrafficSets

// The firewall, its policies and IP groups as an export prints them.
extension GuardedNetwork {
  var azureFirewall: [String] {
    let configurations = firewall.addresses.indices.map { index in
      let subnet =
        index == 0
        ? "\"privateIPAddress\": \"\(PlainNetwork.text(Self.firewallAddress))\", "
          + "\"subnet\": \(Self.reference(id(of: 0))), " : ""
      let address = Self.reference(Self.id("publicIPAddresses", "fw\(index)-ip"))
      return """
        {"name": "c\(index)", "properties": {\(subnet)"publicIPAddress": \(address)}}
        """
    }
    let management =
      firewall.hasManagement
      ? """
      "managementIpConfiguration": {"name": "m", "properties": {
        "subnet": \(Self.reference(managementSubnetID))}},
      """ : ""
    func azureFirewall(_ rules: String) -> String {
      Export.resource(
        "Microsoft.Network/azureFirewalls", "fw",
        """
        "sku": {"name": "AZFW_VNet", "tier": "Standard"},
        \(management)
        "ipConfigurations": [
        \(configurations.joined(separator: ",\n"))
        ],
        \(rules)
        """)
    }
    if firewall.isClassic { return [azureFirewall(classicRules)] }
    func groups(of policy: String, _ groups: [Firewall.Group]) -> [String] {
      groups.enumerated().map { number, group in
        Policy.group(
          "g\(number)", group.priority, of: policy,
          group.collections.enumerated().map { collection("c\(number)\($0)", $1) })
      }
    }
    let parent = Self.id("firewallPolicies", "parent")
    let base =
      firewall.parent.isEmpty ? "" : "\"basePolicy\": \(Self.reference(parent)),"
    let policy = Self.reference(Self.id("firewallPolicies", "policy"))
    return [
      azureFirewall(
        (firewall.hasIdleRules ? Self.idleRules + ",\n" : "") + "\"firewallPolicy\": \(policy)"),
      Export.resource(
        "Microsoft.Network/firewallPolicies", "policy",
        """
        \(base)
        "threatIntelMode": "Off",
        "dnsSettings": {"enableProxy": true},
        "snat": {"privateRanges": \(Policy.list(untranslatedRanges))}
        """),
    ] + groups(of: "policy", firewall.groups)
      + (firewall.parent.isEmpty
        ? []
        : [
          Export.resource(
            "Microsoft.Network/firewallPolicies", "parent", "\"threatIntelMode\": \"Off\"")
        ] + groups(of: "parent", firewall.parent))
  }

  var untranslatedRanges: [String] {
    switch firewall.untranslated {
    case .usual: ["IANAPrivateRanges"]
    case .always: ["255.255.255.255/32"]
    case .never: ["0.0.0.0/0"]
    case .ranges(let ranges): ranges.map(\.text)
    }
  }

  /// An IP group for each prefix that a rule may take its source from.
  var addressGroups: [String] {
    var sources: Set<String> = []
    for collection in (firewall.groups + firewall.parent).flatMap({ $0.collections }) {
      guard case .network(let rules) = collection.rules else { continue }
      for rule in rules where rule.isGrouped && rule.source != .any {
        sources.insert(Self.text(rule.source))
      }
    }
    return sources.sorted().map {
      Export.resource(
        "Microsoft.Network/ipGroups", Self.groupName($0), "\"ipAddresses\": [\"\($0)\"]")
    }
  }

  static func groupName(_ prefix: String) -> String {
    "group-" + prefix.replacing("/", with: "-")
  }

  private func collection(_ name: String, _ collection: Firewall.Collection) -> String {
    let action = collection.allows ? "Allow" : "Deny"
    switch collection.rules {
    case .network(let rules):
      return Policy.collection(
        name, collection.priority, action,
        rules.enumerated().map { number, rule in
          let source = Self.text(rule.source)
          let text = Policy.network(
            "\(name)n\(number)", from: [source],
            to: rule.name == nil ? [Self.text(rule.destination)] : [],
            rule.ports.isEmpty ? ["*"] : rule.ports.map(String.init),
            over: rule.transports.isEmpty
              ? ["Any"] : rule.transports.map { Self.text($0).uppercased() },
            names: rule.name.map { [$0] } ?? [])
          if !rule.isGrouped || source == "*" { return text }
          let group = Self.id("ipGroups", Self.groupName(source))
          return text.replacing(
            "\"sourceAddresses\": [\"\(source)\"]", with: "\"sourceIpGroups\": [\"\(group)\"]")
        })
    case .application(let rules):
      return Policy.collection(
        name, collection.priority, action,
        rules.enumerated().map { number, rule in
          Policy.application(
            "\(name)a\(number)", from: [Self.text(rule.source)], to: rule.names,
            https: rule.ports.map(Int.init), tags: rule.tags, categories: rule.categories)
        })
    case .translation(let rules):
      return Policy.collection(
        name, collection.priority, "DNAT",
        rules.enumerated().map { number, rule in
          """
          {"ruleType": "NatRule", "name": "\(name)d\(number)",
            "ipProtocols": ["\(Self.text(rule.transport).uppercased())"],
            "sourceAddresses": ["\(Self.text(rule.source))"],
            "destinationAddresses": ["\(PlainNetwork.text(rule.destination))"],
            "destinationPorts": ["\(rule.port)"],
            "translatedAddress": "\(PlainNetwork.text(hosts[rule.host].address))", "translatedPort": "\(rule.inside)"}
          """
        })
    }
  }
}
