import EstateModel
import Testing
import TrafficSets

@testable import EstateReading

struct ServiceDecodingTests {
  @Test("a storage account's network rules")
  func storage() throws {
    let decoded = try DecodedText(
      #"""
      [{"type": "Microsoft.Storage/storageAccounts", "name": "lake", "location": "westeurope",
        "properties": {"publicNetworkAccess": ↓"Enabled", "networkAcls": {
          "defaultAction": ↓"Deny", "bypass": "Logging, AzureServices",
          "ipRules": [{"value": ↓"203.0.113.0/24", "action": "Allow"}],
          "virtualNetworkRules": [{"id": "/providers/Microsoft.Network/virtualNetworks/hub/subnets/a", "action": "Allow"}],
          "resourceAccessRules": [{"tenantId": "t",
            "resourceId": "/subscriptions/s/resourceGroups/*/providers/Microsoft.MachineLearningServices/workspaces/*"}]}}}]
      """#, format: .terraformPlan)
    #expect(decoded.diagnostics == [])
    let account = try #require(decoded.estate.storageAccounts.all.first)
    #expect(account.origin == .terraform)
    let firewall = account.firewall
    #expect(firewall.publicAccess == .known(.enabled, decoded.marks[0]))
    #expect(firewall.defaultAction == .known(.deny, decoded.marks[1]))
    #expect(firewall.addressRules.first?.source == decoded.marks[2])
    #expect(firewall.subnetRules.compactMap(\.value?.id.name) == ["a"])
    #expect(firewall.bypassesTrustedServices.value == true)
    #expect(firewall.resourceRules.count == 1)
    #expect(decoded.estate.workspaces.all.isEmpty, "a rule with a star names no workspace")
  }

  @Test("a vault and a registry, whose rules are named otherwise")
  func vaultAndRegistry() throws {
    let decoded = try DecodedText(
      #"""
      [{"type": "Microsoft.KeyVault/vaults", "name": "kv", "properties": {
          "publicNetworkAccess": "disabled", "networkAcls": {"bypass": "None"}}},
       {"type": "Microsoft.ContainerRegistry/registries", "name": "acr", "sku": {"name": "Premium"},
        "properties": {"publicNetworkAccess": "SecuredByPerimeter", "dataEndpointEnabled": true,
          "networkRuleBypassOptions": "AzureServices",
          "networkRuleSet": {"defaultAction": "Allow", "ipRules": [{"action": "Allow", "value": "203.0.113.1"}]}}}]
      """#)
    let vault = try #require(decoded.estate.keyVaults.all.first)
    #expect(vault.firewall.publicAccess.value == .disabled)
    #expect(vault.firewall.bypassesTrustedServices.value == false)
    #expect(vault.firewall.defaultAction.isAbsent)
    let registry = try #require(decoded.estate.registries.all.first)
    #expect(registry.tier.value == "Premium")
    #expect(registry.firewall.publicAccess.value == .securedByPerimeter)
    #expect(registry.firewall.addressRules.compactMap(\.value?.description) == ["203.0.113.1/32"])
    #expect(registry.hasDataEndpoint.value == true)
  }

  @Test("true and false are errors that say what restricts", arguments: ["true", #""False""#])
  func booleans(_ value: String) throws {
    let decoded = try DecodedText(
      #"""
      [{"type": "Microsoft.Storage/storageAccounts", "name": "lake",
        "properties": {"publicNetworkAccess": ↓\#(value)}}]
      """#)
    let error = try #require(decoded.diagnostics.first)
    #expect(error.severity == .error)
    #expect(error.source == decoded.marks[0])
    #expect(error.message.text.contains("'Enabled'"))
    #expect(error.message.text.contains("'disabled' is what restricts"))
  }

  @Test("a kind that is not modelled is kept with what it refers to, and counted")
  func opaque() throws {
    let decoded = try DecodedText(
      #"""
      [↓{"type": "Microsoft.Network/networkWatchers", "name": "b", "properties": {"ipConfigurations": [
          {"id": "/providers/Microsoft.Network/networkWatchers/b/ipConfigurations/x",
           "properties": {"subnet": {"id": ↓"/providers/Microsoft.Network/virtualNetworks/hub/subnets/AzureBastionSubnet"},
             "backup": {"id": "/providers/Microsoft.Foo/bars/x"}}}]}},
       {"type": "Microsoft.Network/NETWORKWatchers", "name": "c", "properties": {}},
       {"type": "Microsoft.Network/loadBalancers", "name": "lb", "properties": {"backendAddressPools": [
          {"properties": {"backendIPConfigurations": [
            {"id": "/providers/Microsoft.Network/networkInterfaces/nic/ipConfigurations/first"}]}}]}},
       {"type": "Microsoft.Authorization/roleAssignments", "name": "r", "properties": {"principalId": "p"}}]
      """#)
    let others = decoded.estate.others.all
    #expect(others.map(\.id.name) == ["b", "c", "lb"])
    #expect(others[0].references.map(\.id.name) == ["AzureBastionSubnet"])
    #expect(others[0].references.first?.source == decoded.marks[1])
    #expect(others[2].references.map(\.id.name) == ["nic"])
    #expect(decoded.estate.subnets.all.count == 1)
    #expect(decoded.ledger.notModelled.map(\.count) == [2, 1, 1])
    #expect(decoded.ledger.notModelled.first?.source == decoded.marks[0])
  }

  @Test("a resource that may not exist is kept, open in all")
  func condition() throws {
    let condition = UnknownValue(
      key: "main.json#parameters/on", because: "parameter 'on' has no value", source: nil)
    let decoded = try DecodedText(
      #"""
      [{"type": "Microsoft.Storage/storageAccounts", "name": "lake",
        "properties": {"publicNetworkAccess": "Disabled"}}]
      """#, conditionUnknown: condition)
    let account = try #require(decoded.estate.storageAccounts.all.first)
    #expect(account.isDescribed)
    #expect(account.firewall.publicAccess.unknown?.because == condition.because)
    #expect(decoded.ledger.notes.count == 1)
    #expect(decoded.ledger.unknown.map(\.because) == [condition.because])
  }
}
