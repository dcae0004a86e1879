internal import EstateModel

extension ResourceKind {
  static let hosts: [ResourceKind] = [
    .node(
      "Microsoft.Network/networkInterfaces",
      register: { $0.registerInterface($1) }, where: { EstateDecoding.mayTellOwner($0) },
      { $0.decodeInterface($1) }),
    .node("Microsoft.Compute/virtualMachines") { $0.decodeMachine($1) },
    .node("Microsoft.Compute/virtualMachineScaleSets") { $0.decodeScaleSet($1) },
    .node("Microsoft.Network/publicIPAddresses") { $0.decodePublicAddress($1) },
  ]
}

extension EstateDecoding {
  mutating func decodeInterface(_ input: ResourceInput) {
    // The interface of a private endpoint is no host: the endpoint takes its addresses.
    if privateEndpoint(of: input.id) != nil { return }
    if Self.isOfPrivateLink(input.properties) {
      ledger.note(
        "\(input.id) is the interface of a private endpoint that no input describes",
        at: input.source)
      return
    }
    estate.interfaces.insert(interface(input, input.properties))
  }

  private mutating func interface(
    _ input: ResourceInput, _ properties: Slot
  ) -> NetworkInterface {
    var interface = NetworkInterface(id: input.id, source: input.source)
    interface.isDescribed = input.isDescribed
    interface.configurations = properties["ipConfigurations"].elements.map {
      configuration($0, of: input, at: $0.source ?? input.source)
    }
    if let written = input.writtenProperties {
      interface.possibleSubnets = written["ipConfigurations"].elements.compactMap {
        reference($0.properties["subnet"], to: .subnet).value?.id
      }
    }
    interface.securityGroup = reference(
      properties["networkSecurityGroup"], to: .securityGroup)
    interface.forwardsTraffic = flag(properties["enableIPForwarding"])
    // Azure prints the state beside the attachment.
    interface.tellsAttachment =
      input.origin == .export && !properties["provisioningState"].isAbsent
    interface.attachment = reference(
      properties.first("virtualMachine", "privateLinkService", "privateEndpoint"))
    interface.dnsServers = list(properties["dnsSettings"]["dnsServers"]) { $0.address($1) }
    return interface
  }

  private mutating func configuration(
    _ slot: Slot, of input: ResourceInput, at source: SourcePosition
  ) -> NetworkInterface.Configuration {
    var configuration = NetworkInterface.Configuration(
      name: slot["name"].symbolicText ?? Slot.openName, source: source)
    let properties = slot.properties
    configuration.subnet = reference(properties["subnet"], to: .subnet)
    configuration.privateAddress = privateAddress(of: slot)
    configuration.publicAddress = inlinePublicAddress(
      properties.first("publicIPAddress", "publicIPAddressConfiguration"), of: input)
    configuration.family = word(
      properties["privateIPAddressVersion"], Vocabulary(.ipv4, .ipv6))
    configuration.applicationSecurityGroups = applicationSecurityGroups(
      properties["applicationSecurityGroups"])
    configuration.isPrimary = flag(properties["primary"])
    for key in [
      "loadBalancerBackendAddressPools", "loadBalancerInboundNatRules",
      "loadBalancerInboundNatPools",
    ] {
      configuration.backendPools += list(properties[key]) { $0.member(of: $1) }
    }
    configuration.proxyPools = list(properties["applicationGatewayBackendAddressPools"]) {
      $0.member(of: $1)
    }
    configuration.gatewayBalancer = member(of: properties["gatewayLoadBalancer"])
    return configuration
  }

  mutating func decodeMachine(_ input: ResourceInput) {
    let profile = input.properties["networkProfile"]
    var machine = VirtualMachine(id: input.id, source: input.source)
    machine.isDescribed = input.isDescribed
    let interfaces = profile["networkInterfaces"].elements.map { element in
      (
        isPrimary: flag(element.properties["primary"]),
        reference: reference(element, to: .interface)
      )
    }
    if interfaces.count > 1, !interfaces.contains(where: { $0.isPrimary.value == true }) {
      machine.primaryUnknown = interfaces.compactMap(\.isPrimary.unknown).first
    }
    machine.interfaces =
      interfaces.filter { $0.isPrimary.value == true }.map(\.reference)
      + interfaces.filter { $0.isPrimary.value != true }.map(\.reference)
    for element in profile["networkInterfaceConfigurations"].elements {
      machine.interfaces.append(inlineInterface(element, of: input))
    }
    machine.availabilitySet = reference(input.properties["availabilitySet"])
    estate.machines.insert(machine)
  }

