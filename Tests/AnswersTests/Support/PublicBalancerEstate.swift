import Testing

@testable import Answers

/// Machines `web1` and `web2` behind a public load balancer, as an export.
struct PublicBalancerEstate {
  typealias Text = ExportedText

  var tier = "Standard"
  var rules = ["80 -> 8080"]
  var disablesOutbound: Bool?
  var outboundRules: [(name: String, protocols: String, frontends: [String])] = []
  /// Ports and machine.
  var natRules: [(front: Int, back: Int, machine: String)] = []
  /// Ranges over the whole pool.
  var natRanges: [(first: Int, last: Int, back: Int)] = []
  var frontends = ["public"]
  var groupRules: [String]? = [
    FirewallEstate.securityRule("web", 100, "Allow", from: "*", "8080"),
    FirewallEstate.securityRule("admin", 110, "Allow", from: "203.0.113.0/24", "22"),
  ]
  /// At the subnet of the machines.
  var subnetExtra = ""
  var ownAddress: String?
  var isInternal = false
  var isInPool = true
  var others: [String] = []
  var prefixFrontend = false

  private static func id(_ type: String, _ name: String) -> String {
    Text.id("Microsoft.Network/\(type)", name)
  }

  private static let balancer = id("loadBalancers", "lb")

  private var balancer: String {
    let fronts = frontends.map { name in
      let place =
        isInternal
        ? "\"subnet\": {\"id\": \"\(Self.id("virtualNetworks", "n"))/subnets/web\"}, \"privateIPAddress\": \"10.0.0.100\""
        : prefixFrontend
          ? "\"publicIPPrefix\": {\"id\": \"\(Self.id("publicIPPrefixes", name))\"}"
          : "\"publicIPAddress\": {\"id\": \"\(Self.id("publicIPAddresses", name))\"}"
      return "{\"name\": \"\(name)\", \"properties\": {\(place)}}"
    }
    func frontend(_ name: String) -> String {
      "{\"id\": \"\(Self.balancer)/frontendIPConfigurations/\(name)\"}"
    }
    let pool = "\"backendAddressPool\": {\"id\": \"\(Self.balancer)/backendAddressPools/pool\"}"
    let snat = disablesOutbound.map { ", \"disableOutboundSnat\": \($0)" } ?? ""
    let balancing = rules.enumerated().map { index, text in
      let ports = text.split(separator: " ")
      return """
        {"name": "rule\(index)", "properties": {"frontendIPConfiguration": \(frontend(frontends[0])), \(pool),
          "protocol": "Tcp", "frontendPort": \(ports[0]), "backendPort": \(ports[2])\(snat)}}
        """
    }
    var translations = natRules.enumerated().map { index, rule in
      """
      {"name": "nat\(index)", "properties": {"frontendIPConfiguration": \(frontend(frontends[0])),
        "protocol": "Tcp", "frontendPort": \(rule.front), "backendPort": \(rule.back)}}
      """
    }
    translations += natRanges.enumerated().map { index, range in
      """
      {"name": "range\(index)", "properties": {"frontendIPConfiguration": \(frontend(frontends[0])), \(pool),
        "protocol": "Tcp", "frontendPortRangeStart": \(range.first), "frontendPortRangeEnd": \(range.last), "backendPort": \(range.back)}}
      """
    }
    let outbound = outboundRules.map { rule in
      """
      {"name": "\(rule.name)", "properties": {"protocol": "\(rule.protocols)", \(pool),
        "frontendIPConfigurations": [\(rule.frontends.map(frontend).joined(separator: ", "))]}}
      """
    }
    return Text.resource(
      "Microsoft.Network/loadBalancers", "lb",
      """
      "frontendIPConfigurations": [\(fronts.joined(separator: ", "))],
      "backendAddressPools": [{"name": "pool", "properties": {}}],
      "loadBalancingRules": [
      \(balancing.joined(separator: ",\n"))
      ],
      "inboundNatRules": [
      \(translations.joined(separator: ",\n"))
      ],
      "outboundRules": [
      \(outbound.joined(separator: ",\n"))
      ]
      """, beside: "\"location\": \"westeurope\", \"sku\": {\"name\": \"\(tier)\"}")
  }

