import EstateModel
import EstateReading
import Testing

private let group = "/subscriptions/s/resourceGroups/r/providers/Microsoft.Network"
private let network =
  #"{"id": "\#(group)/virtualNetworks/v", "name": "v", "type": "Microsoft.Network/virtualNetworks", "location": "westeurope", "properties": {"k": "x"}}"#

private func read(_ text: String) throws -> ReadEstate {
  try TemporaryFolder(["export.json": text]).read(["export.json"])
}

@Suite struct ExportReaderTests {
  @Test(
    "every shape that Azure's tools print",
    arguments: [
      network, "[\(network)]", "{\"value\": [\(network)], \"nextLink\": null}",
      "{\"data\": [\(network)], \"count\": 1}",
      #"{"data": {"columns": [{"name": "id"}, {"name": "properties"}, {"name": "location"}], "rows": [["\#(group)/virtualNetworks/v", {"k": "x"}, "westeurope"]]}}"#,
      #"[{"Id": "\#(group)/virtualNetworks/v", "Name": "v", "Location": "westeurope", "Properties": {"K": "x"}}]"#,
      #"[{"id": "\#(group)/virtualNetworks/v", "name": "v", "location": "westeurope", "k": "x", "resourceGroup": "r"}]"#,
      #"[{"type": "Microsoft.Network/virtualNetworks", "name": "v", "location": "westeurope", "subscriptionId": "s", "resourceGroup": "r", "properties": {"k": "x"}}]"#,
    ])
  func shapes(_ text: String) throws {
    let estate = try read(text)
    #expect(estate.trouble == [])
    #expect(estate.resources.map(\.id.description) == ["\(group)/virtualNetworks/v"])
    #expect(estate.resources.first?.properties["k"]?.string == "x")
    #expect(estate.resources.first?.location.value == "westeurope")
  }

  @Test(
    "lists of nothing are known and empty", arguments: ["[]", "{\"value\": []}", "{\"data\": []}"])
  func empty(_ text: String) throws {
    let estate = try read(text)
    #expect(estate.failure == nil)
    #expect(estate.resources.isEmpty)
  }

  @Test("lifted properties are put back in parts too, with their places")
  func lifted() throws {
    let marked = MarkedText(
      #"""
      [{"id": "\#(group)/virtualNetworks/v", "name": "v", "resourceGroup": "r",
        "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
        "subnets": [{"id": "\#(group)/virtualNetworks/v/subnets/a", "name": "a",
          "addressPrefix": ↓"10.0.0.0/24", "networkSecurityGroup": {"id": "\#(group)/networkSecurityGroups/n", "resourceGroup": "r"}}]}]
      """#)
    let estate = try read(marked.text)
    #expect(estate.trouble == [])
    #expect(estate.resources.count == 1)
    let properties = try #require(estate.resources.first?.properties)
    #expect(properties["addressSpace"]?["addressPrefixes"]?.array.first?.string == "10.0.0.0/16")
    let subnet = properties["subnets"]?.array.first
    let prefix = subnet?["properties"]?["addressPrefix"]
    #expect(prefix?.string == "10.0.0.0/24")
    #expect(prefix?.position.shortened == marked.place(in: "export.json"))
    let group = subnet?["properties"]?["networkSecurityGroup"]
    #expect(group?["id"]?.string?.hasSuffix("/networkSecurityGroups/n") == true)
    #expect(group?["properties"] == nil)
  }

  @Test("the CLI's own names for a storage account's rules become ARM's")
  func storageRules() throws {
    let estate = try read(
      #"""
      [{"id": "/subscriptions/s/resourceGroups/r/providers/Microsoft.Storage/storageAccounts/st",
        "name": "st", "networkRuleSet": {"defaultAction": "Deny", "bypass": "None",
        "ipRules": [{"action": "Allow", "ipAddressOrRange": "203.0.113.1"}],
        "virtualNetworkRules": [{"virtualNetworkResourceId": "/x"}]}}]
      """#)
    let rules = estate.resources.first?.properties["networkAcls"]
    #expect(rules?["defaultAction"]?.string == "Deny")
    #expect(rules?["ipRules"]?.array.first?["value"]?.string == "203.0.113.1")
    #expect(rules?["virtualNetworkRules"]?.array.first?["id"]?.string == "/x")
  }

  @Test("UTF-16, as Windows PowerShell writes it, is read")
  func wideText() throws {
    let folder = try TemporaryFolder()
    var bytes: [UInt8] = [0xFF, 0xFE]
    for unit in "[\(network)]".utf16 { bytes += [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
    try folder.write("export.json", bytes: bytes)
    #expect(folder.read().resources.count == 1)
  }

  @Test("what 'az network … create' prints is the resource that it made")
  func createdResource() throws {
    let folder = try TemporaryFolder([
      "nic.json": """
      {"NewNIC": {"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/networkInterfaces/n",
        "name": "n", "type": "Microsoft.Network/networkInterfaces", "ipConfigurations": []}}
      """
    ])
    let estate = folder.read(["nic.json"])
    #expect(estate.trouble == [])
    #expect(estate.resources.map(\.name) == ["n"])
  }
}
