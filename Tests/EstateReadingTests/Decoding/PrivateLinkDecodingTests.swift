import EstateModel
import Testing
import TrafficSets

@testable import EstateReading

struct PrivateLinkDecodingTests {
  private static let storage = "/providers/Microsoft.Storage/storageAccounts/lake"

  @Test("an endpoint knows its target, groups, addresses and zones")
  func endpoint() throws {
    let decoded = try DecodedText(
      #"""
      [{"type": "Microsoft.Network/privateEndpoints", "name": "pe", "properties": {
         "subnet": {"id": "/providers/Microsoft.Network/virtualNetworks/hub/subnets/a"},
         "privateLinkServiceConnections": [{"name": "c", "properties": {
           "privateLinkServiceId": ↓"\#(Self.storage)", "groupIds": ["blob"],
           "privateLinkServiceConnectionState": {"status": "Approved"}}}],
         "manualPrivateLinkServiceConnections": [],
         "customDnsConfigs": [{"fqdn": "lake.blob.core.windows.net", "ipAddresses": ["10.0.0.9"]}],
         "ipConfigurations": [{"properties": {"privateIPAddress": "10.0.0.5"}}]}},
       {"type": "Microsoft.Network/privateEndpoints/privateDnsZoneGroups", "name": "pe/default",
        "properties": {"privateDnsZoneConfigs": [{"name": "blob", "properties": {"privateDnsZoneId":
          ↓"/providers/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net"}}]}}]
      """#)
    #expect(decoded.diagnostics == [])
    let endpoint = try #require(decoded.estate.privateEndpoints.all.first)
    #expect(endpoint.target.value?.id.name == "lake")
    #expect(endpoint.target.source == decoded.marks[0])
    #expect(endpoint.groups.compactMap(\.value) == ["blob"])
    #expect(endpoint.state.value == .approved)
    #expect(!endpoint.isManual)
    #expect(endpoint.addresses.compactMap(\.value?.description) == ["10.0.0.5"])
    #expect(endpoint.zoneGroup.first?.source == decoded.marks[1])
    let zone = try #require(decoded.estate.zones.all.first)
    #expect(!zone.isDescribed)
    #expect(zone.links.first?.network.unknown != nil)
    #expect(decoded.estate.storageAccounts.all.map(\.isDescribed) == [false])
  }

  @Test("a manual connection is one, and an alias says not which service it is")
  func manual() throws {
    let decoded = try DecodedText(
      #"""
      [{"type": "Microsoft.Network/privateEndpoints", "name": "pe", "properties": {
         "manualPrivateLinkServiceConnections": [{"properties": {
           "privateLinkServiceId": "partner.6a6.westeurope.azure.privatelinkservice"}}]}}]
      """#)
    #expect(decoded.diagnostics == [])
    let endpoint = try #require(decoded.estate.privateEndpoints.all.first)
    #expect(endpoint.isManual)
    #expect(endpoint.target.unknown?.because.contains("alias") == true)
  }

  @Test("a service's list of connections tells of endpoints that no input describes")
  func connections() throws {
    let decoded = try DecodedText(
      #"""
      [{"type": "Microsoft.Storage/storageAccounts", "name": "lake", "properties": {
         "privateEndpointConnections": [{"id": "x", "properties": {
           "privateEndpoint": {"id": "/subscriptions/other/resourceGroups/r/providers/Microsoft.Network/privateEndpoints/far"},
           "privateLinkServiceConnectionState": {"status": "Pending"}}}]}}]
      """#)
    let endpoint = try #require(decoded.estate.privateEndpoints.all.first)
    #expect(!endpoint.isDescribed)
    #expect(endpoint.target.value?.id.name == "lake")
    #expect(endpoint.state.value == .pending)
    #expect(endpoint.subnet.unknown != nil)
  }

  @Test("a zone has its links and the records that hold addresses")
  func zone() throws {
    let decoded = try DecodedText(
      #"""
      [{"type": "Microsoft.Network/privateDnsZones/virtualNetworkLinks", "name": "Privatelink.X.net/hub",
        "properties": {"virtualNetwork": {"id": "/providers/Microsoft.Network/virtualNetworks/hub"},
          "registrationEnabled": false, "resolutionPolicy": "NxDomainRedirect"}},
       {"type": "Microsoft.Network/privateDnsZones", "name": "privatelink.x.net", "location": "global", "properties": {}},
       {"type": "Microsoft.Network/privateDnsZones/A", "name": "privatelink.x.net/lake",
        "properties": {"aRecords": [{"ipv4Address": ↓"10.0.0.5"}, {"ipv4Address": "10.0.0.6"}]}},
       {"type": "Microsoft.Network/privateDnsZones/AAAA", "name": "privatelink.x.net/LAKE",
        "properties": {"aaaaRecords": [{"ipv6Address": "fd00::5"}]}},
       {"type": "Microsoft.Network/privateDnsZones/SOA", "name": "privatelink.x.net/@", "properties": {"ttl": 1}}]
      """#)
    #expect(decoded.diagnostics == [])
    let zone = try #require(decoded.estate.zones.all.first)
    #expect(decoded.estate.zones.all.count == 1)
    #expect(zone.links.map(\.redirectsMissingNames.value) == [true])
    #expect(zone.links.first?.network.value?.id.name == "hub")
    #expect(zone.records.map(\.name) == ["lake"])
    #expect(
      zone.records.first?.addresses.compactMap(\.value?.description)
        == ["10.0.0.5", "10.0.0.6", "fd00::5"])
    #expect(zone.records.first?.addresses.first?.source == decoded.marks[0])
    #expect(decoded.estate.others.all.isEmpty)
  }
}
