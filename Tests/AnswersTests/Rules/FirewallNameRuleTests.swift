import Testing

@testable import Answers

@Suite(
  "Names in the rules of Azure Firewalls: what makes them count, and what the internet has of them")
struct FirewallNameRuleTests {
  typealias Firewall = FirewallEstate

  private static let rule = Firewall.network(
    "ntp", from: ["*"], to: [], ["123"], over: ["UDP"], names: ["time.contoso.com"])

  private func firewall(_ policy: String?, _ rules: String...) -> Firewall {
    var firewall = Firewall()
    if let policy { firewall.policy = policy }
    firewall.groups = [Firewall.group("g", 200, [Firewall.collection("allowed", 200, rules)])]
    return firewall
  }

  // https://learn.microsoft.com/azure/firewall/fqdn-filtering-network-rules
  @Test(
    "F-7: names in network rules count with the firewall's DNS proxy only",
    arguments: [
      ("\"dnsSettings\": {\"enableProxy\": true}", Verdict.reachable),
      ("\"dnsSettings\": {\"enableProxy\": false}", .unreachable),
      ("\"threatIntelMode\": \"Alert\"", .unreachable),
      // What this does without the proxy no article says.
      ("\"dnsSettings\": {\"requireProxyForNetworkRules\": false}", .unknown),
      ("\"dnsSettings\": {\"requireProxyForNetworkRules\": true}", .unknown),
      ("\"basePolicy\": {\"id\": \"\(FirewallEstate.id("firewallPolicies", "base"))\"}", .unknown),
    ])
  func proxy(_ row: (String, Verdict)) throws {
    var firewall = firewall(row.0, Self.rule)
    firewall.others = [
      ExportedText.resource(
        "Microsoft.Network/firewallPolicies", "base", "\"dnsSettings\": {\"enableProxy\": true}")
    ]
    let answer = try firewall.ask("vm/client", "fqdn/time.contoso.com", on: "udp/123")
    #expect(answer.verdict == row.1, "\(answer.told)")
    if row.1 == .unreachable {
      #expect(answer.warnings.contains { $0.property == "dnsSettings" }, "\(answer.warnings)")
    }
  }

  @Test("F-7: classic rules with names count with the firewall's own DNS proxy only")
  func classic() throws {
    var firewall = Firewall()
    for (proxy, verdict) in [("true", Verdict.reachable), ("false", .unreachable)] {
      firewall.classic = """
        "additionalProperties": {"Network.DNS.EnableProxy": "\(proxy)"},
        "networkRuleCollections": [{"name": "n", "properties": {"priority": 200,
          "action": {"type": "Allow"}, "rules": [{"name": "ntp", "protocols": ["UDP"],
            "sourceAddresses": ["*"], "destinationFqdns": ["time.contoso.com"],
            "destinationPorts": ["123"]}]}}]
        """
      let answer = try firewall.ask("vm/client", "fqdn/time.contoso.com", on: "udp/123")
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
  }

  @Test("F-7: a rule that names addresses as well takes these in without the proxy")
  func addressesBeside() throws {
    let rule = Firewall.network(
      "both", from: ["*"], to: ["203.0.113.9"], ["443"], names: ["time.contoso.com"])
    let answer = try firewall(nil, rule).ask("vm/client", "internet/203.0.113.9")
    #expect(answer.verdict == .reachable, "\(answer.told)")
    #expect(try firewall(nil, rule).ask("vm/client", "fqdn/time.contoso.com").verdict != .reachable)
  }

  @Test(
    "F-8: a name that lies in another tag, or under no domain of the tag's service, is no way to that service",
    arguments: [
      ("*.data.mcr.microsoft.com", "Storage", Verdict.unreachable),
      ("graph.windows.net", "Storage.WestEurope", .unreachable),
      ("*.windows.net", "Storage", .unknown), ("*.azurecr.io", "AzureContainerRegistry", .unknown),
      ("*.microsoft.com", "AzureFrontDoor.FirstParty", .unknown),
      ("*.mcr.microsoft.com", "AzureFrontDoor.FirstParty", .unknown),
    ])
  func namesAndTags(_ row: (name: String, tag: String, verdict: Verdict)) throws {
    let firewall = firewall(nil, Firewall.application("names", from: ["*"], to: [row.name]))
    let answer = try firewall.ask("vm/client", "service/\(row.tag)", on: "tcp/443")
    #expect(answer.verdict == row.verdict, "\(answer.told)")
    if row.verdict == .unknown {
      #expect(
        answer.unknowns.contains { $0.because.contains("takes in the address of the destination") },
        "\(answer.unknowns)")
    }
  }

