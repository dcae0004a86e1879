import EstateModel
import Reachability
import TrafficSets

extension Stage {
  func access(_ setting: Setting<PublicAccess>) -> String {
    switch setting {
    case .known(.enabled, _): "public access: enabled"
    case .known(.disabled, _): "public access: disabled"
    case .known(.securedByPerimeter, _): "public access: by perimeter"
    case .absent: "public access: not set"
    case .unknown: "public access: unknown"
    }
  }

  func access(_ firewall: ServiceFirewall) -> String {
    switch (firewall.publicAccess, firewall.defaultAction) {
    case (.known(.disabled, _), _): return "public access: disabled"
    case (.known(.enabled, _), .known(.deny, _)), (.absent, .known(.deny, _)):
      return "public access: selected networks"
    case (.absent, _): return "public access: enabled"
    default: return access(firewall.publicAccess)
    }
  }

  /// Of services of some types a private endpoint closes the public side that nothing opens by word.
  func access(_ service: PlatformService) -> String {
    let stated = access(service.firewall)
    let access = service.kind.access
    switch (service.firewall.publicAccess, access.closing) {
    case (.absent, _) where !access.isOpenWithoutFlag: return "public access: disabled"
    case (.absent, .whereFlagIsAbsent), (.absent, .undocumentedWhereFlagIsAbsent),
      (.absent, .withoutRules), (.known(.enabled, _), .withoutRules):
      if access.closing == .withoutRules, service.firewall.hasRules { return stated }
      switch graph.approvedPrivateEndpoint(to: service.id).certainty {
      case .no: return stated
      case .yes where access.closing != .undocumentedWhereFlagIsAbsent:
        return "public access: closed by endpoint"
      case .yes, .open: return "public access: unknown"
      }
    default: return stated
    }
  }

  func list(_ workspace: Workspace) -> String {
    let count = workspace.addressRules.count
    return count == 0 ? "" : "from \(count) listed \(count == 1 ? "prefix" : "prefixes")"
  }

  func facts(of endpoint: PrivateEndpoint) -> [String] {
    let groups = endpoint.groups.map { $0.value ?? "?" }.joined(separator: ", ")
    let address = addresses(of: endpoint)
    let state =
      switch endpoint.state {
      case .known(.approved, _), .absent: ""
      case .known(let state, _): "connection: \(state.rawValue.lowercased())"
      case .unknown: "connection: state unknown"
      }
    return [[groups, address].filter { !$0.isEmpty }.joined(separator: ", "), state]
  }

  /// The addresses as far as there is room; of a registry first that of its login server.
  private func addresses(of endpoint: PrivateEndpoint) -> String {
    var known: [Address] = []
    for address in endpoint.addresses.compactMap(\.value) where !known.contains(address) {
      known.append(address)
    }
    if let login = loginServer(of: endpoint), let place = known.firstIndex(of: login) {
      known.insert(known.remove(at: place), at: 0)
    }
    guard let first = known.first else { return "" }
    return known.count <= 2
      ? known.map(\.description).joined(separator: ", ") : "\(first) +\(known.count - 1)"
  }

  /// What the private zone of registries answers for the registry's own name; its data endpoints
  /// have names of more parts.
  private func loginServer(of endpoint: PrivateEndpoint) -> Address? {
    guard let registry = endpoint.target.value?.id, estate.registries[registry] != nil else {
      return nil
    }
    let records = estate.zones.filter { $0.zoneName == "privatelink.azurecr.io" }
      .flatMap(\.records)
    return records.filter { $0.name.lowercased() == registry.name.lowercased() }
      .flatMap(\.addresses).compactMap(\.value).first { address in
        endpoint.addresses.contains { $0.value == address }
      }
  }

  func facts(of deployment: OnlineDeployment) -> [String] {
    switch container(of: .resource(deployment.id)) {
    case .cluster: return ["on Kubernetes"]
    case .managed(let owner) where estate.workspaces[owner] != nil: return []
    default: break
    }
    switch deployment.egressPublicAccess {
    case .known(.disabled, _): return ["egress: disabled"]
    case .known(.enabled, _): return ["egress: enabled"]
    case .known(.securedByPerimeter, _), .unknown: return ["egress: unknown"]
    case .absent: return ["egress: enabled by default"]
    }
  }

