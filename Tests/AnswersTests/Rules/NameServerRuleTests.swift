import Testing
import TrafficSets

@testable import Answers

// https://learn.microsoft.com/azure/dns/private-resolver-endpoints-rulesets
@Suite("Names: whose servers answer a network")
struct NameServerRuleTests {
  typealias Text = ExportedText

  /// A hub with a private endpoint to `store`, an inbound endpoint and a firewall; `client` in a spoke.
  private struct Network {
    var spokeServers: [String] = []
    var hubServers: [String] = []
    var linked = ["hub"]
    /// Of the ruleset that the spoke is linked to: rules as domain and server.
    var rules: [(domain: String, server: String, state: String)]?
    var rulesetNetworks = ["spoke"]
    var spokePeers = ["hub"]
    var proxy = "true"
    var proxyServers: [String] = []
    var interfaceServers: [String] = []
    var hasResolver = true
    var isStorageClosed = true
    var groupRules: [String] = []
    var zoneGroup = true
    var redirects = false
    var record: String?

    private static func id(_ type: String, _ name: String) -> String {
      Text.id("Microsoft.Network/\(type)", name)
    }

    private func network(
      _ name: String, _ space: String, _ subnets: [(String, String)], servers: [String],
      peers: [String], group: Bool = false
    ) -> String {
      let inside = subnets.map { subnet, prefix in
        let filter =
          group
          ? ", \"networkSecurityGroup\": {\"id\": \"\(Self.id("networkSecurityGroups", "rules"))\"}"
          : ""
        return """
          {"id": "\(Self.id("virtualNetworks", name))/subnets/\(subnet)", "name": "\(subnet)",
            "properties": {"addressPrefix": "\(prefix)"\(filter)}}
          """
      }
      let peerings = peers.map {
        """
        {"name": "to-\($0)", "properties": {"remoteVirtualNetwork": {"id": "\(Self.id("virtualNetworks", $0))"},
          "peeringState": "Connected", "allowVirtualNetworkAccess": true}}
        """
      }
      return Text.resource(
        "Microsoft.Network/virtualNetworks", name,
        """
        "addressSpace": {"addressPrefixes": ["\(space)"]},
        "dhcpOptions": {"dnsServers": \(FirewallEstate.list(servers))},
        "subnets": [
        \(inside.joined(separator: ",\n"))
        ],
        "virtualNetworkPeerings": [
        \(peerings.joined(separator: ",\n"))
        ]
        """)
    }

    private func part(_ whole: String, _ type: String, _ name: String, _ properties: String)
      -> String
    {
      """
      {"id": "\(whole)/\(type)/\(name)", "name": "\(name)",
        "type": "\(whole.split(separator: "/providers/")[1].split(separator: "/").prefix(2).joined(separator: "/"))/\(type)",
        "properties": {\(properties)}}
      """
    }

