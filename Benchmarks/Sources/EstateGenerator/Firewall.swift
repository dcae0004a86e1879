// The hub's firewall with its policy, where half of the route tables lead.
extension EstatePlan {
  /// Azure gives a firewall the first address of its subnet that is free.
  var firewallAddress: String { hub.subnets[Self.firewallSubnet].block.address(4) }

  private var policyID: String { hub.id(of: "Microsoft.Network/firewallPolicies", "afwp-hub") }

  private static let firewallType = "Microsoft.Network/azureFirewalls"
  private static let addressName = "pip-\(Names.firewall)"
  private static let publicAddress = "20.61.7.10"

  func writeFirewall(to json: inout JSONWriter) {
    var stream = stream("firewall")
    let id = hub.id(of: Self.firewallType, Names.firewall)
    let addressID = writePublicAddress(
      Self.addressName, Self.publicAddress, usedBy: "\(id)/azureFirewallIpConfigurations/default",
      in: hub, &stream, to: &json)
    json.resource(Self.firewallType, Names.firewall, in: hub, &stream) { json, stream in
      json.object("sku") { json in
        json.string("name", "AZFW_VNet")
        json.string("tier", "Standard")
      }
      json.string("threatIntelMode", "Alert")
      json.object("additionalProperties") { _ in }
      json.array("ipConfigurations") { json in
        json.part(
          "\(Self.firewallType)/azureFirewallIpConfigurations", "default",
          id: "\(id)/azureFirewallIpConfigurations/default", &stream
        ) { json, _ in
          json.string("privateIPAddress", firewallAddress)
          json.string("privateIPAllocationMethod", "Dynamic")
          json.reference("publicIPAddress", to: addressID)
          json.reference("subnet", to: hub.subnets[Self.firewallSubnet].id)
        }
      }
      json.array("networkRuleCollections") { _ in }
      json.array("applicationRuleCollections") { _ in }
      json.array("natRuleCollections") { _ in }
      json.reference("firewallPolicy", to: policyID)
    }
    writePolicy(of: id, to: &json, &stream)
  }

  private func writePolicy(
    of firewall: String, to json: inout JSONWriter, _ stream: inout SplitMix64
  ) {
    let groupName = "rcg-platform"
    let group = "\(policyID)/ruleCollectionGroups/\(groupName)"
    json.resource(
      "Microsoft.Network/firewallPolicies", "afwp-hub", in: hub, &stream
    ) { json, _ in
      json.object("sku") { $0.string("tier", "Standard") }
      json.string("threatIntelMode", "Alert")
      json.array("ruleCollectionGroups") { $0.reference(to: group) }
      json.array("firewalls") { $0.reference(to: firewall) }
      json.array("childPolicies") { _ in }
    }
    json.part(
      "Microsoft.Network/firewallPolicies/ruleCollectionGroups", groupName, id: group, &stream
    ) { json, stream in
      json.number("priority", 200)
      json.array("ruleCollections") { json in
        writeTranslations(to: &json)
        writeNetworkRules(to: &json, &stream)
        writeApplicationRules(to: &json)
      }
    }
  }

  /// Clients on the internet come in at ports of the firewall.
  private func writeTranslations(to json: inout JSONWriter) {
    writeCollection("published", 100, "FirewallPolicyNatRuleCollection", "DNAT", to: &json) {
      json in
      for spoke in networks.dropFirst().prefix(Self.published) {
        json.object { json in
          json.string("ruleType", "NatRule")
          json.string("name", "https-\(spoke.name)")
          json.strings("ipProtocols", ["TCP"])
          json.strings("sourceAddresses", ["*"])
          json.strings("destinationAddresses", [Self.publicAddress])
          json.strings("destinationPorts", ["\(8000 + spoke.number)"])
          json.string("translatedAddress", spoke.subnets[0].block.address(4))
          json.string("translatedPort", "443")
        }
      }
    }
  }

  private static let published = 20

  /// Each spoke is let to some others.
  private func writeNetworkRules(to json: inout JSONWriter, _ stream: inout SplitMix64) {
    let spokes = Array(networks.dropFirst())
    writeCollection("spokes", 200, "FirewallPolicyFilterRuleCollection", "Allow", to: &json) {
      json in
      for spoke in spokes {
        json.object { json in
          json.string("ruleType", "NetworkRule")
          json.string("name", "from-\(spoke.name)")
          json.strings("ipProtocols", ["TCP"])
          json.strings("sourceAddresses", [spoke.block.text])
          json.strings(
            "destinationAddresses", (0..<3).map { _ in stream.element(of: spokes).block.text })
          json.strings("destinationPorts", ["443", "\(5000 + stream.below(1000))"])
        }
      }
    }
  }

  private func writeApplicationRules(to json: inout JSONWriter) {
    writeCollection("names", 300, "FirewallPolicyFilterRuleCollection", "Allow", to: &json) {
      json in
      for name in Self.names {
        json.object { json in
          json.string("ruleType", "ApplicationRule")
          json.string("name", "to-\(name)")
          json.array("protocols") { json in
            json.object { json in
              json.string("protocolType", "Https")
              json.number("port", 443)
            }
          }
          json.strings("sourceAddresses", [Self.tenant.text])
          json.strings("targetFqdns", [name])
        }
      }
    }
  }

  private static let names = [
    "pypi.org", "files.pythonhosted.org", "*.ubuntu.com", "github.com", "mcr.microsoft.com",
    "*.data.mcr.microsoft.com", "login.microsoftonline.com", "management.azure.com",
  ]

  private func writeCollection(
    _ name: String, _ priority: Int, _ type: String, _ action: String, to json: inout JSONWriter,
    rules: (inout JSONWriter) -> Void
  ) {
    json.object { json in
      json.string("ruleCollectionType", type)
      json.object("action") { $0.string("type", action) }
      json.array("rules", rules)
      json.string("name", name)
      json.number("priority", priority)
    }
  }
}
