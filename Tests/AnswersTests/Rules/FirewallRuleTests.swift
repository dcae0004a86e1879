import Testing
import TrafficSets

@testable import Answers

// https://learn.microsoft.com/azure/firewall/rule-processing
@Suite("Azure Firewall: rules and their order")
struct FirewallRuleTests {
  typealias Firewall = FirewallEstate

  private static let spokes = ["10.6.0.0/16", "10.7.0.0/16"]

  private func firewall(_ rules: String...) -> Firewall {
    var firewall = Firewall()
    for rule in rules { firewall.allow(rule) }
    return firewall
  }

  private static let web = Firewall.network(
    "web", from: ["10.6.0.0/16"], to: ["10.7.0.0/16"], ["80", "443"])

  @Test("F-8: what gets through whichever tags of routes and rules hold a name does so for certain")
  func namesInTagsOfRoutes() throws {
    let tags = ["AzureActiveDirectory", "AzureResourceManager", "BatchNodeManagement", "Storage"]
    let rules =
      tags.map { FirewallEstate.network($0, from: ["*"], to: [$0], ["443"]) }
      + [
        FirewallEstate.network("aml", from: ["*"], to: ["AzureMachineLearning"], ["443", "8787"]),
        FirewallEstate.network("time", from: ["*"], to: ["*"], ["123"], over: ["UDP"]),
      ]
    let estate = FirewallEstate(
      groups: [
        FirewallEstate.group("n", 100, [FirewallEstate.collection("n", 100, rules)]),
        FirewallEstate.group(
          "a", 200,
          [
            FirewallEstate.collection(
              "a", 100,
              [FirewallEstate.application("graph", from: ["*"], to: ["graph.windows.net"])])
          ]),
      ], routes: [FirewallEstate.route("aml", "AzureMachineLearning", "Internet")])
    for (to, traffic, verdict) in [
      ("fqdn/graph.windows.net", "tcp/443", Verdict.reachable),
      ("fqdn/graph.windows.net", "udp/123", .reachable), ("internet", "udp/123", .reachable),
      // Past the firewall only where the route to it is not taken.
      ("fqdn/graph.windows.net", "tcp/22", .unknown),
    ] {
      let answer = try estate.ask("vm/client", to, on: traffic)
      #expect(answer.verdict == verdict, "\(to) \(answer.told)")
    }
  }

  @Test("F-8: a name that is none of Microsoft's is no name of a service that is known by its tag")
  func namesOfTags() throws {
    for (name, tag, verdict) in [
      ("pypi.org", "AzureMonitor", Verdict.unreachable), ("pypi.org", "Storage", .unreachable),
      ("login.microsoftonline.com", "AzureMonitor", .unreachable),
      ("api.applicationinsights.io", "AzureMonitor", .unknown),
      ("*.azure.com", "AzureMonitor", .unknown), ("*", "AzureMonitor", .reachable),
      // Customers' names lead there.
      ("www.contoso.com", "AppService", .unknown),
    ] {
      let estate = FirewallEstate(groups: [
        FirewallEstate.group(
          "g", 100,
          [
            FirewallEstate.collection(
              "c", 100, [FirewallEstate.application("r", from: ["*"], to: [name])])
          ])
      ])
      let answer = try estate.ask("vm/client", "service/\(tag)")
      #expect(answer.verdict == verdict, "\(name) \(answer.told)")
    }
  }

