import Answers
import Testing

/// What stands in no network of yours and calls public addresses from Azure's.
@Suite struct AzureExitRuleTests {
  private static func template(_ resources: String) -> [String: String] {
    [
      "main.json": """
      {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
       "contentVersion": "1.0.0.0", "parameters": {"type": {"type": "string"}}, "resources": [
      \(resources),
      {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "v",
       "location": "westeurope", "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
         "subnets": [{"name": "s", "properties": {"addressPrefix": "10.0.0.0/24"}}]}}]}
      """
    ]
  }

  private static func cluster(_ properties: String) -> String {
    """
    {"type": "Microsoft.ContainerService/managedClusters", "apiVersion": "2024-02-01", "name": "c",
     "location": "westeurope", "properties": {"agentPoolProfiles": [{"name": "p", "count": 1}]\(properties)}}
    """
  }

  private static func profile(_ type: String) -> String {
    ", \"networkProfile\": {\"outboundType\": \"\(type)\"}"
  }

  @Test("A-7: nodes without a subnet of yours leave by the way that Azure makes for them")
  func nodes() throws {
    for profile in ["", Self.profile("loadBalancer"), Self.profile("managedNATGateway")] {
      let estate = try TextEstate(Self.template(Self.cluster(profile)))
      let outside = try estate.ask("aks/c", "internet", on: "tcp/443")
      #expect(outside.verdict == .reachable, "\(outside.told)")
      #expect(try estate.ask("aks/c", "internet", on: "icmp").verdict == .unreachable)
      let inside = try estate.ask("aks/c", "subnet/v/s", on: "tcp/443")
      #expect(inside.verdict == .unreachable, "\(inside.told)")
    }
    let absent = try TextEstate(Self.template(Self.cluster(""))).ask("aks/c", "internet")
    #expect(absent.articles.contains("https://learn.microsoft.com/azure/aks/egress-outboundtype"))
  }

  @Test("A-7: the network that Azure made for an exported cluster may be peered by now")
  func exported() throws {
    let cluster = ExportedText.resource(
      "Microsoft.ContainerService/managedClusters", "c",
      """
      "agentPoolProfiles": [{"name": "p", "vnetSubnetID": null}],
      "networkProfile": {"outboundType": "loadBalancer"}
      """)
    let estate = try TextEstate([
      "e.json": ExportedText.list([
        cluster, ExportedText.network("v", "10.0.0.0/16", ["s": "10.0.0.0/24"]),
      ])
    ])
    #expect(try estate.ask("aks/c", "internet", on: "tcp/443").verdict == .reachable)
    #expect(try estate.ask("aks/c", "subnet/v/s", on: "tcp/443").verdict == .unknown)
  }

  @Test("A-7: an egress that is closed or not known is not taken for the default")
  func otherEgress() throws {
    for type in ["none", "block", "[parameters('type')]"] {
      let estate = try TextEstate(Self.template(Self.cluster(Self.profile(type))))
      #expect(try estate.ask("aks/c", "internet", on: "tcp/443").verdict == .unknown)
    }
  }

  private static func site(_ properties: String, besides: String = "") -> String {
    """
    {"type": "Microsoft.Web/sites", "apiVersion": "2023-12-01", "name": "app", "location": "westeurope",
     "properties": {"httpsOnly": true\(properties)}}\(besides)
    """
  }

  private static func server(_ first: String, _ last: String) -> String {
    """
    , {"type": "Microsoft.Sql/servers", "apiVersion": "2023-08-01", "name": "sql",
     "location": "westeurope", "properties": {"publicNetworkAccess": "Enabled"}},
    {"type": "Microsoft.Sql/servers/firewallRules", "apiVersion": "2023-08-01", "name": "sql/r",
     "properties": {"startIpAddress": "\(first)", "endIpAddress": "\(last)"}}
    """
  }

  @Test("Z-4: the rule for all of Azure admits an app that is integrated into no network")
  func appToServer() throws {
    func answer(_ first: String, _ last: String) throws -> QueryAnswer {
      try TextEstate(Self.template(Self.site("") + Self.server(first, last)))
        .ask("Microsoft.Web/sites/app", "Microsoft.Sql/servers/sql", on: "tcp/1433")
    }
    let azure = try answer("0.0.0.0", "0.0.0.0")
    #expect(azure.verdict == .reachable, "\(azure.told)")
    // Which of Azure's addresses it has, nothing tells.
    let range = try answer("203.0.113.0", "203.0.113.255")
    #expect(range.verdict != .reachable, "\(range.told)")
  }

  @Test(
    "Z-7: an app sends through the subnet that its network configuration names, as its own setting")
  func integration() throws {
    let child = """
      , {"type": "Microsoft.Web/sites/networkConfig", "apiVersion": "2022-09-01",
       "name": "app/virtualNetwork", "properties": {"subnetResourceId":
         "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 's')]"}}
      """
    let integrated = try TextEstate(Self.template(Self.site("", besides: child)))
      .ask("Microsoft.Web/sites/app", "subnet/v/s", on: "tcp/443")
    #expect(integrated.verdict == .reachable, "\(integrated.told)")
    let apart = try TextEstate(Self.template(Self.site("")))
      .ask("Microsoft.Web/sites/app", "subnet/v/s", on: "tcp/443")
    #expect(apart.verdict == .unreachable, "\(apart.told)")
    // In an App Service Environment it is in the environment's network.
    let environment = """
      , "hostingEnvironmentProfile": {"id":
        "[resourceId('Microsoft.Web/hostingEnvironments', 'ase')]"}
      """
    let hosted = try TextEstate(Self.template(Self.site(environment)))
      .ask("Microsoft.Web/sites/app", "subnet/v/s", on: "tcp/443")
    #expect(hosted.verdict == .unknown, "\(hosted.told)")
  }
}
