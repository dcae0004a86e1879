import EstateModel
import Testing
import TrafficSets

@testable import Answers

@Suite("Route tables and subnets that no input shows")
struct UnseenRouteTableTests {
  typealias Builder = EstateBuilder

  /// A hub with two spokes, a machine in each.
  private struct Spokes {
    var builder = Builder()
    let one: ResourceID
    let two: ResourceID

    init() {
      let hub = builder.network("hub", ["10.0.0.0/16"])
      builder.subnet(hub, "transit", "10.0.0.0/24")
      let (first, second) = (
        builder.network("first", ["10.1.0.0/16"]), builder.network("second", ["10.2.0.0/16"])
      )
      one = builder.subnet(first, "one", "10.1.0.0/24")
      two = builder.subnet(second, "two", "10.2.0.0/24")
      for spoke in [first, second] {
        builder.peer(hub, spoke) { $0.allowsForwardedTraffic = Builder.known(true) }
      }
      builder.machine("a", in: one, "10.1.0.4")
      builder.machine("b", in: two, "10.2.0.4")
    }

    mutating func hideTable() {
      builder.estate.subnets.update(one) {
        $0.routeTable = Builder.reference(Builder.id("Microsoft.Network/routeTables", "rt"))
      }
    }

    func ask(_ from: String = "vm/a", _ to: String = "vm/b") throws -> QueryAnswer {
      try builder.query.ask(from, to, on: ["tcp/443"])
    }
  }

  @Test("R-4: a table that no input shows may lead from spoke to spoke, none at all does not")
  func spokes() throws {
    var spokes = Spokes()
    #expect(try spokes.ask().verdict == .unreachable)
    spokes.hideTable()
    let answer = try spokes.ask()
    #expect(answer.verdict == .unknown, "\(answer.told)")
    #expect(
      answer.unknowns.contains { $0.because.contains("no input tells the routes of") },
      "\(answer.told)")
    // What nobody lets in does not get in by any route.
    let group = spokes.builder.group("closed", [Builder.rule("in 100 deny * * -> * : *")])
    spokes.builder.estate.subnets.update(spokes.two) {
      $0.securityGroup = Builder.reference(group)
    }
    let closed = try spokes.ask()
    #expect(closed.verdict == .unreachable, "\(closed.told)")
  }

  @Test("O-1: nor is a private subnet cut off whose table no input shows")
  func privateSubnet() throws {
    var spokes = Spokes()
    spokes.builder.estate.subnets.update(spokes.one) {
      $0.defaultOutboundAccess = Builder.known(false)
    }
    #expect(try spokes.ask("vm/a", "internet").verdict == .unreachable)
    #expect(try spokes.ask("vm/a", "fqdn/pypi.org").verdict == .unreachable)
    spokes.hideTable()
    for target in ["internet", "fqdn/pypi.org", "service/AzureActiveDirectory"] {
      let answer = try spokes.ask("vm/a", target)
      #expect(answer.verdict == .unknown, "\(target): \(answer.told)")
    }
  }

  @Test("R-22: whether a firewall saw the opening is open where nobody knows the sender's subnet")
  func senderAnywhere() throws {
    var spokes = Spokes()
    let transit = Builder.id("Microsoft.Network/virtualNetworks", "hub").child("subnets", "transit")
    spokes.builder.appliance("nva", in: transit, "10.0.0.4")
    spokes.builder.routes("0.0.0.0/0 -> 10.0.0.4", at: spokes.two)
    spokes.builder.interface("a-nic", in: spokes.one, "10.1.0.4") {
      $0.configurations[0].subnet = Builder.open("subnet")
    }
    let answer = try spokes.ask()
    #expect(answer.verdict == .unknown, "\(answer.told)")
  }

  /// A firewall that may publish the server, which lets in the firewall and not the client.
  private func published(_ settings: [String]) throws -> TextEstate {
    let network = "Microsoft.Network"
    let template = """
      {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
       "contentVersion": "1.0.0.0", "parameters": {"inside": {"type": "string"}}, "resources": [
        {"type": "\(network)/virtualNetworks", "apiVersion": "2024-05-01", "name": "n", "properties": {
          "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
          "subnets": [{"name": "client", "properties": {"addressPrefix": "10.0.1.0/24"}},
            {"name": "server", "properties": {"addressPrefix": "10.0.2.0/24",
              "networkSecurityGroup": {"id": "[resourceId('\(network)/networkSecurityGroups', 'g')]"}}},
            {"name": "AzureFirewallSubnet", "properties": {"addressPrefix": "10.0.0.0/26"}}]}},
        {"type": "\(network)/networkSecurityGroups", "apiVersion": "2024-05-01", "name": "g", "properties": {
          "securityRules": [{"name": "clients", "properties": {"priority": 100, "direction": "Inbound",
            "access": "Deny", "protocol": "*", "sourceAddressPrefix": "10.0.1.0/24", "sourcePortRange": "*",
            "destinationAddressPrefix": "*", "destinationPortRange": "*"}}]}},
        {"type": "\(network)/publicIPAddresses", "apiVersion": "2024-05-01", "name": "p",
         "sku": {"name": "Standard"}, "properties": {"ipAddress": "203.0.113.4",
           "publicIPAllocationMethod": "Static"}},
        {"type": "\(network)/networkInterfaces", "apiVersion": "2024-05-01", "name": "client", "properties": {
          "ipConfigurations": [{"name": "c", "properties": {"privateIPAllocationMethod": "Static",
            "privateIPAddress": "10.0.1.4",
            "subnet": {"id": "[resourceId('\(network)/virtualNetworks/subnets', 'n', 'client')]"}}}]}},
        {"type": "\(network)/networkInterfaces", "apiVersion": "2024-05-01", "name": "server", "properties": {
          "ipConfigurations": [{"name": "c", "properties": {"privateIPAllocationMethod": "Static",
            "privateIPAddress": "10.0.2.4",
            "subnet": {"id": "[resourceId('\(network)/virtualNetworks/subnets', 'n', 'server')]"}}}]}},
        {"type": "\(network)/azureFirewalls", "apiVersion": "2024-05-01", "name": "fw", "properties": {
          "ipConfigurations": [{"name": "c", "properties": {
            "subnet": {"id": "[resourceId('\(network)/virtualNetworks/subnets', 'n', 'AzureFirewallSubnet')]"},
            "publicIPAddress": {"id": "[resourceId('\(network)/publicIPAddresses', 'p')]"}}}],
          "natRuleCollections": [{"name": "c", "properties": {"priority": 100, "action": {"type": "Dnat"}, "rules": [
            {"name": "r", "protocols": ["TCP"], "sourceAddresses": ["*"], "destinationAddresses": ["203.0.113.4"],
             "destinationPorts": ["8022"], "translatedAddress": "[parameters('inside')]",
             "translatedPort": "22"}]}}]}}]}
      """
    return try TextEstate(["main.json": template], settings: settings)
  }

  @Test("F-10: whom an open rule of translation leads to is open for callers from inside, too")
  func openTranslation() throws {
    func verdict(_ settings: [String], on port: String = "tcp/22") throws -> Verdict {
      try published(settings).ask("nic/client", "nic/server", on: port).verdict
    }
    #expect(try verdict(["inside=10.0.2.4"]) == .reachable)
    #expect(try verdict(["inside=10.0.2.9"]) == .unreachable)
    #expect(try verdict([]) == .unknown)
    // On other ports no rule listens.
    #expect(try verdict([], on: "tcp/443") == .unreachable)
  }
}
