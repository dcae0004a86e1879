import Testing

@testable import Answers

/// A hub with an Azure Firewall and two spokes that send everything to it, as an export: `client` in
/// one spoke, `server` in the other. The ranges are those of the tutorial on hybrid networks.
struct FirewallEstate {
  typealias Text = ExportedText

  var groups: [String] = []
  /// In the policy's `properties`.
  var policy = "\"threatIntelMode\": \"Alert\""
  /// Other resources.
  var others: [String] = []
  /// In the firewall's `properties`, in the place of the policy.
  var classic: String?
  /// Of the spokes' route tables, besides the default route.
  var routes: [String] = []
  var sendsAll = true
  /// At the firewall's own subnet.
  var firewallTable: [String]?
  var publicAddresses = ["firewall-ip"]
  var kind = "AZFW_VNet"
  var management = false
  /// In the subnet of the server: rules of a group there.
  var serverRules: [String]?
  var serverEndpoints = ""
  var isServerRouted = true
  var firewallSubnetExtra = ""

  static let address = "10.5.0.4"

  static func id(_ type: String, _ name: String) -> String {
    Text.id("Microsoft.Network/\(type)", name)
  }

  // MARK: - Rules

  static func list(_ words: [String]) -> String {
    "[" + words.map { "\"\($0)\"" }.joined(separator: ", ") + "]"
  }

  static func network(
    _ name: String, from sources: [String], to destinations: [String], _ ports: [String],
    over protocols: [String] = ["TCP"], names: [String] = []
  ) -> String {
    """
    {"ruleType": "NetworkRule", "name": "\(name)", "ipProtocols": \(list(protocols)),
      "sourceAddresses": \(list(sources)), "destinationAddresses": \(list(destinations)),
      "destinationFqdns": \(list(names)), "destinationPorts": \(list(ports))}
    """
  }

  static func application(
    _ name: String, from sources: [String], to names: [String], https ports: [Int] = [443],
    tags: [String] = [], categories: [String] = []
  ) -> String {
    let protocols = ports.map {
      "{\"protocolType\": \"\($0 == 80 ? "Http" : "Https")\", \"port\": \($0)}"
    }
    return """
      {"ruleType": "ApplicationRule", "name": "\(name)", "protocols": [\(protocols.joined(separator: ", "))],
        "sourceAddresses": \(list(sources)), "targetFqdns": \(list(names)),
        "fqdnTags": \(list(tags)), "webCategories": \(list(categories))}
      """
  }

  static func translation(
    _ name: String, from sources: [String], to destinations: [String], _ port: String,
    _ address: String, _ inside: String
  ) -> String {
    """
    {"ruleType": "NatRule", "name": "\(name)", "ipProtocols": ["TCP"],
      "sourceAddresses": \(list(sources)), "destinationAddresses": \(list(destinations)),
      "destinationPorts": ["\(port)"], "translatedAddress": "\(address)", "translatedPort": "\(inside)"}
    """
  }

  static func collection(_ name: String, _ priority: Int, _ rules: [String]) -> String {
    collection(name, priority, "Allow", rules)
  }

  static func collection(
    _ name: String, _ priority: Int, _ action: String, _ rules: [String]
  ) -> String {
    let type =
      action == "DNAT" ? "FirewallPolicyNatRuleCollection" : "FirewallPolicyFilterRuleCollection"
    return """
      {"ruleCollectionType": "\(type)", "name": "\(name)", "priority": \(priority),
       "action": {"type": "\(action)"}, "rules": [
      \(rules.joined(separator: ",\n"))
      ]}
      """
  }

  static func group(
    _ name: String, _ priority: Int, of policy: String = "policy", _ collections: [String]
  ) -> String {
    """
    {
      "id": "\(id("firewallPolicies", policy))/ruleCollectionGroups/\(name)",
      "name": "\(name)", "type": "Microsoft.Network/firewallPolicies/ruleCollectionGroups",
      "properties": {"priority": \(priority), "ruleCollections": [
    \(collections.joined(separator: ",\n"))
      ]}
    }
    """
  }

