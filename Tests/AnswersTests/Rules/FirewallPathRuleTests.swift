import Testing
import TrafficSets

@testable import Answers

// https://learn.microsoft.com/azure/firewall/snat-private-range
// https://learn.microsoft.com/azure/firewall/destination-nat-rules
@Suite("Azure Firewall: addresses, routes and replies")
struct FirewallPathRuleTests {
  typealias Firewall = FirewallEstate

  private static let any = Firewall.network(
    "any", from: ["*"], to: ["*"], ["*"], over: ["Any"])

  private func open() -> Firewall {
    var firewall = Firewall()
    firewall.allow(Self.any)
    return firewall
  }

  @Test("F-12: a network rule keeps the sender's address on the way to private ranges")
  func kept() throws {
    var firewall = open()
    firewall.serverRules = [
      Firewall.securityRule("client", 100, "Allow", from: "10.6.0.4/32"),
      Firewall.securityRule("rest", 200, "Deny", from: "*"),
    ]
    #expect(try firewall.ask().verdict == .reachable)
    // With a list of its own Azure's ranges count no more.
    firewall.policy = "\"snat\": {\"privateRanges\": [\"192.168.0.0/16\"]}"
    let translated = try firewall.ask()
    #expect(translated.verdict == .unreachable, "\(translated.told)")
    #expect(translated.blockers.contains { $0.rule.hasPrefix("rest") }, "\(translated.told)")
    firewall.policy = "\"snat\": {\"privateRanges\": [\"IANAPrivateRanges\"]}"
    #expect(try firewall.ask().verdict == .reachable)
    firewall.policy = "\"snat\": {\"privateRanges\": [\"255.255.255.255/32\"]}"
    firewall.serverRules?[0] = Firewall.securityRule("hub", 100, "Allow", from: "10.5.0.0/26")
    #expect(try firewall.ask().verdict == .reachable)
    firewall.policy = "\"snat\": {\"autoLearnPrivateRanges\": \"Enabled\"}"
    #expect(try firewall.ask().verdict == .unknown)
  }

  @Test(
    "F-12, F-19: what the firewall's own subnet sends to the internet leaves by a public address")
  func own() throws {
    var firewall = open()
    let answer = try firewall.ask("subnet/hub/AzureFirewallSubnet", "internet")
    #expect(answer.verdict == .reachable, "\(answer.told)")
    // Even where what it only forwards keeps its address, and so cannot go there.
    firewall.policy = "\"snat\": {\"privateRanges\": [\"0.0.0.0/0\"]}"
    #expect(try firewall.ask("subnet/hub/AzureFirewallSubnet", "internet").verdict == .reachable)
    #expect(try firewall.ask("vm/client", "internet").verdict == .unreachable)
    firewall.publicAddresses = []
    let closed = try firewall.ask("subnet/hub/AzureFirewallSubnet", "internet")
    #expect(closed.verdict == .unreachable, "\(closed.told)")
  }

  @Test(
    "F-12: what an application rule lets through always has an address of the firewall's subnet")
  func applied() throws {
    var firewall = Firewall()
    firewall.allow(Firewall.application("store", from: ["*"], to: ["*.blob.core.windows.net"]))
    firewall.others = [
      ExportedText.storage(
        "store",
        "\"networkAcls\": {\"defaultAction\": \"Deny\", \"ipRules\": [{\"value\": \"203.0.113.4\"}]}"
      ).replacing("westeurope", with: "northeurope")
    ]
    let answer = try firewall.ask("vm/client", "storage/store")
    #expect(answer.verdict == .reachable, "\(answer.told)")
    firewall.others[0] = firewall.others[0].replacing("203.0.113.4", with: "203.0.113.77")
    let refused = try firewall.ask("vm/client", "storage/store")
    #expect(refused.verdict == .unreachable, "\(refused.told)")
  }

  @Test("F-12: with 0.0.0.0/0 among its ranges nothing goes straight to the internet")
  func never() throws {
    var firewall = open()
    firewall.policy = "\"snat\": {\"privateRanges\": [\"0.0.0.0/0\"]}"
    let answer = try firewall.ask("vm/client", "internet")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
  }

