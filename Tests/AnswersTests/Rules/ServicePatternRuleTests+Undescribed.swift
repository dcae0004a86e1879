import EstateModel
import Testing

@testable import Answers

// What no row of the table describes, and perimeters around what one does.
extension ServicePatternRuleTests {
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
