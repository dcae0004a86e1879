import EstateModel
import Reachability

// How the nodes of a picture are named, and the one fact of each that matters.
extension Stage {
  func id(of participant: Participant) -> String {
    switch participant {
    case .internet: return "internet"
    case .address(let text), .wellKnown(let text): return text
    case .client(let name): return "client/\(name)"
    case .resource(let id):
      if let members = groups[id] { return self.id(ofGroup: members) }
      // The box of a cluster has the selector's own name.
      return estate.clusters[id] == nil
        ? graph.selectors.text(for: id) : graph.selectors.text(for: id) + "/nodes"
    case .hosts(let id): return graph.selectors.text(for: id) + "/*"
    case .anotherHost(let id): return graph.selectors.text(for: id) + "/* (another)"
    case .managedPrivateEndpoint(let owner, let target):
      return graph.text(for: .managedPrivateEndpoint(owner: owner, target: target))
    case .router(let cluster): return graph.text(for: .router(cluster: cluster))
    }
  }

  func node(for participant: Participant) -> Scene.Node {
    let id = id(of: participant)
    func node(
      _ kind: Scene.Kind, _ name: String, _ fact: String = "", _ second: String = "",
      _ placement: Scene.Node.Placement? = nil
    ) -> Scene.Node {
      Scene.Node(
        id: id, kind: kind, name: name, fact: fact, secondFact: second, placement: placement)
    }
    switch participant {
    case .internet:
      let clients = internetClients.map { "client/\($0)" }.joined(separator: ", ")
      return node(
        .internet, "internet", "any public client", clients.isEmpty ? "" : "such as \(clients)")
    case .address(let text): return node(.client, text)
    case .client(let name):
      let facts = facts(ofClient: name)
      let isInside = container(of: participant) != .outside
      return node(.client, id, facts.first, facts.second, isInside ? .automatic : .first)
    case .resource(let resource):
      if let members = groups[resource] { return self.node(forGroup: members) }
      return self.node(forResource: resource, id: id)
    case .hosts(let place):
      let kind = estate.subnets[place] == nil ? "network" : "subnet"
      return node(
        .hosts, isDivided(place) ? "any other host" : "any host", "of this \(kind)")
    case .anotherHost(let place):
      let kind = estate.subnets[place] == nil ? "network" : "subnet"
      return node(.hosts, "another host", "of this \(kind)")
    case .managedPrivateEndpoint(_, let target):
      return node(.privateEndpoint, "private endpoint", "to \(graph.selectors.text(for: target))")
    case .router(let cluster):
      return node(.loadBalancer, "azureml-fe", facts(ofRouterOn: cluster))
    case .wellKnown(let selector):
      let facts = Self.facts(ofWellKnown: selector)
      let isRegistry = selector.hasPrefix("registry/")
      return node(
        isRegistry ? .microsoftRegistry : selector.hasPrefix("fqdn/") ? .internet : .service,
        facts.name, facts.fact, "", .automatic)
    }
  }

  /// The resource by itself, whatever it stands for.
  func singleNode(for resource: ResourceID) -> Scene.Node {
    node(forResource: resource, id: graph.selectors.text(for: resource))
  }

  private func node(forResource resource: ResourceID, id: String) -> Scene.Node {
    let (kind, facts) = kindAndFacts(of: resource)
    let isDescribed = !undescribed.contains(resource)
    var lines = facts.filter { !$0.isEmpty }
    if !isDescribed { lines = ["in no input"] }
    let container = container(of: .resource(resource))
    if kind == .privateEndpoint, container == .azure { lines.append("subnet not known") }
    var name = kind == .privateEndpoint ? resource.name : id
    if kind == .service, id.hasPrefix(resource.type) {
      name = resource.name
      lines = [resource.type] + lines
    }
    return Scene.Node(
      id: id, kind: kind, name: kind == .kubernetes ? "nodes" : name, fact: lines.first ?? "",
      secondFact: lines.count > 1 ? lines[1] : "",
      // Only a network has an edge to stand on.
      placement: kind == .privateEndpoint && container == .azure ? .automatic : nil,
      isFaded: !isDescribed)
  }

