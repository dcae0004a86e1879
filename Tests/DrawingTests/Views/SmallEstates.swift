import Drawing
import Reachability
import Reachmap
import Testing

/// Estates of a few resources, written as the resources of a template.
enum SmallEstates {
  static func load(_ resources: String) throws -> LoadedEstate {
    let template = """
      {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
       "contentVersion": "1.0.0.0", "resources": [\(resources)]}
      """
    return try LoadedEstate(reading: ["-"], standardInput: { Array(template.utf8) })
  }

  static func query(
    _ resources: String, from: String, to: String, on traffic: [String] = []
  ) throws -> Scene {
    try load(resources).scene(
      PictureRequest(.query(from: from, to: to, on: traffic)))
  }

  static func topology(_ resources: String) throws -> Scene {
    try load(resources).scene(PictureRequest(.topology))
  }

  /// Two peered networks, `hub` with a host and `spoke` with two, one of which turns `hub` away.
  static let hubAndSpoke = """
    \(network("hub", "10.0", peers: ["spoke"])), \(network("spoke", "10.1", peers: ["hub"])),
    \(machine("jump", in: "hub", at: "10.0.1.4")),
    \(machine("web1", in: "spoke", at: "10.1.1.10", group: "shut")),
    \(machine("web2", in: "spoke", at: "10.1.1.11")),
    \(group("shut", rules: [rule("DenyHub", 300, "Deny", "Inbound", from: "10.0.0.0/16")]))
    """

  static func network(
    _ name: String, _ prefix: String, peers: [String], state: String? = nil, group: String? = nil
  ) -> String {
    let state = state.map { #", "peeringState": "\#($0)""# } ?? ""
    let peerings = peers.map { peer in
      """
      {"name": "to-\(peer)", "properties": {"remoteVirtualNetwork": {"id": "\(id("virtualNetworks", peer))"},
       "allowVirtualNetworkAccess": true\(state)}}
      """
    }
    let guarded = group.map {
      #", "networkSecurityGroup": {"id": "\#(id("networkSecurityGroups", $0))"}"#
    }
    return """
      {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-11-01", "name": "\(name)",
       "properties": {"addressSpace": {"addressPrefixes": ["\(prefix).0.0/16"]},
        "subnets": [{"name": "default", "properties": {"addressPrefix": "\(prefix).1.0/24"\(guarded ?? "")}}],
        "virtualNetworkPeerings": [\(peerings.joined(separator: ", "))]}}
      """
  }

  static func machine(
    _ name: String, in network: String, at address: String, group: String? = nil
  ) -> String {
    let guarded = group.map {
      #", "networkSecurityGroup": {"id": "\#(id("networkSecurityGroups", $0))"}"#
    }
    return """
      {"type": "Microsoft.Network/networkInterfaces", "apiVersion": "2023-11-01", "name": "\(name)-nic",
       "properties": {"ipConfigurations": [{"name": "one", "properties": {
         "privateIPAllocationMethod": "Static", "privateIPAddress": "\(address)",
         "subnet": {"id": "\(id("virtualNetworks", network, "subnets"))"}}}]\(guarded ?? "")}},
      {"type": "Microsoft.Compute/virtualMachines", "apiVersion": "2023-09-01", "name": "\(name)",
       "properties": {"networkProfile": {"networkInterfaces": [
         {"id": "\(id("networkInterfaces", "\(name)-nic"))"}]}}}
      """
  }

  static func group(_ name: String, rules: [String]) -> String {
    """
    {"type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2023-11-01", "name": "\(name)",
     "properties": {"securityRules": [\(rules.joined(separator: ", "))]}}
    """
  }

  static func rule(
    _ name: String, _ priority: Int, _ access: String, _ direction: String, from: String = "*",
    ports: [String] = ["*"]
  ) -> String {
    let ports = ports.map { #""\#($0)""# }.joined(separator: ", ")
    return """
      {"name": "\(name)", "properties": {"priority": \(priority), "access": "\(access)",
       "direction": "\(direction)", "protocol": "Tcp", "sourcePortRange": "*",
       "sourceAddressPrefix": "\(from)", "destinationAddressPrefix": "*",
       "destinationPortRanges": [\(ports)]}}
      """
  }

  static func id(_ type: String, _ name: String, _ inner: String? = nil) -> String {
    inner == nil
      ? "[resourceId('Microsoft.Network/\(type)', '\(name)')]"
      : "[resourceId('Microsoft.Network/\(type)/subnets', '\(name)', 'default')]"
  }
}
