import Answers
import Testing

/// What templates like Azure's quickstarts showed that the rules' own tests had not asked.
@Suite struct FoundInQuickstartsTests {
  private static func template(_ resources: String...) -> String {
    """
    {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
     "contentVersion": "1.0.0.0", "resources": [
    \(resources.joined(separator: ",\n"))
    ]}
    """
  }

  private static func resource(
    _ type: String, _ name: String, _ properties: String, location: String = "westeurope",
    _ more: String = ""
  ) -> String {
    """
    {"type": "Microsoft.\(type)", "apiVersion": "2023-05-01", "name": "\(name)",
     "location": "\(location)", \(more)"properties": {\(properties)}}
    """
  }

  private static func id(_ type: String, _ names: String) -> String {
    #"{"id": "[resourceId('Microsoft.Network/\#(type)', \#(names))]"}"#
  }

  @Test(
    "E-2: templates of one group are in one region where both take that of the group",
    arguments: [("rg" as String?, Verdict.reachable), (nil, .unknown)])
  func regionOfGroup(_ group: String?, _ verdict: Verdict) throws {
    let place = "[resourceGroup().location]"
    let network = Self.resource(
      "Network/virtualNetworks", "v",
      """
      "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "subnets": [{"name": "s", "properties": {
        "addressPrefix": "10.0.0.0/24", "serviceEndpoints": [{"service": "Microsoft.Storage"}]}}]
      """, location: place)
    let account = Self.resource(
      "Storage/storageAccounts", "st",
      """
      "networkAcls": {"defaultAction": "Deny", "virtualNetworkRules": [{
        "id": "[resourceId('rg', 'Microsoft.Network/virtualNetworks/subnets', 'v', 's')]"}]}
      """, location: place)
    var files = [
      "net/main.json": Self.template(network), "data/main.json": Self.template(account),
    ]
    if let group { files["reachmap.yaml"] = "reachmap: 1\nscope: {resourceGroup: \(group)}\n" }
    let answer = try TextEstate(files).ask("subnet/v/s", "storage/st", on: "tcp/443")
    #expect(answer.verdict == verdict, "\(answer.told)")
  }

  /// The answer where a private endpoint's connection says `target` of the account, with a zone that is
  /// linked to its network.
  private static func askedPrivately(
    _ target: String, _ more: String
  ) throws -> QueryAnswer {
    try TextEstate([
      "main.json": template(
        resource(
          "Network/virtualNetworks", "v",
          """
          "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
          "subnets": [{"name": "s", "properties": {"addressPrefix": "10.0.0.0/24"}}]
          """),
        resource("Storage/storageAccounts", "st", "\"publicNetworkAccess\": \"Disabled\""),
        resource("Network/privateDnsZones", "privatelink.blob.core.windows.net", ""),
        resource(
          "Network/privateDnsZones/virtualNetworkLinks", "privatelink.blob.core.windows.net/l",
          "\"virtualNetwork\": \(id("virtualNetworks", "'v'"))"),
        resource(
          "Network/privateEndpoints", "pe",
          """
          "subnet": \(id("virtualNetworks/subnets", "'v', 's'")),
          "privateLinkServiceConnections": [{"name": "c", "properties": {
            "groupIds": ["blob"]\(target)}}]
          """), more)
    ]).ask("subnet/v/s", "storage/st/blob", on: "tcp/443")
  }

  private static let account =
    #", "privateLinkServiceId": "[resourceId('Microsoft.Storage/storageAccounts', 'st')]""#

  @Test("E-4: whether a private endpoint that names no resource leads to one of its kind is open")
  func endpointToNothing() throws {
    let group = Self.resource(
      "Network/privateEndpoints/privateDnsZoneGroups", "pe/default",
      """
      "privateDnsZoneConfigs": [{"name": "z", "properties": {
        "privateDnsZoneId": "[resourceId('Microsoft.Network/privateDnsZones', 'privatelink.blob.core.windows.net')]"}}]
      """)
    #expect(try Self.askedPrivately(Self.account, group).verdict == .reachable)
    let open = try Self.askedPrivately("", group)
    #expect(open.verdict == .unknown, "\(open.told)")
    #expect(open.unknowns.contains { $0.because.contains("names no privateLinkServiceId") })
  }

