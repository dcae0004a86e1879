internal import EstateModel

extension ResourceKind {
  static let monitors: [ResourceKind] = [
    .node("Microsoft.Insights/components") { $0.decodeMonitor($1) },
    .node("Microsoft.OperationalInsights/workspaces") { $0.decodeMonitor($1) },
    .node("Microsoft.Insights/privateLinkScopes") { $0.decodeMonitorScope($1) },
    .part("Microsoft.Insights/privateLinkScopes/scopedResources"),
    .part("Microsoft.Insights/privateLinkScopes/privateEndpointConnections"),
  ]
}

// https://learn.microsoft.com/azure/azure-monitor/logs/private-link-configure
extension EstateDecoding {
  mutating func decodeMonitor(_ input: ResourceInput) {
    var monitor = Monitor(id: input.id, source: input.source)
    monitor.isDescribed = input.isDescribed
    monitor.location = input.location
    let properties = input.properties
    monitor.publicIngestion = word(properties["publicNetworkAccessForIngestion"], .publicAccess)
    monitor.publicQuery = word(properties["publicNetworkAccessForQuery"], .publicAccess)
    monitor.workspace = reference(properties["WorkspaceResourceId"])
    estate.monitors.insert(monitor)
  }

  mutating func decodeMonitorScope(_ input: ResourceInput) {
    var scope = MonitorScope(id: input.id, source: input.source)
    scope.isDescribed = input.isDescribed
    let settings = input.properties["accessModeSettings"]
    scope.ingestion = accessMode(settings["ingestionAccessMode"])
    scope.query = accessMode(settings["queryAccessMode"])
    for element in settings["exclusions"].elements {
      guard let name = text(element["privateEndpointConnectionName"]).value else { continue }
      var exclusion = MonitorScope.Exclusion(connection: name)
      exclusion.ingestion = accessMode(element["ingestionAccessMode"])
      exclusion.query = accessMode(element["queryAccessMode"])
      scope.exclusions.append(exclusion)
    }
    for part in parts(of: input.id, "scopedResources") {
      let member = reference(properties(of: part)["linkedResourceId"])
      if !member.isAbsent { scope.members.append(member) }
    }
    if scope.members.isEmpty, let unknown = missingChildren(of: input, "scopedResources") {
      scope.members = [.unknown(unknown)]
    }
    readConnections(to: input)
    estate.monitorScopes.insert(scope)
  }

  private mutating func accessMode(_ slot: Slot) -> Setting<MonitorScope.AccessMode> {
    word(slot, Vocabulary(.open, .privateOnly))
  }
}
