internal import EstateModel

extension ResourceKind {
  static let gateways: [ResourceKind] = [
    .node("Microsoft.Network/virtualNetworkGateways") { $0.decodeGateway($1) },
    .node("Microsoft.Network/localNetworkGateways") { $0.decodeLocalGateway($1) },
    .node("Microsoft.Network/connections") { $0.decodeConnection($1) },
  ]
}

extension EstateDecoding {
  mutating func decodeGateway(_ input: ResourceInput) {
    let properties = input.properties
    var gateway = VirtualNetworkGateway(id: input.id, source: input.source)
    gateway.isDescribed = input.isDescribed
    gateway.kind = word(
      properties["gatewayType"], Vocabulary(.vpn, .expressRoute, notModelled: ["LocalGateway"]))
    if let configuration = properties["ipConfigurations"].elements.first {
      gateway.subnet = reference(configuration.properties["subnet"], to: .subnet)
    }
    if !input.isDescribed,
      let home = estate.subnets.first(where: { $0.gateway == input.id })
    {
      gateway.subnet = .known(Reference(home.id, at: home.source), home.source)
    }
    gateway.publicAddresses = properties["ipConfigurations"].elements.map {
      reference($0.properties["publicIPAddress"])
    }
    gateway.clientPools = prefixes(
      properties["vpnClientConfiguration"]["vpnClientAddressPool"]["addressPrefixes"])
    gateway.selection = word(properties["vpnType"], Vocabulary(.routes, .policies, isOpen: true))
    gateway.learnsPrefixes = flag(properties["enableBgp"])
    gateway.customRoutes = prefixes(properties["customRoutes"]["addressPrefixes"])
    gateway.defaultSite = reference(properties["gatewayDefaultSite"], to: .localGateway)
    estate.gateways.insert(gateway)
  }

  mutating func decodeLocalGateway(_ input: ResourceInput) {
    var site = LocalNetworkGateway(id: input.id, source: input.source)
    site.isDescribed = input.isDescribed
    site.addressSpace = prefixes(input.properties["localNetworkAddressSpace"]["addressPrefixes"])
    estate.localGateways.insert(site)
  }

  mutating func decodeConnection(_ input: ResourceInput) {
    let properties = input.properties
    var connection = GatewayConnection(id: input.id, source: input.source)
    connection.isDescribed = input.isDescribed
    connection.kind = word(
      properties["connectionType"], Vocabulary(.site, .network, .circuit, .client, isOpen: true))
    connection.gateway = reference(properties["virtualNetworkGateway1"], to: .gateway)
    connection.otherGateway = reference(properties["virtualNetworkGateway2"], to: .gateway)
    connection.site = reference(properties["localNetworkGateway2"], to: .localGateway)
    connection.learnsPrefixes = flag(properties["enableBgp"])
    connection.usesPolicySelectors = flag(properties["usePolicyBasedTrafficSelectors"])
    connection.translationRules =
      list(properties["ingressNatRules"]) { $0.ruleName($1) }
      + list(properties["egressNatRules"]) { $0.ruleName($1) }
    connection.bypassesGateway = flag(properties["expressRouteGatewayBypass"])
    connection.status = word(
      properties["connectionStatus"],
      Vocabulary(.connected, .connecting, .notConnected, isOpen: true))
    estate.connections.insert(connection)
  }

  /// A rule of address translation is referred to by the id of a part of its gateway.
  private mutating func ruleName(_ slot: Slot) -> Setting<String> {
    text(slot.value?.isObject == true ? slot["id"] : slot)
  }
}
