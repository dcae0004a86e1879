internal import EstateModel
internal import TrafficSets

extension ResourceKind {
  /// Services of Azure's that stand in a subnet of their own.
  static let subnetServices: [ResourceKind] = [
    .node("Microsoft.Network/bastionHosts") { $0.decodeBastion($1) },
    .node("Microsoft.Network/applicationGateways") { $0.decodeApplicationGateway($1) },
  ]
}

extension EstateDecoding {
  mutating func decodeBastion(_ input: ResourceInput) {
    var bastion = BastionHost(id: input.id, source: input.source)
    bastion.isDescribed = input.isDescribed
    bastion.tier = text(input.body["sku"]["name"])
    let configuration = input.properties["ipConfigurations"].elements.first?.properties
    bastion.subnet = configuration.map { reference($0["subnet"], to: .subnet) } ?? .absent
    bastion.publicAddress = configuration.map { reference($0["publicIPAddress"]) } ?? .absent
    bastion.hasPublicAddress = configuration?["publicIPAddress"].value?.isObject == true
    bastion.network = reference(input.properties["virtualNetwork"], to: .network)
    bastion.isPrivateOnly = flag(input.properties["enablePrivateOnlyBastion"])
    estate.bastions.insert(bastion)
    decodeOpaque(input, isModelled: true)
  }

  mutating func decodeApplicationGateway(_ input: ResourceInput) {
    var gateway = ApplicationGateway(id: input.id, source: input.source)
    let properties = input.properties
    gateway.isDescribed = input.isDescribed
    let home = properties["gatewayIPConfigurations"].elements.first?.properties
    gateway.subnet = home.map { reference($0["subnet"], to: .subnet) } ?? .absent
    for element in properties["frontendIPConfigurations"].elements {
      let name = element["name"].symbolicText ?? Slot.openName
      var frontend = ApplicationGateway.Frontend(
        id: input.id.child("frontendIPConfigurations", name),
        source: element.source ?? input.source)
      frontend.publicAddress = reference(element.properties["publicIPAddress"])
      frontend.hasPublicAddress = element.properties["publicIPAddress"].value?.isObject == true
      frontend.privateAddress = privateAddress(of: element)
      frontend.subnet = reference(element.properties["subnet"], to: .subnet)
      gateway.frontends.append(frontend)
    }
    var ports: [ResourceID: Setting<Int>] = [:]
    for element in properties["frontendPorts"].elements {
      let name = element["name"].symbolicText ?? Slot.openName
      ports[input.id.child("frontendPorts", name)] = integer(element.properties["port"])
    }
    for key in ["httpListeners", "listeners"] {
      for element in properties[key].elements {
        let name = element["name"].symbolicText ?? Slot.openName
        var listener = ApplicationGateway.Listener(
          name: name, source: element.source ?? input.source)
        listener.id = input.id.child(key, name)
        listener.frontend = member(of: element.properties["frontendIPConfiguration"])
        let port = member(of: element.properties["frontendPort"])
        listener.port =
          port.value.flatMap { ports[$0.id] } ?? port.unknown.map { .unknown($0) } ?? .absent
        gateway.listeners.append(listener)
      }
    }
    for element in properties["backendAddressPools"].elements {
      let name = element["name"].symbolicText ?? Slot.openName
      var pool = ApplicationGateway.Pool(id: input.id.child("backendAddressPools", name))
      for entry in element.properties["backendAddresses"].elements {
        let name = entry["fqdn"]
        // With its open parts as symbols.
        if let text = name.symbolicText {
          pool.names.append(.known(text.lowercased(), name.source ?? input.source))
        } else if let unknown = name.unknown {
          pool.names.append(.unknown(unknown))
        }
        let address = address(entry["ipAddress"])
        if !address.isAbsent { pool.addresses.append(address) }
      }
      gateway.pools.append(pool)
    }
    var settings: [ResourceID: Setting<Int>] = [:]
    for key in ["backendHttpSettingsCollection", "backendSettingsCollection"] {
      for element in properties[key].elements {
        let port = integer(element.properties["port"])
        gateway.backendPorts.append(port)
        settings[input.id.child(key, element["name"].symbolicText ?? Slot.openName)] = port
      }
    }
    gateway.handovers = handovers(of: input, settings)
    estate.applicationGateways.insert(gateway)
    decodeOpaque(input, isModelled: true)
  }

  /// Every gateway has a rule: where an input shows none, it does not tell them.
  private mutating func handovers(
    of gateway: ResourceInput, _ ports: [ResourceID: Setting<Int>]
  ) -> [ApplicationGateway.Handover]? {
    let properties = gateway.properties
    var handovers: [ApplicationGateway.Handover] = []
    var isTold = false
    for key in ["requestRoutingRules", "routingRules"] where !properties[key].isAbsent {
      guard properties[key].unknown == nil else { return nil }
      for rule in properties[key].elements {
        isTold = true
        let stated = rule.properties
        let listener = stated["httpListener"].isAbsent ? stated["listener"] : stated["httpListener"]
        let from = member(of: listener)
        guard !stated["urlPathMap"].isAbsent else {
          if let handover = handover(stated, from: from, "", ports) { handovers.append(handover) }
          continue
        }
        let map = member(of: stated["urlPathMap"])
        let paths = properties["urlPathMaps"].elements.first {
          map.value?.id
            == gateway.id.child("urlPathMaps", $0["name"].symbolicText ?? Slot.openName)
        }
        guard let paths, paths.properties["pathRules"].unknown == nil else {
          var open = ApplicationGateway.Handover()
          open.listener = from
          handovers.append(open)
          continue
        }
        let ways =
          [handover(paths.properties, from: from, "default", ports)]
          + paths.properties["pathRules"].elements.map {
            handover($0.properties, from: from, "", ports)
          }
        handovers += ways.compactMap { $0 }
      }
    }
    return isTold ? handovers : nil
  }

  /// `nil` where clients are sent elsewhere instead.
  private mutating func handover(
    _ stated: Slot, from listener: Setting<Reference>, _ prefix: String,
    _ ports: [ResourceID: Setting<Int>]
  ) -> ApplicationGateway.Handover? {
    func slot(_ key: String) -> Slot {
      stated[prefix.isEmpty ? key : prefix + key.prefix(1).uppercased() + key.dropFirst()]
    }
    let pool = slot("backendAddressPool")
    if pool.isAbsent, !slot("redirectConfiguration").isAbsent { return nil }
    var handover = ApplicationGateway.Handover()
    handover.listener = listener
    handover.pool = member(of: pool)
    let setting =
      slot("backendHttpSettings").isAbsent ? slot("backendSettings") : slot("backendHttpSettings")
    let named = member(of: setting)
    handover.port =
      named.value.flatMap { ports[$0.id] } ?? named.unknown.map { .unknown($0) } ?? .absent
    return handover
  }
}