  @Test("D-18: what a template that no input has enters into the zone that it is given is open")
  func unreadTemplate() throws {
    func answer(_ zone: String) throws -> QueryAnswer {
      try Self.askedPrivately(
        Self.account,
        Self.resource(
          "Resources/deployments", "records",
          """
          "mode": "Incremental", "templateLink": {"uri": "https://example.net/records.json"},
          "parameters": {"zone": {"value": "\(zone)"}}
          """))
    }
    for zone in [
      "privatelink.blob.core.windows.net",
      "[resourceId('Microsoft.Network/privateDnsZones', 'PrivateLink.blob.core.windows.net')]",
    ] {
      let given = try answer(zone)
      #expect(given.verdict == .unknown, "\(given.told)")
      #expect(given.unknowns.contains { $0.because.contains("https://example.net/records.json") })
    }
    #expect(try answer("privatelink.file.core.windows.net").verdict == .unreachable)
  }

  @Test("the way that is told of an open answer carries all that was asked")
  func wholeWay() throws {
    func interface(_ name: String, _ address: String) -> String {
      Self.resource(
        "Network/publicIPAddresses", "\(name)-ip", "\"publicIPAllocationMethod\": \"Static\"")
        + ",\n"
        + Self.resource(
          "Network/networkInterfaces", name,
          """
          "ipConfigurations": [{"name": "c", "properties": {
            "privateIPAllocationMethod": "Static", "privateIPAddress": "\(address)",
            "subnet": \(Self.id("virtualNetworks/subnets", "'v', 's'")),
            "publicIPAddress": \(Self.id("publicIPAddresses", "'\(name)-ip'"))}}]
          """)
    }
    let firewall = Self.resource(
      "Network/azureFirewalls", "fw",
      """
      "ipConfigurations": [{"name": "c", "properties": {
        "subnet": \(Self.id("virtualNetworks/subnets", "'v', 'AzureFirewallSubnet'")),
        "publicIPAddress": \(Self.id("publicIPAddresses", "'fw-ip'"))}}],
      "networkRuleCollections": [{"name": "all", "properties": {"priority": 100,
        "action": {"type": "Allow"}, "rules": [{"name": "allow-all", "protocols": ["Any"],
          "sourceAddresses": ["*"], "destinationAddresses": ["*"], "destinationPorts": ["*"]}]}}]
      """)
    let answer = try TextEstate([
      "main.json": Self.template(
        Self.resource(
          "Network/routeTables", "rt",
          """
          "routes": [
            {"name": "to-b", "properties": {"addressPrefix": "10.0.2.5/32",
              "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.0.1.4"}},
            {"name": "to-a", "properties": {"addressPrefix": "10.0.2.4/32",
              "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.0.1.4"}}]
          """),
        Self.resource(
          "Network/networkSecurityGroups", "g",
          """
          "securityRules": [{"name": "ssh", "properties": {"priority": 100, "direction": "Inbound",
            "access": "Allow", "protocol": "Tcp", "sourceAddressPrefix": "*", "sourcePortRange": "*",
            "destinationAddressPrefix": "*", "destinationPortRange": "22"}}]
          """),
        Self.resource(
          "Network/virtualNetworks", "v",
          """
          "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "subnets": [
            {"name": "AzureFirewallSubnet", "properties": {"addressPrefix": "10.0.1.0/24"}},
            {"name": "s", "properties": {"addressPrefix": "10.0.2.0/24",
              "routeTable": \(Self.id("routeTables", "'rt'")),
              "networkSecurityGroup": \(Self.id("networkSecurityGroups", "'g'"))}}]
          """),
        Self.resource(
          "Network/publicIPAddresses", "fw-ip", "\"publicIPAllocationMethod\": \"Static\"",
          #""sku": {"name": "Standard"}, "#),
        firewall, interface("a", "10.0.2.4"), interface("b", "10.0.2.5"))
    ]).ask("nic/a", "nic/b")
    #expect(answer.verdict == .reachable, "\(answer.told)")
    #expect(
      answer.paths.count == 1 && answer.paths[0].contains { $0.node == "firewall/fw" },
      "\(answer.told)")
  }
}
