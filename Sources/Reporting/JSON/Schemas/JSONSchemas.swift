/// The JSON Schemas (draft 2020-12) of what reachmap reads and writes.
package enum JSONSchemas {
  static let dialect: JSONValue = "https://json-schema.org/draft/2020-12/schema"
}

/// The parts that schemas are built of.
extension JSONValue {
  static func text(_ description: String) -> JSONValue {
    ["type": "string", "minLength": 1, "description": .string(description)]
  }

  static func words(_ values: [String], _ description: String) -> JSONValue {
    ["enum": .strings(values), "description": .string(description)]
  }

  static func list(of items: JSONValue, _ description: String, atLeast count: Int? = nil)
    -> JSONValue
  {
    let list: JSONValue = [
      "type": "array", "items": items, "description": .string(description),
    ]
    return count.map { list.adding([Member("minItems", .integer($0))]) } ?? list
  }

  /// An object that has these properties and no others.
  static func record(
    _ description: String, required: [String], _ properties: JSONValue
  ) -> JSONValue {
    [
      "type": "object", "description": .string(description), "additionalProperties": false,
      "required": .strings(required), "properties": properties,
    ]
  }

  /// One text, or a list of them.
  static func oneOrMore(_ description: String) -> JSONValue {
    [
      "description": .string(description),
      "oneOf": [
        ["type": "string", "minLength": 1],
        ["type": "array", "items": ["type": "string", "minLength": 1]],
      ],
    ]
  }

  static func reference(_ name: String) -> JSONValue { ["$ref": .string("#/$defs/\(name)")] }
}
