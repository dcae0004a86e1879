import EstateModel
import EstateReading
import Testing

private func read(
  _ resources: String, parameters: String = "{}", files: [String: String] = [:]
) throws -> ReadEstate {
  let folder = try TemporaryFolder(
    files.merging([
      "main.json": template(parameters: parameters, resources: resources)
    ]) { first, _ in first })
  return folder.read()
}

extension ReadEstate {
  /// The property `v` of the resource of this name.
  fileprivate func value(of name: String) -> ConfigurationValue? {
    resources.first { $0.name == name }?.properties["v"]
  }
}

private let user = #"{"type": "A.B/c", "name": "user", "properties": {"v": "[%]"}}"#

private func asking(_ expression: String) -> String {
  user.replacing("%", with: expression)
}

@Suite struct TemplateReferenceTests {
  @Test(
    "a reference gives what the template itself says, by id, relative id, name and forwards",
    arguments: [
      "reference(resourceId('A.B/d', 'x'), '2023-01-01').deep.list[1].k",
      "reference('A.B/d/x').deep.list[1].k", "reference('x').deep.list[1].k",
      "reference('x', '2023-01-01', 'Full').properties.deep.list[1].k",
      "reference('x')['deep']['list'][1].k",
    ])
  func declared(_ expression: String) throws {
    let estate = try read(
      """
      [\(asking(expression)),
       {"type": "A.B/d", "name": "x", "location": "westeurope",
        "properties": {"deep": {"list": [1, {"k": "[concat('a', 'b')]"}]}}}]
      """)
    #expect(estate.trouble == [])
    #expect(estate.value(of: "user")?.string == "ab")
  }

  @Test("what a resource tells only when it is deployed is unknown and local")
  func runtime() throws {
    let estate = try read(
      """
      [\(asking("reference('x').deep.other")), {"type": "A.B/d", "name": "x",
        "properties": {"deep": {"known": 1}}}]
      """)
    #expect(estate.trouble == [])
    let unknown = try #require(estate.value(of: "user")?.unknown)
    #expect(unknown.because == "A.B/d 'x' tells it only when it is deployed")
  }

  @Test("with symbolic names a reference goes by these, also to one turn of a loop")
  func symbolic() throws {
    let estate = try read(
      """
      {"ask": \(asking("concat(reference('net').k, reference(format('many[{0}]', 1)).i)")),
       "all": {"type": "A.B/c", "name": "all",
         "properties": {"v": "[map(references('many'), lambda('m', lambdaVariables('m').i))]"}},
       "net": {"type": "A.B/d", "name": "x", "properties": {"k": "v"}},
       "many": {"type": "A.B/d", "name": "[concat('m', copyIndex())]",
         "copy": {"name": "many", "count": 2}, "properties": {"i": "[copyIndex()]"}}}
      """)
    #expect(estate.trouble == [])
    #expect(estate.value(of: "user")?.string == "v1")
    #expect(estate.value(of: "all")?.array.map(\.integer) == [0, 1])
  }

