package import TrafficSets

/// A network interface: the place where a machine meets a subnet.
package struct NetworkInterface: EstateResource {
  package struct Configuration: Sendable {
    package let name: String
    package let source: SourcePosition
    package var subnet: Setting<Reference> = .absent
    /// Absent: dynamic, some free address of the subnet.
    package var privateAddress: Setting<Address> = .absent
    package var publicAddress: Setting<Reference> = .absent
    /// Absent: IPv4.
    package var family: Setting<AddressFamily> = .absent
    package var applicationSecurityGroups: [Reference] = []
    package var isPrimary: Setting<Bool> = .absent

    package init(name: String, source: SourcePosition) {
      self.name = name
      self.source = source
    }
  }

  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  package var configurations: [Configuration] = []
  package var securityGroup: Setting<Reference> = .absent
  package var forwardsTraffic: Setting<Bool> = .absent
  package var dnsServers: [Setting<Address>] = []

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}
