internal import EstateModel

extension TemplateFunctions {
  /// What tells where a template is deployed, and the deployment itself.
  ///
  /// See <https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-scope>
  /// and <https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-deployment>.
  static let scopes: [String: TemplateFunction] = [
    "resourcegroup": { evaluator, _, place in evaluator.resourceGroup(at: place) },
    "subscription": { evaluator, _, place in evaluator.subscription(at: place) },
    "managementgroup": { evaluator, _, place in evaluator.managementGroup(at: place) },
    "tenant": { evaluator, _, place in evaluator.tenant(at: place) },
    "deployment": { evaluator, _, place in evaluator.deployment(at: place) },
    "environment": { evaluator, _, place in evaluator.environment(at: place) },
    "deployer": { evaluator, _, place in
      evaluator.azureOnly("deployer()", ["objectId", "tenantId", "userPrincipalName"], at: place)
    },
    "providers": { evaluator, arguments, place in
      evaluator.unknown(
        "what providers offer exists only in Azure",
        canonical: TemplateEvaluator.canonical(call: "providers", arguments), at: place)
    },
    "pickzones": { evaluator, arguments, place in evaluator.zones("pickZones", arguments, at: place)
    },
    "tologicalzone": { evaluator, arguments, place in
      evaluator.zones("toLogicalZone", arguments, at: place)
    },
    "tologicalzones": { evaluator, arguments, place in
      evaluator.zones("toLogicalZones", arguments, at: place)
    },
    "tophysicalzone": { evaluator, arguments, place in
      evaluator.zones("toPhysicalZone", arguments, at: place)
    },
    "tophysicalzones": { evaluator, arguments, place in
      evaluator.zones("toPhysicalZones", arguments, at: place)
    },
  ]
}

extension TemplateEvaluator {
  fileprivate func resourceGroup(at place: SourcePlace) -> ConfigurationValue {
    let deployment = scope.deployment
    let name = part(deployment.resourceGroup, "resourceGroup().name", "resource group", at: place)
    let group = deployment.resourceGroup.map {
      "\(deployment.subscription ?? "")/\($0.lowercased())"
    }
    let subscription = part(
      deployment.subscription, "subscription().subscriptionId", "subscription", at: place)
    return object(
      [
        ("id", id(["subscriptions", "resourceGroups"], [subscription, name], at: place)),
        ("name", name),
        (
          "location",
          deployment.openLocation
            ?? part(
              deployment.location, "resourceGroup().location", "location", of: group, at: place)
        ),
        ("type", ConfigurationValue(.string("Microsoft.Resources/resourceGroups"), at: place)),
        ("tags", unknown("tags exist only in Azure", canonical: "resourceGroup().tags", at: place)),
        (
          "properties",
          unknown(
            "it exists only in Azure", canonical: "resourceGroup().properties", at: place)
        ),
        (
          "managedBy",
          unknown("it exists only in Azure", canonical: "resourceGroup().managedBy", at: place)
        ),
      ], at: place)
  }

  fileprivate func subscription(at place: SourcePlace) -> ConfigurationValue {
    let identity = part(
      scope.deployment.subscription, "subscription().subscriptionId", "subscription", at: place)
    func azureOnly(_ name: String) -> (String, ConfigurationValue) {
      let canonical = "subscription().\(name)"
      return (name, unknown("\(canonical) exists only in Azure", canonical: canonical, at: place))
    }
    return object(
      [
        ("id", id(["subscriptions"], [identity], at: place)), ("subscriptionId", identity),
        azureOnly("tenantId"), azureOnly("displayName"),
      ], at: place)
  }

  /// - Parameter whole: What all templates that name it have the part of in common.
  private func part(
    _ text: String?, _ canonical: String, _ option: String, of whole: String? = nil,
    at place: SourcePlace
  ) -> ConfigurationValue {
    if let text { return scopeValue(text, at: place) }
    let flag = "--\(option.replacing(" ", with: "-"))"
    return unknown(
      "the template's \(option) is not given (\(flag), or 'scope' in an overlay)",
      canonical: canonical, key: whole.map { "\(canonical) of \($0)" }, at: place)
  }

  private func id(
    _ types: [String], _ names: [ConfigurationValue], at place: SourcePlace
  ) -> ConfigurationValue {
    let text = zip(types, names).map { "/\($0)/\($1.symbolicText ?? "")" }.joined()
    guard let open = names.lazy.compactMap(\.unknown).first else {
      return ConfigurationValue(.string(text), at: place)
    }
    let unknown = UnknownValue(
      key: scope.key + text, because: open.because, source: place.position)
    return ConfigurationValue(.unknown(unknown, symbol: text), at: place)
  }

  private func object(
    _ fields: [(String, ConfigurationValue)], at place: SourcePlace
  ) -> ConfigurationValue {
    ConfigurationValue(
      .object(
        fields.map { ConfigurationValue.PlacedField(key: $0, keyPlace: place, value: $1) }),
      at: place)
  }

