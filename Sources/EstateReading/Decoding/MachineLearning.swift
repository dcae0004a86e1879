internal import EstateModel

extension ResourceKind {
  static let machineLearning: [ResourceKind] = [
    .node("Microsoft.MachineLearningServices/workspaces/onlineEndpoints") {
      $0.decodeOnlineEndpoint($1)
    },
    .node("Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments") {
      $0.decodeOnlineDeployment($1)
    },
    .node("Microsoft.MachineLearningServices/workspaces/batchEndpoints", hasSettings: false) {
      $0.decodeBatchEndpoint($1)
    },
    .node("Microsoft.MachineLearningServices/workspaces/batchEndpoints/deployments") {
      $0.decodeBatchDeployment($1)
    },
    .node("Microsoft.MachineLearningServices/workspaces/computes") { $0.decodeCompute($1) },
    .node(
      "Microsoft.MachineLearningServices/workspaces/environments", hasSettings: false,
      register: { $0.registerEnvironment($1) },
      { $0.decodeEnvironment($1) }),
    .node(
      "Microsoft.MachineLearningServices/workspaces/environments/versions",
      register: { $0.registerEnvironment($1) },
      { $0.decodeEnvironment($1) }),
    .apart("Microsoft.MachineLearningServices/workspaces/datastores"),
    .apart("Microsoft.MachineLearningServices/workspaces/models"),
    .apart("Microsoft.MachineLearningServices/workspaces/models/versions"),
    .apart("Microsoft.MachineLearningServices/workspaces/data"),
    .apart("Microsoft.MachineLearningServices/workspaces/data/versions"),
    .apart("Microsoft.MachineLearningServices/workspaces/codes"),
    .apart("Microsoft.MachineLearningServices/workspaces/codes/versions"),
    .apart("Microsoft.MachineLearningServices/workspaces/connections"),
    .apart("Microsoft.MachineLearningServices/workspaces/jobs"),
    .apart("Microsoft.MachineLearningServices/workspaces/schedules"),
  ]
}

extension EstateDecoding {
  // MARK: Endpoints

  mutating func decodeOnlineEndpoint(_ input: ResourceInput) {
    let properties = input.properties
    var endpoint = OnlineEndpoint(id: input.id, source: input.source)
    endpoint.isDescribed = input.isDescribed
    endpoint.origin = input.origin
    endpoint.workspace = ancestor(of: input.id, at: input.source)
    endpoint.publicAccess = word(properties["publicNetworkAccess"], .publicAccess)
    endpoint.compute = compute(properties["compute"], of: input.id)
    if input.isDescribed {
      endpoint.isKubernetes = !endpoint.compute.isAbsent || isKubernetes(input)
    }
    estate.onlineEndpoints.insert(endpoint)
  }

  mutating func decodeOnlineDeployment(_ input: ResourceInput) {
    var deployment = OnlineDeployment(id: input.id, source: input.source)
    deployment.isDescribed = input.isDescribed
    deployment.endpoint = ancestor(of: input.id, at: input.source)
    deployment.egressPublicAccess = word(input.properties["egressPublicNetworkAccess"], .egress)
    if deployment.egressPublicAccess.isAbsent, let open = privateConnection(input) {
      deployment.egressPublicAccess = .unknown(open)
    }
    deployment.image = image(input)
    if input.isDescribed { deployment.isKubernetes = isKubernetes(input) }
    deployment.registries = registries(input)
    estate.onlineDeployments.insert(deployment)
  }

  /// Why it is not known how a deployment sends: old previews had a flag of which no document tells what it
  /// does.
  private mutating func privateConnection(_ input: ResourceInput) -> UnknownValue? {
    let written = [
      input.properties["privateNetworkConnection"],
      input.properties["properties"]["private-network-connection"],
    ]
    guard let slot = written.first(where: { !$0.isAbsent }) else { return nil }
    if let unknown = slot.unknown { return unknown }
    if slot.value?.text?.lowercased() == "false" { return nil }
    let unknown = UnknownValue(
      key: "\(input.id)#privateNetworkConnection",
      because: "no document tells what 'privateNetworkConnection' of old previews does",
      source: slot.source)
    ledger.note(unknown)
    return unknown
  }

