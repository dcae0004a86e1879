internal import EstateModel
internal import TrafficSets

// Rules that together name every public address, as 0.0.0.0/1 and 128.0.0.0/1 do, or all ranges but the private
// ones: in which of them an address lies whose number no input tells does not matter where all do the same.
// https://learn.microsoft.com/azure/virtual-network/network-security-group-how-it-works
extension ReachabilityGraph {
  /// The side of a packet that prefixes name.
  private enum Side: CaseIterable {
    case sources
    case destinations

    func addresses(of traffic: TrafficSet) -> AddressSet {
      self == .sources ? traffic.sources : traffic.destinations
    }

    func traffic(_ addresses: AddressSet) -> TrafficSet {
      self == .sources
        ? TrafficSet(sources: addresses) : TrafficSet(destinations: addresses)
    }

    func setting(_ traffic: TrafficSet, to addresses: AddressSet) -> TrafficSet {
      self == .sources
        ? traffic.settingSources(to: addresses) : traffic.settingDestinations(to: addresses)
    }
  }

  /// The clauses, and before each run of those that do the same one for the addresses that are in one of
  /// them wherever they lie.
  func joined(_ clauses: [RuleList.Clause]) -> [RuleList.Clause] {
    Side.allCases.reduce(clauses) { joined($0, $1) }
  }

  /// Some public address: whatever rules name all of them, one of these names it.
  private static let probe = Address("8.8.8.8")

  private func joined(_ clauses: [RuleList.Clause], _ side: Side) -> [RuleList.Clause] {
    guard let probe = Self.probe,
      clauses.contains(where: { clause in
        !clause.isDecided && side.addresses(of: clause.certain).contains(probe)
      })
    else { return clauses }
    let open = publicAddressesOfOpenNumber
    if open.isEmpty { return clauses }
    var result: [RuleList.Clause] = []
    var run: [RuleList.Clause] = []
    func close() {
      if let whole = whole(of: run.filter { $0.action == run.first?.action }, side, open) {
        result.append(whole)
      }
      result += run
      run = []
    }
    for clause in clauses {
      // What says nothing of such addresses may stand between them.
      let isAside = side.addresses(of: clause.possible).isDisjoint(with: open)
      if let first = run.first, first.action != clause.action, !isAside { close() }
      if run.isEmpty, isAside { result.append(clause) } else { run.append(clause) }
    }
    close()
    return result
  }

  /// What clauses that do the same take in of such addresses whatever number one has.
  private func whole(
    of clauses: [RuleList.Clause], _ side: Side, _ open: AddressSet
  ) -> RuleList.Clause? {
    guard let first = clauses.first(where: { !$0.isDecided }) else { return nil }
    if case .unknown = first.action { return nil }
    let numbers = AddressBook.publicNumbersOfServices.intersection(.ipv4)
    let taken = clauses.reduce(TrafficSet.empty) { $0.union($1.certain) }
    guard numbers.isSubset(of: side.addresses(of: taken)) else { return nil }
    // Left over is what some number would be left over for.
    let rest = side.setting(side.traffic(numbers).subtracting(taken), to: open)
    let decided = side.traffic(open).subtracting(rest).subtracting(taken)
    if decided.isEmpty { return nil }
    var whole = RuleList.Clause(
      certain: decided, possible: decided, action: first.action, evidence: first.evidence,
      remedies: first.remedies)
    whole.assumptions = clauses.flatMap(\.assumptions)
    return whole
  }

  /// The public addresses of IPv4 of which no input tells the numbers.
  private var publicAddressesOfOpenNumber: AddressSet {
    book.openAddresses.intersection(notIPv6).subtracting(AddressSet(assumedNumbers.keys))
  }
}

extension SecurityRule.Peer {
  /// Whether it is one of the parts into which lists divide the internet, as `0.0.0.0/1` is.
  var isPartOfInternet: Bool {
    switch self {
    case .prefix(let prefix): prefix.isPartOfInternet
    case .range: true
    case .any, .tag, .publicAddress: false
    }
  }
}

extension AddressPrefix {
  /// The same; whatever names all of IPv4 in parts has large ones among them.
  var isPartOfInternet: Bool { family == .ipv4 && (1...8).contains(length) }
}
