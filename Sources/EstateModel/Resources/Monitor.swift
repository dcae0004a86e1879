/// What Azure Monitor collects in and answers from: Application Insights or a Log Analytics
/// workspace.
///
/// See <https://learn.microsoft.com/azure/azure-monitor/logs/private-link-design>.
package struct Monitor: EstateResource {
  /// What clients ask of it, each by names of its own.
  package enum Part: String, Hashable, Sendable, CaseIterable {
    case ingestion
    case query
  }

  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  package var location: Setting<String> = .absent
  package var publicIngestion: Setting<PublicAccess> = .absent
  package var publicQuery: Setting<PublicAccess> = .absent
  /// The Log Analytics workspace that keeps the data of Application Insights.
  package var workspace: Setting<Reference> = .absent

  package var isWorkspace: Bool {
    id.type.lowercased() == "microsoft.operationalinsights/workspaces"
  }

  package func publicAccess(for part: Part) -> Setting<PublicAccess> {
    part == .ingestion ? publicIngestion : publicQuery
  }

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}

/// A private link scope of Azure Monitor: the resources that its private endpoints lead to.
package struct MonitorScope: EstateResource {
  package enum AccessMode: String, Hashable, Sendable {
    /// What is not in the scope is passed on, too.
    case open = "Open"
    case privateOnly = "PrivateOnly"
  }

  /// Other modes for a single private endpoint.
  package struct Exclusion: Sendable {
    package let connection: String
    package var ingestion: Setting<AccessMode> = .absent
    package var query: Setting<AccessMode> = .absent

    package init(connection: String) { self.connection = connection }
  }

  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  package var ingestion: Setting<AccessMode> = .absent
  package var query: Setting<AccessMode> = .absent
  package var exclusions: [Exclusion] = []
  package var members: [Setting<Reference>] = []

  package func mode(of part: Monitor.Part) -> Setting<AccessMode> {
    part == .ingestion ? ingestion : query
  }

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}
