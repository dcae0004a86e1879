import EstateModel
import EstateReading
import Testing

private func ids(_ estate: ReadEstate) -> [String] { estate.resources.map(\.id.description) }

@Suite struct TemplateReaderTests {
  @Test("children are found inline, nested, by long names and in a map with symbolic names")
  func children() throws {
    let folder = try TemporaryFolder([
      "a.json": template(
        resources: """
          [{"type": "Microsoft.Network/virtualNetworks", "name": "v", "resources": [
             {"type": "subnets", "name": "one"},
             {"type": "Microsoft.Network/virtualNetworks/subnets", "name": "v/two"},
             {"type": "Microsoft.Authorization/locks", "name": "l"}]},
           {"type": "Microsoft.Network/virtualNetworks/subnets", "name": "v/three"}]
          """),
      "b.json": template(
        resources: """
          {"net": {"type": "Microsoft.Network/virtualNetworks", "name": "w"},
           "old": {"type": "Microsoft.Network/virtualNetworks", "existing": true, "name": "x"}}
          """),
    ])
    let estate = folder.read()
    #expect(estate.trouble == [])
    let network = "/providers/Microsoft.Network/virtualNetworks"
    #expect(
      ids(estate) == [
        "\(network)/v", "\(network)/v/subnets/one", "\(network)/v/subnets/two",
        "\(network)/v/providers/Microsoft.Authorization/locks/l", "\(network)/v/subnets/three",
        "\(network)/w",
      ])
  }

  @Test("a condition that is false drops the resource, an open one is kept")
  func conditions() throws {
    let folder = try TemporaryFolder([
      "main.json": template(
        parameters: #"""
          {"no": {"type": "bool", "defaultValue": false}, "open": {"type": "bool"}}
          """#,
        resources: """
          [{"type": "A.B/c", "name": "gone", "condition": "[parameters('no')]"},
           {"type": "A.B/c", "name": "gone2", "condition": false},
           {"type": "A.B/c", "name": "there", "condition": true},
           {"type": "A.B/c", "name": "open", "condition": "[parameters('open')]",
            "resources": [{"type": "d", "name": "child"}]}]
          """)
    ])
    let estate = folder.read()
    #expect(estate.resources.map(\.name) == ["there", "open", "child"])
    #expect(
      estate.resources.map { $0.conditionUnknown?.because } == [
        nil, "parameter 'open' has no value", "parameter 'open' has no value",
      ])
  }

  @Test("a nested template sees its own parameters with inner scope, the outer ones without")
  func nested() throws {
    func deployment(_ scope: String, _ name: String) -> String {
      """
      {"type": "Microsoft.Resources/deployments", "name": "\(name)", "resourceGroup": "\(name)-rg",
       "properties": {"mode": "Incremental", \(scope)
        "parameters": {"p": {"value": "[concat(parameters('p'), '-\(name)')]"}},
        "template": {"parameters": {"p": {"type": "string"}}, "resources": [
          {"type": "A.B/c", "name": "[parameters('p')]",
           "properties": {"r": "[resourceId('A.B/d', 'e')]"}}]}}}
      """
    }
    let inner = #""expressionEvaluationOptions": {"scope": "inner"},"#
    let folder = try TemporaryFolder([
      "main.json": template(
        parameters: #"{"p": {"type": "string", "defaultValue": "x"}}"#,
        resources: "[\(deployment(inner, "in")), \(deployment("", "out"))]")
    ])
    let estate = folder.read()
    #expect(estate.trouble == [])
    #expect(
      ids(estate) == [
        "/resourceGroups/in-rg/providers/A.B/c/x-in", "/resourceGroups/out-rg/providers/A.B/c/x",
      ])
    #expect(
      estate.resources.first?.properties["r"]?.string
        == "/resourceGroups/in-rg/providers/A.B/d/e")
  }

  @Test("values come from --set, --parameters, the file beside, an assumption, then the default")
  func parameterSources() throws {
    let schema =
      "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#"
    let names = ["set", "given", "beside", "assumed", "standard"]
    let parameters = names.map { name in
      let standard = name == "standard" ? #", "defaultValue": "standard""# : ""
      return #""\#(name)": {"type": "string"\#(standard)}"#
    }
    func file(_ names: [String], _ value: String) -> String {
      let values = names.map { #""\#($0)": {"value": "\#(value)"}"# }
      return #"{"$schema": "\#(schema)", "parameters": {\#(values.joined(separator: ","))}}"#
    }
    let folder = try TemporaryFolder([
      "main.json": template(
        parameters: "{\(parameters.joined(separator: ","))}",
        resources: account("[\(names.map { "\"[parameters('\($0)')]\"" }.joined(separator: ","))]")),
      "main.parameters.json": file(["set", "given", "beside"], "beside"),
      "other.parameters.json": file(["set"], "never"),
      "more.json": file(["set", "given"], "given"),
      "reachmap.yaml": """
      reachmap: 1
      assumptions:
      - {parameter: assumed, value: assumed}
      - {parameter: standard, value: never}
      """,
    ])
    var options = ReadingOptions()
    options.parameterFiles = [folder.file("more.json")]
    options.settings = ["main.json:set=a=b"]
    let estate = folder.read([], options)
    #expect(estate.trouble == [])
    #expect(
      estate.resources.first?.properties["value"]?.array.map(\.string)
        == ["a=b", "given", "beside", "assumed", "standard"])
    #expect(estate.ledger.notes.count == 1)
    #expect(estate.ledger.notes.first?.source?.file.hasSuffix("other.parameters.json") == true)
  }

  @Test("--set takes values of the declared type")
  func typedSettings() throws {
    let folder = try TemporaryFolder([
      "main.json": template(
        parameters:
          #"{"b": {"type": "bool"}, "i": {"type": "int"}, "l": {"type": "array"}, "s": {"type": "string"}}"#,
        resources: account(
          #"["[parameters('b')]", "[parameters('i')]", "[parameters('l')]", "[parameters('s')]"]"#))
    ])
    var options = ReadingOptions()
    options.settings = ["b=TRUE", "i=12", #"l=["x"]"#, "s=12"]
    let values = folder.read([], options).resources.first?.properties["value"]?.array ?? []
    #expect(values.count == 4)
    #expect(values[0].bool == true)
    #expect(values[1].integer == 12)
    #expect(values[2].array.map(\.string) == ["x"])
    #expect(values[3].string == "12")
    #expect(values[3].position.shortened.hasPrefix("main.json:"))
  }

  @Test(
    "a --set that nothing takes is wrong usage",
    arguments: [
      ("novalue", "takes [FILE:]NAME=VALUE"), ("nam=x", "did you mean 'name'"),
      ("none.json:name=x", "no template among the inputs"), ("count=x", "of type 'int'"),
    ])
  func wrongSettings(_ setting: String, _ says: String) throws {
    let folder = try TemporaryFolder([
      "main.json": template(
        parameters: #"{"name": {"type": "string"}, "count": {"type": "int"}}"#, resources: "[]")
    ])
    var options = ReadingOptions()
    options.settings = [setting]
    let estate = folder.read([], options)
    #expect(estate.failure == .wrongUsage)
    #expect(estate.trouble.first?.contains(says) == true, "\(estate.trouble)")
  }

  @Test("a value that allowedValues does not list is an error at its place")
  func allowedValues() throws {
    let folder = try TemporaryFolder([
      "main.json": template(
        parameters: #"{"p": {"type": "string", "allowedValues": ["Enabled", "Disabled"]}}"#,
        resources: account("\"[parameters('p')]\"")),
      "main.parameters.json": """
      {"$schema": "https://x/deploymentParameters.json#",
       "parameters": {"p": {"value": "Off"}}}
      """,
    ])
    let estate = folder.read()
    #expect(estate.diagnostics.first?.source?.shortened == "main.parameters.json:2:32")
    #expect(estate.trouble.first?.contains("'Enabled', 'Disabled'") == true)
  }

  @Test("an open parameter of the same name in two templates is two unknowns")
  func sharedNames() throws {
    let text = template(
      parameters: #"{"name": {"type": "string"}}"#,
      resources: account("1", name: "[parameters('name')]"))
    let folder = try TemporaryFolder(["a.json": text, "b.json": text])
    #expect(folder.read().resources.map(\.name) == ["{name@a}", "{name@b}"])
    #expect(folder.read(["a.json"]).resources.map(\.name) == ["{name}"])
  }

  @Test("the overlay says where the templates below it are deployed")
  func overlayScope() throws {
    let folder = try TemporaryFolder([
      "reachmap.yaml": "reachmap: 1\nscope: {resourceGroup: outer}\n",
      "a/reachmap.yaml": "reachmap: 1\nscope: {resourceGroup: inner, subscription: s}\n",
      "a/main.json": template(resources: account("1")),
      "b/main.json": template(resources: account("1")),
      "c/main.json": template(
        resources: account("1"), schema: "2018-05-01/subscriptionDeploymentTemplate.json#"),
    ])
    let places = folder.read().resources.map { ($0.id.subscription, $0.id.resourceGroup) }
    #expect(places.contains { $0 == ("s", "inner") })
    #expect(places.contains { $0 == (nil, "outer") })
  }
}
