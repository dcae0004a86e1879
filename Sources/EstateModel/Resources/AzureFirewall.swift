package import TrafficSets

/// An Azure Firewall: what a route hands it, it judges by its own rules or those of its policy.
///
/// See <https://learn.microsoft.com/azure/firewall/rule-processing>.
package struct AzureFirewall: EstateResource {
  package struct Configuration: Sendable {
    package let source: SourcePosition
    package var subnet: Setting<Reference> = .absent
    /// Azure gives it; only exports tell which one.
    package var privateAddress: Setting<Address> = .absent
    package var publicAddress: Setting<Reference> = .absent

    package init(source: SourcePosition) { self.source = source }
  }

  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  package var location: Setting<String> = .absent
  /// `AZFW_VNet`, or `AZFW_Hub` for one in a virtual hub.
  package var kind: Setting<String> = .absent
  package var configurations: [Configuration] = []
  /// The configuration by which Azure manages it: with one, its own default route may lead anywhere.
  package var management: Setting<Reference> = .absent
  package var policy: Setting<Reference> = .absent
  package var settings = FirewallSettings()
  /// Classic rules, which count only without a policy.
  package var collections: [FirewallRuleCollection] = []

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }

  /// The subnet that it stands in.
  package var subnet: Setting<Reference> {
    configurations.lazy.map(\.subnet).first { !$0.isAbsent } ?? .absent
  }

  package var privateAddress: Setting<Address> {
    configurations.lazy.map(\.privateAddress).first { !$0.isAbsent } ?? .absent
  }
}

/// What a firewall and a policy both can say.
package struct FirewallSettings: Sendable {
  package enum ThreatMode: String, Sendable {
    case off = "Off"
    case alert = "Alert"
    case deny = "Deny"
  }

  package var threatMode: Setting<ThreatMode> = .absent
  /// Destinations whose traffic keeps its source address; a list replaces Azure's own.
  ///
  /// See <https://learn.microsoft.com/azure/firewall/snat-private-range>.
  package var untranslated: [Setting<Range>] = []
  /// Whether private ranges are learned from a route server.
  package var learnsRanges: Setting<Bool> = .absent
  package var proxiesNames: Setting<Bool> = .absent
  /// Whether names in network rules need that; what either value does without it no article says.
  package var requiresProxyForNames: Setting<Bool> = .absent
  package var nameServers: [Setting<Address>] = []

  package enum Range: Hashable, Sendable {
    case prefix(AddressPrefix)
    /// `IANAPrivateRanges`: what Azure does not translate by default.
    case iana
  }

  package init() {}
}

/// The rules of one firewall or of several.
package struct FirewallPolicy: EstateResource {
  package struct Group: Sendable {
    package let name: String
    package let source: SourcePosition
    package var priority: Setting<Int> = .absent
    package var collections: [FirewallRuleCollection] = []
    /// Why the input does not show its collections.
    package var open: UnknownValue?

    package init(name: String, source: SourcePosition) {
      self.name = name
      self.source = source
    }
  }

  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  /// The policy whose groups come before its own.
  package var base: Setting<Reference> = .absent
  package var settings = FirewallSettings()
  package var groups: [Group] = []
  /// Intrusion detection of Premium may drop what rules allow.
  package var intrusionMode: Setting<String> = .absent

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}

/// Rules of one kind and one action.
package struct FirewallRuleCollection: Sendable {
  package enum Kind: Sendable {
    case network
    case application
    /// Translation of destinations.
    case translation
  }

  package let name: String
  package let source: SourcePosition
  package var priority: Setting<Int> = .absent
  package var action: Setting<RuleAction> = .absent
  package var rules: [FirewallRule] = []
  /// Why the input does not show its rules.
  package var open: UnknownValue?

  package init(name: String, source: SourcePosition) {
    self.name = name
    self.source = source
  }
}

/// A rule of an Azure Firewall. What of it counts hangs on its kind.
package struct FirewallRule: Sendable {
  package let name: String
  package let source: SourcePosition
  package let kind: FirewallRuleCollection.Kind
  package var sources: [Setting<SecurityRule.Peer>] = []
  package var sourceGroups: [Setting<Reference>] = []
  package var destinations: [Setting<SecurityRule.Peer>] = []
  package var destinationGroups: [Setting<Reference>] = []
  /// Names in network rules, without wildcards; in application rules, with.
  package var names: [Setting<String>] = []
  package var protocols: [Setting<ProtocolSet>] = []
  package var ports: [Setting<PortSet>] = []
  /// Lists of Microsoft's: of names, and of categories of sites.
  package var nameTags: [Setting<String>] = []
  package var categories: [Setting<String>] = []
  package var urls: [Setting<String>] = []
  package var translatedAddress: Setting<Address> = .absent
  package var translatedName: Setting<String> = .absent
  package var translatedPort: Setting<Int> = .absent

  package init(name: String, kind: FirewallRuleCollection.Kind, source: SourcePosition) {
    self.name = name
    self.kind = kind
    self.source = source
  }
}

/// A list of addresses that rules of firewalls name.
package struct IPGroup: EstateResource {
  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  package var ranges: [Setting<AddressPrefix>] = []

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}
