extension Schemas {
  static let query = #"""
    {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": "reachmap query, JSON output",
      "oneOf": [
        {
          "type": "object",
          "properties": {
            "schema": {"const": "reachmap.query/1"},
            "from": {"type": "string"},
            "to": {"type": "string"},
            "traffic": {"type": "array", "items": {"type": "string"}},
            "verdict": {"enum": ["reachable", "unreachable", "partial", "unknown"]},
            "allowed": {"type": "array", "items": {"type": "string"}},
            "undecided": {"type": "array", "items": {"type": "string"}},
            "paths": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "hops": {
                    "type": "array",
                    "items": {
                      "type": "object",
                      "properties": {
                        "node": {"type": "string"},
                        "control": {"type": "string"},
                        "rule": {"type": "string"},
                        "decision": {"enum": ["allow", "deny", "unknown"]},
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
                        },
                        "default": {
                          "type": "string",
                          "description": "The article that documents the default."
                        }
                      },
                      "required": ["node"],
                      "additionalProperties": false
                    }
                  }
                },
                "required": ["hops"],
                "additionalProperties": false
              }
            },
            "blockers": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "node": {"type": "string"},
                  "control": {"type": "string"},
                  "rule": {"type": "string"},
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
                  },
                  "default": {"type": "string"},
                  "why": {"type": "string"}
                },
                "required": ["node", "control", "rule", "source", "why"],
                "additionalProperties": false
              }
            },
            "fixes": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "changes": {
                    "type": "array",
                    "items": {
                      "type": "object",
                      "properties": {
                        "change": {"type": "string"},
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
                      "required": ["change", "source"],
                      "additionalProperties": false
                    }
                  },
                  "alsoOpens": {"type": "array", "items": {"type": "string"}}
                },
                "required": ["changes", "alsoOpens"]
              }
            },
            "unknowns": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "node": {"type": "string"},
                  "property": {"type": "string"},
                  "because": {"type": "string"},
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
                "required": ["node", "property", "because", "source"],
                "additionalProperties": false
              }
            },
            "assumptions": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "node": {"type": "string"},
                  "property": {"type": "string"},
                  "because": {"type": "string"},
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
                "required": ["node", "property", "because", "source"],
                "additionalProperties": false
              }
            },
            "warnings": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "node": {"type": "string"},
                  "property": {"type": "string"},
                  "because": {"type": "string"},
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
                "required": ["node", "property", "because", "source"],
                "additionalProperties": false
              }
            }
          },
          "required": [
            "schema",
            "from",
            "to",
            "traffic",
            "verdict",
            "allowed",
            "undecided",
            "paths",
            "blockers",
            "fixes",
            "unknowns",
            "assumptions",
            "warnings"
          ],
          "additionalProperties": false
        },
        {
          "type": "object",
          "properties": {
            "schema": {"const": "reachmap.query/1"},
            "results": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "from": {"type": "string"},
                  "to": {"type": "string"},
                  "traffic": {"type": "array", "items": {"type": "string"}},
                  "verdict": {"enum": ["reachable", "unreachable", "partial", "unknown"]},
                  "allowed": {"type": "array", "items": {"type": "string"}},
                  "undecided": {"type": "array", "items": {"type": "string"}},
                  "paths": {
                    "type": "array",
                    "items": {
                      "type": "object",
                      "properties": {
                        "hops": {
                          "type": "array",
                          "items": {
                            "type": "object",
                            "properties": {
                              "node": {"type": "string"},
                              "control": {"type": "string"},
                              "rule": {"type": "string"},
                              "decision": {"enum": ["allow", "deny", "unknown"]},
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
                              },
                              "default": {
                                "type": "string",
                                "description": "The article that documents the default."
                              }
                            },
                            "required": ["node"],
                            "additionalProperties": false
                          }
                        }
                      },
                      "required": ["hops"],
                      "additionalProperties": false
                    }
                  },
                  "blockers": {
                    "type": "array",
                    "items": {
                      "type": "object",
                      "properties": {
                        "node": {"type": "string"},
                        "control": {"type": "string"},
                        "rule": {"type": "string"},
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
                        },
                        "default": {"type": "string"},
                        "why": {"type": "string"}
                      },
                      "required": ["node", "control", "rule", "source", "why"],
                      "additionalProperties": false
                    }
                  },
                  "fixes": {
                    "type": "array",
                    "items": {
                      "type": "object",
                      "properties": {
                        "changes": {
                          "type": "array",
                          "items": {
                            "type": "object",
                            "properties": {
                              "change": {"type": "string"},
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
                            "required": ["change", "source"],
                            "additionalProperties": false
                          }
                        },
                        "alsoOpens": {"type": "array", "items": {"type": "string"}}
                      },
                      "required": ["changes", "alsoOpens"]
                    }
                  },
                  "unknowns": {
                    "type": "array",
                    "items": {
                      "type": "object",
                      "properties": {
                        "node": {"type": "string"},
                        "property": {"type": "string"},
                        "because": {"type": "string"},
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
                      "required": ["node", "property", "because", "source"],
                      "additionalProperties": false
                    }
                  },
                  "assumptions": {
                    "type": "array",
                    "items": {
                      "type": "object",
                      "properties": {
                        "node": {"type": "string"},
                        "property": {"type": "string"},
                        "because": {"type": "string"},
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
                      "required": ["node", "property", "because", "source"],
                      "additionalProperties": false
                    }
                  },
                  "warnings": {
                    "type": "array",
                    "items": {
                      "type": "object",
                      "properties": {
                        "node": {"type": "string"},
                        "property": {"type": "string"},
                        "because": {"type": "string"},
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
                      "required": ["node", "property", "because", "source"],
                      "additionalProperties": false
                    }
                  }
                },
                "required": [
                  "from",
                  "to",
                  "traffic",
                  "verdict",
                  "allowed",
                  "undecided",
                  "paths",
                  "blockers",
                  "fixes",
                  "unknowns",
                  "assumptions",
                  "warnings"
                ],
                "additionalProperties": false
              }
            }
          },
          "required": ["schema", "results"],
          "additionalProperties": false
        }
      ]
    }

    """#
}