  /// One group with one collection that allows.
  mutating func allow(_ rules: String...) {
    groups.append(Self.group("g\(groups.count)", 200, [Self.collection("allowed", 200, rules)]))
  }

  mutating func translate(_ rules: String...) {
    groups.append(Self.group("d", 100, [Self.collection("dnat", 100, "DNAT", rules)]))
  }

  static func route(_ name: String, _ prefix: String, _ hop: String) -> String {
    let next =
      hop.first?.isNumber == true
      ? "\"nextHopType\": \"VirtualAppliance\", \"nextHopIpAddress\": \"\(hop)\""
      : "\"nextHopType\": \"\(hop)\""
    return "{\"name\": \"\(name)\", \"properties\": {\"addressPrefix\": \"\(prefix)\", \(next)}}"
  }

  // MARK: - Resources

  private func network(
    _ name: String, _ space: String, _ subnets: [String], peers: [String]
  ) -> String {
    let peerings = peers.map {
      """
      {"name": "to-\($0)", "properties": {"remoteVirtualNetwork": {"id": "\(Self.id("virtualNetworks", $0))"},
        "peeringState": "Connected", "allowVirtualNetworkAccess": true, "allowForwardedTraffic": true}}
      """
    }
    return Text.resource(
      "Microsoft.Network/virtualNetworks", name,
      """
      "addressSpace": {"addressPrefixes": ["\(space)"]},
      "subnets": [
      \(subnets.joined(separator: ",\n"))
      ],
      "virtualNetworkPeerings": [
      \(peerings.joined(separator: ",\n"))
      ]
      """)
  }

  private func subnet(
    _ network: String, _ name: String, _ prefix: String, table: String? = nil, _ extra: String = ""
  ) -> String {
    let route = table.map { ", \"routeTable\": {\"id\": \"\(Self.id("routeTables", $0))\"}" } ?? ""
    return """
      {"id": "\(Self.id("virtualNetworks", network))/subnets/\(name)", "name": "\(name)",
        "properties": {"addressPrefix": "\(prefix)"\(route)\(extra)}}
      """
  }

  private func table(_ name: String, _ routes: [String]) -> String {
    Text.resource(
      "Microsoft.Network/routeTables", name,
      "\"routes\": [\n\(routes.joined(separator: ",\n"))\n]")
  }

  private func machine(_ name: String, _ network: String, _ subnet: String, _ address: String)
    -> [String]
  {
    [
      Text.resource(
        "Microsoft.Network/networkInterfaces", "\(name)-nic",
        """
        "ipConfigurations": [{"name": "c", "properties": {"privateIPAddress": "\(address)",
          "subnet": {"id": "\(Self.id("virtualNetworks", network))/subnets/\(subnet)"}}}]
        """),
      Text.resource(
        "Microsoft.Compute/virtualMachines", name,
        """
        "networkProfile": {"networkInterfaces": [{"id": "\(Self.id("networkInterfaces", "\(name)-nic"))"}]}
        """),
    ]
  }

