import EstateModel
import Testing
import TrafficSets

@testable import Answers

// https://learn.microsoft.com/azure/virtual-machines/windows/multiple-nics
@Suite("Machines with several interfaces and addresses, as senders and receivers")
struct MachineRuleTests {
  typealias Builder = EstateBuilder

  /// A machine `two` in the subnets front and back; `f`, `b` and `o` in front, back and other.
  private struct Network {
    var builder = Builder()
    let front: ResourceID
    let back: ResourceID
    let other: ResourceID

    init() {
      let network = builder.network("n", ["10.0.0.0/16"])
      front = builder.subnet(network, "front", "10.0.1.0/24")
      back = builder.subnet(network, "back", "10.0.2.0/24")
      other = builder.subnet(network, "other", "10.0.3.0/24")
      builder.machine("two", interfaces: [(front, "10.0.1.4"), (back, "10.0.2.4")])
      builder.machine("f", in: front, "10.0.1.9")
      builder.machine("b", in: back, "10.0.2.9")
      builder.machine("o", in: other, "10.0.3.9")
    }

    mutating func guardInbound(_ subnet: ResourceID, _ rule: String) {
      let group = builder.group("g-\(subnet.name)", [Builder.rule(rule)])
      builder.estate.subnets.update(subnet) { $0.securityGroup = Builder.reference(group) }
    }

    func ask(_ from: String, _ to: String, on: String = "tcp/443") throws -> QueryAnswer {
      try builder.query.ask(from, to, on: [on])
    }
  }

  private func guestRoutes(_ answer: QueryAnswer) -> [String] {
    answer.assumptions.filter { $0.property == "guestRoute" }.map(\.node)
  }

  @Test("V-10: a machine sends by its primary interface, into a subnet of its own by the one there")
  func sender() throws {
    var network = Network()
    // Only what comes from the address in front is let into other; only what comes from back, into back.
    network.guardInbound(network.other, "in 100 deny * 10.0.2.4 -> * : *")
    network.guardInbound(network.back, "in 100 deny * 10.0.1.4 -> * : *")
    let away = try network.ask("vm/two", "vm/o")
    #expect(away.verdict == .reachable, "\(away.told)")
    #expect(guestRoutes(away).isEmpty)
    let near = try network.ask("vm/two", "vm/b")
    #expect(near.verdict == .reachable, "\(near.told)")
    #expect(near.paths[0].contains { $0.node == "nic/two-1" }, "\(near.told)")
    // And the other way round nothing passes.
    network = Network()
    network.guardInbound(network.other, "in 100 deny * 10.0.1.4 -> * : *")
    network.guardInbound(network.back, "in 100 deny * 10.0.2.4 -> * : *")
    #expect(try network.ask("vm/two", "vm/o").verdict == .unreachable)
    #expect(try network.ask("vm/two", "vm/b").verdict == .unreachable)
  }

  @Test("V-10: the group of the interface that sends decides, not that of another one")
  func group() throws {
    var network = Network()
    let group = network.builder.group(
      "closed", [Builder.rule("out 100 deny * * -> * : *")])
    network.builder.estate.interfaces.update(Builder.interfaceID("two-0")) {
      $0.securityGroup = Builder.reference(group)
    }
    #expect(try network.ask("vm/two", "vm/o").verdict == .unreachable)
    #expect(try network.ask("vm/two", "vm/f").verdict == .unreachable)
    #expect(try network.ask("vm/two", "vm/b").verdict == .reachable)
  }

  @Test("V-10: a secondary interface called from outside its subnet takes a route of the guest's")
  func receiver() throws {
    let network = Network()
    let far = try network.ask("vm/o", "nic/two-1")
    #expect(far.verdict == .reachable, "\(far.told)")
    #expect(guestRoutes(far) == ["nic/two-1"], "\(far.told)")
    #expect(try guestRoutes(network.ask("vm/b", "nic/two-1")).isEmpty)
    // The machine itself is reached by its primary interface, which needs nothing.
    let machine = try network.ask("vm/o", "vm/two")
    #expect(machine.verdict == .reachable)
    #expect(guestRoutes(machine).isEmpty, "\(machine.assumptions)")
    // Called from the subnet of the other interface, the primary one answers by the guest's leave.
    #expect(try guestRoutes(network.ask("vm/b", "nic/two-0")) == ["nic/two-0"])
  }

