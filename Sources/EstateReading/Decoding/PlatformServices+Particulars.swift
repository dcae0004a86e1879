internal import EstateModel
internal import TrafficSets

// What single types of services have besides the common pattern.
extension EstateDecoding {
  mutating func readParticulars(of input: ResourceInput, into service: inout PlatformService) {
    let properties = input.properties
    switch service.kind.type {
    case "Microsoft.Web/sites", "Microsoft.Web/sites/slots": readSite(input, into: &service)
    case "Microsoft.EventHub/namespaces", "Microsoft.ServiceBus/namespaces",
      "Microsoft.Relay/namespaces":
      readRuleSet(of: input, into: &service)
    case "Microsoft.DocumentDB/databaseAccounts": readCosmos(input, into: &service)
    case "Microsoft.Sql/servers":
      for part in parts(of: input.id, "connectionPolicies") {
        let type = text(self.properties(of: part)["connectionType"])
        service.switches[.redirects] = type.map { $0.equalsIgnoringASCIICase("Redirect") }
        service.switches[.redirectsWithinAzure] = type.map {
          $0.equalsIgnoringASCIICase("Default")
        }
      }
    case "Microsoft.DBforPostgreSQL/flexibleServers":
      service.zone = reference(properties["network"]["privateDnsZoneArmResourceId"], to: .zone)
    case "Microsoft.DBforMySQL/flexibleServers":
      service.zone = reference(properties["network"]["privateDnsZoneResourceId"], to: .zone)
    case "Microsoft.Sql/managedInstances":
      service.switches[.publicData] = flag(properties["publicDataEndpointEnabled"])
      readHost(properties["fullyQualifiedDomainName"], of: "managedInstance", into: &service)
    case "Microsoft.CognitiveServices/accounts":
      service.label = text(properties["customSubDomainName"])
      let name = properties["customSubDomainName"]
      service.switches[.hasOwnName] =
        name.isOpenText
        ? .known(true, name.source ?? input.source) : service.label.map { _ in true }
      readAgents(of: input, into: &service)
    case "Microsoft.ApiManagement/service":
      service.switches[.isExternal] = text(properties["virtualNetworkType"]).map {
        $0.equalsIgnoringASCIICase("External")
      }
    case "Microsoft.Cache/redis":
      service.switches[.plainPort] = flag(properties["enableNonSslPort"])
    case "Microsoft.Batch/batchAccounts": readBatch(properties, into: &service)
    case "Microsoft.DataFactory/factories":
      // The flag is about runtimes of the customer's own; the studio stays where it is.
      service.partFirewalls["portal"] = ServiceFirewall()
    case "Microsoft.Synapse/workspaces":
      service.switches[.managedNetwork] = text(properties["managedVirtualNetwork"]).map { _ in true
      }
    case "Microsoft.Databricks/workspaces":
      readHost(properties["workspaceUrl"], of: "databricks_ui_api", into: &service)
    case "Microsoft.Web/staticSites":
      readHost(properties["defaultHostname"], of: "staticSites", into: &service)
    case "Microsoft.App/managedEnvironments":
      readHost(properties["defaultDomain"], of: "managedEnvironments", into: &service)
      readNetwork(ofEnvironment: input, into: &service)
    case "Microsoft.App/containerApps": readContainerApp(properties, into: &service)
    case "Microsoft.Devices/IotHubs": readIotHub(properties, into: &service)
    case "Microsoft.SignalRService/signalR", "Microsoft.SignalRService/webPubSub":
      readRequestRules(properties["networkACLs"], into: &service)
    default: break
    }
  }

  private mutating func readHost(
    _ slot: Slot, of part: String, into service: inout PlatformService
  ) {
    if let host = text(slot).value { service.hosts[part] = host.lowercased() }
  }

  /// The agents of a Foundry account may send from a subnet of the customer's.
  ///
  /// See <https://learn.microsoft.com/azure/ai-foundry/agents/how-to/virtual-networks>.
  private mutating func readAgents(of input: ResourceInput, into service: inout PlatformService) {
    let agents = input.properties["networkInjections"].elements.first { element in
      let scenario = element["scenario"]
      return scenario.value?.text.map { $0.equalsIgnoringASCIICase("agent") } ?? true
    }
    guard let agents else { return }
    service.sendingSubnet = reference(agents["subnetArmId"], to: .subnet)
  }

