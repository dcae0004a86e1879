// Services that applications run on and are made of, one row for each type.
extension ServiceCatalog {
  // MARK: - Web applications

  static let webApplications: [ServiceKind] = [
    ServiceKind(
      "Microsoft.Web/sites",
      [
        site("sites", "{name}.azurewebsites.net", ["{name}"], part: "sites"),
        site("sites", "{name}.scm.azurewebsites.net", ["{name}.scm"], part: "scm"),
      ],
      webSite, hasOtherPorts: true, article: appRestrictions),
    ServiceKind(
      "Microsoft.Web/sites/slots",
      [
        site(
          "sites-{name}", "{parent}-{name}.azurewebsites.net", ["{parent}-{name}"], part: "sites"),
        site(
          "sites-{name}", "{parent}-{name}.scm.azurewebsites.net", ["{parent}-{name}.scm"],
          part: "scm"),
      ],
      webSite, article: appRestrictions),
    ServiceKind(
      "Microsoft.Web/staticSites",
      [
        name(
          "staticSites", "<name of {selector}>.azurestaticapps.net",
          zone: "privatelink.<partition.>azurestaticapps.net", records: ["<name of {selector}>"])
      ],
      access {
        $0.closing = .undocumentedWhereFlagIsAbsent
        $0.rest = .elsewhere(
          because: "the rules of a static web app stand in its staticwebapp.config.json")
      },
      article: "\(documentation)/static-web-apps/private-endpoint"),
    ServiceKind(
      "Microsoft.App/managedEnvironments",
      [
        name(
          "managedEnvironments", "<default domain of {selector}>.{region}.azurecontainerapps.io",
          zone: "privatelink.{region}.azurecontainerapps.io",
          records: ["<default domain of {selector}>"], ports: [80, 443])
      ],
      access { $0.closing = .undocumentedWhereFlagIsAbsent },
      injection: ServiceKind.Injection(
        subnet: "vnetConfiguration.infrastructureSubnetId",
        condition: .init(path: "vnetConfiguration.internal", values: ["true"]),
        article: "\(documentation)/container-apps/networking"),
      hasOtherPorts: true, article: "\(documentation)/container-apps/how-to-use-private-endpoint"),
    ServiceKind(
      "Microsoft.App/containerApps",
      [
        name(
          "managedEnvironments", "<name of {selector}>.{region}.azurecontainerapps.io",
          zone: "privatelink.{region}.azurecontainerapps.io",
          records: ["*.<default domain of {selector}>", "<default domain of {selector}>"],
          ports: [80, 443])
      ],
      access { $0.rest = .nobodyOnceThereAreRules },
      article: "\(documentation)/container-apps/ingress-overview"),
    ServiceKind(
      "Microsoft.ApiManagement/service",
      [name("Gateway", "{name}.azure-api.net")],
      access(),
      injection: ServiceKind.Injection(
        subnet: "virtualNetworkConfiguration.subnetResourceId",
        condition: .init(path: "virtualNetworkType", values: ["Internal", "External"]),
        article: "\(documentation)/api-management/virtual-network-concepts"),
      hasOtherPorts: true, article: "\(documentation)/api-management/private-endpoint"),
    ServiceKind(
      "Microsoft.AppConfiguration/configurationStores",
      [name("configurationStores", "{name}.azconfig.io", tag: "AppConfiguration")],
      access { $0.closing = .whereFlagIsAbsent },
      article: "\(documentation)/azure-app-configuration/howto-disable-public-access"),
    ServiceKind(
      "Microsoft.BotService/botServices",
      [
        name(
          "Bot", "{name}.directline.botframework.com",
          zone: "privatelink.directline.botframework.com", tag: "AzureBotService"),
        name(
          "Token", "{name}.token.botframework.com",
          zone: "privatelink.token.botframework.com", tag: "AzureBotService"),
      ],
      access(), article: "\(documentation)/bot-service/dl-network-isolation-concept"),
  ]

  private static let appRestrictions = "\(documentation)/app-service/overview-access-restrictions"

  private static let webSite = access {
    $0.flags = .first([
      "publicNetworkAccess", "siteConfig.publicNetworkAccess", "config.publicNetworkAccess",
    ])
    $0.closing = .whereFlagIsAbsent
    $0.rest = .nobodyOnceThereAreRules
  }

