internal import EstateModel

/// The resources that one template deploys and the ids that it names, by where they are.
///
/// A template that knows neither its group nor its subscription still knows that what it sends to another
/// group, or names there, is not the resource of that name that it deploys to its own.
struct DeployedIDs {
  /// Ids that mean none of the resources of the same type and name that are deployed.
  private(set) var separate: Set<ResourceID> = []
  /// Whether resources of one type and name are told apart by groups that nobody knows.
  private(set) var openScopesTellApart = false
  /// Whether an id was cut from one with a group that nobody knows.
  private(set) var hasOpenScopes = false

  private var deployed: [ResourceID.TypeAndName: [ResourceID]] = [:]
  private var seen: Set<ResourceID> = []
  /// The group to which the template goes: where one is named, in small letters, of what it deploys without one
  /// and what no other group can have.
  private var ownGroups: Set<String> = []

  init(_ resources: [Resource]) {
    for resource in resources {
      deployed[resource.id.typeAndName, default: []].append(resource.id)
    }
    for resource in resources {
      take(resource.id)
      scan(resource.body)
    }
    guard ownGroups.count == 1, let group = ownGroups.first else { return }
    separate = separate.filter { $0.resourceGroup?.lowercased() != group }
  }

  /// An id, with those of what it is a part of.
  private mutating func take(_ id: ResourceID) {
    // An empty group leaves the next word in its place.
    guard let group = id.resourceGroup, !group.equalsIgnoringASCIICase("providers"),
      seen.insert(id).inserted
    else { return }
    var chain = [id]
    while let parent = chain.last?.parent { chain.append(parent) }
    if let whole = chain.last, whole.isNamedOnceInAzure {
      let same = deployed[whole.typeAndName] ?? []
      if same.count == 1, same[0].resourceGroup == nil, !isOpen(whole) {
        ownGroups.insert(group.lowercased())
      }
      return
    }
    var isSeparate = false
    for part in chain.reversed() {
      let others = (deployed[part.typeAndName] ?? []).filter { $0 != part && mayBeOne($0, part) }
      if !others.isEmpty, isOpen(part) || others.contains(where: isOpen) {
        openScopesTellApart = true
      }
      let isDeployed = deployed[part.typeAndName]?.contains(part) == true
      if isDeployed {
        isSeparate = false
      } else if isSeparate
        || !others.isEmpty
          && (isOpen(part) || others.allSatisfy { $0.resourceGroup == nil || isOpen($0) })
      {
        isSeparate = true
        separate.insert(part)
      }
    }
  }

  /// Whether two ids of one type and name may turn out to be the same.
  private func mayBeOne(_ one: ResourceID, _ other: ResourceID) -> Bool {
    func agree(_ left: String?, _ right: String?) -> Bool {
      guard let left, let right else { return true }
      return ResourceID.mayBe(left, right)
    }
    return agree(one.subscription, other.subscription)
      && agree(one.resourceGroup, other.resourceGroup)
  }

  private func isOpen(_ id: ResourceID) -> Bool {
    [id.subscription, id.resourceGroup].contains { $0?.utf8.contains(UInt8(ascii: "{")) == true }
  }

  private mutating func scan(_ value: ConfigurationValue) {
    switch value.kind {
    case .string, .unknown:
      guard let text = value.symbolicText, text.utf8.first == UInt8(ascii: "/") else { return }
      if !hasOpenScopes, let whole = value.textParts?.symbolic {
        let isOpen = whole != TemplateSymbol.withoutSymbolicScope(whole)
        hasOpenScopes =
          isOpen
          && TemplateSymbol.withoutSymbolicScope(whole)
            != TemplateSymbol.withoutSymbolicScope(whole, onlyOwn: true)
      }
      if let id = ResourceID(text) { take(id) }
    case .array: value.forEachElement { element in scan(element) }
    case .object: value.rawFields.forEach { scan($0.value) }
    case .null, .bool, .number: return
    }
  }
}

extension ResourceID {
  /// Whether no two resources of the type have one name, since it is their name in public DNS: in whatever
  /// groups they are named, they are the same.
  ///
  /// See <https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules>.
  fileprivate var isNamedOnceInAzure: Bool { Self.typesNamedOnce.contains(type.lowercased()) }

  private static let typesNamedOnce: Set<String> = [
    "microsoft.storage/storageaccounts", "microsoft.keyvault/vaults",
    "microsoft.containerregistry/registries", "microsoft.documentdb/databaseaccounts",
    "microsoft.eventhub/namespaces", "microsoft.servicebus/namespaces", "microsoft.sql/servers",
    "microsoft.search/searchservices", "microsoft.cache/redis",
    "microsoft.appconfiguration/configurationstores",
  ]
}
