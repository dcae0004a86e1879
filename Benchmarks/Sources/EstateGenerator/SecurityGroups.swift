// The security groups: rules as people write them, no two groups alike.
extension EstatePlan {
  func writeSecurityGroups(of network: NetworkPlan, to json: inout JSONWriter) {
    for group in network.securityGroups { writeSecurityGroup(group, of: network, to: &json) }
  }

  private func writeSecurityGroup(
    _ group: Int, of network: NetworkPlan, to json: inout JSONWriter
  ) {
    var stream = stream("security group", group)
    let type = "Microsoft.Network/networkSecurityGroups"
    let id = network.id(of: type, Names.securityGroup(group))
    var invention = RuleInvention(plan: self, network: network, group: group)
    let rules = invention.rules()
    json.resource(type, Names.securityGroup(group), in: network, &stream) { json, stream in
      json.string("resourceGuid", stream.identifier())
      json.array("securityRules") { json in
        for rule in rules {
          json.part(
            "\(type)/securityRules", rule.name, id: "\(id)/securityRules/\(rule.name)", &stream
          ) { json, _ in rule.write(to: &json) }
        }
      }
      json.array("defaultSecurityRules") { json in
        for rule in SecurityRule.azuresOwn {
          json.part(
            "\(type)/defaultSecurityRules", rule.name,
            id: "\(id)/defaultSecurityRules/\(rule.name)", &stream
          ) { json, _ in rule.write(to: &json) }
        }
      }
      writeUsers(of: group, in: network, to: &json)
    }
  }

  private func writeUsers(of group: Int, in network: NetworkPlan, to json: inout JSONWriter) {
    json.array("networkInterfaces") { json in
      for subnet in network.subnets {
        for machine in subnet.machines where network.securityGroup(ofMachine: machine) == group {
          json.reference(to: interfaceID(machine, in: network))
        }
      }
    }
    json.array("subnets") { json in
      for subnet in network.subnets where subnet.securityGroup == group {
        json.reference(to: subnet.id)
      }
    }
  }
}

/// One rule of a security group.
struct SecurityRule {
  enum Peer {
    case prefix(String)
    case prefixes([String])
    /// The id of an application security group.
    case members(String)
  }

  let name: String
  let priority: Int
  let isInbound: Bool
  let allows: Bool
  var protocolName = "Tcp"
  var source = Peer.prefix("*")
  var destination = Peer.prefix("*")
  var ports = ["*"]

  static let azuresOwn: [SecurityRule] = [
    rule("AllowVnetInBound", 65000, true, true, "VirtualNetwork", "VirtualNetwork"),
    rule("AllowAzureLoadBalancerInBound", 65001, true, true, "AzureLoadBalancer", "*"),
    rule("DenyAllInBound", 65500, true, false, "*", "*"),
    rule("AllowVnetOutBound", 65000, false, true, "VirtualNetwork", "VirtualNetwork"),
    rule("AllowInternetOutBound", 65001, false, true, "*", "Internet"),
    rule("DenyAllOutBound", 65500, false, false, "*", "*"),
  ]

  private static func rule(
    _ name: String, _ priority: Int, _ isInbound: Bool, _ allows: Bool, _ source: String,
    _ destination: String
  ) -> SecurityRule {
    SecurityRule(
      name: name, priority: priority, isInbound: isInbound, allows: allows, protocolName: "*",
      source: .prefix(source), destination: .prefix(destination))
  }

  /// Azure prints the form for one value and an empty form for many, or the other way round.
  func write(to json: inout JSONWriter) {
    json.string("protocol", protocolName)
    json.string("sourcePortRange", "*")
    if ports.count == 1 { json.string("destinationPortRange", ports[0]) }
    if case .prefix(let prefix) = source { json.string("sourceAddressPrefix", prefix) }
    if case .prefix(let prefix) = destination { json.string("destinationAddressPrefix", prefix) }
    json.string("access", allows ? "Allow" : "Deny")
    json.number("priority", priority)
    json.string("direction", isInbound ? "Inbound" : "Outbound")
    json.strings("sourcePortRanges", [])
    json.strings("destinationPortRanges", ports.count == 1 ? [] : ports)
    write(source, "source", to: &json)
    write(destination, "destination", to: &json)
  }

  private func write(_ peer: Peer, _ side: String, to json: inout JSONWriter) {
    var prefixes: [String] = []
    if case .prefixes(let several) = peer { prefixes = several }
    json.strings("\(side)AddressPrefixes", prefixes)
    if case .members(let id) = peer {
      json.array("\(side)ApplicationSecurityGroups") { $0.reference(to: id) }
    }
  }
}
