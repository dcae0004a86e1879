package import EstateModel

extension Estate {
  /// Notes the templates that no input has. Whether one that is given a private zone enters records
  /// and links there, as those of Azure's portal do for private endpoints, nobody knows.
  package mutating func noteUnread(_ templates: [UnreadTemplate]) {
    unreadTemplates = templates
    for template in templates where !template.parameters.isEmpty {
      for id in zones.all.map(\.id) where template.isGiven(id) {
        let unknown = UnknownValue(
          key: "\(template.source)#zone \(id)",
          because:
            "what the \(template.name) enters into \(id.name) is not known: \(template.deployment) gives it that zone, and no input has the template",
          source: template.source)
        zones.update(id) { zone in
          zone.missingRecords = zone.missingRecords ?? unknown
          zone.missingLinks = zone.missingLinks ?? unknown
        }
      }
    }
  }
}
