import EstateModel
import EstateReading
import Testing

private let templateSchema =
  "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
private let endpointSchema =
  "https://azuremlschemas.azureedge.net/latest/managedOnlineEndpoint.schema.json"

/// One file that cannot be read, and what is said of it.
struct BadInput: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let file: String
  let text: String
  /// `FILE:LINE:COLUMN`
  let place: String
  /// A part of the message.
  let says: String
}

let badInputs = [
  BadInput(
    testDescription: "an empty file", file: "main.json", text: "", place: "main.json:1:1",
    says: "empty"),
  BadInput(
    testDescription: "truncated JSON", file: "main.json",
    text: "{\n  \"$schema\": \"\(templateSchema)\",\n  \"resources\": [\n", place: "main.json:4:1",
    says: "ends inside the array that begins at 3:16"),
  BadInput(
    testDescription: "JSON that ends inside a string", file: "main.json",
    text: "{\n  \"$schema\": \"https", place: "main.json:2:20",
    says: "ends inside the string that begins at 2:14"),
  BadInput(
    testDescription: "YAML with tabs", file: "endpoint.yml",
    text: "$schema: \(endpointSchema)\nname: score\ntags:\n\tteam: a\n",
    place: "endpoint.yml:4:1", says: "indent with spaces"),
  BadInput(
    testDescription: "a duplicate key in JSON", file: "main.json",
    text:
      "{\"$schema\": \"\(templateSchema)\",\n \"resources\": [\n  {\"type\": \"a\",\n   \"type\": \"b\"}]}",
    place: "main.json:3:3", says: "key 'type' stands twice in this object, at 3:4 and 4:4"),
  BadInput(
    testDescription: "a duplicate key in YAML", file: "endpoint.yml",
    text: "$schema: \(endpointSchema)\nname: score\ntags:\n  team: a\n  team: b\n",
    place: "endpoint.yml:4:3", says: "key 'team' stands twice"),
  BadInput(
    testDescription: "a flag that is true", file: "endpoint.yml",
    text: "$schema: \(endpointSchema)\nname: score\npublic_network_access: true\n",
    place: "endpoint.yml:3:24", says: "takes 'enabled' or 'disabled', not 'true'"),
  BadInput(
    testDescription: "a cycle of references", file: "main.json",
    text: """
      {"$schema": "\(templateSchema)",
       "variables": {
         "a": "[variables('b')]",
         "b": "[concat('x', variables('a'))]"
       },
       "resources": [{"type": "Microsoft.Network/virtualNetworks", "name": "[variables('a')]"}]}
      """,
    place: "main.json:3:9", says: "variables('a') → variables('b') → variables('a')"),
  BadInput(
    testDescription: "a cycle of default values", file: "main.json",
    text: """
      {"$schema": "\(templateSchema)",
       "parameters": {"a": {"type": "string", "defaultValue": "[parameters('a')]"}},
       "resources": [{"type": "Microsoft.Network/virtualNetworks", "name": "[parameters('a')]"}]}
      """,
    place: "main.json:2:57", says: "cycle of references"),
  BadInput(
    testDescription: "a YAML alias bomb", file: "endpoint.yml",
    text: aliasBomb, place: "endpoint.yml:2:8", says: "aliases"),
  BadInput(
    testDescription: "an alias bomb for a key", file: "endpoint.yml",
    text: aliasBomb + "? *j\n: x\n", place: "endpoint.yml:13:1", says: "a key that is no plain text"
  ),
  BadInput(
    testDescription: "JSON nested 100,000 deep", file: "main.json",
    text: "{\"$schema\": \"\(templateSchema)\", \"resources\": "
      + String(repeating: "[", count: 100_000),
    place: "main.json:1:608", says: "deeper than 500 levels"),
  BadInput(
    testDescription: "YAML nested 100,000 deep", file: "endpoint.yml",
    text: "name: " + String(repeating: "[", count: 100_000), place: "endpoint.yml:1:8",
    says: "deeper than"),
  BadInput(
    testDescription: "YAML lists nested 100,000 deep", file: "endpoint.yml",
    text: "name:\n " + String(repeating: "- ", count: 100_000), place: "endpoint.yml:2:1998",
    says: "deeper than"),
  BadInput(
    testDescription: "two documents in one file", file: "endpoint.yml",
    text: "$schema: \(endpointSchema)\nname: a\n---\nname: b\n", place: "endpoint.yml:3:1",
    says: "second YAML document"),
  BadInput(
    testDescription: "a byte that is not UTF-8", file: "main.json",
    text: "{\"name\": \"\u{FFFD}\"}",
    place: "main.json:1:1", says: "no kind"),
  BadInput(
    testDescription: "a comment without an end", file: "main.json", text: "{ /* {}",
    place: "main.json:1:3", says: "never closed"),
  BadInput(
    testDescription: "text after the end", file: "main.json", text: "{} x",
    place: "main.json:1:4", says: "'x'"),
  BadInput(
    testDescription: "a number that is none", file: "main.json", text: "{\"a\": 01}",
    place: "main.json:1:7", says: "no number"),
  BadInput(
    testDescription: "Bicep without its compiled JSON", file: "main.bicep", text: "param x string",
    place: "main.bicep:1:1", says: "az bicep build"),
  BadInput(
    testDescription: "a Terraform plan of another shape", file: "plan.json",
    text: "{\"format_version\": \"1.2\", \"planned_values\": []}", place: "plan.json:1:45",
    says: "takes an object"),
  BadInput(
    testDescription: "a Terraform plan whose resources are no list", file: "plan.json",
    text:
      "{\"format_version\": \"1.2\", \"planned_values\": {\"root_module\": {\"resources\": 1}}}",
    place: "plan.json:1:75", says: "'resources' of a Terraform plan or state takes a list"),
  BadInput(
    testDescription: "a Terraform plan with a resource without a type", file: "plan.json",
    text: "{\"format_version\": \"1.2\", \"planned_values\": {\"root_module\": "
      + "{\"resources\": [{\"name\": \"a\"}]}}}",
    place: "plan.json:1:76", says: "'type' of a Terraform plan or state takes a text"),
  BadInput(
    testDescription: "an old Terraform state", file: "old.tfstate",
    text: "{\"version\": 3, \"terraform_version\": \"0.11.14\", \"modules\": []}",
    place: "old.tfstate:1:13", says: "version 3"),
  BadInput(
    testDescription: "a Terraform state whose instances are no objects", file: "bad.tfstate",
    text: "{\"version\": 4, \"terraform_version\": \"1.9.0\", \"resources\": [{\"type\": \"a_b\", "
      + "\"name\": \"c\", \"instances\": [7]}]}",
    place: "bad.tfstate:1:103", says: "'instances' of a Terraform plan or state takes objects"),
  BadInput(
    testDescription: "Terraform's source", file: "main.tf",
    text: "resource \"azurerm_subnet\" \"a\" {\n}\n", place: "main.tf:1:1",
    says: "terraform show -json"),
  BadInput(
    testDescription: "a saved Terraform plan", file: "p.tfplan",
    text: "PK\u{3}\u{4}\u{0}\u{0}tfplan", place: "p.tfplan:1:1", says: "terraform show -json"),
  BadInput(
    testDescription: "the log of a Terraform plan", file: "log.json",
    text: "{\"@level\":\"info\"}\n{\"@level\":\"info\"}\n", place: "log.json:1:1",
    says: "terraform plan -json"),
  BadInput(
    testDescription: "a file of no known kind", file: "package.json", text: "{\"name\": \"x\"}",
    place: "package.json:1:1", says: "no kind"),
]

