import Answers
import Drawing
import Reachability
import Reachmap
import Testing

@Suite("A picture of an answer says what the answer says")
struct TruthTests {
  private func told(_ scene: Scene) -> [String] {
    scene.arrows.map { "\($0.from) -> \($0.to) \($0.verdict.rawValue) \($0.label)" }
  }

  private func picture(_ name: String) throws -> Scene {
    try #require(GalleryPicture.all.first { $0.name == name }).scene()
  }

  private func draw(_ estate: String, _ from: String, _ to: String) throws -> Scene {
    try View.query(
      QueryQuestion(from: from, to: to), query: GalleryPicture.query(estate),
      options: ViewOptions())
  }

  @Test(
    "colours are the verdict's", arguments: Set(GalleryPicture.all.map(\.estate)).sorted())
  func verdicts(_ estate: String) throws {
    let query = try GalleryPicture.query(estate)
    let selectors = query.graph.selectors.entries.map(\.selector)
    let senders =
      selectors.filter { selector in
        ["vm/", "client/", "subnet/", "compute/"].contains { selector.hasPrefix($0) }
      } + ["internet"]
    let targets =
      selectors.filter { selector in
        ["vm/", "subnet/", "storage/", "registry/", "endpoint/"].contains { selector.hasPrefix($0) }
      } + ["internet"]
    for (place, from) in senders.enumerated() {
      // Each sender with a few of the targets, other ones for each.
      for (offset, to) in targets.enumerated() where (place + offset) % 7 == 0 && from != to {
        let question = QueryQuestion(from: from, to: to, wantsFixes: false)
        let answer = try #require(try query.answer(question).answers.first)
        let scene = try View.query(question, query: query, options: ViewOptions())
        let colours = Set(scene.arrows.map(\.verdict)).intersection([.allowed, .denied, .undecided])
        let ends: [Scene.Verdict] =
          switch answer.verdict {
          case .reachable: [.allowed]
          case .unreachable: [.denied]
          case .partial: [.allowed, .denied]
          case .unknown: [.undecided]
          }
        #expect(colours.isSuperset(of: ends), "\(from) -> \(to): \(answer.verdict)")
        if answer.verdict == .reachable { #expect(colours == [.allowed], "\(from) -> \(to)") }
        if answer.undecided.isEmpty, answer.verdict != .unknown {
          #expect(!colours.contains(.undecided), "\(from) -> \(to)")
        }
      }
    }
  }

  /// One machine to another, past a rule that nobody knows whom it names and one for everybody else.
  private func behindAnOpenRule(_ name: String, _ action: String) throws -> Scene {
    try SmallEstates.query(
      """
      \(SmallEstates.network("hub", "10.0", peers: [])),
      \(SmallEstates.machine("a", in: "hub", at: "10.0.1.4")),
      \(SmallEstates.machine("b", in: "hub", at: "10.0.1.5", group: "web")),
      \(SmallEstates.group("web", rules: [
        SmallEstates.rule("AllowSome", 100, "Allow", "Inbound", from: "[reference('x').address]"),
        SmallEstates.rule(name, 200, action, "Inbound"),
      ]))
      """, from: "vm/a", to: "vm/b", on: ["tcp/443"])
  }

  @Test("an open value that nothing hangs on is not drawn")
  func openValue() throws {
    let scene = try behindAnOpenRule("AllowAll", "Allow")
    #expect(told(scene) == ["vm/a -> vm/b allowed tcp/443"])
    #expect(scene.steps.allSatisfy { $0.verdict == .allowed })
    #expect(!scene.steps.contains { $0.because.contains("AllowSome") })
  }

  @Test("where it decides, the way is open from there on")
  func openDecision() throws {
    let scene = try behindAnOpenRule("DenyAll", "Deny")
    #expect(told(scene) == ["vm/a -> vm/b undecided tcp/443"])
    #expect(scene.steps.map(\.because).contains { $0.contains("AllowSome") })
  }

  @Test("a name that a private zone holds is drawn as what it leads to")
  func privateName() throws {
    let zone = """
      {"type": "Microsoft.Network/privateDnsZones", "apiVersion": "2020-06-01",
       "name": "corp.example", "location": "global"},
      {"type": "Microsoft.Network/privateDnsZones/virtualNetworkLinks", "apiVersion": "2020-06-01",
       "name": "corp.example/l", "location": "global", "properties": {"registrationEnabled": false,
         "virtualNetwork": {"id": "\(SmallEstates.id("virtualNetworks", "hub"))"}}},
      {"type": "Microsoft.Network/privateDnsZones/A", "apiVersion": "2020-06-01",
       "name": "corp.example/web", "properties": {"ttl": 300,
         "aRecords": [{"ipv4Address": "10.0.1.5"}]}}
      """
    let scene = try SmallEstates.query(
      """
      \(SmallEstates.network("hub", "10.0", peers: [])),
      \(SmallEstates.machine("a", in: "hub", at: "10.0.1.4")),
      \(SmallEstates.machine("b", in: "hub", at: "10.0.1.5")), \(zone)
      """, from: "vm/a", to: "fqdn/web.corp.example", on: ["tcp/443"])
    #expect(told(scene) == ["vm/a -> vm/b allowed tcp/443"])
    #expect(scene.steps.contains { $0.because.contains("has 10.0.1.5 for web.corp.example") })
  }

  @Test("what passes a firewall is drawn through it, each part with what takes it")
  func firewall() throws {
    let scene = try draw("Examples/secured-hub/template", "vm/trainer", "internet")
    #expect(
      told(scene) == [
        "vm/trainer -> firewall/fw-hub allowed any",
        "firewall/fw-hub -> internet allowed tcp/443 to service/AzureActiveDirectory and 5 more; "
          + "tcp/80, tcp/443 to fqdn/*.ubuntu.com",
        "firewall/fw-hub -> internet denied all the rest",
      ])
  }

