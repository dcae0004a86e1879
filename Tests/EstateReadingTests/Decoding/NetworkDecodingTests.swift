import EstateModel
import Testing
import TrafficSets

@testable import EstateReading

struct NetworkDecodingTests {
  @Test("a network keeps the place of each of its values")
  func network() throws {
    let decoded = try DecodedText(
      #"""
      [{"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/hub",
        "location": ↓"westeurope",
        "properties": {
          "addressSpace": {"addressPrefixes": [↓"10.0.0.0/16"]},
          "dhcpOptions": {"dnsServers": [↓"10.0.0.4"]},
          "subnets": [↓{"name": "clients", "properties": {
            "addressPrefix": ↓"10.0.1.0/24",
            "networkSecurityGroup": {"id": ↓"/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/networkSecurityGroups/rules"},
            "privateEndpointNetworkPolicies": "disabled",
            "serviceEndpoints": [{"service": "Microsoft.Storage"}]}}]}},
       {"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/networkSecurityGroups/rules",
        "properties": {"securityRules": []}}]
      """#)
    #expect(decoded.diagnostics == [])
    let network = try #require(decoded.estate.networks.all.first)
    #expect(network.location == .known("westeurope", decoded.marks[0]))
    let space = try #require(AddressPrefix("10.0.0.0/16"))
    #expect(network.addressSpace == [.known(space, decoded.marks[1])])
    #expect(network.dnsServers.first?.source == decoded.marks[2])
    let subnet = try #require(decoded.estate.subnets.all.first)
    #expect(subnet.network == network.id)
    #expect(subnet.source == decoded.marks[3])
    #expect(subnet.prefixes.first?.source == decoded.marks[4])
    #expect(subnet.securityGroup.value?.source == decoded.marks[5])
    #expect(subnet.privateEndpointPolicies.value == .disabled)
    #expect(subnet.serviceEndpoints.compactMap(\.value) == ["Microsoft.Storage"])
    #expect(decoded.estate.securityGroups.all.count == 1)
  }

  @Test("a subnet that is inline and a resource of its own is one subnet")
  func subnetTwice() throws {
    let decoded = try DecodedText(
      #"""
      [{"type": "Microsoft.Network/virtualNetworks/subnets", "name": "hub/a",
        "properties": {"addressPrefix": "10.0.1.0/24",
          "networkSecurityGroup": {"id": "/providers/Microsoft.Network/networkSecurityGroups/rules"}}},
       {"type": "Microsoft.Network/virtualNetworks", "name": "hub",
        "properties": {"subnets": [
          {"name": "A", "properties": {"addressPrefix": "10.0.1.0/24", "defaultOutboundAccess": false}}]}}]
      """#)
    #expect(decoded.diagnostics == [])
    let subnet = try #require(decoded.estate.subnets.all.first)
    #expect(decoded.estate.subnets.all.count == 1)
    #expect(subnet.prefixes.count == 1)
    #expect(subnet.securityGroup.value?.id.name == "rules")
    #expect(subnet.defaultOutboundAccess.value == false)
    #expect(subnet.isDescribed)
  }

  @Test("what a network and its subnet's own resource say differently is open")
  func contradiction() throws {
    let decoded = try DecodedText(
      #"""
      [{"type": "Microsoft.Network/virtualNetworks", "name": "hub",
        "properties": {"subnets": [{"name": "a", "properties": {"addressPrefix": ↓"10.0.1.0/24"}}]}},
       {"type": "Microsoft.Network/virtualNetworks/subnets", "name": "hub/a",
        "properties": {"addressPrefix": ↓"10.0.2.0/24"}}]
      """#)
    let subnet = try #require(decoded.estate.subnets.all.first)
    let unknown = try #require(subnet.prefixes.first?.unknown)
    #expect(unknown.source == decoded.marks[0])
    #expect(unknown.because.contains("\(decoded.marks[1])"))
  }

  @Test("a peering is found inline, beside its network, and before it")
  func peerings() throws {
    let decoded = try DecodedText(
      #"""
      [{"type": "Microsoft.Network/virtualNetworks/virtualNetworkPeerings", "name": "hub/out",
        "properties": {"remoteVirtualNetwork": {"id": "/providers/Microsoft.Network/virtualNetworks/spoke"},
          "allowForwardedTraffic": true, "peeringState": "Connected"}},
       {"type": "Microsoft.Network/virtualNetworks", "name": "hub", "properties": {}},
       {"type": "Microsoft.Network/virtualNetworks", "name": "spoke", "properties": {
         "virtualNetworkPeerings": [{"name": "back", "properties": {
           "remoteVirtualNetwork": {"id": "/providers/Microsoft.Network/virtualNetworks/HUB"},
           "useRemoteGateways": "false"}}]}}]
      """#)
    #expect(decoded.diagnostics == [])
    let out = try #require(decoded.estate.networks.all.first?.peerings.first)
    #expect(out.allowsForwardedTraffic.value == true)
    #expect(out.allowsVirtualNetworkAccess.isAbsent)
    #expect(out.state.value == .connected)
    #expect(out.remote.value?.id.name == "spoke")
    let back = try #require(decoded.estate.networks.all.last?.peerings.first)
    #expect(back.remote.value?.id.name == "hub", "the id is shown as its resource writes it")
    #expect(back.usesRemoteGateways.value == false)
  }

  @Test("a subnet that is only referred to is kept, with its network, and is open in all")
  func mentionedSubnet() throws {
    let decoded = try DecodedText(
      #"""
      [{"type": "Microsoft.Network/networkInterfaces", "name": "nic",
        "properties": {"ipConfigurations": [{"name": "a", "properties": {
          "subnet": {"id": ↓"/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/hub/subnets/a"}}}]}}]
      """#)
    let subnet = try #require(decoded.estate.subnets.all.first)
    #expect(!subnet.isDescribed)
    #expect(subnet.source == decoded.marks[0])
    let unknown = try #require(subnet.securityGroup.unknown)
    #expect(unknown.key == "\(subnet.id)#settings.networkSecurityGroup")
    #expect(unknown.because == "no input describes \(subnet.id)")
    #expect(unknown.source == decoded.marks[0])
    #expect(subnet.prefixes.allSatisfy { $0.unknown?.because == unknown.because })
    #expect(!subnet.prefixes.isEmpty)
    let network = try #require(decoded.estate.networks[subnet.network])
    #expect(!network.isDescribed)
    #expect(network.addressSpace.first?.unknown != nil)
    #expect(decoded.estate.subnets.all.count == 1)
  }

  @Test("a gateway knows its subnet and the addresses of its clients")
  func gateway() throws {
    let decoded = try DecodedText(
      #"""
      [{"type": "Microsoft.Network/virtualNetworkGateways", "name": "vpn", "properties": {
        "gatewayType": "Vpn",
        "ipConfigurations": [{"name": "a", "properties": {"subnet":
          {"id": "/providers/Microsoft.Network/virtualNetworks/hub/subnets/GatewaySubnet"}}}],
        "vpnClientConfiguration": {"vpnClientAddressPool": {"addressPrefixes": ["172.16.0.0/24"]}}}}]
      """#)
    let gateway = try #require(decoded.estate.gateways.all.first)
    #expect(gateway.kind.value == .vpn)
    #expect(gateway.subnet.value?.id.name == "GatewaySubnet")
    #expect(gateway.clientPools.compactMap(\.value?.description) == ["172.16.0.0/24"])
  }

  @Test("a reference to a resource of another kind is an error at its place")
  func wrongKind() throws {
    let decoded = try DecodedText(
      #"""
      [{"type": "Microsoft.Network/networkInterfaces", "name": "nic",
        "properties": {"ipConfigurations": [{"name": "a", "properties": {
          "subnet": {"id": ↓"/providers/Microsoft.Network/virtualNetworks/hub"}}}]}}]
      """#, format: .template)
    #expect(decoded.diagnostics.map(\.source) == [decoded.marks[0]])
    #expect(decoded.estate.networks.all.isEmpty)
  }

  @Test("a list that is open is one open element")
  func openList() throws {
    let open = UnknownValue(key: "p", because: "parameter 'p' has no value", source: nil)
    let place = SourcePlace(SourcePosition(file: "main.json", line: 1, column: 1))
    func object(_ fields: [(String, ConfigurationValue)]) -> ConfigurationValue {
      ConfigurationValue(
        .object(fields.map { ConfigurationValue.PlacedField(key: $0, keyPlace: place, value: $1) }),
        at: place)
    }
    let unknown = ConfigurationValue(.unknown(open, symbol: "{p}"), at: place)
    let id = try DecodedText.id("Microsoft.Network/networkSecurityGroups/g")
    let properties = object([("securityRules", unknown)])
    let decoded = EstateDecoder.estate(
      from: [
        Resource(
          id: id, body: object([("properties", properties)]), properties: properties,
          source: place.position, format: .template)
      ], overlays: [])
    let rule = try #require(decoded.estate.securityGroups.all.first?.rules.first)
    #expect(rule.access.unknown?.key == "p.properties.access")
    #expect(rule.priority.unknown?.key == "p.properties.priority", "two keys are two values")
    #expect(decoded.ledger.unknown.map(\.because) == [open.because])
  }

  @Test("a wrong word is an error at its place that lists the right ones")
  func wrongWord() throws {
    let decoded = try DecodedText(
      #"""
      [{"type": "Microsoft.Network/virtualNetworks/subnets", "name": "hub/a",
        "properties": {"privateEndpointNetworkPolicies": ↓"off", "addressPrefix": ↓"10.0.0/24"}}]
      """#, format: .template)
    #expect(decoded.diagnostics.map(\.source) == [decoded.marks[1], decoded.marks[0]])
    let message = try #require(decoded.diagnostics.last?.message.text)
    #expect(message.contains("'NetworkSecurityGroupEnabled'") && message.contains("'off'"))
    #expect(decoded.estate.subnets.all.first?.privateEndpointPolicies.unknown != nil)
  }
}
