internal import EstateModel
internal import Reachability

extension JSONValue {
  /// `{"file", "line", "column"}`; null where no file decides.
  static func source(_ position: SourcePosition?) -> JSONValue {
    guard let position else { return .null }
    return [
      "file": .string(position.file), "line": .integer(position.line),
      "column": .integer(position.column),
    ]
  }

  /// The place of a decision, and the article of the default where no file decides.
  static func decidingPlace(_ evidence: Evidence) -> [Member] {
    var members = [Member("source", .source(evidence.source))]
    if evidence.source == nil, let article = evidence.article {
      members.append(Member("default", .string(article)))
    }
    return members
  }

  static func remark(_ remark: Remark) -> JSONValue {
    [
      "node": .string(remark.node), "property": .string(remark.property),
      "because": .string(remark.because), "source": .source(remark.source),
    ]
  }
}
