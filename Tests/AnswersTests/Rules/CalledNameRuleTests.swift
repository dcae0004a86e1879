import Testing
import TrafficSets

@testable import Answers

/// Names that no resource of the estate has, in private zones that it has.
///
/// https://learn.microsoft.com/azure/dns/private-dns-privatednszone
@Suite("Names: what a private zone says of any name")
struct CalledNameRuleTests {
  typealias Text = ExportedText

  /// A network `v` linked to `corp.example`, and one `w` that is not; `app` at 10.0.0.77 in `v`.
  private struct Zones {
    var zone = "corp.example"
    var records: [(name: String, address: String)] = [("app", "10.0.0.77")]
    var link = "\"registrationEnabled\": false"
    var moreZones: [String] = []
    var groupRule: String?

    private static func id(_ type: String, _ name: String) -> String {
      Text.id("Microsoft.Network/\(type)", name)
    }

    private func zone(_ name: String, link: String) -> [String] {
      [
        Text.resource("Microsoft.Network/privateDnsZones", name, ""),
        """
        {"id": "\(Self.id("privateDnsZones", name))/virtualNetworkLinks/l", "name": "l",
          "type": "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
          "properties": {"virtualNetwork": {"id": "\(Self.id("virtualNetworks", "v"))"}, \(link)}}
        """,
      ]
    }

    func estate() throws -> TextEstate {
      let entries = records.map {
        """
        {"id": "\(Self.id("privateDnsZones", zone))/A/\($0.name)", "name": "\($0.name)",
          "type": "Microsoft.Network/privateDnsZones/A",
          "properties": {"ttl": 300, "aRecords": [{"ipv4Address": "\($0.address)"}]}}
        """
      }
      let group = """
        {"id": "\(Self.id("networkSecurityGroups", "g"))", "name": "g", "location": "westeurope",
          "type": "Microsoft.Network/networkSecurityGroups",
          "properties": {"securityRules": [\(groupRule ?? "")]}}
        """
      let guarded = """
        {"id": "\(Self.id("virtualNetworks", "v"))", "name": "v", "location": "westeurope",
          "type": "Microsoft.Network/virtualNetworks",
          "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
            "virtualNetworkPeerings": [], "subnets": [
              {"id": "\(Self.id("virtualNetworks", "v"))/subnets/s", "name": "s",
                "properties": {"addressPrefix": "10.0.0.0/24",
                  "networkSecurityGroup": {"id": "\(Self.id("networkSecurityGroups", "g"))"}}}]}}
        """
      let resources =
        [group, guarded, Text.network("w", "10.1.0.0/16", ["s": "10.1.0.0/24"])]
        + zone(zone, link: link) + entries
        + moreZones.flatMap { zone($0, link: "\"registrationEnabled\": false") }
      return try TextEstate(["export.json": Text.list(resources)])
    }
  }

  private static let denied = """
    {"name": "shut", "properties": {"priority": 100, "direction": "Outbound", "access": "Deny",
      "protocol": "Tcp", "sourceAddressPrefix": "*", "sourcePortRange": "*",
      "destinationAddressPrefix": "10.0.0.77", "destinationPortRange": "443"}}
    """

