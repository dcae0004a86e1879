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
      let isListed = demand.tiers.contains { tier.lowercased().hasPrefix($0) }
      guard isListed == demand.areBarred else { return nil }
      return Gate(
        .deny,
        Evidence(
          node: node, control: "sku", rule: tier, source: source,
          why: "\(node) is of the tier \(tier), which has no private endpoints"))
    }
  }

  /// The tiers that have no private endpoints, or the only ones that have.
  private static let demands: [String: (tiers: [String], areBarred: Bool)] = [
    "microsoft.eventhub/namespaces": (["basic"], true),
    "microsoft.servicebus/namespaces": (["premium"], false),
    "microsoft.search/searchservices": (["free"], true),
  ]
}
