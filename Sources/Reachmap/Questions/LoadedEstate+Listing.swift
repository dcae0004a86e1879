package import Answers
internal import Reporting

extension LoadedEstate {
  /// The nodes of the estate, with the selectors that name them in a question.
  public var nodes: [Node] {
    listing.nodes.map {
      Node(
        selector: $0.selector, kind: $0.kind, id: $0.id, parent: $0.parent,
        place: $0.source.description, isDescribed: $0.isDescribed)
    }
  }

  /// A node of an estate.
  public struct Node: Hashable, Sendable {
    /// What names it in a question: `storage/mlstore`.
    public let selector: String
    /// The word before the first slash of the selector.
    public let kind: String
    /// The ARM id; `nil` for what is no Azure resource.
    public let id: String?
    /// The selector of what it stands in.
    public let parent: String?
    /// Where it is written, as `file:line:column`.
    public let place: String
    /// Whether an input describes it; else it is only referred to.
    public let isDescribed: Bool
  }

  package var listing: ListAnswer { ListAnswer(estate) }

  /// The list of nodes in words, or as JSON.
  ///
  /// With the ledger it also says what was read, what is not modelled and which values are unknown.
  public func list(
    as format: ReportFormat = .text, withLedger: Bool = false, usesColor: Bool = false
  ) -> String {
    let ledger = withLedger ? ledger : nil
    return switch format {
    case .text: TextReport(usesColor: usesColor).text(listing, ledger: ledger)
    case .json: JSONReport.text(listing, ledger: ledger)
    case .markdown: MarkdownReport.text(listing, ledger: ledger)
    }
  }
}
