package import EstateModel
package import TrafficSets

/// Something that sends traffic or that traffic is meant for, with an address of its own.
package enum Host: Hashable, Sendable {
  /// Any public address.
  case internet
  /// A client of an overlay.
  case client(String)
  case interface(ResourceID)
  /// A machine with several interfaces, as a sender: the destination decides by which one it sends.
  case machine(ResourceID)
  /// The addresses of a subnet that no interface of the estate has.
  case subnet(ResourceID)
  /// A frontend of an internal load balancer.
  case frontend(ResourceID)
  /// One such address.
  case subnetAddress(ResourceID, String)
  /// A node of a compute, in the customer's subnet or in Microsoft's network.
  case compute(ResourceID)
  /// A managed online deployment.
  case deployment(ResourceID)
  /// The nodes of a Kubernetes cluster.
  case cluster(ResourceID)
  /// A service that was put into a subnet.
  case injected(ResourceID)
  /// An app, or an environment of apps, that sends from a subnet of the customer's.
  case app(ResourceID)
  /// The Azure Machine Learning service itself, acting for a workspace.
  case service(ResourceID)
  /// One address that the question names.
  case address(String)
  /// What is on premises behind this local network gateway, or the point-to-site clients of this
  /// VPN gateway.
  case site(ResourceID)
  /// A Bastion or an application gateway, in a subnet of its own.
  case platform(ResourceID)
  /// A resource of a kind that is not modelled.
  case other(ResourceID)
}

/// A place where a packet can be: a node of the graph.
package enum Place: Hashable, Sendable {
  package enum FirewallStage: Hashable, Sendable {
    /// Before its rules.
    case arriving
    /// Past them, with the sender's address.
    case passed
    /// Past them, with an address of the firewall's subnet.
    case translated
  }

  /// At the sender, its destination's name not yet resolved.
  case sender(Host)
  /// At the sender, addressed.
  case addressed(Host)
  /// Past the interface's group, before the group of the subnet that it leaves.
  case leaving(subnet: ResourceID)
  /// In the fabric of the subnet's network, before its route table.
  case routing(subnet: ResourceID)
  /// In the fabric, to be sent on by the system routes of this subnet.
  case routed(subnet: ResourceID)
  /// Dropped for want of a route; a dead end.
  case dropped(String)
  /// Before the group of the subnet that it is sent to.
  case entering(subnet: ResourceID)
  /// The same for what a frontend within the subnet leads on: it enters the subnet a second time.
  case balanced(subnet: ResourceID)
  /// Past the subnet's group.
  case inside(subnet: ResourceID)
  /// At the border of the subnet of an appliance that a route names, or past it, at the appliance.
  case appliance(ResourceID, arriving: Bool)
  /// At a frontend of an internal load balancer.
  case frontend(ResourceID)
  /// At an Azure Firewall.
  case firewall(ResourceID, FirewallStage)
  /// At a host that has been reached, its reply on the way back.
  case answered(Host)
  /// At a VPN or ExpressRoute gateway, from on premises.
  case gateway(ResourceID)
  /// In Microsoft's own network, at a host that Azure Machine Learning manages.
  case managed(Host)
  /// On the public internet or Azure's public backbone.
  case internet
  /// At a private endpoint, inbound.
  case privateEndpoint(ResourceID)
  /// At a private endpoint that Microsoft manages: of a deployment or of a managed network.
  case managedPrivateEndpoint(owner: ResourceID, target: ResourceID)
  /// At the router of a Kubernetes cluster.
  case router(cluster: ResourceID)
  /// At the public address of a service, before its own rules.
  case publicSide(Front)
  /// Past the public rules that stand above the service's own.
  case behindWorkspace(Front)
  /// Arrived at a host.
  case host(Host)
  /// Arrived at a service.
  case service(Front)
}

/// A name under which a service is called, and what Azure publishes about it.
package struct Front: Hashable, Sendable {
  package enum Owner: Hashable, Sendable {
    case resource(ResourceID)
    /// A service of Microsoft's or another name on the internet, by its selector.
    case wellKnown(String)
  }

  /// A call of a private endpoint by its own address.
  package struct EndpointCall: Hashable, Sendable {
    package let endpoint: ResourceID
    /// The one address that is called; `nil` for any that the endpoint has.
    package let address: Address?
  }

  package let owner: Owner
  /// The selector of the service: `storage/mlstore/blob`.
  package let selector: String
  /// The name that clients ask for; a part that is not known is in angle brackets.
  package let name: String
  /// The subresource that a private endpoint names; `nil` where none can exist.
  package let group: String?
  /// The private zone of that name.
  package let zone: String?
  /// The names of its records in that zone, as far as they are known.
  package let records: [String]
  /// Service tags that hold its public address, the regional one with its region.
  package let tags: [String]
  package let location: String?
  /// The documented TCP ports.
  package let ports: [UInt16]
  /// Where it is called at a private endpoint, whatever its name leads to.
  package internal(set) var endpointCall: EndpointCall?
  /// Why the name may be one of another service, of somebody else's.
  package internal(set) var doubtOfName: UnknownValue?
  /// Further ones to which the service sends its callers on.
  package internal(set) var redirections: ClosedRange<UInt16>?
  /// The same for callers within Azure that come past no private endpoint.
  package internal(set) var redirectionsWithinAzure: ClosedRange<UInt16>?
  /// The service endpoint that subnets can have for it.
  package let serviceEndpoint: String?
  /// Which of the service's names it is, where it has several with settings of their own.
  package let part: String?
  /// Whether tags that nobody documents may hold its address, too.
  package let mayHaveOtherTags: Bool

  package init(
    owner: Owner, selector: String, name: String, group: String? = nil, zone: String? = nil,
    records: [String] = [], tags: [String], location: String? = nil, ports: [UInt16],
    serviceEndpoint: String? = nil, part: String? = nil, mayHaveOtherTags: Bool = false,
    redirections: ClosedRange<UInt16>? = nil
  ) {
    self.redirections = redirections
    self.part = part
    self.mayHaveOtherTags = mayHaveOtherTags
    self.owner = owner
    self.selector = selector
    self.name = name
    self.group = group
    self.zone = zone
    self.records = records
    self.tags = tags
    self.location = location
    self.ports = ports
    self.serviceEndpoint = serviceEndpoint
  }

  package var resource: ResourceID? {
    if case .resource(let id) = owner { id } else { nil }
  }
}
