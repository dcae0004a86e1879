import EstateModel
import Testing
import TrafficSets

@testable import Answers

// https://learn.microsoft.com/azure/virtual-network/ip-services/default-outbound-access
@Suite("Ways out to the internet")
struct OutboundRuleTests {
  typealias Builder = EstateBuilder

  private struct Network {
    var builder = Builder()
    let network: ResourceID
    let subnet: ResourceID

    init(outbound: Bool? = nil) {
      network = builder.network("n", ["10.0.0.0/16"])
      subnet = builder.subnet(network, "s", "10.0.0.0/24") {
        if let outbound { $0.defaultOutboundAccess = Builder.known(outbound) }
      }
      builder.machine("plain", in: subnet, "10.0.0.4")
      builder.machine("public", in: subnet, "10.0.0.5")
      builder.publicAddress(at: "public", "203.0.113.10")
    }

    func ask(_ from: String, _ to: String = "internet/198.51.100.7", on: String = "tcp/443") throws
      -> QueryAnswer
    {
      try builder.query.ask(from, to, on: [on])
    }
  }

  @Test(
    "N-4, O-9: what a rule may stop of one sender is not certain since others behind one address get out"
  )
  func sendersBehindOneAddress() throws {
    var network = Network()
    let group = network.builder.group(
      "g", [Builder.rule("out 100 deny * 10.0.0.9/32 -> 198.51.100.0/24,8.8.8.0/24 : *")])
    network.builder.estate.subnets.update(network.subnet) {
      $0.securityGroup = Builder.reference(group)
    }
    // In which of the prefixes the address behind the name lies, no input tells.
    let host = "fqdn/other.example.com"
    #expect(try network.ask("vm/plain", host).verdict == .reachable)
    let one = try network.ask("ip/10.0.0.9", host)
    #expect(one.verdict == .unknown, "\(one.told)")
    let all = try network.ask("subnet/n/s", host)
    #expect(all.verdict == .unknown, "\(all.told)")
    #expect(all.undecided == ["tcp/443 from 10.0.0.9/32"], "\(all.told)")
  }

  @Test("O-4: a public address of its own carries every protocol out, ICMP as well")
  func ownAddress() throws {
    let network = Network()
    for traffic in ["tcp/443", "udp/53", "icmp"] {
      let answer = try network.ask("vm/public", on: traffic)
      #expect(answer.verdict == .reachable, "\(answer.told)")
      #expect(answer.evidence.contains { $0.rule == "publicip/public-pip" }, "\(answer.told)")
    }
    #expect(try network.ask("vm/plain", on: "icmp").verdict == .unreachable)
    #expect(try network.ask("vm/plain", on: "tcp/443").verdict == .reachable)
  }

