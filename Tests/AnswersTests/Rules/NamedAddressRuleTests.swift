import Testing

@testable import Answers

// https://learn.microsoft.com/azure/key-vault/general/network-security
@Suite("Rules of services that ask a public address for its number")
struct NamedAddressRuleTests {
  private static func id(_ type: String, _ names: String) -> String {
    #"{"id": "[resourceId('Microsoft.Network/\#(type)', \#(names))]"}"#
  }

  private static let number =
    "\"[reference(resourceId('Microsoft.Network/publicIPAddresses', 'p')).ipAddress]\""

  private static func address(_ name: String) -> String {
    """
    {"type": "Microsoft.Network/publicIPAddresses", "apiVersion": "2024-05-01", "name": "\(name)",
     "location": "westeurope", "sku": {"name": "Standard"},
     "properties": {"publicIPAllocationMethod": "Static"}}
    """
  }

  /// A machine `own` with the public address `p`, `other` with `q`, and a service.
  private static func estate(_ service: String) throws -> TextEstate {
    func machine(_ name: String, _ address: String) -> String {
      """
      {"type": "Microsoft.Network/networkInterfaces", "apiVersion": "2024-05-01", "name": "\(name)-nic",
       "properties": {"ipConfigurations": [{"name": "c", "properties": {
         "publicIPAddress": \(id("publicIPAddresses", "'\(address)'")),
         "subnet": \(id("virtualNetworks/subnets", "'v', 's'"))}}]}},
      {"type": "Microsoft.Compute/virtualMachines", "apiVersion": "2024-07-01", "name": "\(name)",
       "properties": {"networkProfile": {"networkInterfaces": [
         \(id("networkInterfaces", "'\(name)-nic'"))]}}}
      """
    }
    return try ServiceEstate.template([
      """
      {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "v",
       "location": "northeurope", "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
         "subnets": [{"name": "s", "properties": {"addressPrefix": "10.0.0.0/24"}}]}}
      """,
      address("p"), address("q"), machine("own", "p"), machine("other", "q"), service,
    ])
  }

  private static func check(_ service: String, _ selector: String) throws {
    let estate = try estate(service)
    let own = try estate.ask("vm/own", selector, on: "tcp/443")
    #expect(own.verdict == .reachable, "\(own.told)")
    let other = try estate.ask("vm/other", selector, on: "tcp/443")
    #expect(other.verdict == .unreachable, "\(other.told)")
    // Others may have the number as little as the machine has another one.
    let stranger = try estate.ask("internet/203.0.113.9", selector, on: "tcp/443")
    #expect(stranger.verdict == .unreachable, "\(stranger.told)")
  }

  @Test("K-4, O-9: a vault's rule lets in who leaves by the address, and nobody else")
  func vault() throws {
    try Self.check(
      ServiceEstate.templated(
        "Microsoft.KeyVault/vaults", "it",
        "\"networkAcls\": {\"defaultAction\": \"Deny\", \"ipRules\": [{\"value\": \(Self.number)}]}"
      ),
      "keyvault/it")
  }

  @Test("S-4, O-9: a storage account's, for callers of another region")
  func storage() throws {
    let rules =
      "\"networkAcls\": {\"defaultAction\": \"Deny\", \"ipRules\": [{\"value\": \(Self.number)}]}"
    let account = ServiceEstate.templated("Microsoft.Storage/storageAccounts", "it", rules)
    try Self.check(account.replacing("westeurope", with: "eastus"), "storage/it")
    // In the account's own region the rule does not count.
    let near = try Self.estate(account).ask("vm/own", "storage/it", on: "tcp/443")
    #expect(near.verdict == .unreachable, "\(near.told)")
  }

  @Test("C-3, A-2, O-9: a registry's, a cluster's, and that of a service of the common pattern")
  func others() throws {
    try Self.check(
      ServiceEstate.templated(
        "Microsoft.CognitiveServices/accounts", "it",
        """
        "customSubDomainName": "it",
        "networkAcls": {"defaultAction": "Deny", "ipRules": [{"value": \(Self.number)}]}
        """), "Microsoft.CognitiveServices/accounts/it")
    let cluster = ServiceEstate.templated(
      "Microsoft.ContainerService/managedClusters", "it",
      """
      "apiServerAccessProfile": {"authorizedIPRanges": [\(Self.number)]},
      "networkProfile": {"outboundType": "userDefinedRouting"}
      """)
    try Self.check(cluster, "aks/it")
    let registry = ServiceEstate.templated(
      "Microsoft.ContainerRegistry/registries", "it",
      """
      "dataEndpointEnabled": true, "networkRuleSet": {"defaultAction": "Deny",
        "ipRules": [{"value": \(Self.number), "action": "Allow"}]}
      """
    ).replacing("\"location\"", with: "\"sku\": {\"name\": \"Premium\"}, \"location\"")
    try Self.check(registry, "registry/it")
  }
}
