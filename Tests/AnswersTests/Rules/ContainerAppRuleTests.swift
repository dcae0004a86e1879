import Testing

@testable import Answers

// https://learn.microsoft.com/azure/container-apps/custom-virtual-networks
@Suite("Container apps as senders")
struct ContainerAppRuleTests {
  private static func id(_ type: String, _ names: String) -> String {
    "[resourceId('\(type)', \(names))]"
  }

  /// An environment in a subnet behind a group that denies tcp/22 outwards, its apps `app` and `other`.
  private static func estate(
    subnet: String?, internal isInternal: Bool = true, ingress: String = ""
  )
    throws -> TextEstate
  {
    let vnet = subnet.map {
      """
      "vnetConfiguration": {"internal": \(isInternal), "infrastructureSubnetId": "\($0)"}
      """
    }
    func app(_ name: String, _ ingress: String) -> String {
      """
      {"type": "Microsoft.App/containerApps", "apiVersion": "2023-05-01", "name": "\(name)",
       "properties": {"managedEnvironmentId": "\(id("Microsoft.App/managedEnvironments", "'env'"))",
         "configuration": {\(ingress)}}}
      """
    }
    return try TextEstate([
      "main.json": """
      {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
       "contentVersion": "1.0.0.0", "parameters": {"subnet": {"type": "string"}}, "resources": [
       {"type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2023-09-01", "name": "n",
        "properties": {"securityRules": [{"name": "no-ssh", "properties": {"protocol": "*",
          "sourcePortRange": "*", "destinationPortRange": "22", "sourceAddressPrefix": "*",
          "destinationAddressPrefix": "*", "access": "Deny", "priority": 100,
          "direction": "Outbound"}}]}},
       {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-09-01", "name": "v",
        "properties": {"addressSpace": {"addressPrefixes": ["10.1.0.0/16"]},
          "subnets": [{"name": "apps", "properties": {"addressPrefix": "10.1.0.0/24",
            "networkSecurityGroup": {"id": "\(id("Microsoft.Network/networkSecurityGroups", "'n'"))"},
            "delegations": [{"name": "d", "properties": {
              "serviceName": "Microsoft.App/environments"}}]}},
            {"name": "s", "properties": {"addressPrefix": "10.1.1.0/24"}}]}},
       {"type": "Microsoft.App/managedEnvironments", "apiVersion": "2023-05-01", "name": "env",
        "properties": {\(vnet ?? "")}},
       \(app("app", "")), \(app("other", ingress))]}
      """
    ])
  }

  private static let subnet = id("Microsoft.Network/virtualNetworks/subnets", "'v', 'apps'")
  private static let senders = [
    "Microsoft.App/containerApps/app", "Microsoft.App/managedEnvironments/env",
  ]

  @Test(
    "N-28, N-29: an app and its environment send from the subnet of the infrastructure",
    arguments: senders)
  func sends(_ sender: String) throws {
    for isInternal in [true, false] {
      let estate = try Self.estate(subnet: Self.subnet, internal: isInternal)
      let open = try estate.ask(sender, "subnet/v/s", on: "tcp/443")
      #expect(open.verdict == .reachable, "\(open.told)")
      #expect(open.paths[0].contains { $0.node == "subnet/v/apps" }, "\(open.told)")
      #expect(
        open.assumptions.contains { $0.because.contains("that the platform makes") },
        "\(open.assumptions)")
      let shut = try estate.ask(sender, "subnet/v/s", on: "tcp/22")
      #expect(shut.verdict == .unreachable, "\(shut.told)")
      #expect(shut.blockers.contains { $0.node == "nsg/n" }, "\(shut.told)")
    }
  }

  @Test("N-28: where no input tells the subnet, that is the reason", arguments: senders)
  func openSubnet(_ sender: String) throws {
    let open = try Self.estate(subnet: "[parameters('subnet')]")
      .ask(sender, "subnet/v/s", on: "tcp/22")
    #expect(open.verdict == .unknown, "\(open.told)")
    #expect(open.unknowns.contains { $0.because.contains("parameter 'subnet'") }, "\(open.told)")
    let none = try Self.estate(subnet: nil).ask(sender, "subnet/v/s", on: "tcp/22")
    // Without one it is in a network of Azure's.
    #expect(none.verdict == .unreachable, "\(none.told)")
  }

  @Test("Z-9: apps of one environment call each other, where there is a way in at all")
  func amongApps() throws {
    let target = "Microsoft.App/containerApps/other"
    for (ingress, inside, outside) in [
      (
        "\"ingress\": {\"external\": true, \"targetPort\": 80}", Verdict.reachable,
        Verdict.reachable
      ),
      ("\"ingress\": {\"external\": false, \"targetPort\": 80}", .reachable, .unreachable),
      ("", .unreachable, .unreachable),
    ] {
      let estate = try Self.estate(subnet: Self.subnet, ingress: ingress)
      let own = try estate.ask(Self.senders[0], target, on: "tcp/443")
      #expect(own.verdict == inside, "\(own.told)")
      let other = try estate.ask("subnet/v/s", target, on: "tcp/443")
      #expect(other.verdict == outside, "\(other.told)")
    }
  }
}
