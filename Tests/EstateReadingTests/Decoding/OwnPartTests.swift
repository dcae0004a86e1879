import EstateModel
import Testing

@testable import EstateReading

/// Parts that tell their own ids.
struct OwnPartTests {
  @Test("the id of a part is no reference to another whole, however the whole is spelled there")
  func ownID() throws {
    let text = """
      {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
       "contentVersion": "1.0.0.0", "parameters": {"fwName": {"type": "string"}}, "resources": [
        {"type": "Microsoft.Network/azureFirewalls", "apiVersion": "2023-09-01", "name": "fw",
         "properties": {"ipConfigurations": [{"name": "c",
           "id": "[concat(resourceId('Microsoft.Network/azureFirewalls', parameters('fwName')), '/azureFirewallIpConfigurations/c')]",
           "properties": {"subnet": {
             "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 'AzureFirewallSubnet')]"}}}]}}]}
      """
    let folder = try TemporaryFolder(["main.json": text])
    let estate = EstateDecoder.estate(from: folder.read()).estate
    #expect(estate.firewalls.all.map(\.id.name) == ["fw"])
    #expect(estate.subnets.all.map(\.id.name) == ["AzureFirewallSubnet"])
  }
}
