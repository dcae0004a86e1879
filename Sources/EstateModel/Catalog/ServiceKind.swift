/// A type of service that follows Azure's common pattern: names by which it is called, private
/// endpoints for its subresources, and a public side with a flag and rules.
///
/// One value says all that tells such a type from another, so that a further one is a further row of
/// ``ServiceCatalog/kinds``.
package struct ServiceKind: Hashable, Sendable {
  /// The ARM type as Azure spells it.
  package let type: String
  /// Its names; a selector without a part means the first.
  package let names: [ServiceEntry]
  package let access: PublicAccessShape
  /// What happens to a service that is put into a subnet of the customer's.
  package let injection: Injection?
  /// Whether it answers on further ports, which hang on what runs there or on how clients are set up.
  package let hasOtherPorts: Bool
  /// Where its network settings are documented.
  package let article: String

  /// How such a service gets an address in a subnet of the customer's; then it has no public side.
  package struct Injection: Hashable, Sendable {
    /// Where the subnet stands, below `properties`.
    package let subnet: String
    /// A setting that must have one of these values as well.
    package var condition: Condition?
    /// The article about it.
    package let article: String

    package struct Condition: Hashable, Sendable {
      package let path: String
      package let values: [String]
    }
  }

  init(
    _ type: String, _ names: [ServiceEntry], _ access: PublicAccessShape,
    injection: Injection? = nil, hasOtherPorts: Bool = false, article: String
  ) {
    self.type = type
    self.names = names
    self.access = access
    self.injection = injection
    self.hasOtherPorts = hasOtherPorts
    self.article = article
  }

  /// The name that a part of a selector means, without case.
  package func name(of part: String) -> ServiceEntry? {
    names.first { $0.part.lowercased() == part.lowercased() }
  }
}

/// Which properties of a service open and close its public side, and what holds without them.
package struct PublicAccessShape: Hashable, Sendable {
  /// Where a value or list stands below `properties`, `networkAcls.ipRules`.
  package typealias Path = String

  /// What counts of several flags.
  package enum Flags: Hashable, Sendable {
    case one(Path)
    /// The first that is there.
    case first([Path])
  }

  /// What an approved private endpoint does to the public side of a service.
  package enum Closing: Hashable, Sendable {
    case never
    /// It closes it where the flag is absent.
    case whereFlagIsAbsent
    /// It closes it where there are no rules, whatever the flag says.
    case withoutRules
    /// Where the flag is absent the articles disagree, or say nothing.
    case undocumentedWhereFlagIsAbsent
  }

  /// Who gets in that no rule names.
  package enum Rest: Hashable, Sendable {
    /// There are no rules: everybody, or nobody.
    case noRules
    /// The default action says it; absent, everybody.
    case defaultAction
    /// The same, but a default to deny counts only where there are rules.
    case defaultActionWithRules
    /// The default action says it; absent, everybody as long as there are no rules, else nobody.
    case nobodyOnceThereAreRules
    /// Nobody: without rules the public side is closed.
    case nobody
    /// What other files say, which no input carries.
    case elsewhere(because: String)
  }

  package var flags: Flags
  /// Whether the public side is open where the flag is absent.
  package var isOpenWithoutFlag = true
  package var closing: Closing = .never
  package var rest: Rest = .noRules
  package var defaultAction: Path?
  /// Lists of addresses that are let in: texts, or objects with one of the usual keys.
  package var addressLists: [Path] = []
  /// Lists of subnets that are let in, by their service endpoint.
  package var subnetLists: [Path] = []
  /// Child resources with a first and a last address, `firewallRules`.
  package var hasFirewallRules = false
  /// Child resources with a subnet, `virtualNetworkRules`.
  package var hasSubnetRules = false
  /// Where `AzureServices` stands, and whether it counts where nothing does.
  package var bypass: Path?
  package var trustedServices: TrustedServices = .none

  /// Whether the service of Azure Machine Learning may pass as a trusted one.
  package enum TrustedServices: Hashable, Sendable {
    /// The service has no such exception, or the articles do not list Azure Machine Learning.
    case none
    /// With `bypass`, which is absent as it is here; whether it outlives a flag that says Disabled.
    case machineLearning(unlessSaid: Default, outlivesFlag: Bool)

    package enum Default: Hashable, Sendable {
      case passes, stopped, undocumented
    }
  }

  init(flags: Flags = .one("publicNetworkAccess")) { self.flags = flags }
}
