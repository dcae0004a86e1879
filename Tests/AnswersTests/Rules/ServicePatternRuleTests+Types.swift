import EstateModel
import Testing

@testable import Answers

// What single types of services do in their own way.
extension ServicePatternRuleTests {
  func ask(
    _ from: String, _ type: String, _ properties: String = "", tier: String? = nil,
    kind: String? = nil, part: String? = nil, more: [String] = [], endpoints: [String] = [],
    to target: String? = nil, on traffic: String? = nil
  ) throws -> QueryAnswer {
    let estate = try ServiceEstate.estate(
      [ServiceEstate.resource(type, "it", properties, kind: kind, tier: tier)] + more,
      endpoints: endpoints)
    let to = target ?? "\(type)/it\(part.map { "/\($0)" } ?? "")"
    return try estate.query.ask(from, to, on: traffic.map { [$0] } ?? [])
  }

  // MARK: - Namespaces

  // https://learn.microsoft.com/azure/event-hubs/event-hubs-ip-filtering
  @Test(
    "Z-3: a default to deny counts in a namespace only where a rule stands beside it",
    arguments: ["Microsoft.EventHub/namespaces", "Microsoft.ServiceBus/namespaces"])
  func namespaces(_ type: String) throws {
    func rules(_ properties: String) -> [String] {
      [ServiceEstate.child(of: type, "networkRuleSets", "default", properties)]
    }
    func verdict(_ from: String, _ properties: String, _ tier: String = "Premium") throws -> Verdict
    {
      try ask(from, type, tier: tier, more: rules(properties)).verdict
    }
    let deny = "\"defaultAction\": \"Deny\""
    let listed = "\(deny), \"ipRules\": [{\"ipMask\": \"203.0.113.0/24\", \"action\": \"Allow\"}]"
    #expect(try verdict("client/home", deny) == .reachable)
    #expect(try verdict("client/home", listed) == .reachable)
    #expect(try verdict("client/stranger", listed) == .unreachable)
    #expect(try verdict("client/stranger", listed.replacing("Deny", with: "Allow")) == .reachable)
    // One of two flags that says Disabled closes.
    #expect(
      try verdict("client/home", "\"publicNetworkAccess\": \"Disabled\"") == .unreachable)
    // Lesser tiers have no firewall.
    #expect(try verdict("client/stranger", listed, "Basic") == .reachable)
  }

  @Test("Z-3: a rule of a namespace admits the subnet with its service endpoint")
  func namespaceSubnets() throws {
    let type = "Microsoft.EventHub/namespaces"
    let rules = ServiceEstate.child(
      of: type, "networkRuleSets", "default",
      """
      "defaultAction": "Deny",
      "virtualNetworkRules": [{"subnet": {"id": "\(ServiceEstate.subnet("a"))"}}]
      """)
    func verdict(_ from: String, _ endpoints: [String]) throws -> Verdict {
      try ask(from, type, tier: "Standard", more: [rules], endpoints: endpoints).verdict
    }
    #expect(try verdict("vm/a", ["Microsoft.EventHub"]) == .reachable)
    #expect(try verdict("vm/b", ["Microsoft.EventHub"]) == .unreachable)
    #expect(try verdict("vm/a", ["Microsoft.ServiceBus"]) == .unreachable)
  }

  @Test(
    "Z-3: private endpoints of namespaces need a tier that has them",
    arguments: [
      ("Microsoft.EventHub/namespaces", "Basic", Verdict.unreachable),
      ("Microsoft.EventHub/namespaces", "Standard", .reachable),
      ("Microsoft.ServiceBus/namespaces", "Standard", .unreachable),
      ("Microsoft.ServiceBus/namespaces", "Premium", .reachable),
    ])
  func namespaceTiers(_ row: (String, String, Verdict)) throws {
    let answer = try ask(
      "vm/a", row.0, "\"publicNetworkAccess\": \"Disabled\"", tier: row.1,
      more: ServiceEstate.privateEndpoint(
        to: row.0, group: "namespace", zones: ["privatelink.servicebus.windows.net"]))
    #expect(answer.verdict == row.2, "\(answer.told)")
  }

  // MARK: - Redis

  // https://learn.microsoft.com/azure/azure-cache-for-redis/cache-private-link
  @Test(
    "Z-6: a cache without a flag is open, unknown beside a private endpoint, and ruled by rules")
  func redis() throws {
    let type = "Microsoft.Cache/redis"
    let endpoint = ServiceEstate.privateEndpoint(
      to: type, group: "redisCache", zones: ["privatelink.redis.cache.windows.net"])
    let plain = try ServiceEstate.template([ServiceEstate.templated(type)])
    #expect(try plain.ask("client/home", "\(type)/it").verdict == .reachable)
    let rule = ServiceEstate.child(
      of: type, "firewallRules", "office",
      "\"startIP\": \"203.0.113.0\", \"endIP\": \"203.0.113.9\"")
    #expect(try ask("client/home", type, more: [rule]).verdict == .reachable)
    #expect(try ask("client/stranger", type, more: [rule]).verdict == .unreachable)
    let beside = try ask("client/home", type, more: endpoint + [rule])
    #expect(beside.verdict == .unknown, "\(beside.told)")
    // The port without TLS answers only where it is switched on.
    let closed = try ServiceEstate.template([ServiceEstate.templated(type)])
      .ask("client/home", "\(type)/it", on: "tcp/6379", fixes: true)
    #expect(closed.verdict == .unreachable)
    #expect(try ask("client/home", type, more: [rule], on: "tcp/6379").verdict == .unreachable)
    #expect(
      closed.fixes.first?.changes.map(\.change) == ["set enableNonSslPort of \(type)/it to true"])
    #expect(
      try ask("client/home", type, "\"enableNonSslPort\": true", more: [rule], on: "tcp/6379")
        .verdict == .reachable)
  }

  // MARK: - App Service

  // https://learn.microsoft.com/azure/app-service/overview-access-restrictions
  @Test("Z-7: access restrictions are asked by priority, and once there is one the rest is denied")
  func appRestrictions() throws {
    let type = "Microsoft.Web/sites"
    func verdict(_ from: String, _ rules: String, _ more: String = "") throws -> Verdict {
      try ask(
        from, type, "\"siteConfig\": {\"ipSecurityRestrictions\": [\(rules)]\(more)}",
        endpoints: ["Microsoft.Web"]
      ).verdict
    }
    func rule(_ priority: Int, _ action: String, _ address: String, _ more: String = "") -> String {
      """
      {"name": "r\(priority)", "priority": \(priority), "action": "\(action)", "ipAddress": "\(address)"\(more)}
      """
    }
    #expect(try verdict("client/home", "") == .reachable)
    let listed = rule(100, "Allow", "203.0.113.0/24")
    #expect(try verdict("client/home", listed) == .reachable)
    #expect(try verdict("client/stranger", listed) == .unreachable)
    // The order of the list is not that of the priorities.
    let exception = rule(200, "Allow", "203.0.113.0/24") + "," + rule(100, "Deny", "203.0.113.7/32")
    #expect(try verdict("client/home", exception) == .unreachable)
    #expect(try verdict("internet/203.0.113.8", exception) == .reachable)
    let open = ", \"ipSecurityRestrictionsDefaultAction\": \"Allow\""
    #expect(try verdict("client/stranger", exception, open) == .reachable)
    #expect(try verdict("client/home", exception, open) == .unreachable)
    let headers = rule(
      100, "Allow", "203.0.113.0/24", ", \"headers\": {\"x-azure-fdid\": [\"id\"]}")
    #expect(try verdict("client/home", headers) == .unknown)
    #expect(try verdict("client/stranger", headers) == .unreachable)
    let subnet = """
      {"name": "s", "priority": 100, "action": "Allow", "vnetSubnetResourceId": "\(ServiceEstate.subnet("a"))"}
      """
    #expect(try verdict("vm/a", subnet) == .reachable)
    #expect(try verdict("vm/b", subnet) == .unreachable)
    #expect(try verdict("client/home", rule(1, "Deny", "Any")) == .unreachable)
  }

  @Test("Z-7: the management site has rules of its own, or those of the app")
  func managementSite() throws {
    let type = "Microsoft.Web/sites"
    let rules = """
      "ipSecurityRestrictions": [{"priority": 100, "action": "Allow", "ipAddress": "203.0.113.0/24"}],
      "scmIpSecurityRestrictions": []
      """
    func verdict(_ part: String, _ more: String) throws -> Verdict {
      try ask("client/stranger", type, "\"siteConfig\": {\(rules)\(more)}", part: part).verdict
    }
    #expect(try verdict("sites", "") == .unreachable)
    #expect(try verdict("scm", "") == .reachable)
    #expect(try verdict("scm", ", \"scmIpSecurityRestrictionsUseMain\": true") == .unreachable)
  }

  @Test("X-7, Z-7: an app without a flag is closed by a private endpoint, a slot by its own")
  func appEndpoints() throws {
    let type = "Microsoft.Web/sites"
    let slot = """
      {"id": "\(ExportedText.id(type, "it"))/slots/stage", "name": "it/stage",
        "type": "Microsoft.Web/sites/slots", "location": "westeurope",
        "properties": {"siteConfig": {"ipSecurityRestrictions": []}}}
      """
    func estate(_ group: String) throws -> TextEstate {
      try ServiceEstate.estate(
        [ServiceEstate.resource(type, "it", "\"publicNetworkAccess\": null"), slot]
          + ServiceEstate.privateEndpoint(
            to: type, group: group, zones: ["privatelink.azurewebsites.net"]))
    }
    let app = try estate("sites")
    #expect(try app.ask("client/home", "Microsoft.Web/sites/it").verdict == .unreachable)
    let inside = try app.ask("vm/a", "Microsoft.Web/sites/it")
    #expect(inside.verdict == .reachable, "\(inside.told)")
    #expect(try app.ask("client/home", "Microsoft.Web/sites/slots/it/stage").verdict == .reachable)
    let other = try estate("sites-stage")
    let stage = try other.ask("vm/a", "Microsoft.Web/sites/slots/it/stage")
    #expect(stage.verdict == .reachable, "\(stage.told)")
    #expect(
      try other.ask("client/home", "Microsoft.Web/sites/slots/it/stage").verdict == .unreachable)
  }

  // MARK: - Others

  // https://learn.microsoft.com/azure/synapse-analytics/security/synapse-workspace-ip-firewall
  @Test(
    "Z-10: the flag says nothing of a factory's studio, nor of a workspace without managed network")
  func analytics() throws {
    let closed = "\"publicNetworkAccess\": \"Disabled\""
    let factory = "Microsoft.DataFactory/factories"
    #expect(try ask("client/home", factory, closed).verdict == .unreachable)
    #expect(try ask("client/home", factory, closed, part: "portal").verdict == .reachable)
    let synapse = "Microsoft.Synapse/workspaces"
    let rule = ServiceEstate.child(
      of: synapse, "firewallRules", "home",
      "\"startIpAddress\": \"203.0.113.0\", \"endIpAddress\": \"203.0.113.255\"")
    #expect(try ask("client/stranger", synapse, more: [rule]).verdict == .unreachable)
    #expect(try ask("client/home", synapse, more: [rule]).verdict == .reachable)
    #expect(try ask("client/home", synapse, closed, more: [rule]).verdict == .unknown)
    let managed = "\(closed), \"managedVirtualNetwork\": \"default\""
    #expect(try ask("client/home", synapse, managed, more: [rule]).verdict == .unreachable)
    let databricks = "Microsoft.Databricks/workspaces"
    #expect(
      try ask(
        "client/home", databricks, "\"publicNetworkAccess\": \"Enabled\"",
        more: ServiceEstate.privateEndpoint(
          to: databricks, group: "databricks_ui_api", zones: ["privatelink.azuredatabricks.net"])
      ).verdict == .reachable)
  }

  // https://learn.microsoft.com/azure/iot-hub/iot-hub-public-network-access
  @Test("Z-11: the rules of a hub hold for its built-in event hub only where they are said to")
  func iotHub() throws {
    let type = "Microsoft.Devices/IotHubs"
    func rules(_ applies: Bool) -> String {
      """
      "networkRuleSets": {"defaultAction": "Deny", "applyToBuiltInEventHubEndpoint": \(applies),
        "ipRules": [{"filterName": "home", "action": "Allow", "ipMask": "203.0.113.0/24"}]}
      """
    }
    #expect(try ask("client/home", type, rules(true)).verdict == .reachable)
    #expect(try ask("client/stranger", type, rules(true)).verdict == .unreachable)
    #expect(try ask("client/stranger", type, rules(true), part: "events").verdict == .unreachable)
    let events = try ask("client/stranger", type, rules(false), part: "events")
    #expect(events.verdict == .reachable, "\(events.told)")
  }

  // https://learn.microsoft.com/azure/ai-services/cognitive-services-virtual-networks
  @Test("Z-13: an account without a name of its own is not reached by its private endpoint")
  func customName() throws {
    let type = "Microsoft.CognitiveServices/accounts"
    let endpoint = ServiceEstate.privateEndpoint(
      to: type, group: "account", zones: ["privatelink.cognitiveservices.azure.com"])
    let closed = "\"publicNetworkAccess\": \"Disabled\""
    let named = try ask(
      "vm/a", type, "\(closed), \"customSubDomainName\": \"mine\"", more: endpoint)
    #expect(named.verdict == .reachable, "\(named.told)")
    #expect(try ask("vm/a", type, closed, more: endpoint).verdict == .unreachable)
    let ruled = """
      "customSubDomainName": "mine", "networkAcls": {"defaultAction": "Deny",
        "ipRules": [{"value": "203.0.113.0/24"}],
        "virtualNetworkRules": [{"id": "\(ServiceEstate.subnet("a"))"}]}
      """
    #expect(try ask("client/home", type, ruled).verdict == .reachable)
    #expect(try ask("client/stranger", type, ruled).verdict == .unreachable)
    #expect(
      try ask("vm/a", type, ruled, endpoints: ["Microsoft.CognitiveServices"]).verdict
        == .reachable)
    // By which address it leaves no input tells, and one may be listed.
    #expect(try ask("vm/b", type, ruled).verdict == .unknown)
  }

  @Test(
    "Z-13: a name of its own of which a part is open is there all the same",
    arguments: [
      ("[concat('oai', uniqueString(resourceGroup().id))]", Verdict.reachable),
      ("[uniqueString(resourceGroup().id)]", .reachable),
      ("[parameters('name')]", .unknown),
    ])
  func openName(_ name: String, _ verdict: Verdict) throws {
    let zone = "privatelink.cognitiveservices.azure.com"
    func id(_ type: String, _ name: String) -> String {
      "[resourceId('\(type)', \(name.split(separator: "/").map { "'\($0)'" }.joined(separator: ", ")))]"
    }
    let estate = try TextEstate([
      "main.json": """
      {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "parameters": {"name": {"type": "string"}},
        "resources": [
          {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-01-01", "name": "net",
           "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "subnets": [
             {"name": "s", "properties": {"addressPrefix": "10.0.1.0/24"}}]}},
          {"type": "Microsoft.CognitiveServices/accounts", "apiVersion": "2023-05-01", "name": "oai",
           "kind": "OpenAI", "properties": {
             "publicNetworkAccess": "Disabled", "customSubDomainName": "\(name)"}},
          {"type": "Microsoft.Network/privateEndpoints", "apiVersion": "2023-11-01", "name": "pe",
           "properties": {
             "subnet": {"id": "\(id("Microsoft.Network/virtualNetworks/subnets", "net/s"))"},
             "privateLinkServiceConnections": [{"name": "c", "properties": {
               "privateLinkServiceId": "\(id("Microsoft.CognitiveServices/accounts", "oai"))",
               "groupIds": ["account"]}}]}},
          {"type": "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
           "apiVersion": "2023-11-01", "name": "pe/default", "properties": {"privateDnsZoneConfigs": [
             {"name": "a", "properties": {"privateDnsZoneId":
               "\(id("Microsoft.Network/privateDnsZones", "privatelink.openai.azure.com"))"}},
             {"name": "b", "properties": {"privateDnsZoneId":
               "\(id("Microsoft.Network/privateDnsZones", zone))"}}]}},
          \(["privatelink.openai.azure.com", zone].map { """
            {"type": "Microsoft.Network/privateDnsZones", "apiVersion": "2020-06-01", "name": "\($0)"},
            {"type": "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
             "apiVersion": "2020-06-01", "name": "\($0)/l", "properties": {"virtualNetwork": {
               "id": "\(id("Microsoft.Network/virtualNetworks", "net"))"}}}
            """ }.joined(separator: ",\n"))
        ]
      }
      """
    ])
    let answer = try estate.ask("subnet/net/s", "Microsoft.CognitiveServices/accounts/oai")
    #expect(answer.verdict == verdict, "\(answer.told)")
  }

  @Test("Z-13, W-15: an account of several names needs a record for each of them")
  func foundryNames() throws {
    let type = "Microsoft.CognitiveServices/accounts"
    let zones = ["cognitiveservices.azure.com", "openai.azure.com", "services.ai.azure.com"]
      .map { "privatelink.\($0)" }
    for (count, verdict) in [(3, Verdict.reachable), (2, .partial)] {
      let answer = try ask(
        "vm/a", type, "\"publicNetworkAccess\": \"Disabled\", \"customSubDomainName\": \"mine\"",
        kind: "AIServices",
        more: ServiceEstate.privateEndpoint(
          to: type, group: "account", zones: Array(zones.prefix(count))))
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
  }

  // https://learn.microsoft.com/azure/ai-foundry/agents/how-to/virtual-networks
  @Test("W-15: the agents of an account send from the subnet that they are placed in")
  func agents() throws {
    let type = "Microsoft.CognitiveServices/accounts"
    let network = ExportedText.id("Microsoft.Network/virtualNetworks", "net")
    func ask(_ subnet: String, _ port: String) throws -> QueryAnswer {
      let account = ServiceEstate.resource(
        type, "foundry",
        """
        "networkInjections": [{"scenario": "agent", "subnetArmId": "\(network)/subnets/\(subnet)",
          "useMicrosoftManagedNetwork": false}]
        """, kind: "AIServices")
      return try ServiceEstate.estate([account]).ask("\(type)/foundry", "vm/b", on: port)
    }
    let answer = try ask("a", "tcp/443")
    #expect(answer.verdict == .reachable, "\(answer.told)")
    #expect(answer.paths[0].contains { $0.node == "subnet/net/a" }, "\(answer.told)")
  }

  // https://learn.microsoft.com/azure/search/service-configure-firewall
  @Test("Z-12, X-6: whether the service of Azure Machine Learning passes hangs on the type")
  func trustedServices() throws {
    let workspace = ServiceEstate.resource(
      "Microsoft.MachineLearningServices/workspaces", "ml", "\"publicNetworkAccess\": \"Enabled\"")
    func verdict(_ type: String, _ properties: String) throws -> Verdict {
      try ask("workspace/ml", type, properties, more: [workspace]).verdict
    }
    let search = "Microsoft.Search/searchServices"
    func rules(_ bypass: String) -> String {
      "\"networkRuleSet\": {\"ipRules\": [{\"value\": \"203.0.113.7\"}]\(bypass)}"
    }
    #expect(try verdict(search, "") == .reachable)
    #expect(try verdict(search, rules("")) == .unreachable)
    #expect(try verdict(search, rules(", \"bypass\": \"AzureServices\"")) == .reachable)
    #expect(
      try verdict(
        search, rules(", \"bypass\": \"AzureServices\"") + ", \"publicNetworkAccess\": \"disabled\""
      )
        == .unknown)
    let account = "Microsoft.CognitiveServices/accounts"
    let closed = "\"customSubDomainName\": \"mine\", \"publicNetworkAccess\": \"Disabled\""
    #expect(
      try verdict(account, "\(closed), \"networkAcls\": {\"bypass\": \"AzureServices\"}")
        == .reachable)
    #expect(
      try verdict(account, "\(closed), \"networkAcls\": {\"bypass\": \"None\"}") == .unreachable)
    #expect(try verdict("Microsoft.ServiceBus/namespaces", closed) == .unknown)
  }
}
