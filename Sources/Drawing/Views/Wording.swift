import Answers
import EstateModel
import Reachability
import TrafficSets

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

  /// What travels, exactly where that can be told in few words.
  ///
  /// - Parameters:
  ///   - asked: All that was asked about: told as a whole where it is all there.
  ///   - isRest: Whether it may be told as what is left, where it takes too many words.
  func traffic(
    _ portions: [TracedWay.Portion], of asked: TrafficSet, isRest: Bool = false
  ) -> String {
    let whole = TrafficSet.union(of: portions.map(\.traffic))
    let shares = Self.joined(portions.flatMap(\.shares))
    if !asked.isEmpty, asked.isSubset(of: whole), shares.allSatisfy(\.name.isEmpty) {
      return traffic(TrafficTerm.terms(of: asked))
    }
    if isRest, shares.count > 1, portions.allSatisfy(\.isWhole) { return "all the rest" }
    let told = shares.prefix(2).map(text).joined(separator: "; ")
    return shares.count > 2 ? "\(told) and \(shares.count - 2) more" : told
  }

  /// Those of the same ends together.
  private static func joined(_ shares: [TracedWay.Share]) -> [TracedWay.Share] {
    var joined: [TracedWay.Share] = []
    for share in shares {
      guard
        let place = joined.firstIndex(where: {
          $0.from == share.from && $0.to == share.to && $0.name == share.name
        })
      else {
        joined.append(share)
        continue
      }
      joined[place] = TracedWay.Share(
        services: joined[place].services.union(share.services),
        asked: joined[place].asked.union(share.asked), from: share.from, to: share.to,
        name: share.name)
    }
    return joined
  }

  private func text(_ share: TracedWay.Share) -> String {
    let from = share.from.isEmpty ? "" : " from \(Self.shortened(share.from, to: 3))"
    let to = share.to.isEmpty ? "" : " to \(Self.shortened(share.to, to: 2))"
    let name = share.name.isEmpty ? "" : " to \(share.name)"
    return services(share) + from + to + name
  }

  /// The whole with its exceptions where these are fewer words: `all but tcp/3389`.
  private func services(_ share: TracedWay.Share) -> String {
    let terms = TrafficTerm.terms(of: share.services)
    let missing = TrafficTerm.terms(of: share.asked.subtracting(share.services))
    guard terms.count > 2, missing.count < terms.count, missing.count <= 3,
      share.services.isSubset(of: share.asked)
    else { return traffic(terms) }
    let whole = TrafficTerm.terms(of: share.asked)
    let name = whole == ["any"] ? "all" : "all \(whole.joined(separator: ", "))"
    return "\(name) but \(Self.listed(missing))"
  }

  /// Of a list of more names than these the first one.
  private static func shortened(_ list: String, to most: Int) -> String {
    let names = list.split(separator: ", ")
    guard names.count > most, !list.contains("(") else { return list }
    return "\(names[0]) and \(names.count - 1) more"
  }

  private static func listed(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.joined() }
    return "\(words.dropLast().joined(separator: ", ")) and \(last)"
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