  private func kindAndFacts(of id: ResourceID) -> (Scene.Kind, [String]) {
    if let endpoint = estate.privateEndpoints[id] { return (.privateEndpoint, facts(of: endpoint)) }
    if let workspace = estate.workspaces[id] {
      // A project has no network of its own.
      let network = estate.workspaces[estate.privateLinkWorkspace(of: id)] ?? workspace
      let deciding = network.isDescribed ? network : workspace
      return (.workspace, [access(deciding.publicAccess), list(deciding)])
    }
    if let endpoint = estate.onlineEndpoints[id] {
      return (
        .endpoint, endpoint.isKubernetes ? ["on Kubernetes"] : [access(endpoint.publicAccess)]
      )
    }
    if estate.batchEndpoints[id] != nil { return (.endpoint, ["batch"]) }
    if let deployment = estate.onlineDeployments[id] { return (.deployment, facts(of: deployment)) }
    if let deployment = estate.batchDeployments[id] {
      let compute = deployment.compute.value.map { "on \(graph.selectors.text(for: $0.id))" }
      return (.deployment, ["batch", compute ?? ""])
    }
    if let compute = estate.computes[id] { return (.compute, facts(of: compute)) }
    if let cluster = estate.clusters[id] {
      return (.kubernetes, ["of \(graph.selectors.text(for: cluster.id))"])
    }
    if let account = estate.storageAccounts[id] { return (.storage, [access(account.firewall)]) }
    if let vault = estate.keyVaults[id] { return (.keyVault, [access(vault.firewall)]) }
    if let registry = estate.registries[id] {
      return (.registry, [access(registry.firewall), registry.tier.value ?? ""])
    }
    if let service = estate.services[id] {
      return (.service, [service.isInjected ? "in a subnet" : access(service)])
    }
    if let monitor = estate.monitors[id] { return (.service, [access(monitor.publicIngestion)]) }
    if estate.monitorScopes[id] != nil { return (.service, ["private link scope"]) }
    if estate.perimeterAssociations[id] != nil { return (.service, ["network security perimeter"]) }
    if let gateway = estate.gateways[id] {
      return (.gateway, [gateway.kind.value == .expressRoute ? "ExpressRoute" : "VPN"])
    }
    if let site = estate.localGateways[id] {
      return (.site, [prefixes(site.addressSpace), "over VPN"])
    }
    return networkKindAndFacts(of: id)
  }

  private func networkKindAndFacts(of id: ResourceID) -> (Scene.Kind, [String]) {
    if let machine = estate.machineOrScaleSet(id) {
      let interfaces = machine.interfaces.compactMap {
        $0.value.flatMap { estate.interfaces[$0.id] }
      }
      return (.virtualMachine, facts(of: interfaces))
    }
    if let interface = estate.interfaces[id] { return (.networkInterface, facts(of: [interface])) }
    if let address = estate.publicAddresses[id] {
      return (.publicAddress, [address.address.value?.description ?? "number not known"])
    }
    if let subnet = estate.subnets[id] {
      return (.subnet, [prefixes(subnet.prefixes), contents(ofSubnets: [id])])
    }
    if let network = estate.networks[id] {
      let subnets = estate.subnets.filter { $0.network == id }.map(\.id)
      return (.virtualNetwork, [prefixes(network.addressSpace), contents(ofSubnets: subnets)])
    }
    if estate.zones[id] != nil { return (.dnsZone, ["private DNS zone"]) }
    if let environment = estate.environments[id] {
      return (.environmentImage, [environment.image.value ?? "image not known"])
    }
    if let balancer = estate.loadBalancers[id] {
      let addresses = balancer.frontends.compactMap(\.privateAddress.value?.description)
      let places = addresses.isEmpty ? "" : addresses.joined(separator: ", ")
      let number = publicText(balancer.frontends.flatMap { [$0.publicAddress, $0.publicPrefix] })
      return (
        .loadBalancer,
        balancer.isInternal ? ["internal", places] : ["public", number ?? places]
      )
    }
    return networkServiceKindAndFacts(of: id) ?? (.service, ["not modelled"])
  }
}
