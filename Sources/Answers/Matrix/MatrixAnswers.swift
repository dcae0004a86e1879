internal import EstateModel
internal import Reachability

/// The outcomes of a matrix by groups of hosts, and the rows that they make.
struct MatrixAnswers: Sendable {
  /// Stands for an outcome. Where no route leads to a target that is a number of its own, since
  /// whole networks have such targets in common.
  struct Number: Hashable, Sendable {
    fileprivate let value: Int

    static let searched = Number(value: -1)
  }

  private struct OutcomeKey: Hashable {
    let outcome: PairOutcome
    let isWayless: Bool
  }

  private let sources: MatrixSide
  private let targets: MatrixSide
  private var outcomes: [OutcomeKey] = []
  private var numbers: [OutcomeKey: Number] = [:]
  /// For each group of sources the groups of targets by outcome. There may be many millions.
  private var rows: [[Int: [Int32]]]
  /// The group of targets that is the same hosts as a group of sources.
  private let counterparts: [Int?]
  /// Whether both are one host, so that nothing is asked.
  private let areOneHost: [Bool]

  init(_ sources: MatrixSide, _ targets: MatrixSide) {
    self.sources = sources
    self.targets = targets
    rows = Array(repeating: [:], count: sources.groups.count)
    var places: [MatrixSide.Key: Int] = [:]
    for (place, group) in targets.groups.enumerated() { places[group.key] = place }
    let counterparts = sources.groups.map { places[$0.key] }
    self.counterparts = counterparts
    areOneHost = counterparts.enumerated().map { index, place in
      place.map { sources.pair(index, with: $0, of: targets) == nil } ?? false
    }
  }

  var isEmpty: Bool { outcomes.isEmpty }

  /// The group of targets with which the group has no pair but that of a host with itself.
  func itself(_ source: Int) -> Int? { areOneHost[source] ? counterparts[source] : nil }

  mutating func number(_ outcome: PairOutcome, isWayless: Bool = false) -> Number {
    let key = OutcomeKey(outcome: outcome, isWayless: isWayless)
    if let known = numbers[key] { return known }
    let number = Number(value: outcomes.count)
    numbers[key] = number
    outcomes.append(key)
    return number
  }

  func outcome(_ number: Number) -> PairOutcome { outcomes[number.value].outcome }

  /// Takes over what others have noted of all groups of sources from this one on.
  mutating func merge(_ others: MatrixAnswers, from first: Int) {
    let values = others.outcomes.map { number($0.outcome, isWayless: $0.isWayless).value }
    for source in first..<rows.endIndex {
      rows[source] = Dictionary(
        uniqueKeysWithValues: others.rows[source].map { (values[$0.key], $0.value) })
    }
  }

  /// Notes what every pair of the two groups comes to.
  mutating func note(_ number: Number, _ source: Int, _ target: Int) {
    rows[source][number.value, default: []].append(Int32(target))
  }

  /// Notes what the group comes to with all groups of targets of an ascending list, but with one.
  mutating func note(_ number: Number, _ source: Int, _ targets: [Int32], but itself: Int32?) {
    var targets = targets
    if let itself, let place = targets.firstIndex(of: itself) { targets.remove(at: place) }
    if !targets.isEmpty { add(targets, number.value, source) }
  }

  /// Notes what the group comes to with each group of an ascending list, but for one and for those of
  /// which it is not known.
  mutating func note(
    _ numbers: [Number], _ source: Int, _ targets: [Int32], but itself: Int32?
  ) {
    var places: [Int: Int] = [:]
    var parts: [[Int32]] = []
    var last: (value: Int, place: Int)?
    for (index, target) in targets.enumerated() where target != itself {
      let value = numbers[index].value
      if value < 0 { continue }
      let place: Int
      if let last, last.value == value {
        place = last.place
      } else if let known = places[value] {
        place = known
      } else {
        place = parts.count
        places[value] = place
        parts.append([])
      }
      last = (value, place)
      parts[place].append(target)
    }
    for (value, place) in places { add(parts[place], value, source) }
  }

