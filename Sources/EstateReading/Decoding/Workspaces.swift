internal import EstateModel
internal import TrafficSets

extension ResourceKind {
  static let workspaces: [ResourceKind] = [
    .node("Microsoft.MachineLearningServices/workspaces") { $0.decodeWorkspace($1) },
    .part("Microsoft.MachineLearningServices/workspaces/outboundRules"),
    .part("Microsoft.MachineLearningServices/workspaces/privateEndpointConnections"),
    .part("Microsoft.MachineLearningServices/workspaces/managedNetworks"),
    .part(
      "Microsoft.MachineLearningServices/workspaces/managedNetworks/outboundRules",
      of: { $0.id.parent?.parent }),
  ]
}

extension EstateDecoding {
  mutating func decodeWorkspace(_ input: ResourceInput) {
    let properties = input.properties
    var workspace = Workspace(id: input.id, source: input.source)
    workspace.isDescribed = input.isDescribed
    workspace.origin = input.origin
    workspace.kind = workspaceKind(input.kind)
    workspace.location = input.location
    workspace.identifier = text(properties["workspaceId"])
    workspace.publicAccess = word(properties["publicNetworkAccess"], .publicAccess)
    workspace.allowsPublicAccessBehindNetwork = flag(
      properties["allowPublicAccessWhenBehindVnet"])
    workspace.addressRules =
      (properties["ipAllowlist"].elements + properties["networkAcls"]["ipRules"].elements)
      .reduce(into: []) { rules, rule in
        let value = rule.value?.isObject == true ? rule["value"] : rule
        rules = rules.united(with: prefixesAndRanges(value))
      }
    workspace.admitsOnlyListedAddresses = listing(workspace, properties)
    workspace.storageAccount = reference(properties["storageAccount"])
    workspace.keyVault = reference(properties["keyVault"])
    workspace.containerRegistry = reference(properties["containerRegistry"])
    workspace.applicationInsights = reference(properties["applicationInsights"])
    workspace.hub = reference(properties["hubResourceId"])
    workspace.managedNetwork = managedNetwork(input)
    workspace.imageBuildCompute = computeName(properties["imageBuildCompute"])
    workspace.isLegacyMode = flag(properties["v1LegacyMode"])
    workspace.placeOfLegacyVersion = placeOfLegacyVersion(input)
    workspace.serverlessSubnet = reference(
      properties["serverlessComputeSettings"]["serverlessComputeCustomSubnet"], to: .subnet)
    readConnections(to: input)
    estate.workspaces.insert(workspace)
  }

  /// Where an API version stands under which a workspace with a private endpoint is in legacy mode unless
  /// told otherwise.
  ///
  /// See <https://learn.microsoft.com/azure/machine-learning/how-to-configure-network-isolation-with-v2>.
  private func placeOfLegacyVersion(_ input: ResourceInput) -> SourcePosition? {
    let version = input.body["apiVersion"]
    guard input.origin == .template, let text = version.value?.text, text.count >= 10,
      text < "2022-05-01"
    else { return nil }
    return version.source
  }

  private mutating func workspaceKind(_ kind: Setting<String>) -> Setting<Workspace.Kind> {
    let vocabulary = Vocabulary<Workspace.Kind>(.standard, .hub, .project, .featureStore)
    switch kind {
    case .absent: return .absent
    case .unknown(let unknown):
      ledger.note(unknown)
      return .unknown(unknown)
    case .known(let text, let source):
      if let known = vocabulary[text] { return .known(known, source) }
      let unknown = UnknownValue(
        key: "\(source)", because: "workspaces of kind '\(text)' are not modelled", source: source)
      ledger.note(unknown)
      return .unknown(unknown)
    }
  }

  /// The name of a compute of the workspace, which may be written as its id or with `azureml:`.
  private mutating func computeName(_ slot: Slot) -> Setting<String> {
    text(slot).map { text in
      if let id = ResourceID(text) { return id.name }
      let name = text.lowercased().hasPrefix("azureml:") ? String(text.dropFirst(8)) : text
      return name.split(separator: ":").first.map(String.init) ?? name
    }
  }

  // MARK: Managed network

  private mutating func managedNetwork(_ input: ResourceInput) -> ManagedNetwork? {
    let slot = input.properties["managedNetwork"]
    let parts = parts(of: input.id, "outboundRules")
    let separate = self.parts(of: input.id, "managedNetworks")
    guard !slot.isAbsent || !parts.isEmpty || !separate.isEmpty else { return nil }
    var network = ManagedNetwork(
      source: slot.source ?? separate.first?.source ?? input.source)
    network.mode = isolationMode(slot)
    for part in separate {
      let properties = properties(of: part)
      let inner = properties["managedNetwork"]
      network.mode = network.mode.merged(with: isolationMode(inner.isAbsent ? properties : inner))
    }
    let status = slot["status"]
    network.status = text(status.value?.isObject == true ? status["status"] : status)
    // What nobody describes is open by its mode.
    if input.isDescribed {
      for (name, rule) in rules(slot["outboundRules"]) {
        network.rules.append(
          outboundRule(name, rule.properties, at: rule.source ?? network.source))
      }
    }
    for part in parts {
      let rule = outboundRule(part)
      if let place = network.rules.firstIndex(where: {
        $0.name.equalsIgnoringASCIICase(rule.name)
      }) {
        if missingProperties(of: part) == nil, part.conditionUnknown == nil {
          network.rules[place] = rule
        }
      } else {
        network.rules.append(rule)
      }
    }
    return network
  }

