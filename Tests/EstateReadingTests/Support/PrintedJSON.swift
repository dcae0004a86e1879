import EstateModel

@testable import EstateReading

/// Resources as Azure's tools print them, made of one that ARM prints.
struct PrintedJSON: Sendable {
  /// Whether `properties` are lifted beside `id` and `type`, of parts too.
  var isLifted = false
  /// Whether keys begin with a capital, as PowerShell writes them.
  var isPascalCase = false

  func text(_ value: ConfigurationValue) -> String {
    switch value.kind {
    case .null, .unknown: return "null"
    case .bool, .number: return value.text ?? "null"
    case .string: return Self.quoted(value.string ?? "")
    case .array: return "[\(value.array.map { text($0) }.joined(separator: ","))]"
    case .object:
      let fields = fields(of: value).map { "\(Self.quoted(named($0.key))):\(text($0.value))" }
      return "{\(fields.joined(separator: ","))}"
    }
  }

  private func named(_ key: String) -> String {
    isPascalCase ? key.prefix(1).uppercased() + key.dropFirst() : key
  }

  private func fields(of object: ConfigurationValue) -> [(key: String, value: ConfigurationValue)] {
    let own = object.fields.map { (key: $0.key, value: $0.value) }
    guard isLifted, let properties = object["properties"], properties.isObject else { return own }
    let outer = own.filter {
      !$0.key.equalsIgnoringASCIICase("properties") && !$0.value.isNull
    }
    return outer
      + properties.fields.compactMap { field in
        outer.contains { $0.key.equalsIgnoringASCIICase(field.key) }
          ? nil : (key: field.key, value: field.value)
      }
  }

  /// As Resource Graph answers in its table form.
  static func table(_ resources: [ConfigurationValue]) -> String {
    let columns = ["id", "name", "type", "location", "kind", "sku", "properties"]
    let printed = PrintedJSON()
    let rows = resources.map { resource in
      "[\(columns.map { resource[$0].map { printed.text($0) } ?? "null" }.joined(separator: ","))]"
    }
    let names = columns.map { #"{"name":"\#($0)","type":"string"}"# }
    return """
      {"totalRecords":\(rows.count),"count":\(rows.count),"data":{"columns":[\(names.joined(separator: ","))],\
      "rows":[\(rows.joined(separator: ","))]},"facets":[],"resultTruncated":"false"}
      """
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