  // MARK: - Apps

  private mutating func readSite(_ input: ResourceInput, into service: inout PlatformService) {
    readHost(input.properties["defaultHostName"], of: "sites", into: &service)
    let settings = input.properties["siteConfig"]
    let configuration = configuration(of: input)
    func slot(_ key: String) -> Slot {
      let own = configuration.map { $0[key] }
      return own.flatMap { $0.isAbsent ? nil : $0 } ?? settings[key]
    }
    service.sendingSubnet = reference(
      input.properties["virtualNetworkSubnetId"], to: .subnet)
    // Which may be set by a resource of its own.
    for part in parts(of: input.id, "networkConfig") {
      let subnet = reference(properties(of: part)["subnetResourceId"], to: .subnet)
      service.sendingSubnet = service.sendingSubnet.merged(with: subnet) { $0.id == $1.id }
    }
    // What lists apps leaves out the older ways of joining a network, which are resources of their own.
    service.sendsFromAzure =
      input.isDescribed && input.origin != .export && service.sendingSubnet.isAbsent
      && input.properties["hostingEnvironmentProfile"].isAbsent
      && parts(of: input.id, "virtualNetworkConnections").isEmpty
    service.switches[.routesEverything] = routesEverything(input, slot("vnetRouteAllEnabled"))
    placeInEnvironment(input, &service)
    func firewall(_ rules: String, _ action: String, _ decoding: inout EstateDecoding)
      -> ServiceFirewall
    {
      var firewall = service.firewall
      // What lists apps leaves their configuration out, or empty.
      if configuration == nil, slot(rules).isAbsent {
        firewall.openRules = decoding.missingChildren(of: input, "config")
      }
      firewall.orderedRules = decoding.accessRestrictions(slot(rules))
      firewall.defaultAction = decoding.word(slot(action), .ruleAction)
      return firewall
    }
    let main = firewall("ipSecurityRestrictions", "ipSecurityRestrictionsDefaultAction", &self)
    var scm = firewall("scmIpSecurityRestrictions", "scmIpSecurityRestrictionsDefaultAction", &self)
    switch flag(slot("scmIpSecurityRestrictionsUseMain")) {
    case .known(true, _): scm = main
    case .unknown(let unknown): scm.openRules = unknown
    case .known(false, _), .absent: break
    }
    service.firewall = main
    service.partFirewalls["scm"] = scm
  }

  /// The setting stands in the app, in its configuration, under the name that it has in newer versions, or
  /// among the app settings as in the oldest ones; any of these turns it on.
  ///
  /// See <https://learn.microsoft.com/azure/app-service/configure-vnet-integration-routing>.
  private mutating func routesEverything(
    _ app: ResourceInput, _ configured: Slot
  ) -> Setting<Bool> {
    let properties = app.properties
    let newer = properties["outboundVnetRouting"]
    let told = [
      flag(newer["allTraffic"]), flag(newer["applicationTraffic"]),
      flag(properties["vnetRouteAllEnabled"]), flag(configured),
      appSetting("WEBSITE_VNET_ROUTE_ALL", of: app).map { $0 == "1" },
    ]
    return told.first { $0.value == true } ?? told.first { $0.unknown != nil }
      ?? told.first { !$0.isAbsent } ?? .absent
  }

