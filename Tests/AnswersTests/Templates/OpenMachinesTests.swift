import Answers
import Testing

/// Machines of which not every interface is known.
@Suite struct OpenMachinesTests {
  private static let interfaceID = "Microsoft.Network/networkInterfaces"

  private static func interface(_ name: String, machine: String, group: String? = nil) -> String {
    let network = ExportedText.id("Microsoft.Network/virtualNetworks", "v")
    let guarded = group.map {
      #", "networkSecurityGroup": {"id": "\#(ExportedText.id("Microsoft.Network/networkSecurityGroups", $0))"}"#
    }
    return ExportedText.resource(
      interfaceID, name,
      """
      "provisioningState": "Succeeded", "ipConfigurations": [{"name": "c", "properties": {
        "primary": true, "privateIPAddress": "10.0.0.4", "subnet": {"id": "\(network)/subnets/s"}}}],
      "virtualMachine": {"id": "\(ExportedText.id("Microsoft.Compute/virtualMachines", machine))"}\(guarded ?? "")
      """)
  }

  private static let network = ExportedText.network("v", "10.0.0.0/16", ["s": "10.0.0.0/24"])

  @Test("a machine that only its exported interface names is there, perhaps with others")
  func named() throws {
    let deny = ExportedText.resource(
      "Microsoft.Network/networkSecurityGroups", "shut",
      """
      "securityRules": [{"name": "no", "properties": {"priority": 100, "direction": "Inbound",
        "access": "Deny", "protocol": "*", "sourceAddressPrefix": "*", "sourcePortRange": "*",
        "destinationAddressPrefix": "*", "destinationPortRange": "*"}}]
      """)
    func estate(_ group: String?) throws -> TextEstate {
      try TextEstate([
        "e.json": ExportedText.list([
          Self.network, deny, Self.interface("n", machine: "m", group: group),
        ])
      ])
    }
    let open = try estate(nil).ask("subnet/v/s", "vm/m", on: "tcp/22")
    #expect(open.verdict == .reachable, "\(open.told)")
    let sends = try estate(nil).ask("vm/m", "subnet/v/s", on: "tcp/22")
    #expect(sends.verdict == .reachable, "\(sends.told)")
    #expect(sends.assumptions.map(\.node) == ["vm/m"])
    // Another interface, which nobody sees, may be open.
    let shut = try estate("shut").ask("subnet/v/s", "vm/m", on: "tcp/22")
    #expect(shut.verdict == .unknown, "\(shut.told)")
  }

  private static func template(_ interfaces: String) -> [String: String] {
    [
      "main.json": """
      {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
       "contentVersion": "1.0.0.0", "parameters": {"nics": {"type": "array"}, "nic": {"type": "string"}},
       "resources": [
       {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "v",
        "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "subnets": [
          {"name": "s", "properties": {"addressPrefix": "10.0.0.0/24"}}]}},
       {"type": "Microsoft.Network/networkInterfaces", "apiVersion": "2024-05-01", "name": "n",
        "properties": {"ipConfigurations": [{"name": "c", "properties": {"subnet": {
          "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 's')]"}}}]}},
       {"type": "Microsoft.Compute/virtualMachines", "apiVersion": "2024-03-01", "name": "m",
        "properties": {"networkProfile": {"networkInterfaces": \(interfaces)}}}]}
      """
    ]
  }

  @Test("a machine of which no interface is known is asked about, and nothing is decided")
  func unknown() throws {
    let estate = try TextEstate(Self.template("\"[parameters('nics')]\""))
    for (from, to) in [("internet", "vm/m"), ("vm/m", "internet"), ("nic/n", "vm/m")] {
      let answer = try estate.ask(from, to, on: "tcp/22")
      #expect(answer.verdict == .unknown)
      #expect(answer.unknowns.contains { $0.because.contains("'nics'") }, "\(answer.told)")
    }
  }

  @Test("an interface that is not known leaves open what those that are known do not settle")
  func mixed() throws {
    let estate = try TextEstate(
      Self.template(
        """
        [{"id": "[resourceId('Microsoft.Network/networkInterfaces', 'n')]",
          "properties": {"primary": true}},
         {"id": "[parameters('nic')]", "properties": {"primary": false}}]
        """))
    #expect(try estate.ask("subnet/v/s", "vm/m", on: "tcp/22").verdict == .reachable)
    #expect(try estate.ask("internet", "vm/m", on: "tcp/22").verdict == .unknown)
  }
}