  @Test("F-13: replies pass by state, and a rule of the other direction is not asked")
  func state() throws {
    var firewall = Firewall()
    firewall.groups = [
      Firewall.group(
        "g", 200,
        [
          Firewall.collection(
            "no", 100, "Deny",
            [Firewall.network("back", from: ["10.7.0.0/16"], to: ["*"], ["*"], over: ["Any"])]),
          Firewall.collection(
            "yes", 200,
            [Firewall.network("web", from: ["10.6.0.0/16"], to: ["10.7.0.0/16"], ["443"])]),
        ])
    ]
    #expect(try firewall.ask().verdict == .reachable)
  }

  @Test("F-14: a NAT gateway at the firewall's subnet gives it the address of its egress")
  func gateway() throws {
    var firewall = open()
    firewall.firewallSubnetExtra =
      ", \"natGateway\": {\"id\": \"\(Firewall.id("natGateways", "nat"))\"}"
    let answer = try firewall.ask("vm/client", "internet")
    #expect(answer.verdict == .reachable, "\(answer.told)")
    #expect(answer.evidence.contains { $0.rule == "NAT gateway" }, "\(answer.told)")
  }

  @Test("F-10, F-16: a DNAT rule leads in, and what stands behind sees the firewall's subnet")
  func translated() throws {
    var firewall = Firewall()
    firewall.translate(
      Firewall.translation(
        "rdp", from: ["*"], to: ["203.0.113.4"], "13389", "10.7.0.4", "3389"))
    let answer = try firewall.ask("internet", "vm/server", on: "tcp/3389")
    #expect(answer.verdict == .reachable, "\(answer.told)")
    #expect(answer.evidence.contains { $0.rule.hasPrefix("dnat/rdp: tcp/") }, "\(answer.told)")
    let other = try firewall.ask("internet", "vm/server", on: "tcp/22")
    #expect(other.verdict == .unreachable, "\(other.told)")
    #expect(try firewall.ask("internet", "vm/client", on: "tcp/3389").verdict == .unreachable)
    // A group for the client does not match; one for the firewall's subnet does.
    firewall.serverRules = [
      Firewall.securityRule("internet", 100, "Allow", from: "Internet"),
      Firewall.securityRule("rest", 200, "Deny", from: "*"),
    ]
    let closed = try firewall.ask("internet", "vm/server", on: "tcp/3389")
    #expect(closed.verdict == .unreachable, "\(closed.told)")
    firewall.serverRules?[0] = Firewall.securityRule("hub", 100, "Allow", from: "10.5.0.0/26")
    #expect(try firewall.ask("internet", "vm/server", on: "tcp/3389").verdict == .reachable)
  }

