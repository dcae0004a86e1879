import Answers
import Testing

/// What estates that nobody had in mind showed.
@Suite("What unseen files showed")
struct FoundInUnseenFilesTests {
  private static let schema =
    "\"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#\", \"contentVersion\": \"1.0.0.0\""

  private static func template(_ resources: String, _ before: String = "") -> String {
    "{\(schema), \(before)\"resources\": [\(resources)]}"
  }

  private static func storage(_ more: String = "") -> String {
    """
    {"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-05-01", "name": "sa",
     "location": "westeurope", "kind": "StorageV2", "properties": {\(more)}}
    """
  }

  private static let vault = """
    {"type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "kv",
     "location": "westeurope", "properties": {}}
    """

  @Test(
    "services take TCP on their documented ports and nothing else",
    arguments: [
      ("keyvault/kv", "tcp/443", Verdict.reachable), ("keyvault/kv", "tcp/22", .unreachable),
      ("keyvault/kv", "udp/443", .unreachable), ("storage/sa", "icmp", .unreachable),
      ("storage/sa", "tcp/8080", .unreachable), ("storage/sa/blob", "tcp/445", .unreachable),
      ("storage/sa/file", "tcp/445", .reachable),
    ])
  func ports(_ row: (String, String, Verdict)) throws {
    let estate = try TextEstate(["main.json": Self.template("\(Self.storage()), \(Self.vault)")])
    let answer = try estate.ask("internet", row.0, on: row.1)
    #expect(answer.verdict == row.2, "\(answer.told)")
  }

  @Test("the name of a service of the estate is that service")
  func ownName() throws {
    let closed = Self.storage("\"publicNetworkAccess\": \"Disabled\"")
    let estate = try TextEstate(["main.json": Self.template(closed)])
    let answer = try estate.ask("internet", "fqdn/sa.blob.core.windows.net", on: "tcp/443")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
  }

  @Test(
    "addresses of the platform are called from within Azure alone",
    arguments: ["168.63.129.16", "169.254.169.254"])
  func platform(_ address: String) throws {
    let estate = try TextEstate(["main.json": Self.template(Self.vault)])
    let answer = try estate.ask("internet", "ip/\(address)", on: "tcp/80")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
  }

  private static func machine(_ group: String = "") -> String {
    """
    {"type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2024-05-01", "name": "g",
     "properties": {"securityRules": [{"name": "out", "properties": {"priority": 100,
       "direction": "Outbound", "access": "Deny", "protocol": "*", "sourceAddressPrefix": "*",
       "sourcePortRange": "*", "destinationAddressPrefix": "Internet",
       "destinationPortRange": "*"}}]}},
    {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "v",
     "location": "westeurope", "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
       "subnets": [{"name": "s", "properties": {"addressPrefix": "10.0.0.0/24",
         "networkSecurityGroup": {"id": "[resourceId('Microsoft.Network/networkSecurityGroups', 'g')]"}}}]}},
    {"type": "Microsoft.Network/networkInterfaces", "apiVersion": "2024-05-01", "name": "n",
     "properties": {"ipConfigurations": [{"name": "c", "properties": {"subnet": {
       "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 's')]"}\(group)}}]}},
    {"type": "Microsoft.Compute/virtualMachines", "apiVersion": "2024-07-01", "name": "m",
     "properties": {"networkProfile": {"networkInterfaces": [{
       "id": "[resourceId('Microsoft.Network/networkInterfaces', 'n')]"}]}}}
    """
  }

