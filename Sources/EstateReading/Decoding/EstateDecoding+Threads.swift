internal import Dispatch
internal import EstateModel
internal import Synchronization

// A tenant has its machines and rules by the ten thousand: a second thread decodes them.
extension EstateDecoding {
  /// From this many resources on a second thread is worth its start.
  private static let resourcesForTwoThreads = 2_000

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
    let aside = Mutex<EstateDecoding?>(nil)
    let rest = Mutex<EstateDecoding?>(nil)
    DispatchQueue.concurrentPerform(iterations: 2) { thread in
      var decoding = start
      if thread == 0 {
        decoding.decodeDescribed(where: { !Self.isAside($0) }, reading: { $0 })
        rest.withLock { $0 = decoding }
      } else {
        // Documents that no other thread reads.
        var twins: [ObjectIdentifier: DocumentTape] = [:]
        decoding.decodeDescribed(where: Self.isAside, reading: { $0.withTwins(&twins) })
        aside.withLock { $0 = decoding }
      }
    }
    guard let aside = aside.withLock({ $0 }), var whole = rest.withLock({ $0 }),
      !aside.hasGuessed, aside.index.all.count == index.all.count,
      aside.diagnostics.count == diagnostics.count, aside.ledger == ledger
    else { return nil }
    whole.estate.machines = aside.estate.machines
    whole.estate.securityGroups = aside.estate.securityGroups
    whole.estate.tagsOfLaterRules = aside.estate.tagsOfLaterRules
    return whole
  }

  private static func isAside(_ kind: ResourceKind?) -> Bool {
    kind.map { kindsAside.contains($0.type) } ?? false
  }
}