  @Test(
    "V-10: which interface is the primary one decides; where it is open, one answer for all does")
  func openPrimary() throws {
    var network = Network()
    let machine = Builder.id("Microsoft.Compute/virtualMachines", "two")
    network.builder.estate.machines.update(machine) {
      $0.primaryUnknown = UnknownValue(
        key: "primary", because: "parameter 'primary' has no value", source: Builder.place)
    }
    #expect(try network.ask("vm/two", "vm/o").verdict == .reachable)
    network.guardInbound(network.other, "in 100 deny * 10.0.1.4 -> * : *")
    let answer = try network.ask("vm/two", "vm/o")
    #expect(answer.verdict == .unknown, "\(answer.told)")
    #expect(answer.unknowns.contains { $0.because.contains("'primary'") }, "\(answer.told)")
  }

  @Test("V-10: a secondary interface by itself calls out of its subnet by a route of the guest's")
  func secondarySender() throws {
    let network = Network()
    #expect(try guestRoutes(network.ask("nic/two-1", "vm/o")) == ["nic/two-1"])
    #expect(try guestRoutes(network.ask("nic/two-1", "vm/b")).isEmpty)
    #expect(try guestRoutes(network.ask("nic/two-0", "vm/o")).isEmpty)
  }

  // https://learn.microsoft.com/azure/virtual-network/virtual-network-network-interface-addresses
  @Test("V-11: a secondary address is reached where the guest has it, and nothing is sent from it")
  func secondaryAddress() throws {
    var network = Network()
    network.builder.estate.interfaces.update(Builder.interfaceID("f-nic")) {
      var second = NetworkInterface.Configuration(name: "ip2", source: Builder.place)
      second.subnet = $0.configurations[0].subnet
      second.privateAddress = Builder.address("10.0.1.10")
      $0.configurations.append(second)
    }
    func assumed(_ answer: QueryAnswer) -> Bool {
      answer.assumptions.contains { $0.property == "ipConfigurations" }
    }
    let second = try network.ask("vm/o", "ip/10.0.1.10")
    #expect(second.verdict == .reachable, "\(second.told)")
    #expect(assumed(second))
    let first = try network.ask("vm/o", "vm/f")
    #expect(first.verdict == .reachable)
    #expect(!assumed(first))
    // The group tells the two addresses apart.
    network.guardInbound(network.front, "in 100 deny * * -> 10.0.1.10 : *")
    #expect(try network.ask("vm/o", "ip/10.0.1.10").verdict == .unreachable)
    #expect(try network.ask("vm/o", "ip/10.0.1.9").verdict == .reachable)
    // What it sends has the primary address.
    network = Network()
    network.builder.estate.interfaces.update(Builder.interfaceID("f-nic")) {
      var second = NetworkInterface.Configuration(name: "ip2", source: Builder.place)
      second.subnet = $0.configurations[0].subnet
      second.privateAddress = Builder.address("10.0.1.10")
      second.isPrimary = Builder.known(true)
      $0.configurations.append(second)
    }
    network.guardInbound(network.other, "in 100 deny * 10.0.1.9 -> * : *")
    #expect(try network.ask("vm/f", "vm/o").verdict == .reachable)
    network.guardInbound(network.other, "in 100 deny * 10.0.1.10 -> * : *")
    #expect(try network.ask("vm/f", "vm/o").verdict == .unreachable)
  }

