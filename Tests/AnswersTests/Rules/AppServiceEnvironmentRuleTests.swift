import Testing

@testable import Answers

// https://learn.microsoft.com/azure/app-service/environment/networking
@Suite("Apps in an App Service Environment")
struct AppServiceEnvironmentRuleTests {
  private static func estate(
    mode: String?, network: String? = nil, app: String = "", more: [String] = [],
    admitsAll: Bool = false
  ) throws -> TextEstate {
    let admitted =
      """
      , {"name": "all", "properties": {"protocol": "*", "sourcePortRange": "*",
         "access": "Allow", "priority": 200, "direction": "Inbound", "sourceAddressPrefix": "*",
         "destinationAddressPrefix": "10.0.1.0/24", "destinationPortRange": "*"}}
      """
    let own =
      network
      ?? "{\"id\": \"[resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 'ase')]\"}"
    let load = mode.map { ", \"internalLoadBalancingMode\": \"\($0)\"" } ?? ""
    return try ServiceEstate.template(
      [
        """
        {"type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2024-05-01", "name": "g",
         "properties": {"securityRules": [
           {"name": "no-80", "properties": {"protocol": "*", "sourcePortRange": "*",
             "access": "Deny", "priority": 100, "direction": "Inbound", "sourceAddressPrefix": "*",
             "destinationAddressPrefix": "*", "destinationPortRange": "80"}},
           {"name": "no-22", "properties": {"protocol": "*", "sourcePortRange": "*",
             "access": "Deny", "priority": 100, "direction": "Outbound",
             "sourceAddressPrefix": "*", "destinationAddressPrefix": "*",
             "destinationPortRange": "22"}}\(admitsAll ? admitted : "")]}}
        """,
        """
        {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "v",
         "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "subnets": [
           {"name": "ase", "properties": {"addressPrefix": "10.0.1.0/24",
             "networkSecurityGroup": {"id": "[resourceId('Microsoft.Network/networkSecurityGroups', 'g')]"},
             "delegations": [{"name": "d", "properties": {
               "serviceName": "Microsoft.Web/hostingEnvironments"}}]}},
           {"name": "vms", "properties": {"addressPrefix": "10.0.2.0/24"}}]}}
        """,
        ServiceEstate.templated(
          "Microsoft.Web/hostingEnvironments", "ase", "\"virtualNetwork\": \(own)\(load)"),
        ServiceEstate.templated(
          "Microsoft.Web/sites", "app",
          """
          "hostingEnvironmentProfile": {"id": "[resourceId('Microsoft.Web/hostingEnvironments', 'ase')]"}\(app)
          """),
      ] + more)
  }

  private static let app = "Microsoft.Web/sites/app"

  @Test(
    "Z-7: an app in an internal environment is a host of its subnet and has no public side",
    arguments: [
      nil,
      "{\"id\": \"[resourceId('Microsoft.Network/virtualNetworks', 'v')]\", \"subnet\": \"ase\"}",
    ])
  func internalMode(_ network: String?) throws {
    let estate = try Self.estate(mode: "Web, Publishing", network: network)
    let outside = try estate.ask("internet", Self.app, on: "tcp/443")
    #expect(outside.verdict == .unreachable, "\(outside.told)")
    let inside = try estate.ask("subnet/v/vms", Self.app, on: "tcp/443")
    #expect(inside.verdict == .reachable, "\(inside.told)")
    #expect(
      inside.assumptions.contains { $0.because.contains("name service") }, "\(inside.assumptions)")
    let shut = try estate.ask("subnet/v/vms", Self.app, on: "tcp/80")
    #expect(shut.verdict == .unreachable, "\(shut.told)")
    #expect(shut.blockers.contains { $0.node == "nsg/g" }, "\(shut.told)")
  }

  @Test("Z-7: access restrictions hold for callers of the internal address as well")
  func restrictions() throws {
    let rules = """
      , "siteConfig": {"ipSecurityRestrictions": [
        {"name": "vms", "priority": 100, "action": "Allow", "ipAddress": "10.0.2.0/24"}]}
      """
    let estate = try Self.estate(mode: "Web", app: rules)
    #expect(try estate.ask("subnet/v/vms", Self.app, on: "tcp/443").verdict == .reachable)
    let other = """
      , "siteConfig": {"ipSecurityRestrictions": [
        {"name": "others", "priority": 100, "action": "Allow", "ipAddress": "10.0.9.0/24"}]}
      """
    let shut = try Self.estate(mode: "Web", app: other)
      .ask("subnet/v/vms", Self.app, on: "tcp/443")
    #expect(shut.verdict == .unreachable, "\(shut.told)")
  }

  @Test(
    "Z-7, N-28: an app sends from the subnet of its environment, internal or not",
    arguments: ["None", "Web, Publishing", nil])
  func sends(_ mode: String?) throws {
    let estate = try Self.estate(mode: mode)
    let open = try estate.ask(Self.app, "subnet/v/vms", on: "tcp/1433")
    #expect(open.verdict == .reachable, "\(open.told)")
    let shut = try estate.ask(Self.app, "subnet/v/vms", on: "tcp/22")
    #expect(shut.verdict == .unreachable, "\(shut.told)")
    #expect(shut.blockers.contains { $0.node == "nsg/g" }, "\(shut.told)")
  }

  @Test("Z-7: the group at the subnet of an environment that is not internal judges public callers")
  func publicGroup() throws {
    for mode in ["None", nil] {
      for (admitsAll, traffic) in [(true, "tcp/80"), (false, "tcp/443")] {
        let shut = try Self.estate(mode: mode, admitsAll: admitsAll)
          .ask("internet", Self.app, on: traffic)
        #expect(shut.verdict == .unreachable, "\(shut.told)")
        #expect(shut.blockers.contains { $0.node == "nsg/g" }, "\(shut.told)")
      }
    }
  }

  @Test("Z-7: an environment that is not internal leaves its apps public")
  func publicMode() throws {
    for mode in ["None", nil] {
      let answer = try Self.estate(mode: mode, admitsAll: true)
        .ask("internet", Self.app, on: "tcp/443")
      #expect(answer.verdict == .reachable, "\(answer.told)")
    }
    // What a private endpoint makes of an app in an internal one is not modelled.
    let endpoint = ServiceEstate.templated(
      "Microsoft.Network/privateEndpoints", "pe",
      """
      "subnet": {"id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 'vms')]"},
      "privateLinkServiceConnections": [{"name": "c", "properties": {
        "privateLinkServiceId": "[resourceId('Microsoft.Web/sites', 'app')]",
        "groupIds": ["sites"]}}]
      """)
    let both = try Self.estate(mode: "Web", more: [endpoint])
      .ask("internet", Self.app, on: "tcp/443")
    #expect(both.verdict == .unknown, "\(both.told)")
  }
}
