import Testing

@testable import Answers

/// A template with one parameter without value, `p`, which is asked about as it is and with values.
struct OpenTemplate {
  /// A condition that holds where the parameter is `yes`.
  static let condition = #""condition": "[equals(parameters('p'), 'yes')]","#

  var resources: [String]
  var type = "string"
  /// Beside the template.
  var overlay: String?

  init(_ resources: [String]) { self.resources = resources }

  /// - Parameter value: of the parameter; `nil`: none.
  func ask(
    _ from: String, _ to: String, on traffic: String, with value: String? = nil,
    fixes: Bool = false
  ) throws -> QueryAnswer {
    var files = [
      "main.json": """
      {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "parameters": {"p": {"type": "\(type)"}},
        "resources": [
      \(resources.joined(separator: ",\n"))
        ]
      }
      """
    ]
    files["reachmap.yaml"] = overlay
    return try TextEstate(files, settings: value.map { ["p=\($0)"] } ?? [])
      .ask(from, to, on: traffic, fixes: fixes)
  }

  /// Whether the verdict is unknown without value, and these with values.
  func expectOpen(
    _ from: String, _ to: String, on traffic: String, _ values: KeyValuePairs<String, Verdict>,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for (value, verdict) in values {
      let known = try ask(from, to, on: traffic, with: value)
      #expect(known.verdict == verdict, "\(value): \(known.told)", sourceLocation: sourceLocation)
    }
    let open = try ask(from, to, on: traffic)
    #expect(open.verdict == .unknown, "\(open.told)", sourceLocation: sourceLocation)
    #expect(!open.unknowns.isEmpty, "\(open.told)", sourceLocation: sourceLocation)
  }

  static func machine(_ name: String, _ interface: String) -> String {
    """
    {"type": "Microsoft.Compute/virtualMachines", "apiVersion": "2024-07-01", "name": "\(name)",
     "properties": {"networkProfile": {"networkInterfaces": [\(OpenNetwork.id("networkInterfaces", interface))]}}}
    """
  }

  static func storage(_ name: String, _ properties: String, beside: String = "") -> String {
    """
    {"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-05-01", "name": "\(name)",
     "location": "westeurope", "kind": "StorageV2", \(beside) "properties": {\(properties)}}
    """
  }

  /// - Parameter type: below the workspace, `onlineEndpoints`.
  static func machineLearning(
    _ type: String = "", _ name: String, _ properties: String, beside: String = ""
  ) -> String {
    """
    {"type": "Microsoft.MachineLearningServices/workspaces\(type.isEmpty ? "" : "/\(type)")",
     "apiVersion": "2024-10-01", "name": "\(name)", "location": "westeurope", \(beside)
     "properties": {\(properties)}}
    """
  }
}
