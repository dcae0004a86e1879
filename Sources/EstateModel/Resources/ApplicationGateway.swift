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
    /// By which rules name it.
    package var id: ResourceID?
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
    /// Names that the gateway resolves.
    package var names: [Setting<String>] = []

    package init(id: ResourceID) { self.id = id }
  }

  /// To whom a rule, or one of its paths, sends on what comes by a listener.
  package struct Handover: Sendable {
    package var listener: Setting<Reference> = .absent
    package var pool: Setting<Reference> = .absent
    /// Of the machines in the pool.
    package var port: Setting<Int> = .absent

    package init() {}
  }

  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  package var subnet: Setting<Reference> = .absent
  package var frontends: [Frontend] = []
  package var listeners: [Listener] = []
  package var pools: [Pool] = []
  /// `nil` where no input tells them: every listener may lead to every pool.
  package var handovers: [Handover]?
  /// Of the machines behind it.
  package var backendPorts: [Setting<Int>] = []

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}
