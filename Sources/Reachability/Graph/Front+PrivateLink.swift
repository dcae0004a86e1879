package import EstateModel

// What a private endpoint serves, and by which records its name is found.
extension Front {
  /// The resource that a private endpoint for this name leads to: an endpoint's workspace, a
  /// project's hub.
  package func privateLinkTarget(in estate: Estate) -> ResourceID? {
    guard let resource else { return nil }
    if let endpoint = estate.onlineEndpoints[resource] {
      guard !endpoint.isKubernetes, let workspace = endpoint.workspace.value else { return nil }
      return estate.privateLinkWorkspace(of: workspace.id)
    }
    if let endpoint = estate.batchEndpoints[resource] {
      return endpoint.workspace.value.map { estate.privateLinkWorkspace(of: $0.id) }
    }
    return estate.workspaces[resource] == nil
      ? resource : estate.privateLinkWorkspace(of: resource)
  }

  /// The workspace by whose id the name's records are named.
  func workspace(in estate: Estate) -> ResourceID? {
    guard let resource else { return nil }
    return estate.onlineEndpoints[resource]?.workspace.value?.id
      ?? estate.batchEndpoints[resource]?.workspace.value?.id ?? resource
  }

  package func isServed(by endpoint: PrivateEndpoint, in estate: Estate) -> Bool {
    guard let target = privateLinkTarget(in: estate) else { return false }
    return endpoint.serves(target, group: group)
  }

  /// Why it is not sure that the endpoint leads to this name.
  func doubt(of endpoint: PrivateEndpoint, in estate: Estate) -> UnknownValue? {
    privateLinkTarget(in: estate).flatMap { endpoint.service(of: $0, group: group).unknown }
  }

  /// Whether a record of the zone is this name's; the wildcard serves every name of its place.
  func isNamed(by record: String) -> Bool {
    records.contains { $0.lowercased() == record.lowercased() }
  }

  /// A part of the record's name exists only in Azure.
  var hasUnknownIdentifier: Bool { records.contains { $0.contains("<workspace id") } }

  var hasUnknownRecordName: Bool { records.contains { $0.contains("<") } }
}

extension Estate {
  /// The workspace whose private endpoints serve this one: its hub's, where it is a project.
  ///
  /// See <https://learn.microsoft.com/azure/machine-learning/concept-hub-workspace>.
  package func privateLinkWorkspace(of id: ResourceID) -> ResourceID {
    workspaces[id]?.hub.value?.id ?? id
  }
}
