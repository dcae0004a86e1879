import EstateModel
import Testing

@testable import Answers

// What single types of services do in their own way.
extension ServicePatternRuleTests {
  private func ask(
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
    #expect(try ask("client/home", type, more: [rule], on: "tcp/6379").verdict == .unreachable)
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

  // MARK: - Services in a subnet

  // https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-networking-private
  @Test(
    "Z-8: a flexible server in a subnet is a host there and has no public side",
    arguments: [
      ("Microsoft.DBforPostgreSQL/flexibleServers", "tcp/5432"),
      ("Microsoft.DBforMySQL/flexibleServers", "tcp/3306"),
    ])
  func injectedServers(_ row: (String, String)) throws {
    let subnet = "\"network\": {\"delegatedSubnetResourceId\": \"\(ServiceEstate.subnet("own"))\"}"
    let inside = try ask("vm/a", row.0, subnet)
    #expect(inside.verdict == .reachable, "\(inside.told)")
    #expect(inside.allowed == [row.1])
    #expect(try ask("client/home", row.0, subnet).verdict == .unreachable)
    #expect(try ask("internet", row.0, subnet).verdict == .unreachable)
    // Without a subnet it is like a SQL server: nobody without rules.
    #expect(
      try ServiceEstate.template([ServiceEstate.templated(row.0)])
        .ask("internet", "\(row.0)/it").verdict == .unreachable)
    let rule = ServiceEstate.child(
      of: row.0, "firewallRules", "home",
      "\"startIpAddress\": \"203.0.113.0\", \"endIpAddress\": \"203.0.113.255\"")
    #expect(try ask("client/home", row.0, more: [rule]).verdict == .reachable)
    let azure = ServiceEstate.child(
      of: row.0, "firewallRules", "azure",
      "\"startIpAddress\": \"0.0.0.0\", \"endIpAddress\": \"0.0.0.0\"")
    #expect(try ask("vm/a", row.0, more: [azure]).verdict == .reachable)
    #expect(try ask("client/home", row.0, more: [azure]).verdict == .unreachable)
  }

  @Test(
    "Z-8: the name of a server in a subnet is found where its own zone is linked",
    arguments: [
      ("Microsoft.DBforPostgreSQL/flexibleServers", "privateDnsZoneArmResourceId"),
      ("Microsoft.DBforMySQL/flexibleServers", "privateDnsZoneResourceId"),
    ])
  func serverZones(_ row: (String, String)) throws {
    let zone = "own.postgres.database.azure.com"
    let network = """
      "network": {"delegatedSubnetResourceId": "\(ServiceEstate.subnet("own"))",
        "\(row.1)": "\(ExportedText.id("Microsoft.Network/privateDnsZones", zone))"}
      """
    let linked = try ask(
      "vm/a", row.0, network, more: ExportedText.zone(zone, linkedTo: ["net"]))
    #expect(linked.verdict == .reachable, "\(linked.told)")
    let unlinked = try ask("vm/a", row.0, network, more: ExportedText.zone(zone, linkedTo: []))
    #expect(unlinked.verdict == .unreachable, "\(unlinked.told)")
    #expect(unlinked.blockers.map(\.control) == ["nameResolution"])
    let elsewhere = try ask("vm/a", row.0, network)
    #expect(elsewhere.verdict == .unknown, "\(elsewhere.told)")
  }

  @Test("Z-7: an app sends through the subnet of its integration, whose group and routes count")
  func appOutbound() throws {
    let type = "Microsoft.Web/sites"
    let answer = try ask(
      type + "/it", type, "\"virtualNetworkSubnetId\": \"\(ServiceEstate.subnet("own"))\"",
      to: "vm/a", on: "tcp/443")
    #expect(answer.verdict == .reachable, "\(answer.told)")
    let unknown = try ask(type + "/it", type, to: "vm/a", on: "tcp/443")
    #expect(unknown.verdict == .unknown, "\(unknown.told)")
  }

  @Test(
    "Z-6, Z-9, Z-14: caches, environments and gateways in a subnet are hosts there",
    arguments: [
      ("Microsoft.Cache/redis", "\"subnetId\": \"SUBNET\"", Verdict.unreachable),
      (
        "Microsoft.App/managedEnvironments",
        "\"vnetConfiguration\": {\"internal\": true, \"infrastructureSubnetId\": \"SUBNET\"}",
        .unreachable
      ),
      (
        "Microsoft.ApiManagement/service",
        "\"virtualNetworkType\": \"Internal\", \"virtualNetworkConfiguration\": {\"subnetResourceId\": \"SUBNET\"}",
        .unreachable
      ),
      (
        "Microsoft.ApiManagement/service",
        "\"virtualNetworkType\": \"External\", \"virtualNetworkConfiguration\": {\"subnetResourceId\": \"SUBNET\"}",
        .unknown
      ),
    ])
  func injectedServices(_ row: (String, String, Verdict)) throws {
    let properties = row.1.replacing("SUBNET", with: ServiceEstate.subnet("own"))
    let inside = try ask("vm/a", row.0, properties)
    #expect(inside.verdict == .reachable, "\(inside.told)")
    let home = try ask("client/home", row.0, properties)
    #expect(home.verdict == row.2, "\(home.told)")
  }

