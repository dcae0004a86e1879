import Testing

@testable import Answers

// https://learn.microsoft.com/azure/container-apps/networking
@Suite("Environments of container apps")
struct ContainerEnvironmentRuleTests {
  private static func id(_ type: String, _ names: String) -> String {
    "[resourceId('\(type)', \(names))]"
  }

  private static func environment(_ name: String, _ properties: String) -> String {
    ServiceEstate.templated("Microsoft.App/managedEnvironments", name, properties)
  }

  private static func app(_ name: String, in environment: String, _ ingress: String = "") -> String
  {
    ServiceEstate.templated(
      "Microsoft.App/containerApps", name,
      """
      "managedEnvironmentId": "\(environment)",
      "configuration": {\(ingress)}
      """)
  }

  private static func env(_ name: String) -> String {
    id("Microsoft.App/managedEnvironments", "'\(name)'")
  }

  private static let inside = "\"ingress\": {\"external\": false, \"targetPort\": 80}"
  private static let outside = "\"ingress\": {\"external\": true, \"targetPort\": 80}"

  /// A public environment in a subnet of `v`, one without a network, and services.
  private static func estate(_ apps: [String], parameters: String = "") throws -> TextEstate {
    let subnet = id("Microsoft.Network/virtualNetworks/subnets", "'v', 'apps'")
    let resources =
      [
        """
        {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "v",
         "properties": {"addressSpace": {"addressPrefixes": ["10.1.0.0/16"]}, "subnets": [
           {"name": "apps", "properties": {"addressPrefix": "10.1.0.0/23"}},
           {"name": "others", "properties": {"addressPrefix": "10.1.2.0/24"}}]}}
        """,
        environment(
          "env",
          "\"vnetConfiguration\": {\"internal\": false, \"infrastructureSubnetId\": \"\(subnet)\"}"),
        environment("bare", ""), environment("null", "\"vnetConfiguration\": null"),
        environment("open", "\"vnetConfiguration\": \"[parameters('net')]\""),
        ServiceEstate.templated("Microsoft.KeyVault/vaults", "kv", "\"tenantId\": \"t\""),
        ServiceEstate.templated(
          "Microsoft.Storage/storageAccounts", "shut", "\"publicNetworkAccess\": \"Disabled\""),
        ServiceEstate.templated(
          "Microsoft.KeyVault/vaults", "chosen",
          "\"networkAcls\": {\"defaultAction\": \"Deny\", \"ipRules\": [{\"value\": \"20.1.1.1\"}]}"
        ),
      ] + apps
    return try TextEstate([
      "main.json": """
      {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
       "contentVersion": "1.0.0.0",
       "parameters": {"net": {"type": "object"}, "where": {"type": "string"}},
       "resources": [\(resources.joined(separator: ",\n"))]}
      """
    ])
  }

  private static func selector(_ name: String) -> String { "Microsoft.App/containerApps/\(name)" }

  @Test(
    "Z-9: apps of one public environment call each other, whoever else gets in",
    arguments: ["env", "bare"])
  func amongApps(_ name: String) throws {
    let home = Self.env(name)
    let estate = try Self.estate([
      Self.app("caller", in: home), Self.app("inner", in: home, Self.inside),
      Self.app("outer", in: home, Self.outside), Self.app("silent", in: home),
      Self.app("stranger", in: Self.env("null"), Self.outside),
    ])
    for (target, verdict) in [
      ("inner", Verdict.reachable), ("outer", .reachable), ("silent", .unreachable),
    ] {
      let answer = try estate.ask(Self.selector("caller"), Self.selector(target), on: "tcp/443")
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
    for sender in [Self.selector("stranger"), "internet", "subnet/v/others"] {
      let answer = try estate.ask(sender, Self.selector("inner"), on: "tcp/443")
      #expect(answer.verdict == .unreachable, "\(answer.told)")
      #expect(answer.blockers.contains { $0.rule == "external: false" }, "\(answer.told)")
    }
    // The environment itself is its apps.
    let whole = try estate.ask(
      "Microsoft.App/managedEnvironments/\(name)", Self.selector("inner"), on: "tcp/443")
    #expect(whole.verdict == .reachable, "\(whole.told)")
  }

  @Test("Z-9: what rules of an app say to callers of its environment is not documented")
  func rulesInside() throws {
    let rules = """
      "ingress": {"external": true, "targetPort": 80, "ipSecurityRestrictions": [
        {"name": "office", "action": "Allow", "ipAddressRange": "203.0.113.0/24"}]}
      """
    let home = Self.env("env")
    let estate = try Self.estate([
      Self.app("caller", in: home), Self.app("ruled", in: home, rules),
    ])
    let answer = try estate.ask(Self.selector("caller"), Self.selector("ruled"), on: "tcp/443")
    #expect(answer.verdict == .unknown, "\(answer.told)")
    #expect(
      answer.unknowns.contains { $0.because.contains("within its environment") }, "\(answer.told)")
    let office = try estate.ask("internet/203.0.113.9", Self.selector("ruled"), on: "tcp/443")
    #expect(office.verdict == .reachable, "\(office.told)")
  }