  @Test("V-11: an interface that an export shows attached to no machine is no host")
  func detached() throws {
    var network = Network()
    network.builder.interface("left", in: network.other, "10.0.3.50") { $0.tellsAttachment = true }
    let answer = try network.ask("vm/f", "nic/left")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.blockers.contains { $0.control == "virtualMachine" }, "\(answer.told)")
    #expect(try network.ask("nic/left", "vm/f").verdict == .unreachable)
    let machine = Builder.id("Microsoft.Compute/virtualMachines", "elsewhere")
    network.builder.estate.interfaces.update(Builder.interfaceID("left")) {
      $0.attachment = Builder.reference(machine)
    }
    #expect(try network.ask("vm/f", "nic/left").verdict == .reachable)
  }

  @Test(
    "V-11: an interface that no machine of a template has counts as a host, and the answer says so")
  func withoutMachine() throws {
    var network = Network()
    network.builder.interface("spare", in: network.other, "10.0.3.50")
    for (from, to) in [("vm/f", "nic/spare"), ("nic/spare", "vm/f")] {
      let answer = try network.ask(from, to)
      #expect(answer.verdict == .reachable, "\(answer.told)")
      let remarks = answer.assumptions.filter { $0.property == "virtualMachine" }
      #expect(remarks.map(\.node) == ["nic/spare"], "\(answer.assumptions)")
    }
    let machines = try network.ask("vm/f", "nic/f-nic")
    #expect(!machines.assumptions.contains { $0.property == "virtualMachine" })
  }
}

// https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview
@Suite("Appliances with several interfaces")
struct SeveralInterfacesRuleTests {
  typealias Builder = EstateBuilder

  /// Two subnets whose machines reach each other through `nva`, which has an interface in `trust` and
  /// one in `untrust`; routes name that in `trust`.
  private struct Network {
    var builder = Builder()
    let network: ResourceID
    let subnets: [ResourceID]
    let trust: ResourceID
    let untrust: ResourceID

    init(forwards: [Bool?] = [true, true]) {
      network = builder.network("n", ["10.0.0.0/16"])
      let network = network
      trust = builder.subnet(network, "trust", "10.0.100.0/24")
      untrust = builder.subnet(network, "untrust", "10.0.101.0/24")
      subnets = [
        builder.subnet(network, "a", "10.0.1.0/24"), builder.subnet(network, "b", "10.0.2.0/24"),
      ]
      builder.machine("a", in: subnets[0], "10.0.1.4")
      builder.machine("b", in: subnets[1], "10.0.2.4")
      builder.machine("nva", interfaces: [(trust, "10.0.100.4"), (untrust, "10.0.101.4")])
      for (index, flag) in forwards.enumerated() {
        builder.estate.interfaces.update(Builder.interfaceID("nva-\(index)")) {
          $0.forwardsTraffic = flag.map { Builder.known($0) } ?? .absent
        }
      }
      builder.routes("10.0.2.0/24 -> 10.0.100.4", at: subnets[0])
      builder.routes("10.0.1.0/24 -> 10.0.100.4", at: subnets[1])
    }

    func ask(on: String = "tcp/443") throws -> QueryAnswer {
      try builder.query.ask("vm/a", "vm/b", on: [on])
    }
  }

  @Test("V-8: where every interface that forwards leads to the same, that is the answer")
  func sameAnswer() throws {
    for traffic in ["tcp/443", "udp/53"] {
      let answer = try Network().ask(on: traffic)
      #expect(answer.verdict == .reachable, "\(answer.told)")
      #expect(answer.paths[0].contains { $0.node == "nic/nva-0" }, "\(answer.told)")
    }
    var network = Network()
    for subnet in [network.trust, network.untrust] {
      network.builder.routes("10.0.2.0/24 -> None", at: subnet)
    }
    #expect(try network.ask(on: "udp/53").verdict == .unreachable)
  }