  private static func site(
    _ group: String, _ host: String, _ records: [String], part: String
  ) -> ServiceEntry {
    name(
      group, host, part: part, zone: "privatelink.azurewebsites.net", records: records,
      tag: "AppService", isTagRegional: true, ports: [80, 443], serviceEndpoint: "Microsoft.Web")
  }

  // MARK: - Artificial intelligence

  static let artificialIntelligence: [ServiceKind] = [
    ServiceKind(
      "Microsoft.CognitiveServices/accounts",
      [
        cognitive("cognitiveservices", "cognitiveservices.azure.com"),
        cognitive("openai", "openai.azure.com"),
        cognitive("services.ai", "services.ai.azure.com"),
      ],
      access {
        $0.rest = .defaultAction
        $0.defaultAction = "networkAcls.defaultAction"
        $0.addressLists = ["networkAcls.ipRules"]
        $0.subnetLists = ["networkAcls.virtualNetworkRules"]
        $0.bypass = "networkAcls.bypass"
        $0.trustedServices = .machineLearning(unlessSaid: .undocumented, outlivesFlag: true)
      },
      article: "\(documentation)/ai-services/cognitive-services-virtual-networks"),
    ServiceKind(
      "Microsoft.Search/searchServices",
      [name("searchService", "{name}.search.windows.net")],
      access {
        $0.rest = .nobodyOnceThereAreRules
        $0.addressLists = ["networkRuleSet.ipRules"]
        $0.bypass = "networkRuleSet.bypass"
        $0.trustedServices = .machineLearning(unlessSaid: .stopped, outlivesFlag: false)
      },
      article: "\(documentation)/search/service-configure-firewall"),
    ServiceKind(
      "Microsoft.MachineLearningServices/registries",
      [
        name(
          "amlregistry", "<registry id of {selector}>.registry.{region}.api.azureml.ms",
          zone: "privatelink.api.azureml.ms",
          records: ["<registry id of {selector}>.registry.{region}"], tag: "AzureMachineLearning")
      ],
      access(),
      article: "\(documentation)/machine-learning/how-to-registry-network-isolation"),
  ]

  private static func cognitive(_ part: String, _ suffix: String) -> ServiceEntry {
    name(
      "account", "{name}.\(suffix)", part: part, tag: "CognitiveServicesManagement",
      serviceEndpoint: "Microsoft.CognitiveServices")
  }

  // MARK: - Data

  static let data: [ServiceKind] = [
    ServiceKind(
      "Microsoft.DataFactory/factories",
      [
        name(
          "dataFactory", "{name}.{region}.datafactory.azure.net",
          zone: "privatelink.datafactory.azure.net", records: ["{name}.{region}"],
          tag: "DataFactory"),
        name(
          "portal", "adf.azure.com", zone: "privatelink.adf.azure.com", records: ["adf", "@"],
          tag: "DataFactoryManagement"),
      ],
      access(), article: "\(documentation)/data-factory/data-factory-private-link"),
    ServiceKind(
      "Microsoft.Synapse/workspaces",
      [
        name(
          "Sql", "{name}.sql.azuresynapse.net", tag: "Sql", isTagRegional: true, ports: [1433],
          serviceEndpoint: "Microsoft.Sql"),
        name(
          "SqlOnDemand", "{name}-ondemand.sql.azuresynapse.net", records: ["{name}-ondemand"],
          tag: "Sql", isTagRegional: true, ports: [1433]),
        name("Dev", "{name}.dev.azuresynapse.net"),
      ],
      access {
        $0.rest = .nobody
        $0.hasFirewallRules = true
      },
      article: "\(documentation)/synapse-analytics/security/synapse-workspace-ip-firewall"),
    ServiceKind(
      "Microsoft.Databricks/workspaces",
      [
        name(
          "databricks_ui_api", "<workspace url of {selector}>.azuredatabricks.net",
          zone: "privatelink.azuredatabricks.net", records: ["<workspace url of {selector}>"],
          tag: "AzureDatabricks"),
        name(
          "browser_authentication", "{region}.pl-auth.azuredatabricks.net",
          zone: "privatelink.azuredatabricks.net", records: ["{region}.pl-auth"],
          tag: "AzureDatabricks"),
      ],
      access(),
      article: "\(documentation)/databricks/security/network/front-end/front-end-private-connect"),
    ServiceKind(
      "Microsoft.Kusto/clusters",
      [
        name(
          "cluster", "{name}.{region}.kusto.windows.net",
          zone: "privatelink.{region}.kusto.windows.net")
      ],
      access {
        $0.rest = .nobodyOnceThereAreRules
        $0.addressLists = ["allowedIpRangeList"]
      },
      article: "\(documentation)/data-explorer/security-network-restrict-public-access"),
    ServiceKind(
      "Microsoft.Purview/accounts",
      [
        name("account", "{name}.purview.azure.com"),
        name(
          "portal", "web.purview.azure.com", zone: "privatelink.purviewstudio.azure.com",
          records: ["web"]),
        name(
          "platform", "<tenant of {selector}>-api.purview-service.microsoft.com",
          zone: "privatelink.purview-service.microsoft.com",
          records: ["<tenant of {selector}>-api"]),
      ],
      access(), article: "\(documentation)/purview/catalog-private-link"),
  ]

