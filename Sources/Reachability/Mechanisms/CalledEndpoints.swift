internal import EstateModel
internal import TrafficSets

// A private endpoint as a destination of its own: whoever calls it calls its private address, whatever
// the name of the service leads to.
// https://learn.microsoft.com/azure/private-link/private-endpoint-overview
extension ReachabilityGraph {
  /// What a private endpoint leads to, called at the endpoint: at one of its addresses, or at any.
  func front(at endpoint: PrivateEndpoint, address: Address? = nil) -> Front {
    let call = Front.EndpointCall(endpoint: endpoint.id, address: address)
    let front =
      estate.fronts(selectors).first { $0.isServed(by: endpoint, in: estate) }
      ?? Front(
        owner: .resource(endpoint.id), selector: selectors.text(for: endpoint.id),
        name: "<\(selectors.text(for: endpoint.id))>", tags: [], ports: [])
    return front.called(at: call)
  }

  func subject(ofPrivateEndpoint endpoint: PrivateEndpoint, _ selector: String) -> Subject {
    Subject(
      selector: selector, goal: .anyOf([.front(front(at: endpoint))]),
      silence: "a private endpoint calls nobody")
  }

  /// The private endpoint that has an address, as what is called at that address.
  func privateEndpointSubject(at address: Address, _ selector: String) -> Subject? {
    guard
      let endpoint = estate.privateEndpoints.first(where: {
        $0.addresses.contains { $0.value == address }
      })
    else { return nil }
    return Subject(
      selector: selector, goal: .anyOf([.front(front(at: endpoint, address: address))]),
      silence: "a private endpoint calls nobody")
  }

  /// The private endpoint that is called instead of a name.
  func calledEndpoint(_ front: Front) -> PrivateEndpoint? {
    front.endpointCall.flatMap { estate.privateEndpoints[$0.endpoint] }
  }

  /// The addresses by which an endpoint is called.
  func calledAddresses(_ front: Front, of endpoint: PrivateEndpoint) -> AddressSet {
    front.endpointCall?.address.map { AddressSet($0) } ?? addresses(of: endpoint)
  }

  /// From a sender to packets for the endpoint's own address.
  func endpointCallEdges(of host: Host, _ front: Front, _ endpoint: PrivateEndpoint) -> [Edge] {
    if case .service = attachment(of: host) {
      let unknown = UnknownValue(
        key: "\(endpoint.id)#calls",
        because:
          "how the service itself calls \(selectors.text(for: endpoint.id)) is not documented",
        source: nil)
      return [unknownEdge(of: host, unknown, toward: .front(front))]
    }
    let arrival = Forwarding(to: calledAddresses(front, of: endpoint))
    let steps: [any Mechanism] = [arrival] + nameNote(of: host, front, endpoint)
    if endpoint.subnet.value.flatMap({ estate.subnets[$0.id] }) == nil {
      return [Edge(to: .privateEndpoint(endpoint.id), Chain(steps + [placeGate(endpoint)]))]
    }
    return [Edge(to: .addressed(host), steps.count == 1 ? arrival : Chain(steps))]
      + firewallCalls(of: host, toward: .front(front))
  }

  /// That the service's name leads elsewhere, which a user of the name should know.
  private func nameNote(
    of host: Host, _ front: Front, _ endpoint: PrivateEndpoint
  ) -> [any Mechanism] {
    guard front.zone != nil, front.endpointCall?.address == nil else { return [] }
    switch attachment(of: host) {
    case .subnet, .gateway: break
    case .internet, .managed, .service, .unknown: return []
    }
    let resolver = resolution(of: host, for: AskedName(name: front.name, zone: front.zone)).resolver
    let endpoints = estate.privateEndpoints.filter {
      front.called(at: nil).isServed(by: $0, in: estate)
    }
    let finding = nameFinding(front, resolver, endpoints, askedBy: text(for: host))
    let gate = finding.gate(for: endpoint.id)
    guard gate.action == .deny else { return [] }
    return [
      Note(
        warnings: [
          Remark(
            node: selectors.text(for: endpoint.id), property: "nameResolution",
            because:
              "it is called by its address: \(front.name) does not lead to it from \(text(for: host))",
            source: gate.evidence.source ?? endpoint.source)
        ])
    ]
  }

  /// From the internet no packet comes to a private address, but by rules of firewalls that lead to it.
  func internetEdges(toCalled endpoint: PrivateEndpoint, _ front: Front) -> [Edge] {
    let node = selectors.text(for: endpoint.id)
    return translatedEntries(toward: .front(front)) + doubtfulEntries(toCalled: endpoint, front) + [
      Edge(
        to: .dropped("internet"),
        Chain([
          Forwarding(to: sharedPublicAddresses.complement),
          Gate(
            .deny,
            Evidence(
              node: "internet", control: "route", rule: "private address", source: nil,
              article: Self.privateEndpointArticle,
              why: "\(node) has a private address only, to which the internet has no route")),
        ]))
    ]
  }

  /// What is not known of an endpoint whose resource is of no kind that answers.
  func unmodelledTarget(of endpoint: PrivateEndpoint) -> Gate {
    let node = selectors.text(for: endpoint.id)
    let unknown =
      endpoint.target.unknown
      ?? UnknownValue(
        key: "\(endpoint.id)#target",
        because: "the resource behind \(node) is not modelled yet",
        source: endpoint.target.source ?? endpoint.source)
    return Gate(open: unknown, node: node, control: "privateEndpoint", rule: "not modelled")
  }
}

/// Something to say about what passes, which decides nothing.
struct Note: Mechanism {
  let warnings: [Remark]

  var isControl: Bool { false }

  func decide(_ passage: Passage, under hypothesis: Hypothesis) -> Outcome {
    Outcome(passed: passage, decisions: [], assumptions: [], warnings: warnings)
  }
}

extension Front {
  /// Whether callers name it: who calls an address has no name for a Host header or the SNI of TLS.
  var isCalledByName: Bool { endpointCall?.address == nil }

  /// The same service under the same name, called at a private endpoint whatever the name leads to.
  func called(at call: EndpointCall?) -> Front {
    var front = self
    front.endpointCall = call
    return front
  }
}
