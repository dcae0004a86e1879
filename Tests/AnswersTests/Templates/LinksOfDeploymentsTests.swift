import Answers
import Testing

/// Deployments that link to templates and parameter files, and groups that a template makes.
@Suite("What deployments link to, and what lies beside them")
struct LinksOfDeploymentsTests {
  private static func template(
    _ resources: String, schema: String = "2019-04-01/deploymentTemplate.json#",
    parameters: String = "{}"
  ) -> String {
    """
    {"$schema": "https://schema.management.azure.com/schemas/\(schema)",
     "contentVersion": "1.0.0.0", "parameters": \(parameters), "resources": \(resources)}
    """
  }

  private static func network(_ name: String, _ prefix: String) -> String {
    """
    {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "\(name)",
     "location": "westeurope", "properties": {"addressSpace": {"addressPrefixes": ["\(prefix)"]},
       "subnets": [{"name": "s", "properties": {"addressPrefix": "\(prefix)"}}]}}
    """
  }

  private static func linked(_ link: String) -> String {
    template(
      """
      [\(network("a", "10.1.0.0/24")), \(network("b", "10.2.0.0/24")),
       {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "more",
        "properties": {"mode": "Incremental", "templateLink":
          {\(link)}}}]
      """)
  }

  @Test("an answer says that a template which an expression would give may decide it")
  func unreadExpression() throws {
    let estate = try TextEstate([
      "main.json": Self.template(
        """
        [\(Self.network("a", "10.1.0.0/24")), \(Self.network("b", "10.2.0.0/24")),
         {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "more",
          "properties": {"mode": "Incremental",
            "template": "[reference('policy', '2018-05-01').template]"}}]
        """)
    ])
    let answer = try estate.ask("subnet/a/s", "subnet/b/s", on: "tcp/443")
    let remark = try #require(answer.assumptions.first)
    #expect(remark.node == "Microsoft.Resources/deployments/more")
    #expect(remark.because.contains("in the nested template '"), "\(remark.because)")
    #expect(
      try remark.source?.description.contains(
        estate.line(of: "reference('policy'", in: "main.json")) == true)
    #expect(
      estate.warnings.contains { $0.message.text.contains("no input has the nested template") })
  }

  @Test("a template that a variable holds is read")
  func templateInVariable() throws {
    let inner = Self.template("[\(Self.network("c", "10.3.0.0/24"))]")
    let estate = try TextEstate([
      "main.json": """
      {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
       "contentVersion": "1.0.0.0", "variables": {"inner": \(inner)},
       "resources": [\(Self.network("a", "10.1.0.0/24")),
         {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "more",
          "properties": {"mode": "Incremental", "template": "[variables('inner')]"}}]}
      """
    ])
    #expect(estate.warnings.isEmpty)
    #expect(try estate.ask("subnet/a/s", "subnet/c/s", on: "tcp/443").assumptions.isEmpty)
  }

  @Test(
    "an answer says that a linked template which no input has may decide it",
    arguments: [
      (#""relativePath": "peering.json""#, "peering.json"),
      (#""uri": "https://example.com/t/peering.json""#, "https://example.com/t/peering.json"),
      (
        #""id": "[resourceId('specs', 'Microsoft.Resources/templateSpecs/versions', 'p', '1')]""#,
        "/resourceGroups/specs/providers/Microsoft.Resources/templateSpecs/p/versions/1"
      ),
    ])
  func unread(_ link: String, _ shown: String) throws {
    let estate = try TextEstate(["main.json": Self.linked(link)])
    let answer = try estate.ask("subnet/a/s", "subnet/b/s", on: "tcp/443")
    #expect(answer.verdict == .unreachable)
    let remark = try #require(answer.assumptions.first)
    #expect(remark.node == "Microsoft.Resources/deployments/more")
    #expect(remark.property == "templateLink")
    #expect(
      remark.because
        == "nothing that decides this is in the linked template '\(shown)', which no input has")
    #expect(
      try remark.source?.description.contains(estate.line(of: "{\(link)}", in: "main.json")) == true
    )
    #expect(estate.warnings.contains { $0.message.text.contains(shown) })
  }

  @Test("a linked template that is there is assumed of nobody")
  func read() throws {
    let peering = { (from: String, to: String) in
      """
      {"type": "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
       "apiVersion": "2024-05-01", "name": "\(from)/p", "properties": {
         "allowVirtualNetworkAccess": true, "remoteVirtualNetwork": {
           "id": "[resourceId('Microsoft.Network/virtualNetworks', '\(to)')]"}}}
      """
    }
    let estate = try TextEstate([
      "main.json": Self.linked(#""relativePath": "peering.json""#),
      "peering.json": Self.template("[\(peering("a", "b")), \(peering("b", "a"))]"),
    ])
    let answer = try estate.ask("subnet/a/s", "subnet/b/s", on: "tcp/443")
    #expect(answer.verdict == .reachable, "\(answer.told)")
    #expect(answer.assumptions.isEmpty)
  }

  @Test("a template that is linked to where a condition does not hold is assumed of nobody")
  func absent() throws {
    let estate = try TextEstate([
      "main.json": Self.linked(#""relativePath": "peering.json""#).replacing(
        #""name": "more","#, with: #""name": "more", "condition": false,"#)
    ])
    let answer = try estate.ask("subnet/a/s", "subnet/b/s", on: "tcp/443")
    #expect(answer.assumptions.isEmpty)
  }

  @Test("a linked parameter file gives its values")
  func parameters() throws {
    let main = Self.template(
      """
      [{"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "d",
        "properties": {"mode": "Incremental", "templateLink": {"relativePath": "net/a.json"},
          "parametersLink": {"uri":
            "[uri(deployment().properties.templateLink.uri, 'net/values.json')]"}}}]
      """)
    let values = """
      {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",
       "contentVersion": "1.0.0.0", "parameters": {"name": {"value": "a"}}}
      """
    let estate = try TextEstate([
      "main.json": main, "net/values.json": values,
      "net/a.json": Self.template(
        "[\(Self.network("[parameters('name')]", "10.1.0.0/24"))]",
        parameters: #"{"name": {"type": "string"}}"#),
    ])
    let answer = try estate.ask("subnet/a/s", "subnet/a/s", on: "tcp/443")
    #expect(answer.verdict == .reachable, "\(answer.told)")
  }

  /// A group made by the template, and in it a storage account that admits a network's service endpoint.
  private static func grouped(_ location: String, parameters: String = "{}") -> String {
    template(
      """
      [{"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "d",
        "resourceGroup": "r1", "dependsOn": ["[subscriptionResourceId('Microsoft.Resources/resourceGroups', 'r1')]"],
        "properties": {"mode": "Incremental", "expressionEvaluationOptions": {"scope": "inner"},
          "template": \(template(
            """
            [{"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "v",
              "location": "[parameters('location')]", "properties": {
                "addressSpace": {"addressPrefixes": ["10.1.0.0/24"]},
                "subnets": [{"name": "s", "properties": {"addressPrefix": "10.1.0.0/24",
                  "serviceEndpoints": [{"service": "Microsoft.Storage"}]}}]}},
             {"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01",
              "name": "stx1", "location": "northeurope", "kind": "StorageV2",
              "properties": {"networkAcls": {"defaultAction": "Deny", "virtualNetworkRules": [{"id":
                "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 's')]"}]}}}]
            """,
            parameters:
              #"{"location": {"type": "string", "defaultValue": "[resourceGroup().location]"}}"#))}},
       {"type": "Microsoft.Resources/resourceGroups", "apiVersion": "2022-09-01", "name": "r1",
        "location": "\(location)"}]
      """, schema: "2018-05-01/subscriptionDeploymentTemplate.json#", parameters: parameters)
  }

  @Test("a deployment to a group that the template makes is where that group is")
  func groups() throws {
    let estate = try TextEstate(["main.json": Self.grouped("northeurope")])
    let answer = try estate.ask("subnet/v/s", "storage/stx1", on: "tcp/443")
    #expect(answer.verdict == .reachable, "\(answer.told)")
    let open = try TextEstate([
      "main.json": Self.grouped(
        "[parameters('place')]", parameters: #"{"place": {"type": "string"}}"#)
    ])
    let unknown = try open.ask("subnet/v/s", "storage/stx1", on: "tcp/443")
    #expect(unknown.verdict == .unknown, "\(unknown.told)")
  }
}
