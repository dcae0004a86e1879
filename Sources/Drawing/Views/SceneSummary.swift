extension Scene {
  /// What is drawn, counted: `2 virtual networks, 5 subnets, 1 workspace`.
  var summary: String {
    var counts: [Kind: Int] = [:]
    for node in allNodes where node.kind != .internet && node.kind != .client {
      counts[node.kind, default: 0] += node.count
    }
    for box in allBoxes {
      switch box.style {
      case .virtualNetwork: counts[.virtualNetwork, default: 0] += 1
      case .subnet: counts[.subnet, default: 0] += 1
      case .azure, .resourceGroup, .managed, .service, .outside: break
      }
    }
    let words = Self.countedKinds.compactMap { kind, one, many in
      counts[kind].map { "\($0) \($0 == 1 ? one : many)" }
    }
    return words.prefix(Self.mostWords).joined(separator: ", ")
  }

  /// What a topology shows: its networks by name where they are few, else how many.
  var subject: String {
    let networks =
      allBoxes.filter { $0.style == .virtualNetwork }.map(\.id)
      + allNodes.filter { $0.kind == .virtualNetwork }.map(\.id)
    switch networks.count {
    case 0:
      let count = allNodes.filter { $0.kind != .internet && $0.kind != .client }.count
      return count == 0
        ? "Nothing to draw"
        : count == 1 ? "Topology of 1 resource" : "Topology of \(count) resources"
    case 1: return "Topology of \(networks[0])"
    case 2: return "Topology of \(networks[0]) and \(networks[1])"
    default: return "Topology of \(networks.count) virtual networks"
    }
  }

  private static let mostWords = 6

  /// Those that are counted, the most telling first.
  private static let countedKinds: [(Kind, String, String)] = [
    (.virtualNetwork, "virtual network", "virtual networks"), (.subnet, "subnet", "subnets"),
    (.virtualMachine, "machine", "machines"),
    (.privateEndpoint, "private endpoint", "private endpoints"),
    (.workspace, "workspace", "workspaces"), (.endpoint, "endpoint", "endpoints"),
    (.compute, "compute", "computes"), (.kubernetes, "cluster", "clusters"),
    (.gateway, "gateway", "gateways"), (.firewall, "firewall", "firewalls"),
    (.loadBalancer, "load balancer", "load balancers"),
    (.applicationGateway, "application gateway", "application gateways"),
    (.storage, "storage account", "storage accounts"),
    (.registry, "container registry", "container registries"),
    (.keyVault, "key vault", "key vaults"),
    (.networkInterface, "network interface", "network interfaces"),
    (.service, "other service", "other services"),
  ]
}
