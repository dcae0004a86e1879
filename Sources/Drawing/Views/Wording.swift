import Answers
import EstateModel
import Reachability

/// How evidence reads in a picture: places without the folders that all files share.
struct Wording: Sendable {
  private let shared: String
  private let selectors: SelectorIndex
  private var told: Set<Evidence> = []

  init(_ graph: ReachabilityGraph) {
    selectors = graph.selectors
    let files = Set(graph.selectors.entries.map(\.source.file))
    var shared: [Substring]?
    for file in files {
      let folders = file.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      guard let known = shared else {
        shared = Array(folders)
        continue
      }
      shared = zip(known, folders).prefix { $0 == $1 }.map(\.0)
    }
    let folder = (shared ?? []).joined(separator: "/")
    self.shared = folder.isEmpty ? "" : folder + "/"
  }

  /// `endpoint.yml:5`.
  func place(_ source: SourcePosition) -> String {
    let file =
      source.file.hasPrefix(shared) ? String(source.file.dropFirst(shared.count)) : source.file
    return "\(file):\(source.line)"
  }

  /// `endpoint.yml:5 public_network_access: disabled`, for an arrow.
  func rule(_ evidence: Evidence) -> String {
    evidence.source.map { "\(place($0)) \(evidence.rule)" } ?? "\(evidence.rule) (Azure's default)"
  }

  /// The same with the reason, for the table.
  func reason(_ evidence: Evidence) -> String { "\(rule(evidence)): \(evidence.why)" }

  /// The reason where it is given for the first time, afterwards the rule alone.
  mutating func firstReason(_ evidence: Evidence) -> String {
    told.insert(evidence).inserted ? reason(evidence) : rule(evidence)
  }

  func reason(_ remark: Remark) -> String {
    let because = withSelectors(remark.because)
    return remark.source.map { "\(place($0)) \(because)" } ?? because
  }

  /// Ids of resources as the selectors that the picture names them by.
  private func withSelectors(_ text: String) -> String {
    text.split(separator: " ", omittingEmptySubsequences: false).map { word in
      guard word.lowercased().hasPrefix("/subscriptions/"), let id = ResourceID(String(word))
      else { return String(word) }
      return selectors.text(for: id)
    }.joined(separator: " ")
  }

  /// Traffic as an arrow's label.
  func traffic(_ terms: [String]) -> String {
    terms.count > 3
      ? terms.prefix(2).joined(separator: ", ") + " and \(terms.count - 2) more"
      : terms.joined(separator: ", ")
  }

  /// What is left of the traffic where a part fares differently.
  func rest(of terms: [String]) -> String {
    terms == ["any"] ? "all the rest" : "the rest of \(traffic(terms))"
  }
}

extension Verdict {
  /// The verdict of an arrow that stands for all of the traffic; of a part only, it is allowed.
  var drawn: Scene.Verdict {
    switch self {
    case .reachable, .partial: .allowed
    case .unreachable: .denied
    case .unknown: .undecided
    }
  }
}
