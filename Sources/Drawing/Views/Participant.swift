import EstateModel
import Reachability

/// Something that a picture can show: what an answer's path names, resolved.
enum Participant: Hashable, Sendable {
  case internet
  /// An address that a question names.
  case address(String)
  case client(String)
  case resource(ResourceID)
  /// Any host of this subnet or network that the estate does not know by itself.
  case hosts(ResourceID)
  /// A second one of them, where both ends of a way are such hosts.
  case anotherHost(ResourceID)
  case managedPrivateEndpoint(owner: ResourceID, target: ResourceID)
  /// The router that Azure Machine Learning runs on this cluster.
  case router(ResourceID)
  /// A service of Microsoft's or a name on the internet, by its selector.
  case wellKnown(String)
}

/// Finds the participants by the texts that answers name them with.
struct ParticipantIndex: Sendable {
  private let graph: ReachabilityGraph
  private var byText: [String: Participant] = [:]
  private var machines: [ResourceID: ResourceID] = [:]

  init(_ graph: ReachabilityGraph) {
    self.graph = graph
    let estate = graph.estate
    for machine in estate.machinesAndScaleSets {
      for interface in machine.interfaces.compactMap(\.value) {
        machines[interface.id] = machine.id
      }
    }
    for entry in graph.selectors.entries {
      guard let id = entry.id else {
        byText[entry.selector.lowercased()] =
          .client(String(entry.selector.dropFirst("client/".count)))
        continue
      }
      byText[entry.selector.lowercased()] = .resource(id)
      // Of those that share a selector each is named by its id.
      byText[graph.selectors.text(for: id).lowercased()] = .resource(id)
    }
    let targets =
      estate.storageAccounts.map(\.id) + estate.keyVaults.map(\.id) + estate.registries.map(\.id)
      + estate.workspaces.map(\.id) + estate.services.map(\.id)
    for target in targets {
      for owner in estate.managedPrivateEndpointOwners(of: target, group: nil) {
        let text = graph.text(for: .managedPrivateEndpoint(owner: owner, target: target))
        byText[text.lowercased()] = .managedPrivateEndpoint(owner: owner, target: target)
      }
    }
    for cluster in estate.clusters {
      byText[graph.text(for: .router(cluster: cluster.id)).lowercased()] = .router(cluster.id)
    }
  }

  /// What the text names; a part of a service is the service, an interface its machine.
  subscript(_ name: String) -> Participant? {
    let text = name.lowercased()
    if text == "internet" { return .internet }
    if text.hasPrefix("internet/") { return .address(text) }
    if let found = byText[text] { return whole(found) }
    if let end = text.lastIndex(of: "/"), let found = byText[String(text[..<end])] {
      return whole(found)
    }
    let kind = text.prefix { $0 != "/" }
    if kind == "ip" { return .address(text) }
    return ["registry", "service", "fqdn"].contains(kind) ? .wellKnown(name) : nil
  }

  /// The same for an end of a path, where a subnet or a network means a host in it.
  func end(_ text: String) -> Participant? {
    guard case .resource(let id)? = self[text] else { return self[text] }
    return isPlace(id) ? .hosts(id) : .resource(id)
  }

  func isPlace(_ id: ResourceID) -> Bool {
    graph.estate.subnets[id] != nil || graph.estate.networks[id] != nil
  }

  func isPlace(_ participant: Participant) -> Bool {
    if case .resource(let id) = participant { isPlace(id) } else { false }
  }

  func isPublicAddress(_ participant: Participant) -> Bool {
    guard case .resource(let id) = participant else { return false }
    return graph.estate.publicAddresses[id] != nil
  }

  /// Whether what passes here goes on with another address: a stop on the way, though no place in a
  /// subnet may tell of it.
  func isTranslator(_ participant: Participant) -> Bool {
    guard case .resource(let id) = participant else { return false }
    let estate = graph.estate
    return estate.firewalls[id] != nil || estate.natGateways[id] != nil
      || estate.applicationGateways[id] != nil
  }

  /// A machine stands for its interfaces, a cluster for the compute that attaches it.
  private func whole(_ participant: Participant) -> Participant {
    guard case .resource(let id) = participant else { return participant }
    if let machine = machines[id] { return .resource(machine) }
    if let cluster = graph.estate.computes[id]?.cluster.value { return .resource(cluster.id) }
    return participant
  }
}
