import Testing

@testable import Answers

// https://learn.microsoft.com/azure/app-service/overview-vnet-integration
@Suite("Apps that send through a subnet")
struct AppIntegrationRuleTests {
  private static func id(_ type: String, _ names: String) -> String {
    "[resourceId('\(type)', \(names))]"
  }

  private static let subnet = id("Microsoft.Network/virtualNetworks/subnets", "'v', 'apps'")

  /// An app in the subnet of `estate`, with what it says of its routing.
  private static func app(_ name: String, _ routing: String, type: String = "Microsoft.Web/sites")
    -> String
  {
    let comma = routing.isEmpty ? "" : ", "
    return ServiceEstate.templated(
      type, name, "\"virtualNetworkSubnetId\": \"\(subnet)\"\(comma)\(routing)")
  }

  /// A subnet for apps whose group keeps everything from the internet, and what lets only that subnet in:
  /// a storage account near by, a SQL server near by, a vault.
  private static func estate(
    _ apps: [String], endpoints: [String] = [], denies: String = "Internet",
    parameters: String = ""
  ) throws -> TextEstate {
    let listed = endpoints.map { "{\"service\": \"\($0)\"}" }.joined(separator: ", ")
    let rule = "{\"id\": \"\(subnet)\"}"
    let resources =
      [
        """
        {"type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2024-05-01", "name": "g",
         "properties": {"securityRules": [{"name": "shut", "properties": {"protocol": "*",
           "sourcePortRange": "*", "access": "Deny", "priority": 100, "direction": "Outbound",
           "sourceAddressPrefix": "*", "destinationAddressPrefix": "\(denies)",
           "destinationPortRange": "*"}}]}}
        """,
        """
        {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "v",
         "location": "westeurope",
         "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "subnets": [
           {"name": "apps", "properties": {"addressPrefix": "10.0.0.0/24",
             "serviceEndpoints": [\(listed)],
             "networkSecurityGroup": {"id": "\(id("Microsoft.Network/networkSecurityGroups", "'g'"))"},
             "delegations": [{"name": "d", "properties": {
               "serviceName": "Microsoft.Web/serverFarms"}}]}},
           {"name": "others", "properties": {"addressPrefix": "10.0.1.0/24"}}]}}
        """,
        ServiceEstate.templated(
          "Microsoft.Storage/storageAccounts", "near",
          """
          "networkAcls": {"defaultAction": "Deny", "bypass": "None", "virtualNetworkRules": [\(rule)]}
          """),
        ServiceEstate.templated(
          "Microsoft.KeyVault/vaults", "kv",
          "\"networkAcls\": {\"defaultAction\": \"Deny\", \"virtualNetworkRules\": [\(rule)]}"),
        ServiceEstate.templated("Microsoft.Sql/servers", "db", ""),
        ServiceEstate.templated(
          "Microsoft.Sql/servers/virtualNetworkRules", "db/apps",
          "\"virtualNetworkSubnetId\": \"\(subnet)\""),
      ] + apps
    return try TextEstate([
      "main.json": """
      {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
       "contentVersion": "1.0.0.0", "parameters": {\(parameters)},
       "resources": [\(resources.joined(separator: ",\n"))]}
      """
    ])
  }

  private static let shop = "Microsoft.Web/sites/shop"
  private static let endpoints = ["Microsoft.Storage", "Microsoft.Sql"]

  @Test(
    "N-29: what service endpoints of its subnet lead to an app sends there, whatever else it routes",
    arguments: ["\"vnetRouteAllEnabled\": false", "\"vnetRouteAllEnabled\": true", ""])
  func serviceEndpoints(_ routing: String) throws {
    let estate = try Self.estate(
      [Self.app("shop", routing)], endpoints: Self.endpoints, denies: "10.9.0.0/16")
    for target in ["storage/near", "Microsoft.Sql/servers/db"] {
      let answer = try estate.ask(Self.shop, target)
      #expect(answer.verdict == .reachable, "\(answer.told)")
      #expect(answer.paths[0].contains { $0.node == "subnet/v/apps" }, "\(answer.told)")
    }
    // Of a service without an endpoint there nothing goes by the subnet's identity.
    let vault = try estate.ask(Self.shop, "keyvault/kv")
    #expect(vault.verdict == .unreachable, "\(vault.told)")
  }

