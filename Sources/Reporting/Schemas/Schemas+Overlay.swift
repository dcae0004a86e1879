extension Schemas {
  static let overlay = #"""
    {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": "reachmap overlay",
      "type": "object",
      "properties": {
        "reachmap": {"const": 1, "description": "The version of this format."},
        "workspace": {
          "type": "string",
          "description": "The workspace of the Azure ML files in this folder and below."
        },
        "scope": {
          "type": "object",
          "description": "Where the templates of this folder go.",
          "properties": {
            "subscription": {"type": "string"},
            "resourceGroup": {"type": "string"},
            "location": {"type": "string"}
          },
          "additionalProperties": false
        },
        "clients": {
          "type": "array",
          "description": "Hosts that no cloud configuration describes.",
          "items": {
            "type": "object",
            "properties": {
              "name": {"type": "string", "description": "Named client/NAME in questions."},
              "address": {"type": "string", "description": "Its public address."},
              "addresses": {
                "type": "array",
                "description": "Its addresses; a gateway's clients have private ones.",
                "items": {"type": "string"}
              },
              "subnet": {"type": "string", "description": "VNET/SUBNET that it is a host of."},
              "gateway": {
                "type": "string",
                "description": "The VPN or ExpressRoute gateway that it comes through."
              },
              "dns": {
                "type": "string",
                "description": "The virtual network whose name resolution it uses."
              }
            },
            "required": ["name"],
            "additionalProperties": false
          }
        },
        "appliances": {
          "type": "array",
          "description": "What network appliances forward.",
          "items": {
            "type": "object",
            "properties": {
              "node": {"type": "string", "description": "The machine, vm/NAME."},
              "forwards": {
                "type": "array",
                "items": {
                  "type": "object",
                  "properties": {
                    "from": {
                      "description": "Address ranges.",
                      "oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]
                    },
                    "to": {
                      "description": "Address ranges.",
                      "oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]
                    },
                    "on": {
                      "description": "Traffic: tcp/443.",
                      "oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]
                    }
                  },
                  "additionalProperties": false
                }
              }
            },
            "required": ["node"],
            "additionalProperties": false
          }
        },
        "assumptions": {
          "type": "array",
          "description": "Values that the configuration leaves open.",
          "items": {
            "type": "object",
            "properties": {
              "parameter": {"type": "string", "description": "A template parameter."},
              "node": {"type": "string", "description": "A selector."},
              "property": {"type": "string", "description": "The property of the node."},
              "value": {"description": "The value to assume."}
            },
            "required": ["value"],
            "additionalProperties": false
          }
        },
        "assertions": {
          "type": "array",
          "description": "What must hold.",
          "items": {
            "type": "object",
            "properties": {
              "name": {"type": "string"},
              "from": {"type": "string", "description": "A selector."},
              "to": {"type": "string", "description": "A selector."},
              "on": {
                "description": "Traffic: tcp/443.",
                "oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]
              },
              "expect": {
                "oneOf": [
                  {"enum": ["reachable", "unreachable", "partial", "unknown"]},
                  {
                    "type": "object",
                    "properties": {"allowed": {"type": "array", "items": {"type": "string"}}},
                    "required": ["allowed"],
                    "additionalProperties": false
                  }
                ]
              },
              "via": {"type": "string", "description": "Nothing gets through that avoids it."},
              "avoid": {"type": "string", "description": "Nothing gets through that passes it."}
            },
            "required": ["name", "from", "to"],
            "additionalProperties": false
          }
        },
        "suppressions": {
          "type": "array",
          "description": "Findings that are accepted.",
          "items": {
            "type": "object",
            "properties": {
              "rule": {"type": "string", "description": "The id of a rule."},
              "node": {"type": "string"},
              "reason": {"type": "string"}
            },
            "required": ["rule", "reason"],
            "additionalProperties": false
          }
        },
        "views": {
          "type": "array",
          "description": "Named diagrams.",
          "items": {
            "type": "object",
            "properties": {
              "name": {"type": "string"},
              "title": {"type": "string"},
              "show": {"enum": ["topology", "query", "scenario"]},
              "scenario": {"type": "string", "description": "With show: scenario."},
              "from": {"type": "string"},
              "to": {"type": "string"},
              "on": {
                "description": "Traffic: tcp/443.",
                "oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]
              }
            },
            "required": ["name", "show"],
            "additionalProperties": false
          }
        }
      },
      "required": ["reachmap"],
      "additionalProperties": false
    }

    """#
}
