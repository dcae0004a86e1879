internal import EstateModel

/// Reads an overlay. Whatever it does not know is an error at its place.
struct OverlayReader {
  private(set) var overlay: Overlay
  private(set) var diagnostics: [Diagnostic] = []
  /// The values of parameter assumptions as the file has them, by name in small letters.
  private(set) var assumedParameters: [String: ConfigurationValue] = [:]

  init(root: ConfigurationValue, file: String) {
    overlay = Overlay(file: file)
    checkKeys(
      of: root, "the overlay",
      [
        "reachmap", "workspace", "scope", "clients", "appliances", "assumptions", "assertions",
        "suppressions", "views",
      ])
    if root["reachmap"]?.integer != 1 {
      report(.overlayVersion, at: (root["reachmap"] ?? root).position)
    }
    overlay.workspace = text(root, "workspace")
    if let scope = root.member("scope") { readScope(scope) }
    for client in list(root, "clients") { readClient(client) }
    for appliance in list(root, "appliances") { readAppliance(appliance) }
    for assumption in list(root, "assumptions") { readAssumption(assumption) }
    for assertion in list(root, "assertions") { readAssertion(assertion) }
    for suppression in list(root, "suppressions") { readSuppression(suppression) }
    for view in list(root, "views") { readView(view) }
    checkNames()
  }

  // MARK: Parts

  private mutating func readScope(_ scope: ConfigurationValue) {
    guard checkKeys(of: scope, "scope", ["subscription", "resourceGroup", "location"]) else {
      return
    }
    overlay.scope.subscription = text(scope, "subscription")
    overlay.scope.resourceGroup = text(scope, "resourceGroup")
    overlay.scope.location = text(scope, "location")
  }

  private mutating func readClient(_ client: ConfigurationValue) {
    guard
      checkKeys(
        of: client, "a client", ["name", "address", "addresses", "subnet", "gateway", "dns"]),
      let name = required(client, "name", of: "a client")
    else { return }
    let addresses = texts(client, "address") + texts(client, "addresses")
    for address in addresses where !AddressText.isAddressOrRange(address.value) {
      report(.noAddress(address.value), at: address.source)
    }
    let subnet = text(client, "subnet")
    let gateway = text(client, "gateway")
    let place: OverlayClient.Place
    switch (subnet, gateway) {
    case (let subnet?, nil): place = .subnet(subnet, address: addresses.first)
    case (nil, let gateway?): place = .gateway(gateway, addresses: addresses)
    case (nil, nil) where !addresses.isEmpty: place = .internet(addresses: addresses)
    default:
      report(.clientWithoutPlace(name.value), at: client.position)
      return
    }
    overlay.clients.append(
      OverlayClient(name: name, place: place, dns: text(client, "dns")))
  }

  private mutating func readAppliance(_ appliance: ConfigurationValue) {
    guard checkKeys(of: appliance, "an appliance", ["node", "forwards"]),
      let node = required(appliance, "node", of: "an appliance")
    else { return }
    var flows: [OverlayAppliance.Flow] = []
    for flow in list(appliance, "forwards") {
      guard checkKeys(of: flow, "a forwarded flow", ["from", "to", "on"]) else { continue }
      flows.append(
        OverlayAppliance.Flow(
          from: texts(flow, "from"), to: texts(flow, "to"), on: texts(flow, "on"),
          source: flow.position))
    }
    overlay.appliances.append(OverlayAppliance(node: node, forwards: flows))
  }

  private mutating func readAssumption(_ assumption: ConfigurationValue) {
    guard
      checkKeys(of: assumption, "an assumption", ["parameter", "node", "property", "value"])
    else { return }
    guard let value = assumption["value"] else {
      report(.missingKey("value", in: "an assumption"), at: assumption.position)
      return
    }
    let assumed = Positioned(OverlayValue(value), at: value.position)
    let node = text(assumption, "node")
    let property = text(assumption, "property")
    if let parameter = text(assumption, "parameter"), node == nil, property == nil {
      assumedParameters[parameter.value.lowercased()] = value
      overlay.assumptions.append(
        OverlayAssumption(subject: .parameter(parameter), value: assumed))
    } else if let node, let property, assumption.member("parameter") == nil {
      overlay.assumptions.append(
        OverlayAssumption(subject: .property(node: node, property: property), value: assumed))
    } else {
      report(.assumptionWithoutSubject, at: assumption.position)
    }
  }

  private mutating func readAssertion(_ assertion: ConfigurationValue) {
    guard
      checkKeys(
        of: assertion, "an assertion", ["name", "from", "to", "on", "expect", "via", "avoid"]),
      let from = required(assertion, "from", of: "an assertion"),
      let to = required(assertion, "to", of: "an assertion")
    else { return }
    let via = text(assertion, "via")
    let avoid = text(assertion, "avoid")
    let expect = expectation(of: assertion)
    if expect == nil, via == nil, avoid == nil, assertion.member("expect") == nil {
      report(.assertionWithoutExpectation, at: assertion.position)
      return
    }
    let name =
      text(assertion, "name")
      ?? Positioned("\(from.value) to \(to.value)", at: assertion.position)
    overlay.assertions.append(
      OverlayAssertion(
        name: name, from: from, to: to, on: texts(assertion, "on"), expect: expect, via: via,
        avoid: avoid, source: assertion.position))
  }

