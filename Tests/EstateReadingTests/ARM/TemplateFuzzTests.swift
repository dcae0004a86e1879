import EstateModel
import EstateReading
import TestSupport
import Testing

/// Random and hostile templates are read to their ends; `REACHMAP_SOAK=1` tries many more.
@Suite struct TemplateFuzzTests {
  private static let seeds: Range<UInt64> = isSoaking ? 0..<400 : 0..<12

  @Test("random texts as expressions: each is a value, or open with its reason", arguments: seeds)
  func randomTexts(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let expressions = (0..<60).map { _ in ExpressionFuzz.text(&random) }
    try read(expressions)
  }

  @Test("random calls of all functions: each is a value, or open with its reason", arguments: seeds)
  func randomCalls(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: 1000 + seed)
    let expressions = (0..<60).map { _ in "[\(ExpressionFuzz.call(&random, depth: 3))]" }
    try read(expressions)
  }

  @Test("each function with each kind of arguments, of any number")
  func eachFunction() throws {
    var random = SeededGenerator(seed: 5)
    for name in ExpressionFuzz.functions {
      var expressions: [String] = []
      for count in 0...4 {
        for _ in 0..<(isSoaking ? 60 : 6) {
          let arguments = (0..<count).map { _ in ExpressionFuzz.leaf(&random) }
          expressions.append("[\(name)(\(arguments.joined(separator: ", ")))]")
        }
      }
      try read(expressions)
    }
  }

  /// Reads the expressions, twice alike.
  private func read(_ expressions: [String]) throws {
    let start = ContinuousClock.now
    let first = try EvaluatedExpressions(expressions, variables: ExpressionFuzz.variables)
    #expect(ContinuousClock.now - start < .seconds(60), "\(expressions)")
    #expect(first.values.count == expressions.count)
    for (expression, value) in zip(expressions, first.values) {
      guard let unknown = value.unknown else { continue }
      #expect(!unknown.because.isEmpty && unknown.source != nil, "\(expression)")
    }
    for diagnostic in first.estate.diagnostics { #expect(diagnostic.source != nil) }
    let second = try EvaluatedExpressions(expressions, variables: ExpressionFuzz.variables)
    for (index, expression) in expressions.enumerated() {
      #expect(shown(first.values[index]) == shown(second.values[index]), "\(expression)")
    }
  }

  @Test(
    "what would never end is an error at its place, within seconds",
    arguments: HostileTemplate.all)
  func hostile(_ hostile: HostileTemplate) throws {
    let folder = try TemporaryFolder(["main.json": hostile.text])
    let start = ContinuousClock.now
    let estate = folder.read(["main.json"])
    #expect(ContinuousClock.now - start < .seconds(60))
    let trouble = estate.diagnostics
    #expect(
      trouble.contains { $0.message.text.contains(hostile.says) && $0.source != nil },
      "\(trouble.prefix(3))")
  }
}

extension TemplateFuzzTests {
  @Test("an open value deep within others is found in time that grows with the depth only")
  func deepOpenValue() throws {
    let start = ContinuousClock.now
    let evaluated = try EvaluatedExpressions(
      ["[equals(variables('v'), variables('w'))]", "[contains(createArray(variables('v')), 1)]"],
      variables:
        #"{"v": "[\#(Self.nested("parameters('open')"))]", "w": "[\#(Self.nested("'x'"))]"}"#)
    #expect(ContinuousClock.now - start < .seconds(30))
    #expect(evaluated.estate.trouble == [])
    #expect(evaluated.values.first?.unknown?.because == "parameter 'open' has no value")
    #expect(evaluated.values.last?.bool == false)
  }

  private static func nested(_ value: String) -> String {
    String(repeating: "createArray(createObject('a', ", count: 90) + value
      + String(repeating: "))", count: 90)
  }
}

/// A template that asks for more than there is.
struct HostileTemplate: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let says: String
  let text: String

  init(
    _ name: String, says: String, variables: String = "{}", value: String = "\"[variables('v')]\"",
    resources: String? = nil
  ) {
    testDescription = name
    self.says = says
    text = template(variables: variables, resources: resources ?? account(value))
  }

