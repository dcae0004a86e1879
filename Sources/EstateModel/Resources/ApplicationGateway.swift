package import TrafficSets

/// An application gateway: a proxy that speaks for the machines behind it.
///
/// See <https://learn.microsoft.com/azure/application-gateway/configuration-infrastructure>.
package struct ApplicationGateway: EstateResource {
  package struct Frontend: Sendable {
    package let id: ResourceID
    package let source: SourcePosition
    package var publicAddress: Setting<Reference> = .absent
    /// Whether it has a public address for certain, whichever that is.
    package var hasPublicAddress = false
    package var privateAddress: Setting<Address> = .absent
    package var subnet: Setting<Reference> = .absent

    package init(id: ResourceID, source: SourcePosition) {
      self.id = id
      self.source = source
    }
  }

  /// Where clients may speak.
  package struct Listener: Sendable {
    package let name: String
    package let source: SourcePosition
    package var frontend: Setting<Reference> = .absent
    package var port: Setting<Int> = .absent

    package init(name: String, source: SourcePosition) {
      self.name = name
      self.source = source
    }
  }

  package struct Pool: Sendable {
    package let id: ResourceID
    package var addresses: [Setting<Address>] = []
    /// Whether it names hosts besides addresses.
    package var hasNames = false

    package init(id: ResourceID) { self.id = id }
  }

  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  package var subnet: Setting<Reference> = .absent
  package var frontends: [Frontend] = []
  package var listeners: [Listener] = []
  package var pools: [Pool] = []
  /// Of the machines behind it.
  package var backendPorts: [Setting<Int>] = []

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}