  @Test(
    "V-8: where the interfaces differ nothing is decided, until an overlay says by which it goes")
  func differentAnswers() throws {
    var network = Network()
    network.builder.routes("10.0.2.0/24 -> None", at: network.untrust)
    let answer = try network.ask(on: "udp/53")
    #expect(answer.verdict == .unknown, "\(answer.told)")
    #expect(
      answer.unknowns.contains { $0.because.contains("by which interface vm/nva") },
      "\(answer.told)")
    for (index, verdict) in [(0, Verdict.reachable), (1, .unreachable)] {
      network.builder.estate.appliances = [
        Appliance(
          node: Builder.interfaceID("nva-\(index)"), source: Builder.place,
          forwards: [
            Appliance.Flow(on: TrafficSet(protocols: ProtocolSet(.udp)), source: Builder.place)
          ])
      ]
      let settled = try network.ask(on: "udp/53")
      #expect(settled.verdict == verdict, "\(index): \(settled.told)")
      #expect(try network.ask(on: "tcp/443").verdict == .unreachable)
    }
  }

  @Test("V-8: a group at an interface that the opening did not pass judges the reply anew")
  func guarded() throws {
    var network = Network()
    let group = network.builder.group("g", [])
    network.builder.estate.subnets.update(network.untrust) {
      $0.securityGroup = Builder.reference(group)
    }
    let answer = try network.ask()
    #expect(answer.verdict == .unknown, "\(answer.told)")
    #expect(try network.ask(on: "udp/53").verdict == .reachable)
  }

  @Test("V-8: a route in a network of one interface that leads back to it goes in circles")
  func circle() throws {
    var network = Network()
    for subnet in [network.trust, network.untrust] {
      network.builder.routes("10.0.2.0/24 -> 10.0.100.4", at: subnet)
    }
    let answer = try network.ask(on: "udp/53")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.blockers.contains { $0.rule == "circle" }, "\(answer.told)")
  }

  @Test("V-9: the flag counts by interface: one without it neither takes nor sends on")
  func flags() throws {
    #expect(try Network(forwards: [false, true]).ask(on: "udp/53").verdict == .unreachable)
    // Only one interface is left, so that its route decides.
    for (subnet, verdict) in [("untrust", Verdict.reachable), ("trust", .unreachable)] {
      var network = Network(forwards: [true, nil])
      network.builder.routes(
        "10.0.2.0/24 -> None", at: network.network.child("subnets", subnet))
      let answer = try network.ask(on: "udp/53")
      #expect(answer.verdict == verdict, "\(subnet): \(answer.told)")
    }
  }

  @Test("V-9: the flag holds for every address of its interface, a secondary one as next hop, too")
  func secondaryHop() throws {
    var network = Network()
    network.builder.estate.interfaces.update(Builder.interfaceID("nva-0")) {
      var second = NetworkInterface.Configuration(name: "ip2", source: Builder.place)
      second.subnet = $0.configurations[0].subnet
      second.privateAddress = Builder.address("10.0.100.5")
      $0.configurations.append(second)
    }
    network.builder.routes("10.0.2.0/24 -> 10.0.100.5", at: network.subnets[0])
    #expect(try network.ask().verdict == .reachable)
  }

  @Test("V-10: a machine whose primary interface no input describes sends from nobody knows where")
  func undescribedPrimary() throws {
    var builder = Builder()
    let network = builder.network("net", ["10.0.0.0/16"])
    let own = builder.subnet(network, "own", "10.0.1.0/24")
    let other = builder.subnet(network, "other", "10.0.2.0/24")
    builder.machine("m", in: own, "10.0.1.4")
    builder.machine("near", in: own, "10.0.1.5")
    builder.machine("far", in: other, "10.0.2.4")
    var unseen = NetworkInterface(id: Builder.interfaceID("unseen"), source: Builder.place)
    unseen.isDescribed = false
    builder.estate.interfaces.insert(unseen)
    let machine = try #require(builder.estate.machines.first { $0.id.name == "m" })
    builder.estate.machines.update(machine.id) {
      $0.interfaces.insert(Builder.reference(Builder.interfaceID("unseen")), at: 0)
    }
    for target in ["vm/far", "internet"] {
      let answer = try builder.query.ask("vm/m", target, on: ["tcp/443"])
      #expect(answer.verdict == .unknown, "\(answer.told)")
      #expect(
        answer.unknowns.contains { $0.because.contains("unseen") && $0.source != nil },
        "\(answer.unknowns)")
    }
    // What lies in the subnet of the other interface is sent by that.
    #expect(try builder.query.ask("vm/m", "vm/near", on: ["tcp/443"]).verdict == .reachable)
  }
}
