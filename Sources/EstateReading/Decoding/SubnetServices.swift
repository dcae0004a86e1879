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
        var listener = ApplicationGateway.Listener(
          name: element["name"].symbolicText ?? Slot.openName,
          source: element.source ?? input.source)
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
        pool.hasNames = pool.hasNames || !entry["fqdn"].isAbsent
        let address = address(entry["ipAddress"])
        if !address.isAbsent { pool.addresses.append(address) }
      }
      gateway.pools.append(pool)
    }
    for key in ["backendHttpSettingsCollection", "backendSettingsCollection"] {
      gateway.backendPorts += properties[key].elements.map { integer($0.properties["port"]) }
    }
    estate.applicationGateways.insert(gateway)
    decodeOpaque(input, isModelled: true)
  }
}
