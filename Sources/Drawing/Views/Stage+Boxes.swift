import EstateModel
import Reachability

// How the boxes of a picture are named.
extension Stage {
  func id(of container: Container) -> String {
    switch container {
    case .outside: "outside"
    case .azure: "azure"
    case .network(let id), .subnet(let id), .cluster(let id): graph.selectors.text(for: id)
    case .managed(let owner): "managed network of \(graph.selectors.text(for: owner))"
    }
  }

  func style(of container: Container) -> Scene.Box.Style {
    switch container {
    case .outside: .outside
    case .azure: .azure
    case .network: .virtualNetwork
    case .subnet: .subnet
    case .cluster: .service
    case .managed: .managed
    }
  }

  func label(of container: Container) -> String {
    switch container {
    case .azure: "Azure"
    case .managed(let owner) where estate.workspaces[owner] == nil:
      "managed network of the deployment"
    // The box that it stands in has the network's name.
    case .subnet(let subnet) where estate.subnets[subnet] != nil:
      subnet.name.lowercased().contains("subnet") ? subnet.name : "subnet \(subnet.name)"
    default: id(of: container)
    }
  }

  /// Of a subnet the selector, since its label is shorter.
  func tooltip(of container: Container) -> String {
    guard case .subnet = container else { return "" }
    return [id(of: container), detail(of: container)].filter { !$0.isEmpty }.joined(separator: " ")
  }

  func detail(of container: Container) -> String {
    switch container {
    case .outside: return ""
    case .azure: return region ?? ""
    case .network(let id): return prefixes(estate.networks[id]?.addressSpace ?? [])
    case .subnet(let id):
      guard let subnet = estate.subnets[id] else { return "" }
      let group = subnet.securityGroup.value.map { graph.selectors.text(for: $0.id) } ?? ""
      let first = [prefixes(subnet.prefixes), group].filter { !$0.isEmpty }
        .joined(separator: ", ")
      return [first, routes(of: subnet)].filter { !$0.isEmpty }.joined(separator: "\n")
    case .cluster: return ""
    case .managed(let owner):
      switch estate.workspaces[owner]?.managedNetwork?.mode {
      case .known(.allowOnlyApprovedOutbound, _): return "approved outbound only"
      case .known(.allowInternetOutbound, _): return "internet outbound"
      case .unknown: return "isolation mode unknown"
      default: return ""
      }
    }
  }

  func prefixes<Prefix: CustomStringConvertible>(_ settings: [Setting<Prefix>]) -> String {
    let known = settings.compactMap(\.value?.description).map { text in
      // A prefix of one address is that address.
      text.hasSuffix("/32") && text.contains(".") ? String(text.dropLast(3)) : text
    }
    guard !known.isEmpty else { return settings.isEmpty ? "" : "addresses not known" }
    let shown = known.prefix(2).joined(separator: ", ")
    let rest = settings.count - min(known.count, 2)
    return rest > 0 ? "\(shown) and \(rest) more" : shown
  }

  /// The one region that everything is in, where there is one.
  private var region: String? {
    let locations =
      estate.networks.map(\.location) + estate.workspaces.map(\.location)
      + estate.storageAccounts.map(\.location) + estate.registries.map(\.location)
    let regions = Set(locations.compactMap(\.value).compactMap { Estate.region($0) })
    return regions.count == 1 ? regions.first : nil
  }
}
