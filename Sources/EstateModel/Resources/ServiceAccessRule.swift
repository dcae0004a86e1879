package import TrafficSets

/// A rule of a service's public side that stands in an order or names more than an address: one of an
/// app's access restrictions, or the rule that lets all of Azure in.
package struct ServiceAccessRule: Sendable {
  package enum Match: Sendable {
    case addresses([Setting<AddressPrefix>])
    case subnet(Setting<Reference>)
    case tag(Setting<String>)
    /// Every public address of Azure's, of whatever tenant.
    case azure
    case everybody
  }

  package let name: String
  package let source: SourcePosition
  package var match: Match
  /// Absent: the rule lets in.
  package var action: Setting<RuleAction> = .absent
  /// Why it is not known whether the rule takes in what it matches: what it asks of a request, say.
  package var condition: UnknownValue?

  package init(name: String, source: SourcePosition, match: Match) {
    self.name = name
    self.source = source
    self.match = match
  }
}
