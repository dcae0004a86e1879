import EstateModel
import EstateReading
import Testing

private let deployments = "Microsoft.Resources/deployments"

private func ids(_ estate: ReadEstate) -> [String] { estate.resources.map(\.id.description) }

@Suite struct TemplateScopeTests {
  @Test("a template of a subscription deploys to it, and nested ones to groups")
  func subscription() throws {
    let nested = """
      {"type": "\(deployments)", "name": "in", "resourceGroup": "rg", "properties": {
        "expressionEvaluationOptions": {"scope": "inner"}, "template": {
          "$schema": "https://x/2019-04-01/deploymentTemplate.json#", "resources": [
            {"type": "A.B/c", "name": "x", "properties": {"r": "[resourceId('A.B/d', 'y')]",
              "s": "[subscriptionResourceId('A.B/d', 'y')]"}}]}}}
      """
    let folder = try TemporaryFolder([
      "main.json": template(
        resources: """
          [{"type": "A.B/c", "name": "top"}, \(nested)]
          """, schema: "2018-05-01/subscriptionDeploymentTemplate.json#")
    ])
    var options = ReadingOptions()
    options.subscription = "s1"
    options.resourceGroup = "never"
    let estate = folder.read(["main.json"], options)
    #expect(estate.trouble == [])
    #expect(
      ids(estate) == [
        "/subscriptions/s1/providers/A.B/c/top",
        "/subscriptions/s1/resourceGroups/rg/providers/A.B/c/x",
      ])
    let properties = estate.resources.last?.properties
    #expect(
      properties?["r"]?.string == "/subscriptions/s1/resourceGroups/rg/providers/A.B/d/y")
    #expect(properties?["s"]?.string == "/subscriptions/s1/providers/A.B/d/y")
  }

  @Test(
    "ids are made for every scope",
    arguments: [
      ("[subscriptionResourceId('sub', 'A.B/c', 'd')]", "/subscriptions/sub/providers/A.B/c/d"),
      ("[tenantResourceId('A.B/c', 'd')]", "/providers/A.B/c/d"),
      ("[managementGroupResourceId('mg', 'A.B/c', 'd')]", "/providers/A.B/c/d"),
      (
        "[extensionResourceId(resourceId('A.B/c', 'd'), 'E.F/g', 'h')]",
        "/subscriptions/s1/resourceGroups/rg/providers/A.B/c/d/providers/E.F/g/h"
      ),
      (
        "[extensionResourceId(resourceGroup().id, 'E.F/g', 'h')]",
        "/subscriptions/s1/resourceGroups/rg/providers/E.F/g/h"
      ),
      ("[concat(environment().suffixes.storage)]", "core.windows.net"),
      ("[environment().name]", "AzureCloud"),
    ])
  func functions(_ expression: String, _ expected: String) throws {
    let folder = try TemporaryFolder([
      "main.json": template(resources: account("\"\(expression)\""))
    ])
    var options = ReadingOptions()
    options.subscription = "s1"
    options.resourceGroup = "rg"
    let estate = folder.read(["main.json"], options)
    #expect(estate.trouble == [])
    #expect(estate.resources.first?.properties["value"]?.string == expected)
  }

  @Test("an extension belongs to what its scope names")
  func extensions() throws {
    let folder = try TemporaryFolder([
      "main.json": template(
        resources: """
          [{"type": "Microsoft.Authorization/locks", "name": "l",
            "scope": "[resourceId('A.B/c', 'x')]"},
           {"type": "Microsoft.Authorization/locks", "name": "m", "scope": "A.B/c/y"}]
          """)
    ])
    let estate = folder.read(["main.json"])
    #expect(estate.trouble == [])
    #expect(estate.resources.map { $0.id.scope?.name } == ["x", "y"])
  }

  @Test("an argument may be an expression that makes the value or leaves it out")
  func arguments() throws {
    func deployment(_ parameters: String) -> String {
      """
      [{"type": "\(deployments)", "name": "d", "properties": {
        "expressionEvaluationOptions": {"scope": "inner"}, "parameters": \(parameters),
        "template": {"parameters": {"p": {"$ref": "#/definitions/text"},
            "q": {"type": "string", "defaultValue": "standard"}},
          "definitions": {"text": {"type": "string", "nullable": true}},
          "resources": [{"type": "A.B/c", "name": "x", "properties": {
            "p": "[coalesce(parameters('p'), 'none')]", "q": "[parameters('q')]"}}]}}}]
      """
    }
    func values(_ parameters: String) throws -> [String?] {
      let folder = try TemporaryFolder(["main.json": template(resources: deployment(parameters))])
      let estate = folder.read(["main.json"])
      #expect(estate.trouble == [])
      return ["p", "q"].map { estate.resources.first?.properties[$0]?.string }
    }
    #expect(try values("{}") == ["none", "standard"])
    #expect(
      try values(
        #"{"p": "[if(true(), createObject('value', 'a'), createObject('value', null()))]"}"#)
        == ["a", "standard"])
    #expect(
      try values(#"{"p": {"value": "[null()]"}, "q": {"value": "[null()]"}}"#)
        == ["none", "standard"])
  }

  @Test("a template that another one links to is read as its part, once")
  func links() throws {
    func linking(_ link: String) -> String {
      template(
        parameters: #"""
          {"_artifactsLocation": {"type": "string",
             "defaultValue": "[deployment().properties.templateLink.uri]"}}
          """#,
        resources: """
          [{"type": "\(deployments)", "name": "d", "properties": {"templateLink": {\(link)},
            "parameters": {"n": {"value": "given"}}}}]
          """)
    }
    let linked = template(
      parameters: #"{"n": {"type": "string"}}"#,
      resources: account("1", name: "[parameters('n')]"))
    for link in [
      #""relativePath": "nested/part.json""#,
      #""uri": "[uri(parameters('_artifactsLocation'), 'nested/part.json')]""#,
    ] {
      let folder = try TemporaryFolder([
        "main.json": linking(link), "nested/part.json": linked,
      ])
      #expect(folder.read().resources.map(\.name) == ["given"])
      #expect(folder.read(["main.json"]).resources.map(\.name) == ["given"])
      let missing = try TemporaryFolder(["main.json": linking(link)])
      #expect(missing.read().resources.isEmpty)
      let notes = missing.read().ledger.notes
      #expect(notes.count { $0.text.contains("nested/part.json' that this") } == 1)
    }
    let far = try TemporaryFolder([
      "main.json": linking(#""uri": "https://example.com/part.json""#), "part.json": linked,
    ])
    #expect(far.read().resources.map(\.name) == ["{n}"])
  }

  @Test("what an extension of the language deploys is noted and not read")
  func languageExtensions() throws {
    let folder = try TemporaryFolder([
      "main.json": template(
        resources: """
          {"app": {"import": "MicrosoftGraph", "type": "Microsoft.Graph/applications@v1.0",
             "properties": {}},
           "net": {"type": "A.B/c", "name": "x"}}
          """)
    ])
    let estate = folder.read(["main.json"])
    #expect(estate.trouble == [])
    #expect(estate.resources.map(\.name) == ["x"])
    #expect(estate.ledger.notes.contains { $0.text.contains("'MicrosoftGraph'") })
  }

  @Test("values that break a declaration's bounds are warned of")
  func bounds() throws {
    let folder = try TemporaryFolder([
      "main.json": template(
        parameters: #"""
          {"s": {"type": "string", "minLength": 3}, "i": {"type": "int", "maxValue": 5}}
          """#, resources: account(#"["[parameters('s')]", "[parameters('i')]"]"#))
    ])
    var options = ReadingOptions()
    options.settings = ["s=ab", "i=6"]
    let estate = folder.read(["main.json"], options)
    #expect(estate.failure == nil)
    #expect(estate.trouble.count == 2)
    #expect(estate.trouble.first?.contains("its minLength is 3") == true)
  }

  @Test("what is escaped in a template nested with outer scope is evaluated by that template")
  func escapes() throws {
    let folder = try TemporaryFolder([
      "main.json": template(
        parameters: #"{"p": {"type": "string", "defaultValue": "outer"}}"#,
        resources: """
          [{"type": "\(deployments)", "name": "d", "properties": {"mode": "Incremental",
             "parameters": {"p": {"value": "[concat(parameters('p'), '-in')]"}},
             "template": {"parameters": {"p": {"type": "string"}},
               "variables": {"v": "[[concat(parameters('p'), '!')]"}, "resources": [
               {"type": "A.B/c", "name": "[parameters('p')]",
                "properties": {"x": "[[parameters('p')]", "y": "[[variables('v')]",
                  "list": ["[parameters('p')]"]}}]}}}]
          """)
    ])
    let estate = folder.read(["main.json"])
    #expect(estate.trouble == [])
    #expect(estate.resources.map(\.name) == ["outer"])
    let properties = estate.resources.first?.properties
    #expect(properties?["x"]?.string == "outer-in")
    #expect(properties?["list"]?.array.map(\.string) == ["outer"])
  }

  @Test("a deployment whose group hangs on another deployment's output, or on its own, is read")
  func groupsOfOutputs() throws {
    func deployment(_ name: String, _ group: String) -> String {
      """
      {"type": "\(deployments)", "name": "\(name)", "resourceGroup": "\(group)", "properties": {
        "expressionEvaluationOptions": {"scope": "inner"}, "template": {"resources": [
          {"type": "A.B/c", "name": "\(name)-r"}],
         "outputs": {"g": {"type": "string", "value": "rg-\(name)"}}}}}
      """
    }
    let folder = try TemporaryFolder([
      "main.json": template(
        resources: """
          [\(deployment("a", "[reference('b').outputs.g.value]")), \(deployment("b", "one")),
           \(deployment("c", "[reference('c').outputs.g.value]")),
           \(deployment("d", "[reference(resourceId('A.B/x', 'far')).g]"))]
          """)
    ])
    let estate = folder.read(["main.json"])
    #expect(
      estate.resources.map { $0.id.resourceGroup ?? "-" } == ["rg-b", "one", "-", "-"])
  }

  @Test("what is nested with inner scope within outer scope has its brackets doubled")
  func doubledBrackets() throws {
    let folder = try TemporaryFolder([
      "main.json": template(
        resources: """
          [{"type": "\(deployments)", "name": "out", "properties": {"template": {"resources": [
            {"type": "\(deployments)", "name": "in", "properties": {
              "expressionEvaluationOptions": {"scope": "inner"},
              "parameters": {"p": {"value": "[concat('hub', '-x')]"}},
              "template": {"parameters": {"p": {"type": "string"}},
                "variables": {"v": "[[concat(parameters('p'), '/to')]"}, "resources": [
                {"type": "A.B/c/d", "name": "[[variables('v')]",
                 "properties": {"x": "[[parameters('p')]"}}]}}}]}}}]
          """)
    ])
    let estate = folder.read(["main.json"])
    #expect(estate.trouble == [])
    #expect(
      estate.resources.map { $0.id.segments.map(\.name).joined(separator: "/") } == ["hub-x/to"])
    #expect(estate.resources.first?.properties["x"]?.string == "hub-x")
  }
}
