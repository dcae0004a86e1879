package import TrafficSets

/// The network rules that services have in common.
package struct ServiceFirewall: Sendable {
  package var publicAccess: Setting<PublicAccess> = .absent
  package var defaultAction: Setting<RuleAction> = .absent
  /// Public addresses that are let in where the default action denies.
  package var addressRules: [Setting<AddressPrefix>] = []
  /// Subnets that are let in by service endpoint.
  package var subnetRules: [Setting<Reference>] = []
  /// Whether trusted Microsoft services pass (`bypass` holds `AzureServices`).
  package var bypassesTrustedServices: Setting<Bool> = .absent
  /// Resource instances that are let in.
  package var resourceRules: [Setting<Reference>] = []
  /// What is asked before all other rules, in this order.
  package var orderedRules: [ServiceAccessRule] = []
  /// Why there may be further rules, which no input shows.
  package var openRules: UnknownValue?

  /// Whether any rule is there, or may be.
  package var hasRules: Bool {
    !(addressRules.isEmpty && subnetRules.isEmpty && orderedRules.isEmpty)
  }

  package init() {}

  /// Every setting open for the same reason.
  package init(unknown: UnknownValue) {
    publicAccess = .unknown(unknown)
    defaultAction = .unknown(unknown)
    bypassesTrustedServices = .unknown(unknown)
  }
}
