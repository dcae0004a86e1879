internal import EstateModel

extension ResourceKind {
  /// Kinds that are not modelled and that no packet meets.
  static let others: [ResourceKind] = [
    .apart("Microsoft.Authorization/roleAssignments"),
    .apart("Microsoft.Authorization/roleDefinitions"),
    .apart("Microsoft.Authorization/locks"),
    .apart("Microsoft.Authorization/policyAssignments"),
    .apart("Microsoft.Authorization/policyDefinitions"),
    .apart("Microsoft.Insights/diagnosticSettings"),
    .apart("Microsoft.Insights/metricAlerts"),
    .apart("Microsoft.Insights/actionGroups"),
    .apart("Microsoft.ManagedIdentity/userAssignedIdentities"),
    .apart("Microsoft.Resources/deployments"),
    .apart("Microsoft.Resources/resourceGroups"),
    .apart("Microsoft.Resources/tags"),
    .apart("Microsoft.Compute/availabilitySets"),
    .apart("Microsoft.Compute/proximityPlacementGroups"),
    .apart("Microsoft.Compute/disks"),
    .apart("Microsoft.Compute/snapshots"),
    .apart("Microsoft.Compute/images"),
    .apart("Microsoft.Compute/sshPublicKeys"),
    .apart("Microsoft.Compute/virtualMachines/extensions"),
    .apart("Microsoft.Storage/storageAccounts/blobServices"),
    .apart("Microsoft.Storage/storageAccounts/blobServices/containers"),
    .apart("Microsoft.Storage/storageAccounts/fileServices"),
    .apart("Microsoft.Storage/storageAccounts/fileServices/shares"),
    .apart("Microsoft.Storage/storageAccounts/queueServices"),
    .apart("Microsoft.Storage/storageAccounts/tableServices"),
    .apart("Microsoft.Storage/storageAccounts/managementPolicies"),
    .apart("Microsoft.KeyVault/vaults/accessPolicies"),
    .apart("Microsoft.KeyVault/vaults/keys"),
    .apart("Microsoft.KeyVault/vaults/secrets"),
    .apart("Microsoft.Web/serverfarms"),
    .apart("Microsoft.Sql/servers/databases"),
    .apart("Microsoft.CognitiveServices/accounts/deployments"),
    .apart("Microsoft.CognitiveServices/accounts/connections"),
    .apart("Microsoft.CognitiveServices/accounts/projects/connections"),
    .apart("Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments"),
    .apart("Microsoft.DocumentDB/databaseAccounts/sqlRoleDefinitions"),
    .apart("Microsoft.OperationalInsights/workspaces/dataSources"),
    .apart("Microsoft.OperationsManagement/solutions"),
    .apart("Microsoft.Insights/activityLogAlerts"),
    .apart("Microsoft.Security/assessments"),
  ]
}

extension EstateDecoding {
  /// A resource of a kind that is not modelled, with the resources that its text refers to.
  mutating func decodeOpaque(_ input: ResourceInput, isModelled: Bool = false) {
    var resource = OpaqueResource(id: input.id, source: input.source)
    resource.isDescribed = input.isDescribed
    if input.isDescribed, !isModelled { ledger.note(type: input.id.type, at: input.source) }
    var seen: Set<ResourceID> = [input.id]
    if let value = input.body.value ?? input.properties.value {
      collectReferences(in: value, of: input.id, into: &resource.references, seen: &seen)
    }
    estate.others.insert(resource)
  }

  private mutating func collectReferences(
    in value: ConfigurationValue, of owner: ResourceID, into references: inout [Reference],
    seen: inout Set<ResourceID>
  ) {
    if value.isArray {
      for element in value.array {
        collectReferences(in: element, of: owner, into: &references, seen: &seen)
      }
    } else if value.isObject {
      // A part tells its own id, which is no reference, though its whole may be spelled otherwise there.
      let isNamed = value["name"] != nil
      for field in value.fields {
        if isNamed, field.key.equalsIgnoringASCIICase("id"),
          field.value.symbolicText.flatMap({ ResourceID($0) })?.isOfPart(of: owner) == true
        {
          continue
        }
        collectReferences(in: field.value, of: owner, into: &references, seen: &seen)
      }
    } else if let text = value.symbolicText, text.lowercased().contains("/providers/"),
      let id = ResourceID(text), let resource = estateResource(id, at: value.position),
      case let target = privateEndpoint(of: resource) ?? resource,
      !target.isSelfOrDescendant(of: owner), seen.insert(target).inserted
    {
      references.append(Reference(target, at: value.position))
    }
  }

  /// The resource that an id, or the innermost modelled one that the id is a part of, means.
  ///
  /// One that no input describes is only worth a node where its kind is modelled.
  private mutating func estateResource(
    _ id: ResourceID, at source: SourcePosition
  ) -> ResourceID? {
    var candidate: ResourceID? = id
    while let current = candidate {
      if let known = index.resolve(current) { return known }
      if let kind = ResourceKind.of(current) {
        return kind.isNode
          ? mention(current, at: source) : current.parent.flatMap { index.resolve($0) }
      }
      candidate = current.parent
    }
    return nil
  }
}

extension ResourceID {
  /// Whether it is of a type that is within the owner's.
  fileprivate func isOfPart(of owner: ResourceID) -> Bool {
    type.lowercased().hasPrefix("\(owner.type.lowercased())/")
  }

  fileprivate func isSelfOrDescendant(of other: ResourceID) -> Bool {
    var ancestor: ResourceID? = self
    while let current = ancestor {
      if current == other { return true }
      ancestor = current.parent
    }
    return false
  }
}