  private func machine(_ name: String, _ address: String) -> [String] {
    let nat = natRules.enumerated().filter { $0.element.machine == name }.map {
      "{\"id\": \"\(Self.balancer)/inboundNatRules/nat\($0.offset)\"}"
    }
    let pool =
      isInPool
      ? "\"loadBalancerBackendAddressPools\": [{\"id\": \"\(Self.balancer)/backendAddressPools/pool\"}],"
      : ""
    let own =
      name == "web1" && ownAddress != nil
      ? "\"publicIPAddress\": {\"id\": \"\(Self.id("publicIPAddresses", ownAddress ?? ""))\"}," : ""
    return [
      Text.resource(
        "Microsoft.Network/networkInterfaces", "\(name)-nic",
        """
        "ipConfigurations": [{"name": "c", "properties": {"privateIPAddress": "\(address)", \(pool) \(own)
          "loadBalancerInboundNatRules": [\(nat.joined(separator: ", "))],
          "subnet": {"id": "\(Self.id("virtualNetworks", "n"))/subnets/web"}}}]
        """),
      Text.resource(
        "Microsoft.Compute/virtualMachines", name,
        """
        "networkProfile": {"networkInterfaces": [{"id": "\(Self.id("networkInterfaces", "\(name)-nic"))"}]}
        """),
    ]
  }

  static func publicAddress(_ name: String, _ number: String) -> String {
    Text.resource(
      "Microsoft.Network/publicIPAddresses", name,
      "\"publicIPAllocationMethod\": \"Static\", \"ipAddress\": \"\(number)\"",
      beside: "\"location\": \"westeurope\", \"sku\": {\"name\": \"Standard\"}")
  }

  var text: String {
    let group =
      groupRules == nil
      ? "" : ", \"networkSecurityGroup\": {\"id\": \"\(Self.id("networkSecurityGroups", "g"))\"}"
    var resources = [
      Text.resource(
        "Microsoft.Network/virtualNetworks", "n",
        """
        "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
        "subnets": [
          {"id": "\(Self.id("virtualNetworks", "n"))/subnets/web", "name": "web",
            "properties": {"addressPrefix": "10.0.0.0/24"\(group)\(subnetExtra)}}
        ],
        "virtualNetworkPeerings": []
        """),
      balancer,
    ]
    for (index, name) in frontends.enumerated() where !isInternal && !prefixFrontend {
      resources.append(Self.publicAddress(name, "198.51.100.\(10 + index)"))
    }
    if let groupRules {
      resources.append(
        Text.resource(
          "Microsoft.Network/networkSecurityGroups", "g",
          "\"securityRules\": [\n\(groupRules.joined(separator: ",\n"))\n]"))
    }
    if let ownAddress { resources.append(Self.publicAddress(ownAddress, "198.51.100.99")) }
    return Text.list(
      resources + machine("web1", "10.0.0.4") + machine("web2", "10.0.0.5") + others)
  }

  func ask(
    _ from: String = "internet", _ to: String = "vm/web1", on traffic: String = "tcp/8080"
  ) throws -> QueryAnswer {
    try TextEstate(["estate.json": text]).ask(from, to, on: traffic)
  }

  /// A storage account in another region that lets in only these addresses.
  static func store(_ addresses: [String]) -> String {
    let rules = addresses.map { "{\"value\": \"\($0)\"}" }.joined(separator: ", ")
    return Text.storage(
      "store", "\"networkAcls\": {\"defaultAction\": \"Deny\", \"ipRules\": [\(rules)]}"
    ).replacing("westeurope", with: "northeurope")
  }
}
