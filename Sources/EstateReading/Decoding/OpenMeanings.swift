internal import EstateModel

/// Resources that inputs describe without saying all of their ids, so that an id of which all is said may
/// mean one of them: one whose name is open, or one that a template deploys to a group that nobody tells.
struct OpenMeanings {
  private struct Described {
    let id: ResourceID
    let unknown: UnknownValue
  }

  /// By type in small letters those with open names.
  private var openNames: [String: [Described]] = [:]
  /// By what they may be called in whole those of templates without a group.
  private var openScopes: [ResourceID: Described] = [:]

  var isEmpty: Bool { openNames.isEmpty && openScopes.isEmpty }

  /// Takes in a resource that an input describes, or that one within it is a part of.
  ///
  /// - Parameter description: of the resource or of what it is in.
  mutating func insert(_ id: ResourceID, describedBy description: Resource) {
    // What a file of Azure ML leaves unnamed is one workspace, which is decided elsewhere.
    guard description.format != .azureMLYAML, id.hasOpenName,
      let unknown = description.nameUnknown
    else { return }
    openNames[id.type.lowercased(), default: []].append(Described(id: id, unknown: unknown))
  }

  /// Takes in an id that a template tells from a resource of that type and name which it deploys, though it
  /// knows neither that one's subscription nor its group: given as a whole it can be that very one.
  mutating func insert(separate ids: Set<ResourceID>, among described: [ResourceID]) {
    let whole = ids.filter { Self.isKnown($0.subscription) && Self.isKnown($0.resourceGroup) }
    if whole.isEmpty { return }
    let names = Set(whole.map(\.typeAndName))
    let own = described.filter {
      $0.subscription == nil && $0.resourceGroup == nil && names.contains($0.typeAndName)
    }
    for id in ids where names.contains(id.typeAndName) {
      guard whole.contains(where: { $0.matches(id) }),
        let own = own.first(where: { $0.matches(id) })
      else { continue }
      let unknown = UnknownValue(
        key: "\(own.typeAndName)#scope",
        because: "no input tells the resource group of the template that deploys '\(own.name)', so "
          + "that it may be \(id); give --subscription and --resource-group",
        source: nil)
      openScopes[id] = Described(id: own, unknown: unknown)
    }
  }

  private static func isKnown(_ part: String?) -> Bool {
    part.map { !$0.utf8.contains(UInt8(ascii: "{")) } ?? false
  }

  /// Whether other ids than its own may mean the resource.
  func hasOthers(for id: ResourceID) -> Bool {
    !openScopes.isEmpty || (openNames[id.type.lowercased()] ?? []).contains { $0.id == id }
  }

  /// Why an id may mean a resource that an input describes; `nil` where it cannot.
  func unknown(whether id: ResourceID, is described: ResourceID) -> UnknownValue? {
    if let own = openScopes[id], own.id == described { return own.unknown }
    return (openNames[id.type.lowercased()] ?? []).first {
      $0.id == described && $0.id.mayMean(id)
    }?.unknown
  }

  /// Why an id that no input describes may mean a resource that one does; `nil` where it cannot.
  func unknown(of id: ResourceID) -> UnknownValue? {
    if let own = openScopes[id] { return own.unknown }
    return openNames[id.type.lowercased()]?.first { $0.id.mayMean(id) }?.unknown
  }
}

extension UnknownValue {
  /// The same with this place, where it has none of its own.
  func placed(at source: SourcePosition) -> UnknownValue {
    if self.source != nil { return self }
    return UnknownValue(
      key: key, because: because, source: source, candidates: candidates, parameters: parameters,
      addressOf: addressOf, isContradicted: isContradicted)
  }
}
