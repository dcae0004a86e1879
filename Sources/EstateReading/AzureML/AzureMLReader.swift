internal import EstateModel

/// Turns one Azure ML file into the resources that it describes, in ARM's shape.
struct AzureMLReader {
  /// The workspace that the file belongs to; unknown where nothing tells.
  let workspace: WorkspaceReference
  let root: ConfigurationValue
  var resources: [Resource] = []
  var diagnostics: [Diagnostic] = []

  static let provider = "Microsoft.MachineLearningServices"

  /// - Parameter isPrinted: whether the CLI itself printed this, which makes no slips.
  init(
    root: ConfigurationValue, kind: AzureMLKind, workspace: WorkspaceReference,
    isPrinted: Bool = false
  ) {
    self.root = isPrinted ? root : OpenExpressions.opened(root)
    self.workspace = workspace
    if !isPrinted { checkSpelling() }
    switch kind {
    case .workspace(let kind): readWorkspace(kind)
    case .onlineEndpoint(let isKubernetes): readOnlineEndpoint(isKubernetes)
    case .onlineDeployment(let isKubernetes): readOnlineDeployment(isKubernetes)
    case .batchEndpoint: readBatchEndpoint()
    case .batchDeployment: readBatchDeployment()
    case .compute: readCompute()
    case .environment: readEnvironment()
    case .registry: readRegistry()
    case .other: break
    }
  }

  // MARK: Endpoints

  private mutating func readOnlineEndpoint(_ isKubernetes: Bool) {
    var properties = ObjectBuilder(at: root.place)
    properties.add("authMode", root["auth_mode"])
    // Early files of Kubernetes endpoints say `target`.
    properties.add("compute", computeID(root["compute"] ?? (isKubernetes ? root["target"] : nil)))
    properties.add("scoringUri", root["scoring_uri"])
    properties.add("traffic", root["traffic"])
    if !isKubernetes {
      checkFlag("public_network_access")
      properties.add("publicNetworkAccess", root["public_network_access"])
    }
    append(
      ["onlineEndpoints"], [named("name")], kind: isKubernetes ? "Kubernetes" : "Managed",
      properties)
    for deployment in root.member("deployments")?.array ?? [] where deployment.isObject {
      readDeployment(deployment, isKubernetes)
    }
  }

  /// A deployment within the file of its endpoint, as early files have them.
  private mutating func readDeployment(_ deployment: ConfigurationValue, _ isKubernetes: Bool) {
    guard let endpoint = root.member("name") else { return }
    let whole = deployment.setting([
      ConfigurationValue.PlacedField(
        key: "endpoint_name", keyPlace: endpoint.place, value: endpoint)
    ])
    let reader = AzureMLReader(
      root: whole, kind: .onlineDeployment(isKubernetes: isKubernetes), workspace: workspace,
      isPrinted: true)
    resources += reader.resources
    diagnostics += reader.diagnostics
  }

  private mutating func readOnlineDeployment(_ isKubernetes: Bool) {
    var properties = ObjectBuilder(at: root.place)
    properties.add("endpointComputeType", text: isKubernetes ? "Kubernetes" : "Managed")
    checkFlag("egress_public_network_access")
    properties.add("egressPublicNetworkAccess", root["egress_public_network_access"])
    properties.add("privateNetworkConnection", root["private_network_connection"])
    addImage(to: &properties)
    properties.add("model", root["model"])
    properties.add("appInsightsEnabled", root["app_insights_enabled"])
    properties.add("instanceType", root["instance_type"])
    append(
      ["onlineEndpoints", "deployments"], [named("endpoint_name"), named("name")],
      kind: isKubernetes ? "Kubernetes" : "Managed", properties)
  }

  private mutating func readBatchEndpoint() {
    var properties = ObjectBuilder(at: root.place)
    properties.add("authMode", root["auth_mode"])
    properties.add("defaults", root["defaults"])
    append(["batchEndpoints"], [named("name")], kind: nil, properties)
  }

  private mutating func readBatchDeployment() {
    var properties = ObjectBuilder(at: root.place)
    properties.add("compute", computeID(root["compute"]))
    addImage(to: &properties)
    properties.add("model", root["model"])
    append(
      ["batchEndpoints", "deployments"], [named("endpoint_name"), named("name")], kind: nil,
      properties)
  }

  /// An environment by name keeps its name, one written out its image and build.
  private func addImage(to properties: inout ObjectBuilder) {
    guard let environment = root.member("environment") else { return }
    properties.add(environment.isObject ? "environment" : "environmentId", environment)
  }

