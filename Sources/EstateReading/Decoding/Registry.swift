internal import EstateModel

/// The resources of all inputs, each with its kind, and the index that begins with them.
struct Registry: Sendable {
  let kinds: [ResourceKind?]
  private(set) var index = ReferenceIndex()
  /// The places of the resources with which the index begins, in its order.
  private(set) var described: [Int] = []

  /// - Parameter separate: ids that no resource of another group stands for.
  init(_ resources: [Resource], separate: Set<ResourceID>) {
    kinds = resources.map { ResourceKind.of($0.id) }
    index.separate = separate
    index.reserve(resources.count)
    described.reserveCapacity(resources.count)
    for place in resources.indices where kinds[place]?.isNode ?? true {
      if index.insert(resources[place].id) { described.append(place) }
    }
  }
}

/// What is read of all resources before the first one is decoded.
struct ResourceTraits: Sendable {
  /// The places of resources that make others known.
  private(set) var registering: [Int] = []
  /// The places of subnets that are resources of their own.
  private(set) var subnets: [Int] = []

  init(_ resources: [Resource]) {
    for place in resources.indices {
      let resource = resources[place]
      guard let kind = ResourceKind.of(resource.id) else { continue }
      if kind.register != nil, kind.isRegistering(resource) { registering.append(place) }
      if kind.type == "Microsoft.Network/virtualNetworks/subnets" { subnets.append(place) }
    }
  }
}
