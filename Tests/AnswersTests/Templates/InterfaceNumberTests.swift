import Answers
import Testing

/// Rules and routes that ask with `reference` for the private address that Azure gives an interface.
@Suite("The number of an interface that only the deployment tells")
struct InterfaceNumberTests {
  private typealias Net = OpenNetwork

  private static func number(of interface: String) -> String {
    "[reference(resourceId('Microsoft.Network/networkInterfaces', '\(interface)'), '2023-09-01')"
      + ".ipConfigurations[0].properties.privateIPAddress]"
  }

  private static let at = #", "routeTable": \#(Net.id("routeTables", "rt"))"#

  /// A firewall that everything outbound of the subnet `one` is led to.
  private static func firewalled(
    translations: String = "", rules: String = "", hop: String = "10.0.9.4"
  ) -> [String] {
    [
      Net.network(
        "net", "10.0.0.0/16",
        [("one", "10.0.1.0/24", at), ("AzureFirewallSubnet", "10.0.9.0/26", "")]),
      Net.resource(
        "routeTables", "rt",
        """
        "routes": [{"name": "d", "properties": {"addressPrefix": "0.0.0.0/0",
          "nextHopType": "VirtualAppliance", "nextHopIpAddress": "\(hop)"}}]
        """),
      Net.resource(
        "publicIPAddresses", "ip", #""publicIPAllocationMethod": "Static""#,
        beside: #""sku": {"name": "Standard"},"#),
      Net.resource(
        "azureFirewalls", "fw",
        """
        "sku": {"name": "AZFW_VNet", "tier": "Standard"},
        "ipConfigurations": [{"name": "c", "properties": {
          "publicIPAddress": \(Net.id("publicIPAddresses", "ip")),
          "subnet": \(Net.id("virtualNetworks/subnets", "net", "AzureFirewallSubnet"))}}],
        "natRuleCollections": [\(translations)], "networkRuleCollections": [\(rules)]
        """),
      Net.interface("a", "net", "one", nil), Net.interface("b", "net", "one", nil),
    ]
  }

  @Test("F-10: a rule of destination translation leads to the interface whose number it asks for")
  func translation() throws {
    let rule = """
      {"name": "n", "properties": {"priority": 100, "action": {"type": "Dnat"}, "rules": [
        {"name": "r", "protocols": ["TCP"], "sourceAddresses": ["*"], "destinationPorts": ["4001"],
         "destinationAddresses":
           ["[reference(resourceId('Microsoft.Network/publicIPAddresses', 'ip'), '2023-09-01').ipAddress]"],
         "translatedAddress": "\(Self.number(of: "a"))", "translatedPort": "22"}]}}
      """
    let estate = try TextEstate([
      "main.json": Net.template(Self.firewalled(translations: rule))
    ])
    let open = try estate.ask("internet", "nic/a", on: "tcp/22")
    #expect(open.verdict == .reachable, "\(open.told)")
    #expect(open.evidence.contains { $0.rule.contains("nic/a:22") }, "\(open.told)")
    for (target, port) in [("nic/a", "tcp/80"), ("nic/b", "tcp/22")] {
      let shut = try estate.ask("internet", target, on: port)
      #expect(shut.verdict == .unreachable, "\(shut.told)")
    }
  }

  @Test("F-6: a network rule takes in the interface whose number it asks for, and no other")
  func source() throws {
    let rule = """
      {"name": "n", "properties": {"priority": 100, "action": {"type": "Allow"}, "rules": [
        {"name": "r", "protocols": ["TCP"], "sourceAddresses": ["\(Self.number(of: "a"))"],
         "destinationAddresses": ["*"], "destinationPorts": ["443"]}]}}
      """
    let estate = try TextEstate(["main.json": Net.template(Self.firewalled(rules: rule))])
    let open = try estate.ask("nic/a", "internet", on: "tcp/443")
    #expect(open.verdict == .reachable, "\(open.told)")
    for (sender, port) in [("nic/a", "tcp/80"), ("nic/b", "tcp/443")] {
      let shut = try estate.ask(sender, "internet", on: port)
      #expect(shut.verdict == .unreachable, "\(shut.told)")
    }
    let rows = try estate.query.matrix(MatrixQuestion(to: "internet", traffic: [.init("tcp/443")]))
    let verdicts = rows.rows.flatMap { row in row.from.map { ($0, row.outcome.verdict) } }
    #expect(verdicts.first { $0.0 == "nic/a" }?.1 == .reachable)
    #expect(verdicts.first { $0.0 == "nic/b" }?.1 == .unreachable)
  }

  @Test("R-9: a route leads to the interface whose number it asks for", arguments: [true, false])
  func hop(_ forwards: Bool) throws {
    var known: [Verdict] = []
    for address in [nil, "10.0.2.9"] {
      let appliance = Net.interface("nva", "net", "two", address).replacing(
        #""ipConfigurations""#, with: #""enableIPForwarding": \#(forwards), "ipConfigurations""#)
      let estate = try TextEstate([
        "main.json": Net.template([
          Net.network(
            "net", "10.0.0.0/16",
            [
              ("one", "10.0.1.0/24", Self.at), ("two", "10.0.2.0/24", ""),
              ("three", "10.0.3.0/24", ""),
            ]),
          Net.resource(
            "routeTables", "rt",
            """
            "routes": [{"name": "d", "properties": {"addressPrefix": "10.0.3.0/24",
              "nextHopType": "VirtualAppliance", "nextHopIpAddress": "\(Self.number(of: "nva"))"}}]
            """),
          appliance, OpenTemplate.machine("nva", "nva"),
          Net.interface("a", "net", "one", nil), Net.interface("b", "net", "three", nil),
        ])
      ])
      let answer = try estate.ask("nic/a", "nic/b", on: "udp/53")
      known.append(answer.verdict)
      #expect(answer.verdict == (forwards ? .reachable : .unreachable), "\(answer.told)")
    }
    #expect(known[0] == known[1])
  }
}
