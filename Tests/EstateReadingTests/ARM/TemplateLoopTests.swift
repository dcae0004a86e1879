import EstateModel
import EstateReading
import Testing

private func read(
  _ resources: String, parameters: String = "{}", variables: String = "{}", outputs: String = "{}"
) throws -> ReadEstate {
  let folder = try TemporaryFolder([
    "main.json": template(parameters: parameters, variables: variables, resources: resources)
  ])
  return folder.read(["main.json"])
}

@Suite struct TemplateLoopTests {
  @Test("a loop makes as many resources as its count says, each with its index")
  func resources() throws {
    let estate = try read(
      """
      [{"type": "A.B/c", "name": "[concat('x', copyIndex())]", "copy": {"name": "l", "count": 3,
         "mode": "serial", "batchSize": 1},
        "properties": {"first": "[copyIndex(1)]", "named": "[copyIndex('l', 10)]"}},
       {"type": "A.B/c", "name": "none", "copy": {"name": "m", "count": 0}}]
      """)
    #expect(estate.trouble == [])
    #expect(estate.resources.map(\.name) == ["x0", "x1", "x2"])
    #expect(estate.resources.map { $0.properties["first"]?.integer } == [1, 2, 3])
    #expect(estate.resources.map { $0.properties["named"]?.integer } == [10, 11, 12])
  }

  @Test("a loop over a list takes its elements, and conditions count for each turn")
  func lists() throws {
    let estate = try read(
      """
      [{"type": "A.B/c", "name": "[parameters('names')[copyIndex()]]",
        "condition": "[equals(mod(copyIndex(), 2), 0)]",
        "copy": {"name": "l", "count": "[length(parameters('names'))]"}}]
      """,
      parameters: #"{"names": {"type": "array", "defaultValue": ["a", "b", "c"]}}"#)
    #expect(estate.trouble == [])
    #expect(estate.resources.map(\.name) == ["a", "c"])
  }

  @Test("properties are copied, in each other and in loops of resources")
  func properties() throws {
    let estate = try read(
      """
      [{"type": "A.B/c", "name": "[format('r{0}', copyIndex())]",
        "copy": {"name": "outer", "count": 2},
        "properties": {"kept": 1, "copy": [
          {"name": "disks", "count": 2, "input": {
            "lun": "[copyIndex('disks')]", "of": "[copyIndex()]",
            "copy": [{"name": "parts", "count": "[copyIndex('disks', 1)]",
              "input": "[format('{0}{1}{2}', copyIndex(), copyIndex('disks'), copyIndex('parts'))]"}]
          }},
          {"name": "others", "count": 1, "input": "x"}]}}]
      """)
    #expect(estate.trouble == [])
    let last = try #require(estate.resources.last?.properties)
    #expect(last["kept"]?.integer == 1)
    #expect(last["disks"]?.array.map { $0["lun"]?.integer } == [0, 1])
    #expect(last["disks"]?.array.map { $0["of"]?.integer } == [1, 1])
    #expect(last["disks"]?.array[1]["parts"]?.array.map(\.string) == ["110", "111"])
    #expect(last["others"]?.array.map(\.string) == ["x"])
  }

  @Test("variables are copied, whole ones and within others")
  func variables() throws {
    let estate = try read(
      account(#"["[variables('names')]", "[variables('deep').list]"]"#),
      variables: """
        {"copy": [{"name": "names", "count": 2, "input": "[concat('n', copyIndex('names'))]"}],
         "deep": {"copy": [{"name": "list", "count": 2, "input": {"i": "[copyIndex('list', 5)]"}}]}}
        """)
    #expect(estate.trouble == [])
    let values = estate.resources.first?.properties["value"]?.array ?? []
    #expect(values.first?.array.map(\.string) == ["n0", "n1"])
    #expect(values.last?.array.map { $0["i"]?.integer } == [5, 6])
  }

  @Test("outputs of a nested deployment are copied")
  func outputs() throws {
    let estate = try read(
      """
      [{"type": "Microsoft.Resources/deployments", "name": "d", "properties": {
         "expressionEvaluationOptions": {"scope": "inner"}, "template": {"resources": [],
          "outputs": {"all": {"type": "array",
            "copy": {"count": 2, "input": "[concat('o', copyIndex())]"}}}}}},
       {"type": "A.B/c", "name": "x",
        "properties": {"v": "[reference('d').outputs.all.value[1]]"}}]
      """)
    #expect(estate.trouble == [])
    #expect(estate.resources.first?.properties["v"]?.string == "o1")
  }

  @Test("a loop of unknown length is read once with an unknown index, and a warning says so")
  func openCount() throws {
    let estate = try read(
      """
      [{"type": "A.B/c", "name": "[concat('x', copyIndex())]",
        "copy": {"name": "l", "count": "[parameters('n')]"},
        "properties": {"copy": [{"name": "list", "count": "[parameters('n')]", "input": {}}],
          "kept": 1}}]
      """, parameters: #"{"n": {"type": "int"}}"#)
    #expect(estate.resources.map(\.name) == ["x{copyIndex()}"])
    #expect(estate.resources.first?.conditionUnknown != nil)
    #expect(
      estate.resources.first?.properties["list"]?.unknown?.because
        == "parameter 'n' has no value")
    #expect(estate.resources.first?.properties["kept"]?.integer == 1)
    #expect(estate.ledger.notes.contains { $0.text.contains("loop 'l' runs, so it is read once") })
    #expect(
      estate.trouble.contains {
        $0.hasPrefix("warning") && $0.contains("nobody knows how often loop 'l' runs")
      })
  }

  @Test(
    "a count that Azure does not take is an error at its place, whatever it would make",
    arguments: ["1000000000", "801", "-1", "\"x\"", "\"[add(400, 401)]\""])
  func wrongCounts(_ count: String) throws {
    let marked = MarkedText(
      template(
        resources: """
          [{"type": "A.B/c", "name": "x", "copy": {"name": "l", "count": ↓\(count)}}]
          """))
    let folder = try TemporaryFolder(["main.json": marked.text])
    let estate = folder.read(["main.json"])
    #expect(estate.resources.isEmpty)
    #expect(estate.diagnostics.map(\.severity) == [.error])
    #expect(estate.diagnostics.first?.source?.shortened == marked.place(in: "main.json"))
    #expect(estate.trouble.first?.contains("runs from 0 to 800 times") == true)
  }

  @Test("loops of nested templates multiply only to a bound")
  func multipliedLoops() throws {
    func nested(_ depth: Int, _ content: String) -> String {
      depth == 0
        ? content
        : """
        {"type": "Microsoft.Resources/deployments", "name": "[concat('d', copyIndex())]",
         "copy": {"name": "l\(depth)", "count": 800},
         "properties": {"template": {"resources": [\(nested(depth - 1, content))]}}}
        """
    }
    let estate = try read("[\(nested(3, #"{"type": "A.B/c", "name": "x"}"#))]")
    #expect(estate.trouble.contains { $0.contains("more than 20000 resources") })
  }

  @Test(
    "a 'copyIndex' that no loop gives is an error",
    arguments: [
      ("[copyIndex()]", "no loop around"), ("[copyIndex('other')]", "no loop 'other'"),
      ("[copyIndex('l', 'x')]", "takes the name of a loop"),
    ])
  func strayIndex(_ expression: String, _ says: String) throws {
    let estate = try read(account("\"\(expression)\""))
    #expect(estate.trouble.first?.contains(says) == true, "\(estate.trouble)")
    #expect(estate.resources.first?.properties["value"]?.unknown != nil)
  }
}
