import EstateModel
import Testing

@testable import Answers

// https://learn.microsoft.com/azure/private-link/private-endpoint-overview
// https://learn.microsoft.com/azure/virtual-network/ip-services/public-ip-addresses
@Suite("What is called by one of its addresses")
struct CalledAddressRuleTests {
  typealias Builder = EstateBuilder

  // MARK: - Private endpoints

  /// A client's subnet and one with the private endpoint of a vault, behind a group that lets nobody in.
  private struct Endpoint {
    var builder = Builder()
    let endpoint: ResourceID

    init(
      policies: Subnet.PrivateEndpointPolicies? = nil, access: PublicAccess = .disabled,
      linked: Bool = true, address: String? = "10.1.1.7",
      rules: [String] = ["in 100 deny * * -> * : *"]
    ) {
      let network = builder.network("v", ["10.1.0.0/16"])
      builder.subnet(network, "s", "10.1.0.0/24")
      let group = builder.group("n", rules.map { Builder.rule($0) })
      let subnet = builder.subnet(network, "pe", "10.1.1.0/24") {
        $0.securityGroup = Builder.reference(group)
        if let policies { $0.privateEndpointPolicies = Builder.known(policies) }
      }
      let vault = builder.keyVault("kv") { $0.publicAccess = Builder.known(access) }
      let zone = builder.zone(
        "privatelink.vaultcore.azure.net", linkedTo: linked ? [network] : [])
      endpoint = builder.privateEndpoint("pe", in: subnet, address, to: vault, "vault", zone: zone)
    }

    func ask(_ from: String, _ to: String, _ on: String = "tcp/443") throws -> QueryAnswer {
      try builder.query.ask(from, to, on: [on])
    }
  }

  private static let targets = ["ip/10.1.1.7", "privateendpoint/pe"]

