package import EstateModel
package import TrafficSets

// Machines with several interfaces, and interfaces with several addresses: by which of them a machine
// sends, and what its guest has to do for the others.
// https://learn.microsoft.com/azure/virtual-machines/windows/multiple-nics
extension ReachabilityGraph {
  static let interfacesArticle =
    "https://learn.microsoft.com/azure/virtual-network/virtual-network-network-interface-vm"

  /// The interfaces of a machine, the primary one first.
  func interfaces(ofMachine id: ResourceID) -> [ResourceID] {
    (machineOrScaleSet(id)?.interfaces ?? []).compactMap { $0.value?.id }
  }

  func primaryInterface(ofMachine id: ResourceID) -> ResourceID? {
    interfaces(ofMachine: id).first
  }

  /// The subnet that an interface or a firewall is in.
  func home(of interface: ResourceID) -> ResourceID? {
    estate.firewalls[interface]?.subnet.value?.id
      ?? estate.interfaces[interface]?.configurations.compactMap(\.subnet.value?.id).first
  }

  func ownGroup(
    of interface: ResourceID, _ direction: SecurityRule.Direction, at subnet: ResourceID
  ) -> (any Mechanism)? {
    estate.interfaces[interface].flatMap {
      securityGroup($0.securityGroup, direction, at: subnet, of: interface)
    }
  }

  // MARK: - Addresses

  /// The addresses that a host sends from: of several the primary one of each family.
  package func sendingAddresses(of host: Host) -> AddressSet {
    switch host {
    // Addresses whose numbers no input tells are public, too: they matter where rules name them.
    case .internet:
      estate.publicAddressesInRules.reduce(
        AddressBook.publicIPv4.union(book.addressesOfRuleTags)
      ) { addresses, id in
        book[.publicAddress(id)].map { addresses.union(AddressSet($0)) } ?? addresses
      }
    case .interface(let id):
      estate.interfaces[id].map { sendingAddresses(of: $0) } ?? .empty
    case .platform:
      // Not those of the frontends of an application gateway.
      book[.host(host)].map { AddressSet($0) } ?? .empty
    case .machine(let id):
      primaryInterface(ofMachine: id).flatMap { estate.interfaces[$0] }
        .map { sendingAddresses(of: $0) } ?? .empty
    default: addresses(of: host)
    }
  }

  /// The addresses that a host sends from to that destination: from the internet those of IPv6, too,
  /// where the destination is open to the internet by an address of that family.
  package func sendingAddresses(of host: Host, toward destination: Destination) -> AddressSet {
    let addresses = sendingAddresses(of: host)
    guard case .internet = host, case .host(let target) = destination else { return addresses }
    let all = mayBeCalledByIPv6(target) ? addresses.union(AddressBook.routedIPv6) : addresses
    return all.subtracting(publicRanges(aroundHost: target))
  }

  /// The public numbers that the host's own network has for its ranges: there they are the network's,
  /// and nobody on the internet sends from them.
  private func publicRanges(aroundHost host: Host) -> AddressSet {
    guard case .subnet(let subnet, _) = attachment(of: host),
      let network = estate.subnets[subnet].flatMap({ estate.networks[$0.network] })
    else { return .empty }
    return AddressSet(network.addressSpace.compactMap(\.value))
      .intersection(AddressBook.publicNumbers)
  }

  /// Whether a public address of IPv6 leads to a host, its own or that of a balancer.
  private func mayBeCalledByIPv6(_ host: Host) -> Bool {
    let six = book.addresses(ofIPv6: true)
    if !publicAddresses(leadingTo: host).isDisjoint(with: six) { return true }
    switch host {
    case .interface(let id):
      return frontends(leadingTo: id).contains {
        balancers.frontends[$0]?.isPublic == true && family(ofFrontend: $0) == .ipv6
      }
    case .frontend(let id):
      return balancers.frontends[id]?.isPublic == true && family(ofFrontend: id) == .ipv6
    default: return false
    }
  }

  func sendingAddresses(of interface: NetworkInterface) -> AddressSet {
    guard interface.configurations.count > 1 else { return addresses(of: interface) }
    let primary = primaryConfigurations(of: interface)
    return interface.configurations.indices.reduce(AddressSet.empty) { addresses, index in
      primary.contains(index)
        ? addresses.union(self.addresses(of: interface, configuration: index)) : addresses
    }
  }

  private func addresses(of interface: NetworkInterface, configuration index: Int) -> AddressSet {
    let address =
      interface.configurations[index].privateAddress.value ?? book[.interface(interface.id, index)]
    return address.map { AddressSet($0) } ?? .empty
  }

  /// The places of the configurations that are the first of their family; one that the input calls
  /// primary is before all others.
  private func primaryConfigurations(of interface: NetworkInterface) -> Set<Int> {
    let indices = interface.configurations.indices
    let ordered =
      indices.filter { interface.configurations[$0].isPrimary.value == true }
      + indices.filter { interface.configurations[$0].isPrimary.value != true }
    let first = [false, true].compactMap { isIPv6 in
      ordered.first { interface.configurations[$0].isIPv6 == isIPv6 }
    }
    return Set(first)
  }

