/// How an answer is written down.
public enum ReportFormat: String, Hashable, Sendable, CaseIterable {
  /// For people at a terminal.
  case text
  /// For scripts: one object, its form named by `schema`.
  case json
  /// For wikis and pull requests.
  case markdown
}