  @Test("O-7: a private subnet lets out whom a public address of its own does")
  func privateSubnet() throws {
    let network = Network(outbound: false)
    #expect(try network.ask("vm/public").verdict == .reachable)
    let answer = try network.ask("vm/plain")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.blockers.contains { $0.rule == "defaultOutboundAccess: false" })
  }

  @Test("O-1: a route to an appliance goes before every way out")
  func route() throws {
    var network = Network()
    network.builder.attachNATGateway(to: network.subnet)
    network.builder.routes("0.0.0.0/0 -> None", at: network.subnet)
    #expect(try network.ask("vm/public").verdict == .unreachable)
    #expect(try network.ask("vm/plain").verdict == .unreachable)
  }

  @Test("O-2: a NAT gateway comes before the machine's own address")
  func precedence() throws {
    var network = Network()
    // A service that lets in the machine's own address alone.
    let vault = network.builder.keyVault("kv") {
      $0.publicAccess = Builder.known(.enabled)
      $0.defaultAction = Builder.known(.deny)
      $0.addressRules = [Builder.prefix("203.0.113.10/32")]
    }
    #expect(try network.ask("vm/public", "keyvault/\(vault.name)").verdict == .reachable)
    network.builder.attachNATGateway(to: network.subnet)
    let answer = try network.ask("vm/public", "keyvault/\(vault.name)")
    #expect(answer.verdict != .reachable, "\(answer.told)")
    #expect(answer.evidence.contains { $0.rule == "NAT gateway" }, "\(answer.told)")
  }

  @Test(
    "O-3, O-13: a NAT gateway carries no ICMP, and beside a public address nobody says what does")
  func natGateway() throws {
    var network = Network()
    network.builder.attachNATGateway(to: network.subnet)
    #expect(try network.ask("vm/plain").verdict == .reachable)
    let denied = try network.ask("vm/plain", on: "icmp")
    #expect(denied.verdict == .unreachable)
    // It is the gateway that does not carry it.
    #expect(denied.blockers.contains { $0.why.contains("NAT gateway") }, "\(denied.told)")
    #expect(denied.blockers.allSatisfy { $0.article == nil }, "\(denied.told)")
    #expect(try network.ask("vm/public").verdict == .reachable)
    let answer = try network.ask("vm/public", on: "icmp")
    #expect(answer.verdict == .unknown, "\(answer.told)")
  }

  /// Both machines of the subnet leave by a NAT gateway with the addresses.
  private func withGateway(_ addresses: [String]) -> Network {
    var network = Network()
    network.builder.attachNATGateway(to: network.subnet)
    var gateway = NATGateway(
      id: Builder.id("Microsoft.Network/natGateways", "nat"), source: Builder.place)
    gateway.publicAddresses = addresses.enumerated().map { index, text in
      var address = PublicIPAddress(
        id: Builder.id("Microsoft.Network/publicIPAddresses", "nat\(index)"), source: Builder.place)
      address.address = Builder.address(text)
      address.tier = Builder.known(.standard)
      network.builder.estate.publicAddresses.insert(address)
      return Builder.reference(address.id)
    }
    network.builder.estate.natGateways.insert(gateway)
    network.builder.estate.others.insert(OpaqueResource(id: gateway.id, source: Builder.place))
    return network
  }

  @Test(
    "O-2: a NAT gateway is passed by a machine with an address of its own, too",
    arguments: [["198.51.100.20"], ["198.51.100.20", "198.51.100.21"]])
  func passed(_ addresses: [String]) throws {
    let network = withGateway(addresses)
    func verdict(_ from: String, via: String? = nil, avoid: String? = nil) throws -> Verdict? {
      try network.builder.query.answer(
        QueryQuestion(
          from: from, to: "fqdn/github.com", traffic: [TrafficTerm("tcp/443")], via: via,
          avoid: avoid)
      ).answers.first?.verdict
    }
    for from in ["vm/plain", "vm/public", "subnet/n/s"] {
      #expect(try verdict(from, via: "natgateway/nat") == .reachable, "\(from)")
      #expect(try verdict(from, avoid: "natgateway/nat") == .unreachable, "\(from)")
      #expect(try verdict(from, via: "publicip/public-pip") == .unreachable, "\(from)")
      // Of several addresses any may be taken.
      #expect(
        try verdict(from, via: "publicip/nat0")
          == (addresses.count == 1 ? .reachable : .unknown), "\(from)")
    }
  }

  @Test("O-3: a NAT gateway without an address leads out nobody whom it takes")
  func emptyGateway() throws {
    let network = withGateway([])
    for from in ["vm/plain", "vm/public"] {
      let answer = try network.ask(from)
      #expect(answer.verdict == .unreachable, "\(answer.told)")
      #expect(answer.blockers.contains { $0.rule == "NAT gateway without a public address" })
    }
  }

  @Test("a NAT gateway that may be there changes nothing of who leaves by default")
  func openGateway() throws {
    func network(outbound: Bool? = nil) -> Network {
      var network = Network(outbound: outbound)
      network.builder.estate.subnets.update(network.subnet) { $0.natGateway = Builder.open("nat") }
      return network
    }
    for from in ["vm/plain", "vm/public"] {
      let answer = try network().ask(from)
      #expect(answer.verdict == .reachable, "\(answer.told)")
    }
    #expect(try network().ask("vm/plain", on: "icmp").verdict == .unreachable)
    #expect(try network(outbound: false).ask("vm/plain").verdict == .unknown)
    #expect(try network(outbound: false).ask("vm/plain", on: "icmp").verdict == .unreachable)
    #expect(try network(outbound: false).ask("vm/public").verdict == .reachable)
  }

  @Test("O-14: who has no way out reaches storage of its own region all the same")
  func nearStorage() throws {
    /// `nic/second` belongs to a machine whose other interface has a public address.
    func network(_ change: (inout Network) -> Void = { _ in }) -> Network {
      var network = Network()
      network.builder.storage("near")
      network.builder.storage("far", location: "northeurope")
      network.builder.storage("open") { _ in }
      network.builder.estate.storageAccounts.update(
        Builder.id("Microsoft.Storage/storageAccounts", "open")
      ) { $0.location = Builder.open("l") }
      let second = network.builder.interface("second", in: network.subnet, "10.0.0.9")
      let machine = Builder.id("Microsoft.Compute/virtualMachines", "public")
      network.builder.estate.machines.update(machine) {
        $0.interfaces.append(Builder.reference(second))
      }
      change(&network)
      return network
    }
    func expect(
      _ network: Network, _ from: String, _ far: Verdict, _ open: Verdict,
      sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
      for (account, verdict) in [("near", Verdict.reachable), ("far", far), ("open", open)] {
        let answer = try network.ask(from, "storage/\(account)")
        #expect(answer.verdict == verdict, "\(answer.told)", sourceLocation: sourceLocation)
      }
    }
    try expect(network(), "nic/second", .unreachable, .unknown)
    try expect(network(), "vm/plain", .reachable, .reachable)
    let emptyGateway = network {
      $0.builder.attachNATGateway(to: $0.subnet)
      $0.builder.estate.natGateways.insert(
        NATGateway(id: Builder.id("Microsoft.Network/natGateways", "nat"), source: Builder.place))
    }
    try expect(emptyGateway, "vm/plain", .unreachable, .unknown)
    try expect(emptyGateway, "vm/public", .unreachable, .unknown)
    // Nothing is open about what needs no way out.
    let openSubnet = network {
      $0.builder.estate.subnets.update($0.subnet) { $0.defaultOutboundAccess = Builder.open("d") }
    }
    try expect(openSubnet, "vm/plain", .unknown, .unknown)
    let openPool = network {
      let nic = Builder.id("Microsoft.Network/networkInterfaces", "plain-nic")
      $0.builder.estate.interfaces.update(nic) {
        $0.configurations[0].backendPools = [Builder.open("pool")]
      }
    }
    try expect(openPool, "vm/plain", .unknown, .unknown)
  }

  @Test("O-6: a public address at one interface ends the default access of the whole machine")
  func wholeMachine() throws {
    var network = Network()
    let second = network.builder.interface("second", in: network.subnet, "10.0.0.9")
    let machine = Builder.id("Microsoft.Compute/virtualMachines", "public")
    network.builder.estate.machines.update(machine) {
      $0.interfaces.append(Builder.reference(second))
    }
    let answer = try network.ask("nic/second")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(try network.ask("nic/public-nic").verdict == .reachable)
    // A NAT gateway takes every interface.
    network.builder.attachNATGateway(to: network.subnet)
    #expect(try network.ask("nic/second").verdict == .reachable)
  }

  @Test("an interface that may have a public address leaves by one way or the other")
  func openReference() throws {
    var network = Network()
    let nic = Builder.id("Microsoft.Network/networkInterfaces", "plain-nic")
    network.builder.estate.interfaces.update(nic) {
      $0.configurations[0].publicAddress = Builder.open("pip")
    }
    #expect(try network.ask("vm/plain").verdict == .reachable)
    #expect(try network.ask("vm/plain", on: "icmp").verdict == .unknown)
    network.builder.estate.subnets.update(network.subnet) {
      $0.defaultOutboundAccess = Builder.known(false)
    }
    #expect(try network.ask("vm/plain").verdict == .unknown)
  }

  @Test("R-18: a route to the internet gives a private subnet no way out")
  func privateWithRoute() throws {
    var network = Network(outbound: false)
    network.builder.routes("0.0.0.0/0 -> Internet", at: network.subnet)
    let answer = try network.ask("vm/plain")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.blockers.contains { $0.rule == "defaultOutboundAccess: false" })
    #expect(try network.ask("vm/public").verdict == .reachable)
    var open = Network()
    open.builder.routes("0.0.0.0/0 -> Internet", at: open.subnet)
    #expect(try open.ask("vm/plain").verdict == .reachable)
  }

  @Test("R-11: a route to the internet leads to Azure's own services")
  func azureServices() throws {
    var network = Network()
    network.builder.storage("st")
    network.builder.routes("0.0.0.0/0 -> Internet", at: network.subnet)
    let answer = try network.ask("vm/plain", "storage/st")
    #expect(answer.verdict == .reachable, "\(answer.told)")
    #expect(answer.evidence.contains { $0.rule == "r0: 0.0.0.0/0 -> Internet" }, "\(answer.told)")
  }

  @Test(
    "R-25: ranges that only effective tables show as dropped count as public",
    arguments: ["25.0.0.1", "198.18.0.1", "104.146.0.1"])
  func droppedRanges(_ address: String) throws {
    let answer = try Network().ask("vm/plain", "internet/\(address)")
    #expect(answer.verdict == .reachable, "\(answer.told)")
  }

  // MARK: - By an appliance

  private func hub(
    applianceRules: [String] = [], publicAddress: String? = nil
  ) -> HubAndSpokes {
    var hub = HubAndSpokes(forwarded: true, forwards: true)
    hub.builder.routes("0.0.0.0/0 -> 10.0.100.4", at: hub.subnets[0])
    if !applianceRules.isEmpty {
      let group = hub.builder.group("nva", applianceRules.map { Builder.rule($0) })
      let nic = Builder.id("Microsoft.Network/networkInterfaces", "nva-nic")
      hub.builder.estate.interfaces.update(nic) { $0.securityGroup = Builder.reference(group) }
    }
    if let publicAddress { hub.builder.publicAddress(at: "nva", publicAddress) }
    return hub
  }

  private func ask(
    _ hub: HubAndSpokes, _ to: String = "internet/198.51.100.7", on: String = "tcp/443"
  ) throws -> QueryAnswer {
    try hub.builder.query.ask("ip/10.1.1.4", to, on: [on])
  }

  @Test("V-3: an appliance sends to the internet with its own address, by its own way out")
  func translation() throws {
    let answer = try ask(hub(publicAddress: "203.0.113.10"))
    #expect(answer.verdict == .reachable, "\(answer.told)")
    #expect(
      answer.assumptions.contains { $0.because.contains("translates the sender's address") },
      "\(answer.told)")
    #expect(answer.evidence.contains { $0.rule == "publicip/nva-pip" }, "\(answer.told)")
    // Its own address carries ICMP, default outbound access does not.
    #expect(try ask(hub(publicAddress: "203.0.113.10"), on: "icmp").verdict == .reachable)
    #expect(try ask(hub(), on: "icmp").verdict == .unreachable)
    var closed = hub()
    closed.builder.estate.subnets.update(closed.middle) {
      $0.defaultOutboundAccess = Builder.known(false)
    }
    #expect(try ask(closed).verdict == .unreachable)
  }

  @Test("V-3: on leaving, the appliance's group sees the appliance's own address")
  func ownGroup() throws {
    let inbound = "in 100 allow * * -> * : *"
    let own = try ask(
      hub(applianceRules: [inbound, "out 100 deny * 10.0.100.4/32 -> Internet : *"]))
    #expect(own.verdict == .unreachable, "\(own.told)")
    let first = try ask(
      hub(applianceRules: [inbound, "out 100 deny * 10.1.1.4/32 -> Internet : *"]))
    #expect(first.verdict == .reachable, "\(first.told)")
  }

  @Test("V-6: the appliance's group takes what is bound for the internet only by a rule of its own")
  func arrival() throws {
    let closed = try ask(hub(applianceRules: ["in 4000 deny udp * -> * : 1"]))
    #expect(closed.verdict == .unreachable, "\(closed.told)")
    #expect(
      closed.blockers.contains { $0.rule == "DenyAllInBound (priority 65500)" }, "\(closed.told)")
    let open = try ask(hub(applianceRules: ["in 100 allow * VirtualNetwork -> Internet : *"]))
    #expect(open.verdict == .reachable, "\(open.told)")
  }
}
