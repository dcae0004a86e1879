internal import EstateModel

extension ResourceKind {
  static let services: [ResourceKind] = [
    .node("Microsoft.Storage/storageAccounts") { $0.decodeStorageAccount($1) },
    .part("Microsoft.Storage/storageAccounts/privateEndpointConnections"),
    .node("Microsoft.KeyVault/vaults") { $0.decodeKeyVault($1) },
    .part("Microsoft.KeyVault/vaults/privateEndpointConnections"),
    .node("Microsoft.ContainerRegistry/registries") { $0.decodeRegistry($1) },
    .part("Microsoft.ContainerRegistry/registries/privateEndpointConnections"),
    .part("Microsoft.ContainerRegistry/registries/replications"),
  ]
}

extension EstateDecoding {
  /// Where a template says nothing, older versions of the API make accounts that take plain HTTP.
  ///
  /// See <https://learn.microsoft.com/azure/templates/microsoft.storage/storageaccounts>.
  private static let firstVersionOfSecureTransfer = "2019-04-01"

  mutating func decodeStorageAccount(_ input: ResourceInput) {
    var account = StorageAccount(id: input.id, source: input.source)
    account.isDescribed = input.isDescribed
    account.origin = input.origin
    account.location = input.location
    let properties = input.properties
    account.variant = input.kind
    account.requiresHTTPS = flag(properties["supportsHttpsTrafficOnly"])
      .orSet(input.isOff { $0 < Self.firstVersionOfSecureTransfer })
    account.hasSFTP = flag(properties["isSftpEnabled"])
    account.hasNFS = flag(properties["isNfsV3Enabled"])
    account.hasZonedNames = text(properties["dnsEndpointType"]).map {
      $0.equalsIgnoringASCIICase("AzureDnsZone")
    }
    for kind in ServiceCatalog.storageKinds {
      guard let address = properties["primaryEndpoints"][kind].value?.text,
        let host = address.split(separator: "/").dropFirst().first
      else { continue }
      account.hosts[kind] = host.lowercased()
    }
    let rules = properties["networkAcls"]
    account.firewall = firewall(
      input.properties, rules, addresses: ["ipRules", "ipv6Rules"], bypass: rules["bypass"])
    readConnections(to: input)
    estate.storageAccounts.insert(account)
  }

  mutating func decodeKeyVault(_ input: ResourceInput) {
    var vault = KeyVault(id: input.id, source: input.source)
    vault.isDescribed = input.isDescribed
    vault.origin = input.origin
    vault.location = input.location
    let rules = input.properties["networkAcls"]
    vault.firewall = firewall(input.properties, rules, bypass: rules["bypass"])
    readConnections(to: input)
    estate.keyVaults.insert(vault)
  }

  mutating func decodeRegistry(_ input: ResourceInput) {
    var registry = ContainerRegistry(id: input.id, source: input.source)
    registry.isDescribed = input.isDescribed
    registry.location = input.location
    registry.tier = text(input.body["sku"]["name"])
    registry.firewall = firewall(
      input.properties, input.properties["networkRuleSet"],
      bypass: input.properties["networkRuleBypassOptions"])
    registry.hasDataEndpoint = flag(input.properties["dataEndpointEnabled"])
    for replica in parts(of: input.id, "replications") {
      let location = replica.location
      if !location.isAbsent { registry.replicas.append(location) }
    }
    readConnections(to: input)
    estate.registries.insert(registry)
  }

  private mutating func firewall(
    _ properties: Slot, _ rules: Slot, addresses lists: [String] = ["ipRules"], bypass: Slot
  ) -> ServiceFirewall {
    var firewall = ServiceFirewall()
    firewall.publicAccess = word(properties["publicNetworkAccess"], .publicAccess)
    firewall.defaultAction = word(rules["defaultAction"], .ruleAction)
    firewall.addressRules = lists.flatMap { rules[$0].elements }.flatMap {
      prefixesAndRanges($0.value?.isObject == true ? $0["value"] : $0)
    }
    firewall.subnetRules = list(rules["virtualNetworkRules"]) {
      $0.reference($1, to: .subnet)
    }
    firewall.bypassesTrustedServices = self.bypass(bypass)
    firewall.resourceRules = list(rules["resourceAccessRules"]) {
      $0.resourceRule($1.value?.isObject == true ? $1["resourceId"] : $1)
    }
    return firewall
  }

  /// `AzureServices, Logging`: words with commas between, or a list of them.
  mutating func bypass(_ slot: Slot) -> Setting<Bool> {
    setting(
      slot,
      { value in
        let words = value.isArray ? value.array.compactMap(\.text) : [value.text ?? ""]
        return words.flatMap { $0.split(separator: ",") }.contains {
          Vocabulary<Bool>.folded(String($0)) == "azureservices"
        }
      }, orElse: { _ in .notText(slot.key) })
  }

  /// A rule may name every resource of a type, with `*` for its name: that is no resource.
  private mutating func resourceRule(_ slot: Slot) -> Setting<Reference> {
    guard let text = slot.symbolicText, text.contains("*"), let id = ResourceID(text),
      let source = slot.source
    else { return reference(slot) }
    return .known(Reference(id, at: source), source)
  }
}
