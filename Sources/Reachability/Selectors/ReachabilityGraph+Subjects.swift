internal import EstateModel
internal import TrafficSets

extension ReachabilityGraph {
  /// What an entry of the selector index stands for.
  package func subject(of entry: SelectorIndex.Entry, part: String? = nil) -> Subject {
    guard let id = entry.id else {
      let name = String(entry.selector.dropFirst("client/".count))
      return Subject(
        selector: entry.selector, senders: [.init(.client(name))],
        goal: .anyOf([.host(.client(name))]))
    }
    // Where others have the selector, too, it is the id.
    let selector = selectors.text(for: id)
    var subject =
      networkSubject(id, selector) ?? serviceSubject(id, selector, part)
      ?? machineLearningSubject(id, selector) ?? otherSubject(id, selector)
    subject.resource = id
    subject.part = part
    return subject
  }

  /// What is not modelled can be asked about; the answer is that nothing is decided. Parts of the
  /// network that are no hosts send and take nothing.
  private func otherSubject(_ id: ResourceID, _ selector: String) -> Subject {
    guard estate.others[id] != nil else {
      return Subject(
        selector: selector,
        silence: silence(ofPublicAddress: id)
          ?? "\(selector) is a part of the network and no host")
    }
    let front =
      estate.front(ofUnmodelled: id, selectors)
      ?? Front(
        owner: .resource(id), selector: selector, name: "<\(selector)>", tags: [], ports: [443])
    return Subject(
      selector: selector, senders: [.init(.other(id))], goal: .anyOf([.front(front)]))
  }

  /// What is listed without its properties can be asked about; the answer is that nothing is decided.
  private func listedOnly(_ id: ResourceID, _ selector: String) -> Subject? {
    guard estate.listedOnly[id] != nil else { return nil }
    return Subject(
      selector: selector, senders: [.init(.other(id))], goal: .anyOf([.host(.other(id))]))
  }

  private func networkSubject(_ id: ResourceID, _ selector: String) -> Subject? {
    if let machine = estate.machineOrScaleSet(id) {
      return subject(ofMachine: machine, selector)
    }
    if estate.localGateways[id] != nil {
      return Subject(
        selector: selector, senders: [.init(.site(id))], goal: .anyOf([.host(.site(id))]))
    }
    if estate.interfaces[id] != nil {
      return Subject(
        selector: selector, senders: [.init(.interface(id))],
        goal: .anyOf([.host(.interface(id))]))
    }
    if estate.subnets[id] != nil {
      let hosts = hosts(inSubnet: id)
      return Subject(
        selector: selector, senders: hosts.map { .init($0) },
        goal: .each(hosts.map { .host($0) }))
    }
    if estate.networks[id] != nil {
      let hosts = (subnetsByNetwork[id] ?? []).flatMap { self.hosts(inSubnet: $0.id) }
      if hosts.isEmpty, let subject = listedOnly(id, selector) { return subject }
      return Subject(
        selector: selector, senders: hosts.map { .init($0) },
        goal: .each(hosts.map { .host($0) }),
        silence: hosts.isEmpty ? "\(selector) has no subnet in the input" : nil)
    }
    if let balancer = estate.loadBalancers[id], balancer.isModelled {
      return Subject(
        selector: selector, goal: .anyOf(balancer.frontends.map { .host(.frontend($0.id)) }),
        silence: "a load balancer calls nobody")
    }
    if let firewall = estate.firewalls[id] {
      return Subject(
        selector: selector, goal: .anyOf([.front(front(of: firewall))]),
        silence: "a firewall passes on what others send")
    }
    if let front = frontWithoutHost(id, selector) {
      return Subject(
        selector: selector, goal: .anyOf([.front(front)]), silence: "nobody is behind \(selector)")
    }
    if estate.bastions[id] != nil || estate.applicationGateways[id] != nil {
      return Subject(
        selector: selector, senders: [.init(.platform(id))], goal: .anyOf([.host(.platform(id))]))
    }
    if let endpoint = estate.privateEndpoints[id] {
      return subject(ofPrivateEndpoint: endpoint, selector)
    }
    return nil
  }

