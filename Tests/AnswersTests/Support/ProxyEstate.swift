/// A template with an application gateway `agw` in `hub`, a network peered with it, and what stands behind.
struct ProxyEstate {
  /// A pool with its members, and the listener and the port by which a rule leads there.
  struct Pool {
    let name: String
    let members: String
    var listener: String? = "pub"
    var port = 443
    var isPathOnly = false
  }

  var pools: [Pool] = []
  /// Of the gateway's subnet and of that of the machines behind it.
  var gatewayRules: [String]?
  var backRules: [String]?
  /// Whether replies to the gateway's subnet are dropped.
  var dropsReplies = false
  var more: [String] = []

  static func addresses(_ addresses: String...) -> String {
    addresses.map { "{\"ipAddress\": \"\($0)\"}" }.joined(separator: ", ")
  }

  static func names(_ names: String...) -> String {
    names.map { "{\"fqdn\": \"\($0)\"}" }.joined(separator: ", ")
  }

  static func resource(_ type: String, _ name: String, _ properties: String, _ extra: String = "")
    -> String
  {
    """
    {"type": "\(type)", "apiVersion": "2024-05-01", "name": "\(name)", "location": "westeurope"\(extra),
     "properties": {\(properties)}}
    """
  }

  static func id(_ type: String, _ names: String...) -> String {
    let names = names.map { "'\($0)'" }.joined(separator: ", ")
    return "{\"id\": \"[resourceId('Microsoft.Network/\(type)', \(names))]\"}"
  }

  static func machine(
    _ name: String, _ network: String, _ subnet: String, _ address: String, _ extra: String = ""
  )
    -> String
  {
    resource(
      "Microsoft.Network/networkInterfaces", name,
      """
      "ipConfigurations": [{"name": "c", "properties": {"privateIPAddress": "\(address)"\(extra),
        "privateIPAllocationMethod": "Static",
        "subnet": \(id("virtualNetworks/subnets", network, subnet))}}]
      """)
  }

  static func group(_ name: String, _ rules: [String]?) -> [String] {
    rules.map {
      [
        resource(
          "Microsoft.Network/networkSecurityGroups", name,
          "\"securityRules\": [\($0.joined(separator: ", "))]")
      ]
    } ?? []
  }

  private func network(
    _ name: String, _ space: String, peer: String, _ subnets: [(String, String, String)]
  ) -> String {
    let subnets = subnets.map { name, prefix, extra in
      "{\"name\": \"\(name)\", \"properties\": {\"addressPrefix\": \"\(prefix)\"\(extra)}}"
    }
    return Self.resource(
      "Microsoft.Network/virtualNetworks", name,
      """
      "addressSpace": {"addressPrefixes": ["\(space)"]}, "subnets": [\(subnets.joined(separator: ", "))],
      "virtualNetworkPeerings": [{"name": "to-\(peer)", "properties": {
        "allowVirtualNetworkAccess": true, "allowForwardedTraffic": true,
        "remoteVirtualNetwork": \(Self.id("virtualNetworks", peer))}}]
      """)
  }

