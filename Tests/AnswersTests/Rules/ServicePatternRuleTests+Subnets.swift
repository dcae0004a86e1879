import EstateModel
import Testing

@testable import Answers

// Services that are put into a subnet, or send through one.
extension ServicePatternRuleTests {
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
}
