internal import EstateModel

// Container apps: the environment has the network, each app says who gets in.
// https://learn.microsoft.com/azure/container-apps/ingress-overview
extension EstateDecoding {
  mutating func readContainerApp(_ properties: Slot, into service: inout PlatformService) {
    service.environment = reference(properties.first("environmentId", "managedEnvironmentId"))
    let ingress = properties["configuration"]["ingress"]
    switch ingress.content {
    case .open(let unknown):
      ledger.note(unknown)
      service.switches[.hasIngress] = .unknown(unknown)
    case .absent: service.switches[.hasIngress] = .absent
    case .value(let value): service.switches[.hasIngress] = .known(true, value.position)
    }
    service.switches[.takesOutsiders] = flag(ingress["external"])
    if let host = text(ingress["fqdn"]).value {
      service.hosts["managedEnvironments"] = host.lowercased()
    }
    if ingress["transport"].value?.text?.equalsIgnoringASCIICase("tcp") == true,
      let port = integer(
        ingress["exposedPort"].isAbsent ? ingress["targetPort"] : ingress["exposedPort"]
      )
      .value.flatMap({ UInt16(exactly: $0) })
    {
      service.ports = [port]
    }
    readIngressRules(ingress["ipSecurityRestrictions"], into: &service)
  }

  /// All rules of an app let in, or all keep out; the rest is the opposite.
  private mutating func readIngressRules(_ rules: Slot, into service: inout PlatformService) {
    for element in rules.elements {
      guard let source = element.source else { continue }
      var scratch = ServiceFirewall()
      readAddresses(element["ipAddressRange"], into: &scratch)
      var rule = ServiceAccessRule(
        name: text(element["name"]).value ?? "IP restriction", source: source,
        match: .addresses(scratch.addressRules))
      rule.action = word(element["action"], .ruleAction)
      service.firewall.orderedRules.append(rule)
    }
    switch service.firewall.orderedRules.first?.action {
    case .known(let action, let source):
      service.firewall.defaultAction = .known(action == .allow ? .deny : .allow, source)
    case .unknown(let unknown): service.firewall.openRules = unknown
    case .absent, nil: break
    }
  }

  /// Its apps send from the subnet of its infrastructure, whether callers come by an address there or by a
  /// public one; from a network of Azure's where it has none.
  ///
  /// See <https://learn.microsoft.com/azure/container-apps/networking>.
  mutating func readNetwork(ofEnvironment input: ResourceInput, into service: inout PlatformService)
  {
    let subnet = input.properties["vnetConfiguration"]["infrastructureSubnetId"]
    service.sendingSubnet = reference(subnet, to: .subnet)
    if service.subnet.isAbsent { service.publicSubnet = service.sendingSubnet }
    service.sendsFromAzure = input.isDescribed && subnet.isAbsent && service.subnet.isAbsent
  }

  /// An app is in the subnet that its environment is in, and sends from that of its infrastructure.
  mutating func settleContainerApps() {
    for app in estate.services where app.kind.type == "Microsoft.App/containerApps" {
      guard let environment = app.environment.value.flatMap({ estate.services[$0.id] }) else {
        continue
      }
      estate.services.update(app.id) {
        $0.subnet = environment.subnet
        $0.sendingSubnet = environment.sendingSubnet
        $0.publicSubnet = environment.publicSubnet
        $0.sendsFromAzure = environment.sendsFromAzure
      }
    }
  }
}
