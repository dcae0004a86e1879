import EstateModel
import TestSupport

/// A plain network whose hosts may be interfaces of one machine, with internal load balancers.
struct BalancedNetwork: Sendable {
  struct Balancer: Sendable {
    var subnet: Int
    var address: UInt32
    var members: [Int]
    /// Empty for one HA-ports rule.
    var ports: [UInt16]
    var probe: UInt16?
  }

  var plain: PlainNetwork
  /// Interfaces, the primary one first.
  var machines: [[Int]] = []
  var balancers: [Balancer] = []

  func machine(of host: Int) -> Int? { machines.firstIndex { $0.contains(host) } }
}

// MARK: - Made at random

extension BalancedNetwork {
  init(using random: inout SeededGenerator) {
    plain = PlainNetwork(routedUsing: &random)
    for _ in 0..<Int.random(in: 1...2, using: &random) { addMachine(using: &random) }
    for index in 0..<Int.random(in: 0...2, using: &random) {
      addBalancer(index, using: &random)
    }
    addHops(using: &random)
  }

  /// Joins hosts of one network and different subnets.
  private mutating func addMachine(using random: inout SeededGenerator) {
    let free = plain.hosts.indices.filter { machine(of: $0) == nil }.shuffled(using: &random)
    guard let first = free.first else { return }
    var interfaces = [first]
    for host in free.dropFirst() where interfaces.count < 3 {
      let isNear =
        plain.subnets[plain.hosts[host].subnet].network
        == plain.subnets[plain.hosts[first].subnet].network
      let isApart = !interfaces.contains { plain.hosts[$0].subnet == plain.hosts[host].subnet }
      if isNear, isApart, interfaces.count < 2 || Bool.random(using: &random) {
        interfaces.append(host)
      }
    }
    if interfaces.count < 2 { return }
    machines.append(interfaces)
    for host in interfaces where Int.random(in: 0..<4, using: &random) > 0 {
      plain.hosts[host].forwards = true
    }
  }

  private mutating func addBalancer(_ index: Int, using random: inout SeededGenerator) {
    guard let subnet = plain.subnets.indices.randomElement(using: &random) else { return }
    let network = plain.subnets[subnet].network
    let near = plain.hosts.indices.filter {
      plain.subnets[plain.hosts[$0].subnet].network == network
    }
    let able = near.filter { plain.hosts[$0].forwards == true }
    let places = able.isEmpty || Int.random(in: 0..<4, using: &random) == 0 ? near : able
    let members = places.shuffled(using: &random)
      .prefix(Int.random(in: 1...2, using: &random)).sorted()
    balancers.append(
      Balancer(
        subnet: subnet, address: plain.subnets[subnet].prefix.base + 10 + UInt32(index),
        members: Array(members),
        ports: Int.random(in: 0..<3, using: &random) > 0 ? [] : [443, 22],
        probe: Bool.random(using: &random) ? 443 : nil))
  }

  /// Sends some of what routes send to appliances to balancers and further interfaces instead.
  private mutating func addHops(using random: inout SeededGenerator) {
    let hops =
      balancers.map(\.address) + balancers.map(\.address)
      + machines.flatMap { $0.map { plain.hosts[$0].address } }
    guard let favourite = hops.randomElement(using: &random) else { return }
    for subnet in plain.subnets.indices {
      for route in plain.subnets[subnet].routes.indices {
        guard case .appliance = plain.subnets[subnet].routes[route].hop,
          Int.random(in: 0..<4, using: &random) > 0
        else { continue }
        let other = hops.randomElement(using: &random) ?? favourite
        plain.subnets[subnet].routes[route].hop = .appliance(
          Int.random(in: 0..<3, using: &random) > 0 ? favourite : other)
      }
    }
  }
}

// MARK: - The typed estate

extension BalancedNetwork {
  func estate() -> Estate {
    var builder = EstateBuilder()
    builder.estate = plain.estate()
    let machineType = "Microsoft.Compute/virtualMachines"
    for (index, interfaces) in machines.enumerated() {
      for host in interfaces {
        builder.estate.machines.update(EstateBuilder.id(machineType, "vm\(host)")) {
          $0.interfaces = []
        }
      }
      var machine = VirtualMachine(
        id: EstateBuilder.id(machineType, "m\(index)"), source: EstateBuilder.place)
      machine.interfaces = interfaces.map {
        EstateBuilder.reference(EstateBuilder.interfaceID("vm\($0)-nic"))
      }
      builder.estate.machines.insert(machine)
    }
    for (index, balancer) in balancers.enumerated() {
      let network = EstateBuilder.id(
        "Microsoft.Network/virtualNetworks", "net\(plain.subnets[balancer.subnet].network)")
      builder.balancer(
        "lb\(index)", in: network.child("subnets", "s\(balancer.subnet)"),
        PlainNetwork.text(balancer.address), members: balancer.members.map { "vm\($0)" },
        rules: balancer.ports.isEmpty
          ? ["All 0 -> 0"] : balancer.ports.map { "Tcp \($0) -> \($0)" },
        probe: balancer.probe.map(Int.init))
    }
    return builder.estate
  }

  var text: String {
    var lines = [plain.text]
    for (index, interfaces) in machines.enumerated() { lines.append("m\(index): \(interfaces)") }
    for (index, balancer) in balancers.enumerated() {
      lines.append(
        "lb\(index): \(PlainNetwork.text(balancer.address)), members \(balancer.members),"
          + " ports \(balancer.ports), probe \(balancer.probe.map(String.init) ?? "-")")
    }
    return lines.joined(separator: "\n")
  }
}
