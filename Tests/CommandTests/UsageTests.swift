import Testing

@Suite("Usage")
struct UsageTests {
  private static let estate = "Examples/secured-workspace"

  @Test(
    "a wrong command line ends with 64 and says what is wrong",
    arguments: [
      (["frobnicate"], "frobnicate"),
      (["qurey", estate], "did you mean query?"),
      (["query", estate, "--from", "internet"], "--to"),
      (["query", estate, "--form", "internet", "--to", "vm/jump"], "'--form'"),
      (["query", estate, "--from", "zonk", "--to", "vm/jump"], "reachmap list"),
      (
        ["query", estate, "--from", "internet", "--to", "vm/jump", "--on", "tcp/99999"], "tcp/99999"
      ),
      (["query", estate, "--from", "internet", "--to", "vm/jump", "--format", "yaml"], "json"),
      (
        ["query", estate, "--from", "internet", "--to", "vm/jump", "--format", "sarif"], "not built"
      ),
      (["query", estate, "--from", "internet", "--to", "vm/jump", "--colour", "no"], "--colour"),
      (["query", estate, "--from", "", "--to", "vm/jump"], "empty"),
      (
        [
          "query", estate, "--from", "internet", "--to", "vm/jump", "--avoid", "nsg/a",
          "--avoid=nsg/b",
        ], "--avoid is given twice"
      ),
      (["list", estate, "--color", "pink"], "never"),
      (["list", estate, "--set", "nothing"], "nothing"),
      (["draw", estate], "-o"),
      (["draw", estate, "-o", "x"], "suffix"),
      (["draw", estate, "-o", "x.gif"], "gif"),
      (["draw", estate, "-o", "x.html"], "not built"),
      (["draw", estate, "-o", "x.svg", "--view", "query"], "--from"),
      (["draw", estate, "-o", "x.svg", "--from", "internet"], "--view query"),
      (["draw", estate, "-o", "x.svg", "--view", "nothing"], "nothing"),
      (["draw", estate, "-o", "x.svg", "--view", "scenario/nothing"], "online-endpoint"),
      (["draw", estate, "-o", "x.svg", "--view", "diff"], "not built"),
      (["draw", estate, "-o", "x.svg", "--focus", "vnet/hup"], "vnet/hub"),
      (["draw", estate, "-o", "x.svg", "--scale", "0"], "--scale"),
      (["draw", estate, "-o", "x.svg", "--theme", "pink"], "light"),
      (["schema"], "name"),
      (["schema", "lint"], "overlay"),
      (["matrix", estate, "--format", "csv"], "not built"),
      (["matrix", estate, "--from", "vm/jmp"], "vm/jump"),
      (["matrix", estate, "--on", "tcp/99999"], "tcp/99999"),
      (["scenarios", "--only", "x"], "not built"),
      (["lint"], "not built"),
      (["check", estate, "--coverage"], "not built"),
      (["check", estate, "--format", "sarif"], "not built"),
      (["check", estate, "--format", "markdown"], "not built"),
      (["check", "Examples/docker-images/own-registry"], "assertions:"),
      (["diff", "a", "b"], "not built"),
      (["embed", "page.md"], "not built"),
    ])
  func wrongUsage(_ arguments: [String], _ mention: String) throws {
    let run = try Program.run(arguments)
    #expect(run.status == 64, "\(run.error)")
    #expect(run.output.isEmpty)
    #expect(run.error.hasPrefix("reachmap: error: "), "\(run.error)")
    #expect(run.error.contains(mention), "\(run.error)")
  }

  @Test(
    "help shows examples in 80 columns",
    arguments: ["query", "matrix", "check", "list", "draw", "schema"])
  func help(_ command: String) throws {
    let run = try Program.run(command, "--help", environment: ["COLUMNS": "80"])
    #expect(run.status == 0)
    #expect(run.error.isEmpty)
    #expect(run.text.contains("Examples:\n  reachmap \(command) "))
  }

  @Test("help lists what is built, and nothing else")
  func commands() throws {
    let run = try Program.run("--help")
    for word in ["query", "matrix", "check", "list", "draw", "schema"] {
      #expect(run.text.contains("  \(word) "))
    }
    for word in ["lint", "scenarios", "embed", "render-worker", "html", "sarif"] {
      #expect(!run.text.contains(word))
    }
  }

  @Test("every command tells the version", arguments: [[], ["query"], ["list"], ["draw"]])
  func version(_ command: [String]) throws {
    let run = try Program.run(command + ["--version"])
    #expect(run.status == 0)
    #expect(run.text == "0.1.0\n")
  }

  @Test("without an input the current directory is read, and '-' is standard input")
  func inputs() throws {
    let named = try Program.run("list", "Examples/docker-images/own-registry")
    let folder = Program.root + "/Examples/docker-images/own-registry"
    let current = try Program.run("list", in: folder)
    #expect(current.status == 0)
    #expect(!current.text.contains("own-registry"))
    #expect(named.text.split(separator: "\n").count == current.text.split(separator: "\n").count)
    let scratch = try ScratchFolder()
    let piped = try Program.run(
      "list", "-", in: scratch.path,
      input: "$schema: https://azuremlschemas.azureedge.net/latest/workspace.schema.json\nname: ml")
    #expect(piped.text == "workspace/ml  workspace  -:1:1\n", "\(piped.error)")
  }

  @Test("parameters are taken from the command line")
  func parameters() throws {
    let scratch = try ScratchFolder()
    try scratch.write(
      "main.json",
      """
      {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
       "parameters": {"name": {"type": "string"}},
       "resources": [{"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-01-01",
        "name": "[parameters('name')]",
        "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}}]}
      """)
    let run = try Program.run("list", "main.json", "--set", "name=hub", in: scratch.path)
    #expect(run.text.hasPrefix("vnet/hub "), "\(run.text)\(run.error)")
  }
}