  @Test("a rule is told with the traffic that it decides")
  func rules() throws {
    let scene = try draw("Examples/secured-hub/template", "internet", "vm/web")
    let rows = scene.steps.map { "\($0.number) \($0.traffic): \($0.because)" }
    #expect(rows.contains { $0.hasPrefix("1 tcp/443: ") && $0.contains("web/https-to-web") })
    #expect(
      rows.contains {
        $0.hasPrefix("1 tcp/2222 from 198.51.100.0/28: ") && $0.contains("ssh-from-office-to-web")
      })
    #expect(rows.contains { $0.hasPrefix("2 tcp/8443: ") && $0.contains("AllowHttpsFromFirewall") })
  }

  @Test(
    "before a translation the port is the one that is called",
    arguments: [
      ("visitor-to-web", ["client/visitor -> firewall/fw-hub", "firewall/fw-hub -> vm/web"]),
      (
        "visitor-to-front",
        ["client/visitor -> loadbalancer/lb-web", "loadbalancer/lb-web -> vm/front-1"]
      ),
    ])
  func translation(_ name: String, _ ends: [String]) throws {
    #expect(
      told(try picture(name)) == ["\(ends[0]) allowed tcp/443", "\(ends[1]) allowed tcp/8443"])
  }

  @Test("a way that leaves its network and comes back leads over the internet")
  func excursion() throws {
    #expect(
      told(try picture("back-to-front")) == [
        "vm/back -> natgateway/nat-back allowed tcp/443",
        "natgateway/nat-back -> internet allowed ",
        "internet -> loadbalancer/lb-web allowed ",
        "loadbalancer/lb-web -> vm/front-1 allowed tcp/8443",
      ])
  }

  @Test(
    "the internet is what it is on the way",
    arguments: [
      ("internet", "vm/web", "any public client"), ("vm/trainer", "internet", "any public address"),
    ])
  func internet(_ from: String, _ to: String, _ fact: String) throws {
    let scene = try draw("Examples/secured-hub/template", from, to)
    #expect(scene.nodes.map(\.fact) == [fact])
    let way = try #require(try picture("back-to-front").nodes.first { $0.id == "internet" })
    #expect(way.fact == "passed on the way")
  }

  @Test("what is denied of much is named, and what is allowed is the rest of it")
  func exceptions() throws {
    let scene = try SmallEstates.query(
      """
      \(SmallEstates.network("hub", "10.0", peers: [])),
      \(SmallEstates.machine("a", in: "hub", at: "10.0.1.4")),
      \(SmallEstates.machine("b", in: "hub", at: "10.0.1.5", group: "desk")),
      \(SmallEstates.group("desk", rules: [
        SmallEstates.rule("DenyDesktop", 100, "Deny", "Inbound", ports: ["3389"])
      ]))
      """, from: "vm/a", to: "vm/b")
    #expect(
      told(scene) == [
        "vm/a -> vm/b allowed all but tcp/3389", "vm/a -> vm/b denied tcp/3389",
      ])
  }

  @Test("only what decides is told of an arrow, so that no denied one says 'allowed'")
  func decisive() throws {
    let scene = try picture("trainer-to-registry")
    #expect(
      scene.steps.map { "\($0.number) \($0.verdict) \($0.text)" } == [
        "1 denied dnszone/privatelink.azurecr.io, name resolution",
        "2 allowed nsg/nsg-ml, security rule", "2 allowed routetable/rt-ml, route",
        "2 allowed vnet/spoke-ml, peering", "3 denied firewall/fw-hub, firewall rule",
        "3 denied registry/crcontosoml, public network access",
      ])
  }

  @Test("several pairs are drawn in one picture, each a step")
  func pairs() throws {
    let scene = try draw("Examples/secured-workspace", "client/*", "endpoint/score")
    try scene.validate()
    #expect(scene.title == "client/* → endpoint/score")
    #expect(scene.subtitle[0].hasPrefix("2 pairs: "))
    #expect(
      scene.steps.map(\.text) == [
        "client/office → endpoint/score", "client/home → endpoint/score",
      ])
    #expect(Set(scene.arrows.flatMap(\.steps)) == [1, 2])
  }

  @Test("a glob that matches one node is drawn as that node")
  func glob() throws {
    let scene = try draw("Examples/secured-workspace", "client/off*", "endpoint/score")
    #expect(
      told(scene) == told(try draw("Examples/secured-workspace", "client/office", "endpoint/score"))
    )
  }

  @Test("what would open a closed way is said")
  func remedy() throws {
    let scene = try picture("trainer-to-registry")
    #expect(
      scene.notes.contains {
        $0.hasPrefix(
          "Would open it: link the private DNS zone privatelink.azurecr.io to vnet/spoke-ml")
      })
    #expect(!(try picture("trainer-to-storage")).notes.contains { $0.hasPrefix("Would open it") })
    let published = try draw("Examples/secured-hub/template", "internet", "vm/web")
    #expect(published.notes.contains("None of the small changes that were tried opens it."))
  }
}
