import EstateModel
import Testing

@testable import Answers

// https://learn.microsoft.com/azure/private-link/private-endpoint-dns
@Suite("Private endpoints and names")
struct PrivateEndpointRuleTests {
  typealias Builder = EstateBuilder

  static let blobZone = "privatelink.blob.core.windows.net"

  /// A hub with a private endpoint for the blob service of `st`, a spoke that is peered with it and
  /// a stranger that is not; a machine in each.
  struct Estate {
    var builder = Builder()
    let hub: ResourceID
    let spoke: ResourceID
    let stranger: ResourceID
    let storage: ResourceID
    let endpoint: ResourceID
    let zone: ResourceID?

    init(
      linkedTo names: [String] = ["hub", "spoke"], access: PublicAccess = .disabled,
      zoneGroup: Bool = true, hasZone: Bool = true, records: KeyValuePairs<String, String> = [:],
      origin: ResourceOrigin = .export, address: String? = "10.0.9.4",
      _ change: (inout PrivateEndpoint) -> Void = { _ in }
    ) {
      hub = builder.network("hub", ["10.0.0.0/16"])
      spoke = builder.network("spoke", ["10.1.0.0/16"])
      stranger = builder.network("stranger", ["10.2.0.0/16"])
      builder.peer(hub, spoke)
      for (index, network) in [hub, spoke, stranger].enumerated() {
        let subnet = builder.subnet(network, "s", "10.\(index).1.0/24")
        builder.machine(network.name, in: subnet, "10.\(index).1.4")
      }
      let subnet = builder.subnet(hub, "endpoints", "10.0.9.0/24")
      storage = builder.storage("st") { $0.publicAccess = Builder.known(access) }
      let all = [hub, spoke, stranger]
      zone =
        hasZone
        ? builder.zone(
          PrivateEndpointRuleTests.blobZone, linkedTo: all.filter { names.contains($0.name) },
          records: records) : nil
      endpoint = builder.privateEndpoint(
        "pe", in: subnet, address, to: storage, "blob", zone: zoneGroup ? zone : nil
      ) {
        $0.origin = origin
        change(&$0)
      }
    }

    func ask(_ from: String, _ to: String = "storage/st", fixes: Bool = false) throws
      -> QueryAnswer
    { try builder.query.ask(from, to, on: ["tcp/443"], fixes: fixes) }
  }

  @Test("D-4: where a record has other addresses beside the endpoint's a client takes any")
  func severalAddresses() throws {
    func verdict(_ addresses: [String], known: Bool = true, zoneGroup: Bool = false) throws
      -> Verdict
    {
      var estate = Estate(
        zoneGroup: zoneGroup, records: ["st": addresses[0]], address: known ? "10.0.9.4" : nil)
      let zone = try #require(estate.zone)
      estate.builder.estate.zones.update(zone) {
        $0.records[0].addresses = addresses.map { Builder.address($0) }
      }
      return try estate.ask("vm/spoke").verdict
    }
    #expect(try verdict(["10.0.9.4"]) == .reachable)
    #expect(try verdict(["10.0.9.4", "10.0.9.5"]) == .unknown)
    #expect(try verdict(["10.0.9.5", "10.0.9.4"]) == .unknown)
    #expect(try verdict(["10.0.9.4", "203.0.113.7"]) == .unknown)
    #expect(try verdict(["10.0.9.6", "10.0.9.5"]) == .unreachable)
    // One of them may be the endpoint's, and the other is not.
    #expect(try verdict(["10.0.9.4"], known: false, zoneGroup: true) == .reachable)
    #expect(try verdict(["10.0.9.4", "10.0.9.5"], known: false, zoneGroup: true) == .unknown)
  }

  // MARK: - The connection

  @Test(
    "D-1: a private endpoint works only while its connection is approved",
    arguments: [
      (PrivateEndpoint.ConnectionState.approved, Verdict.reachable), (.pending, .unreachable),
      (.rejected, .unreachable), (.disconnected, .unreachable),
    ])
  func approval(_ row: (PrivateEndpoint.ConnectionState, Verdict)) throws {
    let answer = try Estate { $0.state = Builder.known(row.0) }.ask("vm/hub")
    #expect(answer.verdict == row.1, "\(answer.told)")
  }

