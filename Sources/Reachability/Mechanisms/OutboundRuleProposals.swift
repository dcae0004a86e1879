internal import EstateModel
internal import TrafficSets

// Outbound rules of a managed network that would admit a destination, and those that name it without effect.
// https://learn.microsoft.com/azure/machine-learning/how-to-managed-network
extension ReachabilityGraph {
  /// The rule of a managed network that would make a private endpoint for a sender in it; `nil` where one
  /// is there, whatever keeps it from having an effect.
  package func missingOutboundRule(for host: Host, to front: Front) -> Change? {
    guard front.endpointCall == nil, case .managed(let id) = attachment(of: host), let id,
      let group = front.group,
      let target = front.privateLinkTarget(in: estate), estate.monitors[target] == nil,
      let workspace = estate.workspaces[estate.privateLinkWorkspace(of: id)],
      let managed = workspace.managedNetwork, workspace.hasManagedNetwork,
      !managed.rules.contains(where: { $0.names(target, group: group) })
    else { return nil }
    return .addOutboundRule(
      workspace: workspace.id, .privateEndpoint(target, group: group),
      at: managed.mode.source ?? managed.source)
  }

  /// A rule that names the destination, and why it does not admit it all the same.
  func idleRule(
    of managed: ManagedNetwork, toward destination: Destination
  ) -> (rule: OutboundRule, why: String)? {
    guard case .front(let front) = destination else { return nil }
    for rule in managed.rules {
      let status = rule.status.value.flatMap { $0.lowercased() == "active" ? nil : $0 }
      let inactive = status.map { "its status is \($0), so that it is not in force" }
      switch rule.destination {
      case .fullyQualifiedName(.known(let pattern, _)) where front.isNamed(byPattern: pattern):
        if let inactive { return (rule, inactive) }
        if front.name.hasSuffix(".core.windows.net") {
          return (
            rule,
            "an fqdn rule never reaches a storage account, which needs a private_endpoint rule"
          )
        }
        return (rule, "an fqdn rule admits TCP on ports 80 and 443 only")
      case .privateEndpoint(let target, let group):
        guard let wanted = front.privateLinkTarget(in: estate), target.value?.id == wanted else {
          continue
        }
        if let inactive { return (rule, inactive) }
        guard let group = group.value, let own = front.group,
          group.lowercased() != own.lowercased()
        else { continue }
        return (rule, "its private endpoint serves \(group), not \(own)")
      case .serviceTag(let tag, _, _, _, _):
        guard let inactive, let tag = tag.value, let address = book[.front(front.name)],
          meaning(ofServiceTag: tag).certain.contains(address)
        else { continue }
        return (rule, inactive)
      case .fullyQualifiedName, .other, .unknown: continue
      }
    }
    return nil
  }

  /// Rules that would admit the destination, the narrowest first; none that is there already.
  func proposals(
    _ workspace: Workspace, _ managed: ManagedNetwork, _ destination: Destination,
    _ source: SourcePosition
  ) -> [Change] {
    guard case .front(let front) = destination else { return [] }
    if let target = front.privateLinkTarget(in: estate), let group = front.group {
      if managed.rules.contains(where: { $0.names(target, group: group) }) { return [] }
      return [
        .addOutboundRule(
          workspace: workspace.id, .privateEndpoint(target, group: group), at: source)
      ]
    }
    if !front.name.contains("<") {
      let isThere = managed.rules.contains { rule in
        if case .fullyQualifiedName(.known(let pattern, _)) = rule.destination {
          front.isNamed(byPattern: pattern)
        } else {
          false
        }
      }
      if isThere { return [] }
      return [
        .addOutboundRule(workspace: workspace.id, .fullyQualifiedName(front.name), at: source)
      ]
    }
    // Of a service that is known by its tag alone, the question fills in the port.
    if let tag = front.tags.first, let port = front.ports.first {
      return [
        .addOutboundRule(
          workspace: workspace.id,
          .serviceTag(ServiceTagCatalog.spelled(tag), .tcp, ports: PortSet(port)),
          at: source)
      ]
    }
    return []
  }
}

extension OutboundRule {
  /// Whether the rule makes a private endpoint to that subresource, in whatever state it is.
  func names(_ target: ResourceID, group: String) -> Bool {
    guard case .privateEndpoint(let resource, let subresource) = destination else { return false }
    return resource.value?.id == target
      && subresource.value.map { $0.lowercased() == group.lowercased() } ?? true
  }
}
