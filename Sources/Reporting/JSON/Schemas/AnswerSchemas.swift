extension JSONSchemas {
  /// The schema of what `query --format json` prints.
  package static let query: JSONValue = [
    "$schema": dialect,
    "title": "reachmap query",
    "description":
      "The answer to 'can X reach Y'; where a glob asked, one answer for each pair in 'results'.",
    "oneOf": [
      record(
        of: "One answer.",
        [JSONValue.Member("schema", ["const": "reachmap.query/1"])]
          + answerMembers),
      .record(
        "One answer for each pair.", required: ["schema", "results"],
        [
          "schema": ["const": "reachmap.query/1"],
          "results": .list(of: record(of: "One answer.", answerMembers), "In the estate's order."),
        ]),
    ],
    "$defs": ["source": sourceDefinition, "remark": remarkDefinition],
  ]

  /// The schema of what `list --format json` prints.
  package static let list: JSONValue = [
    "$schema": dialect,
    "title": "reachmap list",
    "description": "The nodes of an estate; with --ledger also what answers may hang on.",
    "type": "object",
    "additionalProperties": false,
    "required": ["schema", "nodes"],
    "properties": [
      "schema": ["const": "reachmap.list/1"],
      "nodes": .list(
        of: .record(
          "A node.", required: ["selector", "kind", "id", "parent", "source"],
          [
            "selector": .text("How the node is named in a question."),
            "kind": .text("The kind of node."),
            "id": ["type": ["string", "null"], "description": "The ARM id."],
            "parent": ["type": ["string", "null"], "description": "Selector of what it is in."],
            "source": .reference("source"),
          ]), "In the order of the estate."),
      "notModelled": .list(
        of: .record(
          "A type whose resources are read and not understood.",
          required: ["type", "count", "source"],
          ["type": .text("ARM type."), "count": count, "source": .reference("source")]),
        "What passes through these is unknown."),
      "unknown": .list(
        of: .record(
          "A reason why values are unknown.", required: ["because", "count", "sources"],
          [
            "because": .text("The reason."), "count": count,
            "sources": .list(of: .reference("source"), "Where the values are left open."),
          ]), "The values that the inputs leave open."),
      "skipped": .list(
        of: .record(
          "A file that was not read.", required: ["file", "because"],
          ["file": .text("Its path."), "because": .text("Why.")]), "What was not read."),
      "read": .list(
        of: .record(
          "A file that was read.", required: ["file", "format"],
          ["file": .text("Its path."), "format": .text("What it was taken for.")]),
        "What was read."),
      "notes": .list(
        of: .record(
          "Something that was noticed while reading.", required: ["because", "source"],
          ["because": .text("What."), "source": .reference("source")]), "What else to know."),
    ],
    "$defs": ["source": sourceDefinition],
  ]

  // MARK: - Parts

  /// An object all of whose members are required.
  private static func record(
    of description: String, _ members: [JSONValue.Member]
  ) -> JSONValue {
    .record(description, required: members.map(\.key), .object(members))
  }

  private static let count: JSONValue = ["type": "integer", "minimum": 1]

  static let terms: JSONValue = ["type": "array", "items": ["type": "string"]]

  static let verdict: JSONValue = .words(
    ["reachable", "unreachable", "partial", "unknown"], "What the configuration says.")

  static let sourceDefinition: JSONValue = [
    "description": "The first character of the deciding value; null where no file decides.",
    "oneOf": [
      ["type": "null"],
      .record(
        "A place in a file.", required: ["file", "line", "column"],
        [
          "file": .text("The path as it was given or found; '-' for standard input."),
          "line": ["type": "integer", "minimum": 1, "description": "Counted from 1."],
          "column": [
            "type": "integer", "minimum": 1,
            "description": "Counted from 1, in Unicode scalars.",
          ],
        ]),
    ],
  ]

  private static let remarkDefinition: JSONValue = .record(
    "Something that the answer hangs on.",
    required: ["node", "property", "because", "source"],
    [
      "node": ["type": "string", "description": "Selector of what it is about."],
      "property": ["type": "string", "description": "The value or control that it is about."],
      "because": .text("What a person should know."),
      "source": .reference("source"),
    ])

  private static let answerMembers: [JSONValue.Member] = [
    JSONValue.Member("from", .text("Selector of who opens the connection.")),
    JSONValue.Member("to", .text("Selector of what it is opened to.")),
    JSONValue.Member("traffic", terms),
    JSONValue.Member("verdict", verdict),
    JSONValue.Member("allowed", terms),
    JSONValue.Member("undecided", terms),
    JSONValue.Member(
      "paths",
      .list(
        of: .record("A path.", required: ["hops"], ["hops": .list(of: hop, "In order.")]),
        "The paths that are told.")),
    JSONValue.Member("blockers", .list(of: blocker, "What denies, on the best path.")),
    JSONValue.Member("fixes", .list(of: fix, "Smallest changes that open the way, tried.")),
    JSONValue.Member(
      "unknowns", .list(of: .reference("remark"), "What would decide the open part.")),
    JSONValue.Member("assumptions", .list(of: .reference("remark"), "What was taken for granted.")),
    JSONValue.Member("warnings", .list(of: .reference("remark"), "What to mind.")),
  ]

  private static let article: JSONValue = [
    "type": "string", "format": "uri",
    "description": "Where Azure documents the default that decides; only where source is null.",
  ]

  private static let hop: JSONValue = JSONValue.record(
    "A node that is passed, and what decided there.", required: ["node"],
    [
      "node": .text("Selector."),
      "control": .text("Which control decided: publicNetworkAccess, securityRule, …"),
      "rule": .text("The rule as it would be looked for in the file."),
      "decision": .words(["allow", "deny", "unknown"], "What it decided."),
      "source": .reference("source"),
      "default": article,
    ]
  ).adding([
    JSONValue.Member("dependentRequired", ["control": ["rule", "decision", "source"]])
  ])

  private static let blocker: JSONValue = .record(
    "A denial.", required: ["node", "control", "rule", "source", "why"],
    [
      "node": .text("Selector."), "control": .text("Which control denies."),
      "rule": .text("The rule as it would be looked for in the file."),
      "source": .reference("source"), "default": article,
      "why": .text("One sentence for people."),
    ])

  private static let fix: JSONValue = .record(
    "Changes that together open the way.", required: ["changes", "alsoOpens"],
    [
      "changes": .list(
        of: .record(
          "A change of one value.", required: ["change", "source"],
          ["change": .text("What to write."), "source": .reference("source")]),
        "All of them are needed.", atLeast: 1),
      "alsoOpens": .list(
        of: ["type": "string"], "What else they would open, as 'FROM -> TO on TRAFFIC'."),
      "alsoOpensIsComplete": [
        "const": false,
        "description": "Only there where the estate is too large for alsoOpens to be worked out.",
      ],
    ])
}
