import EstateModel
import Testing
import TrafficSets

@testable import EstateReading

struct NetworkManagerDecodingTests {
  private static let manager = "Microsoft.Network/networkManagers"

  private static let whole = #"""
    [{"type": "Microsoft.Network/networkManagers", "name": "avnm", "properties": {
       "networkManagerScopes": {"subscriptions": ["/subscriptions/s"], "managementGroups": []},
       "networkManagerScopeAccesses": ["SecurityAdmin"]}},
     {"type": "Microsoft.Network/networkManagers/networkGroups", "name": "avnm/all",
      "properties": {}},
     {"type": "Microsoft.Network/networkManagers/networkGroups/staticMembers", "name": "avnm/all/m",
      "properties": {"resourceId": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/hub"}},
     {"type": "Microsoft.Network/networkManagers/securityAdminConfigurations", "name": "avnm/c",
      "properties": {"applyOnNetworkIntentPolicyBasedServices": ["AllowRulesOnly"]}},
     {"type": "Microsoft.Network/networkManagers/securityAdminConfigurations/ruleCollections",
      "name": "avnm/c/r", "properties": {"appliesToGroups": [{"networkGroupId":
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/networkManagers/avnm/networkGroups/all"}]}},
     {"type": "Microsoft.Network/networkManagers/securityAdminConfigurations/ruleCollections/rules",
      "name": "avnm/c/r/ssh", "kind": "Custom", "properties": {
        "access": "AlwaysAllow", "direction": "Inbound", "priority": 10, "protocol": "Tcp",
        "sources": [{"addressPrefixType": "IPPrefix", "addressPrefix": "10.0.0.0/8,192.168.0.0/16"}],
        "destinations": [{"addressPrefixType": "ServiceTag", "addressPrefix": "VirtualNetwork"},
          {"addressPrefixType": "NetworkGroup", "addressPrefix": "/x/networkGroups/other"}],
        "sourcePortRanges": ["0-65535"], "destinationPortRanges": ["22", "3389"]}}]
    """#

  @Test("a manager has its configurations, with their collections and rules")
  func resources() throws {
    let decoded = try DecodedText(Self.whole)
    #expect(decoded.diagnostics == [])
    #expect(decoded.estate.others.all.isEmpty)
    let manager = try #require(decoded.estate.networkManagers.all.first)
    #expect(manager.subscriptions.compactMap(\.value) == ["/subscriptions/s"])
    #expect(manager.accesses.compactMap(\.value) == ["SecurityAdmin"])
    let configuration = try #require(manager.configurations.first)
    #expect(configuration.intentPolicyServices.compactMap(\.value) == [.allowRules])
    let collection = try #require(configuration.collections.first)
    #expect(collection.groups.compactMap(\.value?.id.name) == ["all"])
    let rule = try #require(collection.rules.first)
    #expect(rule.access.value == .alwaysAllow)
    #expect(rule.match.priority.value == 10)
    #expect(rule.match.direction.value == .inbound)
    #expect(rule.match.protocols.value == ProtocolSet(.tcp))
    let ten = try #require(AddressPrefix("10.0.0.0/8"))
    let home = try #require(AddressPrefix("192.168.0.0/16"))
    #expect(rule.match.sources.compactMap(\.value) == [.prefix(ten), .prefix(home)])
    #expect(rule.match.destinations.compactMap(\.value) == [.tag("VirtualNetwork")])
    #expect(rule.match.destinations.compactMap(\.unknown).count == 1)
    #expect(rule.match.destinationPorts.compactMap(\.value) == [PortSet(22), PortSet(3389)])
    let group = try #require(decoded.estate.networkGroups.all.first)
    #expect(group.staticMembers.compactMap(\.value?.name) == ["hub"])
    // A member that nobody describes is no node.
    #expect(decoded.estate.networks.all.isEmpty)
  }

  @Test("as the CLI lists them, with the properties lifted")
  func listed() throws {
    let id = "/subscriptions/s/resourceGroups/g/providers/\(Self.manager)/avnm"
    let decoded = try DecodedText(
      #"""
      [{"id": "\#(id)/networkGroups/all/staticMembers/m", "name": "m", "provisioningState": "Succeeded",
        "type": "\#(Self.manager)/networkGroups/staticMembers", "resourceGroup": "g",
        "resourceId": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/hub"},
       {"id": "\#(id)/securityAdminConfigurations/c/ruleCollections/r/rules/ssh", "name": "ssh",
        "type": "\#(Self.manager)/securityAdminConfigurations/ruleCollections/rules",
        "access": "Deny", "direction": "Inbound", "priority": 10, "protocol": "Tcp", "kind": "Custom",
        "sources": [], "destinations": [], "sourcePortRanges": [], "destinationPortRanges": ["22"]}]
      """#)
    let member = try #require(decoded.estate.networkGroups.all.first?.staticMembers.first)
    #expect(member.value?.name == "hub")
    // A rule whose collection no input describes may be for any network.
    let collection = try #require(
      decoded.estate.networkManagers.all.first?.configurations.first?.collections.first)
    #expect(collection.rules.first?.access.value == .deny)
    #expect(collection.groups.compactMap(\.unknown).count == 1)
  }

  @Test("a rule of Azure's own says nothing of itself in a template: all of it is open")
  func defaultRule() throws {
    let decoded = try DecodedText(
      #"""
      [{"type": "Microsoft.Network/networkManagers/securityAdminConfigurations/ruleCollections/rules",
        "name": "avnm/c/r/own", "kind": "Default", "properties": {"flag": "AllowVnetInbound"}}]
      """#, format: .template)
    let rule = try #require(
      decoded.estate.networkManagers.all.first?.configurations.first?.collections.first?.rules
        .first)
    #expect(rule.access.unknown != nil)
    #expect(rule.match.direction.unknown != nil)
    #expect(rule.match.priority.unknown != nil)
  }

  @Test("a scale set has the interfaces of its pattern, the primary one first")
  func scaleSet() throws {
    let decoded = try DecodedText(
      #"""
      [{"type": "Microsoft.Compute/virtualMachineScaleSets", "name": "web", "properties": {
         "virtualMachineProfile": {"networkProfile": {"networkInterfaceConfigurations": [
           {"name": "b", "properties": {"primary": false, "ipConfigurations": []}},
           {"name": "a", "properties": {"primary": true, "enableIPForwarding": true,
             "networkSecurityGroup": {"id": "/providers/Microsoft.Network/networkSecurityGroups/rules"},
             "ipConfigurations": [{"name": "ip", "properties": {
               "subnet": {"id": "/providers/Microsoft.Network/virtualNetworks/hub/subnets/s"},
               "publicIPAddressConfiguration": {"name": "front", "sku": {"name": "Standard"},
                 "properties": {"idleTimeoutInMinutes": 15}},
               "applicationSecurityGroups": [{"id": "/providers/Microsoft.Network/applicationSecurityGroups/web"}]}}]}}]}}}}]
      """#)
    #expect(decoded.diagnostics == [])
    let set = try #require(decoded.estate.scaleSets.all.first)
    #expect(set.interfaces.compactMap(\.value?.id.name) == ["a", "b"])
    #expect(decoded.estate.machines.all.isEmpty && decoded.estate.others.all.isEmpty)
    let interface = try #require(
      set.interfaces.first?.value.flatMap { decoded.estate.interfaces[$0.id] })
    #expect(interface.forwardsTraffic.value == true)
    #expect(interface.securityGroup.value?.id.name == "rules")
    let configuration = try #require(interface.configurations.first)
    #expect(configuration.subnet.value?.id.name == "s")
    #expect(configuration.applicationSecurityGroups.map { $0.value?.id.name } == ["web"])
    let front = try #require(
      configuration.publicAddress.value.flatMap { decoded.estate.publicAddresses[$0.id] })
    #expect(front.tier.value == .standard)
    #expect(front.address.isAbsent)
  }
}