  private mutating func isolationMode(
    _ network: Slot
  ) -> Setting<ManagedNetwork.IsolationMode> {
    word(
      network["isolationMode"],
      Vocabulary(.disabled, .allowInternetOutbound, .allowOnlyApprovedOutbound))
  }

  /// The rules of a map by name, or of a list whose elements carry their names.
  private func rules(_ slot: Slot) -> [(key: String, slot: Slot)] {
    guard slot.value?.isArray == true else { return slot.members }
    return slot.elements.map { ($0["name"].symbolicText ?? Slot.openName, $0) }
  }

  /// A rule that is a resource of its own; its status is open where it may not be there.
  private mutating func outboundRule(_ part: Resource) -> OutboundRule {
    let written = Slot(part.properties, key: "properties", missing: missingProperties(of: part))
    var rule = outboundRule(part.name, written, at: part.source)
    if let unknown = part.wholeUnknown ?? part.conditionUnknown {
      ledger.note(unknown)
      rule.status = .unknown(unknown)
    }
    return rule
  }

  private mutating func outboundRule(
    _ name: String, _ rule: Slot, at source: SourcePosition
  ) -> OutboundRule {
    var result = OutboundRule(
      name: name, source: source, destination: outboundDestination(rule))
    result.status = text(rule["status"])
    return result
  }

  private mutating func outboundDestination(_ rule: Slot) -> OutboundRule.Destination {
    let destination = rule["destination"]
    let stated = text(rule["type"])
    if let unknown = stated.unknown { return .unknown(unknown) }
    let type = stated.value
    switch Vocabulary<Bool>.folded(type ?? "") {
    case "privateendpoint":
      return .privateEndpoint(
        target: reference(destination["serviceResourceId"]),
        group: text(destination["subresourceTarget"]))
    case "servicetag":
      return .serviceTag(
        tag: serviceTag(destination["serviceTag"]),
        addresses: prefixesAndRanges(destination["addressPrefixes"]),
        protocols: protocols(destination["protocol"]), ports: portList(destination["portRanges"]),
        action: word(destination["action"], .ruleAction))
    case "fqdn":
      return .fullyQualifiedName(
        text(destination.value?.isObject == true ? destination["fqdn"] : destination))
    default:
      return .other(type ?? Slot.openName)
    }
  }

  /// An `ipAllowlist` restricts by itself; the rules of `networkAcls` do where the default action
  /// denies. The tools write `Allow` where a file names no default action; of a template or an export
  /// without one nothing tells.
  private mutating func listing(_ workspace: Workspace, _ properties: Slot) -> Setting<Bool> {
    let rules = properties["networkAcls"]
    let action: Setting<RuleAction> = word(rules["defaultAction"], .ruleAction)
    if !properties["ipAllowlist"].elements.isEmpty { return .absent }
    guard action.isAbsent else { return action.map { $0 == .deny } }
    guard let rule = workspace.addressRules.first else { return .absent }
    let place = rule.source ?? workspace.source
    if workspace.origin == .azureMachineLearningYAML { return .known(false, place) }
    return .unknown(
      UnknownValue(
        key: "\(workspace.id)#networkAcls.defaultAction",
        because: "networkAcls has rules and no default action", source: place))
  }

  // MARK: Identifier

  /// The name `GUID.workspace.REGION.api.azureml.ms` of a private endpoint's target tells its
  /// workspace's id.
  mutating func readIdentifier(in endpoint: ResourceInput, of target: Setting<Reference>) {
    guard let target = target.value else { return }
    for configuration in endpoint.properties["customDnsConfigs"].elements {
      guard let name = configuration["fqdn"].value, let text = name.text?.lowercased() else {
        continue
      }
      let labels = text.split(separator: ".")
      guard labels.count > 2, labels[1] == "workspace",
        labels[2...].joined(separator: ".")
          .hasSuffix("api.azureml.ms")
      else { continue }
      identifiers[target.id, default: []].append(.known(String(labels[0]), name.position))
    }
  }

  /// Gives workspaces whose own description tells no id the one by which their private endpoints
  /// know them.
  mutating func settleWorkspaceIdentifiers() {
    for (id, told) in identifiers where Set(told.compactMap(\.value)).count == 1 {
      estate.workspaces.update(id) { workspace in
        if workspace.identifier.value == nil { workspace.identifier = told[0] }
      }
    }
  }
}
