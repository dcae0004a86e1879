package import EstateModel

// The names of API servers and of what Azure Monitor collects in.
extension Estate {
  /// The API server of a cluster.
  package func front(of cluster: KubernetesCluster, _ selectors: SelectorIndex) -> Front {
    let selector = selectors.text(for: cluster.id)
    let region = Self.region(cluster.location.value)
    return Front(
      owner: .resource(cluster.id), selector: selector,
      name: cluster.publicName.value ?? cluster.privateName.value
        ?? "<api server of \(selector)>.hcp.\(region ?? "<region>").azmk8s.io",
      group: "management", tags: [], location: region, ports: [443])
  }

  /// What takes in or answers for a part of Azure Monitor. Application Insights has names of its region
  /// or none, a Log Analytics workspace takes in data under a name of its own.
  package func front(
    of monitor: Monitor, _ part: Monitor.Part, _ selectors: SelectorIndex
  ) -> Front {
    let text = selectors.text(for: monitor.id)
    let region = Self.region(monitor.location.value)
    let hasOwnName = monitor.isWorkspace && part == .ingestion
    let host: String
    let zone: String
    switch (monitor.isWorkspace, part) {
    case (true, .ingestion):
      host = "<workspace id of \(text)>.ods.opinsights.azure.com"
      zone = "privatelink.ods.opinsights.azure.com"
    case (true, .query):
      host = "<query of \(text)>.api.monitor.azure.com"
      zone = "privatelink.monitor.azure.com"
    case (false, .ingestion):
      host = "<ingestion of \(text)>.in.applicationinsights.azure.com"
      zone = "privatelink.monitor.azure.com"
    case (false, .query):
      host = "<query of \(text)>.api.applicationinsights.io"
      zone = "privatelink.monitor.azure.com"
    }
    return Front(
      owner: .resource(monitor.id), selector: "\(text)/\(part.rawValue)", name: host,
      group: "azuremonitor", zone: zone,
      records: hasOwnName ? ["<workspace id of \(text)>"] : ["<endpoint of \(text)>"],
      tags: ["AzureMonitor"], location: region, ports: [443], part: part.rawValue)
  }

  /// What is known of a service of a kind that is not modelled, from the private endpoints that lead to
  /// it; `nil` where none does.
  package func front(ofUnmodelled id: ResourceID, _ selectors: SelectorIndex) -> Front? {
    guard others[id] != nil else { return nil }
    let selector = selectors.text(for: id)
    for endpoint in privateEndpoints where endpoint.target.value?.id == id {
      let zone = endpoint.zoneGroup.compactMap { $0.zone.value?.id.name.lowercased() }.first
      return Front(
        owner: .resource(id), selector: selector, name: "<\(selector)>",
        group: endpoint.groups.compactMap(\.value).first, zone: zone,
        records: ["<record of \(selector)>"], tags: [], ports: [443], mayHaveOtherTags: true)
    }
    return nil
  }
}
