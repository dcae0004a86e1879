internal import EstateModel

/// A resource as `az ml … show` and `list` print it: with the keys of the YAML schemas, and its id.
struct PrintedAzureML {
  private let element: ConfigurationValue
  private let id: ResourceID
  private let kind: AzureMLKind

  /// `nil` for what has ARM's keys.
  init?(_ element: ConfigurationValue, id: ResourceID) {
    guard id.provider.equalsIgnoringASCIICase(AzureMLReader.provider),
      element.rawFields.contains(where: { Self.isSnakeCase($0.key) })
    else { return nil }
    self.element = element
    self.id = id
    kind = AzureMLKind(printed: element, id: id)
  }

  /// Reads it; `nil` where it is no part of a network.
  var reader: AzureMLReader? {
    if case .other = kind { return nil }
    guard let outermost = id.segments.first else { return nil }
    let whole = ResourceID(
      subscription: id.subscription, resourceGroup: id.resourceGroup, provider: id.provider,
      segments: [outermost])
    return AzureMLReader(
      root: element, kind: kind, workspace: WorkspaceReference(id: whole, unknown: nil),
      isPrinted: true)
  }

  /// A column of Resource Graph has the path of a property as its name.
  private static func isSnakeCase(_ key: String) -> Bool {
    key.utf8.contains(UInt8(ascii: "_")) && !key.lowercased().hasPrefix("properties_")
  }
}

extension AzureMLKind {
  /// The kind of what the CLI prints, which has an id and no schema.
  init(printed element: ConfigurationValue, id: ResourceID) {
    let types = id.segments.map { $0.type.lowercased() }
    switch types {
    case ["workspaces"]:
      let kinds = ["hub": "Hub", "project": "Project", "featurestore": "FeatureStore"]
      let kind = element["kind"]?.string?.lowercased() ?? ""
      self = .workspace(kinds[kind] ?? "Default")
    case ["registries"]: self = .registry
    case ["workspaces", "computes"]: self = .compute
    case ["workspaces", "onlineendpoints"]:
      self = .onlineEndpoint(
        isKubernetes: element.member("compute") != nil || Self.isKubernetes(element["kind"]))
    case ["workspaces", "onlineendpoints", "deployments"]:
      self = .onlineDeployment(isKubernetes: Self.isKubernetes(element["type"]))
    case ["workspaces", "batchendpoints"]: self = .batchEndpoint
    case ["workspaces", "batchendpoints", "deployments"]: self = .batchDeployment
    case ["workspaces", "environments"], ["workspaces", "environments", "versions"]:
      self = .environment
    default: self = .other
    }
  }

  private static func isKubernetes(_ value: ConfigurationValue?) -> Bool {
    ["kubernetes", "k8s"].contains(value?.string?.lowercased() ?? "")
  }
}
