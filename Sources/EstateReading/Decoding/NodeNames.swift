internal import EstateModel

/// Finds the resources that an overlay means by `KIND/NAME`, an id or a bare name.
enum NodeNames {
  /// The resources that a text can mean.
  ///
  /// - Parameter kind: the kind that is meant where the text names none; with it other kinds do
  ///   not count.
  static func matches(
    _ text: String, kind: NodeKind? = nil, in index: ReferenceIndex
  ) -> [ResourceID] {
    if let id = ResourceID(text) { return index.resolve(id).map { [$0] } ?? [] }
    var names = text.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
    guard let first = names.first else { return [] }
    let word = kind?.rawValue
    var types = Set(self.types(of: kind ?? NodeKind(rawValue: first.lowercased())))
    if word == nil || first.equalsIgnoringASCIICase(word ?? ""), names.count > 1, !types.isEmpty {
      names.removeFirst()
    } else if word == nil, names.count > 2, first.contains(".") {
      let name = names.removeLast()
      types = [names.joined(separator: "/").lowercased()]
      names = [name]
    } else if word == nil {
      types = []
      if names.count > 1 { return [] }
    }
    // `storage/NAME/blob` is the account, too.
    if types.contains("microsoft.storage/storageaccounts"), names.count == 2,
      ServiceCatalog.storageKinds.contains(names[1].lowercased())
    {
      names.removeLast()
    }
    return index.all.filter { id in
      (types.isEmpty || types.contains(id.type.lowercased())) && id.ends(with: names)
    }
  }

  /// What the resources of a kind are called, `hub/clients` for a subnet.
  static func all(_ kind: NodeKind?, in index: ReferenceIndex) -> [String] {
    guard let kind else {
      return index.all.compactMap { id in
        NodeKind(type: id.type).map { "\($0.rawValue)/\(name(of: id))" }
      }
    }
    let types = Set(types(of: kind))
    return index.all.filter { types.contains($0.type.lowercased()) }.map(name(of:))
  }

  private static func types(of kind: NodeKind?) -> [String] {
    kind?.types.map { $0.lowercased() } ?? []
  }

  /// The name within its kind; subnets and deployments have that of their parent before it.
  private static func name(of id: ResourceID) -> String {
    let last = id.segments[id.segments.count - 1].type.lowercased()
    guard ["subnets", "deployments", "versions"].contains(last), let parent = id.parent else {
      return id.name
    }
    return "\(parent.name)/\(id.name)"
  }
}

extension ResourceID {
  fileprivate func ends(with names: [String]) -> Bool {
    guard !names.isEmpty, names.count <= segments.count else { return false }
    return zip(segments.suffix(names.count), names).allSatisfy {
      $0.name.equalsIgnoringASCIICase($1)
    }
  }
}

extension EstateDecoding {
  /// The one resource that an overlay's text means; `nil`, and an error, where there is not one.
  mutating func node(_ text: Positioned<String>, kind: NodeKind? = nil) -> ResourceID? {
    let found = NodeNames.matches(text.value, kind: kind, in: index)
    if found.count == 1 { return found[0] }
    if found.isEmpty {
      let names = NodeNames.all(kind, in: index)
      report(.noSuchNode(text.value, kind, names), at: text.source)
    } else {
      report(.severalNodes(text.value, found.map(\.description)), at: text.source)
    }
    return nil
  }
}

extension Diagnostic.Message {
  static func noSuchNode(_ text: String, _ kind: NodeKind?, _ names: [String]) -> Self {
    let what =
      kind.map { "no \($0.rawValue) of the estate is named" } ?? "nothing in the estate is named"
    return Self("\(what) '\(text)'\(NearMatches.hint(for: text, among: names))")
  }

  static func severalNodes(_ text: String, _ ids: [String]) -> Self {
    Self("'\(text)' is more than one resource; write one of the ids \(ids.joined(separator: ", "))")
  }
}
