import EstateModel
import EstateReading
import Testing

private let account =
  "/subscriptions/s/resourceGroups/r/providers/Microsoft.Storage/storageAccounts/st"
private let group = "/subscriptions/s/resourceGroups/r/providers/Microsoft.Network"

private func read(_ text: String...) throws -> ReadEstate {
  var files: [String: String] = [:]
  for (number, text) in text.enumerated() { files["\(number).json"] = text }
  return try TemporaryFolder(files).read()
}

@Suite("Exports of PowerShell")
struct PowerShellTests {
  @Test("what 'ConvertTo-Json' cuts off is open, with the remedy")
  func cutOff() throws {
    let read = try read(
      """
      [{"Name": "n", "ResourceGroupName": "r", "Location": "westeurope", "Id": "\(group)/networkInterfaces/n",
        "Etag": "x", "ProvisioningState": "Succeeded",
        "IpConfigurations": ["Microsoft.Azure.Commands.Network.Models.PSNetworkInterfaceIPConfiguration"],
        "NetworkSecurityGroup": null, "EnableIPForwarding": false}]
      """)
    let estate = EstateDecoder.estate(from: read)
    let interface = try #require(estate.estate.interfaces.first { _ in true })
    let reasons = interface.configurations.map { $0.subnet.unknown?.because ?? "" }
    #expect(reasons.map { $0.contains("-Depth 100") } == [true])
    #expect(interface.forwardsTraffic.value == false)
  }

  @Test("the number of a word is open, not a slip of the user's")
  func numberForWord() throws {
    let read = try read(
      """
      [{"StorageAccountName": "st", "Id": "\(account)", "ResourceGroupName": "r",
        "EnableHttpsTrafficOnly": true,
        "NetworkRuleSet": {"Bypass": 1, "DefaultAction": 0,
          "IpRules": [{"Action": 0, "IPAddressOrRange": "203.0.113.1"}]}}]
      """)
    let decoded = EstateDecoder.estate(from: read)
    let storage = try #require(decoded.estate.storageAccounts.first { _ in true })
    #expect(storage.firewall.defaultAction.unknown?.because.contains("EnumsAsStrings") == true)
    #expect(storage.firewall.addressRules.count == 1)
    #expect(storage.requiresHTTPS.value == true)
    #expect(!decoded.diagnostics.contains { $0.severity == .error })
  }

  @Test("links of zones name their network in a text")
  func linkOfZone() throws {
    let zone = "\(group)/privateDnsZones/privatelink.blob.core.windows.net"
    let read = try read(
      """
      [{"ResourceId": "\(zone)/virtualNetworkLinks/l", "Name": "l", "ResourceGroupName": "r",
        "VirtualNetworkId": "\(group)/virtualNetworks/v", "RegistrationEnabled": false}]
      """)
    let zones = EstateDecoder.estate(from: read).estate.zones
    #expect(zones.all.flatMap { $0.links.compactMap { $0.network.value?.id.name } } == ["v"])
  }
}
