import EstateModel
import Testing

@testable import Answers

// https://learn.microsoft.com/azure/machine-learning/how-to-configure-network-isolation-with-v2
@Suite("Workspaces that an earlier version of the API makes")
struct LegacyVersionRuleTests {
  private func estate(
    _ version: String, flag: String = "", hasEndpoint: Bool = true
  ) throws -> TextEstate {
    let type = "Microsoft.MachineLearningServices/workspaces"
    let zone = "privatelink.api.azureml.ms"
    let network = """
      {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "net",
       "location": "westeurope", "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
         "subnets": [{"name": "pe", "properties": {"addressPrefix": "10.0.2.0/24"}},
           {"name": "s", "properties": {"addressPrefix": "10.0.1.0/24"}}]}}
      """
    let endpoint = [
      """
      {"type": "Microsoft.Network/privateEndpoints", "apiVersion": "2023-09-01", "name": "pe",
       "location": "westeurope", "properties": {
         "subnet": {"id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'pe')]"},
         "privateLinkServiceConnections": [{"name": "c", "properties": {
           "privateLinkServiceId": "[resourceId('\(type)', 'ml')]", "groupIds": ["amlworkspace"]}}]}}
      """,
      """
      {"type": "Microsoft.Network/privateEndpoints/privateDnsZoneGroups", "apiVersion": "2023-09-01",
       "name": "pe/default", "properties": {"privateDnsZoneConfigs": [{"name": "z", "properties": {
         "privateDnsZoneId": "[resourceId('Microsoft.Network/privateDnsZones', '\(zone)')]"}}]}}
      """,
      """
      {"type": "Microsoft.Network/privateDnsZones", "apiVersion": "2020-06-01", "name": "\(zone)",
       "location": "global", "properties": {}}
      """,
      """
      {"type": "Microsoft.Network/privateDnsZones/virtualNetworkLinks", "apiVersion": "2020-06-01",
       "name": "\(zone)/net", "location": "global", "properties": {"registrationEnabled": false,
         "virtualNetwork": {"id": "[resourceId('Microsoft.Network/virtualNetworks', 'net')]"}}}
      """,
    ]
    let workspace = """
      {"type": "\(type)", "apiVersion": "\(version)", "name": "ml", "location": "westeurope",
       "properties": {"publicNetworkAccess": "Enabled"\(flag)}}
      """
    return try ServiceEstate.template(
      [network, workspace, ServiceEstate.templated("\(type)/onlineEndpoints", "ml/score", "")]
        + (hasEndpoint ? endpoint : []))
  }

  @Test(
    "W-6: an API version before 2022-05-01 makes a workspace with a private endpoint in legacy mode"
  )
  func earlier() throws {
    for from in ["subnet/net/s", "internet"] {
      let answer = try estate("2021-07-01").ask(from, "endpoint/score", on: "tcp/443", fixes: true)
      #expect(answer.verdict == .unreachable, "\(answer.told)")
      #expect(
        answer.blockers.contains { $0.control == "v1LegacyMode" && $0.source != nil },
        "\(answer.told)")
      #expect(answer.assumptions.contains { $0.because.contains("this API version") })
      #expect(
        answer.fixes.contains {
          $0.changes.map(\.change) == [
            "create workspace/ml by API version 2022-05-01 or a later one, with v1LegacyMode: false"
          ]
        }, "\(answer.fixes)")
    }
  }

  @Test("W-6: a later version, the flag, or no private endpoint leaves the mode off")
  func later() throws {
    for estate in [
      try estate("2022-05-01"), try estate("2024-04-01"),
      try estate("2021-07-01", flag: ", \"v1LegacyMode\": false"),
      try estate("2021-07-01", hasEndpoint: false),
    ] {
      let answer = try estate.ask("subnet/net/s", "endpoint/score", on: "tcp/443")
      #expect(answer.verdict == .reachable, "\(answer.told)")
    }
  }
}