  /// A machine is where its interfaces are; one of them that nobody knows leaves open whatever the others
  /// do not settle.
  private func subject(ofMachine machine: VirtualMachine, _ selector: String) -> Subject {
    let interfaces = machine.interfaces.compactMap { $0.value?.id }
    if interfaces.isEmpty, let subject = listedOnly(machine.id, selector) { return subject }
    let hasUnknown = interfaces.isEmpty || machine.interfaces.contains { $0.unknown != nil }
    let open: [Host] = hasUnknown ? [.other(machine.id)] : []
    let senders: [Host] =
      machine.interfaces.first?.value == nil
      ? open : interfaces.count > 1 ? [.machine(machine.id)] : interfaces.map { .interface($0) }
    return Subject(
      selector: selector, senders: senders.map { .init($0) },
      goal: .anyOf((interfaces.map { .interface($0) } + open).map { .host($0) }))
  }

  private func hosts(inSubnet id: ResourceID) -> [Host] {
    // One that may be there is asked about as well, and leaves the answer open.
    let interfaces = ((interfacesBySubnet[id] ?? []) + (possibleInterfacesBySubnet[id] ?? []))
      .map { Host.interface($0.id) }
    let rest = Host.subnet(id)
    return addresses(of: rest).isEmpty && !interfaces.isEmpty ? interfaces : [rest] + interfaces
  }

  private func serviceSubject(_ id: ResourceID, _ selector: String, _ part: String?) -> Subject? {
    if let account = estate.storageAccounts[id] {
      let front = estate.front(of: account, part ?? "blob", selectors)
      return Subject(
        selector: part.map { "\(selector)/\($0)" } ?? selector, goal: .anyOf([.front(front)]))
    }
    if let vault = estate.keyVaults[id] {
      return Subject(
        selector: selector, goal: .anyOf([.front(estate.front(of: vault, selectors))]))
    }
    if let registry = estate.registries[id] {
      return Subject(
        selector: selector,
        goal: .allOf(estate.fronts(of: registry, selectors).map { .front($0) }))
    }
    if let service = estate.services[id] { return subject(of: service, selector, part) }
    if let monitor = estate.monitors[id] {
      let part = part.flatMap { Monitor.Part(rawValue: $0) }
      let front = estate.front(of: monitor, part ?? .ingestion, selectors)
      return Subject(
        selector: part.map { "\(selector)/\($0.rawValue)" } ?? selector,
        goal: .anyOf([.front(front)]), silence: "\(selector) only takes in and answers")
    }
    if estate.monitorScopes[id] != nil {
      return Subject(
        selector: selector,
        silence: "a private link scope is no host: ask to what it holds")
    }
    if let cluster = estate.clusters[id] {
      // As a sender it is its nodes, as a destination its API server.
      return Subject(
        selector: selector, senders: [.init(.cluster(id))],
        goal: .anyOf([.front(estate.front(of: cluster, selectors))]))
    }
    return nil
  }

  /// One that is in a subnet is a host there; else a client needs the names that the selector means.
  private func subject(
    of service: PlatformService, _ selector: String, _ part: String?
  ) -> Subject {
    // An app sends through the subnet of its integration, a container app from that of its environment;
    // of others no input tells it.
    let senders = [
      Subject.Sender(
        service.sendingSubnet.value == nil ? .other(service.id) : .app(service.id))
    ]
    if service.isInjected {
      return Subject(
        selector: selector, senders: senders, goal: .anyOf([.host(.injected(service.id))]))
    }
    let named = part.flatMap { service.kind.name(of: $0) }
    let names = named.map { [$0] } ?? service.ownNames
    return Subject(
      selector: named.map { "\(selector)/\($0.part)" } ?? selector, senders: senders,
      goal: .allOf(names.map { .front(estate.front(of: service, $0, selectors)) }))
  }

