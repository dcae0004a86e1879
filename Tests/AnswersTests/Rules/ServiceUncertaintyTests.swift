import EstateModel
import Testing

@testable import Answers

// What a template leaves open of a service leaves open what hangs on it, and nothing else.
@Suite("Open values of services")
struct ServiceUncertaintyTests {
  private static let sql = "Microsoft.Sql/servers"

  private func template(_ resources: [String], parameters: String) throws -> TextEstate {
    try TextEstate([
      "main.json": """
      {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "parameters": {\(parameters)},
        "resources": [\(resources.joined(separator: ",\n"))]
      }
      """,
      "reachmap.yaml": ServiceEstate.clients,
    ])
  }

  private func rule(_ first: String, _ last: String) -> String {
    """
    {"type": "\(Self.sql)/firewallRules", "apiVersion": "2022-05-01-preview", "name": "it/rule",
      "properties": {"startIpAddress": "\(first)", "endIpAddress": "\(last)"}}
    """
  }

  @Test("a flag that a parameter gives is open, unless every value leads to the same answer")
  func flag() throws {
    let parameter = "\"access\": {\"type\": \"string\"}"
    let server = ServiceEstate.templated(
      Self.sql, "it", "\"publicNetworkAccess\": \"[parameters('access')]\"")
    let open = try template([server, rule("203.0.113.0", "203.0.113.255")], parameters: parameter)
    #expect(try open.ask("client/home", "\(Self.sql)/it").verdict == .unknown)
    // Nobody else is let in by either value.
    #expect(try open.ask("client/stranger", "\(Self.sql)/it").verdict == .unreachable)
    let none = try template([server], parameters: parameter)
    #expect(try none.ask("client/home", "\(Self.sql)/it").verdict == .unreachable)
  }

  @Test("a rule whose addresses a parameter gives admits perhaps")
  func rule() throws {
    let estate = try template(
      [
        ServiceEstate.templated(Self.sql),
        rule("[parameters('first')]", "203.0.113.255"),
      ], parameters: "\"first\": {\"type\": \"string\"}")
    let answer = try estate.ask("client/home", "\(Self.sql)/it")
    #expect(answer.verdict == .unknown, "\(answer.told)")
    #expect(answer.unknowns.contains { $0.because.contains("'first'") }, "\(answer.told)")
  }

  @Test("an open list of rules may be empty: then everybody gets in")
  func list() throws {
    let type = "Microsoft.Search/searchServices"
    let estate = try template(
      [
        ServiceEstate.templated(
          type, "it", "\"networkRuleSet\": {\"ipRules\": \"[parameters('rules')]\"}")
      ], parameters: "\"rules\": {\"type\": \"array\"}")
    #expect(try estate.ask("client/home", "\(type)/it").verdict == .unknown)
  }

  @Test("whether a service is in a subnet may be open: so is where it is reached")
  func subnet() throws {
    let type = "Microsoft.DBforPostgreSQL/flexibleServers"
    let estate = try template(
      [
        ServiceEstate.templated(
          type, "it",
          "\"network\": {\"delegatedSubnetResourceId\": \"[parameters('subnet')]\"}")
      ], parameters: "\"subnet\": {\"type\": \"string\"}")
    #expect(try estate.ask("client/home", "\(type)/it").verdict == .unknown)
  }

  @Test("an action of an access restriction that is open decides only for whom it matches")
  func restriction() throws {
    let type = "Microsoft.Web/sites"
    let estate = try template(
      [
        ServiceEstate.templated(
          type, "it",
          """
          "siteConfig": {"ipSecurityRestrictions": [
            {"priority": 100, "action": "[parameters('action')]", "ipAddress": "203.0.113.0/24"},
            {"priority": 200, "action": "Deny", "ipAddress": "Any"}]}
          """)
      ], parameters: "\"action\": {\"type\": \"string\"}")
    #expect(try estate.ask("client/home", "\(type)/it").verdict == .unknown)
    #expect(try estate.ask("client/stranger", "\(type)/it").verdict == .unreachable)
  }

  @Test("whether a cluster is private may be open: then nobody knows who gets there")
  func cluster() throws {
    let type = "Microsoft.ContainerService/managedClusters"
    let estate = try template(
      [
        ServiceEstate.templated(
          type, "it",
          "\"apiServerAccessProfile\": {\"enablePrivateCluster\": \"[parameters('private')]\"}")
      ], parameters: "\"private\": {\"type\": \"string\"}")
    #expect(try estate.ask("client/home", "aks/it").verdict == .unknown)
  }

  @Test("properties that a list of the CLI lifts beside the id are read as well")
  func lifted() throws {
    let type = "Microsoft.DocumentDB/databaseAccounts"
    let account = """
      {"id": "\(ExportedText.id(type, "it"))", "name": "it", "type": "\(type)", "kind": "GlobalDocumentDB",
        "location": "West Europe", "publicNetworkAccess": "Enabled",
        "isVirtualNetworkFilterEnabled": false,
        "ipRules": [{"ipAddressOrRange": "203.0.113.0/24"}], "virtualNetworkRules": []}
      """
    let estate = try ServiceEstate.estate([account])
    #expect(try estate.ask("client/home", "\(type)/it").verdict == .reachable)
    #expect(try estate.ask("client/stranger", "\(type)/it").verdict == .unreachable)
  }

  @Test("a fix of a service's rules opens what was asked and is told only where it does")
  func fixes() throws {
    let type = "Microsoft.EventHub/namespaces"
    let rules = ServiceEstate.child(
      of: type, "networkRuleSets", "default",
      "\"defaultAction\": \"Deny\", \"ipRules\": [{\"ipMask\": \"192.0.2.0/24\"}]")
    let estate = try ServiceEstate.estate([
      ServiceEstate.resource(type, "it", tier: "Standard"), rules,
    ])
    let answer = try estate.query.ask("client/home", "\(type)/it", fixes: true)
    #expect(answer.verdict == .unreachable)
    #expect(!answer.fixes.isEmpty, "\(answer.told)")
  }
}