  @Test(
    "N-18: called by its address, a private endpoint is no machine of its subnet",
    arguments: targets)
  func groupAtEndpoint(_ target: String) throws {
    for policies in [Subnet.PrivateEndpointPolicies?.none, .disabled, .routeTables] {
      let answer = try Endpoint(policies: policies).ask("subnet/v/s", target)
      #expect(answer.verdict == .reachable, "\(answer.told)")
      #expect(
        answer.evidence.contains { $0.control == "privateEndpointNetworkPolicies" },
        "\(answer.told)")
    }
    for policies in [Subnet.PrivateEndpointPolicies.enabled, .securityGroups] {
      let answer = try Endpoint(policies: policies).ask("subnet/v/s", target)
      #expect(answer.verdict == .unreachable, "\(answer.told)")
      #expect(answer.blockers.contains { $0.node == "nsg/n" }, "\(answer.told)")
    }
    // Other hosts of the subnet stay behind the group.
    let other = try Endpoint().ask("subnet/v/s", "ip/10.1.1.8")
    #expect(other.verdict == .unreachable, "\(other.told)")
  }

  @Test(
    "D-1: nothing but the service answers at the endpoint, once it is approved", arguments: targets)
  func service(_ target: String) throws {
    let ssh = try Endpoint().ask("subnet/v/s", target, "tcp/22")
    #expect(ssh.verdict == .unreachable, "\(ssh.told)")
    var pending = Endpoint()
    pending.builder.estate.privateEndpoints.update(pending.endpoint) {
      $0.state = Builder.known(.pending)
    }
    let answer = try pending.ask("subnet/v/s", target)
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(
      answer.blockers.contains { $0.control == "privateEndpointConnection" }, "\(answer.told)")
  }

  @Test("D-1: without ports in the question those of the service are meant", arguments: targets)
  func ports(_ target: String) throws {
    let answer = try Endpoint().builder.query.ask("subnet/v/s", target)
    #expect(answer.verdict == .reachable, "\(answer.told)")
    #expect(answer.traffic == ["tcp/443"], "\(answer.traffic)")
  }

  @Test("D-1: nothing comes from the internet, however open the service is", arguments: targets)
  func fromInternet(_ target: String) throws {
    let open = Endpoint(access: .enabled)
    for from in ["internet", "internet/9.9.9.9"] {
      let answer = try open.ask(from, target)
      #expect(answer.verdict == .unreachable, "\(answer.told)")
      #expect(answer.blockers.contains { $0.rule == "private address" }, "\(answer.told)")
    }
    #expect(try open.ask("internet", "keyvault/kv").verdict == .reachable)
  }

  @Test("D-4: that the name leads elsewhere is said, and keeps no packet from the address")
  func nameElsewhere() throws {
    let endpoint = Endpoint(access: .enabled, linked: false)
    let name = try endpoint.ask("subnet/v/s", "keyvault/kv")
    #expect(name.verdict == .reachable, "\(name.told)")
    #expect(!name.paths[0].contains { $0.node == "privateendpoint/pe" }, "\(name.told)")
    let called = try endpoint.ask("subnet/v/s", "privateendpoint/pe")
    #expect(called.verdict == .reachable, "\(called.told)")
    #expect(called.paths[0].contains { $0.node == "privateendpoint/pe" }, "\(called.told)")
    #expect(called.warnings.contains { $0.because.contains("kv.vault.azure.net does not lead") })
    let linked = try Endpoint().ask("subnet/v/s", "privateendpoint/pe")
    #expect(linked.warnings.isEmpty, "\(linked.warnings)")
  }

  @Test("R-1: routes lead to the endpoint's address as to the name")
  func routes() throws {
    var endpoint = Endpoint()
    let stranger = endpoint.builder.network("w", ["10.2.0.0/16"])
    endpoint.builder.subnet(stranger, "s", "10.2.0.0/24")
    for target in Self.targets {
      let answer = try endpoint.ask("subnet/w/s", target)
      #expect(answer.verdict == .unreachable, "\(answer.told)")
    }
  }

  @Test("D-1: an endpoint whose address or target no input tells can be asked about")
  func openParts() throws {
    let open = Endpoint(address: nil)
    #expect(try open.ask("subnet/v/s", "privateendpoint/pe").verdict == .reachable)
    var strange = Endpoint()
    strange.builder.estate.privateEndpoints.update(strange.endpoint) {
      $0.target = Builder.reference(Builder.id("Microsoft.Network/privateLinkServices", "pls"))
    }
    for target in Self.targets {
      let answer = try strange.ask("subnet/v/s", target)
      #expect(answer.verdict == .unknown, "\(answer.told)")
      #expect(try strange.ask("internet", target).verdict == .unreachable)
    }
    #expect(throws: SelectorError.self) { try strange.ask("ip/10.1.1.7", "subnet/v/s") }
  }

  // MARK: - Public addresses

  /// `web` with a public address, and `db` in the same network.
  private func machines(
    rules: [String] = ["in 100 allow tcp * -> * : 22"], route: String? = nil
  ) -> Builder {
    var builder = Builder()
    let network = builder.network("v", ["10.1.0.0/16"])
    let front = builder.subnet(network, "b", "10.1.1.0/24") {
      $0.securityGroup = Builder.reference(
        Builder.id("Microsoft.Network/networkSecurityGroups", "n"))
    }
    _ = builder.group("n", rules.map { Builder.rule($0) })
    let back = builder.subnet(network, "c", "10.1.2.0/24")
    builder.machine("web", in: front, "10.1.1.4")
    builder.publicAddress(at: "web", "20.1.2.3")
    builder.machine("db", in: back, "10.1.2.4")
    if let route { builder.routes(route, at: back) }
    return builder
  }

  private static let numbers = ["internet/20.1.2.3", "ip/20.1.2.3"]

  @Test(
    "N-24: who calls a public address goes by the internet, and is never part of the network",
    arguments: numbers)
  func publicAddress(_ target: String) throws {
    let query = machines().query
    let ssh = try query.ask("vm/db", target, on: ["tcp/22"])
    #expect(ssh.verdict == .reachable, "\(ssh.told)")
    #expect(ssh.paths[0].contains { $0.node == "internet" }, "\(ssh.told)")
    let web = try query.ask("vm/db", target, on: ["tcp/80"])
    #expect(web.verdict == .unreachable, "\(web.told)")
    // By whatever address, the machine itself takes it.
    #expect(try query.ask("vm/db", "vm/web", on: ["tcp/80"]).verdict == .reachable)
    #expect(try query.ask("vm/db", "ip/10.1.1.4", on: ["tcp/80"]).verdict == .reachable)
    // The internet has no other way in.
    #expect(try query.ask("internet", target, on: ["tcp/22"]).verdict == .reachable)
    #expect(try query.ask("internet", target, on: ["tcp/80"]).verdict == .unreachable)
  }

  @Test("N-24: without a way out nobody comes to a public address", arguments: numbers)
  func withoutWayOut(_ target: String) throws {
    let answer = try machines(route: "0.0.0.0/0 -> None").query.ask("vm/db", target, on: ["tcp/22"])
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.blockers.contains { $0.control == "route" }, "\(answer.told)")
  }

  @Test("B-7: of the addresses that lead to a machine the one that is called counts")
  func otherAddress() throws {
    var builder = machines(rules: ["in 100 allow tcp * -> 10.1.1.9/32 : 443"])
    builder.estate.interfaces.update(Builder.interfaceID("web-nic")) {
      var second = NetworkInterface.Configuration(name: "second", source: Builder.place)
      second.subnet = $0.configurations[0].subnet
      second.privateAddress = Builder.address("10.1.1.9")
      $0.configurations.append(second)
    }
    var other = PublicIPAddress(
      id: Builder.id("Microsoft.Network/publicIPAddresses", "other"), source: Builder.place)
    other.address = Builder.address("20.1.2.4")
    other.tier = Builder.known(.standard)
    builder.estate.publicAddresses.insert(other)
    builder.estate.interfaces.update(Builder.interfaceID("web-nic")) {
      $0.configurations[1].publicAddress = Builder.reference(other.id)
    }
    for (target, verdict) in [
      ("internet/20.1.2.3", Verdict.unreachable), ("internet/20.1.2.4", .reachable),
      ("ip/10.1.1.4", .unreachable), ("ip/10.1.1.9", .reachable), ("vm/web", .reachable),
    ] {
      let answer = try builder.query.ask("internet", target, on: ["tcp/443"])
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
  }

  @Test("B-2: a public IP address is no host, and it is said who has it")
  func selector() throws {
    let query = machines().query
    let error = #expect(throws: SelectorError.self) {
      try query.ask("internet", "publicip/web-pip", on: ["tcp/22"])
    }
    #expect(error?.message.contains("ask about vm/web or internet/20.1.2.3") == true)
  }

  @Test("N-24: a matrix asks about the address, too")
  func matrix() throws {
    let query = machines().query
    let matrix = try query.matrix(
      MatrixQuestion(from: "vm/db", to: "internet/20.1.2.3", traffic: [try .init("tcp/80")]))
    #expect(matrix.totals[.unreachable] == 1, "\(matrix.totals)")
  }

  // MARK: - Numbers that the internet does not route

  /// A machine with a public address of each family in a network of a range for documentation.
  private func documented(_ rules: [String]) -> Builder {
    var builder = Builder()
    let network = builder.network("v", ["10.0.0.0/16", "2001:db8:abcd::/48"])
    let group = builder.group("n", rules.map { Builder.rule($0) })
    let subnet = builder.subnet(network, "s", "10.0.0.0/24") {
      $0.prefixes.append(Builder.prefix("2001:db8:abcd:1::/64"))
      $0.securityGroup = Builder.reference(group)
    }
    builder.machine("web", in: subnet, "10.0.0.4")
    builder.publicAddress(at: "web", "20.1.2.3")
    var six = PublicIPAddress(
      id: Builder.id("Microsoft.Network/publicIPAddresses", "six"), source: Builder.place)
    six.family = Builder.known(.ipv6)
    six.tier = Builder.known(.standard)
    builder.estate.publicAddresses.insert(six)
    builder.estate.interfaces.update(Builder.interfaceID("web-nic")) {
      var second = NetworkInterface.Configuration(name: "six", source: Builder.place)
      second.subnet = $0.configurations[0].subnet
      second.family = Builder.known(.ipv6)
      second.publicAddress = Builder.reference(six.id)
      $0.configurations.append(second)
    }
    return builder
  }

  @Test("N-11, B-8: nobody on the internet has an address of the documentation or of the network")
  func documentation() throws {
    let query = documented(["in 100 allow tcp * -> * : 3389"]).query
    let open = try query.ask("internet", "vm/web", on: ["tcp/3389"])
    #expect(open.verdict == .reachable, "\(open.told)")
    let shut = try query.ask("internet", "vm/web", on: ["udp/161"])
    #expect(shut.verdict == .unreachable, "\(shut.told)")
    // One who is named there is meant to be on the internet all the same.
    let named = try query.ask("internet/2001:db8:7::7", "vm/web", on: ["tcp/3389"])
    #expect(named.verdict == .reachable, "\(named.told)")
    let tagged = try documented(["in 100 allow tcp Internet -> * : 3389"]).query
      .ask("internet/2001:db8:7::7", "vm/web", on: ["tcp/3389"])
    #expect(tagged.verdict == .reachable, "\(tagged.told)")
  }

  @Test("B-8: a network with public numbers is not called from its own")
  func publicRange() throws {
    var builder = Builder()
    let network = builder.network("v", ["20.1.0.0/16"])
    let group = builder.group("n", [Builder.rule("in 100 allow tcp Internet -> * : 443")])
    let subnet = builder.subnet(network, "s", "20.1.0.0/24") {
      $0.securityGroup = Builder.reference(group)
    }
    builder.machine("web", in: subnet, "20.1.0.4")
    builder.publicAddress(at: "web", "52.1.2.3")
    let open = try builder.query.ask("internet", "vm/web", on: ["tcp/443"])
    #expect(open.verdict == .reachable, "\(open.told)")
    let shut = try builder.query.ask("internet", "vm/web", on: ["udp/161"])
    #expect(shut.verdict == .unreachable, "\(shut.told)")
  }
}