  private func machineLearningSubject(_ id: ResourceID, _ selector: String) -> Subject? {
    if let workspace = estate.workspaces[id] {
      return Subject(
        selector: selector, senders: [.init(.service(id))],
        goal: .anyOf([.front(estate.front(of: workspace, selectors))]))
    }
    if let endpoint = estate.onlineEndpoints[id] {
      return Subject(
        selector: selector, goal: .anyOf([.front(estate.front(of: endpoint, selectors))]))
    }
    if let endpoint = estate.batchEndpoints[id] {
      return Subject(
        selector: selector, goal: .anyOf([.front(estate.front(of: endpoint, selectors))]))
    }
    if let deployment = estate.onlineDeployments[id] {
      let endpoint = deployment.endpoint.value.flatMap { estate.onlineEndpoints[$0.id] }
      let isolated = "deployments take traffic only from their endpoint"
      if deployment.isKubernetes || endpoint?.isKubernetes == true {
        let compute = endpoint?.compute.value.map { sender(ofCompute: $0.id) }
        return Subject(
          selector: selector, senders: [.init(compute ?? .other(id))], silence: isolated)
      }
      return Subject(selector: selector, senders: [.init(.deployment(id))], silence: isolated)
    }
    if let deployment = estate.batchDeployments[id] {
      let compute = deployment.compute.value.map { Host.compute($0.id) }
      return Subject(
        selector: selector, senders: [.init(compute ?? .other(id))],
        silence: "deployments take traffic only from their endpoint")
    }
    if let compute = estate.computes[id] {
      // A machine that was attached is the machine itself.
      if case .other(let kind) = compute.kind.value, kind.lowercased() == "virtualmachine",
        let machine = compute.attached.value?.id,
        let subject = networkSubject(machine, selector)
      {
        return subject
      }
      return Subject(
        selector: selector, senders: [.init(sender(ofCompute: id))],
        goal: .anyOf(
          [.host(.compute(id))]
            + (estate.front(of: compute, selectors).map { [.front($0)] } ?? [])))
    }
    return nil
  }

  /// What sends for a compute: of one on AKS the nodes of the cluster.
  private func sender(ofCompute id: ResourceID) -> Host {
    let cluster = estate.computes[id]?.cluster.value.flatMap { estate.clusters[$0.id] }
    return cluster.map { .cluster($0.id) } ?? .compute(id)
  }

  // MARK: - What no resource stands for

  /// Microsoft's registries and services, names and addresses: selectors that every estate has.
  package func wellKnownSubject(kind: String, name: String) -> Subject? {
    switch kind {
    case "internet":
      let host = name.isEmpty ? Host.internet : Host.address(name)
      if !name.isEmpty {
        guard let address = Address(name) else { return nil }
        if let owner = publicAddressSubject(address, "internet/\(name)") { return owner }
      }
      return Subject(
        selector: name.isEmpty ? "internet" : "internet/\(name)", senders: [.init(host)],
        goal: .anyOf([.host(host)]))
    case "registry": return microsoftRegistry(name)
    case "service": return taggedService(name)
    case "fqdn": return name.isEmpty ? nil : namedHost(name)
    case "ip": return Address(name).flatMap { addressSubject($0, name) }
    default: return nil
    }
  }

  private func microsoftRegistry(_ name: String) -> Subject? {
    let selector = "registry/\(name.lowercased())"
    func front(_ host: String, _ tag: String) -> Destination {
      .front(
        Front(
          owner: .wellKnown(selector), selector: selector, name: host,
          tags: [tag], ports: [443]))
    }
    switch name.lowercased() {
    case "mcr":
      // The layers come from data endpoints behind Front Door: the first tag depends on the second.
      return Subject(
        selector: "registry/mcr",
        goal: .allOf([
          front("mcr.microsoft.com", "MicrosoftContainerRegistry"),
          front("<region>.data.mcr.microsoft.com", "AzureFrontDoor.FirstParty"),
        ]))
    case "viennaglobal":
      return Subject(
        selector: "registry/viennaglobal",
        goal: .allOf([front("viennaglobal.azurecr.io", "AzureContainerRegistry")]))
    default: return nil
    }
  }

