import Answers
import Testing

/// What templates showed that the rules' own tests had not asked.
@Suite struct FoundInTemplatesTests {
  private static func template(_ resources: String) -> [String: String] {
    [
      "main.json": """
      {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
       "contentVersion": "1.0.0.0", "resources": [
      \(resources)
      ]}
      """
    ]
  }

  private static func network(_ subnets: String, _ space: String = "\"10.0.0.0/16\"") -> String {
    """
    {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "v",
     "location": "westeurope", "properties": {"addressSpace": {"addressPrefixes": [\(space)]},
       "subnets": [\(subnets)]}}
    """
  }

  private static func subnet(_ name: String, _ prefix: String, _ more: String = "") -> String {
    #"{"name": "\#(name)", "properties": {"addressPrefix": "\#(prefix)"\#(more)}}"#
  }

  private static func id(_ type: String, _ names: String) -> String {
    #"{"id": "[resourceId('Microsoft.Network/\#(type)', \#(names))]"}"#
  }

  private static func interface(
    _ name: String, in subnet: String, _ more: String = "", besides: String = ""
  ) -> String {
    """
    {"type": "Microsoft.Network/networkInterfaces", "apiVersion": "2024-05-01", "name": "\(name)",
     "location": "westeurope", "properties": {"ipConfigurations": [{"name": "c", "properties": {
       "primary": true, "subnet": \(id("virtualNetworks/subnets", "'v', '\(subnet)'"))\(more)}}\(besides)]}}
    """
  }

  private static let pool =
    ", \"loadBalancerBackendAddressPools\": ["
    + id("loadBalancers/backendAddressPools", "'lb', 'bp'") + "]"

  private static let publicIP = """
    {"type": "Microsoft.Network/publicIPAddresses", "apiVersion": "2024-05-01", "name": "pip",
     "sku": {"name": "Standard"}, "properties": {"publicIPAllocationMethod": "Static"}}
    """

  private static func balancer(_ frontend: String) -> String {
    """
    {"type": "Microsoft.Network/loadBalancers", "apiVersion": "2024-05-01", "name": "lb",
     "location": "westeurope", "sku": {"name": "Standard"}, "properties": {
       "frontendIPConfigurations": [{"name": "fe", "properties": {\(frontend)}}],
       "backendAddressPools": [{"name": "bp"}],
       "loadBalancingRules": [{"name": "r", "properties": {
         "frontendIPConfiguration": \(id("loadBalancers/frontendIPConfigurations", "'lb', 'fe'")),
         "backendAddressPool": \(id("loadBalancers/backendAddressPools", "'lb', 'bp'")),
         "protocol": "Tcp", "frontendPort": 80, "backendPort": 80}}]}}
    """
  }

  private static let open = """
    {"type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2024-05-01", "name": "open",
     "location": "westeurope", "properties": {"securityRules": [{"name": "all", "properties": {
       "priority": 100, "direction": "Inbound", "access": "Allow", "protocol": "*",
       "sourceAddressPrefix": "*", "sourcePortRange": "*", "destinationAddressPrefix": "*",
       "destinationPortRange": "*"}}]}}
    """

  private static let guarded =
    ", \"networkSecurityGroup\": " + id("networkSecurityGroups", "'open'")

  @Test("V-12: a gateway load balancer before a frontend leaves open what passes it, both ways")
  func gatewayBalancer() throws {
    func estate(_ gateway: String) throws -> TextEstate {
      try TextEstate(
        Self.template(
          [
            Self.network(Self.subnet("s", "10.0.0.0/24", Self.guarded)), Self.open, Self.publicIP,
            Self.balancer(
              "\"publicIPAddress\": \(Self.id("publicIPAddresses", "'pip'"))\(gateway)"),
            Self.interface("n1", in: "s", Self.pool),
          ].joined(separator: ",\n")))
    }
    let chained = try estate(
      ", \"gatewayLoadBalancer\": "
        + Self.id("loadBalancers/frontendIPConfigurations", "'gateway', 'fe'"))
    #expect(try chained.ask("internet", "nic/n1", on: "tcp/80").verdict == .unknown)
    #expect(try chained.ask("nic/n1", "internet/8.8.8.8", on: "tcp/443").verdict == .unknown)
    let plain = try estate("")
    #expect(try plain.ask("internet", "nic/n1", on: "tcp/80").verdict == .reachable)
    #expect(try plain.ask("nic/n1", "internet/8.8.8.8", on: "tcp/443").verdict == .reachable)
  }