  @Test(
    "N-29: without a service endpoint the app's own address is no subnet's; with one, groups hold")
  func withoutServiceEndpoint() throws {
    let routing = "\"vnetRouteAllEnabled\": false"
    let none = try Self.estate([Self.app("shop", routing)]).ask(Self.shop, "storage/near")
    #expect(none.verdict == .unreachable, "\(none.told)")
    #expect(none.blockers.contains { $0.node == "storage/near" }, "\(none.told)")
    let shut = try Self.estate([Self.app("shop", routing)], endpoints: Self.endpoints)
      .ask(Self.shop, "storage/near")
    #expect(shut.verdict == .unreachable, "\(shut.told)")
    #expect(shut.blockers.contains { $0.node == "nsg/g" }, "\(shut.told)")
  }

  @Test("N-29: a service endpoint that may be there leaves open what only it leads to")
  func openServiceEndpoint() throws {
    let parameter = "\"service\": {\"type\": \"string\"}"
    for (routing, verdict) in [("false", Verdict.unknown), ("true", .unknown)] {
      let answer = try Self.estate(
        [Self.app("shop", "\"vnetRouteAllEnabled\": \(routing)")],
        endpoints: ["[parameters('service')]"], denies: "10.9.0.0/16", parameters: parameter
      ).ask(Self.shop, "storage/near")
      #expect(answer.verdict == verdict, "\(answer.told)")
      #expect(
        answer.unknowns.contains { $0.because.contains("parameter 'service'") }, "\(answer.told)")
    }
  }

  @Test("N-29: of two apps in one subnet each routes by its own setting")
  func twoApps() throws {
    let estate = try Self.estate([
      Self.app("all", "\"vnetRouteAllEnabled\": true"),
      Self.app("some", "\"vnetRouteAllEnabled\": false"), Self.app("silent", ""),
    ])
    let all = try estate.ask("Microsoft.Web/sites/all", "internet", on: "tcp/443")
    #expect(all.verdict == .unreachable, "\(all.told)")
    #expect(all.blockers.contains { $0.node == "nsg/g" }, "\(all.told)")
    let some = try estate.ask("Microsoft.Web/sites/some", "internet", on: "tcp/443")
    #expect(some.verdict == .reachable, "\(some.told)")
    let silent = try estate.ask("Microsoft.Web/sites/silent", "internet", on: "tcp/443")
    #expect(silent.verdict == .unknown, "\(silent.told)")
    // Hosts of the subnet may be either's.
    let hosts = try estate.ask("subnet/v/apps", "internet/203.0.113.9", on: "tcp/443")
    #expect(hosts.verdict == .unknown, "\(hosts.told)")
    // The group stands in the way of both where the address is private.
    for name in ["all", "some"] {
      let inside = try estate.ask("Microsoft.Web/sites/\(name)", "subnet/v/others", on: "tcp/443")
      #expect(inside.verdict == .reachable, "\(inside.told)")
    }
  }

  @Test(
    "N-29: the app setting of older versions turns the routing of all traffic on",
    arguments: [
      (
        "\"siteConfig\": {\"appSettings\": [{\"name\": \"A\", \"value\": \"x\"}, {\"name\": \"WEBSITE_VNET_ROUTE_ALL\", \"value\": \"1\"}]}",
        Verdict.unreachable
      ),
      (
        "\"siteConfig\": {\"appSettings\": [{\"name\": \"website_vnet_route_all\", \"value\": 1}]}",
        .unreachable
      ),
      (
        "\"siteConfig\": {\"appSettings\": [{\"name\": \"WEBSITE_VNET_ROUTE_ALL\", \"value\": \"0\"}]}",
        .reachable
      ),
      ("\"siteConfig\": {\"appSettings\": [{\"name\": \"A\", \"value\": \"1\"}]}", .unknown),
      ("\"siteConfig\": {\"appSettings\": \"[parameters('settings')]\"}", .unknown),
      (
        "\"vnetRouteAllEnabled\": true, \"siteConfig\": {\"appSettings\": \"[parameters('settings')]\"}",
        .unreachable
      ),
      (
        "\"vnetRouteAllEnabled\": false, \"siteConfig\": {\"appSettings\": [{\"name\": \"WEBSITE_VNET_ROUTE_ALL\", \"value\": \"1\"}]}",
        .unreachable
      ),
    ])
  func appSetting(_ row: (String, Verdict)) throws {
    let estate = try Self.estate(
      [Self.app("shop", row.0)], parameters: "\"settings\": {\"type\": \"array\"}")
    let answer = try estate.ask(Self.shop, "internet/203.0.113.9", on: "tcp/443")
    #expect(answer.verdict == row.1, "\(answer.told)")
  }

  @Test("N-29: the resource of the app settings takes the place of those of the app")
  func appSettingsApart() throws {
    func estate(_ settings: String, own: String) throws -> TextEstate {
      try Self.estate([
        Self.app("shop", own),
        ServiceEstate.templated("Microsoft.Web/sites/config", "shop/appsettings", settings),
      ])
    }
    let listed = """
      "siteConfig": {"appSettings": [{"name": "WEBSITE_VNET_ROUTE_ALL", "value": "1"}]}
      """
    for (settings, own, verdict) in [
      ("\"WEBSITE_VNET_ROUTE_ALL\": \"1\"", "", Verdict.unreachable),
      ("\"WEBSITE_VNET_ROUTE_ALL\": \"0\"", "", .reachable),
      ("\"OTHER\": \"1\"", listed, .unknown), ("\"OTHER\": \"1\"", "", .unknown),
    ] {
      let answer = try estate(settings, own: own)
        .ask(Self.shop, "internet/203.0.113.9", on: "tcp/443")
      #expect(answer.verdict == verdict, "\(settings): \(answer.told)")
    }
  }

  // https://learn.microsoft.com/azure/app-service/overview-private-endpoint
  @Test(
    "Z-7: a private endpoint closes the public side of the slot that it names, not of others",
    arguments: [
      ("sites-stage", Verdict.reachable, Verdict.unreachable),
      ("sites", .unreachable, .reachable),
    ])
  func endpointOfSlot(_ row: (group: String, app: Verdict, slot: Verdict)) throws {
    let site = "[resourceId('Microsoft.Web/sites', 'shop')]"
    let estate = try Self.estate([
      ServiceEstate.templated("Microsoft.Web/sites", "shop", "\"enabled\": true"),
      ServiceEstate.templated("Microsoft.Web/sites/slots", "shop/stage", "\"enabled\": true"),
      ServiceEstate.templated(
        "Microsoft.Network/privateEndpoints", "pe",
        """
        "subnet": {"id": "\(Self.id("Microsoft.Network/virtualNetworks/subnets", "'v', 'others'"))"},
        "privateLinkServiceConnections": [{"name": "c", "properties": {
          "privateLinkServiceId": "\(site)", "groupIds": ["\(row.group)"]}}]
        """),
    ])
    let app = try estate.ask("internet/203.0.113.1", "Microsoft.Web/sites/shop")
    #expect(app.verdict == row.app, "\(app.told)")
    let slot = try estate.ask("internet/203.0.113.1", "Microsoft.Web/sites/slots/shop/stage")
    #expect(slot.verdict == row.slot, "\(slot.told)")
  }
}
