internal import Reporting

/// The JSON Schemas of what reachmap reads and writes.
public enum ReachmapSchema: String, Hashable, Sendable, CaseIterable {
  case overlay, query, matrix, check, list

  /// The schema, as JSON.
  public var text: String {
    switch self {
    case .overlay: JSONSchemas.overlay.text
    case .query: JSONSchemas.query.text
    case .matrix: JSONSchemas.matrix.text
    case .check: JSONSchemas.check.text
    case .list: JSONSchemas.list.text
    }
  }
}
