import Foundation
import Testing

@Suite("check")
struct CheckCommandTests {
  private static let estate = "Examples/secured-workspace"

  private struct Check: Decodable {
    struct Assertion: Decodable {
      let name: String
      let verdict: String
      let passed: Bool?
      let because: String
    }

    let schema: String
    let assertions: [Assertion]
  }

  private func check(_ policy: String, _ arguments: String...) throws -> Program.Run {
    let scratch = try ScratchFolder()
    let path = try scratch.write("policy.yaml", policy)
    return try Program.run(["check", Self.estate, "--policy", path] + arguments)
  }

  @Test("the examples hold what they assert")
  func examples() throws {
    for example in [Self.estate, "Examples/managed-network-approved-outbound"] {
      let run = try Program.run("check", example)
      #expect(run.status == 0, "\(run.text)")
      #expect(!run.text.contains("failed"))
    }
  }

  @Test("a spoke without its route table breaks what the example asserts of it; with one all holds")
  func forgottenRouteTable() throws {
    let estate = "Examples/hub-and-spoke"
    let run = try Program.run("check", estate, "--format", "json")
    #expect(run.status == 1)
    let check = try JSONDecoder().decode(Check.self, from: Data(run.output))
    #expect(check.assertions.map(\.passed) == [true, true, true, true, nil, false, false])

    let scratch = try ScratchFolder()
    let folder = Program.root + "/" + estate
    for file in try FileManager.default.contentsOfDirectory(atPath: folder) {
      let text = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
      let group =
        #""networkSecurityGroup": { "id": "[resourceId('Microsoft.Network/networkSecurityGroups', 'nsg-lab')]" }"#
      let table =
        #""routeTable": { "id": "[resourceId('Microsoft.Network/routeTables', 'rt-apps')]" }"#
      try scratch.write(file, text.replacing(group, with: "\(group), \(table)"))
    }
    let mended = try Program.run("check", scratch.path)
    #expect(mended.status == 0, "\(mended.text)")
  }

  @Test("all hold: 0; one fails: 1; else one undecided: 3")
  func exitStatus() throws {
    let holds = "{from: internet, to: endpoint/score, expect: unreachable}"
    let fails = "{from: internet, to: endpoint/score, expect: reachable}"
    let open = "{from: workspace/ml, to: vm/jump, expect: reachable}"
    for (assertions, status) in [
      ([holds], Int32(0)), ([holds, open], 3), ([open, fails, holds], 1),
    ] {
      let run = try check("reachmap: 1\nassertions: [\(assertions.joined(separator: ", "))]\n")
      #expect(run.status == status, "\(run.text)\(run.error)")
    }
  }

  @Test("JSON says of each whether it passed, null where that is not decided")
  func json() throws {
    let run = try check(
      """
      reachmap: 1
      assertions:
        - {name: a, from: internet, to: endpoint/score, expect: unreachable}
        - {name: b, from: client/*, to: endpoint/score, expect: reachable}
        - {name: c, from: workspace/ml, to: vm/jump, expect: reachable}

      """, "--format", "json")
    #expect(run.status == 1)
    let check = try JSONDecoder().decode(Check.self, from: Data(run.output))
    #expect(check.schema == "reachmap.check/1")
    #expect(check.assertions.map(\.passed) == [true, false, nil])
    #expect(check.assertions[0].because.contains("\(Self.estate)/workspace.yml:10:24"))
    #expect(check.assertions[1].because.hasPrefix("client/home -> endpoint/score is unreachable"))
  }

  @Test("a policy in JSON, and one from standard input")
  func forms() throws {
    let policy = #"""
      {"reachmap": 1, "assertions": [
        {"from": "client/office", "to": "vm/jump", "expect": {"allowed": ["tcp/22"]}}]}
      """#
    let scratch = try ScratchFolder()
    let path = try scratch.write("policy.json", policy)
    #expect(try Program.run("check", Self.estate, "--policy", path).status == 0)
    #expect(try Program.run("check", Self.estate, "--policy", "-", input: policy).status == 0)
  }

  @Test("a policy may begin with another key, as tools write it that sort keys")
  func sortedKeys() throws {
    let scratch = try ScratchFolder()
    let policy = #"""
      {"assertions": [{"expect": "unreachable", "from": "internet", "on": "tcp/443", "to": "endpoint/score"}],
       "reachmap": 1}
      """#
    let path = try scratch.write("policy.json", policy)
    let sorted = try Program.run("check", Self.estate, "--policy", path)
    #expect([0, 1].contains(sorted.status), "\(sorted.error)")
    let nameless = try check(
      "assertions: [{from: internet, to: endpoint/score, expect: unreachable}]")
    #expect(nameless.status == 65)
    #expect(nameless.error.contains("'reachmap: 1'"), "\(nameless.error)")
  }

  @Test("what a policy says wrongly is an error at its place")
  func wrongPolicy() throws {
    for (policy, place, mention) in [
      (
        "reachmap: 1\nassertions: [{from: internet, to: vm/jmp, expect: unreachable}]\n", "2:35",
        "vm/jump"
      ),
      (
        "reachmap: 1\nassertions: [{from: internet, to: vm/jump, expect: maybe}]\n", "2:52",
        "unreachable"
      ),
      ("reachmap: 1\nassertions: [{from: internet, to: vm/jump}]\n", "2:14", "'expect'"),
      ("reachmap: 1\nassertions: []\n", "2:13", "asserts nothing"),
      ("reachmap: 1\n", "1:1", "asserts nothing"),
      (
        "$schema: https://azuremlschemas.azureedge.net/latest/workspace.schema.json\nname: ml\n",
        "1:1", "no policy"
      ),
      (
        "reachmap: 1\nassertions: [{from: vm/jump, to: internet, via: firewall/x}]\n", "2:49",
        "firewall/x"
      ),
    ] {
      let run = try check(policy)
      #expect(run.status == 65, "\(policy)\(run.error)")
      #expect(run.output.isEmpty)
      #expect(run.error.contains("policy.yaml:\(place): error: "), "\(run.error)")
      #expect(run.error.contains(mention), "\(run.error)")
    }
    #expect(try Program.run("check", Self.estate, "--policy", "none.yaml").status == 66)
  }

  @Test("other keys of a policy file count only where it is an input")
  func otherKeys() throws {
    let policy = """
      reachmap: 1
      clients: [{name: laptop, address: 203.0.113.9}]
      assertions: [{from: internet, to: vm/jump, expect: unreachable}]

      """
    let run = try check(policy)
    #expect(run.status == 0)
    #expect(run.error.contains("policy.yaml:2:1: warning: "), "\(run.error)")
    #expect(try check(policy, "--quiet").error.isEmpty)
    let own = try Program.run(
      "check", Self.estate, "--policy", "\(Self.estate)/reachmap.yaml")
    #expect(own.status == 0)
    #expect(own.error.isEmpty, "\(own.error)")
  }
}
