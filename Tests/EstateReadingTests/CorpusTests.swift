import EstateModel
import EstateReading
import Foundation
import Testing

/// Real configurations, where they stand beside the package.
private let corpus: String? = {
  var folder = URL(fileURLWithPath: #filePath)
  for _ in 0..<3 { folder.deleteLastPathComponent() }
  let path = folder.deletingLastPathComponent().appendingPathComponent("shared/corpus").path
  return FileManager.default.fileExists(atPath: path) ? path : nil
}()

private func files(under folder: String) -> [String] {
  (FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? [])
    .filter { $0.hasSuffix(".json") || $0.hasSuffix(".yml") }.sorted()
}

@Suite(.enabled(if: corpus != nil, "no corpus of real configurations beside the package"))
struct CorpusTests {
  @Test("every real template, export and Azure ML file is read into resources")
  func everyFile() throws {
    let corpus = try #require(corpus)
    for name in files(under: corpus) {
      let output = EstateReader.read(
        inputs: ["\(corpus)/\(name)"], options: ReadingOptions(), standardInput: { [] })
      if ProcessInfo.processInfo.environment["REACHMAP_LIST_CORPUS"] != nil {
        print("== \(name): \(output.resources.count) resources")
        for line in output.trouble { print("   \(line)") }
        for note in output.ledger.notes { print("   note: \(note.text)") }
        for resource in output.resources { print("   \(resource.id)") }
      }
      #expect(output.failure != .noSuchFile)
    }
  }

  @Test(
    "a real Terraform plan has the resources that its configuration names",
    arguments: [
      (
        "infracost-azure-firewall/azure_firewall_plan.json",
        [
          "Microsoft.Network/azureFirewalls testfirewall",
          "Microsoft.Network/publicIPAddresses testpip",
          "Microsoft.Network/virtualHubs example",
          "Microsoft.Network/virtualNetworks testvnet",
          "Microsoft.Network/virtualNetworks/subnets testvnet/AzureFirewallSubnet",
          "Microsoft.Network/virtualWans example-virtualwan",
        ]
      ),
      (
        "infracost-express-route/express_route_gateway_plan.json",
        [
          "Microsoft.Network/expressRouteCircuits example-erc",
          "Microsoft.Network/expressRouteCircuits/peerings example-erc/AzurePrivatePeering",
          "Microsoft.Network/expressRouteGateways express-route",
          "Microsoft.Network/expressRouteGateways/expressRouteConnections express-route/express-route-conn",
          "Microsoft.Network/expressRoutePorts example-erp",
          "Microsoft.Network/virtualHubs example-virtualhub",
          "Microsoft.Network/virtualWans example-virtualwan",
        ]
      ),
      (
        "regula-container-private/container_private_access_infra.json",
        ["Microsoft.Storage/storageAccounts examplestoraccount"]
          + ["invalidcontainer1", "validcontainer1", "validcontainer2"].map {
            "Microsoft.Storage/storageAccounts/blobServices/containers examplestoraccount/default/\($0)"
          }
      ),
      (
        "regula-nsg-22/security_group_no_inbound_22_infra.json",
        ["invalidnsg1", "invalidnsg2", "testnsg", "validnsg1"].map {
          "Microsoft.Network/networkSecurityGroups \($0)"
        }
          + ["invalidrule1", "validrule1", "validrule2", "validrule3"].map {
            "Microsoft.Network/networkSecurityGroups/securityRules testnsg/\($0)"
          }
      ),
      (
        "regula-storage-microsoft-services/account_microsoft_services_infra.json",
        [
          "Microsoft.Network/virtualNetworks virtnetname",
          "Microsoft.Network/virtualNetworks/subnets virtnetname/subnetname",
          "Microsoft.Storage/storageAccounts invalidstorageaccount1",
          "Microsoft.Storage/storageAccounts invalidstorageaccount2",
          "Microsoft.Storage/storageAccounts validstorageaccount1",
          "Microsoft.Storage/storageAccounts validstorageaccount2",
        ]
      ),
      (
        "terraform-compliance-issue-294/plan.out.json",
        [
          "Microsoft.Compute/availabilitySets mywinvm-avset",
          "Microsoft.Compute/availabilitySets myvm-avset",
          "Microsoft.Compute/virtualMachines mywinvm-vmWindows-0",
          "Microsoft.Compute/virtualMachines myvm-vmLinux-0",
          "Microsoft.Network/networkInterfaces mywinvm-nic-0",
          "Microsoft.Network/networkInterfaces myvm-nic-0",
          "Microsoft.Network/networkSecurityGroups mywinvm-nsg",
          "Microsoft.Network/networkSecurityGroups myvm-nsg",
          "Microsoft.Network/networkSecurityGroups/securityRules mywinvm-nsg/allow_remote_3389_in_all",
          "Microsoft.Network/networkSecurityGroups/securityRules myvm-nsg/allow_remote_22_in_all",
          "Microsoft.Network/publicIPAddresses mywinvm-pip-0",
          "Microsoft.Network/virtualNetworks tfctagcheck-network",
          "Microsoft.Network/virtualNetworks/subnets tfctagcheck-network/internal",
        ]
      ),
    ])
  func terraformPlan(file: String, expected: [String]) throws {
    let corpus = try #require(corpus)
    let output = EstateReader.read(
      inputs: ["\(corpus)/terraform-plan/\(file)"], options: ReadingOptions(),
      standardInput: { [] })
    #expect(output.failure == nil)
    let found = output.resources.map {
      "\($0.type) \($0.id.segments.map(\.name).joined(separator: "/"))"
    }
    #expect(found.sorted() == expected.sorted())
  }
}