  @Test("D-1: an automatic connection of a template is taken for approved, and that is said")
  func automaticConnection() throws {
    let answer = try Estate(origin: .template) { $0.state = .absent }.ask("vm/hub")
    #expect(answer.verdict == .reachable, "\(answer.told)")
    #expect(answer.assumptions.contains { $0.because.contains("approved") })
  }

  @Test("D-1: a manual connection of a template is open")
  func manualConnection() throws {
    let answer = try Estate(origin: .template) {
      $0.state = .absent
      $0.isManual = true
    }.ask("vm/hub")
    #expect(answer.verdict == .unknown, "\(answer.told)")
  }

  @Test("D-2: a private endpoint serves the subresource that it names and no other")
  func subresources() throws {
    let estate = Estate()
    #expect(try estate.ask("vm/hub", "storage/st/blob").verdict == .reachable)
    for part in ["file", "queue", "table", "dfs"] {
      let answer = try estate.ask("vm/hub", "storage/st/\(part)")
      #expect(answer.verdict == .unreachable, "\(answer.told)")
    }
    let open = Estate(access: .enabled)
    let file = try open.ask("vm/hub", "storage/st/file")
    #expect(file.verdict == .reachable, "\(file.told)")
    #expect(!file.evidence.contains { $0.node.hasPrefix("privateendpoint") }, "\(file.told)")
  }

  @Test("a private endpoint opens nothing by itself")
  func clientToService() throws {
    #expect(throws: SelectorError.self) { try Estate().ask("privateendpoint/pe", "vm/hub") }
  }

  @Test("D-3, G-8: clients in the network, in its peers and on premises use it, others do not")
  func clients() throws {
    var estate = Estate()
    let gateway = estate.builder.gateway("vpn", in: estate.hub)
    estate.builder.client(
      "office", .gateway(Builder.reference(gateway)), ["192.168.0.0/16"], dns: estate.hub)
    estate.builder.client(
      "branch", .gateway(Builder.reference(gateway)), ["192.168.0.0/16"])
    for (from, verdict) in [
      ("vm/hub", Verdict.reachable), ("vm/spoke", .reachable), ("vm/stranger", .unreachable),
      ("client/office", .reachable), ("client/branch", .unreachable), ("internet", .unreachable),
    ] {
      let answer = try estate.ask(from)
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
  }

  // MARK: - Which address the name leads to

  @Test(
    "D-4, P-8: without a link to the zone the public address comes back, whoever is peered with it")
  func withoutLink() throws {
    let shut = try Estate(linkedTo: ["hub"]).ask("vm/spoke", fixes: true)
    #expect(shut.verdict == .unreachable, "\(shut.told)")
    #expect(shut.blockers.contains { $0.control == "publicNetworkAccess" }, "\(shut.told)")
    #expect(shut.fixes.contains { $0.changes.contains { $0.change.contains("link") } })
    let open = try Estate(linkedTo: ["hub"], access: .enabled).ask("vm/spoke")
    #expect(open.verdict == .reachable, "\(open.told)")
    #expect(open.evidence.contains { $0.control == "publicNetworkAccess" }, "\(open.told)")
  }

  @Test("D-4: a zone linked only elsewhere does not serve this network")
  func linkedElsewhere() throws {
    let answer = try Estate(linkedTo: ["stranger"]).ask("vm/hub")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
  }

  @Test("D-5: a linked zone without the record answers that there is no such name")
  func missingRecord() throws {
    // An account with a private endpoint elsewhere whose record is in no zone of this network.
    let answer = try Estate(access: .enabled, zoneGroup: false).ask("vm/hub")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.blockers.contains { $0.control == "nameResolution" }, "\(answer.told)")
    let outside = try Estate(access: .enabled, zoneGroup: false).ask("internet")
    #expect(outside.verdict == .reachable, "\(outside.told)")
  }

