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
        "\(documentation)/azure-cache-for-redis/cache-configure", isOpenWithout: false,
        remedies: [.answerWithoutTLS(resource, at: plain.source)])
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
    if let account = estate.storageAccounts[resource] {
      settable = settablePorts(of: account, front).reduce(PortSet.empty) { $0.union(PortSet($1)) }
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
      return [closedPorts(besides: ports.union(settable), front)]
    }
    let streams = TrafficSet(protocols: ProtocolSet(.tcp))
    let unknown = UnknownValue(
      key: "\(resource)#ports",
      because: "on which ports \(front.selector) answers besides \(names) is not modelled",
      source: estate.services[resource]?.source)
    return [
      ListeningPorts(
        traffic: TrafficSet.all.subtracting(streams), action: .deny,
        evidence: evidence("\(front.selector) answers on TCP only")),
      ListeningPorts(
        traffic: streams.subtracting(known), action: .unknown(unknown),
        evidence: evidence(unknown.because)),
    ]
  }

  private func closedPorts(besides ports: PortSet, _ front: Front) -> ListeningPorts {
    let names = front.ports.map { "tcp/\($0)" }.joined(separator: ", ")
    return ListeningPorts(
      traffic: TrafficSet.all.subtracting(
        TrafficSet(protocols: ProtocolSet(.tcp), destinationPorts: ports)), action: .deny,
      evidence: Evidence(
        node: front.selector, control: "port", rule: "documented ports", source: nil,
        article: "\(documentation)/private-link/private-endpoint-overview",
        why: "\(front.selector) answers on \(names) only"))
  }

  private var documentation: String { "https://learn.microsoft.com/azure" }

  /// Plain HTTP, SFTP and NFS.
  private func listeningGates(_ account: StorageAccount, _ front: Front) -> [any Mechanism] {
    let isEncryptedOnly = account.requiresHTTPS.map { !$0 }
    let settable = settablePorts(of: account, front)
    var gates: [any Mechanism] = [
      port(
        [80], of: front, openedBy: isEncryptedOnly, "supportsHttpsTrafficOnly: false",
        "\(documentation)/storage/common/storage-require-secure-transfer", isOpenWithout: false,
        said: "supportsHttpsTrafficOnly: "
          + (account.requiresHTTPS.value.map { String($0) } ?? "not set"),
        remedies: [.answerWithoutTLS(account.id, at: account.requiresHTTPS.source)])
    ]
    if settable.contains(22) {
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
    } else if settable.contains(2049) {
      let unknown =
        account.variant.unknown
        ?? UnknownValue(
          key: "\(account.id)#shares",
          because: "whether a share of \(front.selector) speaks NFS is not modelled",
          source: account.variant.source)
      gates.append(
        port(
          [2049], of: front, openedBy: .unknown(unknown), "NFS shares",
          "\(documentation)/storage/files/files-nfs-protocol", isOpenWithout: false))
    }
    return gates
  }

  /// The ports on which a service of an account answers where a setting says so: SFTP and NFS are blob
  /// storage's, and an account for file shares alone may have some that speak NFS.
  private func settablePorts(of account: StorageAccount, _ front: Front) -> [UInt16] {
    switch front.group {
    case "blob", "dfs": return [80, 22, 111, 2049]
    case "file":
      let mayShareByNFS =
        account.variant.unknown != nil || account.variant.value?.lowercased() == "filestorage"
      return mayShareByNFS ? [80, 2049] : [80]
    default: return [80]
    }
  }

  /// Microsoft's registries take TCP on their documented ports, as other services do.
  func listeningGates(ofRegistry front: Front) -> [any Mechanism] {
    guard front.resource == nil, front.selector.hasPrefix("registry/") else { return [] }
    return [
      closedPorts(besides: front.ports.reduce(PortSet.empty) { $0.union(PortSet($1)) }, front)
    ]
  }

  /// At the router of a Kubernetes cluster: TLS, or plain HTTP where the extension lets clients connect
  /// without.
  ///
  /// See <https://learn.microsoft.com/azure/machine-learning/how-to-secure-kubernetes-online-endpoint>.
  func listeningGates(of front: Front, behind cluster: KubernetesCluster) -> [any Mechanism] {
    let settings = cluster.machineLearningExtension
    let insecure = settings?.allowsInsecureConnections ?? .absent
    let article = Self.extensionArticle
    func evidence(_ why: String) -> Evidence {
      Evidence(
        node: front.selector, control: "port", rule: "allowInsecureConnections",
        source: insecure.source, article: insecure.source == nil ? article : nil, why: why)
    }
    let both = PortSet(80).union(PortSet(443))
    func traffic(_ port: UInt16) -> TrafficSet {
      TrafficSet(protocols: ProtocolSet(.tcp), destinationPorts: PortSet(port))
    }
    let others = ListeningPorts(
      traffic: TrafficSet.all.subtracting(
        TrafficSet(protocols: ProtocolSet(.tcp), destinationPorts: both)),
      action: .deny,
      evidence: evidence("the router answers on tcp/443, or on tcp/80 without TLS, only"))
    func perhaps(_ port: UInt16, _ unknown: UnknownValue) -> ListeningPorts {
      ListeningPorts(
        traffic: traffic(port), action: .unknown(unknown), evidence: evidence(unknown.because))
    }
    if let unknown = insecure.unknown { return [others, perhaps(80, unknown)] }
    if insecure.value == true {
      let unknown = UnknownValue(
        key: "\(cluster.id)#certificate",
        because:
          "whether the router has a certificate beside allowInsecureConnections is not modelled",
        source: insecure.source)
      return [others, perhaps(443, unknown)]
    }
    guard settings != nil else {
      return [
        others,
        perhaps(
          80,
          UnknownValue(
            key: "\(cluster.id)#insecure",
            because:
              "no input tells whether the router on \(selectors.text(for: cluster.id)) takes connections without TLS",
            source: cluster.source)),
      ]
    }
    return [
      others,
      ListeningPorts(
        traffic: traffic(80), action: .deny,
        evidence: evidence("the router answers on port 80 only with allowInsecureConnections")),
    ]
  }

  /// - Parameters:
  ///   - name: What opens the ports.
  ///   - rule: What the configuration says of that; `nil` stands for the name.
  private func port(
    _ ports: [UInt16], of front: Front, openedBy setting: Setting<Bool>, _ name: String,
    _ article: String, isOpenWithout: Bool, said rule: String? = nil, remedies: [Change] = []
  ) -> ListeningPorts {
    let text = ports.map(String.init).joined(separator: " and ")
    let action: Decision.Action =
      setting.unknown.map { .unknown($0) }
      ?? ((setting.value ?? isOpenWithout) ? .allow : .deny)
    return ListeningPorts(
      traffic: ports.reduce(TrafficSet.empty) {
        $0.union(TrafficSet(protocols: ProtocolSet(.tcp), destinationPorts: PortSet($1)))
      },
      action: action,
      evidence: Evidence(
        node: front.selector, control: "port", rule: rule ?? name, source: setting.source,
        article: setting.source == nil ? article : nil,
        why: setting.unknown?.because
          ?? "\(front.selector) answers on port \(text) only with \(name)"),
      remedies: action == .deny ? remedies : [])
  }
}

/// Whether something answers on some ports; what goes to others passes without a word.
struct ListeningPorts: Mechanism {
  let traffic: TrafficSet
  let action: Decision.Action
  let evidence: Evidence
  var remedies: [Change] = []

  func decide(_ passage: Passage, under hypothesis: Hypothesis) -> Outcome {
    let hit = passage.possible.intersection(traffic)
    if hit.isEmpty { return Outcome(passed: passage) }
    if action == .allow {
      return Outcome(passed: passage, decisions: [Decision(.allow, hit, evidence)])
    }
    let certain = passage.certain.subtracting(traffic)
    let possible = action == .deny ? passage.possible.subtracting(traffic) : passage.possible
    return Outcome(
      passed: Passage(certain: certain, possible: possible),
      decisions: [Decision(action, hit, evidence, remedies: remedies)])
  }
}
