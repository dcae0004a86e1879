package import EstateModel
package import TrafficSets

// Every address whose number no input tells is entered into the book once, before the graph is
// asked, so that all questions see the same ones.
extension ReachabilityGraph {
  static func addresses(
    of estate: Estate, _ selectors: SelectorIndex, numberedLike other: AddressBook?
  ) -> AddressBook {
    var book = AddressBook(serviceTags: estate.serviceTags, numberedLike: other)
    book.homeRegion = estate.homeRegion
    book.expect(estate.interfaces.all.count + 2 * estate.subnets.all.count)
    var sidesBySubnet: [ResourceID: AddressBook.AzuresSide] = [:]
    for interface in estate.interfaces {
      for (index, configuration) in interface.configurations.enumerated() {
        guard configuration.privateAddress.value == nil || configuration.subnet.value == nil else {
          continue
        }
        let address = book.add(
          .interface(interface.id, index), label: selectors.text(for: interface.id),
          configuration.subnet.value.map { .dynamic(subnet: $0.id) } ?? .elsewhere)
        if configuration.isIPv6 {
          book.noteIPv6(address)
        } else if configuration.family.unknown != nil {
          book.noteOpenFamily(address)
        }
      }
      if interface.configurations.isEmpty {
        book.add(
          .interface(interface.id, 0), label: selectors.text(for: interface.id), .elsewhere)
      }
      let home = interface.configurations.first?.subnet.value?.id
      let side: AddressBook.AzuresSide
      if let home, let known = sidesBySubnet[home] {
        side = known
      } else {
        let network = home.flatMap { estate.subnets[$0]?.network }
        side = AddressBook.AzuresSide(network.flatMap { estate.networks[$0]?.location } ?? .absent)
        if let home { sidesBySubnet[home] = side }
      }
      book.add(side, of: .interface(interface.id), named: selectors.text(for: interface.id))
    }
    for balancer in estate.loadBalancers where balancer.isModelled {
      for frontend in balancer.frontends where !frontend.publicPrefix.isAbsent {
        book.addAzures(
          .frontendPrefix(frontend.id),
          label: "public IP prefix of \(selectors.text(for: balancer.id))", in: .absent)
      }
      for frontend in balancer.frontends
      where !frontend.isPublic && frontend.privateAddress.value == nil {
        let address = book.add(
          .host(.frontend(frontend.id)), label: selectors.text(for: balancer.id),
          frontend.subnet.value.map { .dynamic(subnet: $0.id) } ?? .elsewhere)
        if frontend.family.value == .ipv6 { book.noteIPv6(address) }
        if frontend.family.unknown != nil { book.noteOpenFamily(address) }
      }
    }
    for endpoint in estate.privateEndpoints
    where endpoint.addresses.compactMap(\.value).isEmpty || endpoint.subnet.value == nil {
      book.add(
        .privateEndpoint(endpoint.id), label: selectors.text(for: endpoint.id),
        endpoint.subnet.value.map { .dynamic(subnet: $0.id) } ?? .elsewhere)
    }
    for subnet in estate.subnets {
      let location = estate.networks[subnet.network]?.location ?? .absent
      book.add(
        .serviceEndpoint(subnet.id), label: selectors.text(for: subnet.id), .elsewhere)
      book.addAzures(
        .egress(.subnet(subnet.id)),
        label: "public address of \(selectors.text(for: subnet.id))", in: location)
      if subnet.prefixes.isEmpty || subnet.prefixes.contains(where: { $0.value == nil }) {
        book.add(
          .host(.subnet(subnet.id)), label: "hosts of \(selectors.text(for: subnet.id))",
          .dynamic(subnet: subnet.id))
      }
    }
    for compute in estate.computes {
      let label = selectors.text(for: compute.id)
      if let subnet = compute.subnet.value {
        book.add(.host(.compute(compute.id)), label: label, .dynamic(subnet: subnet.id))
      } else {
        book.add(.host(.compute(compute.id)), label: label, .elsewhere)
      }
      let home = compute.workspace.value.flatMap { estate.workspaces[$0.id]?.location } ?? .absent
      book.addAzures(
        .egress(.compute(compute.id)), label: "public address of \(label)",
        in: compute.location.isAbsent ? home : compute.location)
    }
    for deployment in estate.onlineDeployments {
      let label = selectors.text(for: deployment.id)
      book.add(.host(.deployment(deployment.id)), label: label, .elsewhere)
      let workspace = deployment.endpoint.value.flatMap { estate.onlineEndpoints[$0.id] }?
        .workspace.value.flatMap { estate.workspaces[$0.id] }
      book.addAzures(
        .egress(.deployment(deployment.id)), label: "public address of \(label)",
        in: workspace?.location ?? .absent)
    }
    for workspace in estate.workspaces {
      let label = "Azure Machine Learning for \(selectors.text(for: workspace.id))"
      book.add(.host(.service(workspace.id)), label: label, .elsewhere)
    }
    addManagedPrivateEndpoints(of: estate, selectors, to: &book)
    for service in estate.services where service.sendsFromAzure {
      let region = Estate.region(service.location.value).map { "AzureCloud.\($0)" }
      book.add(
        .egress(.other(service.id)), label: "public address of \(selectors.text(for: service.id))",
        .open(tags: [region ?? "AzureCloud"], mayHaveOtherTags: true))
    }
    for service in estate.services where service.isInjected {
      book.add(
        .host(.injected(service.id)), label: selectors.text(for: service.id),
        service.subnet.value.map { .dynamic(subnet: $0.id) } ?? .elsewhere)
    }
    for cluster in estate.clusters {
      let label = selectors.text(for: cluster.id)
      if cluster.isIntegrated.value == true {
        book.add(
          .host(.injected(cluster.id)), label: "API server of \(label)",
          cluster.apiServerSubnet.value.map { .dynamic(subnet: $0.id) } ?? .elsewhere)
      }
      if let subnet = cluster.nodeSubnets.first?.value {
        book.add(.host(.cluster(cluster.id)), label: label, .dynamic(subnet: subnet.id))
      } else {
        book.add(.host(.cluster(cluster.id)), label: label, .elsewhere)
      }
      book.addAzures(
        .egress(.cluster(cluster.id)), label: "public address of \(label)", in: cluster.location)
      let routerSubnet = estate.routerSubnet(of: cluster)
      let kind: AddressBook.Kind =
        routerSubnet.map { .dynamic(subnet: $0.id) } ?? .elsewhere
      book.add(.router(cluster.id), label: "router of \(label)", kind)
    }
    for client in estate.clients {
      let label = "client/\(client.name)"
      switch client.placement {
      case .internet:
        let known = client.addresses.compactMap(\.value)
        book.specific.formUnion(AddressSet(known))
      case .subnet(let subnet):
        if let subnet = subnet.value, client.addresses.isEmpty {
          book.add(.host(.client(client.name)), label: label, .dynamic(subnet: subnet.id))
        }
      case .gateway:
        if !client.addresses.contains(where: { $0.value != nil }) {
          book.add(.host(.client(client.name)), label: label, .onPremises)
        }
        // The site's own internet access: some public address that no input tells.
        book.add(
          .egress(.client(client.name)), label: "public address of \(label)",
          .open(tags: [], mayHaveOtherTags: true))
      }
    }
    for site in estate.localGateways {
      let label = selectors.text(for: site.id)
      if site.addressSpace.isEmpty || site.addressSpace.contains(where: { $0.value == nil }) {
        book.add(.host(.site(site.id)), label: label, .onPremises)
      }
      book.add(
        .egress(.site(site.id)), label: "public address of \(label)",
        .open(tags: [], mayHaveOtherTags: true))
    }
    for gateway in estate.gateways where !gateway.clientPools.isEmpty {
      book.add(
        .egress(.site(gateway.id)),
        label: "public address of clients of \(selectors.text(for: gateway.id))",
        .open(tags: [], mayHaveOtherTags: true))
    }
    let isPlaceless = estate.publicAddresses.contains { $0.location.isAbsent }
    let regionsOfUse = isPlaceless ? estate.regionsOfUse : [:]
    let areKnown = estate.publicAddresses.allSatisfy { $0.address.value != nil }
    let families = areKnown ? [:] : familiesOfPublicAddresses(of: estate)
    let others = familiesByHolder(of: estate)
    for address in estate.publicAddresses {
      // An address is in the region of what has it.
      let location =
        address.location.isAbsent ? regionsOfUse[address.id] ?? .absent : address.location
      if let number = address.address.value {
        book.own(number, region: Region(location), isAzures: !address.isFromPrefix)
      } else {
        let (key, label) = (
          AddressBook.Key.publicAddress(address.id), selectors.text(for: address.id)
        )
        let family = families[address.id] ?? family(of: address) ?? others[address.id]
        let named: Address
        if address.isFromPrefix || family == .ipv6 {
          // Azure's own tag holds no address of IPv6.
          named = book.add(
            key, label: label, .open(tags: [], mayHaveOtherTags: address.isFromPrefix))
        } else {
          named = book.addAzures(key, label: label, in: location)
        }
        switch family {
        case .ipv4: book.noteIPv4(named)
        case .ipv6: book.noteIPv6(named)
        case nil: book.noteOpenFamily(named)
        }
      }
    }
    let parts = estate.partsOfPublicPrefixes
    for prefix in estate.publicPrefixes {
      if let own = parts[prefix.id] {
        book.own(own, of: prefix)
        continue
      }
      let (key, label) = (AddressBook.Key.publicPrefix(prefix.id), selectors.text(for: prefix.id))
      if prefix.isAzures, prefix.isDescribed, prefix.family.value != .ipv6 {
        book.addAzures(key, label: label, in: prefix.location)
      } else {
        // Of a range of the user's own no tag is known, nor does Azure's own hold IPv6.
        let address = book.add(key, label: label, .open(tags: [], mayHaveOtherTags: true))
        if prefix.family.value == .ipv6 { book.noteIPv6(address) }
      }
    }
    book.add(
      .somewhere, label: "an address that no input tells", .open(tags: [], mayHaveOtherTags: true))
    for front in estate.fronts(selectors) { add(front, to: &book) }
    let tags = estate.tagsInRules.union(estate.tagsOfManagers)
    for tag in tags.union(ServiceTagCatalog.ofServices).sorted() where !book.holds(tag: tag) {
      let cloud = RegionPairs.region(ofTag: tag).map { "AzureCloud.\($0)" } ?? "AzureCloud"
      book.add(
        .tag(tag), label: "service/\(ServiceTagCatalog.spelled(tag))",
        .open(tags: [tag, cloud], mayHaveOtherTags: false))
      if tags.contains(tag) { book.noteRuleTag(tag) }
    }
    addServicesOfEndpoints(of: estate, to: &book)
    addFirewalls(of: estate, selectors, to: &book)
    for (id, subnet) in estate.bastions.map({ ($0.id, $0.subnet) })
      + estate.applicationGateways.map({ ($0.id, $0.subnet) })
    {
      book.add(
        .host(.platform(id)), label: selectors.text(for: id),
        subnet.value.map { .dynamic(subnet: $0.id) } ?? .elsewhere)
    }
    for gateway in estate.applicationGateways {
      for frontend in gateway.frontends
      where frontend.mayBePrivate && frontend.privateAddress.value == nil {
        book.add(
          .gatewayFrontend(frontend.id), label: selectors.text(for: gateway.id),
          gateway.subnet.value.map { .dynamic(subnet: $0.id) } ?? .elsewhere)
      }
    }
    return book
  }

