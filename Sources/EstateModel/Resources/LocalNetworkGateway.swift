package import TrafficSets

/// A site on premises as Azure knows it: the ranges that lie behind its VPN device.
package struct LocalNetworkGateway: EstateResource {
  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  package var addressSpace: [Setting<AddressPrefix>] = []

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}