  /// `v` is the last of some variables, each made of the one before.
  private static func chain(
    _ name: String, says: String, first: String, count: Int = 24, step: (String) -> String
  ) -> HostileTemplate {
    var variables = ["\"v0\": \(first)"]
    for index in 1...count {
      let before = "variables('v\(index - 1)')"
      variables.append("\"v\(index)\": \(step(before))")
    }
    variables.append("\"v\": \"[variables('v\(count)')]\"")
    return HostileTemplate(
      name, says: says, variables: "{\(variables.joined(separator: ",\n"))}")
  }

  static let all: [HostileTemplate] = [
    HostileTemplate(
      "range of a billion", says: "0 to 10000", value: "\"[range(0, 1000000000)]\""),
    HostileTemplate(
      "copy of a billion", says: "loop 'c' runs", variables: "{}",
      resources: """
        [{"type": "A.B/c", "name": "[concat('x', copyIndex())]", "copy": {"name": "c", "count": 1000000000}}]
        """),
    HostileTemplate(
      "variables that need each other", says: "cycle of references",
      variables: """
        {"v": "[concat('a', variables('w'))]", "w": "[union(createArray(variables('v')), createArray())]"}
        """),
    HostileTemplate(
      "padding of two billion", says: "larger than any name",
      value: "\"[padLeft('a', 2000000000)]\""),
    HostileTemplate(
      "a hundred wide columns", says: "larger than any name",
      value: "\"[format('\(String(repeating: "{0,999999}", count: 100))', 'a')]\""),
    chain("doubling texts", says: "larger than any name", first: "\"xx\"") {
      "\"[concat(\($0), \($0))]\""
    },
    chain("doubling lists", says: "larger", first: "\"xx\"") { "\"[createArray(\($0), \($0))]\"" },
    chain("doubling objects", says: "larger", first: "\"xx\"") {
      "\"[createObject('a', \($0), 'b', \($0))]\""
    },
    chain("doubling literals", says: "larger", first: "\"xx\"") {
      "{\"a\": \"[\($0)]\", \"b\": [\"[\($0)]\"]}"
    },
    chain("doubling open texts", says: "larger", first: "\"[concat('a', parameters('p'))]\"") {
      "\"[concat(\($0), \($0))]\""
    },
    chain("growing JSON", says: "larger", first: "[\"\\\"\"]") {
      "\"[createArray(string(\($0)))]\""
    },
    chain("growing base 64", says: "larger", first: "\"xx\"", count: 60) {
      "\"[base64(base64(\($0)))]\""
    },
    chain("growing replacements", says: "larger", first: "\"aa\"") {
      "\"[replace(\($0), 'a', 'aa')]\""
    },
    chain("flattened squares", says: "larger", first: "[1, 2]") {
      "\"[flatten(createArray(\($0), \($0)))]\""
    },
    chain("nesting", says: "nest", first: "[]", count: 190) {
      let calls = String(repeating: "createArray(", count: 30)
      return "\"[\(calls)\($0)\(String(repeating: ")", count: 30))]\""
    },
  ]
}

