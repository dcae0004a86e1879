/// The kinds of Azure ML files, by schema or else by shape.
enum AzureMLKind: Hashable, Sendable {
  case workspace(String)
  case onlineEndpoint(isKubernetes: Bool)
  case onlineDeployment(isKubernetes: Bool)
  case batchEndpoint
  case batchDeployment
  case compute
  case environment
  case registry
  /// A job, a datastore, a connection, a component: nothing of the network.
  case other

  /// `nil` for a document that is none of Azure ML's.
  init?(of root: ConfigurationValue) {
    guard root.isObject else { return nil }
    if let schema = root["$schema"]?.string, schema.lowercased().contains("azuremlschemas") {
      self = Self.bySchema(schema, root)
    } else if let kind = Self.byShape(root) {
      self = kind
    } else {
      return nil
    }
  }

  private static func bySchema(_ schema: String, _ root: ConfigurationValue) -> AzureMLKind {
    let file = FilePath.name(of: schema).lowercased()
    let name = file.hasSuffix(".schema.json") ? String(file.dropLast(12)) : file
    switch name {
    case "workspace": return .workspace("Default")
    case "hub": return .workspace("Hub")
    case "project": return .workspace("Project")
    case "featurestore": return .workspace("FeatureStore")
    case "managedonlineendpoint": return .onlineEndpoint(isKubernetes: false)
    case "kubernetesonlineendpoint", "k8sonlineendpoint": return .onlineEndpoint(isKubernetes: true)
    case "onlineendpoint": return .onlineEndpoint(isKubernetes: root.member("compute") != nil)
    case "managedonlinedeployment": return .onlineDeployment(isKubernetes: false)
    case "kubernetesonlinedeployment": return .onlineDeployment(isKubernetes: true)
    case "onlinedeployment": return .onlineDeployment(isKubernetes: isKubernetes(root))
    case "batchendpoint": return .batchEndpoint
    case "amlcompute", "computeinstance", "kubernetescompute", "vmcompute",
      "virtualmachinecompute", "synapsesparkcompute", "compute":
      return .compute
    case "environment": return .environment
    case "registry": return .registry
    default: return name.hasSuffix("batchdeployment") ? .batchDeployment : .other
    }
  }

  private static func isKubernetes(_ root: ConfigurationValue) -> Bool {
    root["type"]?.string?.equalsIgnoringASCIICase("kubernetes") == true
  }

  private static let computeTypes: Set<String> = [
    "amlcompute", "computeinstance", "kubernetes", "virtualmachine", "synapsespark",
  ]

  /// Keys that only a workspace has.
  private static let workspaceKeys = [
    "managed_network", "hbi_workspace", "image_build_compute", "serverless_compute",
    "workspace_hub", "provision_network_now",
  ]

  /// Keys that other tools' files may have, too: one alone tells nothing.
  private static let dependencyKeys = [
    "storage_account", "key_vault", "container_registry", "application_insights",
    "public_network_access",
  ]

  private static func byShape(_ root: ConfigurationValue) -> AzureMLKind? {
    // What ARM prints has its own shape.
    guard root["properties"] == nil || root["endpoint_name"] != nil, root["resources"] == nil,
      root["jobs"] == nil, root["command"] == nil
    else {
      return isOnlineDeploymentWithResources(root)
        ? .onlineDeployment(isKubernetes: isKubernetes(root)) : nil
    }
    let hasName = root["name"] != nil
    if hasName, root["endpoint_name"] != nil {
      let isBatch =
        root["compute"] != nil
        || ["model", "pipeline"].contains(root["type"]?.string?.lowercased() ?? "")
      return isBatch ? .batchDeployment : .onlineDeployment(isKubernetes: isKubernetes(root))
    }
    if hasName, let type = root["type"]?.string, computeTypes.contains(type.lowercased()) {
      return .compute
    }
    if hasName, root["auth_mode"] != nil || root["scoring_uri"] != nil {
      if root["defaults"] != nil { return .batchEndpoint }
      return .onlineEndpoint(isKubernetes: root.member("compute") != nil)
    }
    if hasName, root["replication_locations"]?.isArray == true { return .registry }
    if isWorkspace(root, hasName: hasName) { return .workspace("Default") }
    if hasName, isConnectionOrDatastore(root) { return .other }
    if hasName, root["conda_file"] != nil, root["image"] != nil { return .environment }
    return nil
  }

  private static func isWorkspace(_ root: ConfigurationValue, hasName: Bool) -> Bool {
    // A registry for machine learning has most of the same keys.
    guard root["replication_locations"] == nil else { return false }
    // An update file says only what changes.
    guard hasName else { return root["managed_network"]?["isolation_mode"] != nil }
    if workspaceKeys.contains(where: { root[$0] != nil }) { return true }
    if dependencyKeys.filter({ root[$0] != nil }).count > 1 { return true }
    let plain: Set<String> = [
      "name", "location", "display_name", "description", "tags", "resource_group",
      "public_network_access",
    ]
    return root["public_network_access"] != nil
      && root.rawFields.allSatisfy { plain.contains($0.key) }
  }

  /// What a workspace keeps of other services: where they are and how to sign in.
  private static func isConnectionOrDatastore(_ root: ConfigurationValue) -> Bool {
    guard let type = root["type"]?.string?.lowercased() else { return false }
    if ["azure_blob", "azure_file", "azure_data_lake_gen2", "azure_data_lake_gen1", "one_lake"]
      .contains(type)
    {
      return true
    }
    return root["credentials"] != nil
      && (root["target"] != nil || root["endpoint"] != nil || root["azure_endpoint"] != nil)
  }

  /// A Kubernetes deployment may ask for `resources`, a word that templates use too.
  private static func isOnlineDeploymentWithResources(_ root: ConfigurationValue) -> Bool {
    root["endpoint_name"] != nil && root["name"] != nil && root["jobs"] == nil
      && root["command"] == nil && root["compute"] == nil
  }
}