  // MARK: - Sending

  /// From a machine with several interfaces: what goes to the subnet of one of them leaves by that
  /// one, all else by the primary one.
  func machineEdges(_ id: ResourceID, toward destination: Destination) -> [Edge] {
    let interfaces = interfaces(ofMachine: id)
    if let unknown = machineOrScaleSet(id)?.primaryUnknown {
      // Each may be the primary one.
      return interfaces.flatMap { primary in
        let gate = Gate(
          .unknown(unknown),
          Evidence(
            node: selectors.text(for: id), control: "interface", rule: "primary interface",
            source: unknown.source, why: unknown.because),
          cases: Dictionary(
            interfaces.map { ($0.description, $0 == primary) }, uniquingKeysWith: { $1 }))
        return machineEdges(id, interfaces, primary: primary, toward: destination).map {
          Edge(to: $0.to, Chain([gate] + $0.mechanism.steps).translating($0.mechanism.translation))
        }
      }
    }
    guard let primary = interfaces.first else { return [] }
    return machineEdges(id, interfaces, primary: primary, toward: destination)
  }

  private func machineEdges(
    _ id: ResourceID, _ interfaces: [ResourceID], primary: ResourceID,
    toward destination: Destination
  ) -> [Edge] {
    func held(_ subnet: Subnet) -> AddressSet {
      addresses(of: subnet).union(placedAddresses(in: subnet))
    }
    var taken = home(of: primary).flatMap { estate.subnets[$0] }.map { held($0) } ?? .empty
    var rest = AddressSet.all
    var edges: [Edge] = []
    for secondary in interfaces where secondary != primary {
      guard let home = home(of: secondary), let subnet = estate.subnets[home],
        let interface = estate.interfaces[secondary]
      else { continue }
      let reached = held(subnet).subtracting(taken)
      if reached.isEmpty { continue }
      taken.formUnion(reached)
      rest.subtract(reached)
      let evidence = Evidence(
        node: selectors.text(for: secondary), control: "interface", rule: "interface in the subnet",
        source: interface.source,
        why:
          "\(selectors.text(for: id)) sends by \(selectors.text(for: secondary)), which is in \(selectors.text(for: home))"
      )
      let group = ownGroup(of: secondary, .outbound, at: home)
      edges.append(
        Edge(
          to: .leaving(subnet: home),
          Chain(
            [Forwarding(to: reached, evidence: evidence)] + (group.map { [$0] } ?? [])
              + gatewayBalancer(of: secondary) { TrafficSet(destinations: $0) }
          ).translating(.sources(sendingAddresses(of: interface)))))
    }
    guard let home = home(of: primary), let interface = estate.interfaces[primary] else {
      let unknown = UnknownValue(
        key: "\(primary)#subnet",
        because: "no input tells the subnet of \(selectors.text(for: primary))",
        source: machineOrScaleSet(id)?.interfaces.first { $0.value?.id == primary }?.source)
      let edge = unknownEdge(of: .machine(id), unknown, toward: destination)
      return edges + [Edge(to: edge.to, Chain([Forwarding(to: rest)] + edge.mechanism.steps))]
    }
    let group = ownGroup(of: primary, .outbound, at: home)
    edges.append(
      Edge(
        to: .leaving(subnet: home),
        Chain(
          [Forwarding(to: rest)] + (group.map { [$0] } ?? [])
            + gatewayBalancer(of: primary) { TrafficSet(destinations: $0) }
        ).translating(.sources(sendingAddresses(of: interface)))))
    return edges
  }

  /// A secondary interface that is asked about by itself sends out of its subnet only where the guest
  /// has a route for it.
  func guestRoute(out interface: ResourceID) -> [any Mechanism] {
    guard let machine = machine(of: interface), machine.interfaces.count > 1,
      primaryInterface(ofMachine: machine.id) != interface, machine.primaryUnknown == nil,
      let subnet = home(of: interface).flatMap({ estate.subnets[$0] })
    else { return [] }
    return [
      GuestMatter(
        side: { $0.destinations }, exempt: addresses(of: subnet),
        remark: guestRoute(of: interface, machine))
    ]
  }

  private func guestRoute(of interface: ResourceID, _ machine: VirtualMachine) -> Remark {
    let node = selectors.text(for: interface)
    return Remark(
      node: node, property: "guestRoute",
      because:
        "the guest of \(selectors.text(for: machine.id)) has a route that lets it answer and call by \(node)",
      source: estate.interfaces[interface]?.source)
  }

  // MARK: - Receiving

