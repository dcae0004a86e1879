import Answers
import Testing

/// Interfaces as templates ask for them, and as `az group export` prints them.
@Suite("Addresses and owners of interfaces in templates")
struct PrintedInterfacesTests {
  private typealias Net = OpenNetwork

  private static func interface(
    _ name: String, _ subnet: String, _ address: String, _ method: String, beside: String = ""
  ) -> String {
    Net.resource(
      "networkInterfaces", name,
      """
      "ipConfigurations": [{"name": "c", "properties": {"privateIPAddress": "\(address)",
        "privateIPAllocationMethod": "\(method)", \(beside)
        "subnet": \(Net.id("virtualNetworks/subnets", "net", subnet))}}]
      """)
  }

  private static let network = Net.network(
    "net", "10.0.0.0/16", [("one", "10.0.2.0/24", ""), ("two", "10.0.3.0/24", "")])

  @Test("a template's address beside the method Dynamic is not asked for")
  func dynamic() throws {
    let resources = [
      Self.network, Self.interface("a", "one", "10.0.0.4", "Dynamic"),
      Self.interface("b", "two", "10.0.0.4", "dynamic"),
    ]
    let answer = try Net.ask(resources)
    #expect(answer.verdict == .reachable, "\(answer.told)")
  }

  @Test("with Static, or printed by Azure, it is")
  func static_() throws {
    let deny = Net.rule("r", 100, "Deny", more: #", "destinationAddressPrefix": "10.0.3.9""#)
      .replacing(#""destinationAddressPrefix": "*","#, with: "")
    func ask(_ method: String, beside: String = "") throws -> Verdict {
      let two = #", "networkSecurityGroup": \#(Net.id("networkSecurityGroups", "g"))"#
      return try Net.ask([
        Net.network(
          "net", "10.0.0.0/16", [("one", "10.0.2.0/24", ""), ("two", "10.0.3.0/24", two)]),
        Net.resource("networkSecurityGroups", "g", #""securityRules": [\#(deny)]"#),
        Self.interface("a", "one", "10.0.2.4", "Static"),
        Self.interface("b", "two", "10.0.3.9", method, beside: beside),
      ]).verdict
    }
    #expect(try ask("Static") == .unreachable)
    #expect(try ask("Dynamic", beside: #""provisioningState": "Succeeded","#) == .unreachable)
    #expect(try ask("Dynamic") == .unknown)
    #expect(try ask("[parameters('p')]") == .unknown)
  }

  @Test(
    "the interface of a private endpoint is no host, by whatever Azure prints of it",
    arguments: [
      ("pe-nic", #""customNetworkInterfaceName": "pe-nic","#, true),
      ("pe.nic.12345678-1111-1111-1111-111111111111", "", true), ("other", "", true),
      ("other", "", false),
    ])
  func endpoint(_ name: String, _ named: String, _ isPrinted: Bool) throws {
    let printed =
      isPrinted
      ? #""privateLinkConnectionProperties": {"groupId": "blob", "requiredMemberName": "blob"},"#
      : ""
    let estate = try TextEstate([
      "main.json": Net.template([
        Self.network, Net.interface("a", "net", "two", "10.0.3.4"),
        Self.interface(
          name, "one", "10.0.2.5", "Dynamic",
          beside: #"\#(printed) "provisioningState": "Succeeded","#),
        OpenTemplate.storage("store", #""publicNetworkAccess": "Disabled""#),
        Net.resource(
          "privateEndpoints", "pe",
          """
          \(named) "subnet": \(Net.id("virtualNetworks/subnets", "net", "one")),
          "privateLinkServiceConnections": [{"name": "c", "properties": {"groupIds": ["blob"],
            "privateLinkServiceId": "[resourceId('Microsoft.Storage/storageAccounts', 'store')]"}}]
          """),
      ])
    ])
    let hosts = ListAnswer(estate.query.graph).nodes.filter { $0.kind == "nic" }.map(\.selector)
    #expect(hosts == (isPrinted ? ["nic/a"] : ["nic/a", "nic/other"]))
  }
}