  static func add(_ front: Front, to book: inout AddressBook) {
    let microsoft = front.resource != nil || !front.tags.isEmpty
    var tags = front.tags.flatMap { book.tags(besides: $0) }
    var open = false
    if microsoft {
      tags.append(front.location.map { "AzureCloud.\($0)" } ?? "AzureCloud")
    } else {
      open = ServiceCatalog.mayHaveTag(host: front.name)
    }
    if front.group == "amlworkspace", front.selector.hasPrefix("endpoint/") { open = true }
    if front.mayHaveOtherTags { open = true }
    book.add(
      .front(front.name), label: front.selector, .open(tags: tags, mayHaveOtherTags: open))
  }

  /// What service endpoints lead to is a part of the internet that may fare otherwise than the rest.
  private static func addServicesOfEndpoints(of estate: Estate, to book: inout AddressBook) {
    struct Use: Hashable {
      let endpoint: String
      let home: String?
    }
    var uses: Set<Use> = []
    for subnet in estate.subnets where !subnet.serviceEndpoints.isEmpty {
      let home = Estate.region(estate.networks[subnet.network]?.location.value)
      for name in subnet.serviceEndpoints.compactMap(\.value) {
        uses.insert(Use(endpoint: name.lowercased(), home: home))
      }
    }
    let tags = uses.flatMap {
      ServiceCatalog.tags(ofServiceEndpoint: $0.endpoint, in: $0.home) ?? []
    }
    for tag in Set(tags.map { $0.lowercased() }).sorted() where !book.holds(tag: tag) {
      let cloud = RegionPairs.region(ofTag: tag).map { "AzureCloud.\($0)" } ?? "AzureCloud"
      book.add(
        .tag(tag), label: "service/\(ServiceTagCatalog.spelled(tag))",
        .open(tags: [tag, cloud], mayHaveOtherTags: false))
      book.noteRuleTag(tag)
    }
  }

