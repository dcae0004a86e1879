import Foundation
import Testing

@Suite("schema")
struct SchemaCommandTests {
  /// Whether Python and the packages that check documents against a schema are here.
  static let hasValidator =
    FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")
    && python("import jsonschema, yaml").status == 0

  private static func python(_ script: String, _ arguments: [String] = []) -> (
    status: Int32, text: String
  ) {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    process.arguments = ["-c", script] + arguments
    process.standardOutput = pipe
    process.standardError = pipe
    do { try process.run() } catch { return (-1, "\(error)") }
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }

  /// Prints what a document breaks; prints nothing where it keeps to the schema.
  private static let script = """
    import json, sys, yaml, jsonschema
    schema = json.load(open(sys.argv[1]))
    check = jsonschema.Draft202012Validator
    check.check_schema(schema)
    document = yaml.safe_load(open(sys.argv[2]))
    for error in check(schema).iter_errors(document):
        print(error.json_path, error.message[:200])
    """

  private static func complaints(schema: String, document: String) throws -> String {
    let scratch = try ScratchFolder()
    let run = try Program.run("schema", schema, "-o", scratch.path("schema.json"))
    #expect(run.status == 0)
    let path = try scratch.write("document", document)
    let result = python(script, [scratch.path("schema.json"), path])
    return result.status == 0 ? result.text : "failed: \(result.text)"
  }

  @Test(
    "schemas are JSON with a dialect", arguments: ["overlay", "query", "matrix", "check", "list"])
  func isJSON(_ name: String) throws {
    let run = try Program.run("schema", name)
    #expect(run.status == 0)
    let object = try JSONSerialization.jsonObject(with: Data(run.output)) as? [String: Any]
    #expect(object?["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
  }

  @Test(
    "the overlays of the examples keep to the schema",
    .enabled(if: hasValidator, "needs python3 with jsonschema and PyYAML"),
    arguments: [
      "secured-workspace", "online-endpoint/secure-inbound-public-outbound",
      "kubernetes/internal-load-balancer", "managed-network-approved-outbound", "hub-and-spoke",
    ])
  func overlay(_ example: String) throws {
    let text = try String(
      contentsOfFile: "\(Program.root)/Examples/\(example)/reachmap.yaml", encoding: .utf8)
    #expect(try Self.complaints(schema: "overlay", document: text).isEmpty)
  }

  private static let wholeOverlay = """
    reachmap: 1
    workspace: ml
    scope: {subscription: 00000000-0000-0000-0000-000000000000, resourceGroup: rg}
    clients:
      - {name: laptop, address: 203.0.113.7}
      - {name: analyst, subnet: hub/clients}
      - {name: office, gateway: hub-vpn, addresses: [192.168.0.0/16], dns: hub}
    appliances:
      - node: vm/nva
        forwards: [{from: 10.1.0.0/16, to: 10.2.0.0/16, on: [tcp/443]}]
    assumptions:
      - {parameter: adminCidr, value: 198.51.100.0/24}
      - {node: storage/mlstore, property: publicNetworkAccess, value: Disabled}
    assertions:
      - {name: private, from: internet, to: endpoint/score, on: tcp/443, expect: unreachable}
      - {from: internet, to: vm/jump, expect: {allowed: [tcp/22]}}
      - {name: firewall, from: subnet/spoke*/*, to: internet, via: firewall/hub}
    suppressions:
      - {rule: RM0107, node: vm/jump, reason: reviewed}
    views:
      - {name: scoring, title: Scoring, show: query, from: client/laptop, to: endpoint/score}
      - {name: all}

    """

  @Test(
    "an overlay with every key keeps to the schema, and is read",
    .enabled(if: hasValidator, "needs python3 with jsonschema and PyYAML"))
  func everyKey() throws {
    #expect(try Self.complaints(schema: "overlay", document: Self.wholeOverlay).isEmpty)
    let scratch = try ScratchFolder()
    try scratch.write("reachmap.yaml", Self.wholeOverlay)
    let run = try Program.run("list", "reachmap.yaml", in: scratch.path)
    #expect(!run.error.contains("is no key"), "\(run.error)")
  }

  @Test(
    "what the reader refuses, the schema refuses too",
    .enabled(if: hasValidator, "needs python3 with jsonschema and PyYAML"),
    arguments: [
      "reachmap: 2\n", "reachmap: 1\nclient: []\n", "reachmap: 1\nclients: [{name: a}]\n",
      "reachmap: 1\nclients: [{name: a, subnet: v/s, gateway: g}]\n",
      "reachmap: 1\nassumptions: [{parameter: a}]\n",
      "reachmap: 1\nassumptions: [{parameter: a, node: b, property: c, value: 1}]\n",
      "reachmap: 1\nassertions: [{from: internet, to: vm/a}]\n",
      "reachmap: 1\nassertions: [{from: internet, to: vm/a, expect: maybe}]\n",
      "reachmap: 1\nsuppressions: [{rule: RM0107}]\n",
      "reachmap: 1\nviews: [{name: a, show: query}]\n",
      "reachmap: 1\nviews: [{name: a, show: everything}]\n",
    ])
  func refused(_ document: String) throws {
    #expect(try !Self.complaints(schema: "overlay", document: document).isEmpty)
    let scratch = try ScratchFolder()
    try scratch.write("reachmap.yaml", document)
    #expect(try Program.run("list", "reachmap.yaml", in: scratch.path).status == 65)
  }

  @Test(
    "answers keep to their schema",
    .enabled(if: hasValidator, "needs python3 with jsonschema and PyYAML"),
    arguments: [
      ["query", "--from", "internet", "--to", "endpoint/score"],
      ["query", "--from", "client/office", "--to", "storage/stmlhub"],
      ["query", "--from", "client/*", "--to", "vm/jump", "--on", "tcp/22"],
      ["list"], ["list", "--ledger"], ["matrix"],
      ["matrix", "--to", "storage/*", "--on", "tcp/22"],
      ["check"],
    ])
  func answers(_ arguments: [String]) throws {
    let run = try Program.run(
      arguments + ["--format", "json", "Examples/secured-workspace"])
    #expect(try Self.complaints(schema: arguments[0], document: run.text).isEmpty)
  }
}
