import EstateModel

extension EstateBuilder {
  /// A machine with the interfaces `NAME-0`, `NAME-1`, …, the first one primary.
  @discardableResult
  mutating func machine(
    _ name: String, interfaces: [(subnet: ResourceID, address: String)], forwards: Bool? = nil
  ) -> ResourceID {
    let ids = interfaces.enumerated().map { index, place in
      interface("\(name)-\(index)", in: place.subnet, place.address) {
        if let forwards { $0.forwardsTraffic = Self.known(forwards) }
      }
    }
    var machine = VirtualMachine(
      id: Self.id("Microsoft.Compute/virtualMachines", name), source: Self.place)
    machine.interfaces = ids.map { Self.reference($0) }
    estate.machines.insert(machine)
    return machine.id
  }

  static func interfaceID(_ name: String) -> ResourceID {
    id("Microsoft.Network/networkInterfaces", name)
  }
}
