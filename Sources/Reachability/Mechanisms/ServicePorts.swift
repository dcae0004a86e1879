internal import EstateModel
internal import TrafficSets

// Ports on which a service answers only where a setting says so.
extension ReachabilityGraph {
  /// What stands at the service itself, by whatever way the traffic comes.
  func listeningGates(_ front: Front) -> [any Mechanism] {
    guard let resource = front.resource else { return [] }
    if let account = estate.storageAccounts[resource] { return listeningGates(account, front) }
    guard let service = estate.services[resource],
      let plain = service.switches[.plainPort]
    else { return [] }
    return [
      port(
        [6379], of: front, openedBy: plain, "enableNonSslPort",
        "\(documentation)/azure-cache-for-redis/cache-configure", isOpenWithout: false)
    ]
  }

  private var documentation: String { "https://learn.microsoft.com/azure" }

  /// Plain HTTP, SFTP and NFS.
  private func listeningGates(_ account: StorageAccount, _ front: Front) -> [any Mechanism] {
    let isEncryptedOnly = account.requiresHTTPS.map { !$0 }
    var gates: [any Mechanism] = [
      port(
        [80], of: front, openedBy: isEncryptedOnly, "supportsHttpsTrafficOnly: false",
        "\(documentation)/storage/common/storage-require-secure-transfer", isOpenWithout: false)
    ]
    if front.group == "blob" || front.group == "dfs" {
      gates.append(
        port(
          [22], of: front, openedBy: account.hasSFTP, "isSftpEnabled",
          "\(documentation)/storage/blobs/secure-file-transfer-protocol-support",
          isOpenWithout: false))
      gates.append(
        port(
          [111, 2049], of: front, openedBy: account.hasNFS, "isNfsV3Enabled",
          "\(documentation)/storage/blobs/network-file-system-protocol-support",
          isOpenWithout: false))
    }
    return gates
  }

  private func port(
    _ ports: [UInt16], of front: Front, openedBy setting: Setting<Bool>, _ name: String,
    _ article: String, isOpenWithout: Bool
  ) -> ClosedPorts {
    let text = ports.map(String.init).joined(separator: " and ")
    let action: Decision.Action =
      setting.unknown.map { .unknown($0) }
      ?? ((setting.value ?? isOpenWithout) ? .allow : .deny)
    return ClosedPorts(
      traffic: ports.reduce(TrafficSet.empty) {
        $0.union(TrafficSet(destinationPorts: PortSet($1)))
      },
      action: action,
      evidence: Evidence(
        node: front.selector, control: "port", rule: name, source: setting.source,
        article: setting.source == nil ? article : nil,
        why: setting.unknown?.because
          ?? "\(front.selector) answers on port \(text) only with \(name)"))
  }
}

/// Nothing answers on some ports; what goes to others passes without a word.
struct ClosedPorts: Mechanism {
  let traffic: TrafficSet
  let action: Decision.Action
  let evidence: Evidence

  func decide(_ passage: Passage, under hypothesis: Hypothesis) -> Outcome {
    let hit = passage.possible.intersection(traffic)
    if hit.isEmpty || action == .allow { return Outcome(passed: passage) }
    let certain = passage.certain.subtracting(traffic)
    let possible = action == .deny ? passage.possible.subtracting(traffic) : passage.possible
    return Outcome(
      passed: Passage(certain: certain, possible: possible),
      decisions: [Decision(action, hit, evidence)])
  }
}
