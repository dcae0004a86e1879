internal import Reachability

/// The outcomes of a matrix by groups of hosts, and the rows that they make.
struct MatrixAnswers {
  private let sources: MatrixSide
  private let targets: MatrixSide
  private var outcomes: [PairOutcome] = []
  private var numbers: [PairOutcome: Int] = [:]
  /// For each group of sources the groups of targets by outcome.
  private var rows: [[Int: [Int]]]

  init(_ sources: MatrixSide, _ targets: MatrixSide) {
    self.sources = sources
    self.targets = targets
    rows = Array(repeating: [:], count: sources.groups.count)
  }

  var isEmpty: Bool { outcomes.isEmpty }

  /// Notes what every pair of the two groups comes to. Targets come in their order.
  mutating func note(_ outcome: PairOutcome, _ source: Int, _ target: Int) {
    let number = numbers[outcome] ?? outcomes.count
    if number == outcomes.count {
      numbers[outcome] = number
      outcomes.append(outcome)
    }
    rows[source][number, default: []].append(target)
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
    let targets: [Int]
  }

  /// Sources that reach the same targets in the same way are one row.
  ///
  /// A host's pair with itself is asked of nobody. So hosts that reach each other alike have target
  /// lists that differ only in themselves: each list is tried with and without its own host, and goes
  /// with the form that more lists have.
  private var mergedRows: [MatrixAnswer.Row] {
    let own = ownTargets
    var counts: [RowKey: Int] = [:]
    var forms: [(source: Int, plain: RowKey, widened: RowKey?)] = []
    for source in rows.indices {
      for (outcome, targets) in rows[source].sorted(by: { $0.key < $1.key }) {
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
    return merged.map { row($0.key, $0.sources, own) }
  }

  /// The group of targets that is the only host of a group of sources.
  private var ownTargets: [Int?] {
    var places: [MatrixSide.Key: Int] = [:]
    for (place, group) in targets.groups.enumerated() { places[group.key] = place }
    return sources.groups.enumerated().map { index, group in
      guard let place = places[group.key],
        sources.pair(index, with: place, of: targets) == nil
      else { return nil }
      return place
    }
  }

  private func row(_ key: RowKey, _ groups: [Int], _ own: [Int?]) -> MatrixAnswer.Row {
    // Alone in its row a host is not told to reach itself.
    let reached = groups.count == 1 ? key.targets.filter { $0 != own[groups[0]] } : key.targets
    return MatrixAnswer.Row(
      from: selectors(groups.map { sources.groups[$0] }),
      to: selectors(reached.map { targets.groups[$0] }), outcome: outcomes[key.outcome])
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
          let others = targets.groups[target]
          var pairs = group.members.count * others.members.count
          if group.key == others.key {
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