private var aliasBomb: String {
  var text = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
  for (letter, before) in zip("bcdefghij", "abcdefghi") {
    text +=
      "\(letter): &\(letter) [\(Array(repeating: "*\(before)", count: 10).joined(separator: ", "))]\n"
  }
  return "name: x\n" + text + "auth_mode: key\n"
}

@Suite struct BadInputTests {
  @Test("one clear error with its place", arguments: badInputs)
  func oneError(_ bad: BadInput) throws {
    let folder = try TemporaryFolder([bad.file: bad.text])
    let clock = ContinuousClock()
    let start = clock.now
    var options = ReadingOptions()
    // Some machines have a compiler of Bicep.
    options.searchPath = folder.path
    let output = folder.read([bad.file], options)
    #expect(clock.now - start < .seconds(5))
    #expect(output.failure == .badInput)
    #expect(output.diagnostics.count == 1, "\(output.trouble)")
    let first = try #require(output.diagnostics.first)
    #expect(first.severity == .error)
    if bad.says != "aliases" { #expect(first.source?.shortened == bad.place) }
    #expect(first.message.text.contains(bad.says), "\(first.message.text)")
  }

  @Test("a YAML file of 200 MB is over the limit, which the error names")
  func largeYAML() throws {
    let folder = try TemporaryFolder()
    var bytes = Array("name: ".utf8)
    bytes += [UInt8](repeating: UInt8(ascii: "a"), count: 200_000_000)
    try folder.write("endpoint.yml", bytes: bytes)
    for output in [folder.read(["endpoint.yml"]), folder.read()] {
      #expect(output.failure == .badInput)
      #expect(output.trouble.first?.contains("limit of 16 MiB") == true, "\(output.trouble)")
    }
  }

  @Test("a sparse file of 8 GB is over the limit, which the error names")
  func sparseFile() throws {
    let folder = try TemporaryFolder()
    try folder.writeSparse("main.json", size: 8 << 30)
    let output = folder.read(["main.json"])
    #expect(output.failure == .badInput)
    #expect(output.trouble.first?.contains("limit of 512 MiB") == true, "\(output.trouble)")
  }

  @Test("a directory without a known file is an error")
  func unknownDirectory() throws {
    let folder = try TemporaryFolder(["README.md": "# hi", "data/x.csv": "a,b"])
    let output = folder.read()
    #expect(output.failure == .badInput)
    #expect(output.trouble.count == 1)
    #expect(output.trouble.first?.contains("no file in") == true)
    #expect(output.ledger.skipped.count == 2)
  }

  @Test("a file that is not there is another exit code")
  func missingFile() throws {
    let folder = try TemporaryFolder()
    let output = folder.read(["nothing.json"])
    #expect(output.failure == .noSuchFile)
    #expect(ReadingFailure.noSuchFile.exitCode == 66)
    #expect(ReadingFailure.badInput.exitCode == 65)
  }

  @Test("no prefix of a good file crashes the reader")
  func truncations() throws {
    let text = """
      {"$schema": "\(templateSchema)", /* c */ "parameters": {"p": {"type": "string"}},
       "resources": [{"type": "A.B/c", "name": "[format('{0}x', parameters('p'))]", "n": -1.5e3,
       "s": "\\u00e9\\ud83d\\ude00\\n"},],}
      """
    let bytes = Array(text.utf8)
    for count in bytes.indices {
      let output = EstateReader.read(
        inputs: ["-"], options: ReadingOptions(), standardInput: { Array(bytes[..<count]) })
      #expect(output.failure == .badInput)
    }
    let whole = EstateReader.read(
      inputs: ["-"], options: ReadingOptions(), standardInput: { bytes })
    #expect(whole.failure == nil, "\(whole.trouble)")
    #expect(whole.resources.first?.source.file == "-")
  }

  @Test("a plan of which only the changes are left is an error that says what is missing")
  func planWithoutValues() throws {
    let folder = try TemporaryFolder([
      "plan.json":
        #"{"format_version": "1.2", "resource_changes": [{"address": "azurerm_subnet.a"}]}"#
    ])
    let estate = folder.read(["plan.json"])
    #expect(estate.failure == .badInput)
    #expect(estate.trouble.first?.contains("no 'planned_values'") == true, "\(estate.trouble)")
  }
}