  @Test("F-1, F-2: what a route hands to the firewall passes by a rule, and by none is denied")
  func denial() throws {
    let open = try firewall(Self.web).ask()
    #expect(open.verdict == .reachable, "\(open.told)")
    #expect(open.paths[0].contains { $0.node == "firewall/fw" }, "\(open.told)")
    #expect(open.evidence.contains { $0.rule == "allowed/web" && $0.source != nil })
    let closed = try firewall(Self.web).ask(on: "tcp/22", fixes: true)
    #expect(closed.verdict == .unreachable, "\(closed.told)")
    #expect(closed.blockers.map(\.rule) == ["no rule"], "\(closed.told)")
    // Rules judge the opening of a connection, in its direction only.
    #expect(try firewall(Self.web).ask("vm/server", "vm/client").verdict == .unreachable)
    // Without a route nothing comes to the firewall, and peerings do not lead from spoke to spoke.
    var loose = firewall(Self.web)
    loose.sendsAll = false
    let lost = try loose.ask()
    #expect(lost.verdict == .unreachable, "\(lost.told)")
    #expect(!lost.paths.joined().contains { $0.node == "firewall/fw" }, "\(lost.told)")
  }

  @Test("F-3: all network rules come before all application rules, whatever their priorities")
  func kinds() throws {
    var firewall = Firewall()
    firewall.groups = [
      Firewall.group(
        "first", 100,
        [
          Firewall.collection(
            "names", 100,
            [Firewall.application("any", from: ["*"], to: ["www.contoso.com"])])
        ]),
      Firewall.group(
        "second", 65000,
        [
          Firewall.collection(
            "closed", 65000, "Deny",
            [Firewall.network("web", from: ["*"], to: ["*"], ["443"])])
        ]),
    ]
    let answer = try firewall.ask(to: "fqdn/www.contoso.com")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.blockers.map(\.rule) == ["closed/web"], "\(answer.told)")
  }

  @Test(
    "F-4: groups by priority, then collections, then rules; a parent's groups before all others")
  func order() throws {
    func deny(_ name: String) -> String {
      Firewall.network(name, from: ["*"], to: ["10.7.0.0/16"], ["443"])
    }
    var firewall = Firewall()
    firewall.groups = [
      Firewall.group("late", 300, [Firewall.collection("no", 100, "Deny", [deny("no")])]),
      Firewall.group("early", 200, [Firewall.collection("yes", 65000, [Self.web])]),
    ]
    #expect(try firewall.ask().verdict == .reachable)
    firewall.groups = [
      Firewall.group(
        "one", 200,
        [
          Firewall.collection("yes", 300, [Self.web]),
          Firewall.collection("no", 200, "Deny", [deny("no")]),
        ])
    ]
    let denied = try firewall.ask()
    #expect(denied.blockers.map(\.rule) == ["no/no"], "\(denied.told)")
    // The child's collection has the lower number, the parent's decides.
    firewall.groups = [
      Firewall.group("own", 100, [Firewall.collection("yes", 100, [Self.web])]),
      Firewall.group(
        "base", 65000, of: "parent", [Firewall.collection("no", 65000, "Deny", [deny("no")])]),
    ]
    firewall.policy = "\"basePolicy\": {\"id\": \"\(Firewall.id("firewallPolicies", "parent"))\"}"
    firewall.others = [
      ExportedText.resource(
        "Microsoft.Network/firewallPolicies", "parent", "\"threatIntelMode\": \"Alert\"")
    ]
    let inherited = try firewall.ask()
    #expect(inherited.blockers.map(\.rule) == ["no/no"], "\(inherited.told)")
    // Of a parent that no input describes nothing is known.
    firewall.others = []
    firewall.groups.removeLast()
    let open = try firewall.ask()
    #expect(open.verdict == .unknown, "\(open.told)")
    #expect(open.unknowns.contains { $0.because.contains("parent") }, "\(open.told)")
  }

  @Test("F-4: classic collections count where no policy is set, by their priority")
  func classic() throws {
    var firewall = Firewall()
    firewall.classic = """
      "networkRuleCollections": [
        {"name": "no", "properties": {"priority": 300, "action": {"type": "Deny"}, "rules": [
          {"name": "all", "protocols": ["Any"], "sourceAddresses": ["*"], "destinationAddresses": ["*"], "destinationPorts": ["*"]}]}},
        {"name": "yes", "properties": {"priority": 200, "action": {"type": "Allow"}, "rules": [
          {"name": "web", "protocols": ["TCP"], "sourceAddresses": ["10.6.0.0/16"], "destinationAddresses": ["10.7.0.0/16"], "destinationPorts": ["443"]}]}}
      ]
      """
    #expect(try firewall.ask().verdict == .reachable)
    let denied = try firewall.ask(on: "icmp")
    #expect(denied.blockers.map(\.rule) == ["no/all"], "\(denied.told)")
  }

  @Test("F-5: a group whose priority is not known may come first or last")
  func openPriority() throws {
    var firewall = Firewall()
    firewall.groups = [
      Firewall.group("yes", 200, [Firewall.collection("yes", 100, [Self.web])]),
      Firewall.group(
        "no", 100,
        [
          Firewall.collection(
            "no", 100, "Deny",
            [Firewall.network("no", from: ["*"], to: ["10.7.0.0/16"], ["443"])])
        ]
      ).replacing("\"priority\": 100, \"ruleCollections\"", with: "\"ruleCollections\""),
    ]
    #expect(try firewall.ask().verdict == .unknown)
    #expect(try firewall.ask(on: "tcp/80").verdict == .reachable)
  }

  @Test(
    "F-6: a network rule takes addresses, IP groups and service tags; Any with ports is TCP and UDP"
  )
  func networkRules() throws {
    var groups = Firewall()
    groups.allow(
      """
      {"ruleType": "NetworkRule", "name": "grouped", "ipProtocols": ["Any"],
        "sourceIpGroups": ["\(Firewall.id("ipGroups", "clients"))"],
        "destinationIpGroups": ["\(Firewall.id("ipGroups", "servers"))"], "destinationPorts": ["443"]}
      """)
    groups.others = [
      ExportedText.resource(
        "Microsoft.Network/ipGroups", "clients", "\"ipAddresses\": [\"10.6.0.0/24\"]"),
      ExportedText.resource(
        "Microsoft.Network/ipGroups", "servers",
        "\"ipAddresses\": [\"10.7.0.1-10.7.0.8\", \"10.9.0.0/16\"]"),
    ]
    #expect(try groups.ask().verdict == .reachable)
    #expect(try groups.ask(on: "udp/443").verdict == .reachable)
    #expect(try groups.ask(on: "icmp").verdict == .unreachable)
    groups.others.removeLast()
    let open = try groups.ask()
    #expect(open.verdict == .unknown, "\(open.told)")
    let tag = firewall(
      Firewall.network("tag", from: ["10.6.0.0/16"], to: ["AzureMachineLearning"], ["443"]))
    #expect(try tag.ask(to: "service/AZUREML").verdict == .reachable)
    #expect(try tag.ask(to: "service/ENTRAID").verdict == .unreachable)
  }

  private static let proxying = "\"dnsSettings\": {\"enableProxy\": true}"

  @Test("F-7: a network rule may name hosts, and takes in the addresses that they lead to")
  func namesInNetworkRules() throws {
    var named = firewall(
      Firewall.network(
        "ntp", from: ["*"], to: [], ["123"], over: ["UDP"], names: ["time.contoso.com"]))
    named.policy = Self.proxying
    #expect(try named.ask(to: "fqdn/time.contoso.com", on: "udp/123").verdict == .reachable)
    #expect(try named.ask(to: "fqdn/other.contoso.com", on: "udp/123").verdict == .unreachable)
  }

  @Test("F-7: a name in a network rule is resolved as the firewall's own network resolves it")
  func namesOfPrivateEndpoints() throws {
    let name = "store.blob.core.windows.net"
    var firewall = firewall(Firewall.network("store", from: ["*"], to: [], ["443"], names: [name]))
    firewall.policy = Self.proxying
    firewall.routes = [Firewall.route("endpoint", "10.5.1.4/32", Firewall.address)]
    for (clients, hub, verdict) in [
      (true, true, Verdict.reachable), (true, false, .unreachable), (false, true, .unreachable),
      (false, false, .reachable),
    ] {
      firewall.others =
        [ExportedText.storage("store", "\"publicNetworkAccess\": \"Enabled\"")]
        + ExportedText.zone(
          "privatelink.blob.core.windows.net",
          linkedTo: (clients ? ["clients"] : []) + (hub ? ["hub"] : []))
        + ExportedText.privateEndpoint(
          "pe", in: ("hub", "shared"), address: "10.5.1.4",
          to: ExportedText.id("Microsoft.Storage/storageAccounts", "store"), group: "blob",
          zones: ["privatelink.blob.core.windows.net"])
      let answer = try firewall.ask("vm/client", "storage/store")
      #expect(answer.verdict == verdict, "\(clients) \(hub) \(answer.told)")
    }
    // What servers of the user's own answer, no input tells.
    firewall.policy = "\"dnsSettings\": {\"enableProxy\": true, \"servers\": [\"192.168.0.53\"]}"
    #expect(try firewall.ask("vm/client", "storage/store").verdict == .unknown)
  }

  @Test("F-7: a name of the user's own leads to hosts where the firewall's network has its zone")
  func namesOfHosts() throws {
    let rule = Firewall.network("db", from: ["*"], to: [], ["443"], names: ["db.contoso.internal"])
    var firewall = firewall(rule)
    firewall.policy = Self.proxying
    #expect(try firewall.ask().verdict == .unreachable)
    let id = "\(ExportedText.id("Microsoft.Network/privateDnsZones", "contoso.internal"))/A"
    func record(_ name: String, _ address: String) -> String {
      """
      {"id": "\(id)/\(name)", "name": "\(name)", "type": "Microsoft.Network/privateDnsZones/A",
        "properties": {"aRecords": [{"ipv4Address": "\(address)"}]}}
      """
    }
    for (network, name, address, verdict) in [
      ("hub", "db", "10.7.0.4", Verdict.reachable), ("hub", "db", "10.7.0.5", .unreachable),
      ("clients", "db", "10.7.0.4", .unreachable), ("hub", "*", "10.7.0.4", .reachable),
      // Machines may be registered without a record in the input.
      ("hub", "other", "10.7.0.4", .unknown),
    ] {
      firewall.others =
        ExportedText.zone("contoso.internal", linkedTo: [network]) + [record(name, address)]
      let answer = try firewall.ask()
      #expect(answer.verdict == verdict, "\(network) \(name) \(address) \(answer.told)")
    }
    // What servers of the user's own answer, no input tells.
    firewall.others = []
    firewall.policy = "\"dnsSettings\": {\"enableProxy\": true, \"servers\": [\"192.168.0.53\"]}"
    #expect(try firewall.ask().verdict == .unknown)
    #expect(try firewall.ask(on: "tcp/80").verdict == .unreachable)
  }

  @Test("F-8: an application rule judges names; a wildcard stands at the left end")
  func names() throws {
    let below = firewall(Firewall.application("below", from: ["*"], to: ["*.contoso.com"]))
    #expect(try below.ask(to: "fqdn/www.contoso.com").verdict == .reachable)
    #expect(try below.ask(to: "fqdn/a.b.contoso.com").verdict == .reachable)
    #expect(try below.ask(to: "fqdn/contoso.com").verdict == .unreachable)
    let ending = firewall(Firewall.application("ending", from: ["*"], to: ["*contoso.com"]))
    #expect(try ending.ask(to: "fqdn/anycontoso.com").verdict == .reachable)
    let every = firewall(Firewall.application("every", from: ["*"], to: ["*"], https: [443, 80]))
    #expect(try every.ask(to: "fqdn/example.org").verdict == .reachable)
    #expect(try every.ask(to: "internet").verdict == .reachable)
    // Only on the ports that it states.
    #expect(try below.ask(to: "fqdn/www.contoso.com", on: "tcp/80").verdict == .unreachable)
    #expect(try below.ask(to: "fqdn/www.contoso.com", on: "udp/443").verdict == .unreachable)
    // A client that calls an address tells no name.
    #expect(try below.ask(to: "internet/198.51.100.7").verdict == .unreachable)
    // Of the internet it lets these names through, and nothing else.
    let internet = try below.ask(to: "internet")
    #expect(internet.verdict == .partial, "\(internet.told)")
  }

  @Test("F-9: behind the rules Azure's own infrastructure names pass, which no input lists")
  func infrastructure() throws {
    let answer = try firewall(Self.web).ask(to: "fqdn/md-abc.blob.storage.azure.net")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(
      answer.warnings.contains { $0.because.contains("infrastructure") }, "\(answer.told)")
    let other = try firewall(Self.web).ask(to: "fqdn/www.contoso.com")
    #expect(!other.warnings.contains { $0.because.contains("infrastructure") }, "\(other.told)")
  }

  @Test(
    "F-11, F-15: lists of threats and intrusion detection may drop more: that is said, not guessed")
  func threats() throws {
    var strict = firewall(Self.web)
    strict.policy =
      "\"threatIntelMode\": \"Deny\", \"intrusionDetection\": {\"mode\": \"Deny\"}"
    let answer = try strict.ask()
    #expect(answer.verdict == .reachable, "\(answer.told)")
    #expect(
      Set(answer.assumptions.map(\.property)).isSuperset(of: [
        "threatIntelMode", "intrusionDetection",
      ]),
      "\(answer.told)")
    #expect(try firewall(Self.web).ask().assumptions.isEmpty)
  }

  @Test("F-21: a firewall passes IPv4 only, and one of a virtual hub is not modelled")
  func hubs() throws {
    var hub = firewall(Self.web)
    hub.kind = "AZFW_Hub"
    let answer = try hub.ask()
    #expect(answer.verdict == .unknown, "\(answer.told)")
    #expect(answer.unknowns.contains { $0.because.contains("virtual hub") }, "\(answer.told)")
  }

  @Test("F-22: a tag of names may take in Microsoft's names and no other, a category every one")
  func tagsOfNames() throws {
    let tag = firewall(
      Firewall.application("tag", from: ["*"], to: [], tags: ["WindowsUpdate"]))
    #expect(try tag.ask(to: "fqdn/download.windowsupdate.com").verdict == .unknown)
    #expect(try tag.ask(to: "fqdn/www.contoso.com").verdict == .unreachable)
    let category = firewall(
      Firewall.application("category", from: ["*"], to: [], categories: ["Business"]))
    #expect(try category.ask(to: "fqdn/www.contoso.com").verdict == .unknown)
    // Where a rule before it decides, nothing is open.
    let both = firewall(
      Firewall.application("named", from: ["*"], to: ["www.contoso.com"]),
      Firewall.application("category", from: ["*"], to: [], categories: ["Business"]))
    #expect(try both.ask(to: "fqdn/www.contoso.com").verdict == .reachable)
  }

  @Test(
    "of as many changes the rule in the firewall that denies is proposed before those that lead past it"
  )
  func inspectedFirst() throws {
    var firewall = Firewall()
    firewall.others = [
      ExportedText.resource(
        "Microsoft.KeyVault/vaults", "kv", "\"publicNetworkAccess\": \"Enabled\"",
        beside: "\"location\": \"westeurope\"")
    ]
    let answer = try firewall.estate().ask("vm/client", "keyvault/kv", on: "tcp/443", fixes: true)
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    let first = answer.fixes.first?.changes.first?.change ?? ""
    #expect(first.hasPrefix("add an application rule"), "\(answer.fixes)")
  }
}

extension FirewallEstate {
  fileprivate func ask(to: String, on traffic: String = "tcp/443") throws -> QueryAnswer {
    try ask("vm/client", to, on: traffic)
  }
}
