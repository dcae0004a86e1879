extension JSONSchemas {
  /// The schema of what `matrix --format json` prints.
  package static let matrix: JSONValue = [
    "$schema": dialect,
    "title": "reachmap matrix",
    "description": "Who reaches whom, grouped where rows are alike.",
    "type": "object",
    "additionalProperties": false,
    "required": ["schema", "rows", "totals"],
    "properties": [
      "schema": ["const": "reachmap.matrix/1"],
      "rows": .list(
        of: .record(
          "What each of 'from' gets through to each of 'to', but for a host and itself.",
          required: ["from", "to", "verdict", "allowed", "undecided"],
          [
            "from": selectors, "to": selectors, "verdict": verdict,
            "allowed": terms, "undecided": terms,
          ]), "In the order of the estate."),
      "totals": .record(
        "How many pairs there are, and how many have each verdict.",
        required: ["pairs", "reachable", "unreachable", "partial", "unknown"],
        [
          "pairs": natural, "reachable": natural, "unreachable": natural, "partial": natural,
          "unknown": natural,
        ]),
    ],
  ]

  /// The schema of what `check --format json` prints.
  package static let check: JSONValue = [
    "$schema": dialect,
    "title": "reachmap check",
    "description": "What the assertions of overlays or of a policy file come to.",
    "type": "object",
    "additionalProperties": false,
    "required": ["schema", "assertions"],
    "properties": [
      "schema": ["const": "reachmap.check/1"],
      "assertions": .list(
        of: .record(
          "An assertion, judged.",
          required: [
            "name", "from", "to", "on", "expect", "verdict", "passed", "source", "because",
          ],
          [
            "name": .text("Its name, or its sides where it has none."),
            "from": .text("Selector of who opens the connection, as it is written."),
            "to": .text("Selector of what it is opened to, as it is written."),
            "on": terms,
            "expect": [
              "description": "A verdict, or an object with the keys that the assertion has.",
              "oneOf": [
                verdict,
                .record(
                  "What is expected beside or instead of a verdict.", required: [],
                  [
                    "verdict": verdict, "allowed": terms, "via": .text("Selector."),
                    "avoid": .text("Selector."),
                  ]),
              ],
            ],
            "verdict": verdict,
            "passed": [
              "type": ["boolean", "null"], "description": "null where it is not decided.",
            ],
            "source": .reference("source"),
            "because": .text("One sentence with the rule that decides and its place."),
          ]), "In the order in which they are written."),
    ],
    "$defs": ["source": sourceDefinition],
  ]

  private static let selectors: JSONValue = [
    "type": "array", "items": ["type": "string", "minLength": 1], "minItems": 1,
  ]

  private static let natural: JSONValue = ["type": "integer", "minimum": 0]
}