  fileprivate func managementGroup(at place: SourcePlace) -> ConfigurationValue {
    azureOnly("managementGroup()", ["id", "name", "properties"], at: place)
  }

  fileprivate func tenant(at place: SourcePlace) -> ConfigurationValue {
    azureOnly("tenant()", ["tenantId", "displayName", "countryCode"], at: place)
  }

  /// An object of which only the names of its properties are known.
  fileprivate func azureOnly(
    _ call: String, _ names: [String], at place: SourcePlace
  ) -> ConfigurationValue {
    object(
      names.map { name in
        let canonical = "\(call).\(name)"
        return (name, unknown("\(canonical) exists only in Azure", canonical: canonical, at: place))
      }, at: place)
  }

  /// Which zones a region has is nowhere in a template.
  fileprivate func zones(
    _ name: String, _ arguments: [ConfigurationValue], at place: SourcePlace
  ) -> ConfigurationValue {
    unknown(
      "which zones a region has exists only in Azure",
      canonical: Self.canonical(call: name, arguments), at: place)
  }

  /// The name of a nested deployment is known, that of the file's own is given by who deploys it.
  fileprivate func deployment(at place: SourcePlace) -> ConfigurationValue {
    let current = deployments[frame.deployment]
    let name =
      current.depth == 0
      ? unknown(
        "the deployment's name is given when it is made", canonical: "deployment().name", at: place)
      : ConfigurationValue(.string(current.scope.qualifier), at: place)
    let link = unknown(
      "where the template lies is known when it is deployed",
      canonical: "deployment().properties.templateLink.uri", at: place)
    let properties = UnknownValue(
      key: scope.key + "deployment().properties",
      because: "the deployment exists only in Azure", source: place.position)
    return object(
      [
        ("name", name),
        (
          "location",
          scope.deployment.openLocation
            ?? part(scope.deployment.location, "deployment().location", "location", at: place)
        ),
        (
          "properties",
          ConfigurationValue(
            .open(
              properties, symbol: "{deployment().properties}",
              known: object([("templateLink", object([("uri", link)], at: place))], at: place)),
            at: place)
        ),
      ], at: place)
  }

  /// What the cloud's services are called: Azure's public cloud, unless the location is another's.
  ///
  /// See <https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-deployment#environment>.
  fileprivate mutating func environment(at place: SourcePlace) -> ConfigurationValue {
    let location = scope.deployment.location?.lowercased() ?? ""
    if location.hasPrefix("china") || location.hasPrefix("usgov") || location.hasPrefix("usdod") {
      return azureOnly(
        "environment()", ["name", "suffixes", "resourceManager", "portal", "authentication"],
        at: place)
    }
    if !isPublicCloudNoted {
      isPublicCloudNoted = true
      notes.append(
        Ledger.Note(
          text: "the cloud that 'environment()' asks for is taken to be Azure's public one",
          source: place.position))
    }
    func text(_ text: String) -> ConfigurationValue { ConfigurationValue(.string(text), at: place) }
    let suffixes = [
      ("acrLoginServer", ".azurecr.io"),
      ("azureDatalakeAnalyticsCatalogAndJob", "azuredatalakeanalytics.net"),
      ("azureDatalakeStoreFileSystem", "azuredatalakestore.net"),
      ("azureFrontDoorEndpointSuffix", "azurefd.net"), ("keyvaultDns", ".vault.azure.net"),
      ("sqlServerHostname", ".database.windows.net"), ("storage", "core.windows.net"),
    ]
    let addresses = [
      ("activeDirectoryDataLake", "https://datalake.azure.net/"),
      ("batch", "https://batch.core.windows.net/"), ("gallery", "https://gallery.azure.com/"),
      ("graph", "https://graph.windows.net/"), ("graphAudience", "https://graph.windows.net/"),
      ("media", "https://rest.media.azure.net"), ("name", "AzureCloud"),
      ("portal", "https://portal.azure.com"),
      ("resourceManager", "https://management.azure.com/"),
      ("sqlManagement", "https://management.core.windows.net:8443/"),
    ]
    let authentication = object(
      [
        (
          "audiences",
          ConfigurationValue(
            .array([
              text("https://management.core.windows.net/"), text("https://management.azure.com/"),
            ]), at: place)
        ),
        ("identityProvider", text("AAD")),
        ("loginEndpoint", text("https://login.microsoftonline.com/")),
        ("tenant", text("common")),
      ], at: place)
    let fields =
      addresses.map { ($0.0, text($0.1)) } + [
        ("authentication", authentication),
        ("suffixes", object(suffixes.map { ($0.0, text($0.1)) }, at: place)),
      ]
    return object(fields, at: place)
  }
}
