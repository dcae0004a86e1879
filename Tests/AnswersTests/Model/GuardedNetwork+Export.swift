import TrafficSets

// The network as an export prints it.
extension GuardedNetwork {
  typealias Export = ExportedText
  typealias Policy = FirewallEstate

  static func id(_ type: String, _ name: String) -> String { Policy.id(type, name) }
  static func reference(_ id: String) -> String { "{\"id\": \"\(id)\"}" }

  private static let standard =
    "\"location\": \"\(region)\", \"sku\": {\"name\": \"Standard\"}"

  func name(of network: Int) -> String { network == 0 ? "hub" : "spoke\(network)" }

  func id(of subnet: Int) -> String {
    Self.id("virtualNetworks", name(of: subnets[subnet].network))
      + "/subnets/\(subnets[subnet].name)"
  }

  var export: String {
    Export.list(
      networks.indices.map(network) + subnets.indices.compactMap(table)
        + groups.indices.map(group) + hosts.indices.filter { !hosts[$0].isVacant }.flatMap(machine)
        + publicAddresses
        + subnets.indices.compactMap(gateway) + balancers.indices.map(balancer) + azureFirewall
        + addressGroups
        + accounts.indices.flatMap(account) + zone)
  }

  // MARK: - Networks

  private func network(_ index: Int) -> String {
    let peerings = networks.indices.filter { arePeered($0, index) }.map {
      """
      {"name": "to\($0)", "properties": {
        "remoteVirtualNetwork": \(Self.reference(Self.id("virtualNetworks", name(of: $0)))),
        "peeringState": "Connected", "allowVirtualNetworkAccess": true,
        "allowForwardedTraffic": true}}
      """
    }
    var inside = subnets.indices.filter { subnets[$0].network == index }.map(subnet)
    if index == 0, firewall.hasManagement { inside.append(managementSubnet) }
    let servers =
      asking.contains(index)
      ? "\"dhcpOptions\": {\"dnsServers\": [\"\(PlainNetwork.text(Self.firewallAddress))\"]},"
      : ""
    return Export.resource(
      "Microsoft.Network/virtualNetworks", name(of: index),
      """
      "addressSpace": {"addressPrefixes": ["\(networks[index].text)"]},
      \(servers)
      "subnets": [
      \(inside.joined(separator: ",\n"))
      ],
      "virtualNetworkPeerings": [
      \(peerings.joined(separator: ",\n"))
      ]
      """)
  }

  private func subnet(_ index: Int) -> String {
    let subnet = subnets[index]
    var parts = ["\"addressPrefix\": \"\(subnet.prefix.text)\""]
    func add(_ key: String, _ type: String, _ name: String) {
      parts.append("\"\(key)\": \(Self.reference(Self.id(type, name)))")
    }
    if let group = subnet.group {
      add("networkSecurityGroup", "networkSecurityGroups", "g\(group)")
    }
    if !subnet.routes.isEmpty { add("routeTable", "routeTables", "t\(index)") }
    if subnet.gateway != nil { add("natGateway", "natGateways", "nat\(index)") }
    if subnet.isPrivate { parts.append("\"defaultOutboundAccess\": false") }
    if let endpoint = subnet.serviceEndpoint {
      parts.append("\"serviceEndpoints\": [{\"service\": \"\(endpoint)\"}]")
    }
    let policies =
      switch (subnet.hasRoutePolicies, subnet.hasGroupPolicies) {
      case (true, true): "Enabled"
      case (true, false): "RouteTableEnabled"
      case (false, true): "NetworkSecurityGroupEnabled"
      case (false, false): "Disabled"
      }
    parts.append("\"privateEndpointNetworkPolicies\": \"\(policies)\"")
    return """
      {"id": "\(id(of: index))", "name": "\(subnet.name)",
        "properties": {\(parts.joined(separator: ", "))}}
      """
  }

  private func table(_ index: Int) -> String? {
    if subnets[index].routes.isEmpty { return nil }
    let routes = subnets[index].routes.enumerated().map { number, route in
      let hop =
        switch route.hop {
        case .firewall: PlainNetwork.text(Self.firewallAddress)
        case .internet: "Internet"
        case .none: "None"
        case .local: "VnetLocal"
        case .gateway: "VirtualNetworkGateway"
        case .appliance(let host): PlainNetwork.text(hosts[host].address)
        }
      return Policy.route("r\(number)", route.prefix.text, hop)
    }
    return Export.resource(
      "Microsoft.Network/routeTables", "t\(index)",
      "\"routes\": [\n\(routes.joined(separator: ",\n"))\n]")
  }

