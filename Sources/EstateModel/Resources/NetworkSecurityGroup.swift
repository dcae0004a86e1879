package import TrafficSets

/// A network security group: rules in order of priority, then Azure's default rules.
///
/// See <https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview>.
package struct NetworkSecurityGroup: EstateResource {
  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  /// The rules that a user wrote, in document order. Azure's default rules are not among them.
  package var rules: [SecurityRule] {
    get { deferredRules?.value ?? knownRules }
    set {
      knownRules = newValue
      deferredRules = nil
    }
  }

  /// The rules that need not be read first.
  package var rulesAtHand: [SecurityRule] { deferredRules == nil ? knownRules : [] }

  private var knownRules: [SecurityRule] = []
  /// Most questions meet few of a tenant's groups: their rules are read when they are.
  private var deferredRules: Deferred<[SecurityRule]>?

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }

  /// - Parameter rules: called at most once, when somebody asks for the rules.
  package init(
    id: ResourceID, source: SourcePosition, rules: @escaping @Sendable () -> [SecurityRule]
  ) {
    self.init(id: id, source: source)
    deferredRules = Deferred(rules)
  }
}

/// One rule of a network security group.
package struct SecurityRule: Sendable {
  package enum Direction: String, Hashable, Sendable {
    case inbound = "Inbound"
    case outbound = "Outbound"
  }

  /// What a rule says of one side's addresses.
  package enum Peer: Hashable, Sendable {
    /// `*` or `Any`: both address families.
    case any
    case prefix(AddressPrefix)
    /// `10.0.0.1-10.0.0.9`.
    case range(ClosedRange<Address>)
    /// A service tag as written, `Storage.WestEurope`.
    case tag(String)
    /// The number of a public address, which the configuration asks the resource for.
    case publicAddress(ResourceID)
  }

  package let name: String
  package let source: SourcePosition
  package var priority: Setting<Int> = .absent
  package var direction: Setting<Direction> = .absent
  package var access: Setting<RuleAction> = .absent
  /// All protocols for `*`.
  package var protocols: Setting<ProtocolSet> = .absent
  package var sources: [Setting<Peer>] = []
  package var sourceGroups: [Setting<Reference>] = []
  package var sourcePorts: [Setting<PortSet>] = []
  package var destinations: [Setting<Peer>] = []
  package var destinationGroups: [Setting<Reference>] = []
  package var destinationPorts: [Setting<PortSet>] = []
  /// Why it is not known whether the group has the rule; `nil` where it does.
  package var presence: UnknownValue?

  package init(name: String, source: SourcePosition) {
    self.name = name
    self.source = source
  }
}