  /// Access restrictions in the order of their priorities.
  private mutating func accessRestrictions(_ slot: Slot) -> [ServiceAccessRule] {
    var rules: [(priority: Int, rule: ServiceAccessRule)] = []
    var disorder: UnknownValue?
    for element in slot.elements {
      let source = element.source ?? SourcePosition(file: "", line: 1, column: 1)
      if let unknown = element.unknown {
        ledger.note(unknown)
        var rule = ServiceAccessRule(name: "access restriction", source: source, match: .everybody)
        rule.action = .unknown(unknown)
        rules.append((Int.max, rule))
        continue
      }
      guard element.value?.isObject == true else {
        let unknown = UnknownValue(
          key: "\(source)#accessRestriction",
          because:
            "an access restriction must be an object with 'ipAddress' or 'vnetSubnetResourceId'",
          source: source)
        ledger.note(unknown)
        var rule = ServiceAccessRule(name: "access restriction", source: source, match: .everybody)
        rule.action = .unknown(unknown)
        rules.append((Int.max, rule))
        continue
      }
      let priority = integer(element["priority"])
      disorder = disorder ?? priority.unknown
      let name = text(element["name"]).value ?? "access restriction"
      var rule = ServiceAccessRule(name: name, source: source, match: restrictionMatch(element))
      rule.action = word(element["action"], .ruleAction)
      if element["headers"].value?.fields.isEmpty == false {
        rule.condition = UnknownValue(
          key: "\(source)#headers",
          because: "the access restriction '\(name)' asks for headers of the request",
          source: element["headers"].source)
      }
      rules.append((priority.value ?? Int.max, rule))
    }
    let ordered = rules.enumerated().sorted {
      ($0.element.priority, $0.offset) < ($1.element.priority, $1.offset)
    }.map(\.element.rule)
    guard let disorder else { return ordered }
    return ordered.map { rule in
      var rule = rule
      rule.condition = rule.condition ?? disorder
      return rule
    }
  }

  private mutating func restrictionMatch(_ element: Slot) -> ServiceAccessRule.Match {
    let subnet = element["vnetSubnetResourceId"]
    if !subnet.isAbsent { return .subnet(reference(subnet, to: .subnet)) }
    let addresses = element["ipAddress"]
    if element["tag"].value?.text?.equalsIgnoringASCIICase("ServiceTag") == true {
      return .tag(serviceTag(addresses))
    }
    let text = addresses.value?.text?.lowercased()
    if addresses.isAbsent || text == "any" || text == "0.0.0.0/0" { return .everybody }
    if text == "anyvnets" {
      let source = addresses.source
      return .subnet(
        .unknown(
          UnknownValue(
            key: "\(element.source.map(\.description) ?? "")#anyVnets",
            because: "'AnyVnets' stands for subnets that no input names", source: source)))
    }
    var firewall = ServiceFirewall()
    readAddresses(masked(addresses, by: element["subnetMask"]), into: &firewall)
    return .addresses(firewall.addressRules)
  }

  /// `10.0.0.0` beside `255.255.255.0`, as older API versions write a range.
  private func masked(_ addresses: Slot, by mask: Slot) -> Slot {
    if let unknown = mask.unknown { return Slot(open: unknown, key: addresses.key) }
    guard let value = addresses.value, let text = value.text, !text.contains("/"),
      let bits = mask.value?.text.flatMap({ Address($0) })
    else { return addresses }
    let words = "\(bits)".split(separator: ".").compactMap { UInt8($0) }
    let length = words.reduce(0) { $0 + $1.nonzeroBitCount }
    return Slot(
      ConfigurationValue(.string("\(text)/\(length)"), at: value.place), key: addresses.key)
  }

  // MARK: - Namespaces

  /// Rules stand in a child; the flag in the namespace, in the child, or in both.
  private mutating func readRuleSet(
    of input: ResourceInput, into service: inout PlatformService
  ) {
    service.firewall.openRules = missingChildren(of: input, "networkRuleSets")
    for part in parts(of: input.id, "networkRuleSets") {
      let properties = properties(of: part)
      service.firewall.defaultAction = word(properties["defaultAction"], .ruleAction)
      readAddresses(properties["ipRules"], into: &service.firewall)
      readSubnets(properties["virtualNetworkRules"], into: &service.firewall)
      let flag = word(properties["publicNetworkAccess"], .publicAccess)
      service.firewall.publicAccess = service.firewall.publicAccess.closedAlso(by: flag)
    }
    // What stood in children of their own before there were rule sets.
    if let old = parts(of: input.id, "virtualNetworkRules", "ipFilterRules").first {
      let unknown = UnknownValue(
        key: "\(old.id)#rules",
        because: "rules of an older API version, as \(old.id.name), are not modelled",
        source: old.source)
      ledger.note(unknown)
      service.firewall.openRules = unknown
    }
    if let unknown = service.tier.unknown, service.kind.type != "Microsoft.Relay/namespaces",
      service.firewall.defaultAction.value == .deny
    {
      // The lower tiers have no firewall, so that what its rules let in is let in at any rate.
      service.firewall.defaultAction = .unknown(unknown)
    }
    guard let tier = service.tier.value?.lowercased() else { return }
    let hasFirewall =
      service.kind.type == "Microsoft.EventHub/namespaces" ? tier != "basic" : tier == "premium"
    if !hasFirewall, service.kind.type != "Microsoft.Relay/namespaces" {
      service.firewall.addressRules = []
      service.firewall.subnetRules = []
      service.firewall.orderedRules = []
      service.firewall.openRules = nil
    }
  }