  /// The registries that assets of a deployment are taken from: `azureml://registries/NAME/…`, or the id of
  /// an asset of a registry.
  @discardableResult
  private mutating func registries(_ input: ResourceInput) -> [Setting<String>] {
    let properties = input.properties
    let assets = [
      properties["model"], properties.first("environmentId", "environment"),
      properties["codeConfiguration"]["codeId"],
    ]
    return assets.compactMap { slot in
      // One that is written out comes from the file's own folder.
      if slot.value?.isObject == true { return nil }
      switch text(slot) {
      case .absent: return nil
      case .unknown(let unknown): return .unknown(unknown)
      case .known(let text, let source):
        let parts = text.split(separator: "/")
        guard
          let place = parts.firstIndex(where: { $0.lowercased() == "registries" }),
          place + 1 < parts.endIndex,
          text.lowercased().hasPrefix("azureml://")
            || parts[..<place].contains(where: {
              $0.lowercased() == "microsoft.machinelearningservices"
            })
        else { return nil }
        let name = String(parts[place + 1])
        // Wherever it is, it is the one of that name.
        _ = mention(
          ResourceID(
            subscription: nil, resourceGroup: nil, provider: AzureMLReader.provider,
            segments: [ResourceID.Segment(type: "registries", name: name)]), at: source)
        return .known(name, source)
      }
    }
  }

  mutating func decodeBatchEndpoint(_ input: ResourceInput) {
    var endpoint = BatchEndpoint(id: input.id, source: input.source)
    endpoint.isDescribed = input.isDescribed
    endpoint.workspace = ancestor(of: input.id, at: input.source)
    estate.batchEndpoints.insert(endpoint)
  }

  mutating func decodeBatchDeployment(_ input: ResourceInput) {
    var deployment = BatchDeployment(id: input.id, source: input.source)
    deployment.isDescribed = input.isDescribed
    deployment.endpoint = ancestor(of: input.id, at: input.source)
    registries(input)
    deployment.compute = compute(input.properties["compute"], of: input.id)
    deployment.image = image(input)
    estate.batchDeployments.insert(deployment)
  }

  /// Whether Kubernetes serves it, by its kind, its compute type or the schema of its file.
  private func isKubernetes(_ input: ResourceInput) -> Bool {
    let kind = input.kind.value?.lowercased() ?? ""
    let type = input.properties["endpointComputeType"].value?.text?.lowercased() ?? ""
    let schema = input.body["$schema"].value?.text?.lowercased() ?? ""
    return ["k8s", "kubernetes"].contains(kind) || type == "kubernetes"
      || schema.contains("kubernetesonline")
  }

  /// What one of an endpoint and its deployments says of where they run holds for all of them.
  mutating func settleEndpoints() {
    for deployment in estate.onlineDeployments where deployment.isKubernetes {
      if let endpoint = deployment.endpoint.value {
        estate.onlineEndpoints.update(endpoint.id) { $0.isKubernetes = true }
      }
    }
    for deployment in estate.onlineDeployments.all where !deployment.isKubernetes {
      if let endpoint = deployment.endpoint.value,
        estate.onlineEndpoints[endpoint.id]?.isKubernetes == true
      {
        estate.onlineDeployments.update(deployment.id) { $0.isKubernetes = true }
      }
    }
  }

  // MARK: Computes

