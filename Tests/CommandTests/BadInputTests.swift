import Foundation
import Testing

/// An input that cannot be read, and what has to be said of it.
struct BadInput: Sendable, CustomTestStringConvertible {
  let name: String
  let file: String
  /// The beginning of the error, up to `error: `; `@` stands for the file.
  let place: String
  let mentions: [String]
  let make: @Sendable (_ path: String) throws -> Void

  var testDescription: String { name }

  init(
    _ name: String, _ file: String, at place: String, _ mentions: String...,
    make: @escaping @Sendable (_ path: String) throws -> Void
  ) {
    self.name = name
    self.file = file
    self.place = place
    self.mentions = mentions
    self.make = make
  }

  init(
    _ name: String, _ file: String, at place: String, _ mentions: String..., text: String
  ) {
    self.name = name
    self.file = file
    self.place = place
    self.mentions = mentions
    make = { try Data(text.utf8).write(to: URL(fileURLWithPath: $0)) }
  }

  private static let workspace =
    "$schema: https://azuremlschemas.azureedge.net/latest/workspace.schema.json\nname: ml\n"
  private static let template =
    #"{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#""#

  static let all: [BadInput] = [
    BadInput("empty file", "empty.json", at: "@:1:1", "empty", text: ""),
    BadInput(
      "truncated JSON", "truncated.json", at: "@:2:27", "2:15",
      text: template + ",\n\"resources\": [{\"type\": \"M\""),
    BadInput(
      "YAML with tabs", "tabs.yml", at: "@:3:1", "tab",
      text: workspace + "\tlocation: westeurope\n"),
    BadInput(
      "duplicate key in YAML", "twice.yaml", at: "@:3:5", "'name'",
      text: "reachmap: 1\nclients:\n  - name: a\n    address: 192.0.2.1\n    name: b\n"),
    BadInput(
      "duplicate key in JSON", "twice.json", at: "@:1:1", "'resources'",
      text: template + ",\n \"resources\": [], \"resources\": []}"),
    BadInput(
      "wrong enum", "enum.yml", at: "@:3:24", "'enabled'", "'disabled'", "'sometimes'",
      text: workspace + "public_network_access: sometimes\n"),
    BadInput(
      "cycle of references", "cycle.json", at: "@:2:21", "cycle", "variables('a')",
      text: template
        + """
        ,
         "variables": {"a": "[variables('b')]", "b": "[variables('a')]"},
         "resources": [{"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-01-01",
          "name": "[variables('a')]", "properties": {}}]}
        """),
    BadInput("directory without a known file", "nothing", at: "reachmap", "'@'") { path in
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: false)
      try Data("hello".utf8).write(to: URL(fileURLWithPath: path + "/notes.txt"))
    },
    BadInput("directory of unrelated files", "junk", at: "reachmap", "'@'", "ARM template") {
      path in
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: false)
      for (name, text) in [
        "package.json": "{\"name\": \"x\"}", "ci.yml": "on: push\n", "notes.txt": "hello",
      ] { try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)")) }
    },
    BadInput(
      "YAML alias bomb", "bomb.yml", at: "@:3:10", "100000", "aliases",
      text: workspace
        + (0...9).map { level in
          let item = level == 0 ? "x" : "*a\(level - 1)"
          return
            "a\(level): &a\(level) [\(Array(repeating: item, count: 10).joined(separator: ","))]\n"
        }.joined()),
    BadInput(
      "JSON nested 100,000 deep", "deep.json", at: "@:2:504", "deeper",
      text: template + ",\n\"a\":" + String(repeating: "[", count: 100_000)
        + String(repeating: "]", count: 100_000) + "}"),
    BadInput("YAML scalar of 200 MB", "big.yml", at: "@:1:1", "16 MiB") { path in
      var data = Data((workspace + "description: ").utf8)
      data.append(Data(repeating: UInt8(ascii: "x"), count: 200_000_000))
      try data.write(to: URL(fileURLWithPath: path))
    },
    BadInput("sparse file of 8 GB", "sparse.json", at: "@:1:1", "512 MiB") { path in
      try Data().write(to: URL(fileURLWithPath: path))
      let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      try file.truncate(atOffset: 8 << 30)
      try file.close()
    },
  ]
}

@Suite("Bad input", .serialized)
struct BadInputTests {
  #if DEBUG
    /// Unoptimised code is several times slower than what users run.
    private static let mostSeconds = 15.0
  #else
    private static let mostSeconds = 5.0
  #endif

