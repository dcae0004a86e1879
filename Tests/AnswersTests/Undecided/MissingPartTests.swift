import Testing

@testable import Answers

/// Machines and deployments of which no input tells by what the network meets them.
@Suite("Nodes with a missing part")
struct MissingPartTests {
  private typealias Text = ExportedText

  /// A machine as `az vm create` prints it, without its interfaces.
  private func machine() throws -> TextEstate {
    try TextEstate([
      "export.json": Text.list([
        Text.network("v", "10.0.0.0/16", ["s": "10.0.0.0/24"]),
        Text.resource("Microsoft.Compute/virtualMachines", "bare", #""vmId": "x""#),
      ])
    ])
  }

  @Test("a machine without interfaces leaves open what reaches it, and what it reaches")
  func machines() throws {
    let estate = try machine()
    for (from, to) in [("internet", "vm/bare"), ("vm/bare", "internet"), ("subnet/v/s", "vm/bare")]
    {
      let answer = try estate.ask(from, to, on: "tcp/22")
      #expect(answer.verdict == .unknown, "\(from) -> \(to): \(answer.told)")
      #expect(answer.told.contains("no input tells the interfaces of vm/bare"), "\(answer.told)")
    }
  }

  @Test("a deployment to a cluster without its endpoint leaves open what it reaches")
  func deployments() throws {
    let estate = try TextEstate([
      "deployment.yml": """
      $schema: https://azuremlschemas.azureedge.net/latest/kubernetesOnlineDeployment.schema.json
      name: blue
      type: kubernetes
      endpoint_name: score
      model: azureml:m:1
      """
    ])
    let answer = try estate.ask("deployment/score/blue", "internet", on: "tcp/443")
    #expect(answer.verdict == .unknown, "\(answer.told)")
    #expect(
      answer.unknowns.contains { $0.because.contains("onlineEndpoints/score") }, "\(answer.told)")
  }
}