  private var firewall: String {
    let configurations =
      (publicAddresses.isEmpty ? [""] : publicAddresses).enumerated().map { index, name in
        let own = index == 0 ? "\"privateIPAddress\": \"\(Self.address)\"," : ""
        let subnet =
          index == 0
          ? "\"subnet\": {\"id\": \"\(Self.id("virtualNetworks", "hub"))/subnets/AzureFirewallSubnet\"}"
          : "\"privateIPAllocationMethod\": \"Dynamic\""
        let address =
          name.isEmpty
          ? "" : ", \"publicIPAddress\": {\"id\": \"\(Self.id("publicIPAddresses", name))\"}"
        return "{\"name\": \"c\(index)\", \"properties\": {\(own) \(subnet)\(address)}}"
      }
    let management =
      self.management
      ? """
      "managementIpConfiguration": {"name": "m", "properties": {"subnet": {"id": "\(Self.id("virtualNetworks", "hub"))/subnets/AzureFirewallManagementSubnet"}}},
      """ : ""
    return Text.resource(
      "Microsoft.Network/azureFirewalls", "fw",
      """
      "sku": {"name": "\(kind)", "tier": "Standard"},
      \(management)
      "ipConfigurations": [
      \(configurations.joined(separator: ",\n"))
      ],
      \(classic ?? "\"firewallPolicy\": {\"id\": \"\(Self.id("firewallPolicies", "policy"))\"}")
      """)
  }

  var text: String {
    let server =
      serverRules == nil
      ? ""
      : ", \"networkSecurityGroup\": {\"id\": \"\(Self.id("networkSecurityGroups", "server-rules"))\"}"
    var resources = [
      network(
        "hub", "10.5.0.0/16",
        [
          subnet(
            "hub", "AzureFirewallSubnet", "10.5.0.0/26",
            table: firewallTable == nil ? nil : "firewall-routes", firewallSubnetExtra),
          subnet("hub", "AzureFirewallManagementSubnet", "10.5.0.64/26"),
          subnet("hub", "shared", "10.5.1.0/24"),
        ], peers: ["clients", "servers"]),
      network(
        "clients", "10.6.0.0/16", [subnet("clients", "work", "10.6.0.0/24", table: "routes")],
        peers: ["hub"]),
      network(
        "servers", "10.7.0.0/16",
        [
          subnet(
            "servers", "data", "10.7.0.0/24", table: isServerRouted ? "routes" : nil,
            server + serverEndpoints)
        ],
        peers: ["hub"]),
      table(
        "routes", (sendsAll ? [Self.route("all", "0.0.0.0/0", Self.address)] : []) + routes),
      firewall,
    ]
    for name in publicAddresses {
      resources.append(
        Text.resource(
          "Microsoft.Network/publicIPAddresses", name,
          "\"publicIPAllocationMethod\": \"Static\", \"ipAddress\": \"\(Self.number(of: name))\"",
          beside: "\"location\": \"westeurope\", \"sku\": {\"name\": \"Standard\"}"))
    }
    if classic == nil {
      resources.append(Text.resource("Microsoft.Network/firewallPolicies", "policy", policy))
    }
    if let firewallTable { resources.append(table("firewall-routes", firewallTable)) }
    if let serverRules {
      resources.append(
        Text.resource(
          "Microsoft.Network/networkSecurityGroups", "server-rules",
          "\"securityRules\": [\n\(serverRules.joined(separator: ",\n"))\n]"))
    }
    resources += machine("client", "clients", "work", "10.6.0.4")
    resources += machine("server", "servers", "data", "10.7.0.4")
    return Text.list(resources + groups + others)
  }

  /// The public address with that name.
  static func number(of name: String) -> String {
    name == "firewall-ip" ? "203.0.113.4" : "203.0.113.9"
  }

  static func securityRule(
    _ name: String, _ priority: Int, _ access: String, from source: String, _ port: String = "*"
  ) -> String {
    """
    {"name": "\(name)", "properties": {"priority": \(priority), "direction": "Inbound", "access": "\(access)",
      "protocol": "*", "sourceAddressPrefix": "\(source)", "sourcePortRange": "*",
      "destinationAddressPrefix": "*", "destinationPortRange": "\(port)"}}
    """
  }

  func estate() throws -> TextEstate { try TextEstate(["estate.json": text]) }

  func ask(
    _ from: String = "vm/client", _ to: String = "vm/server", on traffic: String = "tcp/443",
    fixes: Bool = false
  ) throws -> QueryAnswer {
    try estate().ask(from, to, on: traffic, fixes: fixes)
  }
}
