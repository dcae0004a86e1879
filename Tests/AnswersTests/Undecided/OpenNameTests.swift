import Testing

@testable import Answers

@Suite("A zone whose name is not known may be the one that is asked for")
struct OpenNameTests {
  private func estate(
    zone: String, link: String, linkedTo network: String = "net", isPublic: Bool = false
  ) -> [String] {
    [
      OpenNetwork.network("net", "10.0.0.0/16", [("one", "10.0.1.0/24", "")]),
      OpenNetwork.network("far", "10.1.0.0/16", [("two", "10.1.1.0/24", "")]),
      OpenNetwork.interface("a", "net", "one", "10.0.1.4"),
      """
      {"type": "Microsoft.Storage/storageAccounts", "name": "store", "kind": "StorageV2",
       "properties": {"publicNetworkAccess": "\(isPublic ? "Enabled" : "Disabled")"}}
      """,
      """
      {"type": "Microsoft.Network/privateDnsZones", "name": "[concat(\(zone))]", "location": "global"}
      """,
      OpenNetwork.resource(
        "privateDnsZones/virtualNetworkLinks", "[concat(\(link), '/link')]",
        #""registrationEnabled": false, "virtualNetwork": \#(OpenNetwork.id("virtualNetworks", network))"#
      ),
      OpenNetwork.resource(
        "privateEndpoints", "pe",
        """
        "subnet": \(OpenNetwork.id("virtualNetworks/subnets", "net", "one")),
        "privateLinkServiceConnections": [{"name": "c", "properties": {"groupIds": ["blob"],
          "privateLinkServiceId": "[resourceId('Microsoft.Storage/storageAccounts', 'store')]"}}]
        """),
      OpenNetwork.resource(
        "privateEndpoints/privateDnsZoneGroups", "pe/default",
        """
        "privateDnsZoneConfigs": [{"name": "z", "properties": {"privateDnsZoneId":
          "[resourceId('Microsoft.Network/privateDnsZones', concat(\(zone)))]"}}]
        """),
    ]
  }

  private func ask(_ resources: [String]) throws -> QueryAnswer {
    try OpenNetwork.ask(resources, "nic/a", "storage/store/blob", on: "tcp/443")
  }

  private let known = "'privatelink.blob.core.windows.net'"
  private let open = "'privatelink.blob.', parameters('p')"

  @Test("D-4: a zone whose name hangs on a parameter may lead to the private endpoint")
  func openZone() throws {
    #expect(try ask(estate(zone: known, link: known)).verdict == .reachable)
    let answer = try ask(estate(zone: open, link: open))
    #expect(answer.verdict == .unknown, "\(answer.told)")
    #expect(
      answer.unknowns.contains { $0.because.contains("'p'") }, "\(answer.told)")
  }

  @Test("D-4: it leads nowhere where it is not linked, or cannot have the name")
  func otherZone() throws {
    let away = try ask(estate(zone: open, link: open, linkedTo: "far"))
    #expect(away.verdict == .unreachable, "\(away.told)")
    let file = "'privatelink.file.', parameters('p')"
    let other = try ask(estate(zone: file, link: file))
    #expect(other.verdict == .unreachable, "\(other.told)")
  }

  @Test("D-4: with both ways open it does not matter which of them the name leads to")
  func bothWays() throws {
    let answer = try ask(estate(zone: open, link: open, isPublic: true))
    #expect(answer.verdict == .reachable, "\(answer.told)")
  }

  @Test("D-7: a link of a zone whose name is not known may be this zone's")
  func openLink() throws {
    let answer = try ask(estate(zone: known, link: "parameters('p')"))
    #expect(answer.verdict == .unknown, "\(answer.told)")
    let away = try ask(estate(zone: known, link: "parameters('p')", linkedTo: "far"))
    #expect(away.verdict == .unreachable, "\(away.told)")
  }
}