  /// Many sources have long lists in common, which are kept once.
  private mutating func add(_ targets: [Int32], _ value: Int, _ source: Int) {
    if rows[source][value] == nil {
      rows[source][value] = targets
    } else {
      rows[source][value]? += targets
    }
  }

  var answer: MatrixAnswer {
    var told: Set<String> = []
    let asked = (sources.subjects + targets.subjects).map(\.selector)
      .filter { told.insert($0).inserted }
    let own = counterparts.enumerated().map { index, place in
      areOneHost[index] ? place.map { Int32($0) } : nil
    }
    let middle = rows.count >= Self.sourcesForTwoThreads ? rows.count / 2 : 0
    let (head, tail) = inTwoThreads(
      { (forms: rowForms(of: 0..<middle, own), totals: totals(of: 0..<middle)) },
      {
        let rest = middle..<rows.count
        return (forms: rowForms(of: rest, own), totals: totals(of: rest))
      })
    return MatrixAnswer(
      rows: joined(merged(head.forms + tail.forms, own)),
      totals: head.totals.merging(tail.totals) { $0 + $1 }, asked: asked)
  }

  // MARK: - Rows

  /// Targets with one outcome. There may be thousands of them in a list, and of such lists.
  private struct RowKey: Hashable {
    let outcome: Int
    /// Ascending.
    private let listed: [Int32]
    /// One more target, which is not among those.
    private let added: Int32?
    /// Equal for equal targets, in whatever order they are taken.
    private let digest: UInt64

    init(outcome: Int, targets: [Int32]) {
      self.outcome = outcome
      listed = targets
      added = nil
      digest = targets.reduce(0) { $0 &+ Self.mixed($1) }
    }

    private init(outcome: Int, listed: [Int32], added: Int32, digest: UInt64) {
      self.outcome = outcome
      self.listed = listed
      self.added = added
      self.digest = digest
    }

    /// The same and one more; `nil` where that is there.
    func adding(_ target: Int32) -> RowKey? {
      if holds(target) { return nil }
      return RowKey(
        outcome: outcome, listed: listed, added: target, digest: digest &+ Self.mixed(target))
    }

    var targets: [Int32] {
      guard let added else { return listed }
      var targets = listed
      targets.insert(added, at: place(of: added))
      return targets
    }

    private func holds(_ target: Int32) -> Bool {
      let place = place(of: target)
      return place < listed.endIndex && listed[place] == target
    }

    /// The place of the first that is not less.
    private func place(of target: Int32) -> Int {
      var low = 0
      var high = listed.count
      while low < high {
        let middle = (low + high) / 2
        if listed[middle] < target { low = middle + 1 } else { high = middle }
      }
      return low
    }

    private static func mixed(_ target: Int32) -> UInt64 {
      let product = (UInt64(UInt32(bitPattern: target)) &+ 1) &* 0x9E37_79B9_7F4A_7C15
      return (product ^ (product >> 29)) &* 0xBF58_476D_1CE4_E5B9
    }

    static func == (one: RowKey, other: RowKey) -> Bool {
      guard one.digest == other.digest, one.outcome == other.outcome else { return false }
      if one.added == other.added { return one.listed == other.listed }
      return one.targets == other.targets
    }

    func hash(into hasher: inout Hasher) { hasher.combine(digest) }
  }

  /// Sources that reach the same targets in the same way are one row.
  ///
  /// A host's pair with itself is asked of nobody. So hosts that reach each other alike have target
  /// lists that differ only in themselves: each list is tried with and without its own host, and goes
  /// with the form that more lists have.
  private func merged(_ forms: [RowForm], _ own: [Int32?]) -> [GroupRow] {
    var counts: [RowKey: Int] = [:]
    for form in forms {
      counts[form.plain, default: 0] += 1
      if let widened = form.widened { counts[widened, default: 0] += 1 }
    }
    var places: [RowKey: Int] = [:]
    var merged: [(key: RowKey, sources: [Int])] = []
    for form in forms {
      var key = form.plain
      if let widened = form.widened, counts[widened, default: 0] > counts[key, default: 0] {
        key = widened
      }
      if let place = places[key] {
        merged[place].sources.append(form.source)
      } else {
        places[key] = merged.count
        merged.append((key, [form.source]))
      }
    }
    return merged.map { row($0.key, $0.sources, own) }
  }