  @Test("D-5: a link that redirects missing names falls back to public DNS")
  func redirect() throws {
    var estate = Estate(access: .enabled, zoneGroup: false)
    let zone = try #require(estate.zone)
    estate.builder.estate.zones.update(zone) {
      for index in $0.links.indices {
        $0.links[index].redirectsMissingNames = Builder.known(true)
      }
    }
    let answer = try estate.ask("vm/hub")
    #expect(answer.verdict == .reachable, "\(answer.told)")
  }

  @Test("D-6: a service without any private endpoint resolves publicly even from a linked network")
  func noPrivateEndpoint() throws {
    var estate = Estate()
    estate.builder.storage("other")
    let answer = try estate.ask("vm/hub", "storage/other")
    #expect(answer.verdict == .reachable, "\(answer.told)")
  }

  @Test("D-7: a record by hand serves as one that a zone group writes")
  func manualRecord() throws {
    let right = try Estate(zoneGroup: false, records: ["st": "10.0.9.4"]).ask("vm/hub")
    #expect(right.verdict == .reachable, "\(right.told)")
    let wrong = try Estate(zoneGroup: false, records: ["st": "10.0.9.77"]).ask("vm/hub")
    #expect(wrong.verdict == .unreachable, "\(wrong.told)")
    let other = try Estate(zoneGroup: false, records: ["else": "10.0.9.4"]).ask("vm/hub")
    #expect(other.verdict == .unreachable, "\(other.told)")
  }

  @Test("a name that leads to no private endpoint is told on one path")
  func oncePath() throws {
    for state in [PrivateEndpoint.ConnectionState.approved, .pending] {
      var estate = Estate(zoneGroup: false) { $0.state = Builder.known(state) }
      estate.builder.estate.storageAccounts.update(estate.storage) {
        $0.firewall.publicAccess = Builder.known(.enabled)
      }
      let answer = try estate.ask("vm/hub")
      #expect(answer.verdict == .unreachable, "\(answer.told)")
      #expect(Set(answer.paths).count == answer.paths.count, "\(answer.told)")
    }
  }

  @Test("D-7: a zone of another name gets no record")
  func otherZoneName() throws {
    var estate = Estate(zoneGroup: false, hasZone: false)
    let zone = estate.builder.zone("privatelink.blob.example.net", linkedTo: [estate.hub])
    estate.builder.estate.privateEndpoints.update(estate.endpoint) {
      $0.zoneGroup = [
        PrivateEndpoint.ZoneGroupEntry(zone: Builder.reference(zone), source: Builder.place)
      ]
    }
    let answer = try estate.ask("vm/hub")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(
      answer.blockers.contains {
        $0.why.hasSuffix("names privatelink.blob.example.net") && $0.source != nil
      }, "\(answer.told)")
  }

  @Test("D-8: servers of the network's own may answer anything")
  func customServers() throws {
    var estate = Estate()
    estate.builder.estate.networks.update(estate.hub) {
      $0.dnsServers = [Builder.address("10.0.1.53")]
    }
    let answer = try estate.ask("vm/hub")
    #expect(answer.verdict == .unknown, "\(answer.told)")
    // Azure's own server by its number.
    estate.builder.estate.networks.update(estate.hub) {
      $0.dnsServers = [Builder.address("168.63.129.16")]
    }
    #expect(try estate.ask("vm/hub").verdict == .reachable)
  }

  @Test("D-8: servers of an interface stand above those of its network")
  func interfaceServers() throws {
    var estate = Estate()
    estate.builder.estate.interfaces.update(
      Builder.id("Microsoft.Network/networkInterfaces", "hub-nic")
    ) { $0.dnsServers = [Builder.address("10.0.1.53")] }
    #expect(try estate.ask("vm/hub").verdict == .unknown)
  }

  @Test("D-8: servers of unknown answers decide nothing even where every address would do")
  func customServersOfOpenService() throws {
    var estate = Estate(access: .enabled)
    estate.builder.estate.networks.update(estate.hub) {
      $0.dnsServers = [Builder.address("10.0.1.53")]
    }
    // The server may not know the name at all.
    let answer = try estate.ask("vm/hub")
    #expect(answer.verdict == .unknown, "\(answer.told)")
  }

