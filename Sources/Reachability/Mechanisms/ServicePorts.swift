internal import EstateModel
internal import TrafficSets

// Ports on which a service answers only where a setting says so.
extension ReachabilityGraph {
  /// What stands at the service itself, by whatever way the traffic comes.
  func listeningGates(_ front: Front) -> [any Mechanism] {
    guard let resource = front.resource else { return [] }
    return settablePorts(of: front, resource) + otherPorts(than: front, resource)
  }

  private func settablePorts(of front: Front, _ resource: ResourceID) -> [any Mechanism] {
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

  /// Services take TCP on their documented ports, and nothing else.
  private func otherPorts(than front: Front, _ resource: ResourceID) -> [any Mechanism] {
    // Of what is not modelled nobody knows the ports, nor of apps that choose their own.
    guard estate.others[resource] == nil, !front.ports.isEmpty,
      routerCluster(of: front) == nil
    else { return [] }
    var ports = front.ports.reduce(PortSet.empty) { $0.union(PortSet($1)) }
    if let range = front.redirections { ports.formUnion(PortSet(range)) }
    var settable = PortSet.empty
    if estate.storageAccounts[resource] != nil {
      settable = [80, 22, 111, 2049].reduce(PortSet.empty) { $0.union(PortSet($1)) }
    } else if estate.services[resource]?.switches[.plainPort] != nil {
      settable = PortSet(6379)
    }
    let names = front.ports.map { "tcp/\($0)" }.joined(separator: ", ")
    func evidence(_ why: String) -> Evidence {
      Evidence(
        node: front.selector, control: "port", rule: "documented ports", source: nil,
        article: "\(documentation)/private-link/private-endpoint-overview", why: why)
    }
    let known = TrafficSet(
      protocols: ProtocolSet(.tcp), destinationPorts: ports.union(settable))
    guard estate.services[resource]?.kind.hasOtherPorts == true else {
      return [
        ClosedPorts(
          traffic: TrafficSet.all.subtracting(known), action: .deny,
          evidence: evidence("\(front.selector) answers on \(names) only"))
      ]
    }
    let streams = TrafficSet(protocols: ProtocolSet(.tcp))
    let unknown = UnknownValue(
      key: "\(resource)#ports",
      because: "on which ports \(front.selector) answers besides \(names) is not modelled",
      source: estate.services[resource]?.source)
    return [
      ClosedPorts(
        traffic: TrafficSet.all.subtracting(streams), action: .deny,
        evidence: evidence("\(front.selector) answers on TCP only")),
      ClosedPorts(
        traffic: streams.subtracting(known), action: .unknown(unknown),
        evidence: evidence(unknown.because)),
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
        $0.union(TrafficSet(protocols: ProtocolSet(.tcp), destinationPorts: PortSet($1)))
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
