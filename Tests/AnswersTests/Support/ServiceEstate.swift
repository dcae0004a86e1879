import EstateModel

@testable import Answers

/// A network with two subnets and callers outside, and a service as an export prints it.
enum ServiceEstate {
  /// The service, what belongs to it, and what stands beside its properties.
  static func resource(
    _ type: String, _ name: String = "it", _ properties: String = "",
    kind: String? = nil, tier: String? = nil, location: String = "westeurope"
  ) -> String {
    var beside = "\"location\": \"\(location)\""
    if let kind { beside += ", \"kind\": \"\(kind)\"" }
    if let tier { beside += ", \"sku\": {\"name\": \"\(tier)\"}" }
    let own = properties.isEmpty ? "\"provisioningState\": \"Succeeded\"" : properties
    return ExportedText.resource(type, name, own, beside: beside)
  }

  /// A child of a resource, `firewallRules` of a server.
  static func child(
    of type: String, named name: String = "it", _ childType: String, _ childName: String,
    _ properties: String
  ) -> String {
    """
    {
      "id": "\(ExportedText.id(type, name))/\(childType)/\(childName)",
      "name": "\(childName)",
      "type": "\(type)/\(childType)",
      "properties": {\(properties)}
    }
    """
  }

  static let clients = """
    reachmap: 1
    clients:
      - {name: home, address: 203.0.113.7}
      - {name: stranger, address: 198.51.100.9}
    """

  /// Machines `a` and `b` in subnets of `net`, of which `a`'s has the service endpoints.
  static func network(
    endpoints: [String] = [], ranges: (a: String, b: String) = ("10.0.1.0/24", "10.0.2.0/24"),
    subnetSettings: String = ""
  ) -> [String] {
    let network = ExportedText.id("Microsoft.Network/virtualNetworks", "net")
    let list = endpoints.map { "{\"service\": \"\($0)\"}" }.joined(separator: ", ")
    func machine(_ name: String, _ address: String) -> [String] {
      [
        ExportedText.resource(
          "Microsoft.Network/networkInterfaces", "\(name)-nic",
          """
          "ipConfigurations": [{"name": "ip", "properties": {"primary": true,
            "privateIPAddress": "\(address)", "privateIPAllocationMethod": "Static",
            "subnet": {"id": "\(network)/subnets/\(name)"}}}],
          "virtualMachine": {"id": "\(ExportedText.id("Microsoft.Compute/virtualMachines", name))"}
          """),
        ExportedText.resource(
          "Microsoft.Compute/virtualMachines", name,
          """
          "networkProfile": {"networkInterfaces": [{"id": "\(ExportedText.id("Microsoft.Network/networkInterfaces", "\(name)-nic"))"}]}
          """),
      ]
    }
    return [
      ExportedText.resource(
        "Microsoft.Network/virtualNetworks", "net",
        """
        "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
        "virtualNetworkPeerings": [],
        "subnets": [
          {"id": "\(network)/subnets/a", "name": "a", "properties": {"addressPrefix": "\(ranges.a)",
            "serviceEndpoints": [\(list)]\(subnetSettings)}},
          {"id": "\(network)/subnets/b", "name": "b", "properties": {"addressPrefix": "\(ranges.b)"}},
          {"id": "\(network)/subnets/pe", "name": "pe", "properties": {"addressPrefix": "10.0.3.0/24"}},
          {"id": "\(network)/subnets/own", "name": "own", "properties": {"addressPrefix": "10.0.4.0/24"}}
        ]
        """)
    ] + machine("a", "10.0.1.4") + machine("b", "10.0.2.4")
  }

  static func subnet(_ name: String) -> String {
    "\(ExportedText.id("Microsoft.Network/virtualNetworks", "net"))/subnets/\(name)"
  }

  /// A private endpoint in `pe` with its zones, linked to the network.
  static func privateEndpoint(
    to type: String, _ name: String = "it", group: String, zones: [String],
    state: String = "Approved", links: [String] = ["net"], address: String = "10.0.3.5",
    called: String = "endpoint"
  ) -> [String] {
    ExportedText.privateEndpoint(
      called, in: ("net", "pe"), address: address, to: ExportedText.id(type, name),
      group: group, zones: zones, state: state)
      + zones.flatMap { ExportedText.zone($0, linkedTo: links) }
  }

  /// Services as a template describes them, all of whose children are there.
  static func template(_ resources: [String]) throws -> TextEstate {
    try TextEstate([
      "main.json": """
      {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "resources": [\(resources.joined(separator: ",\n"))]
      }
      """,
      "reachmap.yaml": clients,
    ])
  }

  /// `Microsoft.Sql/servers`, `it` and properties, as a template has them.
  static func templated(
    _ type: String, _ name: String = "it", _ properties: String = ""
  ) -> String {
    """
    {"type": "\(type)", "apiVersion": "2024-01-01", "name": "\(name)", "location": "westeurope",
      "properties": {\(properties)}}
    """
  }

  static func estate(
    _ resources: [String], endpoints: [String] = [], subnetSettings: String = ""
  ) throws -> TextEstate {
    try TextEstate([
      "export.json": ExportedText.list(
        network(endpoints: endpoints, subnetSettings: subnetSettings) + resources),
      "reachmap.yaml": clients,
    ])
  }
}
