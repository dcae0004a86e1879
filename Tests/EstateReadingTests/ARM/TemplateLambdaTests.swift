import EstateModel
import EstateReading
import Testing

private func value(
  _ expression: String, parameters: String = "{}", functions: String? = nil
) throws -> (value: ConfigurationValue?, estate: ReadEstate) {
  var text = template(
    parameters: parameters,
    variables: """
      {"dogs": [{"name": "Evie", "age": 5}, {"name": "Casper", "age": 3}, {"name": "Indy", "age": 2}],
       "numbers": [3, 1, 2]}
      """, resources: account("\"\(expression)\""))
  if let functions {
    text = text.replacing(#""variables":"#, with: "\"functions\": \(functions),\n\"variables\":")
  }
  let folder = try TemporaryFolder(["main.json": text])
  let estate = folder.read(["main.json"])
  return (estate.resources.first?.properties["value"], estate)
}

@Suite struct TemplateLambdaTests {
  @Test(
    "map, filter, sort and reduce do as their article's examples say",
    arguments: [
      ("[map(variables('dogs'), lambda('d', lambdaVariables('d').name))]", "Evie,Casper,Indy"),
      (
        "[map(variables('numbers'), lambda('n', 'i', add(lambdaVariables('n'), lambdaVariables('i'))))]",
        "3,2,4"
      ),
      (
        "[map(filter(variables('dogs'), lambda('d', greaterOrEquals(lambdaVariables('d').age, 3))), lambda('d', lambdaVariables('d').name))]",
        "Evie,Casper"
      ),
      ("[filter(variables('numbers'), lambda('n', 'i', less(lambdaVariables('i'), 1)))]", "3"),
      (
        "[sort(variables('numbers'), lambda('a', 'b', less(lambdaVariables('a'), lambdaVariables('b'))))]",
        "1,2,3"
      ),
      (
        "[createArray(reduce(variables('numbers'), 10, lambda('sum', 'n', add(lambdaVariables('sum'), lambdaVariables('n')))))]",
        "16"
      ),
      (
        "[createArray(toObject(variables('dogs'), lambda('d', lambdaVariables('d').name), lambda('d', lambdaVariables('d').age)).Casper)]",
        "3"
      ),
      (
        "[createArray(length(groupBy(variables('dogs'), lambda('d', if(less(lambdaVariables('d').age, 4), 'young', 'old'))).young))]",
        "2"
      ),
      (
        "[createArray(mapValues(createObject('a', 1, 'b', 2), lambda('v', mul(lambdaVariables('v'), 10))).b)]",
        "20"
      ),
      // The inner lambda's variable hides the outer one's.
      (
        "[map(createArray(1), lambda('x', reduce(createArray(5), 0, lambda('s', 'x', lambdaVariables('x')))))]",
        "5"
      ),
    ])
  func examples(_ expression: String, _ expected: String) throws {
    let (value, estate) = try value(expression)
    #expect(estate.trouble == [])
    #expect(value?.array.compactMap(\.text).joined(separator: ",") == expected)
  }

  @Test("a lambda over an open list is unknown, over open elements only where it asks for them")
  func openValues() throws {
    let parameters = #"{"list": {"type": "array"}, "one": {"type": "string"}}"#
    let whole = try value(
      "[map(parameters('list'), lambda('x', lambdaVariables('x')))]", parameters: parameters)
    #expect(whole.estate.trouble == [])
    #expect(whole.value?.unknown?.because == "parameter 'list' has no value")
    let part = try value(
      "[map(createArray('a', parameters('one')), lambda('x', concat(lambdaVariables('x'), '!')))]",
      parameters: parameters)
    #expect(part.estate.trouble == [])
    #expect(part.value?.array.first?.string == "a!")
    #expect(part.value?.array.last?.unknown != nil)
  }

  @Test(
    "what is no lambda, or one of other variables, is an error",
    arguments: [
      ("[map(variables('numbers'), 'x')]", "takes an array and a lambda"),
      ("[map('x', lambda('a', 1))]", "takes an array"),
      ("[sort(variables('numbers'), lambda('a', true()))]", "a lambda of two variables"),
      ("[filter(variables('numbers'), lambda('a', 'x'))]", "gives true or false"),
      ("[lambda('a', 1)]", "stands only among the arguments"),
      ("[lambdaVariables('a')]", "no lambda around this has a variable 'a'"),
    ])
  func errors(_ expression: String, _ says: String) throws {
    let (value, estate) = try value(expression)
    #expect(estate.trouble.first?.contains(says) == true, "\(estate.trouble)")
    #expect(value?.unknown != nil)
  }

  @Test("lambdas within lambdas over long lists end with an error, in bounded time")
  func bounded() throws {
    let range = "range(0, 10000)"
    let inner = "map(\(range), lambda('b', map(\(range), lambda('c', lambdaVariables('c')))))"
    let (value, estate) = try value("[map(\(range), lambda('a', \(inner)))]")
    #expect(estate.trouble.count == 1)
    #expect(estate.trouble.first?.contains("takes too long") == true)
    #expect(value != nil)
  }

  @Test("the template's own functions take their arguments and see no parameters")
  func ownFunctions() throws {
    let functions = """
      [{"namespace": "contoso", "members": {
         "unique": {"parameters": [{"name": "prefix", "type": "string"}],
           "output": {"type": "string", "value": "[concat(toLower(parameters('prefix')), '-x')]"}},
         "twice": {"parameters": [{"name": "a", "type": "string"}],
           "output": {"type": "string", "value":
             "[concat(contoso.unique(parameters('a')), contoso.unique(parameters('a')))]"}},
         "lost": {"parameters": [], "output": {"type": "string", "value": "[parameters('p')]"}},
         "endless": {"parameters": [], "output": {"type": "string", "value": "[contoso.endless()]"}}}}]
      """
    let parameters = #"{"p": {"type": "string", "defaultValue": "v"}}"#
    func of(_ expression: String) throws -> (value: ConfigurationValue?, estate: ReadEstate) {
      try value(expression, parameters: parameters, functions: functions)
    }
    #expect(try of("[contoso.unique('AB')]").value?.string == "ab-x")
    #expect(try of("[Contoso.twice('A')]").value?.string == "a-xa-x")
    #expect(try of("[contoso.lost()]").estate.trouble.first?.contains("not declared") == true)
    #expect(
      try of("[contoso.unique('a', 'b')]").estate.trouble.first?.contains("with 1 parameters")
        == true)
    #expect(try of("[contoso.endless()]").estate.trouble.first?.contains("too deep") == true)
  }
}
