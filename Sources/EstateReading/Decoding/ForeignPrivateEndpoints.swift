internal import EstateModel

extension ResourceKind {
  static let foreignPrivateEndpoints: [ResourceKind] = [
    "Microsoft.DataFactory/factories/managedVirtualNetworks/managedPrivateEndpoints",
    "Microsoft.Synapse/workspaces/managedVirtualNetworks/managedPrivateEndpoints",
    "Microsoft.Search/searchServices/sharedPrivateLinkResources",
  ].map { type in .node(type) { $0.decodeForeignPrivateEndpoint($1) } }
}

extension EstateDecoding {
  mutating func decodeForeignPrivateEndpoint(_ input: ResourceInput) {
    var endpoint = ForeignPrivateEndpoint(id: input.id, source: input.source)
    endpoint.isDescribed = input.isDescribed
    let properties = input.properties
    endpoint.target = reference(properties["privateLinkResourceId"])
    endpoint.group = text(properties["groupId"])
    let status = properties["connectionState"]["status"]
    endpoint.state = connectionState(status.isAbsent ? properties["status"] : status)
    estate.foreignPrivateEndpoints.insert(endpoint)
  }
}