    var text: String {
      var resources = [
        network(
          "hub", "10.0.0.0/16",
          [
            ("endpoints", "10.0.0.0/24"), ("inbound", "10.0.1.0/28"),
            ("AzureFirewallSubnet", "10.0.2.0/26"),
          ], servers: hubServers, peers: spokePeers.isEmpty ? [] : ["spoke"]),
        network(
          "spoke", "10.1.0.0/16", [("work", "10.1.0.0/24")], servers: spokeServers,
          peers: spokePeers, group: !groupRules.isEmpty),
        Text.resource(
          "Microsoft.Network/networkInterfaces", "client-nic",
          """
          "dnsSettings": {"dnsServers": \(FirewallEstate.list(interfaceServers))},
          "ipConfigurations": [{"name": "c", "properties": {"privateIPAddress": "10.1.0.4",
            "subnet": {"id": "\(Self.id("virtualNetworks", "spoke"))/subnets/work"}}}]
          """),
        Text.storage(
          "store", isStorageClosed ? "\"publicNetworkAccess\": \"Disabled\"" : "\"kind\": \"x\""),
        Text.resource(
          "Microsoft.Network/azureFirewalls", "fw",
          """
          "sku": {"name": "AZFW_VNet"},
          "firewallPolicy": {"id": "\(Self.id("firewallPolicies", "policy"))"},
          "ipConfigurations": [{"name": "c", "properties": {"privateIPAddress": "10.0.2.4",
            "subnet": {"id": "\(Self.id("virtualNetworks", "hub"))/subnets/AzureFirewallSubnet"}}}]
          """),
        Text.resource(
          "Microsoft.Network/firewallPolicies", "policy",
          "\"dnsSettings\": {\"enableProxy\": \(proxy), \"servers\": \(FirewallEstate.list(proxyServers))}"
        ),
      ]
      resources += Text.privateEndpoint(
        "pe", in: ("hub", "endpoints"), address: "10.0.0.10",
        to: Text.id("Microsoft.Storage/storageAccounts", "store"), group: "blob",
        zones: zoneGroup ? ["privatelink.blob.core.windows.net"] : [])
      resources += Text.zone("privatelink.blob.core.windows.net", linkedTo: linked).map {
        redirects
          ? $0.replacing(
            "\"registrationEnabled\": false",
            with: "\"registrationEnabled\": false, \"resolutionPolicy\": \"NxDomainRedirect\"")
          : $0
      }
      if let record {
        resources.append(
          part(
            Self.id("privateDnsZones", "privatelink.blob.core.windows.net"), "A", "store",
            "\"aRecords\": [{\"ipv4Address\": \"\(record)\"}]"))
      }
      if hasResolver {
        let resolver = Self.id("dnsResolvers", "resolver")
        resources.append(
          Text.resource(
            "Microsoft.Network/dnsResolvers", "resolver",
            "\"virtualNetwork\": {\"id\": \"\(Self.id("virtualNetworks", "hub"))\"}"))
        resources.append(
          part(
            resolver, "inboundEndpoints", "in",
            "\"ipConfigurations\": [{\"privateIpAddress\": \"10.0.1.4\", \"subnet\": {\"id\": \"\(Self.id("virtualNetworks", "hub"))/subnets/inbound\"}}]"
          ))
      }
      if let rules {
        let ruleset = Self.id("dnsForwardingRulesets", "ruleset")
        resources.append(
          Text.resource(
            "Microsoft.Network/dnsForwardingRulesets", "ruleset",
            "\"provisioningState\": \"Succeeded\""))
        for (index, rule) in rules.enumerated() {
          resources.append(
            part(
              ruleset, "forwardingRules", "rule\(index)",
              "\"domainName\": \"\(rule.domain)\", \"forwardingRuleState\": \"\(rule.state)\", \"targetDnsServers\": [{\"ipAddress\": \"\(rule.server)\", \"port\": 53}]"
            ))
        }
        for name in rulesetNetworks {
          resources.append(
            part(
              ruleset, "virtualNetworkLinks", name,
              "\"virtualNetwork\": {\"id\": \"\(Self.id("virtualNetworks", name))\"}"))
        }
      }
      if !groupRules.isEmpty {
        resources.append(
          Text.resource(
            "Microsoft.Network/networkSecurityGroups", "rules",
            "\"securityRules\": [\n\(groupRules.joined(separator: ",\n"))\n]"))
      }
      return Text.list(resources)
    }

    func ask(_ to: String = "storage/store", on traffic: String..., fixes: Bool = false) throws
      -> QueryAnswer
    {
      try TextEstate(["estate.json": text]).query.ask(
        "nic/client-nic", to, on: traffic, fixes: fixes)
    }
  }

  private static let inbound = "10.0.1.4"