  @Test("O-12: IPv6 leaves by a balancer with a frontend of IPv6, and not by one of IPv4")
  func ipv6() throws {
    func estate(_ family: String) throws -> TextEstate {
      let address = Self.publicIP.replacing(
        "\"Static\"", with: "\"Static\", \"publicIPAddressVersion\": \"\(family)\"")
      let second = """
        , {"name": "c6", "properties": {"privateIPAddressVersion": "IPv6",
           "subnet": \(Self.id("virtualNetworks/subnets", "'v', 's'"))\(Self.pool)}}
        """
      return try TextEstate(
        Self.template(
          [
            Self.network(
              #"{"name": "s", "properties": {"addressPrefixes": ["10.0.0.0/24", "fd00::/64"]}}"#,
              "\"10.0.0.0/16\", \"fd00::/48\""), address,
            Self.balancer("\"publicIPAddress\": \(Self.id("publicIPAddresses", "'pip'"))"),
            Self.interface("n1", in: "s", besides: second),
          ].joined(separator: ",\n")))
    }
    let six = try estate("IPv6").ask("nic/n1", "internet/2a00:1450::1", on: "tcp/443")
    #expect(six.verdict == .reachable, "\(six.told)")
    let four = try estate("IPv4").ask("nic/n1", "internet/2a00:1450::1", on: "tcp/443")
    #expect(four.verdict == .unreachable, "\(four.told)")
  }

  private static func firewall(_ rules: String) -> String {
    """
    {"type": "Microsoft.Network/azureFirewalls", "apiVersion": "2024-05-01", "name": "fw",
     "location": "westeurope", "properties": {"sku": {"name": "AZFW_VNet", "tier": "Standard"},
       "ipConfigurations": [{"name": "c", "properties": {
         "subnet": \(id("virtualNetworks/subnets", "'v', 'AzureFirewallSubnet'")),
         "publicIPAddress": \(id("publicIPAddresses", "'pip'"))}}], \(rules)}}
    """
  }

  @Test("F-17: an address that a machine may have leaves open only what the rule leads there")
  func translatedPorts() throws {
    let rules = """
      "natRuleCollections": [{"name": "in", "properties": {"priority": 100, "action": {"type": "Dnat"},
        "rules": [{"name": "rdp", "protocols": ["TCP"], "sourceAddresses": ["*"],
          "destinationAddresses": ["[reference(resourceId('Microsoft.Network/publicIPAddresses', 'pip')).ipAddress]"],
          "destinationPorts": ["8888"], "translatedAddress": "10.0.0.4", "translatedPort": "3389"}]}}]
      """
    let estate = try TextEstate(
      Self.template(
        [
          Self.network(
            Self.subnet("s", "10.0.0.0/24") + ", "
              + Self.subnet("AzureFirewallSubnet", "10.0.1.0/26")),
          Self.publicIP, Self.firewall(rules), Self.interface("n1", in: "s"),
        ].joined(separator: ",\n")))
    #expect(try estate.ask("internet", "nic/n1", on: "tcp/3389").verdict == .unknown)
    #expect(try estate.ask("internet", "nic/n1", on: "tcp/80").verdict == .unreachable)
    #expect(try estate.ask("internet", "nic/n1").undecided.map(\.description) == ["tcp/3389"])
  }