  @Test(
    "an attached machine is the machine, and what stands elsewhere is not known",
    arguments: [("VirtualMachine", Verdict.unreachable), ("Databricks", .unknown)])
  func attached(_ row: (String, Verdict)) throws {
    let resources = """
      \(Self.machine()),
      {"type": "Microsoft.MachineLearningServices/workspaces", "apiVersion": "2024-10-01",
       "name": "w", "properties": {}},
      {"type": "Microsoft.MachineLearningServices/workspaces/computes", "apiVersion": "2024-10-01",
       "name": "w/c", "properties": {"computeType": "\(row.0)",
         "resourceId": "[resourceId('Microsoft.Compute/virtualMachines', 'm')]"}}
      """
    let estate = try TextEstate(["main.json": Self.template(resources)])
    let answer = try estate.ask("compute/c", "internet", on: "tcp/443")
    #expect(answer.verdict == row.1, "\(answer.told)")
  }

  /// A group that a linked template puts before the machine.
  @Test(
    "a linked template is read once, by whatever address",
    arguments: [
      "[concat(parameters('base'), '/nested/guard.json')]",
      "[uri(parameters('base'), 'nested/guard.json')]", "[variables('guard')]",
    ])
  func linked(_ uri: String) throws {
    let link = """
      {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "guard",
       "properties": {"mode": "Incremental", "templateLink": {"uri": "\(uri)"},
         "parameters": {"name": {"value": "real"}}}}
      """
    let before = """
      "parameters": {"base": {"type": "string", "defaultValue": "https://example.org/x/main/"}},
      "variables": {"guard": "[uri(deployment().properties.templateLink.uri, 'nested/guard.json')]"},
      """
    let guardian = """
      {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01",
       "name": "[parameters('name')]",
       "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
         "subnets": [{"name": "s", "properties": {"addressPrefix": "10.0.0.0/24"}}]}}
      """
    let estate = try TextEstate([
      "main.json": Self.template(link, before),
      "nested/guard.json": Self.template(
        guardian, "\"parameters\": {\"name\": {\"type\": \"string\", \"defaultValue\": \"own\"}}, "),
    ])
    let real = try estate.ask("subnet/real/s", "internet", on: "tcp/443")
    #expect(real.verdict != .unknown, "\(real.told)")
    #expect(throws: (any Error).self) { try estate.ask("subnet/own/s", "internet", on: "tcp/443") }
  }