  private var gateway: String {
    func own(_ part: String, _ name: String) -> String {
      Self.id("applicationGateways/\(part)", "agw", name)
    }
    let listeners = [("pub", "p443"), ("priv", "p443")].map { frontend, port in
      """
      {"name": "\(frontend)", "properties": {"protocol": "Https",
        "frontendIPConfiguration": \(own("frontendIPConfigurations", frontend)),
        "frontendPort": \(own("frontendPorts", port))}}
      """
    }
    func handover(_ pool: Pool, _ prefix: (String, String)) -> String {
      """
      "\(prefix.0)": \(own("backendAddressPools", pool.name)),
      "\(prefix.1)": \(own("backendHttpSettingsCollection", "s\(pool.port)"))
      """
    }
    let plain = ("backendAddressPool", "backendHttpSettings")
    let rules = pools.filter { $0.listener != nil && !$0.isPathOnly }.map { pool in
      """
      {"name": "r-\(pool.name)", "properties": {"ruleType": "Basic", \(handover(pool, plain)),
        "httpListener": \(own("httpListeners", pool.listener ?? ""))}}
      """
    }
    let away = """
      {"name": "away", "properties": {"ruleType": "Basic", "httpListener": \(own("httpListeners", "pub")),
        "redirectConfiguration": \(own("redirectConfigurations", "x"))}}
      """
    let byPath = pools.filter(\.isPathOnly)
    let maps = byPath.map { pool in
      """
      {"name": "m-\(pool.name)", "properties": {
        "defaultRedirectConfiguration": \(own("redirectConfigurations", "x")),
        "pathRules": [{"name": "p", "properties": {"paths": ["/x/*"], \(handover(pool, plain))}}]}}
      """
    }
    let mapped = byPath.map { pool in
      """
      {"name": "m-\(pool.name)", "properties": {"ruleType": "PathBasedRouting",
        "httpListener": \(own("httpListeners", pool.listener ?? "")),
        "urlPathMap": \(own("urlPathMaps", "m-\(pool.name)"))}}
      """
    }
    let settings = Set(pools.map(\.port)).sorted().map {
      "{\"name\": \"s\($0)\", \"properties\": {\"port\": \($0), \"protocol\": \"Http\"}}"
    }
    return Self.resource(
      "Microsoft.Network/applicationGateways", "agw",
      """
      "gatewayIPConfigurations": [{"name": "g", "properties": {
        "subnet": \(Self.id("virtualNetworks/subnets", "hub", "agw"))}}],
      "frontendIPConfigurations": [
        {"name": "pub", "properties": {"publicIPAddress": \(Self.id("publicIPAddresses", "ip"))}},
        {"name": "priv", "properties": {"privateIPAddress": "10.0.5.100",
          "privateIPAllocationMethod": "Static",
          "subnet": \(Self.id("virtualNetworks/subnets", "hub", "agw"))}}],
      "frontendPorts": [{"name": "p443", "properties": {"port": 443}}],
      "httpListeners": [\(listeners.joined(separator: ", "))],
      "backendAddressPools": [\(pools.map {
        "{\"name\": \"\($0.name)\", \"properties\": {\"backendAddresses\": [\($0.members)]}}"
      }.joined(separator: ", "))],
      "backendHttpSettingsCollection": [\(settings.joined(separator: ", "))],
      "redirectConfigurations": [{"name": "x", "properties": {"redirectType": "Permanent",
        "targetUrl": "https://example.com"}}],
      "urlPathMaps": [\(maps.joined(separator: ", "))],
      "requestRoutingRules": [\((rules + mapped + [away]).joined(separator: ", "))]
      """)
  }

  var estate: TextEstate {
    get throws {
      func guarded(_ rules: [String]?, _ name: String) -> String {
        rules == nil
          ? "" : ", \"networkSecurityGroup\": \(Self.id("networkSecurityGroups", name))"
      }
      let table =
        dropsReplies ? ", \"routeTable\": \(Self.id("routeTables", "drop"))" : ""
      let route = """
        "routes": [{"name": "d", "properties": {"addressPrefix": "10.0.5.0/24",
          "nextHopType": "None"}}]
        """
      return try ServiceEstate.template(
        [
          network(
            "hub", "10.0.0.0/16", peer: "spoke",
            [
              ("agw", "10.0.5.0/24", guarded(gatewayRules, "g")), ("pe", "10.0.6.0/24", ""),
              ("back", "10.0.7.0/24", guarded(backRules, "b") + table),
            ]),
          network("spoke", "10.1.0.0/16", peer: "hub", [("s", "10.1.1.0/24", "")]),
          Self.resource(
            "Microsoft.Network/publicIPAddresses", "ip",
            "\"ipAddress\": \"20.1.1.4\", \"publicIPAllocationMethod\": \"Static\"",
            ", \"sku\": {\"name\": \"Standard\"}"),
          Self.machine("back", "hub", "back", "10.0.7.4"),
          Self.machine("other", "hub", "back", "10.0.7.9"),
          Self.machine("caller", "spoke", "s", "10.1.1.4"), gateway,
        ]
          + (dropsReplies
            ? [Self.resource("Microsoft.Network/routeTables", "drop", route)] : [])
          + Self.group("g", gatewayRules) + Self.group("b", backRules) + more)
    }
  }
}