  @Test("F-7: what a rule without a source matches is not documented")
  func withoutSource() throws {
    let rules = """
      "applicationRuleCollections": [{"name": "out", "properties": {"priority": 100,
        "action": {"type": "Allow"}, "rules": [{"name": "web", "targetFqdns": ["www.microsoft.com"],
          "protocols": [{"protocolType": "Https", "port": 443}]}]}}]
      """
    let table = """
      {"type": "Microsoft.Network/routeTables", "apiVersion": "2024-05-01", "name": "rt",
       "location": "westeurope", "properties": {"routes": [{"name": "all", "properties": {
         "addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance",
         "nextHopIpAddress": "10.0.1.4"}}]}}
      """
    let estate = try TextEstate(
      Self.template(
        [
          Self.network(
            Self.subnet(
              "s", "10.0.0.0/24", ", \"routeTable\": \(Self.id("routeTables", "'rt'"))") + ", "
              + Self.subnet("AzureFirewallSubnet", "10.0.1.0/26")),
          Self.publicIP, table, Self.firewall(rules), Self.interface("n1", in: "s"),
        ].joined(separator: ",\n")))
    let answer = try estate.ask("nic/n1", "fqdn/www.microsoft.com", on: "tcp/443")
    #expect(answer.verdict == .unknown, "\(answer.told)")
    #expect(answer.unknowns.contains { $0.because.contains("rule web names no source") })
    #expect(
      try estate.ask("nic/n1", "fqdn/example.org", on: "tcp/443").verdict == .unreachable)
  }

  @Test("A-2: the ranges that may call the API server stand where older API versions had them, too")
  func olderRanges() throws {
    let estate = try TextEstate(
      Self.template(
        """
        {"type": "Microsoft.ContainerService/managedClusters", "apiVersion": "2019-08-01", "name": "c",
         "location": "westeurope", "properties": {
           "apiServerAuthorizedIPRanges": ["203.0.113.0/24"]}}
        """))
    #expect(try estate.ask("internet/198.51.100.1", "aks/c").verdict == .unreachable)
    #expect(try estate.ask("internet/203.0.113.9", "aks/c").verdict == .reachable)
  }

  @Test("Z-7: an app in an App Service Environment is public where that is not internal")
  func environments() throws {
    func verdict(_ mode: String) throws -> Verdict {
      try TextEstate(
        Self.template(
          """
          {"type": "Microsoft.Web/hostingEnvironments", "apiVersion": "2022-03-01", "name": "ase",
           "location": "westeurope", "properties": {"internalLoadBalancingMode": "\(mode)"}},
          {"type": "Microsoft.Web/sites", "apiVersion": "2022-03-01", "name": "app",
           "location": "westeurope", "properties": {"hostingEnvironmentProfile": {
             "id": "[resourceId('Microsoft.Web/hostingEnvironments', 'ase')]"}}}
          """)
      ).ask("internet", "Microsoft.Web/sites/app").verdict
    }
    #expect(try verdict("Web, Publishing") == .unknown)
    #expect(try verdict("None") == .reachable)
  }

  @Test("Z-9: rules of a namespace in the children of older API versions leave it open")
  func olderNamespaceRules() throws {
    let estate = try TextEstate(
      Self.template(
        """
        {"type": "Microsoft.ServiceBus/namespaces", "apiVersion": "2018-01-01-preview", "name": "bus",
         "location": "westeurope", "sku": {"name": "Premium"}, "properties": {}},
        {"type": "Microsoft.ServiceBus/namespaces/virtualnetworkrules", "name": "bus/rule",
         "apiVersion": "2018-01-01-preview", "properties": {"virtualNetworkSubnetId":
           "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 's')]"}}
        """))
    let answer = try estate.ask("internet", "Microsoft.ServiceBus/namespaces/bus")
    #expect(answer.verdict == .unknown, "\(answer.told)")
  }

  @Test("a matrix of nobody is empty")
  func emptyMatrix() throws {
    let estate = try TextEstate(Self.template(Self.publicIP))
    #expect(try estate.query.matrix(MatrixQuestion()).rows.isEmpty)
  }

  @Test("Z-7: an access restriction of an older API version has its mask beside the address")
  func maskedRestrictions() throws {
    let estate = try TextEstate(
      Self.template(
        """
        {"type": "Microsoft.Web/sites", "apiVersion": "2018-02-01", "name": "app",
         "location": "westeurope", "properties": {"siteConfig": {"ipSecurityRestrictions": [
           {"ipAddress": "203.0.113.0", "subnetMask": "255.255.255.0", "action": "Allow",
            "priority": 100, "name": "office"}]}}}
        """))
    #expect(try estate.ask("internet/203.0.113.9", "Microsoft.Web/sites/app").verdict == .reachable)
    #expect(
      try estate.ask("internet/198.51.100.9", "Microsoft.Web/sites/app").verdict == .unreachable)
  }

  @Test("B-1: a dynamic address of IPv4 is one of the tier Basic, which is open without a group")
  func dynamicAddress() throws {
    func verdict(_ method: String) throws -> Verdict {
      let address = """
        {"type": "Microsoft.Network/publicIPAddresses", "apiVersion": "2020-06-01", "name": "pip",
         "location": "westeurope", "properties": {"publicIPAllocationMethod": "\(method)"}}
        """
      return try TextEstate(
        Self.template(
          [
            Self.network(Self.subnet("s", "10.0.0.0/24")), address,
            Self.interface(
              "n1", in: "s", ", \"publicIPAddress\": \(Self.id("publicIPAddresses", "'pip'"))"),
          ].joined(separator: ",\n"))
      ).ask("internet", "nic/n1", on: "tcp/443").verdict
    }
    #expect(try verdict("Dynamic") == .reachable)
    #expect(try verdict("Static") == .unknown)
  }

  @Test("MCR's layers come from names below data.mcr.microsoft.com, as firewalls list them")
  func imageNames() throws {
    let rules = """
      "applicationRuleCollections": [{"name": "out", "properties": {"priority": 100,
        "action": {"type": "Allow"}, "rules": [{"name": "mcr", "sourceAddresses": ["*"],
          "targetFqdns": ["mcr.microsoft.com", "*.data.mcr.microsoft.com"],
          "protocols": [{"protocolType": "Https", "port": 443}]}]}}]
      """
    let table = """
      {"type": "Microsoft.Network/routeTables", "apiVersion": "2024-05-01", "name": "rt",
       "location": "westeurope", "properties": {"routes": [{"name": "all", "properties": {
         "addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance",
         "nextHopIpAddress": "10.0.1.4"}}]}}
      """
    func verdict(_ rules: String) throws -> Verdict {
      try TextEstate(
        Self.template(
          [
            Self.network(
              Self.subnet(
                "s", "10.0.0.0/24", ", \"routeTable\": \(Self.id("routeTables", "'rt'"))") + ", "
                + Self.subnet("AzureFirewallSubnet", "10.0.1.0/26")),
            Self.publicIP, table, Self.firewall(rules), Self.interface("n1", in: "s"),
          ].joined(separator: ",\n"))
      ).ask("nic/n1", "registry/mcr").verdict
    }
    #expect(try verdict(rules) == .reachable)
    #expect(try verdict(rules.replacing(", \"*.data.mcr.microsoft.com\"", with: "")) != .reachable)
  }

  @Test("L-15: what Front Door reaches by a private link service is unknown, not unreachable")
  func frontDoor() throws {
    func verdict(_ more: String) throws -> Verdict {
      try TextEstate(
        Self.template(
          [
            Self.network(Self.subnet("s", "10.0.0.0/24")),
            Self.balancer("\"subnet\": \(Self.id("virtualNetworks/subnets", "'v', 's'"))"),
            Self.interface("n1", in: "s", Self.pool),
            """
            {"type": "Microsoft.Network/privateLinkServices", "apiVersion": "2024-05-01", "name": "pls",
             "location": "westeurope", "properties": {}}
            """,
          ].joined(separator: ",\n") + more)
      ).ask("internet", "nic/n1", on: "tcp/80").verdict
    }
    #expect(
      try verdict(
        """
        , {"type": "Microsoft.Cdn/profiles", "apiVersion": "2023-05-01", "name": "door",
           "location": "global", "sku": {"name": "Premium_AzureFrontDoor"}, "properties": {}}
        """) == .unknown)
    #expect(try verdict("") == .unreachable)
  }

  @Test(
    "D-7: a zone group whose zone is a parameter without a value leaves open where the name leads")
  func openZoneGroup() throws {
    func verdict(_ access: String) throws -> Verdict {
      let resources = """
        \(Self.network(Self.subnet("s", "10.0.0.0/24"))),
        {"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "st",
         "location": "westeurope", "properties": {"publicNetworkAccess": "\(access)"}},
        {"type": "Microsoft.Network/privateEndpoints", "apiVersion": "2024-05-01", "name": "pe",
         "location": "westeurope", "properties": {
           "subnet": \(Self.id("virtualNetworks/subnets", "'v', 's'")),
           "privateLinkServiceConnections": [{"name": "c", "properties": {"groupIds": ["blob"],
             "privateLinkServiceId": "[resourceId('Microsoft.Storage/storageAccounts', 'st')]"}}]}},
        {"type": "Microsoft.Network/privateEndpoints/privateDnsZoneGroups", "name": "pe/default",
         "apiVersion": "2024-05-01", "properties": {"privateDnsZoneConfigs": [{"name": "z",
           "properties": {"privateDnsZoneId": "[parameters('zone')]"}}]}}
        """
      var files = Self.template(resources)
      files["main.json"] = files["main.json"]?.replacing(
        "\"resources\": [",
        with: "\"parameters\": {\"zone\": {\"type\": \"string\"}}, \"resources\": [")
      return try TextEstate(files).ask("subnet/v/s", "storage/st").verdict
    }
    #expect(try verdict("Disabled") == .unknown)
    #expect(try verdict("Enabled") == .reachable)
  }

  @Test("a rule for the number of a public address lets that one in, before it has a number, too")
  func ruleForPublicAddress() throws {
    func answer(_ source: String) throws -> QueryAnswer {
      let group = """
        {"type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2024-05-01", "name": "g",
         "location": "westeurope", "properties": {"securityRules": [{"name": "one", "properties": {
           "priority": 100, "direction": "Inbound", "access": "Allow", "protocol": "Tcp",
           "sourceAddressPrefix": "\(source)", "sourcePortRange": "*",
           "destinationAddressPrefix": "*", "destinationPortRange": "22"}}]}}
        """
      let guarded = ", \"networkSecurityGroup\": " + Self.id("networkSecurityGroups", "'g'")
      let other = Self.publicIP.replacing("\"pip\"", with: "\"other\"")
      return try TextEstate(
        Self.template(
          [
            Self.network(Self.subnet("s", "10.0.0.0/24", guarded)), group, Self.publicIP, other,
            Self.interface(
              "n1", in: "s", ", \"publicIPAddress\": \(Self.id("publicIPAddresses", "'pip'"))"),
          ].joined(separator: ",\n"))
      ).ask("internet", "nic/n1", on: "tcp/22")
    }
    let number = try answer("20.1.2.3")
    #expect(number.verdict == .partial)
    let name = try answer(
      "[reference(resourceId('Microsoft.Network/publicIPAddresses', 'other')).ipAddress]")
    #expect(name.verdict == .partial, "\(name.told)")
    #expect(name.allowed == ["tcp/22 from publicip/other"])
  }
}