  private func gateway(_ index: Int) -> String? {
    if subnets[index].gateway == nil { return nil }
    return Export.resource(
      "Microsoft.Network/natGateways", "nat\(index)",
      "\"publicIpAddresses\": [\(Self.reference(Self.id("publicIPAddresses", "nat\(index)-ip")))]",
      beside: Self.standard)
  }

  private var publicAddresses: [String] {
    var numbers: [(String, UInt32)] = []
    for (index, host) in hosts.enumerated() {
      if let address = host.publicAddress { numbers.append(("h\(index)-ip", address)) }
    }
    for (index, subnet) in subnets.enumerated() {
      if let address = subnet.gateway { numbers.append(("nat\(index)-ip", address)) }
    }
    for (index, balancer) in balancers.enumerated() {
      numbers.append(("lb\(index)-ip", balancer.address))
    }
    for (index, address) in firewall.addresses.enumerated() {
      numbers.append(("fw\(index)-ip", address))
    }
    return numbers.map { name, address in
      Export.resource(
        "Microsoft.Network/publicIPAddresses", name,
        """
        "publicIPAllocationMethod": "Static", "ipAddress": "\(PlainNetwork.text(address))"
        """, beside: Self.standard)
    }
  }

  // MARK: - Groups

  private func group(_ index: Int) -> String {
    let rules = groups[index].enumerated().map { number, rule in
      let ports =
        rule.ports.isEmpty
        ? "\"destinationPortRange\": \"*\""
        : "\"destinationPortRanges\": \(Policy.list(rule.ports.map(String.init)))"
      return """
        {"name": "r\(number)", "properties": {"priority": \(rule.priority),
          "direction": "\(rule.isInbound ? "Inbound" : "Outbound")",
          "access": "\(rule.allows ? "Allow" : "Deny")",
          "protocol": "\(rule.transport.map(Self.text) ?? "*")",
          "sourceAddressPrefix": "\(Self.text(rule.source))", "sourcePortRange": "*",
          "destinationAddressPrefix": "\(Self.text(rule.destination))", \(ports)}}
        """
    }
    return Export.resource(
      "Microsoft.Network/networkSecurityGroups", "g\(index)",
      "\"securityRules\": [\n\(rules.joined(separator: ",\n"))\n]")
  }

  static func text(_ transport: TransportProtocol) -> String {
    transport == .tcp ? "Tcp" : transport == .udp ? "Udp" : "Icmp"
  }

  static func text(_ peer: Peer) -> String {
    switch peer {
    case .any: "*"
    case .prefix(let prefix): prefix.text
    case .virtualNetwork: "VirtualNetwork"
    case .internet: "Internet"
    case .loadBalancer: "AzureLoadBalancer"
    case .storage: "Storage"
    }
  }

  // MARK: - Machines and balancers

  private func machine(_ index: Int) -> [String] {
    let host = hosts[index]
    var parts = [
      "\"privateIPAddress\": \"\(PlainNetwork.text(host.address))\"",
      "\"subnet\": \(Self.reference(id(of: host.subnet)))",
    ]
    if host.publicAddress != nil {
      let id = Self.id("publicIPAddresses", "h\(index)-ip")
      parts.append("\"publicIPAddress\": \(Self.reference(id))")
    }
    var pools: [String] = []
    var translations: [String] = []
    for (number, balancer) in balancers.enumerated() {
      let id = Self.id("loadBalancers", "lb\(number)")
      if balancer.members.contains(index) {
        pools.append(Self.reference("\(id)/backendAddressPools/pool"))
      }
      for (rule, translation) in balancer.translations.enumerated()
      where translation.host == index {
        translations.append(Self.reference("\(id)/inboundNatRules/n\(rule)"))
      }
    }
    parts.append("\"loadBalancerBackendAddressPools\": [\(pools.joined(separator: ", "))]")
    parts.append("\"loadBalancerInboundNatRules\": [\(translations.joined(separator: ", "))]")
    let group =
      host.group.map {
        "\"networkSecurityGroup\": \(Self.reference(Self.id("networkSecurityGroups", "g\($0)"))),"
      } ?? ""
    let nic = Self.id("networkInterfaces", "h\(index)-nic")
    return [
      Export.resource(
        "Microsoft.Network/networkInterfaces", "h\(index)-nic",
        """
        \(group)
        "enableIPForwarding": \(host.forwards),
        "ipConfigurations": [{"name": "c", "properties": {\(parts.joined(separator: ", "))}}]
        """),
      Export.resource(
        "Microsoft.Compute/virtualMachines", "h\(index)",
        "\"networkProfile\": {\"networkInterfaces\": [\(Self.reference(nic))]}"),
    ]
  }