  @Test("D-8, D-15: servers of a network that are a resolver's endpoint answer as its network does")
  func inboundEndpoint() throws {
    var network = Network()
    // Without them the spoke is not linked, and the account is closed to the public.
    #expect(try network.ask().verdict == .unreachable)
    network.spokeServers = [Self.inbound]
    let answer = try network.ask()
    #expect(answer.verdict == .reachable, "\(answer.told)")
    #expect(
      answer.evidence.contains { $0.rule == "inbound endpoint in" && $0.source != nil },
      "\(answer.told)")
    // Zones linked to the spoke only do not count where the hub's server is asked.
    network.linked = ["spoke"]
    let elsewhere = try network.ask()
    #expect(elsewhere.verdict == .unreachable, "\(elsewhere.told)")
    // What no input tells stays open.
    network.spokeServers = ["10.0.0.99"]
    #expect(try network.ask().verdict == .unknown)
    network.linked = ["hub"]
    network.spokeServers = [Self.inbound, "10.0.0.99"]
    #expect(try network.ask().verdict == .unknown)
  }

  @Test("D-8: servers of an interface come before those of its network")
  func interfaces() throws {
    var network = Network()
    network.spokeServers = ["10.0.0.99"]
    network.interfaceServers = [Self.inbound]
    #expect(try network.ask().verdict == .reachable)
    network.interfaceServers = ["168.63.129.16"]
    #expect(try network.ask().verdict == .unreachable)
  }

  @Test("D-15: a firewall with DNS proxy answers as its network does, or as the servers it names")
  func proxy() throws {
    var network = Network()
    network.spokeServers = ["10.0.2.4"]
    let answer = try network.ask()
    #expect(answer.verdict == .reachable, "\(answer.told)")
    network.proxyServers = [Self.inbound]
    #expect(try network.ask().verdict == .reachable)
    network.proxyServers = ["10.0.0.99"]
    #expect(try network.ask().verdict == .unknown)
    network.proxy = "false"
    let silent = try network.ask()
    #expect(silent.verdict == .unreachable, "\(silent.told)")
    #expect(silent.blockers.contains { $0.control == "nameResolution" }, "\(silent.told)")
  }

  @Test("D-15: that holds of servers whose answers no input tells as well")
  func unreachableStrangers() throws {
    var network = Network()
    // In a network that is not peered, or is nowhere at all.
    network.spokeServers = ["10.77.0.4", "172.16.0.4"]
    let nobody = try network.ask()
    #expect(nobody.verdict == .unreachable, "\(nobody.told)")
    #expect(nobody.blockers.contains { $0.control == "nameResolution" }, "\(nobody.told)")
    #expect(nobody.blockers[0].why.contains("none of its DNS servers"), "\(nobody.told)")
    // One that may answer leaves it open.
    network.spokeServers = ["10.77.0.4", "10.0.0.99"]
    #expect(try network.ask().verdict == .unknown)
    network.spokeServers = ["8.8.8.8"]
    #expect(try network.ask().verdict == .unknown)
  }

  @Test("D-15: a client that reaches none of its servers resolves no name")
  func unreachableServer() throws {
    var network = Network()
    network.spokeServers = [Self.inbound]
    network.groupRules = [
      """
      {"name": "no-dns", "properties": {"priority": 100, "direction": "Outbound", "access": "Deny",
        "protocol": "*", "sourceAddressPrefix": "*", "sourcePortRange": "*",
        "destinationAddressPrefix": "*", "destinationPortRange": "53"}}
      """
    ]
    let answer = try network.ask()
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(
      answer.blockers.contains { $0.control == "nameResolution" && $0.rule.hasPrefix("no-dns") },
      "\(answer.told)")
    // Nor one that no zone holds.
    let other = try network.ask("fqdn/www.contoso.com")
    #expect(other.verdict == .unreachable, "\(other.told)")
    #expect(other.blockers.contains { $0.control == "nameResolution" }, "\(other.told)")
    // One protocol is enough.
    network.groupRules = [
      network.groupRules[0].replacing("\"protocol\": \"*\"", with: "\"protocol\": \"Udp\"")
    ]
    #expect(try network.ask().verdict == .reachable)
    // Of what is asked about there the way out does not carry ICMP.
    #expect(try network.ask("fqdn/www.contoso.com").verdict == .partial)
    // Azure's own service needs no way.
    network.groupRules = [network.groupRules[0].replacing("\"Udp\"", with: "\"*\"")]
    network.spokeServers = []
    network.linked = ["hub", "spoke"]
    #expect(try network.ask().verdict == .reachable)
  }

  @Test(
    "D-13: zones linked to the network come before rulesets, the public name before the private")
  func order() throws {
    var network = Network()
    network.linked = ["spoke"]
    network.rules = [("privatelink.blob.core.windows.net.", "10.9.9.9", "Enabled")]
    #expect(try network.ask().verdict == .reachable)
    // A rule for the public name takes the question away before the alias is known.
    network.rules = [("blob.core.windows.net.", "10.9.9.9", "Enabled")]
    #expect(try network.ask().verdict == .unknown)
    network.rules = [("blob.core.windows.net.", "10.9.9.9", "Disabled")]
    #expect(try network.ask().verdict == .reachable)
    network.rulesetNetworks = ["hub"]
    network.rules = [("blob.core.windows.net.", "10.9.9.9", "Enabled")]
    #expect(try network.ask().verdict == .reachable)
  }

  @Test("D-14: a rule to an inbound endpoint answers as that network does, the longest ending wins")
  func targets() throws {
    var network = Network()
    network.rules = [
      ("windows.net.", "10.9.9.9", "Enabled"),
      ("blob.core.windows.net.", Self.inbound, "Enabled"),
    ]
    let answer = try network.ask()
    #expect(answer.verdict == .reachable, "\(answer.told)")
    #expect(
      answer.evidence.contains { $0.rule == "rule1: blob.core.windows.net." }, "\(answer.told)")
    // A rule for every name does not catch those of Azure's services.
    network.rules = [(".", Self.inbound, "Enabled")]
    #expect(try network.ask().verdict == .unreachable)
    // One that leads to the endpoint of its own network goes in circles.
    network.rules = [("blob.core.windows.net.", Self.inbound, "Enabled")]
    network.rulesetNetworks = ["spoke", "hub"]
    let circle = try network.ask()
    #expect(circle.verdict == .unreachable, "\(circle.told)")
  }

  @Test("D-19: a public address in a private zone is used as it stands")
  func publicRecord() throws {
    var network = Network()
    network.linked = ["spoke"]
    network.zoneGroup = false
    network.record = "198.51.100.7"
    #expect(try network.ask().verdict == .unknown)
    network.record = nil
    #expect(try network.ask().verdict == .unreachable)
    // A link that redirects asks public DNS instead.
    network.redirects = true
    network.isStorageClosed = false
    #expect(try network.ask().verdict == .reachable)
  }

  @Test("D-21: without peering an answer of the hub's leads nowhere")
  func noRoute() throws {
    var network = Network()
    network.spokePeers = []
    network.linked = ["hub", "spoke"]
    let answer = try network.ask()
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.blockers.contains { $0.control == "route" }, "\(answer.told)")
  }

  @Test(
    "D-15: what stops questions to the servers is told where it stands, with what lets them through"
  )
  func silence() throws {
    var network = Network()
    network.spokeServers = [Self.inbound]
    network.groupRules = [
      FirewallEstate.securityRule("no", 100, "Deny", from: "*", "53")
        .replacing("Inbound", with: "Outbound")
    ]
    for target in ["storage/store", "fqdn/github.com"] {
      let answer = try network.ask(target, on: "tcp/443", fixes: true)
      #expect(answer.verdict == .unreachable, "\(answer.told)")
      #expect(answer.blockers.map(\.node) == ["nsg/rules"], "\(answer.told)")
      #expect(
        answer.fixes.contains {
          $0.changes.map(\.change).joined().contains("outbound udp/53")
        }, "\(answer.fixes)")
    }
  }
}