  // MARK: - Others

  private mutating func readCosmos(_ input: ResourceInput, into service: inout PlatformService) {
    let properties = input.properties
    if !service.firewall.subnetRules.isEmpty {
      switch flag(properties["isVirtualNetworkFilterEnabled"]) {
      case .known(true, _): break
      case .known(false, _), .absent: service.firewall.subnetRules = []
      case .unknown(let unknown): service.firewall.subnetRules = [.unknown(unknown)]
      }
    }
    let names: [String: String] = [
      "enablemongo": "mongodb", "enablecassandra": "cassandra", "enablegremlin": "gremlin",
      "enabletable": "table",
    ]
    for capability in properties["capabilities"].elements {
      if let name = text(capability["name"]).value, let api = names[name.lowercased()],
        let source = capability.source
      {
        service.variant = .known(api, source)
      }
    }
  }

  private mutating func readBatch(_ properties: Slot, into service: inout PlatformService) {
    for (part, key) in [
      ("batchAccount", "accountAccess"), ("nodeManagement", "nodeManagementAccess"),
    ] {
      var firewall = service.firewall
      let access = properties["networkProfile"][key]
      firewall.defaultAction = word(access["defaultAction"], .ruleAction)
      readAddresses(access["ipRules"], into: &firewall)
      service.partFirewalls[part] = firewall
    }
  }

  private mutating func readIotHub(_ properties: Slot, into service: inout PlatformService) {
    let applies = flag(properties["networkRuleSets"]["applyToBuiltInEventHubEndpoint"])
    for element in properties["ipFilterRules"].elements {
      guard let source = element.source else { continue }
      var scratch = ServiceFirewall()
      readAddresses(element["ipMask"], into: &scratch)
      var rule = ServiceAccessRule(
        name: text(element["filterName"]).value ?? "IP filter", source: source,
        match: .addresses(scratch.addressRules))
      rule.action = word(
        element["action"], Vocabulary(words: [("Accept", .allow), ("Reject", .deny)]))
      service.firewall.orderedRules.append(rule)
    }
    var events = service.firewall
    switch applies {
    case .known(true, _): break
    case .known(false, _), .absent:
      events.addressRules = []
      events.orderedRules = []
      events.defaultAction = .absent
    case .unknown(let unknown): events.openRules = unknown
    }
    service.switches[.rulesForEvents] = applies
    service.partFirewalls["events"] = events
  }

  /// Rules by the kind of a request, which no packet shows.
  private mutating func readRequestRules(_ rules: Slot, into service: inout PlatformService) {
    if let unclear = rules["ipRules"].elements.first, let source = unclear.source {
      service.firewall.openRules = UnknownValue(
        key: "\(source)#ipRules",
        because:
          "how rules on addresses go together with those on kinds of requests is not documented",
        source: source)
    }
    for (key, action) in [("deny", RuleAction.deny), ("allow", .allow)] {
      let list = rules["publicNetwork"][key]
      guard !list.elements.isEmpty, let source = list.source else { continue }
      let kinds = Set(list.elements.compactMap { $0.value?.text?.lowercased() })
      var rule = ServiceAccessRule(
        name: "publicNetwork.\(key)", source: source, match: .everybody)
      rule.action = .known(action, source)
      let isWhole = ["clientconnection", "serverconnection", "restapi", "trace"].allSatisfy {
        kinds.contains($0)
      }
      if !isWhole {
        rule.condition =
          list.unknown
          ?? UnknownValue(
            key: "\(source)#requests",
            because: "'publicNetwork.\(key)' tells requests apart by their kind",
            source: source)
      }
      service.firewall.orderedRules.append(rule)
    }
  }
}

extension Setting where Value == PublicAccess {
  /// Of two flags either can close.
  fileprivate func closedAlso(by other: Setting) -> Setting {
    if value == .disabled { return self }
    if other.value == .disabled { return other }
    if unknown != nil { return self }
    return other.unknown != nil || isAbsent ? other : self
  }
}
