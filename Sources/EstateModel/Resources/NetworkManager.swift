/// A virtual network manager: whom it may govern, and the security rules that it lays over networks.
///
/// See <https://learn.microsoft.com/azure/virtual-network-manager/concept-security-admins>.
package struct NetworkManager: EstateResource {
  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  /// The subscriptions of its scope, `/subscriptions/…` as written.
  package var subscriptions: [Setting<String>] = []
  package var managementGroups: [Setting<String>] = []
  /// `SecurityAdmin`, `Connectivity`, …; newer versions of the API leave them out.
  package var accesses: [Setting<String>] = []
  /// Whether it reaches into other tenants.
  package var hasScopeConnections = false
  package var configurations: [SecurityAdminConfiguration] = []

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}

/// A set of networks, by hand or by policy.
///
/// See <https://learn.microsoft.com/azure/virtual-network-manager/concept-network-groups>.
package struct NetworkGroup: EstateResource {
  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  /// Those that were put in by hand. Whom policies put in is in no resource of the group.
  package var staticMembers: [Setting<ResourceID>] = []

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}

/// What is deployed to regions as a whole.
package struct SecurityAdminConfiguration: Sendable {
  /// Which rules hold in networks with services that lay down rules of their own.
  package enum IntentPolicyServices: String, Hashable, Sendable {
    case none = "None"
    case all = "All"
    case allowRules = "AllowRulesOnly"
  }

  package let id: ResourceID
  package let source: SourcePosition
  package var intentPolicyServices: [Setting<IntentPolicyServices>] = []
  package var collections: [Collection] = []

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }

  /// Rules for some network groups.
  package struct Collection: Sendable {
    package let id: ResourceID
    package let source: SourcePosition
    package var groups: [Setting<Reference>] = []
    package var rules: [SecurityAdminRule] = []

    package init(id: ResourceID, source: SourcePosition) {
      self.id = id
      self.source = source
    }
  }
}

/// A rule that is asked before those of security groups.
package struct SecurityAdminRule: Sendable {
  package enum Access: String, Hashable, Sendable {
    /// The security groups have the say.
    case allow = "Allow"
    /// Whatever the security groups say.
    case alwaysAllow = "AlwaysAllow"
    case deny = "Deny"
  }

  package var access: Setting<Access> = .absent
  /// What the rule matches; its access is not looked at.
  package var match: SecurityRule

  package init(match: SecurityRule) { self.match = match }
}
