import Testing

@testable import Answers

/// Questions to resources whose names hang on a parameter with few values, where another value is open.
@Suite("What is asked about is found again where its name is settled")
struct OpenSubjectNameTests {
  private typealias Net = OpenNetwork

  /// - Parameter hasFew: Whether the parameter of names has a list of values.
  private func estate(
    _ resources: [String], hasFew: Bool = true, settings: [String] = []
  ) throws -> TextEstate {
    let allowed = hasFew ? #", "allowedValues": ["dev", "prod"]"# : ""
    return try TextEstate(
      [
        "main.json": """
        {
          "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
          "contentVersion": "1.0.0.0",
          "parameters": {"env": {"type": "string"\(allowed)}, "p": {"type": "string"}},
          "resources": [
        \(resources.joined(separator: ",\n"))
          ]
        }
        """
      ], settings: settings)
  }

  private static let name = "[concat('x-', parameters('env'))]"

  /// Two subnets, a machine in each; of the second one the name is open. What its group has to say hangs
  /// on `p`.
  private func machines(rule: String) -> [String] {
    Net.pair(rules: [rule]) + [OpenTemplate.machine(Self.name, "b")]
  }

  private static let openRule = Net.rule("r", 100, "Deny", port: "[parameters('p')]")

  @Test("what another parameter decides stays open", arguments: [true, false])
  func open(_ hasFew: Bool) throws {
    let resources = machines(rule: Self.openRule)
    let estate = try estate(resources, hasFew: hasFew)
    for (from, to) in [("nic/a", "vm/x-{env}"), ("nic/a", "vm/x*"), ("nic/a", "nic/b")] {
      let answer = try estate.ask(from, to, on: "tcp/22")
      #expect(answer.verdict == .unknown, "\(answer.told)")
      #expect(answer.from == from)
    }
    for (value, verdict) in [("22", Verdict.unreachable), ("80", .reachable)] {
      let known = try self.estate(resources, hasFew: hasFew, settings: ["p=\(value)"])
      let answer = try known.ask("nic/a", "vm/x-{env}", on: "tcp/22")
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
  }

  @Test("as a sender, too")
  func sender() throws {
    let resources =
      Net.pair(rules: [Self.openRule]) + [OpenTemplate.machine(Self.name, "a")]
    let answer = try estate(resources).ask("vm/x-{env}", "nic/b", on: "tcp/22")
    #expect(answer.verdict == .unknown, "\(answer.told)")
  }

  @Test(
    "what hangs on the same parameter is asked in each of its cases, by the name that it has there")
  func decided() throws {
    let access = "[if(equals(parameters('env'), 'dev'), 'Allow', 'Deny')]"
    for (lower, verdict) in [("Allow", Verdict.unknown), ("Deny", .unknown)] {
      let rules = [Net.rule("one", 100, access), Net.rule("two", 200, lower)]
      let resources = Net.pair(rules: rules) + [OpenTemplate.machine(Self.name, "b")]
      let answer = try estate(resources).ask("nic/a", "vm/x-{env}", on: "tcp/22")
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
    let port = "[if(equals(parameters('env'), 'dev'), '22', '22-23')]"
    let resources = machines(rule: Net.rule("r", 100, "Deny", port: port))
    let answer = try estate(resources).ask("nic/a", "vm/x-{env}", on: "tcp/22")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.to == "vm/x-{env}")
  }

  @Test("of several from one place each is found by the rest of its name")
  func loops() throws {
    let copied = """
      {"type": "Microsoft.Compute/virtualMachines", "apiVersion": "2024-07-01",
       "name": "[concat('x-', parameters('env'), '-', copyIndex())]", "copy": {"name": "c", "count": 2},
       "properties": {"networkProfile": {"networkInterfaces": [
         {"id": "[resourceId('Microsoft.Network/networkInterfaces', if(equals(copyIndex(), 0), 'a', 'b'))]"}]}}}
      """
    let port = "[if(equals(parameters('env'), 'dev'), '22', '22-23')]"
    let resources = Net.pair(rules: [Net.rule("r", 100, "Deny", port: port)]) + [copied]
    let estate = try estate(resources)
    let shut = try estate.ask("vm/x-{env}-0", "vm/x-{env}-1", on: "tcp/22")
    #expect(shut.verdict == .unreachable, "\(shut.told)")
    let back = try estate.ask("vm/x-{env}-1", "vm/x-{env}-0", on: "tcp/22")
    #expect(back.verdict == .reachable, "\(back.told)")
  }

  @Test("what a condition leaves out takes nothing")
  func absent() throws {
    let machine = OpenTemplate.machine("m", "b").replacing(
      "\"properties\"",
      with: #""condition": "[equals(parameters('env'), 'dev')]", "properties""#)
    let resources = Net.pair(rules: [Net.rule("r", 100, "Deny")]) + [machine]
    let answer = try estate(resources).ask("nic/a", "vm/m", on: "tcp/22")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
  }

  @Test("a network, a storage account and the internet")
  func others() throws {
    let network = Net.network(Self.name, "10.0.0.0/16", [("one", "10.0.1.0/24", "")])
    let routed = Net.network(
      Self.name, "10.0.0.0/16",
      [("one", "10.0.1.0/24", #", "routeTable": \#(Net.id("routeTables", "t"))"#)])
    let table = Net.resource(
      "routeTables", "t",
      """
      "routes": [{"name": "d", "properties": {"addressPrefix": "0.0.0.0/0",
        "nextHopType": "[parameters('p')]"}}]
      """)
    let store = OpenTemplate.storage(
      Self.name, #""networkAcls": {"defaultAction": "[parameters('p')]"}"#)
    let stores = try estate([store, network]).ask("internet", "storage/x-{env}", on: "tcp/443")
    #expect(stores.verdict == .unknown, "\(stores.told)")
    let out = try estate([routed, table]).ask("subnet/x-{env}/one", "internet", on: "tcp/443")
    #expect(out.verdict == .unknown, "\(out.told)")
  }

  @Test("what must be passed, or avoided, is found again, too")
  func conditions() throws {
    let group = "[concat('g-', parameters('env'))]"
    let port = "[if(equals(parameters('env'), 'dev'), '22', '22-23')]"
    let at = #", "networkSecurityGroup": \#(Net.id("networkSecurityGroups", group))"#
    let rules = [Net.rule("some", 100, "Allow", port: port), Net.rule("rest", 200, "Deny")]
    let estate = try estate([
      Net.network(
        "net", "10.0.0.0/16", [("one", "10.0.1.0/24", ""), ("two", "10.0.2.0/24", at)]),
      Net.resource(
        "networkSecurityGroups", group, #""securityRules": [\#(rules.joined(separator: ", "))]"#),
      Net.interface("a", "net", "one", "10.0.1.4"), Net.interface("b", "net", "two", "10.0.2.4"),
    ])
    func ask(via: String?, avoid: String?) throws -> Verdict? {
      let question = QueryQuestion(
        from: "nic/a", to: "nic/b", traffic: [try .init("tcp/22")], via: via, avoid: avoid,
        wantsFixes: false)
      return try estate.query.answer(question).answers.first?.verdict
    }
    #expect(try ask(via: "nsg/g-{env}", avoid: nil) == .reachable)
    #expect(try ask(via: nil, avoid: "nsg/g-{env}") == .unreachable)
  }
}