  @Test("one clear error with its place, soon, and nothing written", arguments: BadInput.all)
  func error(_ input: BadInput) throws {
    let scratch = try ScratchFolder()
    try input.make(scratch.path(input.file))
    let run = try Program.run("draw", input.file, "-o", "picture.svg", in: scratch.path)
    #expect(run.status == 65)
    #expect(run.output.isEmpty)
    let place = input.place.replacingOccurrences(of: "@", with: input.file)
    let errors = run.errorLines.filter { $0.contains(": error: ") }
    #expect(errors.count == 1, "\(run.error)")
    #expect(run.error.hasPrefix("\(place): error: "), "\(run.error)")
    for word in input.mentions {
      #expect(run.error.contains(word.replacingOccurrences(of: "@", with: input.file)))
    }
    #expect(run.seconds < Self.mostSeconds)
    #expect(run.peakBytes < 1 << 30)
    #expect(try scratch.names == [input.file])
  }

  @Test("an unknown selector is wrong usage, with near matches")
  func unknownSelector() throws {
    let run = try Program.run(
      "query", "Examples/secured-workspace", "--from", "internet", "--to", "endpont/score")
    #expect(run.status == 64)
    #expect(run.output.isEmpty)
    #expect(
      run.error
        == "reachmap: error: no node is named 'endpont/score'; did you mean endpoint/score?\n")
  }

  @Test(
    "what is not there ends with 66",
    arguments: [
      ["list", "nowhere.json"],
      ["list", "Examples/secured-workspace", "--service-tags", "nowhere"],
      ["list", "Examples/secured-workspace", "--parameters", "nowhere"],
    ])
  func missing(_ arguments: [String]) throws {
    let run = try Program.run(arguments)
    #expect(run.status == 66)
    #expect(run.output.isEmpty)
    #expect(run.error.hasPrefix("reachmap: error: no such file"), "\(run.error)")
  }

  @Test("a broken file of no known kind makes a directory no better")
  func brokenFileOnly() throws {
    let scratch = try ScratchFolder()
    try scratch.write("broken.yml", "a: [\n")
    let run = try Program.run("list", ".", in: scratch.path)
    #expect(run.status == 65)
    #expect(run.output.isEmpty)
    #expect(run.error.contains("reachmap: error: no file in '.'"), "\(run.error)")
  }

  @Test(
    "--parameters takes a file of parameters and says what another file is",
    arguments: [
      (#"[{"id": "/subscriptions/s/resourceGroups/g/providers/A.B/c/d"}]"#, "exported resources"),
      (#"{"$schema": "https://x/deploymentTemplate.json#", "parameters": {}}"#, "an ARM template"),
      (#"{"reachmap": 1}"#, "an overlay"), (#"{"name": "x"}"#, "something else"),
      ("[1]", "no object"),
    ])
  func noParameters(_ text: String, _ kind: String) throws {
    let scratch = try ScratchFolder()
    let file = try scratch.write("p.json", text)
    let run = try Program.run("list", "Examples/secured-workspace", "--parameters", file)
    #expect(run.status == 65)
    #expect(run.output.isEmpty)
    #expect(run.error.contains("p.json:1:1: error: this is "), "\(run.error)")
    #expect(run.error.contains(kind), "\(run.error)")
  }

  @Test("a service tag that nobody knows is wrong usage, with near matches")
  func unknownTag() throws {
    func ask(_ name: String) throws -> Program.Run {
      try Program.run(
        "query", "Examples/secured-workspace", "--from", "vm/jump", "--to", "service/\(name)")
    }
    let near = try ask("Storrage")
    #expect(near.status == 64)
    #expect(near.output.isEmpty)
    #expect(near.error.contains("no service tag is named 'Storrage'"), "\(near.error)")
    #expect(near.error.contains("service/Storage"), "\(near.error)")
    #expect(try ask("NoSuchTag").status == 64)
    #expect(try ask("Storage.WestEurope").status != 64)
    #expect(try ask("entraid").status != 64)
  }

  @Test("every error of a run is told, each at its place")
  func several() throws {
    let scratch = try ScratchFolder()
    try scratch.write("a.json", "{\"$schema\": \"https://x/deploymentTemplate.json#\", ")
    try scratch.write(
      "b.yml",
      "$schema: https://azuremlschemas.azureedge.net/latest/workspace.schema.json\nname: ml\n"
        + "public_network_access: perhaps\n")
    let run = try Program.run("list", "a.json", "b.yml", in: scratch.path)
    #expect(run.status == 65)
    #expect(run.error.contains("a.json:1:"))
    #expect(run.error.contains("b.yml:3:24: error: "))
  }
}
