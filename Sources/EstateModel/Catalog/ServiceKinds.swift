// The services that follow Azure's common pattern, one row for each type.
//
// Zones and subresources: https://learn.microsoft.com/azure/private-link/private-endpoint-dns
extension ServiceCatalog {
  /// Every type of service that ``ServiceKind`` describes.
  package static let kinds: [ServiceKind] =
    databases + messaging + webApplications + artificialIntelligence + data + operations

  /// The kind of an ARM type, without case.
  package static func kind(ofType type: String) -> ServiceKind? { byType[type.lowercased()] }

  private static let byType = Dictionary(
    kinds.map { ($0.type.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })

  /// - Parameter zone: where it is not `privatelink.` before what follows the first label of the host.
  static func name(
    _ group: String, _ host: String, part: String? = nil, zone: String? = nil,
    records: [String] = ["{name}"], tag: String? = nil, isTagRegional: Bool = false,
    ports: [UInt16] = [443], serviceEndpoint: String? = nil
  ) -> ServiceEntry {
    let suffix = host.split(separator: ".").dropFirst().joined(separator: ".")
    return ServiceEntry(
      part: part, group: group, host: host, zone: zone ?? "privatelink.\(suffix)",
      records: records, tag: tag, isTagRegional: isTagRegional, ports: ports,
      serviceEndpoint: serviceEndpoint)
  }

  static func access(
    _ change: (inout PublicAccessShape) -> Void = { _ in }
  ) -> PublicAccessShape {
    var shape = PublicAccessShape()
    change(&shape)
    return shape
  }

  static let documentation = "https://learn.microsoft.com/azure"

  // MARK: - Databases

  private static let databases: [ServiceKind] = [
    ServiceKind(
      "Microsoft.Sql/servers",
      [
        name(
          "sqlServer", "{name}.database.windows.net", tag: "Sql", isTagRegional: true,
          ports: [1433], serviceEndpoint: "Microsoft.Sql")
      ],
      access {
        $0.rest = .nobody
        $0.hasFirewallRules = true
        $0.hasSubnetRules = true
      },
      article: "\(documentation)/azure-sql/database/network-access-controls-overview"),
    ServiceKind(
      "Microsoft.Sql/managedInstances",
      [
        name(
          "managedInstance", "{name}.<dns prefix of {selector}>.database.windows.net",
          zone: "privatelink.<dns prefix of {selector}>.database.windows.net", ports: [1433])
      ],
      access {
        $0.flags = .one("publicDataEndpointEnabled")
        $0.isOpenWithoutFlag = false
      },
      injection: ServiceKind.Injection(
        subnet: "subnetId",
        article: "\(documentation)/azure-sql/managed-instance/connectivity-architecture-overview"),
      hasOtherPorts: true,
      article: "\(documentation)/azure-sql/managed-instance/public-endpoint-overview"),
    ServiceKind(
      "Microsoft.DocumentDB/databaseAccounts",
      [
        cosmos("Sql", "documents.azure.com", [443]),
        cosmos("MongoDB", "mongo.cosmos.azure.com", [10250, 10255, 10256]),
        cosmos("Cassandra", "cassandra.cosmos.azure.com", [10350]),
        cosmos("Gremlin", "gremlin.cosmos.azure.com", [443]),
        cosmos("Table", "table.cosmos.azure.com", [443]),
        cosmos("Analytical", "analytics.cosmos.azure.com", [443]),
      ],
      access {
        $0.closing = .withoutRules
        $0.rest = .nobodyOnceThereAreRules
        $0.addressLists = ["ipRules", "ipRangeFilter"]
        $0.subnetLists = ["virtualNetworkRules"]
        $0.bypass = "networkAclBypass"
      },
      hasOtherPorts: true, article: "\(documentation)/cosmos-db/how-to-configure-firewall"),
    ServiceKind(
      "Microsoft.DocumentDB/mongoClusters",
      [name("MongoCluster", "{name}.mongocluster.cosmos.azure.com", ports: [10260])],
      access {
        $0.rest = .nobody
        $0.hasFirewallRules = true
      },
      article: "\(documentation)/cosmos-db/mongodb/vcore/security"),
    ServiceKind(
      "Microsoft.DBforPostgreSQL/flexibleServers",
      [
        name(
          "postgresqlServer", "{name}.postgres.database.azure.com", ports: [5432])
      ],
      flexibleServer,
      injection: ServiceKind.Injection(
        subnet: "network.delegatedSubnetResourceId",
        article: "\(documentation)/postgresql/flexible-server/concepts-networking-private"),
      hasOtherPorts: true,
      article: "\(documentation)/postgresql/flexible-server/concepts-networking-private-link"),
    ServiceKind(
      "Microsoft.DBforMySQL/flexibleServers",
      [
        name(
          "mysqlServer", "{name}.mysql.database.azure.com", tag: "Sql", isTagRegional: true,
          ports: [3306])
      ],
      flexibleServer,
      injection: ServiceKind.Injection(
        subnet: "network.delegatedSubnetResourceId",
        article: "\(documentation)/mysql/flexible-server/concepts-networking-vnet"),
      article: "\(documentation)/mysql/flexible-server/concepts-networking-private-link"),
    ServiceKind(
      "Microsoft.Cache/redis",
      [name("redisCache", "{name}.redis.cache.windows.net", ports: [6380])],
      access {
        $0.closing = .undocumentedWhereFlagIsAbsent
        $0.rest = .nobodyOnceThereAreRules
        $0.hasFirewallRules = true
      },
      injection: ServiceKind.Injection(
        subnet: "subnetId",
        article: "\(documentation)/azure-cache-for-redis/cache-how-to-premium-vnet"),
      article: "\(documentation)/azure-cache-for-redis/cache-private-link"),
    ServiceKind(
      "Microsoft.Cache/redisEnterprise",
      [
        name(
          "redisEnterprise", "{name}.{region}.redis.azure.net",
          zone: "privatelink.redis<enterprise.cache>.azure.net", records: ["{name}.{region}"],
          ports: [10000])
      ],
      access { $0.closing = .undocumentedWhereFlagIsAbsent },
      hasOtherPorts: true, article: "\(documentation)/redis/private-link"),
  ]

  private static let flexibleServer = access {
    $0.flags = .one("network.publicNetworkAccess")
    $0.rest = .nobody
    $0.hasFirewallRules = true
  }

  private static func cosmos(
    _ group: String, _ suffix: String, _ ports: [UInt16]
  ) -> ServiceEntry {
    name(
      group, "{name}.\(suffix)", tag: "AzureCosmosDB", isTagRegional: true, ports: ports,
      serviceEndpoint: "Microsoft.AzureCosmosDB")
  }

  // MARK: - Messages and events

  private static let messaging: [ServiceKind] = [
    ServiceKind(
      "Microsoft.EventHub/namespaces",
      [
        name(
          "namespace", "{name}.servicebus.windows.net", tag: "EventHub", isTagRegional: true,
          ports: [443, 5671, 5672, 9093], serviceEndpoint: "Microsoft.EventHub")
      ],
      messageNamespace, article: "\(documentation)/event-hubs/event-hubs-ip-filtering"),
    ServiceKind(
      "Microsoft.ServiceBus/namespaces",
      [
        name(
          "namespace", "{name}.servicebus.windows.net", tag: "ServiceBus", isTagRegional: true,
          ports: [443, 5671, 5672], serviceEndpoint: "Microsoft.ServiceBus")
      ],
      messageNamespace,
      article: "\(documentation)/service-bus-messaging/service-bus-ip-filtering"),
    ServiceKind(
      "Microsoft.Relay/namespaces",
      [name("namespace", "{name}.servicebus.windows.net")],
      messageNamespace, hasOtherPorts: true,
      article: "\(documentation)/azure-relay/ip-firewall-virtual-networks"),
    eventGrid("Microsoft.EventGrid/topics", "topic"),
    eventGrid("Microsoft.EventGrid/domains", "domain"),
    eventGrid("Microsoft.EventGrid/partnerNamespaces", "partnernamespace"),
    ServiceKind(
      "Microsoft.EventGrid/namespaces",
      [
        name(
          "topic", "{name}.{region}-1.eventgrid.azure.net", zone: "privatelink.eventgrid.azure.net",
          records: ["{name}.{region}-1"], tag: "AzureEventGrid"),
        name(
          "topicSpace", "{name}.{region}-1.ts.eventgrid.azure.net",
          zone: "privatelink.ts.eventgrid.azure.net", records: ["{name}.{region}-1"],
          tag: "AzureEventGrid", ports: [8883]),
      ],
      eventGridAccess, article: "\(documentation)/event-grid/network-security"),
    ServiceKind(
      "Microsoft.Devices/IotHubs",
      [
        name("iotHub", "{name}.azure-devices.net", tag: "AzureIoTHub", ports: [443, 5671, 8883]),
        name(
          "iotHub", "<event hub of {selector}>.servicebus.windows.net", part: "events",
          records: ["<event hub of {selector}>"], ports: [443, 5671]),
      ],
      access {
        $0.rest = .nobodyOnceThereAreRules
        $0.defaultAction = "networkRuleSets.defaultAction"
        $0.addressLists = ["networkRuleSets.ipRules"]
      },
      article: "\(documentation)/iot-hub/iot-hub-public-network-access"),
    ServiceKind(
      "Microsoft.SignalRService/signalR",
      [name("signalr", "{name}.service.signalr.net", tag: "AzureSignalR")],
      requestRules, article: "\(documentation)/azure-signalr/howto-network-access-control"),
    ServiceKind(
      "Microsoft.SignalRService/webPubSub",
      [name("webpubsub", "{name}.webpubsub.azure.com", tag: "AzureSignalR")],
      requestRules,
      article: "\(documentation)/azure-web-pubsub/howto-secure-network-access-control"),
  ]

  /// The rules stand in the child `networkRuleSets/default`.
  private static let messageNamespace = access { $0.rest = .defaultActionWithRules }

  /// Rules by the kind of a request, and then a default.
  private static let requestRules = access {
    $0.rest = .nobodyOnceThereAreRules
    $0.defaultAction = "networkACLs.defaultAction"
  }

  private static let eventGridAccess = access {
    $0.rest = .nobodyOnceThereAreRules
    $0.addressLists = ["inboundIpRules"]
  }

  private static func eventGrid(_ type: String, _ group: String) -> ServiceKind {
    ServiceKind(
      type,
      [
        name(
          group, "{name}.{region}-1.eventgrid.azure.net", zone: "privatelink.eventgrid.azure.net",
          records: ["{name}.{region}-1"], tag: "AzureEventGrid")
      ],
      eventGridAccess, article: "\(documentation)/event-grid/network-security")
  }
}
