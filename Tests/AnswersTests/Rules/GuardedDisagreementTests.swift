import EstateModel
import Testing

@testable import Answers

// What a walk of single packets, written from Azure's articles alone, told otherwise than the engine.
@Suite("Firewalls, ways out and services: where two readings differed")
struct GuardedDisagreementTests {
  typealias Firewall = FirewallEstate

  @Test("F-8: *contoso.com takes in every name that ends so, contoso.com as well")
  func apex() throws {
    var firewall = Firewall()
    firewall.others = [ExportedText.storage("store", "\"publicNetworkAccess\": \"Enabled\"")]
    for (pattern, verdict) in [
      ("*store.blob.core.windows.net", Verdict.reachable),
      ("*re.blob.core.windows.net", .reachable),
      ("*.store.blob.core.windows.net", .unreachable),
    ] {
      firewall.groups = []
      firewall.allow(Firewall.application("store", from: ["*"], to: [pattern]))
      let answer = try firewall.ask("vm/client", "storage/store")
      #expect(answer.verdict == verdict, "\(pattern) \(answer.told)")
    }
  }

  @Test("F-12, F-14: what is never translated does not get out by a NAT gateway either")
  func untranslated() throws {
    var firewall = Firewall()
    firewall.allow(Firewall.network("any", from: ["*"], to: ["*"], ["*"], over: ["Any"]))
    firewall.firewallSubnetExtra =
      ", \"natGateway\": {\"id\": \"\(Firewall.id("natGateways", "nat"))\"}"
    #expect(try firewall.ask("vm/client", "internet").verdict == .reachable)
    firewall.policy = "\"snat\": {\"privateRanges\": [\"0.0.0.0/0\"]}"
    let answer = try firewall.ask("vm/client", "internet")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.blockers.contains { $0.rule == "privateRanges" }, "\(answer.told)")
  }

  @Test("F-3, F-17: who is routed to the firewall calls its public address, and DNAT comes first")
  func calledFromInside() throws {
    var firewall = Firewall()
    firewall.isServerRouted = false
    firewall.translate(
      Firewall.translation(
        "rdp", from: ["10.6.0.0/16"], to: ["203.0.113.4"], "13389", "10.7.0.4", "3389"))
    let answer = try firewall.ask(on: "tcp/3389")
    #expect(answer.verdict == .reachable, "\(answer.told)")
    #expect(answer.evidence.contains { $0.rule.hasPrefix("dnat/rdp: tcp/") }, "\(answer.told)")
    #expect(try firewall.ask(on: "tcp/22").verdict == .unreachable)
    // The rule's source is the client's private address.
    firewall.groups = []
    firewall.translate(
      Firewall.translation(
        "rdp", from: ["198.51.100.0/24"], to: ["203.0.113.4"], "13389", "10.7.0.4", "3389"))
    #expect(try firewall.ask(on: "tcp/3389").verdict == .unreachable)
  }

  @Test("F-12: what only an application rule may let through never keeps the sender's address")
  func onlyApplied() throws {
    var firewall = Firewall()
    firewall.allow(Firewall.application("all", from: ["*"], to: ["*"]))
    // Whether a name leads to the server is open; its answers to the firewall are dropped.
    #expect(try firewall.ask().verdict == .unknown)
    firewall.routes = [Firewall.route("hub", "10.5.0.0/16", "None")]
    let answer = try firewall.ask()
    #expect(answer.verdict == .unreachable, "\(answer.told)")
  }

  @Test("O-14: a member of a balancer without a way out reaches storage of its own region")
  func storageOfMembers() throws {
    var builder = EstateBuilder()
    let network = builder.network("n", ["10.0.0.0/16"])
    let subnet = builder.subnet(network, "s", "10.0.1.0/24")
    builder.machine("m", in: subnet, "10.0.1.4")
    builder.balancer("lb", in: subnet, "10.0.1.9", members: ["m"], rules: ["Tcp 80 -> 80"])
    builder.storage("near")
    builder.storage("far", location: "eastus")
    let near = try builder.query.ask("vm/m", "storage/near")
    #expect(near.verdict == .reachable, "\(near.told)")
    #expect(near.evidence.contains { $0.rule == "storage of the same region" }, "\(near.told)")
    let far = try builder.query.ask("vm/m", "storage/far")
    #expect(far.verdict == .unreachable, "\(far.told)")
  }

  @Test("F-17: a route that names the firewall's subnet leads to DNAT rules at its private address")
  func calledByRoute() throws {
    var firewall = Firewall()
    firewall.translate(
      Firewall.translation(
        "rdp", from: ["10.6.0.0/16"], to: [Firewall.address], "13389", "10.7.0.4", "3389"))
    for routes in [[], [Firewall.route("hub", "10.5.0.0/26", Firewall.address)]] {
      firewall.routes = routes
      let answer = try firewall.ask(on: "tcp/3389")
      #expect(answer.verdict == .reachable, "\(routes) \(answer.told)")
      #expect(answer.evidence.contains { $0.rule.hasPrefix("dnat/rdp: tcp/") }, "\(answer.told)")
      #expect(try firewall.ask(on: "tcp/22").verdict == .unreachable)
      #expect(try firewall.ask("vm/server", "vm/client", on: "tcp/3389").verdict == .unreachable)
    }
    // The route may as well lead elsewhere.
    firewall.routes = [Firewall.route("hub", "10.5.0.0/26", "None")]
    #expect(try firewall.ask(on: "tcp/3389").verdict == .unreachable)
  }

  @Test("F-8: what may have a name passes no rule for names behind one that denies every name")
  func deniedNames() throws {
    var firewall = Firewall()
    let all = Firewall.collection("all", 200, [Firewall.application("all", from: ["*"], to: ["*"])])
    func denial(from source: String, _ priority: Int) -> String {
      Firewall.collection(
        "none", priority, "Deny", [Firewall.application("none", from: [source], to: ["*"])])
    }
    firewall.groups = [Firewall.group("g", 200, [denial(from: "*", 100), all])]
    let answer = try firewall.ask()
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.blockers.contains { $0.rule == "none/none" }, "\(answer.told)")
    for other in [denial(from: "10.9.0.0/16", 100), denial(from: "*", 300)] {
      firewall.groups = [Firewall.group("g", 200, [other, all])]
      #expect(try firewall.ask().verdict == .unknown)
    }
  }

  @Test("R-22: who calls a service endpoint through a firewall gets the answer by its routes")
  func answerOfService() throws {
    var firewall = Firewall()
    firewall.allow(Firewall.network("any", from: ["*"], to: ["*"], ["*"], over: ["Any"]))
    firewall.firewallSubnetExtra = ", \"serviceEndpoints\": [{\"service\": \"Microsoft.Storage\"}]"
    firewall.others = [ExportedText.storage("store", "\"publicNetworkAccess\": \"Enabled\"")]
    for ranges in ["IANAPrivateRanges", "0.0.0.0/0"] {
      firewall.policy = "\"snat\": {\"privateRanges\": [\"\(ranges)\"]}"
      firewall.firewallTable = nil
      #expect(try firewall.ask("vm/client", "storage/store").verdict == .reachable)
      firewall.firewallTable = [Firewall.route("clients", "10.6.0.0/16", "None")]
      let lost = try firewall.ask("vm/client", "storage/store")
      #expect(lost.verdict == .unreachable, "\(ranges) \(lost.told)")
      #expect(lost.blockers.contains { $0.control == "wayBack" }, "\(lost.told)")
      #expect(try firewall.ask("vm/server", "storage/store").verdict == .reachable)
    }
  }

  @Test("F-17: a translation leads to an address of a subnet that no interface has")
  func translatedToVacancy() throws {
    var firewall = Firewall()
    firewall.isServerRouted = false
    firewall.serverRules = []
    firewall.translate(
      Firewall.translation(
        "rdp", from: ["*"], to: ["203.0.113.4"], "13389", "10.7.0.99", "3389"))
    for target in ["subnet/servers/data", "ip/10.7.0.99"] {
      for source in ["internet/198.51.100.7", "vm/client"] {
        let answer = try firewall.ask(source, target, on: "tcp/3389")
        let isWhole = target.hasPrefix("ip")
        #expect(answer.verdict == (isWhole ? .reachable : .partial), "\(answer.told)")
        let allowed = answer.allowed.map(\.description)
        #expect(allowed.count == 1, "\(answer.told)")
        #expect(isWhole || allowed[0].hasSuffix("to 10.7.0.99/32"), "\(answer.told)")
      }
    }
    #expect(
      try firewall.ask("internet", "subnet/servers/data", on: "tcp/22").verdict == .unreachable)
  }

  @Test("F-22: a list of names may hold that of a service which is called at a private address")
  func listedNames() throws {
    var firewall = Firewall()
    firewall.others =
      [ExportedText.storage("store", "\"publicNetworkAccess\": \"Disabled\"")]
      + ExportedText.privateEndpoint(
        "pe", in: ("hub", "shared"), address: "10.5.1.9",
        to: ExportedText.id("Microsoft.Storage/storageAccounts", "store"), group: "blob",
        zones: ["privatelink.blob.core.windows.net"])
      + ExportedText.zone("privatelink.blob.core.windows.net", linkedTo: ["clients"])
    firewall.routes = [Firewall.route("endpoint", "10.5.1.9/32", Firewall.address)]
    for (rule, verdict) in [
      (Firewall.application("a", from: ["*"], to: [], tags: ["HDInsight"]), Verdict.unknown),
      (Firewall.application("a", from: ["*"], to: [], categories: ["Business"]), .unknown),
      (Firewall.application("a", from: ["*"], to: ["*.contoso.com"]), .unreachable),
    ] {
      firewall.groups = []
      firewall.allow(rule)
      let answer = try firewall.ask("vm/client", "storage/store")
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
  }

  @Test(
    "F-2: what a rule asks of an unknown address is decided where a rule before it has asked it")
  func askedBefore() throws {
    var firewall = Firewall()
    func rule(_ name: String, to destination: String, from source: String = "*") -> String {
      Firewall.network(name, from: [source], to: [destination], ["*"], over: ["Any"])
    }
    func verdict(_ denial: String, _ permission: String) throws -> Verdict {
      firewall.groups = [
        Firewall.group(
          "g", 200,
          [
            Firewall.collection("none", 100, "Deny", [denial]),
            Firewall.collection("some", 200, "Allow", [permission]),
          ])
      ]
      return try firewall.ask("vm/client", "fqdn/download.windowsupdate.com").verdict
    }
    let some = rule("some", to: "8.8.8.0/25")
    #expect(try verdict(rule("none", to: "8.8.8.0/24"), some) == .unreachable)
    #expect(try verdict(rule("none", to: "8.8.8.0/26"), some) == .unknown)
    #expect(try verdict(rule("none", to: "8.8.8.0/24", from: "10.9.0.0/16"), some) == .unknown)
    let tagged = rule("some", to: "Storage")
    #expect(try verdict(rule("none", to: "Storage"), tagged) == .unreachable)
    #expect(try verdict(rule("none", to: "Sql"), tagged) == .unknown)
  }
}
