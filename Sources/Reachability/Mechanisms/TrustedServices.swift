internal import EstateModel

// The Azure Machine Learning service itself, with its identity, as a trusted service or as a resource
// instance: never a host of its own.
// https://learn.microsoft.com/azure/storage/common/storage-network-security-trusted-azure-services
extension ReachabilityGraph {
  func trustedServiceEdges(_ workspace: ResourceID, toward destination: Destination) -> [Edge] {
    if case .front(let front) = destination, let gate = layersGate(front) {
      return [Edge(to: .service(front), gate)]
    }
    guard case .front(let front) = destination, let side = publicSide(of: front) else {
      return [
        unknownEdge(
          of: .service(workspace),
          UnknownValue(
            key: "\(workspace)#calls",
            because: "how the service itself calls \(text(for: destination)) is not documented",
            source: nil), toward: destination)
      ]
    }
    return [Edge(to: .service(front), trustedGate(workspace, side))]
  }

  /// The layers of a registry without a data endpoint of its own come from storage of Microsoft's, which
  /// no rule of the registry's closes.
  ///
  /// See <https://learn.microsoft.com/azure/container-registry/container-registry-firewall-access-rules>.
  private func layersGate(_ front: Front) -> Gate? {
    guard front.resource == nil,
      estate.registries.contains(where: {
        front.selector == "\(selectors.text(for: $0.id))/data"
      })
    else { return nil }
    return Gate(
      .allow,
      Evidence(
        node: front.selector, control: "trustedServices", rule: "layers in Microsoft's storage",
        source: nil,
        article:
          "https://learn.microsoft.com/azure/container-registry/container-registry-firewall-access-rules",
        why: "the layers come from storage of Microsoft's, which takes everybody's calls"))
  }

  private func trustedGate(_ workspace: ResourceID, _ side: PublicSide) -> Gate {
    let node = selectors.text(for: side.id)
    let firewall = side.firewall
    func evidence(_ rule: String, _ source: SourcePosition?, _ why: String) -> Evidence {
      self.evidence(side, "trustedServices", rule, source, why)
    }
    func undecided(_ unknown: UnknownValue, _ rule: String) -> Gate {
      Gate(.unknown(unknown), evidence(rule, unknown.source, unknown.because))
    }
    if let gate = perimeterGate(of: side) { return gate }
    if let rule = firewall.resourceRules.first(where: { $0.value?.id.admits(workspace) == true }) {
      return Gate(
        .allow,
        evidence("resource instance rule", rule.source, "\(node) lets the workspace's instance in"))
    }
    if firewall.publicAccess.value == .securedByPerimeter {
      return undecided(
        UnknownValue(
          key: "\(side.id)#perimeter",
          because: "a network security perimeter decides at \(node)",
          source: firewall.publicAccess.source), "SecuredByPerimeter")
    }
    let isOpen = isOpenToAll(side)
    if isOpen == .yes {
      return Gate(
        .allow, evidence("open to all networks", firewall.defaultAction.source, "\(node) is open"))
    }
    guard case .machineLearning(let unlessSaid, let outlivesFlag) = side.access.trustedServices
    else {
      return undecided(
        isOpen.unknown
          ?? UnknownValue(
            key: "\(side.id)#trustedServices",
            because:
              "no article tells whether \(node) lets the service of Azure Machine Learning pass",
            source: firewall.publicAccess.source), "trusted services")
    }
    if !outlivesFlag, firewall.publicAccess.value == .disabled {
      return undecided(
        UnknownValue(
          key: "\(side.id)#trustedServices",
          because:
            "no article tells whether trusted services pass \(node) while public access is disabled",
          source: firewall.publicAccess.source), "trusted services while disabled")
    }
    let doubt = isOpen.unknown ?? firewall.resourceRules.compactMap(\.unknown).first
    // Of the services here storage alone has rules by resource instance.
    let hasInstanceRules =
      estate.storageAccounts[side.id] != nil || !firewall.resourceRules.isEmpty
    func stopped(_ rule: String, _ source: SourcePosition?) -> Gate {
      if let doubt { return undecided(doubt, "rules not known") }
      return Gate(
        .deny,
        evidence(
          rule, source,
          "\(node) lets no trusted service pass\(hasInstanceRules ? ", and no instance rule names the workspace" : "")"
        ),
        // A rule for the one workspace opens less than the bypass for everybody's.
        remedies: estate.storageAccounts[side.id] != nil
          ? [.allowInstance(side.id, workspace, at: source)]
          : [.allowTrustedServices(side.id, at: source)])
    }
    switch firewall.bypassesTrustedServices {
    case .known(true, let source):
      return Gate(
        .allow, evidence("bypass: AzureServices", source, "\(node) lets trusted services pass"))
    case .known(false, let source): return stopped("bypass: None", source)
    case .unknown(let unknown): return undecided(unknown, "bypass not known")
    case .absent:
      switch unlessSaid {
      case .passes:
        return Gate(
          .allow,
          evidence(
            "bypass absent: AzureServices", nil,
            "\(node) lets trusted services pass unless told otherwise"))
      case .stopped: return stopped("bypass absent: None", nil)
      case .undocumented:
        return undecided(
          UnknownValue(
            key: "\(side.id)#bypass",
            because: "no article tells whether trusted services pass \(node) without a bypass",
            source: nil), "bypass absent")
      }
    }
  }

  /// Whether everybody is let in, whatever the address.
  private func isOpenToAll(_ side: PublicSide) -> Certainty {
    let firewall = side.firewall
    let access: Certainty =
      firewall.publicAccess.unknown.map { .open($0) }
      ?? Certainty(
        firewall.publicAccess.value == .enabled
          || firewall.publicAccess.isAbsent && side.access.isOpenWithoutFlag)
    let action: Certainty =
      (firewall.defaultAction.unknown ?? firewall.openRules).map { .open($0) }
      ?? Certainty(
        firewall.defaultAction.value == .allow
          || firewall.defaultAction.isAbsent && isOpenWithoutAction(side))
    let isClosedByEndpoint: Certainty =
      side.access.closing == .never
        || firewall.publicAccess.value == .enabled
          && side.access.closing != .withoutRules
      ? .no : approvedPrivateEndpoint(to: side.id).certainty
    let closed = isClosedByEndpoint
    let openBesideEndpoints: Certainty =
      closed == .yes ? .no : closed.unknown.map { .open($0) } ?? .yes
    return access.and(action).and(openBesideEndpoints)
  }

  private func isOpenWithoutAction(_ side: PublicSide) -> Bool {
    switch side.access.rest {
    case .noRules, .elsewhere, .defaultAction, .defaultActionWithRules: true
    case .nobodyOnceThereAreRules: !side.firewall.hasRules
    case .nobody: false
    }
  }
}

extension ResourceID {
  /// Whether an instance rule with this id lets the resource in: by its id, or as one of all of its
  /// type in a subscription or group, with `*` for what is left open.
  fileprivate func admits(_ resource: ResourceID) -> Bool {
    func covers(_ mine: String?, _ other: String?) -> Bool {
      mine == nil || mine == "*" || other == nil || mine?.lowercased() == other?.lowercased()
    }
    if self == resource { return true }
    return name == "*" && type.lowercased() == resource.type.lowercased()
      && covers(subscription, resource.subscription)
      && covers(resourceGroup, resource.resourceGroup)
  }
}