  /// The addresses that firewalls put in the place of others, and those behind names of their rules.
  private static func addFirewalls(
    of estate: Estate, _ selectors: SelectorIndex, to book: inout AddressBook
  ) {
    for firewall in estate.firewalls {
      let label = selectors.text(for: firewall.id)
      book.add(
        .firewall(firewall.id), label: label,
        firewall.subnet.value.map { .dynamic(subnet: $0.id) } ?? .elsewhere)
      book.addAzures(
        .egress(.other(firewall.id)), label: "public address of \(label)", in: firewall.location)
    }
    for name in estate.namesInRules.sorted() where book[.front(name)] == nil {
      let pattern = NamePattern(name)
      if pattern.isEverything { continue }
      let tag = ServiceCatalog.tag(ofHost: name)
      book.add(
        .name(name), label: "fqdn/\(name)",
        .open(
          tags: tag.map { book.tags(besides: $0) + ["AzureCloud"] } ?? [],
          mayHaveOtherTags: tag == nil && pattern.mayBeMicrosofts))
    }
    for tag in estate.nameTagsInRules.sorted() {
      // Which names those are no input tells.
      book.add(
        .name(NamePattern.nameOfTag(tag)), label: "names of the tag \(tag)",
        .open(tags: [], mayHaveOtherTags: true))
    }
  }

