extension JSONSchemas {
  /// The schema of the overlay: what no cloud configuration can say.
  package static let overlay: JSONValue = [
    "$schema": dialect,
    "title": "reachmap overlay",
    "description":
      "What no cloud configuration can say; a YAML file whose first key is 'reachmap'.",
    "type": "object",
    "additionalProperties": false,
    "required": ["reachmap"],
    "properties": [
      "reachmap": ["const": 1, "description": "The version of the overlay's form."],
      "workspace": .text("Name of the workspace of the Azure ML files in this folder and below."),
      "scope": scope,
      "clients": .list(of: client, "Hosts that open connections and are in no configuration."),
      "appliances": .list(of: appliance, "What network appliances forward; else all."),
      "assumptions": .list(of: assumption, "Values that the configuration leaves open."),
      "assertions": .list(of: assertion, "What has to be true of the estate."),
      "suppressions": .list(of: suppression, "Findings of lint that are accepted."),
      "views": .list(of: view, "Named diagrams: draw --view NAME."),
    ],
  ]

  private static let scope: JSONValue = .record(
    "Where the templates in this folder and below are deployed.", required: [],
    [
      "subscription": .text("Subscription id."),
      "resourceGroup": .text("Name of the resource group."),
      "location": .text("Region, such as westeurope."),
    ])

  private static let client: JSONValue = JSONValue.record(
    "A client: on the internet (address), in a subnet, or on premises (gateway).",
    required: ["name"],
    [
      "name": .text("Its name in selectors: client/NAME."),
      "address": .oneOrMore("Address or range: on the internet, or of the host in the subnet."),
      "addresses": .oneOrMore("Addresses or ranges."),
      "subnet": .text("The subnet VNET/SUBNET that it is a host in."),
      "gateway": .text("The VPN or ExpressRoute gateway that it comes in through."),
      "dns": .text("The virtual network as which it resolves names."),
    ]
  ).adding([
    JSONValue.Member(
      "anyOf",
      [
        ["required": ["address"]], ["required": ["addresses"]], ["required": ["subnet"]],
        ["required": ["gateway"]],
      ]),
    JSONValue.Member("not", ["required": ["subnet", "gateway"]]),
  ])

  private static let appliance: JSONValue = .record(
    "A network appliance.", required: ["node"],
    [
      "node": .text("Selector of the machine: vm/NAME."),
      "forwards": .list(
        of: .record(
          "Traffic that it forwards.", required: [],
          [
            "from": .oneOrMore("Addresses or ranges; none means any."),
            "to": .oneOrMore("Addresses or ranges; none means any."),
            "on": .oneOrMore("Traffic such as tcp/443; none means any."),
          ]), "What it forwards, and nothing else."),
    ])

  private static let assumption: JSONValue = JSONValue.record(
    "A value that is left open: of a template parameter, or of a node's property.",
    required: ["value"],
    [
      "parameter": .text("Name of a template parameter."),
      "node": .text("Selector of a resource."),
      "property": .text("The property of the node, as Azure names it: publicNetworkAccess."),
      "value": ["description": "The value, of any type."],
    ]
  ).adding([
    JSONValue.Member(
      "oneOf",
      [
        [
          "required": ["parameter"],
          "not": ["anyOf": [["required": ["node"]], ["required": ["property"]]]],
        ],
        ["required": ["node", "property"], "not": ["required": ["parameter"]]],
      ])
  ])

  private static let assertion: JSONValue = JSONValue.record(
    "A question with the answer that it must have.", required: ["from", "to"],
    [
      "name": .text("What it is called in reports."),
      "from": .text("Selector of who opens the connection."),
      "to": .text("Selector of what it is opened to."),
      "on": .oneOrMore("Traffic such as tcp/443."),
      "expect": [
        "description": "The verdict, or exactly the traffic that gets through.",
        "oneOf": [
          ["enum": ["reachable", "unreachable", "partial", "unknown"]],
          .record(
            "Exactly this traffic gets through.", required: ["allowed"],
            ["allowed": .oneOrMore("Traffic such as tcp/443.")]),
        ],
      ],
      "via": .text("Nothing gets through that avoids this node."),
      "avoid": .text("Nothing gets through that passes this node."),
    ]
  ).adding([
    JSONValue.Member(
      "anyOf",
      [["required": ["expect"]], ["required": ["via"]], ["required": ["avoid"]]])
  ])

  private static let suppression: JSONValue = .record(
    "A finding that is accepted, and why.", required: ["rule", "reason"],
    [
      "rule": .text("Id of the rule: RM0107."),
      "node": .text("Selector; without it the rule's findings everywhere."),
      "reason": .text("Why it is accepted."),
    ])

  private static let view: JSONValue = JSONValue.record(
    "A diagram: draw --view NAME.", required: ["name"],
    [
      "name": .text("Its name."),
      "title": .text("Its title."),
      "show": .words(["topology", "query", "scenario"], "What it shows; topology without it."),
      "scenario": .text("With 'show: scenario': its name, such as online-endpoint."),
      "from": .text("With 'show: query': who opens the connection."),
      "to": .text("With 'show: query': what it is opened to."),
      "on": .oneOrMore("With 'show: query': traffic such as tcp/443."),
    ]
  ).adding([
    JSONValue.Member(
      "allOf",
      [
        [
          "if": ["properties": ["show": ["const": "query"]], "required": ["show"]],
          "then": ["required": ["from", "to"]],
        ],
        [
          "if": ["properties": ["show": ["const": "scenario"]], "required": ["show"]],
          "then": ["required": ["scenario"]],
        ],
      ])
  ])
}