  // https://learn.microsoft.com/azure/container-apps/ingress-overview
  @Test("Z-9: an app takes outsiders only where its way in is external, and by rules of one kind")
  func containerApps() throws {
    let type = "Microsoft.App/containerApps"
    let home = "Microsoft.App/managedEnvironments"
    func verdict(
      _ from: String, _ ingress: String, _ environment: String = "", more: [String] = []
    ) throws -> Verdict {
      try ask(
        from, type,
        """
        "environmentId": "\(ExportedText.id(home, "env"))", "configuration": {\(ingress)}
        """, more: [ServiceEstate.resource(home, "env", environment)] + more
      ).verdict
    }
    func ingress(_ external: Bool, _ rules: String = "") -> String {
      "\"ingress\": {\"external\": \(external), \"targetPort\": 80\(rules)}"
    }
    #expect(try verdict("client/home", ingress(true)) == .reachable)
    #expect(try verdict("client/home", ingress(false)) == .unreachable)
    #expect(try verdict("client/home", "\"activeRevisionsMode\": \"Single\"") == .unreachable)
    func rules(_ action: String) -> String {
      """
      , "ipSecurityRestrictions": [{"name": "r", "action": "\(action)", "ipAddressRange": "203.0.113.0/24"}]
      """
    }
    #expect(try verdict("client/home", ingress(true, rules("Allow"))) == .reachable)
    #expect(try verdict("client/stranger", ingress(true, rules("Allow"))) == .unreachable)
    #expect(try verdict("client/home", ingress(true, rules("Deny"))) == .unreachable)
    #expect(try verdict("client/stranger", ingress(true, rules("Deny"))) == .reachable)
    let closed = "\"publicNetworkAccess\": \"Disabled\""
    #expect(try verdict("client/home", ingress(true), closed) == .unreachable)
    let endpoint = ServiceEstate.privateEndpoint(
      to: home, "env", group: "managedEnvironments",
      zones: ["privatelink.westeurope.azurecontainerapps.io"])
    #expect(try verdict("vm/a", ingress(true), closed, more: endpoint) == .reachable)
    #expect(try verdict("vm/a", ingress(false), closed, more: endpoint) == .unreachable)
    let inside =
      "\"vnetConfiguration\": {\"internal\": true, \"infrastructureSubnetId\": \"\(ServiceEstate.subnet("own"))\"}"
    #expect(try verdict("vm/a", ingress(true), inside) == .reachable)
    #expect(try verdict("vm/a", ingress(false), inside) == .unreachable)
    #expect(try verdict("client/home", ingress(true), inside) == .unreachable)
  }