  /// A compute by id, or by name (`azureml:cluster`, `cluster`) within the resource's workspace.
  private mutating func compute(_ slot: Slot, of id: ResourceID) -> Setting<Reference> {
    guard let text = slot.value?.string, let source = slot.source,
      ResourceID(text.strippingAzureML) == nil, !text.isEmpty, !text.contains("/")
    else { return reference(slot) }
    let name = text.lowercased().hasPrefix("azureml:") ? String(text.dropFirst(8)) : text
    let plain = name.split(separator: ":").first.map(String.init) ?? name
    let compute = mention(id.outermost.child("computes", plain), at: source)
    return .known(Reference(compute, at: source), source)
  }

  mutating func decodeCompute(_ input: ResourceInput) {
    // ARM nests twice: what the kind has of its own is one level down.
    let outer = input.properties
    let inner = outer["properties"]
    var compute = Compute(id: input.id, source: input.source)
    compute.isDescribed = input.isDescribed
    compute.origin = input.origin
    compute.workspace = ancestor(of: input.id, at: input.source)
    compute.kind = text(outer["computeType"]).map { type in
      switch Vocabulary<Bool>.folded(type) {
      case "amlcompute": .cluster
      case "computeinstance": .instance
      case "kubernetes", "aks": .kubernetes
      default: .other(type)
      }
    }
    let location = text(outer["computeLocation"])
    compute.location = location.isAbsent ? input.location : location
    compute.subnet = subnet(inner["subnet"])
    compute.hasPublicAddress = flag(inner["enableNodePublicIp"])
    compute.secureShell = word(
      inner["remoteLoginPortPublicAccess"].orElse(inner["sshSettings"]["sshPublicAccess"]),
      Vocabulary(.enabled, .disabled, .notSpecified))
    if compute.kind.value.map({ $0 == .kubernetes }) ?? true {
      compute.cluster = reference(outer["resourceId"])
    } else {
      compute.attached = reference(outer["resourceId"])
    }
    compute.loadBalancer = word(
      inner["loadBalancerType"], Vocabulary(.publicAddress, .internalAddress))
    var network = compute.cluster.value.flatMap { self.network(ofCluster: $0.id) }
    if input.isDescribed, compute.cluster.isAbsent,
      outer["computeType"].value?.text?.lowercased() == "aks"
    {
      compute.makesCluster = true
      compute.subnet = subnet(inner["aksNetworkingConfiguration"]["subnetId"])
      network = compute.subnet.value?.id.parent
    }
    compute.loadBalancerSubnet = subnet(inner["loadBalancerSubnet"], of: network)
    estate.computes.insert(compute)
  }

  /// A subnet by id; by its bare name where the network is known.
  private mutating func subnet(_ slot: Slot, of network: ResourceID? = nil) -> Setting<Reference> {
    let slot = slot.value?.isObject == true ? slot["id"] : slot
    guard let text = slot.value?.string, let source = slot.source, !text.isEmpty,
      ResourceID(text) == nil, !text.contains("/")
    else { return reference(slot, to: .subnet) }
    if let network {
      return .known(
        Reference(mention(network.child("subnets", text), at: source), at: source), source)
    }
    let unknown = UnknownValue(
      key: "\(source)", because: "nothing tells which network's subnet '\(text)' is meant",
      source: source)
    ledger.note(unknown)
    return .unknown(unknown)
  }

  /// The network that the node pools of a described cluster are in.
  private func network(ofCluster id: ResourceID) -> ResourceID? {
    guard let cluster = description(of: id) else { return nil }
    for pool in properties(of: cluster)["agentPoolProfiles"].elements {
      let subnet = pool["vnetSubnetID"]
      if let id = (subnet["id"].symbolicText ?? subnet.symbolicText).flatMap({ ResourceID($0) }) {
        return id.parent
      }
    }
    return nil
  }

  // MARK: Environments and images

  /// The versions of an environment, by the workspace's environment without its version.
  mutating func registerEnvironment(_ resource: Resource) {
    let isVersion = resource.id.segments.count > 2
    let environment = isVersion ? resource.id.parent ?? resource.id : resource.id
    let version = isVersion ? resource.name : resource.properties["version"]?.text
    environments[environment.typeAndName, default: []].append((version, resource.id))
  }

