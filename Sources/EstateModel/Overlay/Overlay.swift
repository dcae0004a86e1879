/// What no cloud configuration can say: who the clients are, what is assumed, asserted, accepted
/// and drawn.
///
/// Selectors, traffic and verdicts are kept as text with their places; who uses them reads them.
package struct Overlay: Hashable, Sendable {
  /// The path of the file.
  package let file: String
  /// The workspace of the Azure ML files in the overlay's folder and below.
  package var workspace: Positioned<String>?
  package var scope = OverlayScope()
  package var clients: [OverlayClient] = []
  package var appliances: [OverlayAppliance] = []
  package var assumptions: [OverlayAssumption] = []
  package var assertions: [OverlayAssertion] = []
  package var suppressions: [OverlaySuppression] = []
  package var views: [OverlayView] = []

  package init(file: String) { self.file = file }
}

/// Where the templates in the overlay's folder and below are deployed.
package struct OverlayScope: Hashable, Sendable {
  package var subscription: Positioned<String>?
  package var resourceGroup: Positioned<String>?
  package var location: Positioned<String>?

  package init() {}
}

/// Somebody who opens connections and is in no cloud configuration.
package struct OverlayClient: Hashable, Sendable {
  package enum Place: Hashable, Sendable {
    /// On the internet, at these addresses.
    case internet(addresses: [Positioned<String>])
    /// A host in the subnet `VNET/SUBNET`; with an address of its own where one is given.
    case subnet(Positioned<String>, address: Positioned<String>?)
    /// On premises, behind this VPN or ExpressRoute gateway.
    case gateway(Positioned<String>, addresses: [Positioned<String>])
  }

  package let name: Positioned<String>
  package let place: Place
  /// The virtual network whose way of resolving names the client shares.
  package let dns: Positioned<String>?

  package init(name: Positioned<String>, place: Place, dns: Positioned<String>?) {
    self.name = name
    self.place = place
    self.dns = dns
  }
}

/// What a network appliance forwards; one that no overlay mentions forwards all it is handed.
package struct OverlayAppliance: Hashable, Sendable {
  package struct Flow: Hashable, Sendable {
    /// Addresses or ranges; empty means any.
    package let from: [Positioned<String>]
    package let to: [Positioned<String>]
    /// Traffic such as `tcp/443`; empty means any.
    package let on: [Positioned<String>]
    package let source: SourcePosition

    package init(
      from: [Positioned<String>], to: [Positioned<String>], on: [Positioned<String>],
      source: SourcePosition
    ) {
      self.from = from
      self.to = to
      self.on = on
      self.source = source
    }
  }

  package let node: Positioned<String>
  package let forwards: [Flow]

  package init(node: Positioned<String>, forwards: [Flow]) {
    self.node = node
    self.forwards = forwards
  }
}

/// A value that the configuration leaves open and the user supplies.
package struct OverlayAssumption: Hashable, Sendable {
  package enum Subject: Hashable, Sendable {
    case parameter(Positioned<String>)
    case property(node: Positioned<String>, property: Positioned<String>)
  }

  package let subject: Subject
  package let value: Positioned<OverlayValue>

  package init(subject: Subject, value: Positioned<OverlayValue>) {
    self.subject = subject
    self.value = value
  }
}

/// A value of any shape, as an assumption states it.
package indirect enum OverlayValue: Hashable, Sendable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([OverlayValue])
  case object([Field])

  package struct Field: Hashable, Sendable {
    package let key: String
    package let value: OverlayValue

    package init(key: String, value: OverlayValue) {
      self.key = key
      self.value = value
    }
  }
}

/// Something that has to be true of the estate.
package struct OverlayAssertion: Hashable, Sendable {
  package enum Expectation: Hashable, Sendable {
    /// `reachable`, `unreachable`, `partial` or `unknown`.
    case verdict(String)
    /// Exactly this traffic gets through.
    case allowed([Positioned<String>])
  }

  package let name: Positioned<String>
  package let from: Positioned<String>
  package let to: Positioned<String>
  package let on: [Positioned<String>]
  package let expect: Positioned<Expectation>?
  package let via: Positioned<String>?
  package let avoid: Positioned<String>?
  package let source: SourcePosition

  package init(
    name: Positioned<String>, from: Positioned<String>, to: Positioned<String>,
    on: [Positioned<String>], expect: Positioned<Expectation>?, via: Positioned<String>?,
    avoid: Positioned<String>?, source: SourcePosition
  ) {
    self.name = name
    self.from = from
    self.to = to
    self.on = on
    self.expect = expect
    self.via = via
    self.avoid = avoid
    self.source = source
  }
}

/// A finding of lint that is accepted, and why.
package struct OverlaySuppression: Hashable, Sendable {
  package let rule: Positioned<String>
  /// `nil` for the rule's findings everywhere.
  package let node: Positioned<String>?
  package let reason: Positioned<String>
  package let source: SourcePosition

  package init(
    rule: Positioned<String>, node: Positioned<String>?, reason: Positioned<String>,
    source: SourcePosition
  ) {
    self.rule = rule
    self.node = node
    self.reason = reason
    self.source = source
  }
}

/// A named diagram.
package struct OverlayView: Hashable, Sendable {
  package enum Subject: String, Hashable, Sendable, CaseIterable {
    case topology, query, scenario
  }

  package let name: Positioned<String>
  package let title: Positioned<String>?
  package let show: Positioned<Subject>
  /// The scenario's name, for `show: scenario`.
  package let scenario: Positioned<String>?
  package let from: Positioned<String>?
  package let to: Positioned<String>?
  package let on: [Positioned<String>]
  package let source: SourcePosition

  package init(
    name: Positioned<String>, title: Positioned<String>?, show: Positioned<Subject>,
    scenario: Positioned<String>?, from: Positioned<String>?, to: Positioned<String>?,
    on: [Positioned<String>], source: SourcePosition
  ) {
    self.name = name
    self.title = title
    self.show = show
    self.scenario = scenario
    self.from = from
    self.to = to
    self.on = on
    self.source = source
  }
}
