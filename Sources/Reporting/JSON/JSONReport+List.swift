package import Answers

extension JSONReport {
  /// The nodes; with a ledger also what the answers may hang on.
  package static func text(_ answer: ListAnswer, ledger: EstateLedger? = nil) -> String {
    var value: JSONValue = [
      "schema": "reachmap.list/1", "nodes": .array(answer.nodes.map(node)),
    ]
    if let ledger { value = value.adding(members(of: ledger)) }
    return value.text
  }

  private static func node(_ node: ListAnswer.Node) -> JSONValue {
    [
      "selector": .string(node.selector), "kind": .string(node.kind), "id": .optional(node.id),
      "parent": .optional(node.parent), "source": .source(node.source),
    ]
  }

  private static func members(of ledger: EstateLedger) -> [JSONValue.Member] {
    let notModelled: [JSONValue] = ledger.notModelled.map {
      ["type": .string($0.type), "count": .integer($0.count), "source": .source($0.source)]
    }
    let unknown: [JSONValue] = ledger.unknown.map {
      [
        "because": .string($0.because), "count": .integer($0.count),
        "sources": .array($0.sources.map { .source($0) }),
      ]
    }
    let skipped: [JSONValue] = ledger.skipped.map {
      ["file": .string($0.file), "because": .string($0.because)]
    }
    let read: [JSONValue] = ledger.read.map {
      ["file": .string($0.file), "format": .string($0.format)]
    }
    let notes: [JSONValue] = ledger.notes.map {
      ["because": .string($0.text), "source": .source($0.source)]
    }
    return [
      JSONValue.Member("notModelled", .array(notModelled)),
      JSONValue.Member("unknown", .array(unknown)),
      JSONValue.Member("skipped", .array(skipped)),
      JSONValue.Member("read", .array(read)),
      JSONValue.Member("notes", .array(notes)),
    ]
  }
}