  // https://learn.microsoft.com/azure/firewall/fqdn-tags
  @Test("F-22: the names of a tag are a part of the internet, open or not")
  func nameTags() throws {
    let tagged = firewall(
      nil, Firewall.application("update", from: ["*"], to: [], tags: ["WindowsUpdate"]))
    let answer = try tagged.ask("vm/client", "internet")
    #expect(answer.verdict == .unknown, "\(answer.told)")
    #expect(answer.undecided == ["tcp/443 to names of the tag WindowsUpdate"], "\(answer.told)")
    #expect(try tagged.ask("vm/client", "internet", on: "tcp/22").verdict == .unreachable)
    // What others name is not Microsoft's.
    let both = firewall(
      nil, Firewall.application("update", from: ["*"], to: [], tags: ["WindowsUpdate"]),
      Firewall.application("own", from: ["*"], to: ["*.contoso.com"]))
    let told = try both.ask("vm/client", "internet")
    #expect(told.allowed == ["tcp/443 to fqdn/*.contoso.com"], "\(told.told)")
    #expect(told.undecided == ["tcp/443 to names of the tag WindowsUpdate"], "\(told.told)")
    // All names are allowed with it.
    let all = firewall(
      nil, Firewall.application("update", from: ["*"], to: [], tags: ["WindowsUpdate"]),
      Firewall.application("all", from: ["*"], to: ["*"]))
    #expect(try all.ask("vm/client", "internet").verdict == .reachable)
  }

  // https://learn.microsoft.com/azure/firewall/rule-processing
  @Test("F-8: of the internet a rule for a domain takes in the names that no narrower rule names")
  func narrower() throws {
    var firewall = Firewall()
    firewall.groups = [
      Firewall.group(
        "g", 200,
        [
          Firewall.collection(
            "denied", 100, "Deny",
            [
              Firewall.application(
                "bad", from: ["*"], to: ["bad.contoso.com", "*.bad.contoso.com"])
            ]),
          Firewall.collection(
            "allowed", 200, [Firewall.application("own", from: ["*"], to: ["*.contoso.com"])]),
        ])
    ]
    let answer = try firewall.ask("vm/client", "internet")
    #expect(answer.verdict == .partial, "\(answer.told)")
    #expect(answer.allowed == ["tcp/443 to fqdn/*.contoso.com"], "\(answer.told)")
    #expect(answer.undecided.isEmpty, "\(answer.told)")
    for (name, verdict) in [
      ("good", Verdict.reachable), ("bad", .unreachable), ("very.bad", .unreachable),
    ] {
      let single = try firewall.ask("vm/client", "fqdn/\(name).contoso.com")
      #expect(single.verdict == verdict, "\(single.told)")
    }
  }

  /// A zone that the clients' network is linked to, with the server's address.
  private static let zone: [String] = {
    let zone = ExportedText.id("Microsoft.Network/privateDnsZones", "corp.internal")
    return ExportedText.zone("corp.internal", linkedTo: ["clients"]) + [
      """
      {"id": "\(zone)/A/web", "name": "web", "type": "Microsoft.Network/privateDnsZones/A",
        "properties": {"ttl": 300, "aRecords": [{"ipv4Address": "10.7.0.4"}]}}
      """
    ]
  }()

  private static let called = "fqdn/web.corp.internal"

  @Test("F-8, F-12, P-5: an application rule lets requests through for a name of a private zone")
  func privateZone() throws {
    func ask(_ name: String, _ target: String = Self.called, forwarded: Bool = true) throws
      -> QueryAnswer
    {
      var firewall = firewall(nil, Firewall.application("web", from: ["*"], to: [name]))
      firewall.others = Self.zone
      let text = firewall.text.replacing(
        "\"allowForwardedTraffic\": true", with: "\"allowForwardedTraffic\": \(forwarded)")
      return try TextEstate(["estate.json": text]).ask("vm/client", target, on: "tcp/443")
    }
    for name in ["web.corp.internal", "*.corp.internal", "*"] {
      let answer = try ask(name)
      #expect(answer.verdict == .reachable, "\(answer.told)")
    }
    // The firewall itself sends it; replies come from beyond the peered network.
    let translated = try ask("web.corp.internal", forwarded: false)
    #expect(translated.verdict == .reachable, "\(translated.told)")
    #expect(
      translated.warnings.contains { $0.property == "allowForwardedTraffic" },
      "\(translated.warnings)")
    #expect(try ask("db.corp.internal").verdict == .unreachable)
    // Who calls the address tells no name.
    #expect(try ask("web.corp.internal", "vm/server").verdict == .unreachable)
  }

  @Test("F-17: a name leads to its address, and not to a firewall that leads on to that")
  func translations() throws {
    var firewall = Firewall()
    firewall.translate(
      Firewall.translation("in", from: ["*"], to: ["203.0.113.4"], "443", "10.7.0.4", "443"))
    firewall.others = Self.zone
    #expect(try firewall.ask("vm/client", "vm/server").verdict == .reachable)
    let named = try firewall.ask("vm/client", Self.called)
    #expect(named.verdict == .unreachable, "\(named.told)")
  }
}
