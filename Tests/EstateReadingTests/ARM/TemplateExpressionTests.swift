import EstateModel
import EstateReading
import Testing

/// The `value` property of the only resource of a template.
private func value(
  _ expression: String, parameters: String = "{}", variables: String = "{}",
  _ configure: (inout ReadingOptions) -> Void = { _ in }
) throws -> (value: ConfigurationValue?, estate: ReadEstate) {
  let folder = try TemporaryFolder([
    "main.json": template(
      parameters: parameters, variables: variables, resources: account("\"\(expression)\""))
  ])
  var options = ReadingOptions()
  configure(&options)
  let estate = folder.read(["main.json"], options)
  return (estate.resources.first?.properties["value"], estate)
}

@Suite struct TemplateExpressionTests {
  @Test(
    "texts are evaluated",
    arguments: [
      ("plain", "plain"), ("[[x]", "[x]"), ("[concat('a', 'b', 1)]", "ab1"),
      ("[ concat( 'it''s' , '' ) ]", "it's"), ("[format('{0}-{1}-{{x}}', 'a', 2)]", "a-2-{x}"),
      ("[format('{0:D3}', 7)]", "007"), ("[CONCAT('a')]", "a"), ("[x", "[x"), ("x]", "x]"),
      ("[variables('list')[1]]", "b"), ("[variables('map').k.l]", "deep"),
      ("[variables('map')['k'].L]", "deep"), ("[parameters('p')]", "given"),
      ("[concat(parameters('p'), variables('v'))]", "givengiven!"),
      (
        "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 's')]",
        "/providers/Microsoft.Network/virtualNetworks/v/subnets/s"
      ),
      (
        "[resourceId('other', 'A.B/c', 'd')]", "/resourceGroups/other/providers/A.B/c/d"
      ),
      (
        "[resourceId('sub', 'other', 'A.B/c', 'd')]",
        "/subscriptions/sub/resourceGroups/other/providers/A.B/c/d"
      ),
      (
        "[concat(resourceGroup().id, '/providers/A.B/c/d')]", "/providers/A.B/c/d"
      ),
      (
        "[concat(resourceId('A.B/c', 'd'), '/e/f')]", "/providers/A.B/c/d/e/f"
      ),
    ])
  func texts(_ expression: String, _ expected: String) throws {
    let (value, estate) = try value(
      expression, parameters: #"{"p": {"type": "string", "defaultValue": "given"}}"#,
      variables: #"""
        {"list": ["a", "b"], "map": {"k": {"l": "deep"}},
         "v": "[concat(parameters('p'), '!')]"}
        """#)
    #expect(estate.trouble == [])
    #expect(value?.string == expected)
  }

  @Test("the options say where a template is deployed")
  func scope() throws {
    let expressions = [
      "[resourceGroup().name]": "rg", "[resourceGroup().location]": "westeurope",
      "[subscription().subscriptionId]": "s1",
      "[resourceGroup().id]": "/subscriptions/s1/resourceGroups/rg",
      "[subscription().id]": "/subscriptions/s1",
      "[resourceId('A.B/c', 'd')]": "/subscriptions/s1/resourceGroups/rg/providers/A.B/c/d",
    ]
    for (expression, expected) in expressions {
      let (value, estate) = try value(expression) {
        $0.subscription = "s1"
        $0.resourceGroup = "rg"
        $0.location = "westeurope"
      }
      #expect(value?.string == expected)
      #expect(
        estate.resources.first?.id.description
          == "/subscriptions/s1/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/st")
    }
  }

  @Test(
    "what is not evaluated is unknown, says why, and is local",
    arguments: [
      ("[uniqueString(resourceGroup().id)]", "the template's subscription is not given"),
      ("[parameters('open')]", "parameter 'open' has no value"),
      ("[reference('x').outputs.y.value]", "no resource 'x' is declared here"),
      ("[listKeys('x', '2023-01-01').keys[0].value]", "what 'listKeys' gives exists only in Azure"),
      ("[resourceGroup().location]", "the template's location is not given"),
      ("[parameters('secret')]", "parameter 'secret' is a secret"),
      ("[contoso.name('x')]", "function 'contoso.name' is not evaluated"),
    ])
  func unknowns(_ expression: String, _ because: String) throws {
    let (value, estate) = try value(
      expression,
      parameters: #"""
        {"open": {"type": "string", "allowedValues": ["Enabled", "Disabled"]},
         "secret": {"type": "securestring", "defaultValue": "hunter2"}}
        """#)
    #expect(estate.trouble == [])
    let unknown = try #require(value?.unknown)
    #expect(unknown.because.hasPrefix(because))
    #expect(unknown.source != nil)
    #expect(estate.resources.count == 1)
  }

  @Test("an open parameter keeps its candidates and its key")
  func candidates() throws {
    let parameters =
      #"{"open": {"type": "string", "allowedValues": ["Enabled", "Disabled"]}}"#
    let folder = try TemporaryFolder([
      "main.json": template(
        parameters: parameters,
        resources: account(#"["[parameters('open')]", "[parameters('Open')]"]"#))
    ])
    let estate = folder.read(["main.json"])
    let values = estate.resources.first?.properties["value"]?.array.compactMap(\.unknown) ?? []
    #expect(values.count == 2)
    #expect(values.first?.candidates == ["Enabled", "Disabled"])
    #expect(values.first?.key.hasSuffix("main.json#parameters/open") == true)
    #expect(values.first?.source?.shortened == "main.json:3:25")
  }

  @Test("equal expressions have equal symbols and keys, others have not")
  func symbols() throws {
    let folder = try TemporaryFolder([
      "main.json": template(
        variables: #"{"n": "[concat('st', uniqueString(resourceGroup().id))]"}"#,
        resources: """
          [{"type": "A.B/c", "name": "[variables('n')]"},
           {"type": "A.B/d", "name": "[format('st{0}', uniqueString(resourceGroup().id))]"},
           {"type": "A.B/e", "name": "[format('st{0}', uniqueString('x'))]",
            "properties": {"r": {"id": "[resourceId('A.B/c', variables('n'))]"}}}]
          """)
    ])
    let estate = folder.read(["main.json"])
    #expect(estate.trouble == [])
    let names = estate.resources.map(\.name)
    #expect(names.first == "st{uniqueString(resourceGroup().id)}")
    #expect(names[0] == names[1])
    #expect(names[1] != names[2])
    #expect(estate.resources[0].nameUnknown != nil)
    let reference = estate.resources[2].properties["r"]?["id"]?.string
    #expect(reference.flatMap { ResourceID($0) } == estate.resources[0].id)
  }

  @Test(
    "a malformed expression is an error at its place",
    arguments: [
      ("[concat('a']", "')' is missing"), ("[concat('a')x]", "stands behind"),
      ("[abc]", "is no call"), ("['a]", "closing quote"), ("[]", "where a value should be"),
      ("[parameters('none')]", "is not declared"), ("[variables('none')]", "is not declared"),
      ("[format('{0} {1}', 'a')]", "does not fit"),
      ("[resourceId('A.B/c/d', 'x')]", "takes 2 names"),
      ("[variables('map').missing]", "there is no property 'missing'"),
      ("[parameters()]", "takes one argument"),
    ])
  func malformed(_ expression: String, _ says: String) throws {
    let (value, estate) = try value(expression, variables: #"{"map": {"k": 1}}"#)
    #expect(estate.diagnostics.count == 1)
    #expect(estate.diagnostics.first?.message.text.contains(says) == true, "\(estate.trouble)")
    #expect(estate.diagnostics.first?.source?.shortened == "main.json:6:27")
    #expect(value?.unknown != nil)
  }

  @Test("a value stands where it is written, not where it is used")
  func places() throws {
    let marked = MarkedText(
      template(
        parameters: #"{"p": {"type": "string", "defaultValue": ↓"Disabled"}}"#,
        resources: account("\"[parameters('p')]\"")))
    let folder = try TemporaryFolder(["main.json": marked.text])
    let value = folder.read(["main.json"]).resources.first?.properties["value"]
    #expect(value?.string == "Disabled")
    #expect(value?.position.shortened == marked.place(in: "main.json"))
  }

  @Test("deep and doubling expressions end with an error")
  func limits() throws {
    let deep = String(repeating: "concat(", count: 300) + "'a'" + String(repeating: ")", count: 300)
    #expect(try value("[\(deep)]").estate.trouble.first?.contains("nested more than") == true)
    let doubling = (1...40).map {
      #""v\#($0)": "[concat(variables('v\#($0 - 1)'), variables('v\#($0 - 1)'))]""#
    }
    let (_, estate) = try value(
      "[variables('v40')]", variables: "{\"v0\": \"xx\", \(doubling.joined(separator: ",\n"))}")
    #expect(estate.trouble.first?.contains("is larger than any name") == true)
  }

  @Test("objects nested deep in variables that lead to each other end with an error")
  func deepObjects() throws {
    func nested(_ content: String, _ depth: Int) -> String {
      String(repeating: #"{"a": ["#, count: depth) + content + String(repeating: "]}", count: depth)
    }
    let variables = (0..<150).map {
      #""v\#($0)": \#(nested("\"[variables('v\($0 + 1)')]\"", 40))"#
    }
    let (_, estate) = try value(
      "[variables('v0')]", variables: "{\"v150\": 1, \(variables.joined(separator: ",\n"))}")
    #expect(estate.trouble.contains { $0.contains("nested too deep") })
  }
}
