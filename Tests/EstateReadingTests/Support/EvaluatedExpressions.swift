import EstateModel
import EstateReading
import Testing

/// Expressions as the values of one template, whose parameters `open…` have no value.
struct EvaluatedExpressions {
  let values: [ConfigurationValue]
  let estate: ReadEstate

  init(
    _ expressions: [String], variables: String = "{}",
    _ configure: (inout ReadingOptions) -> Void = { _ in }
  ) throws {
    let folder = try TemporaryFolder([
      "main.json": template(
        parameters: #"""
          {"open": {"type": "string"}, "openInt": {"type": "int"}, "openArray": {"type": "array"}, "openObject": {"type": "object"}}
          """#,
        variables: variables,
        resources: account("[\(expressions.map(Self.quoted).joined(separator: ", "))]"))
    ])
    var options = ReadingOptions()
    configure(&options)
    estate = folder.read(["main.json"], options)
    values = estate.resources.first?.properties["value"]?.array ?? []
  }

  /// As a string of JSON.
  private static func quoted(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\", "\"": result += "\\\(scalar)"
      case "\u{0}"..."\u{1F}":
        result += "\\u00\(scalar.value < 16 ? "0" : "")\(String(scalar.value, radix: 16))"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return "\"\(result)\""
  }
}

/// A value as JSON; an open one as its symbol behind a question mark.
func shown(_ value: ConfigurationValue) -> String {
  switch value.kind {
  case .null: "null"
  case .bool, .number: value.text ?? ""
  case .string: "\"\(value.string ?? "")\""
  case .array: "[\(value.array.map(shown).joined(separator: ","))]"
  case .object:
    "{\(value.fields.map { "\($0.key): \(shown($0.value))" }.joined(separator: ", "))}"
  case .unknown: "?\(value.symbolicText ?? "")"
  }
}

/// Each expression, without its brackets, gives the value and no trouble.
func expectValues(
  _ cases: KeyValuePairs<String, String>, variables: String = "{}",
  sourceLocation: SourceLocation = #_sourceLocation,
  _ configure: (inout ReadingOptions) -> Void = { _ in }
) throws {
  let evaluated = try EvaluatedExpressions(
    cases.map { "[\($0.key)]" }, variables: variables, configure)
  #expect(evaluated.estate.trouble == [], sourceLocation: sourceLocation)
  try #require(evaluated.values.count == cases.count, sourceLocation: sourceLocation)
  for ((expression, expected), value) in zip(cases, evaluated.values) {
    #expect(shown(value) == expected, "\(expression)", sourceLocation: sourceLocation)
  }
}

/// Each expression is one error at its place, which says so, and its value is open.
func expectErrors(
  _ cases: KeyValuePairs<String, String>, variables: String = "{}",
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  for (expression, says) in cases {
    let evaluated = try EvaluatedExpressions(["[\(expression)]"], variables: variables)
    let trouble = evaluated.estate.diagnostics
    #expect(trouble.count == 1, "\(expression): \(trouble)", sourceLocation: sourceLocation)
    #expect(
      trouble.first?.message.text.contains(says) == true, "\(expression): \(trouble)",
      sourceLocation: sourceLocation)
    #expect(
      trouble.first?.source?.shortened == "main.json:6:28", "\(expression)",
      sourceLocation: sourceLocation)
    #expect(
      evaluated.values.first?.unknown != nil, "\(expression)", sourceLocation: sourceLocation)
  }
}
