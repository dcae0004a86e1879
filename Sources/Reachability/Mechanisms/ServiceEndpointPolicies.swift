internal import EstateModel

// Which storage accounts a subnet reaches by its service endpoint, where policies say so: the accounts
// that one of them lists, and no others.
// https://learn.microsoft.com/azure/virtual-network/virtual-network-service-endpoint-policies-overview
extension ReachabilityGraph {
  private static let policyArticle =
    "https://learn.microsoft.com/azure/virtual-network/virtual-network-service-endpoint-policies-overview"

  /// What the policies of a subnet let through to a service that it reaches by its service endpoint.
  func serviceEndpointPolicies(_ subnet: Subnet, toward front: Front) -> [any Mechanism] {
    let policies = subnet.serviceEndpointPolicies
    guard front.serviceEndpoint == "Microsoft.Storage", !policies.isEmpty else { return [] }
    let node = selectors.text(for: subnet.id)
    let named = policies.compactMap { $0.value?.id.name }.joined(separator: ", ")
    func gate(
      _ action: Decision.Action, _ source: SourcePosition?, _ why: String,
      remedies: [Change] = []
    ) -> Gate {
      Gate(
        action,
        Evidence(
          node: node, control: "serviceEndpointPolicy",
          rule: named.isEmpty ? "policy not known" : named, source: source, why: why),
        remedies: remedies)
    }
    let listed = policies.reduce(Certainty.no) { $0.or(lists($1, front)) }
    switch listed {
    case .yes:
      return [
        gate(
          .allow, policies.first?.source,
          "a service endpoint policy of \(node) lists \(front.selector)")
      ]
    case .no:
      return [
        gate(
          .deny, policies.first?.source,
          "no service endpoint policy of \(node) lists \(front.selector)",
          remedies: listing(front, in: policies))
      ]
    case .open(let unknown): return [gate(.unknown(unknown), unknown.source, unknown.because)]
    }
  }

  /// What the policies of a subnet let through to all that a service endpoint leads to: no more than the
  /// accounts that one of them lists.
  func serviceEndpointPolicies(_ subnet: Subnet, of endpoint: String) -> [any Mechanism] {
    let policies = subnet.serviceEndpointPolicies
    guard endpoint.lowercased().hasPrefix("microsoft.storage"), let first = policies.first else {
      return []
    }
    let node = selectors.text(for: subnet.id)
    let named = policies.compactMap { $0.value?.id.name }.joined(separator: ", ")
    func gate(_ action: Decision.Action, _ source: SourcePosition?, _ why: String) -> [Gate] {
      [
        Gate(
          action,
          Evidence(
            node: node, control: "serviceEndpointPolicy",
            rule: named.isEmpty ? "policy not known" : named, source: source, why: why))
      ]
    }
    for setting in policies {
      if let unknown = setting.unknown {
        return gate(.unknown(unknown), unknown.source, unknown.because)
      }
    }
    let described = policies.compactMap { setting in
      setting.value.flatMap { estate.serviceEndpointPolicies[$0.id] }
    }.filter(\.isDescribed)
    let closes = described.reduce(Certainty.no) { $0.or(isAboutStorage($1)) }
    guard described.count == policies.count, closes == .yes else {
      let unknown =
        closes.unknown
        ?? UnknownValue(
          key: "\(subnet.id)#serviceEndpointPolicies",
          because: "which accounts the service endpoint policies of \(node) list is not known",
          source: first.source)
      return gate(.unknown(unknown), unknown.source, unknown.because)
    }
    return gate(
      .deny, first.source,
      "the service endpoint policies of \(node) let through to the accounts that they list alone")
  }

  /// Whether a policy closes the storage accounts that it does not list.
  private func isAboutStorage(_ policy: ServiceEndpointPolicy) -> Certainty {
    policy.definitions.isEmpty
      ? .yes
      : policy.definitions.reduce(Certainty.no) {
        $0.or(kind(of: $1).and($1.presence.map { .open($0) } ?? .yes))
      }
  }

  private func listing(_ front: Front, in policies: [Setting<Reference>]) -> [Change] {
    guard let account = front.resource,
      let policy = policies.lazy.compactMap({ $0.value?.id }).first,
      let described = estate.serviceEndpointPolicies[policy]
    else { return [] }
    return [.listAccount(policy: policy, account, at: described.source)]
  }

  /// Whether the policy lets the service through.
  private func lists(_ setting: Setting<Reference>, _ front: Front) -> Certainty {
    guard case .known(let reference, let source) = setting else {
      return setting.unknown.map { .open($0) } ?? .no
    }
    guard let policy = estate.serviceEndpointPolicies[reference.id], policy.isDescribed else {
      return .open(
        estate.listedOnly[reference.id]
          ?? UnknownValue(
            key: "\(reference.id)#definitions", because: "no input describes \(reference.id)",
            source: source))
    }
    guard let account = front.resource else {
      return .open(
        UnknownValue(
          key: "\(policy.id)#\(front.name)",
          because: "no input tells the account behind \(front.selector)", source: source))
    }
    let definitions = policy.definitions.map { (kind(of: $0), $0) }
    let listed = definitions.reduce(Certainty.no) { found, entry in
      let (isOfStorage, definition) = entry
      let own = definition.scopes.reduce(Certainty.no) { $0.or(holds($1, account)) }
      return found.or(
        own.and(isOfStorage).and(definition.presence.map { .open($0) } ?? .yes))
    }
    if listed != .no { return listed }
    if let open = policy.open { return .open(open) }
    // Others of the same service are closed as soon as one of its resources is listed.
    switch isAboutStorage(policy) {
    case .yes: return .no
    case .open(let unknown): return .open(unknown)
    case .no:
      return .open(
        UnknownValue(
          key: "\(policy.id)#service",
          because:
            "whether \(selectors.text(for: policy.id)), which lists only what services of Azure's have, closes storage accounts is not documented",
          source: policy.source))
    }
  }

  /// Whether a definition is one of storage accounts.
  private func kind(of definition: ServiceEndpointPolicy.Definition) -> Certainty {
    switch definition.service {
    case .known(let service, _): Certainty(service.lowercased().hasPrefix("microsoft.storage"))
    case .unknown(let unknown): .open(unknown)
    case .absent: .yes
    }
  }

  private func holds(
    _ scope: Setting<ServiceEndpointPolicy.Scope>, _ account: ResourceID
  ) -> Certainty {
    switch scope {
    case .absent, .known(.alias, _): return .no
    case .unknown(let unknown): return .open(unknown)
    case .known(.account(let id), _): return Certainty(id == account)
    case .known(.group(let subscription, let group), let source):
      func agrees(_ own: String?, _ wanted: String, _ what: String) -> Certainty {
        guard let own else {
          return .open(
            UnknownValue(
              key: "\(account)#\(what)",
              because: "no input tells the \(what) of \(selectors.text(for: account))",
              source: source))
        }
        return Certainty(own.lowercased() == wanted.lowercased())
      }
      let isInSubscription =
        subscription.map { agrees(account.subscription, $0, "subscription") } ?? .yes
      guard let group else { return isInSubscription }
      return isInSubscription.and(agrees(account.resourceGroup, group, "resource group"))
    case .known(.ownGroup(let isWholeSubscription, let unknown), _):
      // What a template deploys is where the template is.
      let isOwn =
        account.subscription == nil && (isWholeSubscription || account.resourceGroup == nil)
      return isOwn ? .yes : .open(unknown)
    }
  }
}
