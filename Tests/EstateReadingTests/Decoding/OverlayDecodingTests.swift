import EstateModel
import Testing
import TrafficSets

@testable import EstateReading

struct OverlayDecodingTests {
  private static let resources = #"""
    [{"type": "Microsoft.Network/virtualNetworks", "name": "hub", "properties": {"subnets": [
       {"name": "clients", "properties": {"addressPrefix": "10.0.1.0/24"}}]}},
     {"type": "Microsoft.Network/virtualNetworkGateways", "name": "hub-vpn", "properties": {}},
     {"type": "Microsoft.Storage/storageAccounts", "name": "lake", "properties": {"publicNetworkAccess": "Enabled"}},
     {"type": "Microsoft.MachineLearningServices/workspaces", "name": "ml",
      "properties": {"keyVault": "/providers/Microsoft.KeyVault/vaults/kv"}}]
    """#

  private func place(_ line: Int, _ column: Int = 1) -> SourcePosition {
    SourcePosition(file: "reachmap.yaml", line: line, column: column)
  }

  private func text(_ value: String, _ line: Int) -> Positioned<String> {
    Positioned(value, at: place(line))
  }

  private func decode(
    clients: [OverlayClient] = [], assumptions: [(String, String, OverlayValue)] = []
  ) throws -> DecodedText {
    var overlay = Overlay(file: "reachmap.yaml")
    overlay.clients = clients
    overlay.assumptions = assumptions.enumerated().map { line, assumption in
      OverlayAssumption(
        subject: .property(
          node: text(assumption.0, line * 3 + 1), property: text(assumption.1, line * 3 + 2)),
        value: Positioned(assumption.2, at: place(line * 3 + 3, 10)))
    }
    return try DecodedText(Self.resources, overlays: [overlay])
  }

  @Test("clients stand where their names say")
  func clients() throws {
    let decoded = try decode(clients: [
      OverlayClient(
        name: text("laptop", 1), place: .internet(addresses: [text("203.0.113.7", 2)]), dns: nil),
      OverlayClient(
        name: text("analyst", 3), place: .subnet(text("hub/clients", 4), address: nil), dns: nil),
      OverlayClient(
        name: text("office", 5),
        place: .gateway(text("hub-vpn", 6), addresses: [text("192.168.0.0/16", 7)]),
        dns: text("vnet/hub", 8)),
    ])
    #expect(decoded.diagnostics == [])
    let clients = decoded.estate.clients
    #expect(clients.map(\.name) == ["laptop", "analyst", "office"])
    #expect(clients[0].addresses.first?.source == place(2))
    guard case .subnet(let subnet) = clients[1].placement,
      case .gateway(let gateway) = clients[2].placement
    else {
      Issue.record("wrong placement")
      return
    }
    #expect(subnet.value?.id == decoded.estate.subnets.all.first?.id)
    #expect(gateway.value?.id.name == "hub-vpn")
    #expect(clients[2].dnsNetwork.value?.id.name == "hub")
  }

  @Test("a name that nothing has is an error at its place with the near ones")
  func unknownName() throws {
    let decoded = try decode(clients: [
      OverlayClient(
        name: text("analyst", 3), place: .subnet(text("hub/client", 4), address: nil), dns: nil)
    ])
    #expect(decoded.diagnostics.map(\.source) == [place(4)])
    #expect(decoded.diagnostics.first?.message.text.contains("'hub/clients'") == true)
  }

  @Test("a client told twice is one where both say the same, else an error")
  func clientTwice() throws {
    func laptop(_ line: Int, _ address: String) -> OverlayClient {
      OverlayClient(
        name: text("laptop", line), place: .internet(addresses: [text(address, line)]), dns: nil)
    }
    let decoded = try decode(clients: [
      laptop(1, "203.0.113.7"), laptop(2, "203.0.113.7"), laptop(3, "203.0.113.8"),
    ])
    #expect(decoded.estate.clients.count == 1)
    #expect(decoded.diagnostics.map(\.source) == [place(3)])
    #expect(decoded.diagnostics.map(\.related) == [place(1)])
  }

  @Test("an assumed value stands in the place of the configuration's, and is noted")
  func assumption() throws {
    let decoded = try decode(assumptions: [
      ("storage/lake", "networkAcls.defaultAction", .string("Deny")),
      ("storage/lake/blob", "public_network_access", .string("disabled")),
      ("keyvault/kv", "publicNetworkAccess", .string("Disabled")),
    ])
    #expect(decoded.diagnostics.map(\.severity) == [.warning], "one value was known otherwise")
    let account = try #require(decoded.estate.storageAccounts.all.first)
    #expect(account.firewall.defaultAction == .known(.deny, place(3, 10)))
    #expect(account.firewall.publicAccess == .known(.disabled, place(6, 10)))
    let vault = try #require(decoded.estate.keyVaults.all.first)
    #expect(!vault.isDescribed)
    #expect(vault.firewall.publicAccess == .known(.disabled, place(9, 10)))
    #expect(vault.firewall.defaultAction.unknown != nil)
    #expect(decoded.ledger.assumed.map(\.source) == [place(3, 10), place(6, 10), place(9, 10)])
  }

  @Test("an assumption about nothing is an error")
  func wrongAssumptions() throws {
    let decoded = try decode(assumptions: [
      ("storage/lakes", "publicNetworkAccess", .string("Disabled")),
      ("storage/lake", "publicNetworkAcces", .string("Disabled")),
      ("storage/lake", "publicNetworkAccess", .bool(false)),
    ])
    let errors = decoded.diagnostics.filter { $0.severity == .error }
    #expect(Set(errors.compactMap(\.source)) == [place(1), place(5), place(9, 10)])
    let near = errors.first { $0.source == place(5) }
    #expect(near?.message.text.contains("'publicNetworkAccess'") == true)
  }
}
