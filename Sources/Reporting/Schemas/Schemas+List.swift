extension Schemas {
  static let list = #"""
    {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": "reachmap list, JSON output",
      "type": "object",
      "properties": {
        "schema": {"const": "reachmap.list/1"},
        "nodes": {
          "type": "array",
          "items": {
            "type": "object",
            "properties": {
              "selector": {"type": "string"},
              "kind": {"type": "string"},
              "id": {"type": ["string", "null"]},
              "parent": {"type": ["string", "null"]},
              "source": {
                "oneOf": [
                  {"type": "null"},
                  {
                    "type": "object",
                    "properties": {
                      "file": {"type": "string"},
                      "line": {"type": "integer", "minimum": 1},
                      "column": {"type": "integer", "minimum": 1}
                    },
                    "required": ["file", "line", "column"],
                    "additionalProperties": false
                  }
                ],
                "description": "The first character of the deciding value; null where Azure's default decides."
              }
            },
            "required": ["selector", "kind", "id", "parent", "source"]
          }
        },
        "notModelled": {
          "type": "array",
          "items": {
            "type": "object",
            "properties": {
              "type": {"type": "string"},
              "count": {"type": "integer"},
              "source": {
                "oneOf": [
                  {"type": "null"},
                  {
                    "type": "object",
                    "properties": {
                      "file": {"type": "string"},
                      "line": {"type": "integer", "minimum": 1},
                      "column": {"type": "integer", "minimum": 1}
                    },
                    "required": ["file", "line", "column"],
                    "additionalProperties": false
                  }
                ],
                "description": "The first character of the deciding value; null where Azure's default decides."
              }
            },
            "required": ["type", "count", "source"]
          }
        },
        "unknown": {
          "type": "array",
          "items": {
            "type": "object",
            "properties": {
              "because": {"type": "string"},
              "count": {"type": "integer"},
              "sources": {
                "type": "array",
                "items": {
                  "oneOf": [
                    {"type": "null"},
                    {
                      "type": "object",
                      "properties": {
                        "file": {"type": "string"},
                        "line": {"type": "integer", "minimum": 1},
                        "column": {"type": "integer", "minimum": 1}
                      },
                      "required": ["file", "line", "column"],
                      "additionalProperties": false
                    }
                  ],
                  "description": "The first character of the deciding value; null where Azure's default decides."
                }
              }
            },
            "required": ["because", "count", "sources"]
          }
        },
        "skipped": {
          "type": "array",
          "items": {
            "type": "object",
            "properties": {"file": {"type": "string"}, "because": {"type": "string"}},
            "required": ["file", "because"]
          }
        }
      },
      "required": ["schema", "nodes"]
    }

    """#
}