  @Test("D-4: a name leads to the address that a zone linked to the client's network has for it")
  func record() throws {
    let estate = try Zones().estate()
    let inside = try estate.ask("subnet/v/s", "fqdn/app.corp.example", on: "tcp/443")
    #expect(inside.verdict == .reachable, "\(inside.told)")
    #expect(!inside.told.contains("internet"), "\(inside.told)")
    let line = try estate.line(of: "virtualNetworkLinks/l", in: "export.json")
    #expect(
      inside.evidence.contains {
        $0.control == "nameResolution" && $0.node.contains("corp.example")
      },
      "\(line) \(inside.told)")
    let shut = try Zones(groupRule: Self.denied).estate()
    let stopped = try shut.ask("subnet/v/s", "fqdn/app.corp.example", on: "tcp/443")
    #expect(stopped.verdict == .unreachable, "\(stopped.told)")
    #expect(stopped.blockers.map(\.rule) == ["shut (priority 100)"], "\(stopped.told)")
  }

  @Test(
    "D-4: of several addresses of a record a client takes any, so that all must be reached")
  func severalAddresses() throws {
    func verdict(_ addresses: String, rule: String? = nil) throws -> Verdict {
      try Zones(records: [("app", addresses)], groupRule: rule).estate()
        .ask("subnet/v/s", "fqdn/app.corp.example", on: "tcp/443").verdict
    }
    let two = "10.0.0.77\"}, {\"ipv4Address\": \"10.0.0.78"
    #expect(try verdict(two) == .reachable)
    #expect(try verdict(two, rule: Self.denied) == .partial)
    let both = Self.denied.replacing("10.0.0.77", with: "10.0.0.64/27")
    #expect(try verdict(two, rule: both) == .unreachable)
  }

  @Test("D-4: without a link public DNS answers, whose address is on the internet")
  func unlinked() throws {
    let estate = try Zones(groupRule: Self.denied).estate()
    for sender in ["subnet/w/s", "internet"] {
      let answer = try estate.ask(sender, "fqdn/app.corp.example", on: "tcp/443")
      #expect(answer.verdict == .reachable, "\(answer.told)")
    }
  }

  @Test(
    "D-5: a name under a linked zone that has no record for it does not resolve",
    arguments: [
      ("www.corp.example", Verdict.unreachable), ("corp.example", .unreachable),
      ("a.app.corp.example", .unreachable), ("corp.example.org", .reachable),
      ("mycorp.example", .reachable),
    ])
  func noRecord(_ row: (String, Verdict)) throws {
    let answer = try Zones().estate().ask("subnet/v/s", "fqdn/\(row.0)", on: "tcp/443")
    #expect(answer.verdict == row.1, "\(answer.told)")
    let isNamed = answer.blockers.allSatisfy { $0.control == "nameResolution" }
    #expect(isNamed, "\(answer.told)")
  }

  @Test(
    "D-7: the wildcard of a zone takes every name that no other record has",
    arguments: [("x", Verdict.reachable), ("x.y", .reachable), ("app", .unreachable)])
  func wildcard(_ row: (String, Verdict)) throws {
    let zones = Zones(
      records: [("app", "10.9.9.9"), ("*", "10.0.0.77")])
    let answer = try zones.estate().ask(
      "subnet/v/s", "fqdn/\(row.0).corp.example", on: "tcp/443")
    #expect(answer.verdict == row.1, "\(answer.told)")
  }

  @Test("D-7: where machines are entered by themselves a name without a record may be one's")
  func registered() throws {
    let zones = Zones(link: "\"registrationEnabled\": true")
    let one = try zones.estate().ask("subnet/v/s", "fqdn/m.corp.example", on: "tcp/443")
    #expect(one.verdict == .unknown, "\(one.told)")
    let deep = try zones.estate().ask("subnet/v/s", "fqdn/m.n.corp.example", on: "tcp/443")
    #expect(deep.verdict == .unreachable, "\(deep.told)")
  }

  @Test(
    "D-16: another one's service has an alias in a linked zone once it has a private endpoint",
    arguments: [
      ("privatelink.blob.core.windows.net", "other.blob.core.windows.net", Verdict.unknown),
      ("privatelink.vaultcore.azure.net", "other.vault.azure.net", .unknown),
      ("privatelink.blob.core.windows.net", "other.queue.core.windows.net", .reachable),
    ])
  func alias(_ row: (String, String, Verdict)) throws {
    let estate = try Zones(zone: row.0, records: []).estate()
    let answer = try estate.ask("subnet/v/s", "fqdn/\(row.1)", on: "tcp/443")
    #expect(answer.verdict == row.2, "\(answer.told)")
    let elsewhere = try estate.ask("subnet/w/s", "fqdn/\(row.1)", on: "tcp/443")
    #expect(elsewhere.verdict == .reachable, "\(elsewhere.told)")
  }

  @Test("D-19: a link that falls back to public DNS finds another one's service either way")
  func redirected() throws {
    let zones = Zones(
      zone: "privatelink.blob.core.windows.net", records: [],
      link: "\"registrationEnabled\": false, \"resolutionPolicy\": \"NxDomainRedirect\"")
    let answer = try zones.estate().ask(
      "subnet/v/s", "fqdn/other.blob.core.windows.net", on: "tcp/443")
    #expect(answer.verdict == .reachable, "\(answer.told)")
  }

  @Test("D-19: an address of the internet in a private zone is used as it stands")
  func publicRecord() throws {
    let estate = try Zones(records: [("app", "203.0.113.7")]).estate()
    let answer = try estate.ask("subnet/v/s", "fqdn/app.corp.example", on: "tcp/443")
    #expect(answer.verdict == .reachable, "\(answer.told)")
  }

  @Test("D-17: two linked zones that hold a name decide nothing")
  func twoZones() throws {
    let estate = try Zones(moreZones: ["app.corp.example"]).estate()
    let answer = try estate.ask("subnet/v/s", "fqdn/app.corp.example", on: "tcp/443")
    #expect(answer.verdict == .unknown, "\(answer.told)")
  }

  @Test("D-4: the name that public DNS makes of a service's name leads to the same service")
  func aliasOfService() throws {
    for (flag, verdict) in [("Disabled", Verdict.unreachable), ("Enabled", .reachable)] {
      let estate = try TextEstate([
        "e.json": ExportedText.list([
          ServiceEstate.resource(
            "Microsoft.KeyVault/vaults", "kv", "\"publicNetworkAccess\": \"\(flag)\"")
        ])
      ])
      for name in ["kv.vault.azure.net", "kv.privatelink.vaultcore.azure.net"] {
        let answer = try estate.ask("internet", "fqdn/\(name)", on: "tcp/443")
        #expect(answer.verdict == verdict, "\(answer.told)")
      }
    }
  }
}
