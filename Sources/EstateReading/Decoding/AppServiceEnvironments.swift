internal import EstateModel

// Apps in an App Service Environment, which stands in a subnet of yours.
// https://learn.microsoft.com/azure/app-service/environment/networking
extension EstateDecoding {
  /// An app sends from the subnet of its environment; in an internal one it has an address there, and no
  /// public side.
  mutating func placeInEnvironment(_ app: ResourceInput, _ service: inout PlatformService) {
    let profile = app.properties["hostingEnvironmentProfile"]
    if profile.isAbsent { return }
    if let unknown = profile.unknown {
      service.firewall.publicAccess = .unknown(unknown)
      return
    }
    let id = profile["id"].symbolicText.flatMap { ResourceID($0) }
    let properties = id.flatMap { id in resources.first { $0.id.matches(id) } }
      .map { writtenProperties(of: $0) }
    let subnet = properties.map { self.subnet(ofEnvironment: $0["virtualNetwork"]) } ?? .absent
    if service.sendingSubnet.isAbsent { service.sendingSubnet = subnet }
    let mode = properties.map { $0["internalLoadBalancingMode"] }
    let words = mode?.value?.text?.lowercased().split { $0 == "," || $0 == " " } ?? []
    if let mode, mode.isAbsent || words == ["none"] || words == ["0"] {
      service.publicSubnet = subnet
      return
    }
    let isInternal = words.contains("web") || words == ["1"] || words == ["3"]
    if isInternal, !subnet.isAbsent {
      service.subnet = subnet
      return
    }
    let unknown = UnknownValue(
      key: "\(app.id)#hostingEnvironmentProfile",
      because: "\(app.id.name) is in App Service Environment "
        + "\(id?.name ?? "?"), whose internal address no input tells",
      source: mode?.source ?? profile.source)
    ledger.note(unknown)
    service.firewall.publicAccess = .unknown(unknown)
  }

  /// Older versions name a network and a subnet of it, newer ones the subnet.
  private mutating func subnet(ofEnvironment network: Slot) -> Setting<Reference> {
    let id = network["id"]
    guard let written = id.value, let text = written.text, let name = network["subnet"].value?.text,
      ResourceID(text)?.isOfType("Microsoft.Network/virtualNetworks") == true
    else {
      if let unknown = id.unknown ?? network["subnet"].unknown { return .unknown(unknown) }
      return reference(id, to: .subnet)
    }
    return reference(
      Slot(
        ConfigurationValue(.string("\(text)/subnets/\(name)"), at: written.place), key: id.key),
      to: .subnet)
  }

  /// What leads to an app in an internal environment besides its address there is not modelled.
  mutating func settleAppsInEnvironments() {
    for app in estate.services
    where app.kind.type.hasPrefix("Microsoft.Web/sites") && !app.subnet.isAbsent {
      let named = [app.id, app.id.parent].compactMap(\.self)
      let endpoint = estate.privateEndpoints.first { endpoint in
        endpoint.target.unknown != nil || named.contains { $0 == endpoint.target.value?.id }
      }
      guard let endpoint else { continue }
      let unknown = UnknownValue(
        key: "\(app.id)#environment",
        because: "private endpoints of apps in internal environments are not modelled yet",
        source: endpoint.source)
      ledger.note(unknown)
      estate.services.update(app.id) {
        $0.subnet = .absent
        $0.firewall.publicAccess = .unknown(unknown)
      }
    }
  }
}
