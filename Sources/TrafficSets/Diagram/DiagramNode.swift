/// A question about one field of a packet, and for each answer what to ask next: a set of packets.
///
/// A reduced, ordered interval decision diagram. The edges of a node split the keys of its level
/// into consecutive intervals. No node has a single edge, neighbouring edges never lead to equal
/// nodes, and levels only rise on the way down, so a set of packets has one diagram: sets are equal
/// exactly when their diagrams are, and a field that a set leaves free costs nothing.
final class DiagramNode: Sendable {
  /// The keys up to `upper` that the edge before does not have, and where they lead.
  struct Edge: Sendable {
    var upper: UInt128
    let target: DiagramNode
  }

  let level: DiagramLevel
  /// `nil` of the two answers.
  private let ownEdges: [Edge]?
  /// Equal for equal diagrams, and nearly always different for different ones.
  let digest: UInt64

  // Nearly all edges lead to one of these. Made of constants, they are a part of the program: nobody
  // counts who holds them, which two threads would disturb each other by.
  static let nothing = DiagramNode(answer: .nothing, digest: 0x6A09_E667_F3BC_C908)
  static let everything = DiagramNode(answer: .everything, digest: 0xBB67_AE85_84CA_A73B)

  private init(answer: DiagramLevel, digest: UInt64) {
    level = answer
    ownEdges = nil
    self.digest = digest
  }

  /// Takes edges that are already merged; there are at least two.
  init(level: DiagramLevel, edges: [Edge]) {
    self.level = level
    ownEdges = edges
    var digest = Self.mixed(UInt64(level.rawValue) + 1)
    for edge in edges {
      digest = Self.mixed(digest ^ UInt64(truncatingIfNeeded: edge.upper))
      digest = Self.mixed(digest ^ UInt64(truncatingIfNeeded: edge.upper >> 64))
      digest = Self.mixed(digest ^ edge.target.digest)
    }
    self.digest = digest
  }

  /// The packets that have one of these keys at a level and are in `rest`, which must ask only for
  /// later levels.
  static func node<Bound>(
    _ level: DiagramLevel, in keys: [ClosedRange<Bound>], _ rest: DiagramNode
  ) -> DiagramNode where Bound: FixedWidthInteger & UnsignedInteger {
    guard let first = keys.first, let last = keys.last, !rest.isNothing else { return .nothing }
    let lastKey = level.lastKey
    if first.lowerBound == 0, UInt128(first.upperBound) == lastKey { return rest }
    // Ranges are apart, so that neighbouring edges never lead to one target.
    let nothing = DiagramNode.nothing
    var edges: [Edge] = []
    edges.reserveCapacity(2 * keys.count + 1)
    for range in keys {
      if range.lowerBound > 0 {
        edges.append(Edge(upper: UInt128(range.lowerBound) - 1, target: nothing))
      }
      edges.append(Edge(upper: UInt128(range.upperBound), target: rest))
    }
    if UInt128(last.upperBound) < lastKey { edges.append(Edge(upper: lastKey, target: nothing)) }
    return DiagramNode(level: level, edges: edges)
  }

  var edges: [Edge] { ownEdges ?? [] }

  private static func mixed(_ value: UInt64) -> UInt64 {
    var mixed = value &+ 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  var isNothing: Bool { level == .nothing }
  var isEverything: Bool { level == .everything }

  /// Where a packet with this key at the node's level goes on.
  func target(of key: UInt128) -> DiagramNode {
    let edges = edges
    var low = 0
    var high = edges.count - 1
    while low < high {
      let middle = (low + high) / 2
      if edges[middle].upper < key {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return edges[low].target
  }

  /// The place of the first edge that reaches beyond the key: at most the number of edges.
  ///
  /// - Parameter start: No edge before it does.
  func place(after key: UInt128, from start: Int) -> Int {
    let edges = edges
    var low = start
    var step = 1
    // The edge is mostly near, so that the search begins with short steps.
    while low + step < edges.count, edges[low + step].upper <= key {
      low += step
      step *= 2
    }
    var high = min(low + step, edges.count)
    while low < high {
      let middle = (low + high) / 2
      if edges[middle].upper <= key {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }

  /// The intervals of the node's level whose edges satisfy a condition.
  func intervals(where condition: (DiagramNode) -> Bool) -> [ClosedRange<UInt128>] {
    var intervals: [ClosedRange<UInt128>] = []
    var lower: UInt128 = 0
    for edge in edges {
      if condition(edge.target) { intervals.append(lower...edge.upper) }
      lower = edge.upper &+ 1
    }
    return intervals
  }
}

extension DiagramNode: Hashable {
  static func == (left: DiagramNode, right: DiagramNode) -> Bool {
    if left === right { return true }
    if left.digest != right.digest { return false }
    var proof = EqualityProof()
    return proof.areEqual(left, right)
  }

  func hash(into hasher: inout Hasher) { hasher.combine(digest) }
}

/// The comparison of two diagrams. One may have far more paths than nodes, so that shared parts of a
/// large one are compared once; nearly all are too small to be worth a table.
private struct EqualityProof {
  private static let fewComparisons = 64
  private var comparisons = 0
  private var proven: Set<DiagramPair> = []

  mutating func areEqual(_ left: DiagramNode, _ right: DiagramNode) -> Bool {
    if left === right { return true }
    guard left.digest == right.digest, left.level == right.level else { return false }
    let (own, others) = (left.edges, right.edges)
    guard own.count == others.count else { return false }
    comparisons += 1
    let pair = comparisons > Self.fewComparisons ? DiagramPair(left, right) : nil
    if let pair, proven.contains(pair) { return true }
    for index in own.indices {
      guard own[index].upper == others[index].upper,
        areEqual(own[index].target, others[index].target)
      else { return false }
    }
    if let pair { proven.insert(pair) }
    return true
  }
}

/// Two nodes, told apart by identity: the key of what an operation has already worked out.
struct DiagramPair: Hashable {
  private let left: ObjectIdentifier
  private let right: ObjectIdentifier

  init(_ left: DiagramNode, _ right: DiagramNode) {
    self.left = ObjectIdentifier(left)
    self.right = ObjectIdentifier(right)
  }
}

/// Three nodes, likewise.
struct DiagramTriple: Hashable {
  private let first: ObjectIdentifier
  private let second: ObjectIdentifier
  private let third: ObjectIdentifier

  init(_ first: DiagramNode, _ second: DiagramNode, _ third: DiagramNode) {
    self.first = ObjectIdentifier(first)
    self.second = ObjectIdentifier(second)
    self.third = ObjectIdentifier(third)
  }
}