  /// An interface that a machine describes within itself, and that Azure makes from that.
  mutating func inlineInterface(
    _ element: Slot, of machine: ResourceInput
  ) -> Setting<Reference> {
    if let unknown = element.unknown { return .unknown(unknown) }
    guard let name = element["name"].symbolicText else { return .absent }
    let source = element.source ?? machine.source
    let id = machine.id.child("networkInterfaceConfigurations", name)
    index.insert(id)
    let input = ResourceInput(
      id: id, source: source, origin: machine.origin, isDescribed: true, body: element,
      properties: element.properties, location: machine.location, kind: .absent)
    estate.interfaces.insert(interface(input, element.properties))
    return .known(Reference(id, at: source), source)
  }

  mutating func decodePublicAddress(_ input: ResourceInput) {
    var address = PublicIPAddress(id: input.id, source: input.source)
    address.isDescribed = input.isDescribed
    address.address = self.address(input.properties["ipAddress"])
    address.tier = word(
      input.body["sku"]["name"], Vocabulary(.basic, .standard, .standardV2, isOpen: true))
    address.family = word(
      input.properties["publicIPAddressVersion"], Vocabulary(.ipv4, .ipv6))
    if address.tier.isAbsent, let place = placeBeforeTiers(input) ?? placeOfDynamic(input) {
      address.tier = .known(.basic, place)
    }
    address.location = input.location
    let prefix = input.properties["publicIPPrefix"]
    address.isFromPrefix = !prefix.isAbsent
    if address.tier.isAbsent, let source = prefix.source {
      // Prefixes have the tier Standard, and so have the addresses taken from them.
      address.tier = .known(.standard, source)
    }
    // Azure prints the state beside the attachment.
    address.isAttachedToNothing =
      input.origin == .export && input.isDescribed
      && !input.properties["provisioningState"].isAbsent
      && Self.attachments.allSatisfy { input.properties[$0].isAbsent }
    estate.publicAddresses.insert(address)
  }

  /// What an exported address says of who has it.
  private static let attachments = [
    "ipConfiguration", "natGateway", "linkedPublicIPAddress", "servicePublicIPAddress",
  ]

  /// Where an API version stands that has no other tier than Basic.
  func placeBeforeTiers(_ input: ResourceInput) -> SourcePosition? {
    let version = input.body["apiVersion"]
    guard let text = version.value?.text, text.count >= 10, text < "2017-08-01" else { return nil }
    return version.source
  }

  /// Where an IPv4 address is said to be dynamic, which those of the tier Standard never are.
  ///
  /// See <https://learn.microsoft.com/azure/virtual-network/ip-services/public-ip-addresses#sku>.
  private func placeOfDynamic(_ input: ResourceInput) -> SourcePosition? {
    let method = input.properties["publicIPAllocationMethod"]
    let family = input.properties["publicIPAddressVersion"]
    guard method.value?.text?.equalsIgnoringASCIICase("Dynamic") == true,
      family.isAbsent || family.value?.text?.equalsIgnoringASCIICase("IPv4") == true
    else { return nil }
    return method.source
  }

  /// An address that an interface describes within itself, and that Azure makes from that.
  private mutating func inlinePublicAddress(
    _ slot: Slot, of interface: ResourceInput
  ) -> Setting<Reference> {
    if let unknown = slot.unknown { return .unknown(unknown) }
    guard slot.value?.isObject == true, slot["id"].isAbsent,
      let name = slot["name"].symbolicText
    else { return reference(slot) }
    let source = slot.source ?? interface.source
    let id = interface.id.child("publicIPAddressConfigurations", name)
    index.insert(id)
    decodePublicAddress(
      ResourceInput(
        id: id, source: source, origin: interface.origin, isDescribed: true, body: slot,
        properties: slot.properties, location: interface.location, kind: .absent))
    return .known(Reference(id, at: source), source)
  }
}