  /// From inside a subnet to an interface there: by its primary addresses, and by its others, which
  /// only count where the guest has them, too.
  func arrivals(at interface: NetworkInterface, in subnet: ResourceID, as host: Host) -> [Edge] {
    let all = addresses(of: interface, in: subnet).union(floatingAddresses(of: interface.id))
    let group = ownGroup(of: interface.id, .inbound, at: subnet)
    let rest =
      attachedMachine(interface.id) + (group.map { [$0] } ?? []) + guestRoute(to: interface, subnet)
      + gatewayBalancer(of: interface.id) { TrafficSet(sources: $0) }
    let primary = all.intersection(sendingAddresses(of: interface))
    let others = all.subtracting(primary)
    var edges = [Edge(to: .host(host), Chain([Forwarding(to: primary)] + rest))]
    if !others.isEmpty {
      let remark = Remark(
        node: selectors.text(for: interface.id), property: "ipConfigurations",
        because:
          "the secondary addresses of \(selectors.text(for: interface.id)) are set inside its guest",
        source: interface.source)
      edges.append(
        Edge(
          to: .host(host),
          Chain([Forwarding(to: others), Presumption(remark: remark)] + rest)))
    }
    return edges
  }

  /// A secondary interface answers into its own subnet; elsewhere that is the guest's matter, as it
  /// is for an interface that is called from the subnet of another one.
  private func guestRoute(
    to interface: NetworkInterface, _ subnet: ResourceID
  ) -> [any Mechanism] {
    guard let machine = machine(of: interface.id), machine.interfaces.count > 1,
      let own = estate.subnets[subnet]
    else { return [] }
    let isPrimary =
      primaryInterface(ofMachine: machine.id) == interface.id && machine.primaryUnknown == nil
    let exempt: AddressSet
    if isPrimary {
      let others = interfaces(ofMachine: machine.id).filter { $0 != interface.id }
        .compactMap { home(of: $0) }.filter { $0 != subnet }.compactMap { estate.subnets[$0] }
        .reduce(AddressSet.empty) { $0.union(addresses(of: $1)) }
      exempt = others.complement
    } else {
      exempt = addresses(of: own)
    }
    return [
      GuestMatter(
        side: { $0.sources }, exempt: exempt, remark: guestRoute(of: interface.id, machine))
    ]
  }

  // MARK: - Gateway load balancers

  /// What goes to or comes from public addresses passes appliances first that may drop anything.
  ///
  /// See <https://learn.microsoft.com/azure/load-balancer/gateway-overview>.
  func gatewayBalancer(of interface: ResourceID, _ side: (AddressSet) -> TrafficSet)
    -> [any Mechanism]
  {
    let stated = estate.interfaces[interface]?.configurations.map(\.gatewayBalancer)
      .first { !$0.isAbsent }
    guard let stated else { return [] }
    return [
      Limited(
        to: side(publicSpace),
        gatewayGate(of: stated, selectors.text(for: interface)))
    ]
  }

  /// The appliances that stand before a public address or a frontend.
  func gatewayGate(of stated: Setting<Reference>, _ node: String) -> Gate {
    let unknown =
      stated.unknown
      ?? UnknownValue(
        key: "\(node)#gatewayLoadBalancer",
        because:
          "what the appliances behind the gateway load balancer of \(node) drop is not known",
        source: stated.source)
    return Gate(
      open: unknown, node: node, control: "gatewayLoadBalancer", rule: "gatewayLoadBalancer")
  }

  // MARK: - Attachment

  /// Whether an export shows that the interface is attached to nothing.
  package func isDetached(_ id: ResourceID) -> Bool {
    guard let interface = estate.interfaces[id] else { return false }
    return interface.isDescribed && interface.tellsAttachment && interface.attachment.isAbsent
      && machine(of: id) == nil
  }

  /// An interface that is attached to no machine is no host.
  func attachedMachine(_ id: ResourceID) -> [any Mechanism] {
    guard let interface = estate.interfaces[id] else { return [] }
    let node = selectors.text(for: id)
    guard isDetached(id) else {
      guard interface.isDescribed, interface.attachment.isAbsent, machine(of: id) == nil else {
        return []
      }
      return [
        Presumption(
          remark: Remark(
            node: node, property: "virtualMachine",
            because: "a machine has \(node), though no input shows one", source: interface.source))
      ]
    }
    return [
      Gate(
        .deny,
        Evidence(
          node: node, control: "virtualMachine", rule: "attached to no machine",
          source: interface.source, why: "\(node) is attached to no machine: nobody is there"))
    ]
  }
}

extension NetworkInterface.Configuration {
  /// Whether it holds an IPv6 address.
  var isIPv6: Bool {
    privateAddress.value.map { $0.family == .ipv6 } ?? (family.value == .ipv6)
  }
}

/// What only the guest decides, for traffic that is not exempt: it passes, and the answer says what
/// that takes for granted.
struct GuestMatter: Mechanism {
  let side: @Sendable (TrafficSet) -> AddressSet
  let exempt: AddressSet
  let remark: Remark

  var isControl: Bool { false }

  func decide(_ passage: Passage, under hypothesis: Hypothesis) -> Outcome {
    let isExempt = side(passage.possible).isSubset(of: exempt)
    return Outcome(passed: passage, assumptions: isExempt ? [] : [remark])
  }
}