  @Test("a balancer without a tier has that of its public address")
  func tier() throws {
    let pool = """
      , "loadBalancerBackendAddressPools": [{
        "id": "[resourceId('Microsoft.Network/loadBalancers/backendAddressPools', 'lb', 'p')]"}]
      """
    let balancer = """
      {"type": "Microsoft.Network/publicIPAddresses", "apiVersion": "2023-04-01", "name": "pip",
       "properties": {"publicIPAllocationMethod": "Dynamic"}},
      {"type": "Microsoft.Network/loadBalancers", "apiVersion": "2023-04-01", "name": "lb",
       "properties": {
         "frontendIPConfigurations": [{"name": "f", "properties": {"publicIPAddress": {
           "id": "[resourceId('Microsoft.Network/publicIPAddresses', 'pip')]"}}}],
         "backendAddressPools": [{"name": "p"}],
         "loadBalancingRules": [{"name": "r", "properties": {
           "frontendIPConfiguration": {"id": "[resourceId('Microsoft.Network/loadBalancers/frontendIPConfigurations', 'lb', 'f')]"},
           "backendAddressPool": {"id": "[resourceId('Microsoft.Network/loadBalancers/backendAddressPools', 'lb', 'p')]"},
           "protocol": "Tcp", "frontendPort": 80, "backendPort": 80}}]}}
      """
    // Without any group a member of the tier Basic is open, and one of the tier Standard closed.
    let plain = Self.machine(pool).replacing(
      /,\s*"networkSecurityGroup": \{"id": "[^"]*"\}/, with: "")
    let estate = try TextEstate(["main.json": Self.template("\(plain), \(balancer)")])
    let answer = try estate.ask("internet", "vm/m", on: "tcp/80")
    #expect(answer.verdict == .reachable, "\(answer.told)")
  }

  @Test(
    "the group of a subnet is asked about computes in it, whatever brings the packet there",
    arguments: [("", Verdict.unreachable), ("Allow", .reachable)])
  func compute(_ row: (String, Verdict)) throws {
    let rule = """
      {"name": "in", "properties": {"priority": 100, "direction": "Inbound", "access": "Allow",
        "protocol": "Tcp", "sourceAddressPrefix": "Internet", "sourcePortRange": "*",
        "destinationAddressPrefix": "*", "destinationPortRange": "22"}}
      """
    let resources = """
      {"type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2024-05-01", "name": "g",
       "properties": {"securityRules": [\(row.0.isEmpty ? "" : rule)]}},
      {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "v",
       "location": "westeurope", "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
         "subnets": [{"name": "s", "properties": {"addressPrefix": "10.0.0.0/24",
           "networkSecurityGroup": {"id": "[resourceId('Microsoft.Network/networkSecurityGroups', 'g')]"}}}]}},
      {"type": "Microsoft.MachineLearningServices/workspaces", "apiVersion": "2024-10-01",
       "name": "w", "location": "westeurope", "properties": {}},
      {"type": "Microsoft.MachineLearningServices/workspaces/computes", "apiVersion": "2024-10-01",
       "name": "w/c", "properties": {"computeType": "AmlCompute", "properties": {
         "enableNodePublicIp": true, "remoteLoginPortPublicAccess": "Enabled", "subnet": {
           "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 's')]"}}}}
      """
    let estate = try TextEstate(["main.json": Self.template(resources)])
    let answer = try estate.ask("internet", "compute/c", on: "tcp/22")
    #expect(answer.verdict == row.1, "\(answer.told)")
  }

  @Test("an address that is taken from a prefix has the prefix's tier")
  func fromPrefix() throws {
    let address = """
      {"type": "Microsoft.Network/publicIPPrefixes", "apiVersion": "2023-04-01", "name": "pre",
       "sku": {"name": "Standard"}, "properties": {"prefixLength": 30}},
      {"type": "Microsoft.Network/publicIPAddresses", "apiVersion": "2023-04-01", "name": "pip",
       "properties": {"publicIPPrefix": {
         "id": "[resourceId('Microsoft.Network/publicIPPrefixes', 'pre')]"}}}
      """
    let plain = Self.machine(
      """
      , "publicIPAddress": {"id": "[resourceId('Microsoft.Network/publicIPAddresses', 'pip')]"}
      """
    ).replacing(/,\s*"networkSecurityGroup": \{"id": "[^"]*"\}/, with: "")
    let estate = try TextEstate(["main.json": Self.template("\(plain), \(address)")])
    // Of the tier Standard it is closed where no group stands.
    let answer = try estate.ask("internet", "vm/m", on: "tcp/22")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
  }

  @Test(
    "whether the internet reaches the nodes of an attached cluster hangs on the router's balancer",
    arguments: [
      ("", Verdict.unknown), ("\"loadBalancerType\": \"PublicIp\"", .unknown),
      ("\"loadBalancerType\": \"InternalLoadBalancer\"", .unreachable),
    ])
  func attachedCluster(_ row: (String, Verdict)) throws {
    let type = "Microsoft.MachineLearningServices/workspaces"
    let estate = try TextEstate([
      "main.json": Self.template(
        """
        {"type": "\(type)", "apiVersion": "2024-04-01", "name": "ml", "location": "westeurope",
         "properties": {}},
        {"type": "\(type)/computes", "apiVersion": "2024-04-01", "name": "ml/k",
         "location": "westeurope", "properties": {"computeType": "AKS", "properties": {\(row.0)}}}
        """)
    ])
    let answer = try estate.ask("internet", "compute/k", on: "tcp/443")
    #expect(answer.verdict == row.1, "\(answer.told)")
    #expect(!answer.unknowns.contains { $0.property == "enableNodePublicIp" }, "\(answer.told)")
  }

  @Test("a reply to a sender whose address no input tells is open by that address")
  func openReply() throws {
    let estate = try TextEstate([
      "main.json": Self.template(
        """
        {"type": "Microsoft.Network/routeTables", "apiVersion": "2024-05-01", "name": "t",
         "properties": {"routes": [{"name": "half", "properties": {
           "addressPrefix": "10.0.1.0/25", "nextHopType": "None"}}]}},
        {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "v",
         "location": "westeurope", "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
           "subnets": [{"name": "here", "properties": {"addressPrefix": "10.0.1.0/24"}},
             {"name": "there", "properties": {"addressPrefix": "10.0.2.0/24", "routeTable": {
               "id": "[resourceId('Microsoft.Network/routeTables', 't')]"}}}]}},
        {"type": "Microsoft.Network/networkInterfaces", "apiVersion": "2024-05-01", "name": "n",
         "properties": {"ipConfigurations": [{"name": "c", "properties": {"subnet": {
           "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 'here')]"}}}]}}
        """)
    ])
    let answer = try estate.ask("nic/n", "ip/10.0.2.9", on: "tcp/443")
    #expect(answer.verdict == .unknown, "\(answer.told)")
    #expect(
      answer.unknowns.contains { $0.because.contains("no input tells the address of nic/n") },
      "\(answer.told)")
  }

  @Test("a flag of old previews of which no document tells what it does leaves egress open")
  func privateNetworkConnection() throws {
    for (line, verdict) in [
      ("private_network_connection: true", Verdict.unknown), ("", .reachable),
    ] {
      let estate = try TextEstate([
        "workspace.yml": """
        $schema: https://azuremlschemas.azureedge.net/latest/workspace.schema.json
        name: ml
        """,
        "endpoint.yml": """
        $schema: https://azuremlschemas.azureedge.net/latest/managedOnlineEndpoint.schema.json
        name: score
        """,
        "deployment.yml": """
        $schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
        name: blue
        endpoint_name: score
        instance_type: Standard_DS3_v2
        \(line)
        """,
      ])
      let answer = try estate.ask("deployment/score/blue", "internet", on: "tcp/443")
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
  }

  @Test("an access restriction that is no object may be anything")
  func restrictionOfWrongShape() throws {
    let estate = try TextEstate([
      "export.json": ExportedText.list([
        ExportedText.resource(
          "Microsoft.Web/sites", "w",
          "\"siteConfig\": {\"ipSecurityRestrictions\": [\"10.0.0.0/8\"]}")
      ])
    ])
    let answer = try estate.ask("internet", "Microsoft.Web/sites/w", on: "tcp/443")
    #expect(answer.verdict == .unknown, "\(answer.told)")
  }

  @Test("D-7: a record whose name is not known may be the one of the private endpoint")
  func recordWithoutAName() throws {
    func estate(_ record: String) throws -> TextEstate {
      try TextEstate([
        "main.json": """
        {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0", "parameters": {"record": {"type": "string"}}, "resources": [
          {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-04-01", "name": "v",
           "location": "westeurope", "properties": {
             "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
             "subnets": [{"name": "s", "properties": {"addressPrefix": "10.0.1.0/24"}}]}},
          {"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "sta",
           "location": "westeurope", "sku": {"name": "Standard_LRS"}, "kind": "StorageV2",
           "properties": {"publicNetworkAccess": "Disabled"}},
          {"type": "Microsoft.Network/privateEndpoints", "apiVersion": "2023-04-01", "name": "pe",
           "location": "westeurope", "properties": {
             "subnet": {"id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 's')]"},
             "ipConfigurations": [{"name": "i", "properties": {
               "privateIPAddress": "10.0.1.9", "groupId": "blob", "memberName": "blob"}}],
             "privateLinkServiceConnections": [{"name": "c", "properties": {
               "privateLinkServiceId": "[resourceId('Microsoft.Storage/storageAccounts', 'sta')]",
               "groupIds": ["blob"]}}]}},
          {"type": "Microsoft.Network/privateDnsZones", "apiVersion": "2020-06-01",
           "name": "privatelink.blob.core.windows.net", "location": "global"},
          {"type": "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
           "apiVersion": "2020-06-01", "name": "privatelink.blob.core.windows.net/l",
           "location": "global", "properties": {"registrationEnabled": false, "virtualNetwork": {
             "id": "[resourceId('Microsoft.Network/virtualNetworks', 'v')]"}}},
          {"type": "Microsoft.Network/privateDnsZones/A", "apiVersion": "2020-06-01",
           "name": "[format('privatelink.blob.core.windows.net/{0}', \(record))]", "properties": {
             "ttl": 300, "aRecords": [{"ipv4Address": "10.0.1.9"}]}}
        ]}
        """
      ])
    }
    for (record, verdict) in [
      ("parameters('record')", Verdict.unknown), ("'sta'", .reachable), ("'other'", .unreachable),
    ] {
      let answer = try estate(record).ask("subnet/v/s", "storage/sta", on: "tcp/443")
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
  }

  @Test(
    "a template that only a deployment links to which is not made is none of the estate",
    arguments: [
      (#""condition": "[parameters('isOpen')]","#, "false", Verdict.unreachable),
      (#""condition": "[parameters('isOpen')]","#, "true", .reachable),
      (
        #""copy": {"name": "c", "count": "[if(parameters('isOpen'), 1, 0)]"},"#, "false",
        .unreachable
      ),
    ])
  func linkOfNoDeployment(_ row: (String, String, Verdict)) throws {
    let schema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
    let estate = try TextEstate(
      [
        "main.json": """
        {"$schema": "\(schema)", "contentVersion": "1.0.0.0",
        "parameters": {"isOpen": {"type": "bool"}},
        "variables": {"link": "[uri(deployment().properties.templateLink.uri, 'nested/ssh.json')]"},
        "resources": [
          {"type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2023-04-01",
           "name": "g", "location": "westeurope", "properties": {}},
          {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-04-01", "name": "v",
           "location": "westeurope", "properties": {
             "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
             "subnets": [{"name": "s", "properties": {"addressPrefix": "10.0.1.0/24",
               "networkSecurityGroup": {
                 "id": "[resourceId('Microsoft.Network/networkSecurityGroups', 'g')]"}}}]}},
          {"type": "Microsoft.Network/publicIPAddresses", "apiVersion": "2023-04-01", "name": "p",
           "location": "westeurope", "sku": {"name": "Standard"},
           "properties": {"publicIPAllocationMethod": "Static"}},
          {"type": "Microsoft.Network/networkInterfaces", "apiVersion": "2023-04-01", "name": "n",
           "location": "westeurope", "properties": {"ipConfigurations": [{"name": "i", "properties": {
             "privateIPAddress": "10.0.1.4", "privateIPAllocationMethod": "Static",
             "publicIPAddress": {
               "id": "[resourceId('Microsoft.Network/publicIPAddresses', 'p')]"},
             "subnet": {
               "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 's')]"}}}]}},
          {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "ssh",
           \(row.0) "properties": {"mode": "Incremental",
             "templateLink": {"uri": "[variables('link')]"}}}
        ]}
        """,
        "nested/ssh.json": """
        {"$schema": "\(schema)", "contentVersion": "1.0.0.0", "resources": [
          {"type": "Microsoft.Network/networkSecurityGroups/securityRules",
           "apiVersion": "2023-04-01", "name": "g/ssh", "properties": {
             "priority": 100, "direction": "Inbound", "access": "Allow", "protocol": "Tcp",
             "sourceAddressPrefix": "*", "sourcePortRange": "*",
             "destinationAddressPrefix": "*", "destinationPortRange": "22"}}
        ]}
        """,
      ], settings: ["isOpen=\(row.1)"])
    let answer = try estate.ask("internet", "nic/n", on: "tcp/22")
    #expect(answer.verdict == row.2, "\(answer.told)")
  }
}