  func facts(of compute: Compute) -> [String] {
    let address =
      switch compute.hasPublicAddress {
      case .known(false, _): "no public address"
      case .known(true, _): "public address"
      case .absent: ""
      case .unknown: "public address: unknown"
      }
    let builds = estate.workspaces.contains { workspace in
      workspace.imageBuildCompute.value?.lowercased() == compute.id.name.lowercased()
        && (compute.workspace.value?.id ?? workspace.id) == workspace.id
    }
    return [address, builds ? "builds images" : ""]
  }

  static let publicAddressNote = ", and a public one"

  /// The address, whether there is a public one, and what groups stand before the interfaces.
  func facts(of interfaces: [NetworkInterface]) -> [String] {
    guard let first = interfaces.first else { return [] }
    var address =
      first.configurations.first?.privateAddress.value?.description ?? "address by Azure"
    let isPublic = interfaces.contains { interface in
      interface.configurations.contains { !$0.publicAddress.isAbsent }
    }
    var groups: [String] = []
    for group in interfaces.compactMap(\.securityGroup.value?.id) {
      let text = graph.selectors.text(for: group)
      if !groups.contains(text) { groups.append(text) }
    }
    if isPublic, !groups.isEmpty { address += Self.publicAddressNote }
    return [
      address,
      groups.isEmpty ? isPublic ? "with a public address" : "" : groups.joined(separator: ", "),
    ]
  }

  func facts(ofClient name: String) -> (first: String, second: String) {
    guard let client = estate.client(name) else { return ("", "") }
    let addresses = prefixes(client.addresses)
    switch client.placement {
    case .internet: return (addresses.isEmpty ? "on the internet" : addresses, "")
    case .subnet: return (addresses, "")
    case .gateway(let gateway):
      let isExpressRoute =
        gateway.value.flatMap { estate.gateways[$0.id]?.kind.value } == .expressRoute
      return (addresses, isExpressRoute ? "over ExpressRoute" : "over VPN")
    }
  }

  func facts(ofRouterOn cluster: ResourceID) -> String {
    for compute in estate.computes where compute.cluster.value?.id == cluster {
      switch compute.loadBalancer.value {
      case .publicAddress: return "public load balancer"
      case .internalAddress: return "internal load balancer"
      case nil: break
      }
    }
    guard let settings = estate.clusters[cluster]?.machineLearningExtension else {
      return "load balancer unknown"
    }
    switch settings.routerService {
    case .known(.loadBalancer, _):
      return settings.usesInternalLoadBalancer.unknown != nil
        ? "load balancer unknown"
        : settings.usesInternalLoadBalancer.value == true
          ? "internal load balancer" : "public load balancer"
    case .known(let service, _): return "no load balancer (\(service.rawValue))"
    case .absent, .unknown: return "load balancer unknown"
    }
  }

  static func facts(ofWellKnown selector: String) -> (name: String, fact: String) {
    switch selector {
    case "registry/mcr": ("registry/mcr", "mcr.microsoft.com")
    case "registry/viennaglobal": ("registry/viennaglobal", "viennaglobal.azurecr.io")
    case "fqdn/example.com": ("other internet", "such as example.com")
    default: (selector, selector.hasPrefix("fqdn/") ? "on the internet" : "Microsoft's service")
    }
  }

  /// What is in subnets that are drawn as one node, in words.
  func contents(ofSubnets subnets: [ResourceID]) -> String {
    let inside = Set(subnets)
    func count(_ ids: [ResourceID?], _ one: String, _ many: String) -> String? {
      let number = ids.filter { $0.map(inside.contains) ?? false }.count
      return number == 0 ? nil : number == 1 ? "1 \(one)" : "\(number) \(many)"
    }
    let machines = estate.machinesAndScaleSets.map { machine in
      machine.interfaces.first?.value.flatMap { estate.interfaces[$0.id] }?.configurations.first?
        .subnet.value?.id
    }
    return [
      subnets.count > 1 ? "\(subnets.count) subnets" : nil,
      count(
        estate.privateEndpoints.filter { $0.id.parent == nil }.map { $0.subnet.value?.id },
        "private endpoint",
        "private endpoints"),
      count(machines, "machine", "machines"),
      count(estate.computes.map { $0.subnet.value?.id }, "compute", "computes"),
    ].compactMap { $0 }.joined(separator: ", ")
  }
}
