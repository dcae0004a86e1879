/// A private endpoint that a service of Microsoft's makes in a network of its own: a factory's managed
/// network, the indexers of a search service.
///
/// Nobody else sends through it, but the name of its target leads into the private zone because of it.
/// See <https://learn.microsoft.com/azure/data-factory/managed-virtual-network-private-endpoint>.
package struct ForeignPrivateEndpoint: EstateResource {
  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  package var target: Setting<Reference> = .absent
  package var group: Setting<String> = .absent
  package var state: Setting<PrivateEndpoint.ConnectionState> = .absent

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}