/// Expressions of which no one knows what they mean.
enum ExpressionFuzz {
  static let variables = #"""
    {"text": "OneTwoThree", "list": [1, "two", {"three": 3}], "map": {"a": {"b": ["c"]}, "B": null}, "id": "[resourceId('A.B/c/d', 'x', parameters('open'))]", "mixed": ["[parameters('open')]", "[concat('st', parameters('open'))]"]}
    """#

  static let functions = [
    "add", "and", "array", "base64", "base64ToJson", "base64ToString", "bool", "buildUri",
    "cidrHost", "cidrSubnet", "coalesce", "concat", "contains", "copyIndex", "createArray",
    "createObject", "dataUri", "dataUriToString", "dateTimeAdd", "dateTimeFromEpoch",
    "dateTimeToEpoch", "deployment", "div", "empty", "endsWith", "environment", "equals",
    "extensionResourceId", "fail", "false", "filter", "first", "flatten", "float", "format",
    "greater", "greaterOrEquals", "groupBy", "guid", "if", "indexFromEnd", "indexOf", "int",
    "intersection", "items", "join", "json", "lambda", "lambdaVariables", "last", "lastIndexOf",
    "length", "less", "lessOrEquals", "listKeys", "managementGroup", "managementGroupResourceId",
    "map", "mapValues", "max", "min", "mod", "mul", "newGuid", "not", "null", "objectKeys", "or",
    "padLeft", "parameters", "parseCidr", "parseUri", "pickZones", "providers", "range", "reduce",
    "reference", "references", "replace", "resourceGroup", "resourceId", "shallowMerge", "skip",
    "sort", "split", "startsWith", "string", "sub", "subscription", "subscriptionResourceId",
    "substring", "take", "tenant", "tenantResourceId", "toLogicalZone", "toLower", "toObject",
    "toUpper", "trim", "true", "tryGet", "tryIndexFromEnd", "union", "uniqueString", "uri",
    "uriComponent", "uriComponentToString", "utcNow", "variables", "contoso.own", "nonsense",
  ]

  private static let leaves = [
    "''", "'a'", "'A.B/c'", "'one,two'", "'10.0.0.0/16'", "'fd00::/48'", "'{0} {1:D3}'", "'{'",
    "'[1, {''a'': ''b''}]'", "'2024-02-29T23:59:59Z'", "'P1Y2M3DT4H5M6.7S'", "'https://a.b/c?d#e'",
    "'äß😀'", "'b25l'", "'text'", "'map'", "'x'", "'data:;base64,SGVsbG8='", "'%41+%'", "'true'",
    "0", "1", "-1", "2", "24", "10000", "2147483647", "9223372036854775807",
    "-9223372036854775808", "true()", "false()", "null()", "createArray()", "createObject()",
    "createArray(1, 'a', createArray(2))", "createObject('a', 1, 'B', createArray('c'))",
    "parameters('open')", "parameters('openInt')", "parameters('openArray')",
    "parameters('openObject')", "variables('text')", "variables('list')", "variables('map')",
    "variables('id')", "variables('mixed')", "resourceGroup()", "resourceGroup().id",
    "subscription().subscriptionId", "concat('st', parameters('open'))",
    "createArray(parameters('open'), 1)", "createObject('k', parameters('open'))",
    "lambda('x', lambdaVariables('x'))", "lambda('x', 'y', less(lambdaVariables('x'), 2))",
  ]

  static func leaf(_ random: inout SeededGenerator) -> String {
    leaves.randomElement(using: &random) ?? "''"
  }

  /// A well-formed call.
  static func call(_ random: inout SeededGenerator, depth: Int) -> String {
    let name = functions.randomElement(using: &random) ?? "concat"
    let arguments = (0..<Int.random(in: 0...4, using: &random)).map { _ in
      depth > 0 && Bool.random(using: &random)
        ? call(&random, depth: depth - 1) : leaf(&random)
    }
    let accesses = ["", "", "", ".a", "[0]", "['b']", ".?c", "[?1]", ".outputs.x.value"]
    let access = accesses.randomElement(using: &random) ?? ""
    return "\(name)(\(arguments.joined(separator: ", ")))\(access)"
  }

  private static let tokens = [
    "[", "]", "(", ")", "'", "''", ",", ".", "?", "-", "0", "99999999999999999999", " ", "\t", "{",
    "}",
    "parameters", "variables('map')", "concat(", "if(", "'a'", "\\", "ä", "😀", "\u{0}", "\u{FFFD}",
    "/", ":", "[[", "]]", "lambda(", ")[", "].", "null()", "_", "$",
  ]

  /// Pieces of expressions in any order, as a text that begins and mostly ends like one.
  static func text(_ random: inout SeededGenerator) -> String {
    var text = "["
    for _ in 0..<Int.random(in: 0...20, using: &random) {
      if Int.random(in: 0..<8, using: &random) == 0 {
        let scalar = Unicode.Scalar(UInt32.random(in: 0x20...0x2FFF, using: &random)) ?? "?"
        text.unicodeScalars.append(scalar)
      } else {
        text += tokens.randomElement(using: &random) ?? ""
      }
    }
    return Int.random(in: 0..<5, using: &random) == 0 ? text : text + "]"
  }
}
