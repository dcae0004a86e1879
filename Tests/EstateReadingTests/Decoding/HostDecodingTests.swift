import EstateModel
import Testing
import TrafficSets

@testable import EstateReading

struct HostDecodingTests {
  @Test("an interface of a private endpoint is no host, and the endpoint has its address")
  func endpointInterface() throws {
    let decoded = try DecodedText(
      #"""
      [{"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/networkInterfaces/pe.nic",
        "properties": {"privateEndpoint": {"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/privateEndpoints/one"},
          "ipConfigurations": [{"name": "a", "properties": {"privateIPAddress": ↓"10.0.0.5"}}]}},
       {"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/networkInterfaces/second",
        "properties": {"ipConfigurations": [{"name": "a", "properties": {"privateIPAddress": "10.0.0.6"}}]}},
       {"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/privateEndpoints/one", "properties": {}},
       {"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/privateEndpoints/two",
        "properties": {"networkInterfaces": [{"id": "/subscriptions/S/resourceGroups/G/providers/Microsoft.Network/networkInterfaces/SECOND"}]}}]
      """#)
    #expect(decoded.estate.interfaces.all.isEmpty)
    let endpoints = decoded.estate.privateEndpoints.all
    #expect(endpoints.map(\.id.name) == ["one", "two"])
    #expect(endpoints[0].addresses.first?.value?.description == "10.0.0.5")
    #expect(endpoints[0].addresses.first?.source == decoded.marks[0])
    #expect(endpoints[1].addresses.compactMap(\.value?.description) == ["10.0.0.6"])
  }

  @Test("a machine has its interfaces, the primary one first, inline ones too")
  func machine() throws {
    let decoded = try DecodedText(
      #"""
      [{"type": "Microsoft.Compute/virtualMachines", "name": "jump", "properties": {"networkProfile": {
         "networkInterfaces": [
           {"id": "/providers/Microsoft.Network/networkInterfaces/a"},
           {"id": "/providers/Microsoft.Network/networkInterfaces/b", "properties": {"primary": true}}],
         "networkInterfaceConfigurations": [{"name": "c", "properties": {"ipConfigurations": [
           {"name": "x", "properties": {"privateIPAddress": "10.0.0.9"}}]}}]}}}]
      """#)
    let machine = try #require(decoded.estate.machines.all.first)
    #expect(machine.interfaces.compactMap(\.value?.id.name) == ["b", "a", "c"])
    let interfaces = decoded.estate.interfaces
    #expect(interfaces.all.map(\.id.name).sorted() == ["a", "b", "c"])
    #expect(interfaces.all.filter(\.isDescribed).map(\.id.name) == ["c"])
  }

  @Test("an interface and a public address keep what is written")
  func interface() throws {
    let decoded = try DecodedText(
      #"""
      [{"type": "Microsoft.Network/networkInterfaces", "name": "nic", "properties": {
         "enableIPForwarding": true,
         "networkSecurityGroup": {"id": "/providers/Microsoft.Network/networkSecurityGroups/rules"},
         "ipConfigurations": [{"name": "first", "properties": {
           "privateIPAddress": "", "primary": true,
           "publicIpAddress": {"id": "/providers/Microsoft.Network/publicIPAddresses/front"},
           "applicationSecurityGroups": [{"id": "/providers/Microsoft.Network/applicationSecurityGroups/web"}]}}]}},
       {"type": "Microsoft.Network/publicIPAddresses", "name": "front", "sku": {"name": "Standard"},
        "location": "westeurope", "properties": {"ipAddress": "203.0.113.9",
          "publicIPAddressVersion": "IPv4", "publicIPPrefix": {"id": "/providers/Microsoft.Network/publicIPPrefixes/p"}}}]
      """#)
    let interface = try #require(decoded.estate.interfaces.all.first)
    let configuration = try #require(interface.configurations.first)
    #expect(interface.forwardsTraffic.value == true)
    #expect(configuration.privateAddress.isAbsent)
    #expect(configuration.isPrimary.value == true)
    #expect(configuration.applicationSecurityGroups.map { $0.value?.id.name } == ["web"])
    let address = try #require(
      configuration.publicAddress.value.flatMap {
        decoded.estate.publicAddresses[$0.id]
      })
    #expect(address.address.value?.description == "203.0.113.9")
    #expect(address.tier.value == .standard)
    #expect(address.family.value == .ipv4)
    #expect(address.location.value == "westeurope")
    #expect(address.isFromPrefix)
    #expect(decoded.estate.applicationSecurityGroups.all.map(\.isDescribed) == [false])
  }

  @Test("B-2: a public address is what an interface says within itself, too, of either family")
  func inlinePublicAddress() throws {
    let decoded = try DecodedText(
      #"""
      [{"type": "Microsoft.Compute/virtualMachines", "name": "jump", "location": "westeurope",
        "properties": {"networkProfile": {
         "networkInterfaceConfigurations": [{"name": "c", "properties": {"ipConfigurations": [
           {"name": "x", "properties": {"privateIPAddressVersion": "IPv6",
             "publicIPAddressConfiguration": {"name": "front", "sku": {"name": ↓"Standard"},
               "properties": {"publicIPAddressVersion": "IPv6"}}}}]}}]}}}]
      """#)
    let configuration = try #require(decoded.estate.interfaces.all.first?.configurations.first)
    #expect(configuration.family.value == .ipv6)
    let address = try #require(
      configuration.publicAddress.value.flatMap { decoded.estate.publicAddresses[$0.id] })
    #expect(address.family.value == .ipv6)
    #expect(address.tier == .known(.standard, decoded.marks[0]))
    #expect(address.location.value == "westeurope")
  }

  @Test("B-1: a tier that is left open stays open, and one that is not given is not invented")
  func openTier() throws {
    let decoded = try DecodedText(
      #"""
      [{"type": "Microsoft.Network/publicIPAddresses", "name": "plain", "properties": {}},
       {"type": "Microsoft.Network/publicIPAddresses", "name": "new", "sku": {"name": "Gold"},
        "properties": {}}]
      """#)
    let addresses = decoded.estate.publicAddresses.all
    #expect(addresses.map(\.id.name) == ["plain", "new"])
    #expect(addresses[0].tier.isAbsent)
    #expect(addresses[1].tier.unknown != nil)
  }
}