  @Test("D-10: a private endpoint does not close the public side")
  func publicSideStays() throws {
    let answer = try Estate(access: .enabled).ask("internet")
    #expect(answer.verdict == .reachable, "\(answer.told)")
  }

  @Test("D-11: a name that leads to an address without a route is told from one that leads outside")
  func noRoute() throws {
    let answer = try Estate(linkedTo: ["stranger"], access: .enabled).ask("vm/stranger")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.blockers.contains { $0.control == "route" }, "\(answer.told)")
    #expect(!answer.blockers.contains { $0.control == "nameResolution" }, "\(answer.told)")
  }

  // MARK: - Several zones and endpoints

  @Test("D-12: zones of one name for different networks are apart")
  func independentZones() throws {
    var estate = Estate(linkedTo: ["hub"])
    let subnet = estate.builder.subnet(estate.stranger, "endpoints", "10.2.9.0/24")
    let zone = estate.builder.zone(Self.blobZone, linkedTo: [estate.stranger], group: "rg2")
    estate.builder.privateEndpoint(
      "pe2", in: subnet, "10.2.9.4", to: estate.storage, "blob", zone: zone)
    #expect(try estate.ask("vm/hub").verdict == .reachable)
    #expect(try estate.ask("vm/stranger").verdict == .reachable)
    #expect(try estate.ask("vm/spoke").verdict == .unreachable)
  }

  @Test("D-12: two endpoints write one record and the last wins: what both serve is sure")
  func sharedRecord() throws {
    var estate = Estate(linkedTo: ["hub", "spoke", "stranger"])
    let subnet = estate.builder.subnet(estate.stranger, "endpoints", "10.2.9.0/24")
    estate.builder.privateEndpoint(
      "pe2", in: subnet, "10.2.9.4", to: estate.storage, "blob", zone: estate.zone)
    #expect(try estate.ask("vm/hub").verdict == .unknown)
    #expect(try estate.ask("vm/stranger").verdict == .unknown)
    var near = Estate()
    let second = near.builder.subnet(near.hub, "endpoints2", "10.0.10.0/24")
    near.builder.privateEndpoint(
      "pe2", in: second, "10.0.10.4", to: near.storage, "blob", zone: near.zone)
    let answer = try near.ask("vm/hub")
    #expect(answer.verdict == .reachable, "\(answer.told)")
  }

  @Test("D-17: a network linked to two zones of one name resolves to nobody knows what")
  func twoZones() throws {
    var estate = Estate()
    estate.builder.zone(Self.blobZone, linkedTo: [estate.hub], group: "rg2")
    let answer = try estate.ask("vm/hub")
    #expect(answer.verdict == .unknown, "\(answer.told)")
  }

  @Test("D-18: a zone that no input describes leaves links and records open")
  func centralZone() throws {
    for access in [PublicAccess.disabled, .enabled] {
      var estate = Estate(access: access)
      let zone = try #require(estate.zone)
      estate.builder.estate.zones.update(zone) {
        $0.isDescribed = false
        $0.links = []
      }
      for from in ["vm/hub", "vm/spoke"] {
        let answer = try estate.ask(from)
        #expect(answer.verdict == .unknown, "\(answer.told)")
      }
    }
  }

  @Test("D-18: without group and record an export decides, a template may be completed")
  func noZoneGroup() throws {
    let exported = try Estate(zoneGroup: false, hasZone: false).ask("vm/hub")
    #expect(exported.verdict == .unreachable, "\(exported.told)")
    for access in [PublicAccess.disabled, .enabled] {
      let template = try Estate(
        access: access, zoneGroup: false, hasZone: false, origin: .template
      ).ask("vm/hub")
      #expect(template.verdict == .unknown, "\(template.told)")
    }
    let linked = try Estate(zoneGroup: false, origin: .template).ask("vm/hub")
    #expect(linked.verdict == .unreachable, "\(linked.told)")
    #expect(linked.assumptions.contains { $0.because.contains("nothing else writes the record") })
  }

  // MARK: - Endpoints that Microsoft makes

  /// A workspace with a managed network, its storage account public or not.
  private func managed(
    _ mode: ManagedNetwork.IsolationMode, _ access: Setting<PublicAccess>
  ) -> Builder {
    var builder = Builder()
    let hub = builder.network("hub", ["10.0.0.0/16"])
    let subnet = builder.subnet(hub, "s", "10.0.1.0/24")
    builder.machine("hub", in: subnet, "10.0.1.4")
    builder.zone(Self.blobZone, linkedTo: [hub])
    let storage = builder.storage("st") { $0.publicAccess = access }
    builder.workspace("ml") {
      $0.storageAccount = Builder.reference(storage)
      $0.managedNetwork = ManagedNetwork(source: Builder.place)
      $0.managedNetwork?.mode = Builder.known(mode)
    }
    return builder
  }

  @Test("D-16: an endpoint that a managed network makes takes the name from linked ones")
  func managedEndpointTakesName() throws {
    let approved = managed(.allowOnlyApprovedOutbound, Builder.known(.enabled)).query
    #expect(try approved.ask("vm/hub", "storage/st").verdict == .unreachable)
    #expect(try approved.ask("internet", "storage/st").verdict == .reachable)
    let internet = managed(.allowInternetOutbound, Builder.known(.enabled)).query
    #expect(try internet.ask("vm/hub", "storage/st").verdict == .reachable)
  }

  @Test("whether a managed network makes it hangs on a flag that may be open")
  func managedEndpointInDoubt() throws {
    let builder = managed(.allowInternetOutbound, Builder.open("access"))
    let answer = try builder.query.ask("vm/hub", "storage/st")
    // Enabled: no private endpoint, public, reachable. Disabled: neither way.
    #expect(answer.verdict == .unknown, "\(answer.told)")
  }

  // MARK: - What is not known of an endpoint

  @Test("an endpoint whose target is not known may serve the account")
  func unknownTarget() throws {
    var estate = Estate()
    estate.builder.estate.privateEndpoints.update(estate.endpoint) {
      $0.target = Builder.open("target")
    }
    let answer = try estate.ask("vm/hub")
    #expect(answer.verdict == .unknown, "\(answer.told)")
    // Of another kind it cannot be.
    estate.builder.keyVault("kv")
    #expect(try estate.ask("vm/hub", "keyvault/kv").verdict == .reachable)
  }

  @Test("an endpoint whose subresource is not known may serve another one")
  func unknownGroup() throws {
    var estate = Estate()
    estate.builder.estate.privateEndpoints.update(estate.endpoint) {
      $0.groups = [Builder.open("group")]
    }
    let blob = try estate.ask("vm/hub", "storage/st/blob")
    #expect(blob.verdict == .unknown, "\(blob.told)")
  }

  @Test("a network that a link names by an open value may be any")
  func unknownLink() throws {
    for access in [PublicAccess.disabled, .enabled] {
      var estate = Estate(access: access)
      let zone = try #require(estate.zone)
      estate.builder.estate.zones.update(zone) {
        for index in $0.links.indices { $0.links[index].network = Builder.open("network") }
      }
      let answer = try estate.ask("vm/spoke")
      // Both addresses serve where the account is open.
      #expect(answer.verdict == (access == .enabled ? .reachable : .unknown), "\(answer.told)")
    }
  }

  @Test("a state that is not known leaves the way open")
  func unknownState() throws {
    let answer = try Estate { $0.state = Builder.open("state") }.ask("vm/hub")
    #expect(answer.verdict == .unknown, "\(answer.told)")
  }

  @Test("a dynamic address of the endpoint is as good as a number")
  func dynamicAddress() throws {
    let answer = try Estate(address: nil).ask("vm/spoke")
    #expect(answer.verdict == .reachable, "\(answer.told)")
  }

  @Test("D-9: a client without a network that resolves for it gets the public address")
  func onPremisesNames() throws {
    var estate = Estate(access: .enabled)
    let gateway = estate.builder.gateway("vpn", in: estate.hub)
    estate.builder.client("branch", .gateway(Builder.reference(gateway)), ["192.168.0.0/16"])
    let answer = try estate.ask("client/branch")
    #expect(answer.verdict == .reachable, "\(answer.told)")
    #expect(answer.evidence.contains { $0.control == "publicNetworkAccess" }, "\(answer.told)")
  }
}