  private static let sourcesForTwoThreads = 128

  /// Targets of a source with one outcome, without the source itself and with it.
  private struct RowForm {
    let source: Int
    let plain: RowKey
    let widened: RowKey?
  }

  private func rowForms(of sources: Range<Int>, _ own: [Int32?]) -> [RowForm] {
    var forms: [RowForm] = []
    for source in sources {
      for (outcome, targets) in rows[source].map({ ($0.key, Self.ascending($0.value)) })
        .sorted(by: { ($0.1[0], $0.0) < ($1.1[0], $1.0) })
      {
        let plain = RowKey(outcome: outcome, targets: targets)
        let widened = own[source].flatMap { plain.adding($0) }
        forms.append(RowForm(source: source, plain: plain, widened: widened))
      }
    }
    return forms
  }

  /// What was worked out by factors is in order, and long.
  private static func ascending(_ targets: [Int32]) -> [Int32] {
    zip(targets, targets.dropFirst()).allSatisfy { $0 < $1 } ? targets : targets.sorted()
  }

  /// Rows of the same senders and outcome are one: only the way of merging told them apart.
  private func joined(_ rows: [GroupRow]) -> [MatrixAnswer.Row] {
    struct Key: Hashable {
      let outcome: PairOutcome
      let from: [Int]
    }
    var places: [Key: Int] = [:]
    var joined: [GroupRow] = []
    for row in rows {
      let key = Key(outcome: row.outcome, from: row.from)
      if let place = places[key] {
        let known = Set(joined[place].to)
        joined[place].to += row.to.filter { !known.contains($0) }
      } else {
        places[key] = joined.count
        joined.append(row)
      }
    }
    let names = SelectorGroup.Names(targets.subjects.map(\.selector))
    let (sourcePlaces, targetPlaces) = (sources.places, targets.places)
    let told = joined
    @Sendable func named(_ rows: Range<Int>) -> [MatrixAnswer.Row] {
      told[rows].map { row in
        MatrixAnswer.Row(
          from: row.from.flatMap { sourcePlaces[$0] }.sorted()
            .map { sources.subjects[Int($0)].selector },
          to: SelectorGroup(row.to.flatMap { targetPlaces[Int($0)] }.sorted(), of: names),
          outcome: row.outcome)
      }
    }
    let middle = told.count >= Self.sourcesForTwoThreads ? told.count / 2 : 0
    let (head, tail) = inTwoThreads({ named(0..<middle) }, { named(middle..<told.count) })
    return head + tail
  }

  private struct GroupRow {
    let from: [Int]
    var to: [Int32]
    let outcome: PairOutcome
  }

  private func row(_ key: RowKey, _ groups: [Int], _ own: [Int32?]) -> GroupRow {
    // Alone in its row a host is not told to reach itself.
    let reached = groups.count == 1 ? key.targets.filter { $0 != own[groups[0]] } : key.targets
    return GroupRow(from: groups, to: reached, outcome: outcomes[key.outcome].outcome)
  }

  // MARK: - Totals

  private func totals(of sources: Range<Int>) -> [Verdict: Int] {
    var totals: [Verdict: Int] = [:]
    let counts = targets.groups.map(\.members.count)
    for source in sources {
      let members = self.sources.groups[source].members
      let itself = counterparts[source]
      for (outcome, reached) in rows[source] {
        var partners = 0
        var same = 0
        for target in reached {
          partners += counts[Int(target)]
          if let itself, itself == Int(target) {
            same = samePairs(members, targets.groups[itself].members)
          }
        }
        totals[outcomes[outcome].outcome.verdict, default: 0] += members.count * partners - same
      }
    }
    return totals
  }

  /// How many pairs of the members are of one host with itself.
  private func samePairs(_ sources: [MatrixSide.Member], _ targets: [MatrixSide.Member]) -> Int {
    var names: [MatrixSide.Identity: Int] = [:]
    for target in targets { names[target.identity, default: 0] += 1 }
    return sources.reduce(0) { $0 + names[$1.identity, default: 0] }
  }
}
