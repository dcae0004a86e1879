internal import EstateModel

/// Finds the workspace of Azure ML files, which name none.
struct WorkspaceResolution {
  /// The workspaces that some input describes, each once.
  private let workspaces: [Resource]
  private let byFolder: [String: [Resource]]
  private let overlays: [Overlay]

  init(workspaces: [Resource], overlays: [Overlay]) {
    var known: [Resource] = []
    var byName: [ResourceID.TypeAndName: [Resource]] = [:]
    for workspace in workspaces {
      let same = byName[workspace.id.typeAndName] ?? []
      if same.contains(where: { $0.id.matches(workspace.id) }) { continue }
      byName[workspace.id.typeAndName, default: []].append(workspace)
      known.append(workspace)
    }
    self.workspaces = known
    byFolder = Dictionary(grouping: known) { FilePath.folder(of: $0.source.file) }
    self.overlays = overlays
  }

  /// The only workspace of the estate, else the one in the folder or the nearest above, else the
  /// one that an overlay names, else unknown.
  func workspace(of document: LoadedDocument) -> WorkspaceReference {
    if workspaces.count == 1, let only = workspaces.first { return Self.reference(to: only) }
    for folder in FilePath.foldersUpward(from: document.folder) {
      let near = byFolder[folder] ?? []
      if near.count == 1, let only = near.first { return Self.reference(to: only) }
      if near.count > 1 { break }
    }
    if let named = overlayWorkspace(of: document.folder) { return named }
    let unknown = UnknownValue(
      key: "workspace", because: because, source: document.root.position,
      candidates: workspaces.map(\.name))
    return WorkspaceReference(id: Self.id(named: "{workspace}"), unknown: unknown)
  }

  private var because: String {
    guard !workspaces.isEmpty else {
      return "no input describes a workspace; name it by 'workspace:' in an overlay"
    }
    let names = workspaces.map { "'\($0.name)'" }.joined(separator: ", ")
    return "the estate has several workspaces (\(names)); name one by 'workspace:' in an overlay"
  }

  private func overlayWorkspace(of folder: String) -> WorkspaceReference? {
    guard
      let name = NearestOverlay.value(for: folder, in: overlays, { $0.workspace })?.value
    else { return nil }
    let same = workspaces.filter { $0.name.equalsIgnoringASCIICase(name) }
    if same.count == 1, let only = same.first { return Self.reference(to: only) }
    return WorkspaceReference(
      id: ResourceID(name) ?? Self.id(named: name), unknown: nil)
  }

  private static func reference(to workspace: Resource) -> WorkspaceReference {
    WorkspaceReference(id: workspace.id, unknown: workspace.nameUnknown)
  }

  static func id(
    named name: String, subscription: String? = nil, resourceGroup: String? = nil
  ) -> ResourceID {
    ResourceID(
      subscription: subscription, resourceGroup: resourceGroup,
      provider: AzureMLReader.provider,
      segments: [ResourceID.Segment(type: "workspaces", name: name)])
  }
}

/// What overlays say of the folders below them.
enum NearestOverlay {
  /// The value of the overlay in the folder or nearest above it that has one.
  static func value<Value>(
    for folder: String, in overlays: [Overlay], _ value: (Overlay) -> Value?
  ) -> Value? {
    for upper in FilePath.foldersUpward(from: folder) {
      for overlay in overlays where FilePath.folder(of: overlay.file) == upper {
        if let found = value(overlay) { return found }
      }
    }
    return nil
  }
}
