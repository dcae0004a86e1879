import EstateModel
import Foundation
import Testing

@testable import EstateReading

private let standIns = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent()
  .appendingPathComponent("StandInBicep").path

private func options(_ folder: String = "bicep-alone") -> ReadingOptions {
  var options = ReadingOptions()
  options.searchPath = "\(standIns)/\(folder):/usr/bin:/bin"
  return options
}

/// As `bicep build-params --stdout` prints it.
private func parametersOutput(_ values: String, _ template: String) throws -> String {
  func quoted(_ text: String) throws -> String {
    String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
  }
  let parameters = """
    {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",
     "contentVersion": "1.0.0.0", "parameters": \(values)}
    """
  return """
    {"parametersJson": \(try quoted(parameters)), "templateJson": \(try quoted(template)),
     "templateSpecId": null}
    """
}

@Suite("Bicep, by a stand-in for the compiler")
struct BicepTests {
  private let compiled = template(
    parameters: #"{"p": {"type": "string"}}"#, resources: account("\"[parameters('p')]\""))

  @Test("a file is what the compiler prints", arguments: ["bicep-alone", "az-alone"])
  func compiles(_ tool: String) throws {
    let folder = try TemporaryFolder([
      "main.bicep": "param p string", "main.bicep.json-of-stand-in": compiled,
    ])
    let read = folder.read(["main.bicep"], options(tool))
    #expect(read.trouble == [])
    #expect(read.resources.map(\.name) == ["st"])
    #expect(read.ledger.inputs.map(\.format) == [.bicep])
    #expect(read.ledger.inputs.map { FilePath.name(of: $0.file) } == ["main.bicep"])
    let source = try #require(read.resources.first?.source)
    #expect(source.shortened == "main.bicep (compiled):5:16")
    #expect(read.openParameters.isEmpty)
    #expect(read.resources.first?.properties["value"]?.unknown != nil)
  }

  @Test("errors and warnings keep their places and codes", arguments: ["bicep-alone", "az-alone"])
  func diagnostics(_ tool: String) throws {
    let folder = try TemporaryFolder([
      "main.bicep": "module net 'net.bicep' = {}",
      "net.bicep": "",
      "main.bicep.said-by-stand-in": """
      WARNING: A new Bicep release is available.
      @FOLDER@/main.bicep(3,7) : Warning no-unused-params: Parameter "x" is never used. [https://aka.ms/x]
      ERROR: @FOLDER@/net.bicep(12,1) : Error BCP018: Expected the "=" character at this location.

      """,
    ])
    let read = folder.read([], options(tool))
    #expect(read.failure == .badInput)
    #expect(
      read.trouble == [
        "warning main.bicep:3:7: no-unused-params: Parameter \"x\" is never used. [https://aka.ms/x]",
        "error net.bicep:12:1: BCP018: Expected the \"=\" character at this location.",
      ])
    #expect(read.diagnostics.first?.source?.file == folder.file("main.bicep"))
  }

  @Test("a warning is no error")
  func warning() throws {
    let folder = try TemporaryFolder([
      "main.bicep": "param p string", "main.bicep.json-of-stand-in": compiled,
      "main.bicep.said-by-stand-in": "@FOLDER@/main.bicep(1,7) : Warning BCP081: No types.\n",
    ])
    let read = folder.read(["main.bicep"], options())
    #expect(read.failure == nil)
    #expect(read.trouble == ["warning main.bicep:1:7: BCP081: No types."])
    #expect(read.resources.count == 1)
  }

  @Test("a compiler that fails without a place is told with what it says")
  func failure() throws {
    let folder = try TemporaryFolder(["main.bicep": ""])
    let read = folder.read(["main.bicep"], options())
    #expect(read.failure == .badInput)
    #expect(read.trouble.count == 1)
    #expect(read.trouble.first?.contains("with status 3: stand-in: nothing to print") == true)
  }

  @Test("output that is no template is an error at its place")
  func garbage() throws {
    let folder = try TemporaryFolder([
      "main.bicep": "", "main.bicep.json-of-stand-in": "{\"resources\": [",
    ])
    let read = folder.read(["main.bicep"], options())
    #expect(read.failure == .badInput)
    #expect(read.trouble.first?.hasPrefix("error main.bicep (compiled):1:") == true)
  }