  @Test("an existing resource is what another input says of it, else unknown")
  func existing() throws {
    let resources = """
      {"old": {"existing": true, "type": "Microsoft.Network/virtualNetworks", "name": "hub"},
       "ask": \(asking("reference('old').addressSpace.addressPrefixes[0]"))}
      """
    let alone = try read(resources)
    #expect(alone.trouble == [])
    #expect(
      alone.value(of: "user")?.unknown?.because
        == "no input describes Microsoft.Network/virtualNetworks 'hub'")
    #expect(alone.resources.map(\.name) == ["user"])
    let id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/hub"
    let export = """
      [{"id": "\(id)", "name": "hub", "type": "Microsoft.Network/virtualNetworks",
        "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}}]
      """
    let both = try read(resources, files: ["hub.json": export])
    #expect(both.trouble == [])
    #expect(both.value(of: "user")?.string == "10.0.0.0/16")
    #expect(both.value(of: "user")?.position.shortened.hasPrefix("hub.json:2:") == true)
  }

  @Test("outputs of deployments lead from one to the next, whatever their order")
  func outputs() throws {
    func deployment(_ name: String, _ parameter: String, _ output: String) -> String {
      """
      {"type": "Microsoft.Resources/deployments", "name": "\(name)", "properties": {
        "expressionEvaluationOptions": {"scope": "inner"},
        "parameters": {"p": {"value": "\(parameter)"}},
        "template": {"parameters": {"p": {"type": "string"}}, "resources": [
           {"type": "A.B/c", "name": "\(name)-r", "properties": {"v": "[parameters('p')]"}}],
          "outputs": {"o": {"type": "string", "value": "\(output)"},
            "circle": {"type": "string", "value": "[parameters('p')]"}}}}}
      """
    }
    let estate = try read(
      """
      [\(deployment("second", "[reference('first').outputs.o.value]", "[concat(parameters('p'), '2')]")),
       \(deployment("first", "a", "[concat(parameters('p'), '1')]")),
       \(asking("reference(resourceId('Microsoft.Resources/deployments', 'second')).outputs['o'].value"))]
      """)
    #expect(estate.trouble == [])
    #expect(estate.value(of: "second-r")?.string == "a1")
    #expect(estate.value(of: "user")?.string == "a12")
  }

  @Test("a resource of a nested deployment is found by its id")
  func nestedResource() throws {
    let estate = try read(
      """
      [\(asking("reference(resourceId('A.B/d', 'x')).k")),
       {"type": "Microsoft.Resources/deployments", "name": "d", "properties": {
         "expressionEvaluationOptions": {"scope": "inner"}, "template": {"resources": [
           {"type": "A.B/d", "name": "x", "properties": {"k": "deep"}}]}}}]
      """)
    #expect(estate.trouble == [])
    #expect(estate.value(of: "user")?.string == "deep")
  }

  @Test("references in a circle end in an unknown value")
  func circle() throws {
    let estate = try read(
      """
      [{"type": "A.B/c", "name": "a", "properties": {"v": "[reference('b').v]"}},
       {"type": "A.B/c", "name": "b", "properties": {"v": "[reference('a').v]"}}]
      """)
    #expect(estate.value(of: "a")?.unknown?.because.contains("before this deployment") == true)
    #expect(estate.value(of: "b")?.unknown != nil)
  }

  @Test("a part of a network has an id, though no template writes it")
  func partIDs() throws {
    let estate = try read(
      """
      [\(asking("reference('net').subnets[1].id")), {"type": "Microsoft.Network/virtualNetworks",
        "name": "net", "properties": {"subnets": [{"name": "a"}, {"name": "b"}]}}]
      """)
    #expect(estate.trouble == [])
    #expect(
      estate.value(of: "user")?.string
        == "/providers/Microsoft.Network/virtualNetworks/net/subnets/b")
  }

  @Test("a firewall's private address is the first that Azure gives in its subnet")
  func firewallAddress() throws {
    let estate = try read(
      """
      [{"type": "Microsoft.Network/virtualNetworks", "name": "hub", "properties": {"subnets": [
         {"name": "AzureFirewallSubnet", "properties": {"addressPrefix": "10.0.1.64/26"}}]}},
       {"type": "Microsoft.Network/azureFirewalls", "name": "fw", "properties": {
         "ipConfigurations": [{"name": "c", "properties": {"subnet": {"id":
         "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'hub', 'AzureFirewallSubnet')]"
         }}}]}},
       \(asking("reference('fw').ipConfigurations[0].properties.privateIPAddress"))]
      """)
    #expect(estate.trouble == [])
    #expect(estate.value(of: "user")?.string == "10.0.1.68")
  }

  @Test("of two declarations that exclude each other the one whose condition holds counts")
  func conditions() throws {
    let estate = try read(
      """
      [{"type": "A.B/d", "name": "x", "condition": false, "properties": {"k": "no"}},
       {"type": "A.B/d", "name": "x", "condition": true, "properties": {"k": "yes"}},
       {"type": "A.B/d", "name": "y", "condition": false, "properties": {"k": "no"}},
       \(asking("concat(reference('x').k, if(equals(1, 1), '!', reference('y').k))"))]
      """)
    #expect(estate.trouble == [])
    #expect(estate.value(of: "user")?.string == "yes!")
  }

  @Test(
    "turns of a loop of deployments are all read, though the first asks for what nobody declares")
  func loopOfDeployments() throws {
    let estate = try read(
      """
      [{"type": "Microsoft.Resources/deployments", "name": "[format('m{0}', copyIndex())]",
        "copy": {"name": "m", "count": 3}, "properties": {
          "expressionEvaluationOptions": {"scope": "inner"}, "parameters": {
            "n": {"value": "[format('v{0}', copyIndex())]"},
            "l": {"value": "[reference(resourceId('A.B/c', 'far'), '2020-06-01', 'Full').location]"}},
          "template": {"parameters": {"n": {"type": "string"}, "l": {"type": "string"}}, "resources": [
            {"type": "Microsoft.Resources/deployments", "condition": false,
             "name": "[concat('t', uniqueString(parameters('l')))]",
             "properties": {"template": {"resources": []}}},
            {"type": "A.B/d", "name": "[parameters('n')]", "location": "[parameters('l')]"}]}}}]
      """)
    #expect(estate.trouble == [])
    #expect(estate.resources.map(\.name) == ["v0", "v1", "v2"])
  }

  @Test("an output that asks for what nobody declares is no circle, though others hang on it")
  func sharedOutput() throws {
    func user(_ name: String) -> String {
      """
      {"type": "Microsoft.Resources/deployments", "name": "\(name)",
       "condition": "[not(empty(reference('third').outputs.id.value))]", "properties": {
        "expressionEvaluationOptions": {"scope": "inner"}, "template": {"resources": [
          {"type": "A.B/c", "name": "\(name)-r"}]}}}
      """
    }
    let estate = try read(
      """
      [{"type": "Microsoft.Resources/deployments", "name": "third", "properties": {
         "expressionEvaluationOptions": {"scope": "inner"}, "template": {"resources": [],
           "outputs": {"id": {"type": "string",
             "value": "[reference(resourceId('A.B/x', 'far')).id]"}}}}},
       \(user("a")), \(user("b"))]
      """)
    #expect(estate.trouble == [])
    #expect(estate.resources.map(\.name) == ["a-r", "b-r"])
  }
}