  private func balancer(_ index: Int) -> String {
    let balancer = balancers[index]
    let id = Self.id("loadBalancers", "lb\(index)")
    let front = Self.reference("\(id)/frontendIPConfigurations/front")
    let pool = Self.reference("\(id)/backendAddressPools/pool")
    let rules = balancer.rules.enumerated().map { number, rule in
      let probe =
        rule.isProbed ? ", \"probe\": \(Self.reference("\(id)/probes/probe"))" : ""
      return """
        {"id": "\(id)/loadBalancingRules/r\(number)", "name": "r\(number)", "properties": {
          "frontendIPConfiguration": \(front), "backendAddressPool": \(pool),
          "protocol": "\(Self.text(rule.transport))", "frontendPort": \(rule.front),
          "backendPort": \(rule.back), "enableFloatingIP": false,
          "disableOutboundSnat": \(!rule.givesOutbound)\(probe)}}
        """
    }
    let translations = balancer.translations.enumerated().map { number, rule in
      """
      {"id": "\(id)/inboundNatRules/n\(number)", "name": "n\(number)", "properties": {
        "frontendIPConfiguration": \(front), "protocol": "Tcp", "frontendPort": \(rule.front),
        "backendPort": \(rule.back), "enableFloatingIP": false}}
      """
    }
    let outbound = balancer.outbound.map {
      """
      {"id": "\(id)/outboundRules/out", "name": "out", "properties": {
        "frontendIPConfigurations": [\(front)], "backendAddressPool": \(pool),
        "protocol": "\($0)", "allocatedOutboundPorts": 1024}}
      """
    }
    let address = Self.reference(Self.id("publicIPAddresses", "lb\(index)-ip"))
    return Export.resource(
      "Microsoft.Network/loadBalancers", "lb\(index)",
      """
      "frontendIPConfigurations": [
        {"id": "\(id)/frontendIPConfigurations/front", "name": "front",
          "properties": {"publicIPAddress": \(address)}}],
      "backendAddressPools": [
        {"id": "\(id)/backendAddressPools/pool", "name": "pool", "properties": {}}],
      "probes": [{"id": "\(id)/probes/probe", "name": "probe",
        "properties": {"protocol": "Tcp", "port": \(balancer.probe)}}],
      "loadBalancingRules": [
      \(rules.joined(separator: ",\n"))
      ],
      "inboundNatRules": [
      \(translations.joined(separator: ",\n"))
      ],
      "outboundRules": [\(outbound ?? "")]
      """, beside: Self.standard)
  }

  // MARK: - Accounts

  private func account(_ index: Int) -> [String] {
    let account = accounts[index]
    let addresses = account.addresses.map {
      "{\"value\": \"\($0.length == 32 ? PlainNetwork.text($0.base) : $0.text)\"}"
    }
    let places = account.subnets.map { Self.reference(id(of: $0)) }
    let storage = Export.resource(
      "Microsoft.Storage/storageAccounts", account.name,
      """
      "publicNetworkAccess": "\(account.isDisabled ? "Disabled" : "Enabled")",
      "networkAcls": {"bypass": "None", "defaultAction": "\(account.denies ? "Deny" : "Allow")",
        "ipRules": [\(addresses.joined(separator: ", "))],
        "virtualNetworkRules": [\(places.joined(separator: ", "))]}
      """, beside: "\"location\": \"\(account.region)\", \"kind\": \"StorageV2\"")
    guard let endpoint = account.endpoint else { return [storage] }
    return [storage]
      + Export.privateEndpoint(
        "pe\(index)", in: ("hub", "endpoints"), address: PlainNetwork.text(endpoint),
        to: Export.id("Microsoft.Storage/storageAccounts", account.name), group: "blob",
        zones: ["privatelink.blob.core.windows.net"])
  }

  private var zone: [String] {
    if accounts.isEmpty { return [] }
    return Export.zone(
      "privatelink.blob.core.windows.net", linkedTo: linked.sorted().map(name(of:)))
  }
}