  // MARK: - Operations

  static let operations: [ServiceKind] = [
    ServiceKind(
      "Microsoft.KeyVault/managedHSMs",
      [name("managedhsm", "{name}.managedhsm.azure.net")],
      access {
        $0.rest = .defaultAction
        $0.defaultAction = "networkAcls.defaultAction"
        $0.addressLists = ["networkAcls.ipRules"]
        $0.bypass = "networkAcls.bypass"
      },
      article: "\(documentation)/key-vault/managed-hsm/private-link"),
    ServiceKind(
      "Microsoft.Batch/batchAccounts",
      [
        name(
          "batchAccount", "{name}.{region}.batch.azure.com",
          zone: "privatelink.<region.>batch.azure.com", records: ["{name}.{region}", "{name}"],
          tag: nil),
        name(
          "nodeManagement", "<id of {selector}>.{region}.service.batch.azure.com",
          zone: "privatelink.<region.>batch.azure.com",
          records: ["<id of {selector}>.{region}.service"], tag: "BatchNodeManagement",
          isTagRegional: true),
      ],
      access { $0.rest = .defaultAction }, article: "\(documentation)/batch/public-network-access"),
    ServiceKind(
      "Microsoft.Automation/automationAccounts",
      [
        name(
          "Webhook", "<id of {selector}>.webhook.<code of {region}>.azure-automation.net",
          zone: "privatelink.azure-automation.net",
          records: ["<id of {selector}>.webhook.<code of {region}>"],
          tag: "GuestAndHybridManagement"
        ),
        name(
          "DSCAndHybridWorker",
          "<id of {selector}>.agentsvc.<code of {region}>.azure-automation.net",
          zone: "privatelink.azure-automation.net",
          records: ["<id of {selector}>.agentsvc.<code of {region}>"],
          tag: "GuestAndHybridManagement"),
      ],
      access(), article: "\(documentation)/automation/how-to/private-link-security"),
    ServiceKind(
      "Microsoft.RecoveryServices/vaults",
      [
        name(
          "AzureBackup", "<id of {selector}>.<code of {region}>.backup.windowsazure.com",
          zone: "privatelink.<code of {region}>.backup.windowsazure.com",
          records: ["<id of {selector}>"], tag: "AzureBackup"),
        name(
          "AzureSiteRecovery", "<id of {selector}>.{region}.siterecovery.windowsazure.com",
          zone: "privatelink.siterecovery.windowsazure.com",
          records: ["<id of {selector}>.{region}"], tag: "AzureSiteRecovery"),
      ],
      access(), article: "\(documentation)/backup/backup-azure-private-endpoints-concept"),
    ServiceKind(
      "Microsoft.Monitor/accounts",
      [
        name(
          "prometheusMetrics", "<id of {selector}>.{region}.prometheus.monitor.azure.com",
          zone: "privatelink.{region}.prometheus.monitor.azure.com",
          records: ["<id of {selector}>"], tag: "AzureMonitor")
      ],
      access(),
      article:
        "\(documentation)/azure-monitor/fundamentals/azure-monitor-workspace-private-endpoint"),
  ]
}
