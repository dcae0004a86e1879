package import EstateModel

// What a private endpoint serves, and by which records its name is found.
extension Front {
  /// The resource that a private endpoint for this name leads to: an endpoint's workspace, a
  /// project's hub.
  package func privateLinkTarget(in estate: Estate) -> ResourceID? {
    guard let resource else { return nil }
    if let endpoint = estate.onlineEndpoints[resource] {
      guard !endpoint.isKubernetes else { return nil }
      guard let workspace = endpoint.workspace.value else {
        // Of a hub and its projects it is no matter which one is meant.
        let targets = Set(
          estate.candidates(for: endpoint.workspace).map { estate.privateLinkWorkspace(of: $0.id) })
        return targets.count == 1 ? targets.first : nil
      }
      return estate.privateLinkWorkspace(of: workspace.id)
    }
    if let endpoint = estate.batchEndpoints[resource] {
      return endpoint.workspace.value.map { estate.privateLinkWorkspace(of: $0.id) }
    }
    if estate.workspaces[resource] != nil { return estate.privateLinkWorkspace(of: resource) }
    if let compute = estate.computes[resource] {
      return compute.workspace.value.map { estate.privateLinkWorkspace(of: $0.id) }
    }
    // A container app has those of its environment.
    if let app = estate.services[resource], app.kind.type == "Microsoft.App/containerApps" {
      return app.environment.value?.id
    }
    // Private endpoints to a slot lead to the app, by a subresource of the slot's name.
    let isSlot = resource.type.lowercased() == "microsoft.web/sites/slots"
    return isSlot ? resource.parent : resource
  }

  /// The workspace by whose id the name's records are named.
  func workspace(in estate: Estate) -> ResourceID? {
    guard let resource else { return nil }
    return estate.onlineEndpoints[resource]?.workspace.value?.id
      ?? estate.batchEndpoints[resource]?.workspace.value?.id
      ?? estate.computes[resource]?.workspace.value?.id ?? resource
  }

  package func isServed(by endpoint: PrivateEndpoint, in estate: Estate) -> Bool {
    service(by: endpoint, in: estate).isPossible
  }

  /// Why it is not sure that the endpoint leads to this name.
  func doubt(of endpoint: PrivateEndpoint, in estate: Estate) -> UnknownValue? {
    service(by: endpoint, in: estate).unknown
  }

  private func service(by endpoint: PrivateEndpoint, in estate: Estate) -> Certainty {
    if let endpointCall, endpointCall.endpoint != endpoint.id { return .no }
    // What the endpoint leads to is no service that is known: it is the endpoint itself.
    if resource == endpoint.id { return .yes }
    guard let target = privateLinkTarget(in: estate) else { return .no }
    guard let monitor = estate.monitors[target] else {
      return endpoint.service(of: target, group: group)
    }
    // The endpoint of any scope takes the names that all have in common; a name of its own only
    // where the scope holds the resource.
    switch endpoint.target {
    case .known(let reference, _):
      guard let scope = estate.monitorScopes[reference.id] else { return .no }
      return monitor.isWorkspace && part == Monitor.Part.ingestion.rawValue
        ? scope.holds(monitor.id) : .yes
    case .absent: return .no
    case .unknown(let unknown):
      return estate.monitorScopes.all.isEmpty ? .no : .open(unknown)
    }
  }

  /// Whether a record of the zone is this name's; the wildcard serves every name of its place.
  func isNamed(by record: String) -> Bool {
    records.contains { $0.lowercased() == record.lowercased() }
  }

  /// Whether the zone is the one that the name is entered in; a part that no input tells may be
  /// anything.
  func isHeld(byZone name: String) -> Bool {
    guard let zone else { return false }
    guard zone.contains("<") else { return zone.lowercased() == name }
    return Self.matches(zone.lowercased(), name)
  }

  /// Whether the text is the pattern with something, or nothing, in the place of what stands in
  /// brackets.
  private static func matches(_ pattern: String, _ text: String) -> Bool {
    var fixed = [""]
    var depth = 0
    for character in pattern {
      switch character {
      case "<":
        if depth == 0 { fixed.append("") }
        depth += 1
      case ">": depth -= 1
      default: if depth == 0 { fixed[fixed.count - 1].append(character) }
      }
    }
    guard let last = fixed.last, fixed.count > 1 else { return pattern == text }
    guard text.hasPrefix(fixed[0]), text.hasSuffix(last),
      text.count >= fixed[0].count + last.count
    else { return false }
    var rest = text.dropFirst(fixed[0].count).dropLast(last.count)
    for part in fixed.dropFirst().dropLast() {
      guard let range = rest.firstRange(of: part) else { return false }
      rest = rest[range.upperBound...]
    }
    return true
  }

  /// A part of the record's name exists only in Azure.
  var hasUnknownIdentifier: Bool { records.contains { $0.contains("<workspace id") } }

  var hasUnknownRecordName: Bool { records.contains { $0.contains("<") } }
}

extension Estate {
  /// The workspaces that a file may mean which names none, where all of them are described.
  func candidates(for workspace: Setting<Reference>) -> [Workspace] {
    guard let unknown = workspace.unknown, unknown.key == "workspace" else { return [] }
    let named = workspaces.filter { workspace in
      workspace.isDescribed
        && unknown.candidates.contains { $0.lowercased() == workspace.id.name.lowercased() }
    }
    return named.count == unknown.candidates.count ? named : []
  }

  /// The workspace whose private endpoints serve this one: its hub's, where it is a project.
  ///
  /// See <https://learn.microsoft.com/azure/machine-learning/concept-hub-workspace>.
  package func privateLinkWorkspace(of id: ResourceID) -> ResourceID {
    workspaces[id]?.hub.value?.id ?? id
  }
}
