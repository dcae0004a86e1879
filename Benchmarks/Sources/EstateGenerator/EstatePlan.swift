/// Who is where, before anything is written: the first network is the hub, the others are its spokes.
struct EstatePlan {
  let options: GeneratorOptions
  let networks: [NetworkPlan]

  /// The first subnets of the hub.
  static let gatewaySubnet = 0
  static let applianceSubnet = 1
  static let firewallSubnet = 2
  /// Azure keeps the first four addresses of a subnet and the last one.
  static let reservedAddresses = 5

  static let tenant = AddressBlock(first: 10 << 24, length: 8)

  var hub: NetworkPlan { networks[0] }

  /// How many subnets of the hub are for no machines.
  static func specialSubnets(_ options: GeneratorOptions) -> Int {
    options.hasAllMechanisms ? 3 : 2
  }

  /// Where the default routes of the spokes lead, all of them or those that do not lead to the firewall.
  var applianceAddress: String { hub.subnets[Self.applianceSubnet].block.address(4) }

  init(_ options: GeneratorOptions) throws(UsageError) {
    self.options = options
    let subnetCounts = Self.shares(of: options.subnets, among: options.networks)
    // The appliance is the first machine; the others stand where machines stand.
    let specialSubnets = Self.specialSubnets(options)
    let machineCounts = Self.shares(
      of: max(options.machines - 1, 0), among: options.subnets - specialSubnets)
    let endpoints = options.hasAllMechanisms ? ServicePlan.mostInOneSubnet : 0
    let subnetLength = min(
      24,
      AddressBlock.length(for: (machineCounts.first ?? 0) + endpoints + Self.reservedAddresses))
    let subnetsRoom = 32 - AddressBlock.length(for: subnetCounts[0])
    let networkLength = min(
      subnetLength - subnetsRoom,
      max(16, 32 - (24 - (32 - AddressBlock.length(for: options.networks)))))
    guard options.networks <= 1 << max(networkLength - Self.tenant.length, 0) else {
      throw UsageError("so many machines and networks do not fit into \(Self.tenant.text)")
    }
    var networks: [NetworkPlan] = []
    var subnetNumber = 0
    var machine = 1
    for number in 0..<options.networks {
      var network = NetworkPlan(
        number: number, block: Self.tenant.part(number, length: networkLength), options)
      for place in 0..<subnetCounts[number] {
        let holdsMachines = number > 0 || place >= specialSubnets
        let count = holdsMachines ? machineCounts[subnetNumber] : 0
        if holdsMachines { subnetNumber += 1 }
        network.addSubnet(
          length: subnetLength, machines: machine..<machine + count, specialSubnets)
        machine += count
      }
      networks.append(network)
    }
    self.networks = networks
  }

  /// The whole in parts that differ by one at most, the larger ones first.
  private static func shares(of whole: Int, among parts: Int) -> [Int] {
    (0..<parts).map { whole / parts + ($0 < whole % parts ? 1 : 0) }
  }

  func stream(_ subject: StaticString, _ number: Int = 0) -> SplitMix64 {
    SplitMix64(seed: options.seed, subject: subject, number)
  }
}

/// One virtual network and what lives in its resource group.
struct NetworkPlan {
  let number: Int
  let block: AddressBlock
  let name: String
  let location: String
  /// The scope of all that belongs to it, as ids begin.
  let scope: String
  /// The numbers of its security groups and route tables.
  let securityGroups: [Int]
  let routeTables: [Int]
  private(set) var subnets: [SubnetPlan] = []

  static let workloads = ["web", "app", "data", "batch", "build"]

  var isHub: Bool { number == 0 }
  var id: String { id(of: "Microsoft.Network/virtualNetworks", name) }

