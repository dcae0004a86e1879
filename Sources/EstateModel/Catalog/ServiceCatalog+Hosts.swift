// Names of Microsoft's on the internet, and the service tags that hold their addresses.
//
// https://learn.microsoft.com/azure/virtual-network/service-tags-overview
extension ServiceCatalog {
  /// What a documented tag holds: one name, or all names with an ending.
  private enum Known {
    case host(String)
    case ending(String)

    func holds(_ name: String) -> Bool {
      switch self {
      case .host(let host): name == host
      case .ending(let ending): name == ending || name.hasSuffix("." + ending)
      }
    }
  }

  /// The first that holds a name tells.
  private static let knownHosts: [(Known, tag: String)] = [
    (.ending("login.microsoftonline.com"), "AzureActiveDirectory"),
    (.ending("management.azure.com"), "AzureResourceManager"),
    // Endpoints have names under it that are not the studio's.
    (.host("ml.azure.com"), "AzureFrontDoor.Frontend"),
    (.host("automlresources-prod.azureedge.net"), "AzureFrontDoor.Frontend"),
    (.host("aka.ms"), "AzureFrontDoor.Frontend"),
    (.ending("data.mcr.microsoft.com"), "AzureFrontDoor.FirstParty"),
    (.ending("mcr.microsoft.com"), "MicrosoftContainerRegistry"),
    (.ending("azurecr.io"), "AzureContainerRegistry"),
    (.ending("core.windows.net"), "Storage"),
    (.ending("vault.azure.net"), "AzureKeyVault"),
    (.ending("azureml.ms"), "AzureMachineLearning"),
    (.ending("azureml.net"), "AzureMachineLearning"),
    (.ending("applicationinsights.azure.com"), "AzureMonitor"),
    (.ending("applicationinsights.microsoft.com"), "AzureMonitor"),
    (.host("dc.services.visualstudio.com"), "AzureMonitor"),
  ]

  /// The documented service tag that holds the address behind a name, or behind all names with an
  /// ending (`*.azurecr.io`); `nil` where none is, or several may.
  package static func tag(ofHost name: String) -> String? {
    let isEnding = name.hasPrefix("*.")
    let name = isEnding ? String(name.dropFirst(2)) : name
    if let known = knownHosts.first(where: { $0.0.holds(name) }) {
      if isEnding, case .host = known.0 { return nil }
      return known.tag
    }
    if isEnding { return nil }
    let tags = Set(
      kinds.lazy.flatMap(\.names).filter { $0.host.isHostTemplate(of: name) }.map(\.tag))
    return tags.count == 1 ? tags.first ?? nil : nil
  }

  /// The documented service tags of all names with an ending, `nil` among them where some may have another;
  /// empty where none is known.
  package static func tags(ofNamesEnding ending: String) -> [String?] {
    let within = knownHosts.filter { known in
      switch known.0 {
      case .host(let host): host.hasSuffix(ending)
      case .ending(let domain): domain.hasSuffix(ending)
      }
    }.map { Optional($0.tag) }
    let name = ending.hasPrefix(".") ? String(ending.dropFirst()) : ending
    return within + [tag(ofHost: "*.\(name)")]
  }

  /// The domains under which all names of a tag's service are, for a tag of which that is documented.
  ///
  /// See <https://learn.microsoft.com/azure/storage/common/storage-account-overview>.
  package static func domains(ofTag tag: String) -> [String]? {
    let service = tag.prefix { $0 != "." }.lowercased()
    return service == "storage" ? ["core.windows.net", "storage.azure.net"] : nil
  }

  /// Domains of Microsoft's that hold services of Azure, whose names a rule for every name leaves to Azure.
  package static let microsoftDomains = [
    "windows.net", "azure.com", "azure.net", "microsoft.com", "azureml.ms", "azurecr.io",
    "azmk8s.io", "microsoftonline.com", "azureedge.net", "azurefd.net", "visualstudio.com",
    "azurewebsites.net", "windowsupdate.com",
  ]

  /// Further domains whose names some service tag may hold: services of Azure and others of Microsoft's.
  package static let otherMicrosoftDomains = [
    "aka.ms", "applicationinsights.io", "azconfig.io", "aznbcontent.net", "azure-api.net",
    "azure-automation.net", "azure-devices.net", "azure-devices-provisioning.net",
    "azure-apim.net", "azure.cn", "azure.ms", "azure.us", "azurecontainer.io",
    "azurecontainerapps.io", "azuredatabricks.net", "azuredigitaltwins.net",
    "azurehdinsight.net", "azurehealthcareapis.com", "azureiotcentral.com",
    "azuremicroservices.io", "azureml.net", "azurestaticapps.net", "azuresynapse.net",
    "bing.com", "botframework.com", "chinacloudapi.cn", "clouddatahub.net", "dynamics.com",
    "live.com", "loganalytics.io", "microsoft.net", "microsoftazuread-sso.com",
    "microsoftonline-p.com", "msauth.net", "msecnd.net", "msedge.net", "msftauth.net",
    "office.com", "office.net", "powerbi.com", "powerplatform.com", "sharepoint.com",
    "signalr.net", "skype.com", "trafficmanager.net", "usgovcloudapi.net", "windows.com",
    "windowsazure.com",
  ]

  /// Whether some service tag may hold the address behind the name, though none is documented to.
  package static func mayHaveTag(host name: String) -> Bool {
    (microsoftDomains + otherMicrosoftDomains).contains {
      name == $0 || name.hasSuffix("." + $0)
    }
  }
}

extension String {
  /// Whether a name has the form of this template: what stands in braces or angle brackets is a label, or a
  /// part of one.
  package func isHostTemplate(of name: String) -> Bool {
    let own = split(separator: ".", omittingEmptySubsequences: false)
    let labels = name.split(separator: ".", omittingEmptySubsequences: false)
    guard own.count == labels.count else { return false }
    return zip(own, labels).allSatisfy { template, label in
      guard let open = template.firstIndex(where: { "{<".contains($0) }),
        let close = template.lastIndex(where: { "}>".contains($0) })
      else { return template == label }
      let head = template[..<open]
      let tail = template[template.index(after: close)...]
      return label.count > head.count + tail.count && label.hasPrefix(head)
        && label.hasSuffix(tail)
    }
  }
}