  /// Names of services and their tags that are near to one that is neither.
  func nearServices(_ name: String) -> [String] {
    let wanted = name.lowercased()
    let names = ["ENTRAID", "ARM", "AZUREML", "FRONTDOOR"] + ServiceTagCatalog.all
    let scored = names.map { (distance: editDistance(wanted, $0.lowercased()), name: $0) }
    return scored.filter { $0.distance <= max(2, wanted.count / 2) }.sorted { $0 < $1 }.prefix(5)
      .map { "service/\($0.name)" }
  }

  private func taggedService(_ name: String) -> Subject? {
    let aliases = [
      "entraid": "AzureActiveDirectory", "arm": "AzureResourceManager",
      "azureml": "AzureMachineLearning", "frontdoor": "AzureFrontDoor.Frontend",
    ]
    let alias = aliases[name.lowercased()]
    let tag = alias ?? ServiceTagCatalog.spelled(name)
    guard ServiceTagCatalog.holds(tag) || book.holds(tag: tag) else { return nil }
    // However it is written, it is one node.
    let selector = "service/\(alias == nil ? tag : name.uppercased())"
    let hosts = [
      "azureactivedirectory": "login.microsoftonline.com",
      "azureresourcemanager": "management.azure.com", "azurefrontdoor.frontend": "ml.azure.com",
    ]
    func front(_ name: String) -> Destination {
      .front(
        Front(
          owner: .wellKnown(selector), selector: selector, name: name, tags: [tag],
          location: RegionPairs.region(ofTag: tag), ports: [443],
          serviceEndpoint: ServiceCatalog.serviceEndpoint(ofTag: tag)))
    }
    let host = hosts[tag.lowercased()]
    var names = [host ?? "<\(tag)>"]
    // The studio's pages are one host of many that the tag holds; the short name means them alone.
    if alias == nil, tag.lowercased() == "azurefrontdoor.frontend" { names.append("<\(tag)>") }
    // It sends from its own addresses, which are a part of the internet.
    // Of a region of which no rule speaks, the service is a part of what its tag stands for everywhere.
    let known =
      (book[.tag(tag.lowercased())] ?? tagWithoutRegion(tag).flatMap { book[.tag($0)] })
      .map { AddressSet($0) }
    let addresses = known ?? (book.holds(tag: tag) ? self.meaning(ofServiceTag: tag).certain : nil)
    return Subject(
      selector: selector,
      senders: addresses.map { [.init(.internet, addresses: $0)] } ?? [],
      goal: names.count == 1 ? .anyOf([front(names[0])]) : .allOf(names.map { front($0) }),
      silence: "no input tells the addresses of the tag \(tag); give them by --service-tags")
  }

  /// In small letters; `nil` for a tag without a region.
  private func tagWithoutRegion(_ tag: String) -> String? {
    guard RegionPairs.region(ofTag: tag) != nil, let dot = tag.lastIndex(of: ".") else {
      return nil
    }
    return tag[..<dot].lowercased()
  }

  private func namedHost(_ name: String) -> Subject {
    let host = name.lowercased()
    // The name of a service of the estate is that service, and so is what public DNS makes of it.
    let own = estate.fronts(selectors).filter { $0.resource != nil && $0.isNamed(host) }
    if !own.isEmpty {
      return Subject(selector: "fqdn/\(host)", goal: .anyOf(own.prefix(1).map { .front($0) }))
    }
    if let further = estate.front(furtherNamed: host, selectors) {
      return Subject(selector: "fqdn/\(host)", goal: .anyOf([.front(further)]))
    }
    let tag = ServiceCatalog.tag(ofHost: host)
    let front = Front(
      owner: .wellKnown("fqdn/\(host)"), selector: "fqdn/\(host)", name: host,
      tags: tag.map { [$0] } ?? [], ports: [],
      serviceEndpoint: tag.flatMap { ServiceCatalog.serviceEndpoint(ofTag: $0) })
    guard mayBePrivate(host) else {
      return Subject(selector: "fqdn/\(host)", goal: .anyOf([.front(front)]))
    }
    return Subject(
      selector: "fqdn/\(host)", goal: .anyOf(destinations(ofName: host, publicly: front)),
      calledName: host)
  }
}