  @Test("Z-9, Z-14: an environment or a gateway outside a subnet has a public side")
  func notInjected() throws {
    let external =
      "\"vnetConfiguration\": {\"internal\": false, \"infrastructureSubnetId\": \"\(ServiceEstate.subnet("own"))\"}"
    #expect(
      try ask("client/home", "Microsoft.App/managedEnvironments", external).verdict == .reachable)
    #expect(
      try ask(
        "client/home", "Microsoft.ApiManagement/service", "\"virtualNetworkType\": \"None\""
      ).verdict == .reachable)
  }

  @Test("a managed instance is a host of its subnet, its public endpoint port 3342 there")
  func managedInstance() throws {
    let type = "Microsoft.Sql/managedInstances"
    let subnet = "\"subnetId\": \"\(ServiceEstate.subnet("own"))\""
    #expect(try ask("vm/a", type, subnet).verdict == .reachable)
    #expect(try ask("client/home", type, subnet, on: "tcp/3342").verdict == .unreachable)
    let open = "\(subnet), \"publicDataEndpointEnabled\": true"
    #expect(try ask("client/home", type, open, on: "tcp/1433").verdict == .unreachable)
    let data = try ask("client/home", type, open, on: "tcp/3342")
    #expect(data.verdict == .reachable, "\(data.told)")
    let closed = "\(subnet), \"publicDataEndpointEnabled\": false"
    #expect(try ask("client/home", type, closed, on: "tcp/3342").verdict == .unreachable)
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

  // MARK: - Kinds that no row describes

  @Test(
    "Z-15: of an unknown kind a private endpoint and its zone are known, the public side is not")
  func unknownKind() throws {
    let type = "Microsoft.HealthcareApis/workspaces"
    let endpoint = ServiceEstate.privateEndpoint(
      to: type, group: "healthcareworkspace",
      zones: ["privatelink.workspace.azurehealthcareapis.com"])
    let inside = try ask("vm/a", type, more: endpoint)
    #expect(inside.verdict == .reachable, "\(inside.told)")
    let home = try ask("client/home", type, more: endpoint)
    #expect(home.verdict == .unknown, "\(home.told)")
    #expect(try ask("vm/a", type).verdict == .unknown)
  }

  // https://learn.microsoft.com/azure/data-factory/managed-virtual-network-private-endpoint
  @Test(
    "D-16, X-7: an endpoint in the network of a factory or of indexers moves the name of its target",
    arguments: [
      "Microsoft.DataFactory/factories/f/managedVirtualNetworks/default/managedPrivateEndpoints/e",
      "Microsoft.Search/searchServices/s/sharedPrivateLinkResources/e",
    ])
  func foreignEndpoints(_ path: String) throws {
    let type = Self.cosmos
    let parts = path.split(separator: "/")
    let kind =
      ([parts[0]] + parts.dropFirst().enumerated().filter { $0.offset % 2 == 0 }.map(\.element))
      .joined(separator: "/")
    func answer(_ from: String, _ state: String) throws -> QueryAnswer {
      let endpoint = """
        {"id": "\(ExportedText.group)/\(path)", "name": "e", "type": "\(kind)",
          "properties": {"privateLinkResourceId": "\(ExportedText.id(type, "it"))", "groupId": "Sql",
            "connectionState": {"status": "\(state)"}}}
        """
      return try ask(
        from, type,
        more: [endpoint]
          + ExportedText.zone("privatelink.documents.azure.com", linkedTo: ["net"]))
    }
    // Where the zone is linked, it has no record for the name.
    let moved = try answer("vm/a", "Approved")
    #expect(moved.verdict == .unreachable, "\(moved.told)")
    #expect(moved.blockers.map(\.control).contains("nameResolution"), "\(moved.told)")
    #expect(try answer("vm/a", "Pending").verdict == .reachable)
    // And it is an approved private endpoint as any other.
    #expect(try answer("client/home", "Approved").verdict == .unreachable)
    #expect(try answer("client/home", "Pending").verdict == .reachable)
  }

  // MARK: - Perimeters

  // https://learn.microsoft.com/azure/private-link/network-security-perimeter-transition
  @Test(
    "X-9: an enforced perimeter decides before flag and rules, another mode leaves these to decide",
    arguments: [
      ("Enforced", Verdict.unknown), ("Learning", .unreachable), ("Transition", .unreachable),
    ])
  func perimeters(_ row: (String, Verdict)) throws {
    let type = "Microsoft.Sql/servers"
    let perimeter = "Microsoft.Network/networkSecurityPerimeters"
    let association = """
      {"id": "\(ExportedText.id(perimeter, "nsp"))/resourceAssociations/sql", "name": "sql",
        "type": "\(perimeter)/resourceAssociations",
        "properties": {"privateLinkResource": {"id": "\(ExportedText.id(type, "it"))"}, "accessMode": "\(row.0)"}}
      """
    let more = [
      association,
      ServiceEstate.resource(
        "Microsoft.MachineLearningServices/workspaces", "ml", "\"publicNetworkAccess\": \"Enabled\""
      ),
    ]
    let closed = "\"publicNetworkAccess\": \"Disabled\""
    #expect(try ask("client/home", type, closed, more: more).verdict == row.1)
    #expect(try ask("workspace/ml", type, closed, more: more).verdict == .unknown)
    // What comes by a private endpoint is asked by nobody.
    let inside = try ask(
      "vm/a", type, closed,
      more: more
        + ServiceEstate.privateEndpoint(
          to: type, group: "sqlServer", zones: ["privatelink.database.windows.net"]))
    #expect(inside.verdict == .reachable, "\(inside.told)")
  }

  // https://learn.microsoft.com/azure/storage/common/storage-network-security-overview
  @Test("X-4: who may do what in a service is no matter of the network")
  func authorization() throws {
    let type = "Microsoft.ServiceBus/namespaces"
    let answer = try ServiceEstate.template([
      ServiceEstate.templated(type, "it", "\"disableLocalAuth\": true")
    ]).ask("client/home", "\(type)/it")
    #expect(answer.verdict == .reachable)
    let account = "Microsoft.CognitiveServices/accounts"
    #expect(
      try ask(
        "client/home", account,
        "\"disableLocalAuth\": true, \"customSubDomainName\": \"mine\", \"publicNetworkAccess\": \"Disabled\""
      ).verdict == .unreachable)
  }
}