  init(number: Int, block: AddressBlock, _ options: GeneratorOptions) {
    self.number = number
    self.block = block
    location = number % 3 == 2 ? "northeurope" : "westeurope"
    name = number == 0 ? "vnet-hub" : "vnet-spoke-\(padded(number, 3))"
    let group = number == 0 ? "rg-connectivity-hub" : "rg-landingzone-spoke-\(padded(number, 3))"
    // The hub has a subscription of its own, ten spokes share one.
    var identifiers = SplitMix64(
      seed: options.seed, subject: "subscription", number == 0 ? 0 : 1 + (number - 1) / 10)
    scope = "/subscriptions/\(identifiers.identifier())/resourceGroups/\(group)"
    securityGroups = Array(
      stride(from: number, to: options.securityGroups, by: options.networks))
    routeTables =
      number == 0
      ? [] : Array(stride(from: number - 1, to: options.routeTables, by: options.networks - 1))
  }

  fileprivate mutating func addSubnet(length: Int, machines: Range<Int>, _ specialSubnets: Int) {
    let place = subnets.count
    var subnet = SubnetPlan(
      network: self, name: name(ofSubnet: place, specialSubnets),
      block: block.part(place, length: length),
      machines: machines)
    let isForMachines = !isHub || place >= specialSubnets
    if isForMachines, !securityGroups.isEmpty {
      // Its first groups stand before subnets, all others before interfaces.
      subnet.securityGroup = securityGroups[place % Swift.min(2, securityGroups.count)]
    }
    if !routeTables.isEmpty, place % 5 != 4 {
      subnet.routeTable = routeTables[place % routeTables.count]
    }
    subnets.append(subnet)
  }

  private func name(ofSubnet place: Int, _ specialSubnets: Int) -> String {
    guard isHub else { return "snet-\(Self.workloads[place % 5])-\(padded(place, 2))" }
    switch place {
    case EstatePlan.gatewaySubnet: return "GatewaySubnet"
    case EstatePlan.applianceSubnet: return "snet-appliance"
    case EstatePlan.firewallSubnet where place < specialSubnets: return "AzureFirewallSubnet"
    default: return "snet-shared-\(padded(place, 2))"
    }
  }

  func id(of type: String, _ name: String) -> String { "\(scope)/providers/\(type)/\(name)" }

  /// The security group of an interface of its own, which every third has.
  func securityGroup(ofMachine machine: Int) -> Int? {
    guard machine % 3 == 0, !securityGroups.isEmpty else { return nil }
    let others = securityGroups.count > 2 ? Array(securityGroups[2...]) : securityGroups
    return others[machine / 3 % others.count]
  }

  func applicationSecurityGroupID(_ workload: String) -> String {
    id(of: "Microsoft.Network/applicationSecurityGroups", "asg-\(workload)-\(padded(number, 3))")
  }
}

struct SubnetPlan {
  let name: String
  let id: String
  let block: AddressBlock
  /// The numbers of the machines in it.
  let machines: Range<Int>
  var securityGroup: Int?
  var routeTable: Int?

  fileprivate init(
    network: NetworkPlan, name: String, block: AddressBlock, machines: Range<Int>
  ) {
    self.name = name
    id = "\(network.id)/subnets/\(name)"
    self.block = block
    self.machines = machines
  }

  /// The place in the subnet of the machine's address.
  func address(ofMachine machine: Int) -> String {
    block.address(4 + machine - machines.lowerBound)
  }
}

/// The names that several resources write.
enum Names {
  static func machine(_ number: Int) -> String { "vm-\(padded(number, 5))" }
  static func interface(_ number: Int) -> String { "nic-\(machine(number))" }
  static func securityGroup(_ number: Int) -> String { "nsg-\(padded(number, 3))" }
  static func routeTable(_ number: Int) -> String { "rt-\(padded(number, 3))" }
  static let appliance = "vm-hub-appliance"
  static let gateway = "vgw-hub"
  static let firewall = "afw-hub"
  static func loadBalancer(_ network: NetworkPlan) -> String { "lb-\(network.name)" }
  static func natGateway(_ network: NetworkPlan) -> String { "ng-\(network.name)" }
}
