internal import EstateModel
internal import TrafficSets

extension ResourceKind {
  /// One node for each row of the catalogue, and the children that carry its rules.
  static let platformServices: [ResourceKind] =
    ServiceCatalog.kinds.map { kind in
      .node(kind.type) { $0.decodePlatformService($1, kind) }
    }
    + ServiceCatalog.kinds.flatMap { kind in
      childTypes.map { .part("\(kind.type)/\($0)") }
    }

  private static let childTypes = [
    "privateEndpointConnections", "firewallRules", "virtualNetworkRules", "networkRuleSets",
    "connectionPolicies", "config", "ipFilterRules", "networkConfig",
    "virtualNetworkConnections",
  ]
}

// Services that follow Azure's common pattern, each as its row of the catalogue says.
extension EstateDecoding {
  mutating func decodePlatformService(_ input: ResourceInput, _ kind: ServiceKind) {
    var service = PlatformService(id: input.id, kind: kind, source: input.source)
    service.isDescribed = input.isDescribed
    service.origin = input.origin
    service.location = input.location
    service.variant = input.kind
    service.tier = text(input.body["sku"]["name"]).orSet(text(input.properties["sku"]["name"]))
    service.subnet = injectedSubnet(input, kind)
    readConnections(to: input)
    let properties = input.properties
    var firewall = ServiceFirewall()
    firewall.publicAccess = publicAccess(input, kind.access.flags)
    if let path = kind.access.defaultAction {
      firewall.defaultAction = word(properties.at(path), .ruleAction)
    }
    for path in kind.access.addressLists { readAddresses(properties.at(path), into: &firewall) }
    for path in kind.access.subnetLists { readSubnets(properties.at(path), into: &firewall) }
    if kind.access.hasFirewallRules { readFirewallRules(of: input, kind, into: &firewall) }
    if kind.access.hasSubnetRules {
      for part in parts(of: input.id, "virtualNetworkRules") {
        let rule = self.properties(of: part)["virtualNetworkSubnetId"]
        let subnet = reference(rule, to: .subnet)
        if !subnet.isAbsent { firewall.subnetRules.append(subnet) }
      }
    }
    if let path = kind.access.bypass {
      firewall.bypassesTrustedServices = bypass(properties.at(path))
    }
    noteMissingRules(of: input, kind, in: &firewall)
    service.firewall = firewall
    readParticulars(of: input, into: &service)
    estate.services.insert(service)
  }

  // MARK: - The flag

  private mutating func publicAccess(
    _ input: ResourceInput, _ flags: PublicAccessShape.Flags
  ) -> Setting<PublicAccess> {
    switch flags {
    case .one(let path): return publicAccess(input.properties.at(path))
    case .first(let paths):
      for path in paths {
        let slot =
          path.hasPrefix("config.")
          ? configuration(of: input).map { $0[String(path.dropFirst(7))] }
          : input.properties.at(path)
        guard let slot, !slot.isAbsent else { continue }
        let setting = publicAccess(slot)
        if !setting.isAbsent { return setting }
      }
      return .absent
    }
  }

  /// A word, or whether there is such access.
  private mutating func publicAccess(_ slot: Slot) -> Setting<PublicAccess> {
    if slot.value?.bool != nil { return flag(slot).map { $0 ? .enabled : .disabled } }
    return word(slot, Vocabulary(.enabled, .disabled, .securedByPerimeter, isOpen: true))
  }

  /// The `web` configuration of an app, where it is a resource of its own.
  func configuration(of input: ResourceInput) -> Slot? {
    parts(of: input.id, "config").first { $0.id.name.equalsIgnoringASCIICase("web") }
      .map { properties(of: $0) }
  }

  // MARK: - Rules

  /// Addresses that are let in, in whatever form the service has them.
  mutating func readAddresses(_ slot: Slot, into firewall: inout ServiceFirewall) {
    for element in slot.elements {
      let written =
        element.value?.isObject == true
        ? element.first("value", "ipMask", "ipAddressOrRange", "ipAddressRange", "addressPrefix")
        : element
      for (text, place) in written.separated {
        if text == "*" {
          firewall.orderedRules.append(
            ServiceAccessRule(name: text, source: place, match: .everybody))
        } else if text == "0.0.0.0" {
          firewall.orderedRules.append(
            ServiceAccessRule(name: "0.0.0.0", source: place, match: .azure))
        } else if let prefix = AddressPrefix(text) {
          firewall.addressRules.append(.known(prefix, place))
        } else if RuleText.isTag(text, in: serviceTags) {
          firewall.orderedRules.append(
            ServiceAccessRule(name: text, source: place, match: .tag(.known(text, place))))
        } else {
          firewall.addressRules += prefixesAndRanges(written)
        }
      }
      if written.value == nil, let unknown = written.unknown {
        ledger.note(unknown)
        firewall.addressRules.append(.unknown(ofPublicAddress(unknown, at: written.source)))
      }
    }
  }

  mutating func readSubnets(_ slot: Slot, into firewall: inout ServiceFirewall) {
    firewall.subnetRules += list(slot) { decoding, element in
      guard element.value?.isObject == true else { return decoding.reference(element, to: .subnet) }
      let nested = element["subnet"]
      return decoding.reference(nested.isAbsent ? element : nested, to: .subnet)
    }
  }