  @Test("F-16: the client's address is tested by the DNAT rule's source")
  func sources() throws {
    var firewall = Firewall()
    firewall.translate(
      Firewall.translation(
        "rdp", from: ["198.51.100.0/24"], to: ["203.0.113.4"], "3389", "10.7.0.4", "3389"))
    #expect(
      try firewall.ask("internet/198.51.100.7", "vm/server", on: "tcp/3389").verdict == .reachable)
    let other = try firewall.ask("internet/192.0.2.7", "vm/server", on: "tcp/3389")
    #expect(other.verdict == .unreachable, "\(other.told)")
    #expect(other.blockers.contains { $0.rule == "dnat/rdp" }, "\(other.told)")
    let all = try firewall.ask("internet", "vm/server", on: "tcp/3389")
    #expect(all.verdict == .partial, "\(all.told)")
  }

  @Test("F-16: a DNAT rule leads to an address of which no input tells the machine")
  func translatedAddress() throws {
    var firewall = Firewall()
    firewall.translate(
      Firewall.translation("in", from: ["*"], to: ["203.0.113.4"], "3389", "10.7.0.9", "3389"))
    let answer = try firewall.ask("internet", "ip/10.7.0.9", on: "tcp/3389")
    #expect(answer.verdict == .reachable, "\(answer.told)")
    #expect(try firewall.ask("internet", "ip/10.7.0.9", on: "tcp/22").verdict == .unreachable)
    #expect(try firewall.ask("internet", "ip/10.7.0.8", on: "tcp/3389").verdict == .unreachable)
    // At a firewall whose public addresses are open, too.
    let template = """
      {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
       "contentVersion": "1.0.0.0", "parameters": {"configurations": {"type": "array"}}, "resources": [
        {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "n", "properties": {
          "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
          "subnets": [{"name": "work", "properties": {"addressPrefix": "10.0.1.0/24",
            "routeTable": {"id": "[resourceId('Microsoft.Network/routeTables', 't')]"}}},
            {"name": "AzureFirewallSubnet", "properties": {"addressPrefix": "10.0.0.0/26"}}]}},
        {"type": "Microsoft.Network/routeTables", "apiVersion": "2024-05-01", "name": "t", "properties": {"routes": [
          {"name": "all", "properties": {"addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance",
            "nextHopIpAddress": "10.0.0.4"}}]}},
        {"type": "Microsoft.Network/azureFirewalls", "apiVersion": "2024-05-01", "name": "fw", "properties": {
          "ipConfigurations": "[parameters('configurations')]",
          "natRuleCollections": [{"name": "c", "properties": {"priority": 100, "action": {"type": "Dnat"}, "rules": [
            {"name": "r", "protocols": ["TCP"], "sourceAddresses": ["*"], "destinationAddresses": ["203.0.113.4"],
             "destinationPorts": ["3389"], "translatedAddress": "10.0.1.4", "translatedPort": "3389"}]}}]}}]}
      """
    let open = try TextEstate(["main.json": template]).ask(
      "internet", "ip/10.0.1.4", on: "tcp/3389")
    #expect(open.verdict == .unknown, "\(open.told)")
  }

  @Test(
    "F-17: a rule for an address that is not the firewall's never matches, the first one that does wins"
  )
  func destinations() throws {
    var firewall = Firewall()
    firewall.translate(
      Firewall.translation("stray", from: ["*"], to: ["203.0.113.99"], "3389", "10.7.0.4", "3389"))
    #expect(try firewall.ask("internet", "vm/server", on: "tcp/3389").verdict == .unreachable)
    firewall.groups = []
    firewall.translate(
      Firewall.translation("first", from: ["*"], to: ["203.0.113.4"], "3389", "10.6.0.4", "3389"),
      Firewall.translation("second", from: ["*"], to: ["203.0.113.4"], "3389", "10.7.0.4", "3389"))
    #expect(try firewall.ask("internet", "vm/client", on: "tcp/3389").verdict == .reachable)
    let taken = try firewall.ask("internet", "vm/server", on: "tcp/3389")
    #expect(taken.verdict == .unreachable, "\(taken.told)")
    // Its private address, for clients that are routed to it.
    firewall.groups = []
    firewall.translate(
      Firewall.translation("inner", from: ["*"], to: [Firewall.address], "8443", "10.7.0.4", "443"))
    let inner = try firewall.ask()
    #expect(inner.verdict == .reachable, "\(inner.told)")
    #expect(try firewall.ask("internet", "vm/server").verdict == .unreachable)
  }

  @Test("F-4: translations of a parent policy are not inherited")
  func inheritance() throws {
    var firewall = Firewall()
    firewall.policy = "\"basePolicy\": {\"id\": \"\(Firewall.id("firewallPolicies", "parent"))\"}"
    firewall.others = [
      ExportedText.resource(
        "Microsoft.Network/firewallPolicies", "parent", "\"threatIntelMode\": \"Alert\"")
    ]
    let rule = Firewall.translation(
      "rdp", from: ["*"], to: ["203.0.113.4"], "3389", "10.7.0.4", "3389")
    let collection = Firewall.collection("dnat", 100, "DNAT", [rule])
    firewall.groups = [Firewall.group("d", 100, of: "parent", [collection])]
    let answer = try firewall.ask("internet", "vm/server", on: "tcp/3389")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    firewall.groups = [Firewall.group("d", 100, [collection])]
    #expect(try firewall.ask("internet", "vm/server", on: "tcp/3389").verdict == .reachable)
  }

  @Test("F-18: behind the rules a packet takes the routes of the firewall's own subnet")
  func ownRoutes() throws {
    var firewall = open()
    firewall.firewallTable = [Firewall.route("lost", "10.7.0.0/16", "None")]
    let answer = try firewall.ask()
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.blockers.contains { $0.rule.hasPrefix("lost") }, "\(answer.told)")
    firewall.firewallTable = [Firewall.route("out", "0.0.0.0/0", "Internet")]
    #expect(try firewall.ask().verdict == .reachable)
    #expect(try firewall.ask("vm/client", "internet").verdict == .reachable)
  }

  @Test("F-18: a firewall that has no public address leaves by nothing of its own")
  func noAddress() throws {
    var firewall = open()
    firewall.publicAddresses = []
    firewall.management = true
    let answer = try firewall.ask("vm/client", "internet")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.blockers.contains { $0.rule == "no public IP address" }, "\(answer.told)")
    #expect(try firewall.ask().verdict == .reachable)
  }

  @Test("F-19: of several public addresses the firewall takes any: a rule for one decides nothing")
  func severalAddresses() throws {
    var firewall = open()
    firewall.publicAddresses = ["firewall-ip", "second-ip"]
    func store(_ addresses: [String]) -> String {
      let rules = addresses.map { "{\"value\": \"\($0)\"}" }.joined(separator: ", ")
      return ExportedText.storage(
        "store", "\"networkAcls\": {\"defaultAction\": \"Deny\", \"ipRules\": [\(rules)]}"
      ).replacing("westeurope", with: "northeurope")
    }
    firewall.others = [store(["203.0.113.4"])]
    let one = try firewall.ask("vm/client", "storage/store")
    #expect(one.verdict == .unknown, "\(one.told)")
    firewall.others = [store(["203.0.113.4", "203.0.113.9"])]
    #expect(try firewall.ask("vm/client", "storage/store").verdict == .reachable)
    firewall.others = [store(["203.0.113.77"])]
    #expect(try firewall.ask("vm/client", "storage/store").verdict == .unreachable)
  }

  @Test("F-20: a service endpoint at the firewall's subnet makes that subnet the caller")
  func endpoints() throws {
    var firewall = Firewall()
    firewall.allow(Firewall.network("store", from: ["*"], to: ["Storage"], ["443"]))
    firewall.firewallSubnetExtra = ", \"serviceEndpoints\": [{\"service\": \"Microsoft.Storage\"}]"
    func store(_ network: String, _ subnet: String) -> String {
      ExportedText.storage(
        "store",
        """
        "networkAcls": {"defaultAction": "Deny", "virtualNetworkRules": [
          {"id": "\(Firewall.id("virtualNetworks", network))/subnets/\(subnet)"}]}
        """)
    }
    firewall.others = [store("hub", "AzureFirewallSubnet")]
    let answer = try firewall.ask("vm/client", "storage/store")
    #expect(answer.verdict == .reachable, "\(answer.told)")
    firewall.others = [store("clients", "work")]
    #expect(try firewall.ask("vm/client", "storage/store").verdict == .unreachable)
  }

  @Test("F-23, R-22: a reply that comes to a firewall which did not see the opening is dropped")
  func asymmetry() throws {
    // The client's network has a longer route to the server than through the firewall: none here
    // but a peering of their own, which only the client's routes use.
    var firewall = open()
    firewall.isServerRouted = false
    let oneWay = try firewall.ask()
    #expect(oneWay.verdict == .unreachable, "\(oneWay.told)")
    #expect(oneWay.blockers.contains { $0.rule == "no route back" }, "\(oneWay.told)")
    var shared = open()
    shared.others = [
      ExportedText.resource(
        "Microsoft.Network/networkInterfaces", "jump-nic",
        """
        "ipConfigurations": [{"name": "c", "properties": {"privateIPAddress": "10.5.1.4",
          "subnet": {"id": "\(Firewall.id("virtualNetworks", "hub"))/subnets/shared"}}}]
        """)
    ]
    // From the hub straight by the peering, and back the same way, since peerings win over 0.0.0.0/0.
    #expect(try shared.ask("nic/jump-nic", "vm/server").verdict == .reachable)
    // With a route for the hub's range the reply goes to the firewall.
    shared.routes = [Firewall.route("hub", "10.5.0.0/16", Firewall.address)]
    let dropped = try shared.ask("nic/jump-nic", "vm/server")
    #expect(dropped.verdict == .unreachable, "\(dropped.told)")
    #expect(
      dropped.blockers.contains { $0.control == "wayBack" && $0.source != nil }, "\(dropped.told)")
    #expect(try shared.ask("nic/jump-nic", "vm/server", on: "udp/53").verdict == .reachable)
  }

  @Test("R-27: an address of the firewall's subnet that it does not have is nobody's that is known")
  func otherAddress() throws {
    var firewall = open()
    firewall.sendsAll = false
    firewall.routes = [Firewall.route("all", "0.0.0.0/0", "10.5.0.9")]
    let answer = try firewall.ask()
    #expect(answer.verdict == .unknown, "\(answer.told)")
  }
}
