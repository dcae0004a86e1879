import EstateModel
import TrafficSets

extension EstateBuilder {
  /// A public address `NAME-pip` at the first configuration of the machine `NAME`'s interface.
  @discardableResult
  mutating func publicAddress(
    at machine: String, _ address: String?, tier: PublicIPAddress.Tier? = .standard,
    _ change: (inout PublicIPAddress) -> Void = { _ in }
  ) -> ResourceID {
    var resource = PublicIPAddress(
      id: Self.id("Microsoft.Network/publicIPAddresses", "\(machine)-pip"), source: Self.place)
    resource.location = Self.known("westeurope")
    if let address { resource.address = Self.address(address) }
    if let tier { resource.tier = Self.known(tier) }
    change(&resource)
    estate.publicAddresses.insert(resource)
    let interface = Self.id("Microsoft.Network/networkInterfaces", "\(machine)-nic")
    estate.interfaces.update(interface) {
      $0.configurations[0].publicAddress = Self.reference(resource.id)
    }
    return resource.id
  }

  mutating func attachNATGateway(to subnet: ResourceID) {
    estate.subnets.update(subnet) {
      $0.natGateway = Self.reference(Self.id("Microsoft.Network/natGateways", "nat"))
    }
  }
}
