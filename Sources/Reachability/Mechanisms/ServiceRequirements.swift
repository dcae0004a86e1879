internal import EstateModel

// What a service must be for private endpoints to lead to it: most types have them in some tiers only.
// https://learn.microsoft.com/azure/private-link/availability
extension ReachabilityGraph {
  /// Accounts of the first version take no private endpoints.
  ///
  /// See <https://learn.microsoft.com/azure/storage/common/storage-private-endpoints>.
  func variantGate(_ account: StorageAccount) -> Gate? {
    guard case .known(let variant, let source) = account.variant, variant.lowercased() == "storage"
    else { return nil }
    let node = selectors.text(for: account.id)
    return Gate(
      .deny,
      Evidence(
        node: node, control: "kind", rule: "kind: \(variant)", source: source,
        why: "\(node) is an account of the first version, which takes no private endpoints"))
  }

  func requirement(of service: PlatformService) -> Gate? {
    let node = selectors.text(for: service.id)
    if let name = service.switches[.hasOwnName], let unknown = name.unknown {
      return Gate(open: unknown, node: node, control: "customSubDomainName", rule: "not known")
    }
    if let app = containerApp(service.id) { return ingressGate(app) }
    guard let demand = Self.demands[service.kind.type.lowercased()] else { return nil }
    switch service.tier {
    case .absent: return nil
    case .unknown(let unknown):
      return Gate(open: unknown, node: node, control: "sku", rule: "not known")
    case .known(let tier, let source):
      guard demand.bars(tier) else { return nil }
      return Gate(
        .deny,
        Evidence(
          node: node, control: "sku", rule: tier, source: source,
          why: "\(node) is of the tier \(tier), which has no private endpoints"))
    }
  }

  /// The tiers that have no private endpoints, or the only ones that have.
  private static let demands: [String: Demand] = [
    "microsoft.eventhub/namespaces": Demand(tiers: ["basic"], areBarred: true),
    "microsoft.servicebus/namespaces": Demand(tiers: ["premium"], areBarred: false),
    "microsoft.search/searchservices": Demand(tiers: ["free"], areBarred: true),
  ]

  private struct Demand {
    let tiers: [String]
    let areBarred: Bool

    func bars(_ tier: String) -> Bool {
      tiers.contains { tier.lowercased().hasPrefix($0) } == areBarred
    }
  }

  /// Whether the service is of a tier that has no rules for addresses, either: those of messages have both or
  /// none.
  ///
  /// See <https://learn.microsoft.com/azure/event-hubs/event-hubs-ip-filtering>.
  func isOfTierWithoutRules(_ service: PlatformService) -> Bool {
    let type = service.kind.type.lowercased()
    guard type.hasSuffix("/namespaces"), let demand = Self.demands[type] else { return false }
    return service.tier.value.map { demand.bars($0) } ?? false
  }
}
