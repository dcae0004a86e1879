import EstateModel
import Testing

@testable import EstateReading

/// What `az resource list` prints of a resource.
private func listed(_ type: String, _ name: String, _ properties: String = "null") -> String {
  #"""
  {"changedTime": "2026-01-01T00:00:00Z", "createdTime": "2026-01-01T00:00:00Z",
   "extendedLocation": null, "id": "/subscriptions/s/resourceGroups/g/providers/\#(type)/\#(name)",
   "identity": null, "kind": null, "location": "westeurope", "managedBy": null, "name": "\#(name)",
   "plan": null, "properties": \#(properties), "provisioningState": "Succeeded",
   "resourceGroup": "g", "sku": null, "tags": {}, "type": "\#(type)"}
  """#
}

@Suite("Resources that are listed without their properties")
struct MissingPropertiesTests {
  @Test("every setting is open, at the resource's place, and one warning tells how many")
  func settings() throws {
    let types = [
      "Microsoft.Storage/storageAccounts", "Microsoft.KeyVault/vaults",
      "Microsoft.ContainerRegistry/registries", "Microsoft.MachineLearningServices/workspaces",
      "Microsoft.Network/networkSecurityGroups", "Microsoft.Network/virtualNetworks",
      "Microsoft.Network/networkInterfaces", "Microsoft.Network/privateEndpoints",
      "Microsoft.Network/privateDnsZones", "Microsoft.Network/publicIPAddresses",
    ]
    let decoded = try DecodedText(
      "[\(types.map { "↓" + listed($0, "x") }.joined(separator: ",\n"))]")
    let estate = decoded.estate
    func check<Value>(_ setting: Setting<Value>?, _ mark: Int) {
      #expect(setting?.unknown?.source == decoded.marks[mark], "\(types[mark])")
      #expect(setting?.unknown?.because.contains("no properties of 'x'") == true)
      #expect(setting?.unknown?.because.contains("az resource show") == true)
    }
    check(estate.storageAccounts.all.first?.firewall.publicAccess, 0)
    check(estate.storageAccounts.all.first?.firewall.defaultAction, 0)
    check(estate.keyVaults.all.first?.firewall.publicAccess, 1)
    check(estate.registries.all.first?.firewall.publicAccess, 2)
    check(estate.registries.all.first?.tier, 2)
    check(estate.workspaces.all.first?.publicAccess, 3)
    check(estate.workspaces.all.first?.kind, 3)
    check(estate.securityGroups.all.first?.rules.first?.access, 4)
    check(estate.networks.all.first?.addressSpace.first, 5)
    check(estate.interfaces.all.first?.configurations.first?.subnet, 6)
    check(estate.privateEndpoints.all.first?.target, 7)
    #expect(estate.zones.all.first?.isDescribed == true)
    #expect(estate.zones.all.first?.missingLinks?.source == decoded.marks[8])
    #expect(estate.zones.all.first?.missingRecords?.source == decoded.marks[8])
    check(estate.publicAddresses.all.first?.address, 9)
    #expect(decoded.diagnostics.map(\.severity) == [.warning])
    #expect(decoded.diagnostics.first?.source == decoded.marks[0])
    #expect(
      decoded.diagnostics.first?.message.text.hasPrefix("10 resources have no properties") == true)
    #expect(decoded.ledger.unknown.contains { $0.because.contains("no properties of 'x'") })
  }

  @Test("a key that is missing among properties is Azure's default")
  func defaults() throws {
    let decoded = try DecodedText(
      "[\(listed("Microsoft.Storage/storageAccounts", "x", #"{"primaryLocation": "y"}"#))]")
    #expect(decoded.diagnostics == [])
    #expect(decoded.estate.storageAccounts.all.first?.firewall.publicAccess.isAbsent == true)
    #expect(decoded.estate.listedOnly.isEmpty)
  }

  @Test(
    "a template leaves out what is Azure's default",
    arguments: [InputFormat.template, .azureMLYAML])
  func template(_ format: InputFormat) throws {
    let decoded = try DecodedText(
      "[\(listed("Microsoft.Storage/storageAccounts", "x"))]", format: format)
    #expect(decoded.diagnostics == [])
    #expect(decoded.estate.storageAccounts.all.first?.firewall.publicAccess.isAbsent == true)
  }

  @Test("kinds without settings lack nothing")
  func withoutSettings() throws {
    let decoded = try DecodedText(
      """
      [\(listed("Microsoft.Network/applicationSecurityGroups", "x")),
       \(listed("Microsoft.ManagedIdentity/userAssignedIdentities", "x"))]
      """)
    #expect(decoded.diagnostics == [])
  }

  @Test("properties that stand beside the id are properties")
  func lifted() throws {
    let decoded = try DecodedText(
      #"""
      [{"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/x",
        "name": "x", "type": "Microsoft.Storage/storageAccounts", "provisioningState": "Succeeded",
        "publicNetworkAccess": null, "networkRuleSet": null, "minimumTlsVersion": "TLS1_2"}]
      """#)
    #expect(decoded.diagnostics == [])
    #expect(decoded.estate.storageAccounts.all.first?.firewall.publicAccess.isAbsent == true)
  }

  @Test("another input's properties hold, in whatever order", arguments: [false, true])
  func otherInput(_ isReversed: Bool) throws {
    let id = "Microsoft.Network/virtualNetworks"
    let full = listed(
      id, "v",
      #"""
      {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
       "subnets": [{"name": "s", "properties": {"addressPrefix": "10.0.0.0/24"}}]}
      """#)
    let subnet = listed("Microsoft.Network/virtualNetworks", "v/subnets/s")
    let folder = try TemporaryFolder([
      "a.json": "[\(isReversed ? full : listed(id, "v"))]",
      "b.json": "[\(isReversed ? listed(id, "v") : full)]",
      isReversed ? "c.json" : "0.json": "[\(subnet)]",
    ])
    let read = folder.read()
    #expect(read.trouble == [])
    let decoded = EstateDecoder.estate(from: read.resources, overlays: [])
    #expect(decoded.diagnostics == [])
    let found = try #require(decoded.estate.subnets.all.first)
    #expect(found.isDescribed)
    #expect(found.prefixes.compactMap(\.value?.description) == ["10.0.0.0/24"])
    #expect(found.securityGroup.isAbsent)
    #expect(decoded.estate.listedOnly.isEmpty)
  }
}

@Suite("Zones that say how much they hold")
struct ZoneCountTests {
  private static let zone =
    "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/privateDnsZones/a.b"

  private func zone(_ counts: String, _ parts: String...) throws -> PrivateDNSZone {
    let decoded = try DecodedText(
      "[{\"id\": \"\(Self.zone)\", \"properties\": {\(counts)}}\(parts.map { ",\n" + $0 }.joined())]"
    )
    #expect(decoded.diagnostics == [])
    return try #require(decoded.estate.zones.all.first)
  }

  private func part(_ type: String, _ name: String) -> String {
    "{\"id\": \"\(Self.zone)/\(type)/\(name)\", \"properties\": {\"ttl\": 10}}"
  }

  @Test("fewer record sets than the zone counts leave the rest open; every zone has its SOA")
  func records() throws {
    let two = "\"numberOfRecordSets\": 2"
    let missing = try #require(try zone(two).missingRecords)
    #expect(
      missing.because
        == "zone a.b says it has 2 record sets, 0 are in the input; add "
        + "'az network private-dns record-set list -g g -z a.b'")
    #expect(try zone(two, part("SOA", "@")).missingRecords?.because.contains("1 is in") == true)
    #expect(try zone(two, part("A", "x")).missingRecords == nil)
    #expect(try zone(two, part("CNAME", "x")).missingRecords == nil)
    #expect(try zone("\"numberOfRecordSets\": 1").missingRecords == nil)
    #expect(try zone("\"provisioningState\": \"Succeeded\"").missingRecords == nil)
  }

  @Test("fewer links than the zone counts leave the rest open")
  func links() throws {
    let one = "\"numberOfVirtualNetworkLinks\": 1"
    let missing = try #require(try zone(one).missingLinks)
    #expect(
      missing.because
        == "zone a.b says it has 1 virtual network link, 0 are in the input; add "
        + "'az network private-dns link vnet list -g g -z a.b'")
    #expect(try zone(one, part("virtualNetworkLinks", "x")).missingLinks == nil)
    #expect(try zone("\"numberOfVirtualNetworkLinks\": 0").missingLinks == nil)
  }
}

@Suite("The ids of workspaces")
struct WorkspaceIdentifierTests {
  private func endpoint(_ name: String, _ fqdn: String) -> String {
    #"""
    {"type": "Microsoft.Network/privateEndpoints", "name": "\#(name)", "properties": {
      "privateLinkServiceConnections": [{"name": "c", "properties": {
        "privateLinkServiceId": "/providers/Microsoft.MachineLearningServices/workspaces/ml"}}],
      "customDnsConfigs": [{"fqdn": "\#(fqdn)", "ipAddresses": ["10.0.0.5"]}]}}
    """#
  }

  private func identifier(_ properties: String, _ endpoints: String...) throws -> Setting<String> {
    let workspace =
      #"{"type": "Microsoft.MachineLearningServices/workspaces", "name": "ml", "properties": {\#(properties)}}"#
    let decoded = try DecodedText("[\(([workspace] + endpoints).joined(separator: ",\n"))]")
    return try #require(decoded.estate.workspaces.all.first).identifier
  }

  @Test("a workspace tells its id; else its private endpoint's names do")
  func sources() throws {
    let name = "0a1b.workspace.westeurope.api.azureml.ms"
    #expect(try identifier(#""workspaceId": "77ff""#).value == "77ff")
    #expect(try identifier("", endpoint("pe", name)).value == "0a1b")
    #expect(try identifier(#""workspaceId": "77ff""#, endpoint("pe", name)).value == "77ff")
    #expect(try identifier("").isAbsent)
    #expect(try identifier("", endpoint("pe", "0a1b.workspace.example.com")).isAbsent)
    #expect(try identifier("", endpoint("pe", "ml.notebooks.azure.net")).isAbsent)
  }

  @Test("private endpoints that contradict each other tell nothing")
  func contradiction() throws {
    let setting = try identifier(
      "", endpoint("a", "0a1b.workspace.westeurope.api.azureml.ms"),
      endpoint("b", "77ff.workspace.westeurope.api.azureml.ms"))
    #expect(setting.isAbsent)
  }
}
