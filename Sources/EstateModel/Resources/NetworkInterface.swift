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
    package var applicationSecurityGroups: [Setting<Reference>] = []
    package var isPrimary: Setting<Bool> = .absent
    /// Pools and NAT rules of load balancers that lead to the address.
    package var backendPools: [Setting<Reference>] = []
    /// Pools of application gateways that lead to the address.
    package var proxyPools: [Setting<Reference>] = []
    /// A gateway load balancer that its traffic goes through first.
    package var gatewayBalancer: Setting<Reference> = .absent

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
  /// What the platform says of whom the interface is attached to; only exports carry it.
  package var attachment: Setting<Reference> = .absent
  /// Whether the input would carry the attachment if there were one: an export as Azure prints it,
  /// which nobody has cut down.
  package var tellsAttachment = false
  /// Where it is not known whether there is the interface: the subnets that it is in then.
  package var possibleSubnets: [ResourceID] = []

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}
