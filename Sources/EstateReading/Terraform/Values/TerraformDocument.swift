internal import EstateModel

/// A plan or state as a list of instances, whatever form the file has.
struct TerraformDocument: Sendable {
  private(set) var instances: [TerraformInstance] = []
  /// What a plan was about to destroy, `before` of each.
  private(set) var removed: [(type: String, values: ConfigurationValue)] = []
  let configuration: TerraformConfiguration
  /// Why the document is none that can be read.
  private(set) var failure: Diagnostic?

  init(_ root: ConfigurationValue) {
    configuration = TerraformConfiguration(root)
    do throws(DocumentFailure) {
      if root["format_version"] != nil {
        try readShown(root)
      } else {
        try readState(root)
      }
    } catch {
      failure = error.diagnostic
      instances = []
    }
  }

  // MARK: What `terraform show -json` prints

  private mutating func readShown(_ root: ConfigurationValue) throws(DocumentFailure) {
    var changes: [String: ConfigurationValue] = [:]
    for change in try Self.list(root, "resource_changes") where change["deposed"] == nil {
      guard let address = change["address"]?.string, let details = change.member("change") else {
        continue
      }
      if let unknown = details.member("after_unknown") { changes[address] = unknown }
      if details["actions"]?.array.map(\.string) == ["delete"], let type = change["type"]?.string,
        let before = details.member("before")
      {
        removed.append((type, before))
      }
    }
    if root["planned_values"] == nil, root["values"] == nil,
      let listed = root.member("resource_changes"), !listed.array.isEmpty
    {
      throw DocumentFailure(.terraformWithoutValues, at: listed.position)
    }
    for key in ["planned_values", "values"] {
      if let values = try Self.object(root, key) { try readModule(values, changes) }
    }
    guard let prior = try Self.object(root, "prior_state"),
      let values = try Self.object(prior, "values")
    else { return }
    // What data sources say of existing resources is not part of what is planned.
    let known = Set(instances.map(\.address))
    let before = instances.count
    try readModule(values, [:])
    instances = Array(
      instances[..<before]
        + instances[before...].filter { $0.isData && !known.contains($0.address) })
  }

  private mutating func readModule(
    _ values: ConfigurationValue, _ changes: [String: ConfigurationValue]
  ) throws(DocumentFailure) {
    guard let module = try Self.object(values, "root_module") else { return }
    var open = [module]
    while let module = open.popLast() {
      let modules = TerraformModuleStep.modules(of: module["address"]?.string ?? "")
      // What is only left to be destroyed has a key of its own, in a state file too.
      for resource in try Self.list(module, "resources")
      where resource.member("deposed_key") == nil {
        let type = try Self.text(resource, "type")
        let name = try Self.text(resource, "name")
        let address = resource["address"]?.string ?? "\(type).\(name)"
        instances.append(
          TerraformInstance(
            address: address,
            block: TerraformInstance.Block(
              module: modules, isData: resource["mode"]?.string == "data", type: type, name: name),
            key: TerraformKey(resource["index"]),
            values: try Self.object(resource, "values")
              ?? ConfigurationValue(.object([]), at: resource.place),
            unknown: changes[address], place: resource.place))
      }
      open += try Self.list(module, "child_modules").reversed()
    }
  }

  // MARK: A state file

  private mutating func readState(_ root: ConfigurationValue) throws(DocumentFailure) {
    if let version = root["version"]?.integer, version != 4 {
      throw DocumentFailure(.terraformStateVersion(version), at: root["version"]?.position)
    }
    for resource in try Self.list(root, "resources") {
      let type = try Self.text(resource, "type")
      let name = try Self.text(resource, "name")
      let isData = resource["mode"]?.string == "data"
      let module = resource["module"]?.string
      let block = TerraformInstance.Block(
        module: TerraformModuleStep.modules(of: module ?? ""), isData: isData, type: type,
        name: name)
      for instance in try Self.list(resource, "instances") where instance.member("deposed") == nil {
        let key = TerraformKey(instance["index_key"])
        let words = [module, isData ? "data" : nil, type, name].compactMap(\.self)
        instances.append(
          TerraformInstance(
            address: words.joined(separator: ".") + (key?.description ?? ""), block: block,
            key: key,
            values: try Self.object(instance, "attributes")
              ?? ConfigurationValue(.object([]), at: instance.place),
            unknown: nil, place: instance.place))
      }
    }
  }

  // MARK: Shapes

  private static func object(
    _ parent: ConfigurationValue, _ key: String
  ) throws(DocumentFailure) -> ConfigurationValue? {
    guard let value = parent.member(key) else { return nil }
    guard value.isObject else {
      throw DocumentFailure(.terraformShape(key, wants: "an object"), at: value.position)
    }
    return value
  }

  private static func list(
    _ parent: ConfigurationValue, _ key: String
  ) throws(DocumentFailure) -> [ConfigurationValue] {
    guard let value = parent.member(key) else { return [] }
    guard value.isArray else {
      throw DocumentFailure(.terraformShape(key, wants: "a list"), at: value.position)
    }
    let elements = value.array
    if let wrong = elements.first(where: { !$0.isObject }) {
      throw DocumentFailure(.terraformShape(key, wants: "objects"), at: wrong.position)
    }
    return elements
  }

  private static func text(
    _ parent: ConfigurationValue, _ key: String
  ) throws(DocumentFailure) -> String {
    guard let text = parent[key]?.string, !text.isEmpty else {
      throw DocumentFailure(
        .terraformShape(key, wants: "a text"), at: parent[key]?.position ?? parent.position)
    }
    return text
  }
}
