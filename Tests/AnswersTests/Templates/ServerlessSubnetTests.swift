import Testing

@testable import Answers

/// Serverless compute may run in a subnet of the customer's, which is one like every other.
@Suite("The subnet of serverless compute")
struct ServerlessSubnetTests {
  private static let group = "/subscriptions/0000/resourceGroups/rg/providers/Microsoft.Network"
  private static let subnet = "\(group)/virtualNetworks/net/subnets/jobs"

  private func names(_ files: [String: String]) throws -> [String] {
    try TextEstate(files).query.graph.estate.subnets.map { "\($0.network.name)/\($0.id.name)" }
  }

  @Test("a workspace's file, a template and an export name it")
  func named() throws {
    let file = """
      $schema: https://azuremlschemas.azureedge.net/latest/workspace.schema.json
      name: ml
      serverless_compute:
        custom_subnet: \(Self.subnet)
        no_public_ip: true
      """
    #expect(try names(["workspace.yml": file]) == ["net/jobs"])
    let settings =
      "\"serverlessComputeSettings\": {\"serverlessComputeCustomSubnet\": \"\(Self.subnet)\"}"
    let type = "Microsoft.MachineLearningServices/workspaces"
    #expect(
      try names(["export.json": ExportedText.list([ExportedText.resource(type, "ml", settings)])])
        == ["net/jobs"])
    let template = """
      {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
       "contentVersion": "1.0.0.0", "resources": [
       {"type": "\(type)", "apiVersion": "2024-04-01", "name": "ml", "properties": {
         "serverlessComputeSettings": {"serverlessComputeCustomSubnet":
           "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'jobs')]"}}}]}
      """
    #expect(try names(["main.json": template]) == ["net/jobs"])
    // It can be asked about, although no input describes it.
    let answer = try TextEstate(["main.json": template]).ask("subnet/net/jobs", "internet")
    #expect(answer.verdict == .unknown, "\(answer.told)")
  }

  @Test("without one, and as an open parameter, there is none")
  func absent() throws {
    let file = """
      $schema: https://azuremlschemas.azureedge.net/latest/workspace.schema.json
      name: ml
      serverless_compute:
        no_public_ip: false
      """
    #expect(try names(["workspace.yml": file]).isEmpty)
  }
}
