import EstateModel
import EstateReading
import Testing

/// What a reviewer found that reading left out, took for something else or did not tell.
@Suite struct FoundInReadingTests {
  @Test("a nested extension by `providers/` is of the type that its name begins with")
  func nestedProviders() throws {
    let folder = try TemporaryFolder([
      "main.json": template(
        resources: """
          [{"type": "Microsoft.Network/networkSecurityGroups", "name": "n", "properties": {},
            "resources": [{"type": "providers/diagnosticSettings",
              "name": "Microsoft.Insights/default", "properties": {}}]}]
          """)
    ])
    let read = folder.read()
    #expect(read.trouble == [])
    #expect(read.resources.last?.type == "Microsoft.Insights/diagnosticSettings")
    #expect(read.resources.last?.id.scope?.name == "n")
    let ledger = EstateDecoder.estate(from: read).ledger
    #expect(ledger.notModelled.map(\.isApart) == [true])
  }

  @Test("a value for a secret is not used, and the user is told")
  func secrets() throws {
    let folder = try TemporaryFolder([
      "main.json": template(
        parameters: #"{"s": {"type": "secureString"}}"#,
        resources: account("\"[parameters('s')]\""))
    ])
    var options = ReadingOptions()
    options.settings = ["s=hunter2"]
    let read = folder.read([], options)
    #expect(read.trouble.count == 1)
    #expect(read.trouble.first?.contains("is a secret: its value is not used") == true)
    #expect(read.trouble.first?.contains("hunter2") == false)
  }

  @Test("a parameter file beside a template that is named alone is told of, and not read")
  func besideTheNamed() throws {
    let values = """
      {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",
       "parameters": {"p": {"value": "given"}}}
      """
    let folder = try TemporaryFolder([
      "main.json": template(
        parameters: #"{"p": {"type": "string"}}"#,
        resources: account("1", name: "[parameters('p')]")),
      "main.parameters.json": values,
    ])
    let alone = folder.read(["main.json"])
    #expect(alone.resources.first?.name == "{p}")
    #expect(alone.ledger.notes.count == 1)
    #expect(alone.ledger.notes.first?.text.contains("main.parameters.json") == true)
    let both = folder.read(["main.json", "main.parameters.json"])
    #expect(both.resources.first?.name == "given")
    #expect(both.ledger.notes.isEmpty)
    var options = ReadingOptions()
    options.parameterFiles = [folder.file("main.parameters.json")]
    let given = folder.read(["main.json"], options)
    #expect(given.resources.first?.name == "given")
    #expect(given.ledger.notes.isEmpty)
  }

  @Test("a template that has a resource twice, and a default that Azure refuses, are warned of")
  func refused() throws {
    let twin = #"{"type": "A.B/c", "name": "x", "properties": {}}"#
    let folder = try TemporaryFolder(["main.json": template(resources: "[\(twin), \(twin)]")])
    #expect(folder.read().trouble.first?.contains("Azure refuses a template that has") == true)
    let conditional = twin.replacing(#""name""#, with: #""condition": "[parameters('p')]", "name""#)
    let two = try TemporaryFolder([
      "main.json": template(
        parameters: #"{"p": {"type": "bool"}}"#, resources: "[\(twin), \(conditional)]")
    ])
    #expect(two.read().trouble == [])
    let long = try TemporaryFolder([
      "main.json": template(
        parameters: #"{"p": {"type": "string", "maxLength": 2, "defaultValue": "abc"}}"#,
        resources: account("\"[parameters('p')]\""))
    ])
    #expect(long.read().trouble.first?.contains("its maxLength is 2") == true)
  }

  @Test("an `existing` resource whose condition does not hold is not looked up")
  func notLookedUp() throws {
    let folder = try TemporaryFolder([
      "main.json": """
      {"$schema": "https://x/2019-04-01/deploymentTemplate.json#", "languageVersion": "2.0",
       "resources": {
         "v": {"existing": true, "condition": false, "type": "A.B/c", "name": "x"},
         "st": {"type": "Microsoft.Storage/storageAccounts", "name": "st",
           "properties": {"value": "[reference('v').y]"}}}}
      """
    ])
    let unknown = folder.read().resources.first?.properties["value"]?.unknown
    #expect(
      unknown?.because
        == "A.B/c 'x' is not looked up, as the condition of what refers to it does not hold")
  }

  @Test("what linked files were read is told")
  func readLinks() throws {
    let folder = try TemporaryFolder([
      "main.json": template(
        resources: """
          [{"type": "Microsoft.Resources/deployments", "name": "d",
            "properties": {"templateLink": {"relativePath": "part.json"}}}]
          """), "part.json": template(resources: account("1")),
    ])
    let names = folder.read(["main.json"]).ledger.inputs.map { $0.file.split(separator: "/").last }
    #expect(names == ["main.json", "part.json"])
  }

  @Test("a region that differs from others' and a zone's name are told where they are open")
  func openPlaces() throws {
    func unknown(_ location: String) throws -> [String] {
      let folder = try TemporaryFolder([
        "main.json": template(
          parameters: #"{"loc": {"type": "string"}, "zone": {"type": "string"}}"#,
          resources: """
            [{"type": "Microsoft.Network/virtualNetworks", "name": "v", "location": "[parameters('loc')]",
              "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/24"]}}},
             {"type": "Microsoft.KeyVault/vaults", "name": "k", "location": "\(location)",
              "properties": {}},
             {"type": "Microsoft.Network/privateDnsZones", "name": "[parameters('zone')]"}]
            """)
      ])
      return EstateDecoder.estate(from: folder.read()).ledger.unknown.map(\.because)
    }
    let zone = "parameter 'zone' has no value"
    #expect(try unknown("northeurope") == [zone, "parameter 'loc' has no value"])
    #expect(try unknown("[parameters('loc')]") == [zone])
  }

  @Test("a folder that has service tags alone is told which option takes them")
  func serviceTags() throws {
    let folder = try TemporaryFolder([
      "tags.json": """
      {"changeNumber": 1, "cloud": "Public", "values": [{"name": "Storage", "id": "Storage",
        "properties": {"addressPrefixes": ["20.0.0.0/24"], "systemService": "AzureStorage"}}]}
      """
    ])
    #expect(folder.read().trouble.first?.contains("--service-tags takes") == true)
  }
}