  private mutating func expectation(
    of assertion: ConfigurationValue
  ) -> Positioned<OverlayAssertion.Expectation>? {
    guard let value = assertion.member("expect") else { return nil }
    if value.isObject {
      guard checkKeys(of: value, "expect", ["allowed"]) else { return nil }
      return Positioned(.allowed(texts(value, "allowed")), at: value.position)
    }
    let verdicts = ["reachable", "unreachable", "partial", "unknown"]
    guard let verdict = value.string, verdicts.contains(verdict) else {
      report(.notOneOf("expect", found: value.text, words: verdicts), at: value.position)
      return nil
    }
    return Positioned(.verdict(verdict), at: value.position)
  }

  private mutating func readSuppression(_ suppression: ConfigurationValue) {
    guard checkKeys(of: suppression, "a suppression", ["rule", "node", "reason"]),
      let rule = required(suppression, "rule", of: "a suppression"),
      let reason = required(suppression, "reason", of: "a suppression")
    else { return }
    overlay.suppressions.append(
      OverlaySuppression(
        rule: rule, node: text(suppression, "node"), reason: reason,
        source: suppression.position))
  }

  private mutating func readView(_ view: ConfigurationValue) {
    guard
      checkKeys(of: view, "a view", ["name", "title", "show", "scenario", "from", "to", "on"]),
      let name = required(view, "name", of: "a view")
    else { return }
    var show = Positioned(OverlayView.Subject.topology, at: view.position)
    if let value = view.member("show") {
      guard let subject = value.string.flatMap(OverlayView.Subject.init(rawValue:)) else {
        let words = OverlayView.Subject.allCases.map(\.rawValue)
        report(.notOneOf("show", found: value.text, words: words), at: value.position)
        return
      }
      show = Positioned(subject, at: value.position)
    }
    let needed: [String] =
      switch show.value {
      case .topology: []
      case .query: ["from", "to"]
      case .scenario: ["scenario"]
      }
    for key in needed where view.member(key) == nil {
      report(.missingKey(key, in: "a view that shows a \(show.value)"), at: view.position)
    }
    overlay.views.append(
      OverlayView(
        name: name, title: text(view, "title"), show: show, scenario: text(view, "scenario"),
        from: text(view, "from"), to: text(view, "to"), on: texts(view, "on"),
        source: view.position))
  }

  /// Clients and views are called by their names.
  private mutating func checkNames() {
    for (kind, names) in [
      ("client", overlay.clients.map(\.name)), ("view", overlay.views.map(\.name)),
    ] {
      var seen: Set<String> = []
      for name in names where !seen.insert(name.value.lowercased()).inserted {
        report(.nameTwice(kind, name.value), at: name.source)
      }
    }
  }

  // MARK: Values

  @discardableResult
  private mutating func checkKeys(
    of value: ConfigurationValue, _ what: String, _ keys: [String]
  ) -> Bool {
    guard value.isObject else {
      report(.noMapping(what, keys), at: value.position)
      return false
    }
    for field in value.fields where !keys.contains(field.key) {
      report(
        .unknownKey(field.key, in: what, keys, NearMatches.hint(for: field.key, among: keys)),
        at: field.keyPosition)
    }
    return true
  }

  private mutating func required(
    _ value: ConfigurationValue, _ key: String, of what: String
  ) -> Positioned<String>? {
    guard value.member(key) != nil else {
      report(.missingKey(key, in: what), at: value.position)
      return nil
    }
    return text(value, key)
  }

  private mutating func text(_ value: ConfigurationValue, _ key: String) -> Positioned<String>? {
    guard let member = value.member(key) else { return nil }
    guard let text = member.text, !text.isEmpty else {
      report(.noText(key), at: member.position)
      return nil
    }
    return Positioned(text, at: member.position)
  }

  /// One text, or a list of them.
  private mutating func texts(_ value: ConfigurationValue, _ key: String) -> [Positioned<String>] {
    guard let member = value.member(key) else { return [] }
    var texts: [Positioned<String>] = []
    for element in member.isArray ? member.array : [member] {
      if let text = element.text, !text.isEmpty {
        texts.append(Positioned(text, at: element.position))
      } else {
        report(.noText(key), at: element.position)
      }
    }
    return texts
  }

  private mutating func list(_ value: ConfigurationValue, _ key: String) -> [ConfigurationValue] {
    guard let member = value.member(key) else { return [] }
    if member.isArray { return member.array }
    report(.noList(key), at: member.position)
    return []
  }

  private mutating func report(_ message: Diagnostic.Message, at source: SourcePosition) {
    diagnostics.append(Diagnostic(.error, message, at: source))
  }
}

extension OverlayValue {
  init(_ value: ConfigurationValue) {
    switch value.kind {
    case .null, .unknown: self = .null
    case .bool: self = .bool(value.bool ?? false)
    case .number: self = .number(value.number ?? 0)
    case .string: self = .string(value.string ?? "")
    case .array: self = .array(value.array.map { OverlayValue($0) })
    case .object:
      self = .object(
        value.rawFields.map { Field(key: $0.key, value: OverlayValue($0.value)) })
    }
  }
}
