internal import EstateModel
internal import TrafficSets

/// The region that a resource is in, as far as the inputs tell.
struct Region: Hashable, Sendable {
  /// In the form of service tags: `westeurope`.
  let name: String?
  /// Why it is not known, where an input says so: what is the same open value is one region.
  let open: UnknownValue?

  init(_ location: Setting<String>) {
    name = Estate.region(location.value)
    open = location.unknown
  }

  init(named name: String?) {
    self.name = Estate.region(name)
    open = nil
  }

  /// None that an input names.
  static let elsewhere = Region(named: "elsewhere")

  /// Whether both are one region.
  ///
  /// - Parameter what: what a user reads, such as `storage/ml and vnet/hub`.
  func isSame(as other: Region, of what: String, at source: SourcePosition?) -> Certainty {
    if let name, let other = other.name { return Certainty(name == other) }
    if let open, let other = other.open, open.key == other.key { return .yes }
    let reason = (open ?? other.open).map { ": \($0.because)" } ?? ""
    return .open(
      UnknownValue(
        key: "\(what)#region", because: "whether \(what) are in one region is not known\(reason)",
        source: open?.source ?? other.open?.source ?? source))
  }
}

extension ReachabilityGraph {
  /// The region that the service is in which a name belongs to.
  func region(of front: Front) -> Region {
    if front.location != nil { return Region(named: front.location) }
    if let assumed = assumedRegions[front.name] { return assumed }
    return front.resource.map { Region(estate.location(of: $0)) } ?? Region(named: nil)
  }
}

extension ReachabilityGraph {
  /// The graphs in which a service that is somewhere is in each of the regions that service endpoints of
  /// the estate lead to, and in none of them; none where its region is known, or matters to no subnet.
  package func regionCases(of destination: Destination) -> [ReachabilityGraph] {
    guard case .front(let front) = destination, front.resource == nil,
      let endpoint = front.serviceEndpoint, ServiceCatalog.isRegional(serviceEndpoint: endpoint),
      front.location == nil, assumedRegions.isEmpty
    else { return [] }
    let regions = knownNetworks.regionsOfEndpoints.value(for: endpoint) {
      estate.regions(servedBy: endpoint)
    }
    if regions.isEmpty { return [] }
    return (regions.map { Region(named: $0) } + [.elsewhere]).map {
      assuming(region: $0, of: front)
    }
  }
}

extension Estate {
  /// The regions that service endpoints of that name lead to from some subnet.
  fileprivate func regions(servedBy endpoint: String) -> [String] {
    var homes: Set<String> = []
    for subnet in subnets where !subnet.serviceEndpoints.isEmpty {
      let isHere = subnet.serviceEndpoints.contains {
        $0.unknown != nil || $0.value?.lowercased() == endpoint.lowercased()
      }
      if isHere, let home = Estate.region(networks[subnet.network]?.location.value) {
        homes.insert(home)
      }
    }
    return homes.reduce(into: Set<String>()) {
      $0.formUnion(ServiceCatalog.regions(ofServiceEndpoint: endpoint, in: $1))
    }.sorted()
  }

  fileprivate func location(of id: ResourceID) -> Setting<String> {
    if let account = storageAccounts[id] { return account.location }
    if let vault = keyVaults[id] { return vault.location }
    if let registry = registries[id] { return registry.location }
    return services[id]?.location ?? .absent
  }

  /// The regions of networks in which public addresses are used, by public address.
  var regionsOfUse: [ResourceID: Setting<String>] {
    var regions: [ResourceID: Setting<String>] = [:]
    for configuration in interfaces.lazy.flatMap(\.configurations) {
      guard let address = configuration.publicAddress.value?.id,
        let network = configuration.subnet.value.flatMap({ subnets[$0.id]?.network })
      else { continue }
      regions[address] = networks[network]?.location
    }
    return regions
  }
}
