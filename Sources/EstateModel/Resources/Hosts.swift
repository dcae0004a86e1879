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

/// A virtual machine and its interfaces, the primary one first.
package struct VirtualMachine: EstateResource {
  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  package var interfaces: [Setting<Reference>] = []

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}

/// A public IP address resource.
package struct PublicIPAddress: EstateResource {
  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  /// Absent before deployment: its number is not known.
  package var address: Setting<Address> = .absent
  /// `Basic` or `Standard`.
  package var tier: Setting<String> = .absent

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}
