import EstateModel
import Testing

@testable import Answers

/// A network with a machine, a private endpoint and its zone, as exports print them, with parts of
/// them left out.
@Suite("Exports that do not say everything")
struct IncompleteExportTests {
  private typealias Text = ExportedText

  private static let guid = "0a1b2c3d-0000-1111-2222-333344445555"
  private static let blobZone = "privatelink.blob.core.windows.net"
  private static let workspaceZone = "privatelink.api.azureml.ms"

  private func host() -> [String] {
    [
      Text.network("hub", "10.0.0.0/16", ["vms": "10.0.1.0/24", "endpoints": "10.0.9.0/24"]),
      Text.resource(
        "Microsoft.Network/networkInterfaces", "client",
        """
        "ipConfigurations": [{"name": "i", "properties": {"privateIPAddress": "10.0.1.4",
          "subnet": {"id": "\(Text.id("Microsoft.Network/virtualNetworks", "hub"))/subnets/vms"}}}]
        """),
    ]
  }

  private func zone(_ name: String, counts: String) -> String {
    Text.resource("Microsoft.Network/privateDnsZones", name, counts)
  }

  private func link(_ zone: String) -> String { Text.zone(zone, linkedTo: ["hub"])[1] }

  private func record(_ zone: String, _ name: String, _ address: String) -> String {
    """
    {"id": "\(Text.id("Microsoft.Network/privateDnsZones", zone))/A/\(name)", "name": "\(name)",
     "type": "Microsoft.Network/privateDnsZones/A",
     "properties": {"aRecords": [{"ipv4Address": "\(address)"}]}}
    """
  }

  private func storage(
    records: Int? = nil, links: Int? = nil, zones: [String] = [], _ parts: String...
  ) throws -> TextEstate {
    let counts = [
      records.map { "\"numberOfRecordSets\": \($0)" },
      links.map { "\"numberOfVirtualNetworkLinks\": \($0)" }, "\"maxNumberOfRecordSets\": 25000",
    ]
    let resources =
      host()
      + Text.privateEndpoint(
        "pe", in: (network: "hub", name: "endpoints"), address: "10.0.9.4",
        to: Text.id("Microsoft.Storage/storageAccounts", "lake"), group: "blob", zones: zones)
      + [
        Text.storage("lake", "\"publicNetworkAccess\": \"Disabled\""),
        zone(Self.blobZone, counts: counts.compactMap(\.self).joined(separator: ",\n")),
      ] + parts
    return try TextEstate(["export.json": Text.list(resources)])
  }

  @Test("records that the zone counts and no input has are no missing records")
  func missingRecords() throws {
    let open = try storage(records: 2, links: 1, link(Self.blobZone)).ask(
      "nic/client", "storage/lake")
    #expect(open.verdict == .unknown, "\(open.told)")
    #expect(open.unknowns.contains { $0.because.contains("record-set list") }, "\(open.told)")
    let without = try storage(records: 1, links: 1, link(Self.blobZone)).ask(
      "nic/client", "storage/lake")
    #expect(without.verdict == .unreachable, "\(without.told)")
    let other = try storage(
      records: 2, links: 1, link(Self.blobZone), record(Self.blobZone, "other", "10.0.9.9")
    ).ask("nic/client", "storage/lake")
    #expect(other.verdict == .unreachable, "\(other.told)")
    let present = try storage(
      records: 3, links: 1, link(Self.blobZone), record(Self.blobZone, "lake", "10.0.9.4")
    ).ask("nic/client", "storage/lake")
    #expect(present.verdict == .reachable, "\(present.told)")
  }

  @Test("an alias in the zone is not followed, and is no missing record")
  func alias() throws {
    let alias = record(Self.blobZone, "lake", "10.0.9.4").replacing("/A/", with: "/CNAME/")
      .replacing("privateDnsZones/A", with: "privateDnsZones/CNAME")
    let answer = try storage(records: 2, links: 1, link(Self.blobZone), alias).ask(
      "nic/client", "storage/lake")
    #expect(answer.verdict == .unknown, "\(answer.told)")
    #expect(answer.unknowns.contains { $0.because.contains("alias") }, "\(answer.told)")
  }

