/// The service tags that Microsoft documents for security rules.
///
/// See <https://learn.microsoft.com/azure/virtual-network/service-tags-overview>. Microsoft adds some
/// every year; those of the file that `--service-tags` gives count as well.
package enum ServiceTagCatalog {
  /// Whether the name is a documented tag, `Storage`, or one of a region, `Storage.WestEurope`.
  package static func holds(_ name: String) -> Bool {
    let name = name.lowercased()
    if names.contains(name) { return true }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[1].isEmpty else { return false }
    return names.contains(String(parts[0]))
      && parts[1].unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || $0.properties.numericType != nil
      }
  }

  /// The tag as Microsoft spells it, its region in small letters; one that is not here as it is.
  package static func spelled(_ name: String) -> String {
    let wanted = name.lowercased()
    if let known = all.first(where: { $0.lowercased() == wanted }) { return known }
    guard let dot = wanted.lastIndex(of: "."),
      let known = all.first(where: { $0.lowercased() == wanted[..<dot] })
    else { return name }
    return known + wanted[dot...]
  }

  /// The tags, in small letters, of services that send from addresses of their own.
  package static let ofServices: Set<String> = names.filter {
    !Estate.tagsOfPlaces.contains($0) && !$0.hasPrefix("azureplatform")
  }

  private static let names = Set(all.map { $0.lowercased() })

  package static let all = [
    "ActionGroup", "ApiManagement", "AppConfiguration", "ApplicationInsightsAvailability",
    "AppService", "AppServiceManagement", "AutonomousDevelopmentPlatform", "AzureActiveDirectory",
    "AzureActiveDirectoryDomainServices", "AzureAdvancedThreatProtection", "AzureAPIForFHIR",
    "AzureArcInfrastructure", "AzureAttestation", "AzureBackup", "AzureBotService", "AzureCloud",
    "AzureCognitiveSearch", "AzureConnectors", "AzureContainerAppsService",
    "AzureContainerRegistry", "AzureCosmosDB", "AzureDatabricks", "AzureDataExplorerManagement",
    "AzureDataLake", "AzureDeviceUpdate", "AzureDevOps", "AzureDevSpaces", "AzureDigitalTwins",
    "AzureEventGrid", "AzureFrontDoor.Backend", "AzureFrontDoor.FirstParty",
    "AzureFrontDoor.Frontend", "AzureFrontDoor.MicrosoftSecurity", "AzureHealthcareAPIs",
    "AzureInformationProtection", "AzureIoTHub", "AzureKeyVault", "AzureLoadBalancer",
    "AzureLoadTestingInstanceManagement", "AzureMachineLearning", "AzureMachineLearningInference",
    "AzureManagedGrafana", "AzureMonitor", "AzureMonitorForSAP", "AzureOpenDatasets",
    "AzurePlatformDNS", "AzurePlatformIMDS", "AzurePlatformLKM", "AzureResourceManager",
    "AzureSecurityCenter", "AzureSentinel", "AzureSignalR", "AzureSiteRecovery", "AzureSphere",
    "AzureSpringCloud", "AzureStack", "AzureTrafficManager", "AzureUpdateDelivery",
    "AzureVideoAnalyzerForMedia", "AzureWebPubSub", "BatchNodeManagement", "ChaosStudio",
    "CognitiveServicesFrontend", "CognitiveServicesManagement", "DataFactory",
    "DataFactoryManagement", "Dynamics365BusinessCentral", "Dynamics365ForMarketingEmail",
    "EOPExternalPublishedIPs", "EventHub", "GatewayManager", "GenevaActions",
    "GuestAndHybridManagement", "HDInsight", "Internet", "KustoAnalytics", "LogicApps",
    "LogicAppsManagement", "M365ManagementActivityApi", "M365ManagementActivityApiWebhook",
    "Marketplace", "MicrosoftAzureFluidRelay", "MicrosoftCloudAppSecurity",
    "MicrosoftContainerRegistry", "MicrosoftDefenderForEndpoint",
    "MicrosoftPurviewPolicyDistribution", "OneDsCollector", "PowerBI", "PowerPlatformInfra",
    "PowerPlatformPlex", "PowerQueryOnline", "Scuba", "SecurityCopilot", "SerialConsole",
    "ServiceBus", "ServiceFabric", "Sql", "SqlManagement", "Storage", "StorageMover",
    "StorageSyncService", "VideoIndexer", "VirtualNetwork", "WindowsAdminCenter",
    "WindowsVirtualDesktop",
  ]
}
