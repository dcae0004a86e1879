package import TrafficSets

/// A load balancer: frontends, and rules that lead from them to the members of pools.
///
/// See <https://learn.microsoft.com/azure/load-balancer/components>.
package struct LoadBalancer: EstateResource {
  package struct Frontend: Sendable {
    package let id: ResourceID
    package let source: SourcePosition
    package var subnet: Setting<Reference> = .absent
    /// Absent: some free address of the subnet.
    package var privateAddress: Setting<Address> = .absent
    /// Of the private address; absent: IPv4.
    package var family: Setting<AddressFamily> = .absent
    package var publicAddress: Setting<Reference> = .absent
    /// A prefix of public addresses, which serves outbound rules only.
    package var publicPrefix: Setting<Reference> = .absent
    /// A gateway load balancer that its traffic goes through first.
    package var gateway: Setting<Reference> = .absent

    package init(id: ResourceID, source: SourcePosition) {
      self.id = id
      self.source = source
    }

    package var isPublic: Bool { !publicAddress.isAbsent || !publicPrefix.isAbsent }
  }

  /// A pool; interfaces may name it, too.
  package struct Pool: Sendable {
    package struct Member: Sendable {
      package var address: Setting<Address> = .absent
      /// Of a global balancer, the frontend of a balancer of a region.
      package var frontend: Setting<Reference> = .absent
      /// `Up` and `Down` overrule the probe.
      package var adminState: Setting<String> = .absent

      package init() {}
    }

    package let id: ResourceID
    package var members: [Member] = []

    package init(id: ResourceID) { self.id = id }
  }

  package enum RuleProtocol: String, Hashable, Sendable {
    case tcp = "Tcp"
    case udp = "Udp"
    /// With port 0 all ports: an HA-ports rule.
    case all = "All"
  }

  /// A load-balancing rule or an inbound NAT rule.
  package struct Rule: Hashable, Sendable {
    package let name: String
    package let source: SourcePosition
    package var frontend: Setting<Reference> = .absent
    /// Pools, or of a NAT rule itself, which interfaces name.
    package var targets: [Setting<Reference>] = []
    package var transport: Setting<RuleProtocol> = .absent
    package var frontendPort: Setting<Int> = .absent
    /// Of a NAT rule or pool that gives each member one port: those to choose from.
    package var frontendRange: ClosedRange<Int>?
    /// Whether its members do not leave by its frontend.
    package var disablesOutbound: Setting<Bool> = .absent
    /// Whether it leads to one member each.
    package var isTranslation = false
    package var backendPort: Setting<Int> = .absent
    package var probe: Setting<Reference> = .absent
    package var hasFloatingAddress: Setting<Bool> = .absent

    package init(name: String, source: SourcePosition) {
      self.name = name
      self.source = source
    }
  }

  /// By which frontends the members of a pool leave for the internet.
  package struct OutboundRule: Sendable {
    package let name: String
    package let source: SourcePosition
    package var frontends: [Setting<Reference>] = []
    package var pool: Setting<Reference> = .absent
    package var transport: Setting<RuleProtocol> = .absent

    package init(name: String, source: SourcePosition) {
      self.name = name
      self.source = source
    }
  }

  package struct Probe: Sendable {
    package let id: ResourceID
    package var port: Setting<Int> = .absent
    /// `AllProbedUp`: where all members are down, all get traffic.
    package var whenAllAreDown: Setting<String> = .absent

    package init(id: ResourceID) { self.id = id }
  }

  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  /// `Basic`, `Standard` or `Gateway`.
  package var tier: Setting<String> = .absent
  /// `Regional` or `Global`.
  package var reach: Setting<String> = .absent
  package var frontends: [Frontend] = []
  package var pools: [Pool] = []
  package var rules: [Rule] = []
  package var outboundRules: [OutboundRule] = []
  package var probes: [Probe] = []
  /// Why the input does not show all rules and frontends.
  package var open: UnknownValue?
  /// Where it is not known whether there is the balancer: the addresses of its frontends if there is.
  package var possibleAddresses: [Address] = []

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }

  /// Whether the input tells all that decides what it leads to; balancers of regions and of appliances
  /// are others.
  package var isModelled: Bool {
    isDescribed && open == nil && !frontends.isEmpty
      && frontends.allSatisfy { !$0.subnet.isAbsent || $0.isPublic }
      && tier.value?.lowercased() != "gateway" && !mayBeOfAppliances
      && reach.unknown == nil && reach.value?.lowercased() != "global"
  }

  /// Whether an open tier may turn out to be that of appliances, whose rules all are for HA ports.
  private var mayBeOfAppliances: Bool {
    guard let unknown = tier.unknown else { return false }
    let mayBe =
      unknown.candidates.isEmpty
      || unknown.candidates.contains { $0.lowercased() == "gateway" }
    return mayBe
      && rules.allSatisfy { rule in
        rule.transport.value.map { $0 == .all } ?? true
          && rule.frontendPort.value.map { $0 == 0 } ?? true
      }
  }

  package var isInternal: Bool { isModelled && !frontends.contains(where: \.isPublic) }
}
