internal import Reachability

/// The outcomes of a matrix by groups of hosts, and the rows that they make.
struct MatrixAnswers {
  /// Stands for an outcome. Where no route leads to a target that is a number of its own, since
  /// whole networks have such targets in common.
  struct Number: Hashable {
    fileprivate let value: Int

    static let searched = Number(value: -1)
  }

  private struct OutcomeKey: Hashable {
    let outcome: PairOutcome
    let isWayless: Bool
  }

  private let sources: MatrixSide
  private let targets: MatrixSide
  private var outcomes: [PairOutcome] = []
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
    outcomes.append(outcome)
    return number
  }

  func outcome(_ number: Number) -> PairOutcome { outcomes[number.value] }

  /// Notes what every pair of the two groups comes to.
  mutating func note(_ number: Number, _ source: Int, _ target: Int) {
    rows[source][number.value, default: []].append(Int32(target))
  }

  /// Notes what the group comes to with each group of targets, but for those of which it is not known.
  mutating func note(_ numbers: [Number?], from source: Int) {
    var places: [Int: Int] = [:]
    var parts: [[Int32]] = []
    var last: (value: Int, place: Int)?
    for (target, number) in numbers.enumerated() {
      guard let value = number?.value, value >= 0 else { continue }
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
      parts[place].append(Int32(target))
    }
    for (value, place) in places { rows[source][value, default: []] += parts[place] }
  }

  var answer: MatrixAnswer {
    var told: Set<String> = []
    let asked = (sources.subjects + targets.subjects).map(\.selector)
      .filter { told.insert($0).inserted }
    return MatrixAnswer(rows: mergedRows, totals: totals, asked: asked)
  }

  // MARK: - Rows

  private struct RowKey: Hashable {
    let outcome: Int
    let targets: [Int32]
  }

  /// Sources that reach the same targets in the same way are one row.
  ///
  /// A host's pair with itself is asked of nobody. So hosts that reach each other alike have target
  /// lists that differ only in themselves: each list is tried with and without its own host, and goes
  /// with the form that more lists have.
  private var mergedRows: [MatrixAnswer.Row] {
    let own = counterparts.enumerated().map { index, place in
      areOneHost[index] ? place.map { Int32($0) } : nil
    }
    var counts: [RowKey: Int] = [:]
    var forms: [(source: Int, plain: RowKey, widened: RowKey?)] = []
    for source in rows.indices {
      for (outcome, targets) in rows[source].map({ ($0.key, $0.value.sorted()) })
        .sorted(by: { ($0.1[0], $0.0) < ($1.1[0], $1.0) })
      {
        let plain = RowKey(outcome: outcome, targets: targets)
        counts[plain, default: 0] += 1
        var widened: RowKey?
        if let target = own[source], !targets.contains(target) {
          let place = targets.firstIndex { $0 > target } ?? targets.endIndex
          var wider = targets
          wider.insert(target, at: place)
          let key = RowKey(outcome: outcome, targets: wider)
          counts[key, default: 0] += 1
          widened = key
        }
        forms.append((source, plain, widened))
      }
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
    return joined(merged.map { row($0.key, $0.sources, own) })
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
    return joined.map { row in
      MatrixAnswer.Row(
        from: selectors(row.from.map { sources.groups[$0] }),
        to: selectors(row.to.map { targets.groups[Int($0)] }), outcome: row.outcome)
    }
  }

  private struct GroupRow {
    let from: [Int]
    var to: [Int32]
    let outcome: PairOutcome
  }

  private func row(_ key: RowKey, _ groups: [Int], _ own: [Int32?]) -> GroupRow {
    // Alone in its row a host is not told to reach itself.
    let reached = groups.count == 1 ? key.targets.filter { $0 != own[groups[0]] } : key.targets
    return GroupRow(from: groups, to: reached, outcome: outcomes[key.outcome])
  }

  private func selectors(_ groups: [MatrixSide.Group]) -> [String] {
    groups.flatMap(\.members).sorted { $0.place < $1.place }.map(\.subject.selector)
  }

  // MARK: - Totals

  private var totals: [Verdict: Int] {
    var totals: [Verdict: Int] = [:]
    for (source, row) in rows.enumerated() {
      let group = sources.groups[source]
      for (outcome, reached) in row {
        for target in reached {
          let others = targets.groups[Int(target)]
          var pairs = group.members.count * others.members.count
          if counterparts[source] == Int(target) {
            pairs -= samePairs(group.members, others.members)
          }
          totals[outcomes[outcome].verdict, default: 0] += pairs
        }
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