  @Test("a link that is listed without its properties may be of any network")
  func linkWithoutProperties() throws {
    let link =
      "{\"id\": \"\(Text.id("Microsoft.Network/privateDnsZones", Self.blobZone))/virtualNetworkLinks/l\", \"properties\": null}"
    let answer = try storage(
      records: 2, links: 1, link, record(Self.blobZone, "lake", "10.0.9.4")
    ).ask("nic/client", "storage/lake")
    #expect(answer.verdict == .unknown, "\(answer.told)")
    #expect(
      answer.unknowns.contains { $0.because.contains("no properties of 'l'") }, "\(answer.told)")
  }

  @Test("D-7: a zone group fills the record that no export has")
  func zoneGroup() throws {
    let answer = try storage(records: 2, links: 1, zones: [Self.blobZone], link(Self.blobZone)).ask(
      "nic/client", "storage/lake")
    #expect(answer.verdict == .reachable, "\(answer.told)")
  }

  @Test("links that the zone counts and no input has are no missing links")
  func missingLinks() throws {
    let lake = record(Self.blobZone, "lake", "10.0.9.4")
    let open = try storage(records: 2, links: 1, lake).ask("nic/client", "storage/lake")
    #expect(open.verdict == .unknown, "\(open.told)")
    #expect(open.unknowns.contains { $0.because.contains("link vnet list") }, "\(open.told)")
    let without = try storage(records: 2, links: 0, lake).ask("nic/client", "storage/lake")
    #expect(without.verdict == .unreachable, "\(without.told)")
    let uncounted = try storage(lake).ask("nic/client", "storage/lake")
    #expect(uncounted.verdict == .unreachable, "\(uncounted.told)")
  }

  // MARK: - Workspaces

  private func workspace(_ properties: String, names: String = "", assumes: String? = nil) throws
    -> TextEstate
  {
    let endpoint = Text.privateEndpoint(
      "pe", in: (network: "hub", name: "endpoints"), address: "10.0.9.4",
      to: Text.id("Microsoft.MachineLearningServices/workspaces", "ml"), group: "amlworkspace",
      zones: [])[0]
    let resources =
      host() + [
        endpoint.replacing("\"ipConfigurations\"", with: "\(names)\"ipConfigurations\""),
        Text.resource(
          "Microsoft.MachineLearningServices/workspaces", "ml",
          "\(properties)\"publicNetworkAccess\": \"Disabled\""),
        zone(Self.workspaceZone, counts: "\"numberOfRecordSets\": 2"), link(Self.workspaceZone),
        record(Self.workspaceZone, "\(Self.guid).workspace.westeurope", "10.0.9.4"),
      ]
    var files = ["export.json": Text.list(resources)]
    if let assumes {
      files["reachmap.yaml"] = """
        reachmap: 1
        assumptions:
          - node: workspace/ml
            property: workspaceId
            value: \(assumes)
        """
    }
    return try TextEstate(files)
  }

  @Test("D-20: a workspace's id decides which record is its")
  func identifier() throws {
    let open = try workspace("").ask("nic/client", "workspace/ml")
    #expect(open.verdict == .unknown, "\(open.told)")
    #expect(
      open.unknowns.contains {
        $0.because.contains("no input tells the id of workspace/ml")
          && $0.because.contains("assume its workspaceId")
      }, "\(open.told)")
    let names =
      #""customDnsConfigs": [{"fqdn": "\#(Self.guid).workspace.westeurope.api.azureml.ms", "ipAddresses": ["10.0.9.4"]}], "#
    for estate in [
      try workspace("\"workspaceId\": \"\(Self.guid)\", "), try workspace("", names: names),
      try workspace("", assumes: Self.guid),
    ] {
      let answer = try estate.ask("nic/client", "workspace/ml")
      #expect(answer.verdict == .reachable, "\(answer.told)")
    }
    let other = try workspace("\"workspaceId\": \"ffff\", ").ask("nic/client", "workspace/ml")
    #expect(other.verdict == .unreachable, "\(other.told)")
  }

  // MARK: - No properties

  @Test(
    "what is listed without its properties is never Azure's default",
    arguments: [
      ("Microsoft.Storage/storageAccounts", "storage/x/blob"),
      ("Microsoft.KeyVault/vaults", "keyvault/x"),
      ("Microsoft.ContainerRegistry/registries", "registry/x"),
      ("Microsoft.MachineLearningServices/workspaces", "workspace/x"),
      ("Microsoft.Compute/virtualMachines", "vm/x"),
      ("Microsoft.Network/networkInterfaces", "nic/x"),
      ("Microsoft.Network/virtualNetworks", "vnet/x"),
      ("Microsoft.MachineLearningServices/workspaces/w/onlineEndpoints", "endpoint/x"),
    ])
  func withoutProperties(_ type: String, _ selector: String) throws {
    let estate = try TextEstate([
      "export.json": """
      [{"id": "\(Text.id(type, "x"))", "name": "x", "location": "westeurope", "properties": null}]
      """
    ])
    let answer = try estate.ask("internet", selector, on: "tcp/443")
    #expect(answer.verdict == .unknown, "\(answer.told)")
    #expect(answer.places == ["export.json:1"] || selector.hasPrefix("endpoint"), "\(answer.told)")
  }

  @Test("a security group that is listed without its properties decides nothing")
  func securityGroup() throws {
    let group = Text.id("Microsoft.Network/networkSecurityGroups", "g")
    let text = Text.list(host()).replacing(
      #"{"addressPrefix": "10.0.1.0/24"}"#,
      with: #"{"addressPrefix": "10.0.1.0/24", "networkSecurityGroup": {"id": "\#(group)"}}"#)
    let estate = try TextEstate([
      "a.json": text, "b.json": "[{\"id\": \"\(group)\", \"properties\": null}]",
    ])
    let answer = try estate.ask("ip/10.0.9.9", "nic/client", on: "tcp/22")
    #expect(answer.verdict == .unknown, "\(answer.told)")
    #expect(answer.places.contains("b.json:1"), "\(answer.told)")
  }
}