  /// Children with a first and a last address; from zero to zero is all of Azure.
  private mutating func readFirewallRules(
    of input: ResourceInput, _ kind: ServiceKind, into firewall: inout ServiceFirewall
  ) {
    for part in parts(of: input.id, "firewallRules") {
      let properties = properties(of: part)
      let first = address(properties.first("startIpAddress", "startIP"))
      let last = address(properties.first("endIpAddress", "endIP"))
      switch (first, last) {
      case (.known(let first, let source), .known(let last, _)):
        if first == last, first == Self.zero, kind.access.rest == .nobody {
          firewall.orderedRules.append(
            ServiceAccessRule(name: part.id.name, source: source, match: .azure))
        } else if first.family == last.family, first <= last {
          firewall.addressRules += AddressSet(first...last).prefixes.map { .known($0, source) }
        } else {
          report(.noRange(part.id.name), at: source)
        }
      case (.unknown(let first), .unknown(let last))
      where first.addressOf != nil && first.addressOf == last.addressOf:
        firewall.addressRules.append(.unknown(ofPublicAddress(first, at: part.source)))
      case (.unknown(let unknown), _), (_, .unknown(let unknown)):
        // One end of a range that has more to it than one address.
        firewall.addressRules.append(.unknown(unknown.withoutOwner))
      case (.absent, _), (_, .absent):
        let unknown = UnknownValue(
          key: "\(part.id)#range",
          because: "the rule '\(part.id.name)' names no first and last address",
          source: part.source)
        ledger.note(unknown)
        firewall.addressRules.append(.unknown(unknown))
      }
    }
  }

  /// Notes that there may be rules that no input has: they stand in children, which most exports leave
  /// out. The two kinds are printed by commands of their own, so that one tells nothing of the other.
  private mutating func noteMissingRules(
    of input: ResourceInput, _ kind: ServiceKind, in firewall: inout ServiceFirewall
  ) {
    guard kind.access.hasFirewallRules else { return }
    let (addresses, subnets) = ("firewallRules", "virtualNetworkRules")
    let hasSubnetRules = kind.access.hasSubnetRules && !parts(of: input.id, subnets).isEmpty
    if let unknown = missingChildren(of: input, addresses) {
      if hasSubnetRules {
        firewall.addressRules.append(.unknown(unknown))
      } else {
        firewall.openRules = unknown
      }
    } else if kind.access.hasSubnetRules, let unknown = missingChildren(of: input, subnets) {
      firewall.subnetRules.append(.unknown(unknown))
    }
  }

  /// Why there may be children of a type that no input has; `nil` where some are there, and of a
  /// resource that a template describes.
  mutating func missingChildren(of input: ResourceInput, _ type: String) -> UnknownValue? {
    guard input.origin == .export || !input.isDescribed,
      parts(of: input.id, type).isEmpty
    else { return nil }
    let unknown = UnknownValue(
      key: "\(input.id)#\(type)",
      because: Diagnostic.Message.missingChildren(type, of: input.id).text, source: input.source)
    ledger.note(unknown)
    return unknown
  }

  private static let zero = Address("0.0.0.0")

  // MARK: - An address in a subnet

  private mutating func injectedSubnet(
    _ input: ResourceInput, _ kind: ServiceKind
  ) -> Setting<Reference> {
    guard let injection = kind.injection else { return .absent }
    let subnet = reference(input.properties.at(injection.subnet), to: .subnet)
    guard let condition = injection.condition else { return subnet }
    let slot = input.properties.at(condition.path)
    switch slot.content {
    case .absent: return .absent
    case .open(let unknown):
      ledger.note(unknown)
      return .unknown(unknown)
    case .value(let value):
      let text = value.bool.map { $0 ? "true" : "false" } ?? value.text ?? ""
      let holds = condition.values.contains { $0.equalsIgnoringASCIICase(text) }
      guard holds, subnet.isAbsent else { return holds ? subnet : .absent }
      return .unknown(
        UnknownValue(
          key: "\(input.id)#subnet", because: "no input tells the subnet of \(input.id.name)",
          source: value.position))
    }
  }
}

extension Slot {
  /// The place below several keys, `networkAcls.ipRules`.
  func at(_ path: String) -> Slot {
    path.split(separator: ".").reduce(self) { $0[String($1)] }
  }

  /// The texts of a list with commas between, each with its place.
  fileprivate var separated: [(text: String, place: SourcePosition)] {
    guard let value, let text = value.text else { return [] }
    return text.split(separator: ",").map { part in
      (part.trimmingPrefix { $0 == " " }.split(separator: " ").joined(), value.position)
    }
  }
}

extension Setting {
  /// The setting; where there is none, the other one.
  func orSet(_ other: Setting) -> Setting { isAbsent ? other : self }
}

extension Diagnostic.Message {
  static func missingChildren(_ type: String, of id: ResourceID) -> Self {
    Self(
      "no input has the \(type) of '\(id.name)', which are resources of their own; export them with "
        + "'az group export'")
  }

  static func noRange(_ rule: String) -> Self {
    Self("the last address of '\(rule)' comes before its first; exchange them")
  }
}

extension UnknownValue {
  /// The same open value, of which it is not known that it is somebody's address.
  fileprivate var withoutOwner: UnknownValue {
    UnknownValue(
      key: key, because: because, source: source, candidates: candidates, parameters: parameters)
  }
}
