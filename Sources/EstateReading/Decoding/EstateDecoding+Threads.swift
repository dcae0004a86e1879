internal import EstateModel

// A tenant has its machines and rules by the ten thousand: a second thread decodes them.
extension EstateDecoding {
  /// From this many resources on a second thread is worth its start.
  static let resourcesForTwoThreads = 2_000

  /// Kinds that go into catalogues of their own, which no other kind looks into.
  private static let kindsAside: Set<String> = [
    "Microsoft.Compute/virtualMachines", "Microsoft.Network/networkSecurityGroups",
  ]

  /// The decoding with all that is described, just as one thread would have it; `nil` where that
  /// is not certain.
  ///
  /// What stands aside must leave no other trace: it mentions nothing that is not described, has
  /// nothing to report, and none of its references hangs on what the rest mentions.
  func decodedInTwoThreads() -> EstateDecoding? {
    guard resources.count >= Self.resourcesForTwoThreads else { return nil }
    let start = self
    let cut = placeOfLastInterfaces
    @Sendable func isAside(_ place: Int, _ kind: ResourceKind?) -> Bool {
      guard let kind else { return false }
      return Self.kindsAside.contains(kind.type) || place >= cut && kind.type == Self.interfaces
    }
    let (rest, aside) = inTwoThreads(
      {
        var decoding = start
        decoding.estate.interfaces.reserve(start.resources.count / 2)
        decoding.decodeDescribed(in: 0..<cut, where: { !isAside($0, $1) })
        let count = decoding.estate.interfaces.all.count
        decoding.decodeDescribed(
          in: cut..<start.resources.count, where: { !isAside($0, $1) })
        return (decoding: decoding, interfaces: count)
      },
      {
        var decoding = start
        decoding.estate.interfaces.reserve(start.resources.count / 4)
        decoding.estate.machines.reserve(start.resources.count / 2)
        // Documents that no other thread reads.
        var twins: [ObjectIdentifier: DocumentTape] = [:]
        decoding.decodeDescribed(where: isAside, reading: { $0.withTwins(&twins) })
        return decoding
      })
    guard !aside.hasGuessed, aside.index.all.count == index.all.count,
      aside.diagnostics.count == diagnostics.count, aside.ledger == ledger,
      aside.estate.listedOnly.count == estate.listedOnly.count
    else { return nil }
    var whole = rest.decoding
    whole.bareListings += aside.bareListings
    whole.estate.machines = aside.estate.machines
    whole.estate.securityGroups = aside.estate.securityGroups
    whole.estate.tagsOfLaterRules = aside.estate.tagsOfLaterRules
    whole.estate.interfaces.insert(contentsOf: aside.estate.interfaces, at: rest.interfaces)
    return whole
  }

  private static let interfaces = "Microsoft.Network/networkInterfaces"

  /// From which place on interfaces stand aside, so that both threads have as much to do.
  private var placeOfLastInterfaces: Int {
    /// What a resource costs against a machine.
    func cost(_ kind: ResourceKind?) -> (aside: Int, rest: Int) {
      switch kind?.type {
      case Self.interfaces: (0, 2)
      case "Microsoft.Compute/virtualMachines": (1, 0)
      case "Microsoft.Network/networkSecurityGroups": (8, 0)
      default: (0, 1)
      }
    }
    var excess = kinds.reduce(0) { $0 + cost($1).rest - cost($1).aside }
    var cut = kinds.count
    while cut > 0, excess > 0 {
      cut -= 1
      // What one thread is spared the other one does.
      if kinds[cut]?.type == Self.interfaces { excess -= 2 * cost(kinds[cut]).rest }
    }
    return excess > 0 ? kinds.count : cut
  }
}
