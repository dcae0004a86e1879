internal import EstateModel
internal import TrafficSets

extension ResourceKind {
  static let privateEndpoints: [ResourceKind] = [
    .node(
      "Microsoft.Network/privateEndpoints",
      register: { $0.registerInterfaces(of: $1) },
      { $0.decodePrivateEndpoint($1) }),
    .part("Microsoft.Network/privateEndpoints/privateDnsZoneGroups"),
  ]
}

extension EstateDecoding {
  mutating func decodePrivateEndpoint(_ input: ResourceInput) {
    let properties = input.properties
    var endpoint = PrivateEndpoint(id: input.id, source: input.source)
    endpoint.isDescribed = input.isDescribed
    endpoint.origin = input.origin
    endpoint.subnet = reference(properties["subnet"], to: .subnet)
    readConnections(of: input, into: &endpoint)
    readIdentifier(in: input, of: endpoint.target)
    endpoint.addresses = addresses(of: input)
    var groups = properties["privateDnsZoneGroups"].elements.map(\.properties)
    for part in parts(of: input.id, "privateDnsZoneGroups") {
      groups.append(self.properties(of: part))
    }
    endpoint.zoneGroup = groups.flatMap { zoneGroupEntries($0, at: input.source) }
    endpoint.applicationSecurityGroups = applicationSecurityGroups(
      properties["applicationSecurityGroups"])
    estate.privateEndpoints.insert(endpoint)
  }

  private mutating func readConnections(
    of input: ResourceInput, into endpoint: inout PrivateEndpoint
  ) {
    let automatic = input.properties["privateLinkServiceConnections"].elements
    let manual =
      input.isDescribed
      ? input.properties["manualPrivateLinkServiceConnections"].elements : []
    endpoint.isManual = automatic.isEmpty && !manual.isEmpty
    for (number, connection) in (automatic + manual).enumerated() {
      let properties = connection.properties
      // Azure takes one connection for an endpoint.
      if number == 0 {
        endpoint.target = target(properties["privateLinkServiceId"])
        if endpoint.target.isAbsent { endpoint.target = unnamedTarget(of: connection, input) }
        endpoint.state = connectionState(properties["privateLinkServiceConnectionState"]["status"])
      }
      endpoint.groups += list(properties["groupIds"]) { $0.text($1) }
    }
    // What the target's own list of connections says of this endpoint.
    for mention in connectionMentions[input.id] ?? [] { endpoint.add(mention) }
  }

  /// Where a connection leads that leaves out the resource.
  private mutating func unnamedTarget(
    of connection: Slot, _ input: ResourceInput
  ) -> Setting<Reference> {
    let unknown = UnknownValue(
      key: "\(input.id)#target",
      because:
        "the connection of private endpoint '\(input.id.name)' names no privateLinkServiceId",
      source: connection.source ?? input.source)
    ledger.note(unknown)
    return .unknown(unknown)
  }

  /// A private link service may also be named by its alias, which says not which one it is.
  private mutating func target(_ slot: Slot) -> Setting<Reference> {
    if let text = slot.value?.text, ResourceID(text) == nil,
      text.lowercased().contains(".privatelinkservice"), let source = slot.source
    {
      let unknown = UnknownValue(
        key: "\(source)", because: "'\(text)' is the alias of a private link service",
        source: source)
      ledger.note(unknown)
      return .unknown(unknown)
    }
    let target = reference(slot)
    guard case .known(let reference, let source) = target,
      let unknown = openMeaning(
        of: reference.id, slot["id"].isAbsent ? slot : slot["id"], at: source)
    else { return target }
    ledger.note(unknown)
    return .unknown(unknown)
  }

  mutating func connectionState(_ slot: Slot) -> Setting<PrivateEndpoint.ConnectionState> {
    word(slot, Vocabulary(.approved, .pending, .rejected, .disconnected, isOpen: true))
  }

  /// Static addresses, else those that an export shows.
  private mutating func addresses(of input: ResourceInput) -> [Setting<Address>] {
    let properties = input.properties
    let configured = properties["ipConfigurations"].elements.map {
      address($0.properties["privateIPAddress"])
    }.filter { !$0.isAbsent }
    guard configured.isEmpty else { return configured }
    var shown: [Setting<Address>] = []
    for configuration in properties["customDnsConfigs"].elements {
      shown = shown.united(with: list(configuration["ipAddresses"]) { $0.address($1) })
    }
    guard shown.isEmpty else { return shown }
    for interface in interfaces(ofPrivateEndpoint: input.id) {
      guard let description = description(of: interface),
        missingProperties(of: description) == nil
      else { continue }
      for configuration in self.properties(of: description)["ipConfigurations"].elements {
        let address = address(configuration.properties["privateIPAddress"])
        if !address.isAbsent { shown = shown.united(with: [address]) }
      }
    }
    return shown
  }

  private mutating func zoneGroupEntries(
    _ group: Slot, at source: SourcePosition
  ) -> [PrivateEndpoint.ZoneGroupEntry] {
    group["privateDnsZoneConfigs"].elements.map { entry in
      let zone = reference(entry.properties["privateDnsZoneId"], to: .zone)
      return PrivateEndpoint.ZoneGroupEntry(
        zone: zone, source: zone.source ?? entry.source ?? source)
    }
  }

  // MARK: Connections as their target lists them

  /// Private endpoints that a service lists: those of other subscriptions are known only from there.
  mutating func readConnections(to target: ResourceInput) {
    let listed =
      target.properties["privateEndpointConnections"].elements
      + parts(of: target.id, "privateEndpointConnections").map {
        Slot($0.body, key: "privateEndpointConnections")
      }
    for connection in listed where connection.unknown == nil {
      let properties = connection.properties
      guard
        case .known(let endpoint, let source) = reference(
          properties["privateEndpoint"], to: .privateEndpoint)
      else { continue }
      let mention = ConnectionMention(
        target: .known(Reference(target.id, at: source), source),
        state: connectionState(properties["privateLinkServiceConnectionState"]["status"]),
        groups: list(properties["groupIds"]) { $0.text($1) })
      connectionMentions[endpoint.id, default: []].append(mention)
      estate.privateEndpoints.update(endpoint.id) { $0.add(mention) }
    }
  }
}

/// What a service says of a private endpoint that leads to it.
struct ConnectionMention {
  let target: Setting<Reference>
  let state: Setting<PrivateEndpoint.ConnectionState>
  let groups: [Setting<String>]
}

extension PrivateEndpoint {
  /// The target's word on what the endpoint's own description leaves open.
  fileprivate mutating func add(_ mention: ConnectionMention) {
    if target.value == nil { target = mention.target }
    if state.value == nil { state = mention.state }
    if groups.allSatisfy({ $0.value == nil }), !mention.groups.isEmpty { groups = mention.groups }
  }
}
