internal import EstateModel
internal import TrafficSets

// Appliances with several interfaces: by which of them a packet is sent on is the guest's matter, so
// each that forwards is tried.
// https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview
extension ReachabilityGraph {
  /// An interface by which an appliance may send a packet on.
  struct SendingInterface {
    let interface: ResourceID
    /// What decides whether it does.
    let gates: [any Mechanism]
  }

  func machine(of interface: ResourceID) -> VirtualMachine? {
    machineByInterface[interface].flatMap { machineOrScaleSet($0) }
  }

  func machineOrScaleSet(_ id: ResourceID) -> VirtualMachine? {
    estate.machines[id] ?? estate.scaleSets[id]
  }

  /// Whether both are interfaces of one machine, or the same.
  func belongTogether(_ one: ResourceID, _ other: ResourceID) -> Bool {
    if one == other { return true }
    guard let machine = machine(of: one) else { return false }
    return machine.id == self.machine(of: other)?.id
  }

  /// What overlays say of the machine of an interface, or of any of its interfaces.
  func statements(of interface: ResourceID) -> [Appliance] {
    let machine = machine(of: interface)
    return estate.appliances.filter { appliance in
      appliance.node == machine?.id || belongTogether(appliance.node, interface)
    }
  }

  /// The interfaces by which a machine may send on what came to one of them.
  ///
  /// Where an overlay says what the machine forwards by a single interface, that goes by this one.
  func exits(of arrival: ResourceID) -> [SendingInterface] {
    let all = [arrival] + forwardingSiblings(of: arrival)
    if all.count == 1 { return [SendingInterface(interface: arrival, gates: [])] }
    let stated = statements(of: arrival).filter { all.contains($0.node) }
    let settled = traffic(of: stated)
    let node = selectors.text(for: machine(of: arrival)?.id ?? arrival)
    let unknown = UnknownValue(
      key: "\(node)#leaves",
      because: "no input tells by which interface \(node) sends it on",
      source: estate.interfaces[arrival]?.source)
    return all.flatMap { interface -> [SendingInterface] in
      let text = selectors.text(for: interface)
      var flag: [any Mechanism] = []
      if let open = estate.interfaces[interface]?.forwardsTraffic.unknown, interface != arrival {
        flag.append(
          Gate(open: open, node: text, control: "ipForwarding", rule: "enableIPForwarding"))
      }
      let said = stated.filter { $0.node == interface }
      let own = traffic(of: said)
      let choice = Gate(
        .unknown(unknown),
        Evidence(
          node: node, control: "appliance", rule: "sends it on by \(text)",
          source: unknown.source, why: unknown.because),
        cases: Dictionary(
          all.map { ($0.description, $0 == interface) }, uniquingKeysWith: { $1 }))
      let exits = [
        own.isEmpty
          ? nil
          : SendingInterface(
            interface: interface,
            gates: [SaidForwarding(traffic: own, node: text, source: said.first?.source)] + flag),
        SendingInterface(
          interface: interface,
          gates: (settled.isEmpty
            ? [] : [SaidForwarding.rest(of: settled, node, stated.first?.source)])
            + [choice] + flag),
      ]
      return exits.compactMap { $0 }
    }
  }

  /// The other interfaces of the same machine that forward too, or may.
  private func forwardingSiblings(of interface: ResourceID) -> [ResourceID] {
    (machine(of: interface)?.interfaces ?? []).compactMap(\.value?.id).filter { id in
      id != interface
        && (estate.interfaces[id]?.forwardsTraffic.value == true
          || estate.interfaces[id]?.forwardsTraffic.unknown != nil)
    }
  }
}

/// Some traffic goes this way; the rest goes another.
struct Sorting: Mechanism {
  let traffic: TrafficSet

  var isControl: Bool { false }

  func decide(_ passage: Passage, under hypothesis: Hypothesis) -> Outcome {
    Outcome(passed: passage.intersection(traffic))
  }
}
