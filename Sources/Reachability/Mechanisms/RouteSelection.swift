internal import EstateModel
internal import TrafficSets

/// Where the routes of a subnet send each destination: by the longest prefix, of equal ones the
/// user's own before Azure's.
///
/// See <https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview>.
struct RouteSelection: Sendable {
  enum Hop: Sendable {
    /// Into the network, the subnet's own or a peered one.
    case network(ResourceID)
    case peering(Peering, ResourceID)
    case internet
    case appliance(Address)
    /// To the gateway that serves the network.
    case gateway
    /// Past the internet, by the subnet's service endpoint.
    case serviceEndpoint
    case nowhere
    case open(UnknownValue)
  }

  /// What one route takes, after all that win over it.
  struct Branch: Sendable {
    let hop: Hop
    let extent: Extent
    /// Of routes that somebody wrote; Azure's own are not told.
    let evidence: Evidence?
    /// Why `extent` is not decided.
    let doubt: UnknownValue?
    /// What the route would take if no route before it did.
    var whole: Extent?
    /// The route's name, of one that stands in a table.
    var name: String?
    /// The network in which the route is.
    var node = ""

    var isOwn: Bool { evidence != nil }

    /// The part of it that goes to these addresses.
    func limited(to addresses: AddressSet) -> Branch {
      Branch(
        hop: hop,
        extent: Extent(
          certain: extent.certain.intersection(addresses),
          possible: extent.possible.intersection(addresses)),
        evidence: evidence, doubt: doubt, name: name, node: node)
    }

    /// The traffic of the branch, as a step of an edge.
    var forwarding: RoutedForwarding {
      RoutedForwarding(extent: extent, evidence: evidence, doubt: doubt, node: node)
    }
  }

  struct Candidate {
    let length: Int
    /// Of equal prefixes the lower rank wins.
    let rank: Int
    /// Of tags the narrower one wins.
    var order = 0
    let hop: Hop
    var extent: Extent
    var evidence: Evidence?
    var doubt: UnknownValue?
    /// Of a route that stands in a table.
    var name: String?

    /// The same route where it is not known whether it stands.
    func undecided(_ doubt: UnknownValue) -> Candidate {
      Candidate(
        length: length, rank: rank, order: order, hop: hop,
        extent: Extent(certain: .empty, possible: extent.possible), evidence: evidence,
        doubt: doubt)
    }
  }

  let branches: [Branch]
  /// All that some route takes for certain.
  let taken: AddressSet
  /// All that some route may take.
  let mayBeTaken: AddressSet
  /// The edges into networks, which are the same toward every destination.
  let networkEdges = Memo<Int, [Edge]>()

  /// - Parameter node: The network in which the routes are, for those that nobody wrote.
  init(_ candidates: [Candidate], at node: String) {
    let ordered = candidates.enumerated().sorted {
      (-$0.element.length, $0.element.rank, $0.element.order, $0.offset)
        < (-$1.element.length, $1.element.rank, $1.element.order, $1.offset)
    }
    var surely = AddressSet.empty
    var perhaps = AddressSet.empty
    var doubt: UnknownValue?
    // As long as nothing is open both are the same.
    var isDecided = true
    branches = ordered.compactMap { _, candidate in
      let isSure = isDecided && candidate.extent.certain == candidate.extent.possible
      let certain = candidate.extent.certain.subtracting(perhaps)
      let extent = Extent(
        certain: certain,
        possible: isSure ? certain : candidate.extent.possible.subtracting(surely))
      surely.formUnion(candidate.extent.certain)
      isDecided = isSure
      if isSure { perhaps = surely } else { perhaps.formUnion(candidate.extent.possible) }
      // A route that is not decided leaves those behind it undecided as well.
      doubt = doubt ?? candidate.doubt
      if extent.possible.isEmpty { return nil }
      return Branch(
        hop: candidate.hop, extent: extent, evidence: candidate.evidence,
        doubt: candidate.doubt ?? doubt, whole: candidate.extent, name: candidate.name,
        node: node)
    }
    taken = isDecided ? surely : branches.reduce(AddressSet.empty) { $0.union($1.extent.certain) }
    mayBeTaken = isDecided ? surely : perhaps
  }
}

/// Traffic that a route takes, for certain or perhaps.
struct RoutedForwarding: Mechanism {
  let extent: Extent
  let evidence: Evidence?
  let doubt: UnknownValue?
  /// Whose route it is where nobody wrote it.
  let node: String

  var isControl: Bool { false }

  func decide(_ passage: Passage, under hypothesis: Hypothesis) -> Outcome {
    if extent.certain == extent.possible {
      let passed = passage.sent(toAnyOf: extent.certain)
      guard let evidence, !passed.isEmpty else { return Outcome(passed: passed) }
      return Outcome(passed: passed, decisions: [Decision(.allow, passed.possible, evidence)])
    }
    let passed = Passage(
      certain: passage.certain.sent(toAnyOf: extent.certain),
      possible: passage.possible.sent(toAnyOf: extent.possible))
    var decisions: [Decision] = []
    let decided = passed.possible.sent(toAnyOf: extent.certain)
    if let evidence, !decided.isEmpty { decisions.append(Decision(.allow, decided, evidence)) }
    let open = passed.possible.subtracting(decided)
    if !open.isEmpty {
      let unknown =
        doubt
        ?? UnknownValue(
          key: "\(evidence?.node ?? node)#\(evidence?.rule ?? "route")",
          because: RouteDoubt.reason(of: evidence?.rule ?? "a system route"),
          source: evidence?.source)
      let proof =
        evidence
        ?? Evidence(
          node: node, control: "route", rule: "system route", source: unknown.source,
          article: ReachabilityGraph.routingArticle, why: unknown.because)
      decisions.append(Decision(.unknown(unknown), open, proof))
    }
    return Outcome(passed: passed, decisions: decisions)
  }
}

/// Why it is not decided whether a route takes traffic, where no value is open.
package enum RouteDoubt {
  package static let start = "whether the address of the destination lies in "

  package static func reason(of route: String) -> String { "\(start)\(route) is not decided" }
}