  @Test("Z-9: whether two apps are in one environment may be open")
  func openEnvironment() throws {
    let somewhere = "[parameters('where')]"
    let estate = try Self.estate([
      Self.app("caller", in: Self.env("env")), Self.app("inner", in: somewhere, Self.inside),
    ])
    let answer = try estate.ask(Self.selector("caller"), Self.selector("inner"), on: "tcp/443")
    #expect(answer.verdict == .unknown, "\(answer.told)")
    #expect(answer.unknowns.contains { $0.because.contains("'where'") }, "\(answer.told)")
  }

  @Test("Z-9, X-10: an environment without a network of yours calls public addresses alone")
  func withoutNetwork() throws {
    for name in ["bare", "null"] {
      let estate = try Self.estate([
        Self.app("caller", in: Self.env(name)),
        Self.app("inner", in: Self.env("env"), Self.inside),
      ])
      for (target, verdict) in [
        ("keyvault/kv", Verdict.reachable), ("storage/shut", .unreachable),
        ("subnet/v/others", .unreachable), (Self.selector("inner"), .unreachable),
        // Its address is no one's that rules may name, but nobody knows it.
        ("keyvault/chosen", .unknown),
      ] {
        for sender in [Self.selector("caller"), "Microsoft.App/managedEnvironments/\(name)"] {
          let answer = try estate.ask(sender, target, on: "tcp/443")
          #expect(answer.verdict == verdict, "\(name): \(answer.told)")
        }
      }
    }
    let open = try Self.estate([Self.app("caller", in: Self.env("open"))])
      .ask(Self.selector("caller"), "keyvault/chosen", on: "tcp/443")
    #expect(open.verdict == .unknown, "\(open.told)")
    #expect(open.unknowns.contains { $0.because.contains("parameter 'net'") }, "\(open.told)")
  }

  @Test("N-29: the group at the subnet of an external environment judges public callers")
  func group() throws {
    func subnet(_ group: String) -> String {
      """
      {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "w",
       "properties": {"addressSpace": {"addressPrefixes": ["10.2.0.0/16"]}, "subnets": [
         {"name": "apps", "properties": {"addressPrefix": "10.2.0.0/23"\(group)}}]}}
      """
    }
    func estate(_ group: String) throws -> TextEstate {
      let apps = Self.id("Microsoft.Network/virtualNetworks/subnets", "'w', 'apps'")
      return try Self.estate([
        subnet(group),
        """
        {"type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2024-05-01", "name": "few",
         "properties": {"securityRules": [{"name": "office", "properties": {"priority": 100,
           "direction": "Inbound", "access": "Allow", "protocol": "Tcp",
           "sourceAddressPrefix": "198.51.100.0/24", "sourcePortRange": "*",
           "destinationAddressPrefix": "*", "destinationPortRange": "443"}}]}}
        """,
        Self.environment(
          "ext",
          "\"vnetConfiguration\": {\"internal\": false, \"infrastructureSubnetId\": \"\(apps)\"}"),
        Self.app("shop", in: Self.env("ext"), Self.outside),
      ])
    }
    let shop = "Microsoft.App/containerApps/shop"
    let few = try estate(
      ", \"networkSecurityGroup\": {\"id\": \"\(Self.id("Microsoft.Network/networkSecurityGroups", "'few'"))\"}"
    )
    let office = try few.ask("internet/198.51.100.9", shop, on: "tcp/443")
    #expect(office.verdict == .reachable, "\(office.told)")
    let other = try few.ask("internet/203.0.113.9", shop, on: "tcp/443")
    #expect(other.verdict == .unreachable, "\(other.told)")
    #expect(try few.ask("internet", shop, on: "tcp/443").verdict == .partial)
    let none = try estate("").ask("internet/203.0.113.9", shop, on: "tcp/443")
    #expect(none.verdict == .reachable, "\(none.told)")
  }
}