  private mutating func readEnvironment() {
    var properties = ObjectBuilder(at: root.place)
    for (key, name) in [("image", "image"), ("build", "build"), ("conda_file", "condaFile")] {
      properties.add(name, root[key])
    }
    properties.add("version", root["version"])
    append(["environments"], [named("name")], kind: nil, properties)
  }

  /// A registry for machine learning, which stands in no workspace.
  private mutating func readRegistry() {
    var properties = ObjectBuilder(at: root.place)
    checkFlag("public_network_access")
    properties.add("publicNetworkAccess", root["public_network_access"])
    properties.add("managedResourceGroup", root["managed_resource_group"])
    guard let name = root.member("name")?.symbolicText, !name.isEmpty else {
      report(.azureMLFileWithoutName(["registries"]), at: root.position)
      return
    }
    let whole = root["id"]?.string.flatMap { ResourceID($0) }
    let id =
      whole
      ?? ResourceID(
        subscription: nil, resourceGroup: root["resource_group"]?.string,
        provider: Self.provider,
        segments: [ResourceID.Segment(type: "registries", name: name)])
    append(id, kind: nil, properties, nameUnknown: root["name"]?.unknown)
  }

  // MARK: Names and flags

  /// `azureml:NAME`, `azureml:/…id` or a bare name as the id of the workspace's compute.
  private func computeID(_ value: ConfigurationValue?) -> ConfigurationValue? {
    guard let value, let text = value.string else { return value }
    let name = text.hasPrefix("azureml:") ? String(text.dropFirst(8)) : text
    if name.contains("/") { return ConfigurationValue(.string(name), at: value.place) }
    let plain = name.split(separator: ":").first.map(String.init) ?? name
    return ConfigurationValue(
      .string(workspace.id.child("computes", plain).description), at: value.place)
  }

  func named(_ key: String) -> ConfigurationValue? { root.member(key) }

  mutating func report(_ message: Diagnostic.Message, at source: SourcePosition) {
    diagnostics.append(Diagnostic(.error, message, at: source))
  }

  mutating func checkFlag(_ key: String) {
    if let error = AccessFlag.error(root[key], key: key) { diagnostics.append(error) }
  }

  mutating func check(_ value: ConfigurationValue?, _ key: String, _ words: [String]) {
    if let error = Enumeration.error(value, key: key, words: words) { diagnostics.append(error) }
  }

  // MARK: Resources

  /// Adds a resource of the workspace; a file without the name that makes its id is an error.
  mutating func append(
    _ types: [String], _ names: [ConfigurationValue?], kind: String?,
    _ properties: ObjectBuilder
  ) {
    var id = workspace.id
    for (type, name) in zip(types, names) {
      guard let text = name?.symbolicText, !text.isEmpty else {
        diagnostics.append(Diagnostic(.error, .azureMLFileWithoutName(types), at: root.position))
        return
      }
      id = id.child(type, text)
    }
    append(
      id, kind: kind, properties,
      nameUnknown: workspace.unknown ?? names.lazy.compactMap { $0?.unknown }.first)
  }

  mutating func append(
    _ id: ResourceID, kind: String?, _ properties: ObjectBuilder, nameUnknown: UnknownValue?
  ) {
    var body = ObjectBuilder(at: root.place)
    body.add("type", text: id.type)
    body.add("name", text: id.segments.map(\.name).joined(separator: "/"))
    body.add("location", root["location"])
    body.add("kind", text: kind)
    body.add("identity", root["identity"])
    body.add("tags", root["tags"])
    let properties = properties.value
    body.add("properties", properties)
    resources.append(
      Resource(
        id: id, location: ExportReader.setting(root.member("location")),
        kind: kind.map { .known($0, root.position) } ?? .absent,
        body: body.value, properties: properties, source: root.position, format: .azureMLYAML,
        nameUnknown: nameUnknown))
  }
}

/// The workspace that an Azure ML file is taken to belong to.
struct WorkspaceReference: Sendable {
  let id: ResourceID
  /// Why its name is only a symbol.
  let unknown: UnknownValue?
}

extension Diagnostic.Message {
  static func azureMLFileWithoutName(_ types: [String]) -> Self {
    let keys = types.count > 1 ? "'endpoint_name' and 'name'" : "'name'"
    return Self("this file names nothing; add \(keys)")
  }
}
