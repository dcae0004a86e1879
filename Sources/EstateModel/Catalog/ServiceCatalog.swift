/// What Microsoft publishes about the services that this estate can hold: host suffixes, private
/// zones, subresources, service tags, ports.
///
/// Zones and subresources:
/// <https://learn.microsoft.com/azure/private-link/private-endpoint-dns>; tags:
/// <https://learn.microsoft.com/azure/virtual-network/service-tags-overview>.
package struct ServiceEntry: Hashable, Sendable {
  /// The last part of the selector, where the service has several names.
  package let part: String
  /// The subresource that a private endpoint names.
  package let group: String
  /// The host name, `{name}` and `{region}` to be filled in; what no input tells stands in angle
  /// brackets.
  package let host: String
  package let zone: String
  /// The records in the zone that the host name resolves by.
  package let records: [String]
  /// The service tag that holds its addresses; `nil` where none is documented.
  package let tag: String?
  package let isTagRegional: Bool
  package let ports: [UInt16]
  package let serviceEndpoint: String?

  init(
    part: String? = nil, group: String, host: String, zone: String,
    records: [String] = ["{name}"], tag: String?, isTagRegional: Bool = false,
    ports: [UInt16] = [443], serviceEndpoint: String? = nil
  ) {
    self.part = part ?? group
    self.group = group
    self.host = host
    self.zone = zone
    self.records = records
    self.tag = tag
    self.isTagRegional = isTagRegional
    self.ports = ports
    self.serviceEndpoint = serviceEndpoint
  }
}

package enum ServiceCatalog {
  /// The services of a storage account, by the last part of their selector.
  package static let storageKinds = ["blob", "file", "queue", "table", "dfs", "web"]

  /// These and the same in the second region of the account.
  package static let storageParts =
    storageKinds + storageKinds.filter { $0 != "file" }.map { "\($0)_secondary" }

  package static func storage(_ part: String) -> ServiceEntry {
    let kind = part.split(separator: "_").first.map(String.init) ?? part
    let name = kind == part ? "{name}" : "{name}-secondary"
    return ServiceEntry(
      group: part, host: "\(name).\(kind).core.windows.net",
      zone: "privatelink.\(kind).core.windows.net", records: [name], tag: "Storage",
      isTagRegional: true, ports: kind == "file" ? [443, 445] : [443],
      serviceEndpoint: "Microsoft.Storage")
  }

  package static let keyVault = ServiceEntry(
    group: "vault", host: "{name}.vault.azure.net", zone: "privatelink.vaultcore.azure.net",
    records: ["{name}"], tag: "AzureKeyVault", isTagRegional: true, ports: [443],
    serviceEndpoint: "Microsoft.KeyVault")

  package static let registryLogin = ServiceEntry(
    group: "registry", host: "{name}.azurecr.io", zone: "privatelink.azurecr.io",
    records: ["{name}"], tag: "AzureContainerRegistry", isTagRegional: true, ports: [443],
    serviceEndpoint: "Microsoft.ContainerRegistry")

  package static let registryData = ServiceEntry(
    group: "registry", host: "{name}.{region}.data.azurecr.io", zone: "privatelink.azurecr.io",
    records: ["{name}.{region}.data"], tag: "AzureContainerRegistry", isTagRegional: true,
    ports: [443], serviceEndpoint: "Microsoft.ContainerRegistry")

  package static let workspace = ServiceEntry(
    group: "amlworkspace", host: "{guid}.workspace.{region}.api.azureml.ms",
    zone: "privatelink.api.azureml.ms", records: ["{guid}.workspace.{region}"],
    tag: "AzureMachineLearning", isTagRegional: false, ports: [443], serviceEndpoint: nil)

  package static let onlineEndpoint = ServiceEntry(
    group: "amlworkspace", host: "{name}.{region}.inference.ml.azure.com",
    zone: "privatelink.api.azureml.ms", records: ["*.{guid}.inference.{region}"],
    tag: "AzureMachineLearningInference", isTagRegional: false, ports: [443],
    serviceEndpoint: nil)

  /// The apps on a compute instance, which have the address of the workspace and no records of their own.
  package static let computeInstance = ServiceEntry(
    group: "amlworkspace", host: "{name}.{region}.instances.azureml.ms",
    zone: "privatelink.api.azureml.ms", records: ["{guid}.workspace.{region}"],
    tag: "AzureMachineLearning", isTagRegional: false, ports: [443, 8787, 18881],
    serviceEndpoint: nil)

  /// The service tags whose prefixes a service endpoint leads to.
  ///
  /// See <https://learn.microsoft.com/azure/virtual-network/virtual-network-service-endpoints-overview>.
  private static let tagsOfServiceEndpoints = [
    "microsoft.storage": "Storage", "microsoft.storage.global": "Storage",
    "microsoft.sql": "Sql", "microsoft.azurecosmosdb": "AzureCosmosDB",
    "microsoft.keyvault": "AzureKeyVault", "microsoft.servicebus": "ServiceBus",
    "microsoft.eventhub": "EventHub", "microsoft.web": "AppService",
    "microsoft.cognitiveservices": "CognitiveServicesManagement",
    "microsoft.containerregistry": "AzureContainerRegistry",
  ]

  private static let serviceEndpoints: [String: String] = [
    "storage": "Microsoft.Storage", "sql": "Microsoft.Sql",
    "azurecosmosdb": "Microsoft.AzureCosmosDB", "azurekeyvault": "Microsoft.KeyVault",
    "servicebus": "Microsoft.ServiceBus", "eventhub": "Microsoft.EventHub",
    "appservice": "Microsoft.Web", "cognitiveservicesmanagement": "Microsoft.CognitiveServices",
    "azurecontainerregistry": "Microsoft.ContainerRegistry",
  ]

  /// The service endpoint that subnets can have for what a service tag stands for.
  package static func serviceEndpoint(ofTag tag: String) -> String? {
    serviceEndpoints[tag.lowercased().split(separator: ".").first.map(String.init) ?? ""]
  }

  /// Whether the service endpoint serves some regions only, by that of the network.
  package static func isRegional(serviceEndpoint name: String) -> Bool {
    ["microsoft.storage", "microsoft.sql"].contains(name.lowercased())
  }

  /// The regions that a regional service endpoint serves from a network in that one.
  package static func regions(ofServiceEndpoint name: String, in home: String) -> Set<String> {
    name.lowercased() == "microsoft.storage" ? RegionPairs.regions(servedFrom: home) : [home]
  }

  /// The service tags that a service endpoint serves for certain; `nil` where none is known.
  ///
  /// - Parameter region: that of the network.
  package static func tags(ofServiceEndpoint name: String, in region: String?) -> [String]? {
    guard let tag = tagsOfServiceEndpoints[name.lowercased()] else { return nil }
    guard isRegional(serviceEndpoint: name) else { return [tag] }
    guard let region else { return nil }
    return regions(ofServiceEndpoint: name, in: region).sorted().map { "\(tag).\($0)" }
  }
}