  mutating func decodeEnvironment(_ input: ResourceInput) {
    var environment = MachineLearningEnvironment(id: input.id, source: input.source)
    environment.isDescribed = input.isDescribed
    environment.image = text(input.properties["image"])
    estate.environments.insert(environment)
  }

  /// The image of a deployment's environment: written out, or that of the environment it names.
  private mutating func image(_ input: ResourceInput) -> Setting<String> {
    let properties = input.properties
    let written = properties["environment"]
    if written.value?.isObject == true {
      let image = text(written["image"])
      if !image.isAbsent { return image }
    }
    let named = properties.first("environmentId", "environment")
    if named.value?.isObject == true {
      return text(named["image"])
    }
    guard let text = named.value?.string, !text.isEmpty, let source = named.source else {
      return self.text(named)
    }
    if let reference = EnvironmentName(text),
      let id = environment(reference, of: input.id),
      let description = description(of: id)
    {
      let image = self.text(self.properties(of: description)["image"])
      if !image.isAbsent { return image }
    }
    let unknown = UnknownValue(
      key: "\(source)#image", because: "no input tells the image of environment '\(text)'",
      source: source)
    ledger.note(unknown)
    return .unknown(unknown)
  }

  private func environment(_ name: EnvironmentName, of id: ResourceID) -> ResourceID? {
    let environment = id.outermost.child("environments", name.name)
    let versions = environments[environment.typeAndName] ?? []
    if let version = name.version {
      return versions.first { $0.version?.equalsIgnoringASCIICase(version) == true }?.id
        ?? (versions.count == 1 && versions[0].version == nil ? versions[0].id : nil)
    }
    if versions.count == 1 { return versions[0].id }
    // The latest is the one that was made last, which numbers usually tell.
    let numbered = versions.compactMap { entry in
      entry.version.flatMap { Int($0) }.map { (number: $0, id: entry.id) }
    }
    guard numbered.count == versions.count else { return nil }
    return numbered.max { $0.number < $1.number }?.id
  }
}

extension EnvironmentName {
  /// One that is written as a reference of Azure ML: with `azureml:` or as the id of a version.
  init?(versioned text: String) {
    guard text.lowercased().hasPrefix("azureml:") || ResourceID(text) != nil else { return nil }
    self.init(text)
  }

  /// Whether both can be the same version of the same asset.
  func agrees(with other: EnvironmentName) -> Bool {
    guard name.equalsIgnoringASCIICase(other.name) else { return false }
    guard let version, let otherVersion = other.version else { return true }
    return version.equalsIgnoringASCIICase(otherVersion)
  }
}

/// `azureml:NAME:VERSION`, `azureml:NAME@latest`, `NAME` or the id of a version, of a workspace.
struct EnvironmentName {
  let name: String
  /// `nil` for the latest.
  let version: String?

  /// `nil` for an environment of a registry.
  init?(_ text: String) {
    if let id = ResourceID(text.strippingAzureML) {
      guard id.segments[0].type.equalsIgnoringASCIICase("workspaces"),
        let environment = id.segments.first(where: {
          $0.type.equalsIgnoringASCIICase("environments")
        })
      else { return nil }
      name = environment.name
      version = id.segments.first { $0.type.equalsIgnoringASCIICase("versions") }?.name
      return
    }
    guard !text.contains("/") else { return nil }
    let plain = text.lowercased().hasPrefix("azureml:") ? String(text.dropFirst(8)) : text
    if let label = plain.firstIndex(of: "@") {
      name = String(plain[..<label])
      version = nil
    } else {
      let parts = plain.split(separator: ":", maxSplits: 1)
      guard let first = parts.first else { return nil }
      name = String(first)
      version = parts.count > 1 ? String(parts[1]) : nil
    }
  }
}
