package import TrafficSets

/// A private DNS resolver: it answers at addresses in a network as that network's Azure DNS does.
///
/// See <https://learn.microsoft.com/azure/dns/dns-private-resolver-overview>.
package struct NameResolver: EstateResource {
  /// Where it can be asked.
  package struct Endpoint: Sendable {
    package let name: String
    package let source: SourcePosition
    package var subnet: Setting<Reference> = .absent
    /// Absent: some free address of the subnet.
    package var address: Setting<Address> = .absent

    package init(name: String, source: SourcePosition) {
      self.name = name
      self.source = source
    }
  }

  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  package var network: Setting<Reference> = .absent
  package var endpoints: [Endpoint] = []

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}

/// Which names the networks linked to it have others look up.
///
/// See <https://learn.microsoft.com/azure/dns/private-resolver-endpoints-rulesets>.
package struct ForwardingRuleset: EstateResource {
  package struct Rule: Sendable {
    package let name: String
    package let source: SourcePosition
    /// An ending of names, with a dot behind it; a dot alone is every name.
    package var domain: Setting<String> = .absent
    package var isEnabled: Setting<Bool> = .absent
    package var servers: [Setting<Address>] = []

    package init(name: String, source: SourcePosition) {
      self.name = name
      self.source = source
    }
  }

  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  package var rules: [Rule] = []
  package var networks: [Setting<Reference>] = []

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}