  private static func addManagedPrivateEndpoints(
    of estate: Estate, _ selectors: SelectorIndex, to book: inout AddressBook
  ) {
    let targets =
      estate.storageAccounts.map(\.id) + estate.keyVaults.map(\.id) + estate.registries.map(\.id)
      + estate.workspaces.map(\.id) + estate.services.map(\.id)
    let owners = ManagedEndpointOwners(estate)
    for target in targets {
      for owner in owners.candidates(for: target)
      where estate.managedPrivateEndpoint(of: owner, to: target, group: nil).isPossible {
        book.add(
          .managedPrivateEndpoint(owner: owner, target: target),
          label:
            "private endpoint of \(selectors.text(for: owner)) to \(selectors.text(for: target))",
          .elsewhere)
      }
    }
  }

  static func privateAddresses(of endpoint: PrivateEndpoint, _ book: AddressBook) -> AddressSet {
    var addresses = AddressSet(endpoint.addresses.compactMap(\.value))
    if let named = book[.privateEndpoint(endpoint.id)] { addresses.formUnion(AddressSet(named)) }
    return addresses
  }

  func addresses(of interface: NetworkInterface, in subnet: ResourceID? = nil) -> AddressSet {
    var addresses = AddressSet.empty
    for (index, configuration) in interface.configurations.enumerated() {
      if let subnet, configuration.subnet.value?.id != subnet { continue }
      if let address = configuration.privateAddress.value ?? book[.interface(interface.id, index)] {
        addresses.formUnion(AddressSet(address))
      }
    }
    if interface.configurations.isEmpty, let address = book[.interface(interface.id, 0)] {
      addresses.formUnion(AddressSet(address))
    }
    return addresses
  }

  func addresses(of endpoint: PrivateEndpoint) -> AddressSet {
    Self.privateAddresses(of: endpoint, book)
  }

  /// Numbers and named addresses of everything in the subnet.
  package func addresses(of subnet: Subnet) -> AddressSet {
    AddressSet(subnet.prefixes.compactMap(\.value)).union(book.dynamicAddresses(in: subnet.id))
  }

  /// The host addresses of the subnet that no interface or private endpoint of the estate has.
  ///
  /// Azure keeps the first four addresses of each prefix and the last for itself.
  func unclaimedAddresses(of subnet: Subnet) -> AddressSet {
    knownNetworks.unclaimed.value(for: subnet.id) { newUnclaimedAddresses(of: subnet) }
  }

  func newUnclaimedAddresses(of subnet: Subnet) -> AddressSet {
    var addresses = AddressSet.empty
    for prefix in subnet.prefixes.compactMap(\.value) {
      addresses.formUnion(AddressSet(prefix).subtracting(Self.reserved(in: prefix)))
    }
    if let named = book[.host(.subnet(subnet.id))] { addresses.formUnion(AddressSet(named)) }
    for interface in interfacesBySubnet[subnet.id] ?? [] {
      addresses = addresses.subtracting(self.addresses(of: interface))
    }
    for frontend in balancers.frontendsBySubnet[subnet.id] ?? [] {
      addresses = addresses.subtracting(address(ofFrontend: frontend))
    }
    for endpoint in privateEndpointsBySubnet[subnet.id] ?? [] {
      addresses = addresses.subtracting(self.addresses(of: endpoint))
    }
    return addresses
  }

  static func reserved(in prefix: AddressPrefix) -> AddressSet {
    guard prefix.family == .ipv4, prefix.length <= 29 else { return .empty }
    let first = AddressSet(AddressPrefix(prefix.first, length: 30))
    let last = AddressSet(prefix.last)
    return first.union(last)
  }
}