  @Test("a compiler that does not end is stopped, with all that it started")
  func limit() throws {
    let folder = try TemporaryFolder(["main.bicep": "", "main.bicep.seconds-of-stand-in": "60"])
    let compiler = try #require(
      BicepCompiler(searchPath: options("az-alone").searchPath, limit: .milliseconds(300)))
    let start = ContinuousClock.now
    let result = compiler.compile(folder.file("main.bicep"))
    #expect(ContinuousClock.now - start < .seconds(20))
    #expect(result.json == nil)
    #expect(result.diagnostics.map(\.severity) == [.error])
    #expect(result.diagnostics.first?.message.text.contains("did not end") == true)
  }

  @Test("without a compiler an error names the ways out")
  func noCompiler() throws {
    let folder = try TemporaryFolder(["main.bicep": ""])
    var options = ReadingOptions()
    options.searchPath = folder.path
    let read = folder.read(["main.bicep"], options)
    #expect(read.failure == .badInput)
    let text = try #require(read.diagnostics.first?.message.text)
    for way in ["install", "az bicep build --file main.bicep", "export"] {
      #expect(text.contains(way))
    }
  }

  // MARK: Directories

  @Test("only what is no module of another file is compiled")
  func modules() throws {
    let folder = try TemporaryFolder([
      "main.bicep": """
      import { subnets } from './types.bicep'
      module net 'modules/net.bicep' = {
      }
        module far '../main/modules/far.bicep' = [for x in y: {}]
      """, "types.bicep": "", "modules/net.bicep": "", "modules/far.bicep": "",
      "main.bicep.json-of-stand-in": compiled,
    ])
    let read = folder.read(["main.bicep", "types.bicep", "modules"], options())
    // The other one lies elsewhere, so that it stands for itself.
    #expect(
      Set(read.trouble.compactMap { $0.split(separator: ":").first.map(String.init) }) == [
        "error far.bicep", "error types.bicep",
      ])
    #expect(
      read.ledger.skipped.map { FilePath.name(of: $0.file) } == ["net.bicep"])
  }

  @Test("a parameter file gives its template's parameters, '--set' comes before it")
  func parameters() throws {
    let folder = try TemporaryFolder([
      "main.bicep": "param p string", "main.bicepparam": "using './main.bicep'\nparam p = 'x'",
      "main.bicepparam.json-of-stand-in": try parametersOutput(
        #"{"p": {"value": "[Disabled]"}}"#, compiled),
    ])
    let read = folder.read([], options())
    #expect(read.trouble == [])
    #expect(read.resources.first?.properties["value"]?.string == "[Disabled]")
    #expect(
      read.ledger.skipped.map(\.because).contains("it is read with 'main.bicepparam'"))
    var others = options()
    others.settings = ["main.bicep:p=Enabled"]
    #expect(folder.read([], others).resources.first?.properties["value"]?.string == "Enabled")
  }

  @Test(
    "of several parameter files the one named like the template counts, or the one that is named")
  func severalParameterFiles() throws {
    func output(_ value: String) throws -> String {
      try parametersOutput("{\"p\": {\"value\": \"\(value)\"}}", compiled)
    }
    var files = [
      "main.bicep": "param p string", "main.bicep.json-of-stand-in": compiled,
      "dev.bicepparam": "using 'main.bicep'", "prod.bicepparam": "using 'main.bicep'",
      "dev.bicepparam.json-of-stand-in": try output("dev"),
      "prod.bicepparam.json-of-stand-in": try output("prod"),
    ]
    var folder = try TemporaryFolder(files)
    var read = folder.read([], options())
    #expect(read.trouble == [])
    #expect(read.resources.first?.properties["value"]?.unknown != nil)
    #expect(read.ledger.skipped.filter { $0.because.contains("several") }.count == 2)
    read = EstateReader.read(
      inputs: [folder.path, folder.file("prod.bicepparam")], options: options(),
      standardInput: { [] })
    #expect(read.resources.count == 1)
    files["main.bicepparam"] = "using 'main.bicep'"
    files["main.bicepparam.json-of-stand-in"] = try output("main")
    folder = try TemporaryFolder(files)
    #expect(folder.read([], options()).resources.first?.properties["value"]?.string == "main")
    var given = options()
    given.parameterFiles = [folder.file("prod.bicepparam")]
    read = folder.read(["main.bicep"], given)
    #expect(read.trouble == [])
    #expect(read.resources.first?.properties["value"]?.string == "prod")
  }

  @Test("what a key vault gives stays open, with the parameter's name")
  func secret() throws {
    let folder = try TemporaryFolder([
      "main.bicepparam": "using 'main.bicep'",
      "main.bicepparam.json-of-stand-in": try parametersOutput(
        #"{"p": {"reference": {"keyVault": {"id": "/x"}, "secretName": "s"}}}"#, compiled),
    ])
    let read = folder.read([], options())
    #expect(read.trouble == [])
    #expect(
      read.resources.first?.properties["value"]?.unknown?.because.contains("'p'") == true)
  }
}
