/// A service of Azure's that follows the common pattern: a database server, a namespace, an app, …
///
/// What tells its type from others stands in its ``ServiceKind``.
package struct PlatformService: EstateResource {
  package let id: ResourceID
  package let source: SourcePosition
  package let kind: ServiceKind
  package var isDescribed = true
  package var origin: ResourceOrigin = .template
  package var location: Setting<String> = .absent
  /// `kind` beside the type: `OpenAI`, `AIServices`, `MongoDB`.
  package var variant: Setting<String> = .absent
  package var tier: Setting<String> = .absent
  /// The subnet behind its public address, whose security group public callers pass: that of an App Service
  /// Environment, or of an environment of container apps, which is not internal.
  package var publicSubnet: Setting<Reference> = .absent
  /// The first label of its host names, where that is not the resource's name.
  package var label: Setting<String> = .absent
  /// Whole host names that an input tells, by part.
  package var hosts: [String: String] = [:]
  package var firewall = ServiceFirewall()
  /// Those of single parts, where they have rules of their own.
  package var partFirewalls: [String: ServiceFirewall] = [:]
  /// The subnet that the service was put into; then it has an address there and no public side.
  package var subnet: Setting<Reference> = .absent
  /// The private zone in which the name of a service in a subnet is entered, where it has one.
  package var zone: Setting<Reference> = .absent
  /// The environment that a container app runs in, whose network is the app's.
  package var environment: Setting<Reference> = .absent
  /// Ports of its own, where they are not those of its type.
  package var ports: [UInt16]?
  /// The subnet that an app sends through, or that an environment of container apps sends from.
  package var sendingSubnet: Setting<Reference> = .absent
  /// Whether it is an app that certainly sends from addresses of Azure's, through no network of yours.
  package var sendsFromAzure = false
  /// Settings that open further ports, or that a private endpoint needs.
  package var switches: [Switch: Setting<Bool>] = [:]

  /// A setting of one type of service that decides what traffic finds there.
  package enum Switch: String, Hashable, Sendable {
    /// Redis: the port without TLS.
    case plainPort = "enableNonSslPort"
    /// SQL: redirection to further ports.
    case redirects = "connectionType"
    case redirectsWithinAzure = "connectionType: Default"
    /// Cognitive Services: a name of its own, which rules and private endpoints need.
    case hasOwnName = "customSubDomainName"
    /// Synapse: a managed network, without which the flag does not count.
    case managedNetwork = "managedVirtualNetwork"
    /// IoT Hub: whether rules hold for the built-in event hub.
    case rulesForEvents = "applyToBuiltInEventHubEndpoint"
    /// API Management: whether an instance in a subnet has a public address as well.
    case isExternal = "virtualNetworkType"
    /// Container apps: whether there is a way in, and whether callers outside the environment take it.
    case hasIngress = "ingress"
    case takesOutsiders = "ingress.external"
    /// Apps: whether calls of public addresses, too, go through the subnet of their integration.
    case routesEverything = "vnetRouteAllEnabled"
    /// SQL managed instance: the endpoint for callers outside the network.
    case publicData = "publicDataEndpointEnabled"
  }

  package init(id: ResourceID, kind: ServiceKind, source: SourcePosition) {
    self.id = id
    self.kind = kind
    self.source = source
  }

  /// The rules that hold for a part.
  package func firewall(of part: String?) -> ServiceFirewall {
    part.flatMap { partFirewalls[$0] } ?? firewall
  }

  /// Whether the service has an address in a subnet instead of a public side, or may have one.
  package var isInjected: Bool { !subnet.isAbsent }

  /// The names that a selector without a part means: several where a client needs all of them.
  package var ownNames: [ServiceEntry] {
    let wanted: [String]
    switch (kind.type.lowercased(), variant.value?.lowercased()) {
    case ("microsoft.cognitiveservices/accounts", "openai"): wanted = ["openai"]
    case ("microsoft.cognitiveservices/accounts", "aiservices"): return kind.names
    case ("microsoft.documentdb/databaseaccounts", let variant?):
      wanted = [variant]
    default: wanted = []
    }
    let named = wanted.compactMap { kind.name(of: $0) }
    return named.isEmpty ? Array(kind.names.prefix(1)) : named
  }
}
