internal import EstateModel

extension AzureMLReader {
  private static let computeTypes: [String: String] = [
    "amlcompute": "AmlCompute", "computeinstance": "ComputeInstance",
    "kubernetes": "Kubernetes", "virtualmachine": "VirtualMachine",
    "synapsespark": "SynapseSpark",
  ]

  mutating func readCompute() {
    check(root["type"], "type", Self.computeTypes.keys.sorted())
    let type = root["type"]?.string.flatMap { Self.computeTypes[$0.lowercased()] }
    var inner = ObjectBuilder(at: root.place)
    if let subnet = subnetID() {
      var reference = ObjectBuilder(at: subnet.place)
      reference.add("id", subnet)
      inner.add("subnet", reference)
    }
    inner.add("enableNodePublicIp", root["enable_node_public_ip"])
    inner.add("vmSize", root["size"])
    inner.add("namespace", root["namespace"])
    addSecureShell(to: &inner, isInstance: type == "ComputeInstance")
    var properties = ObjectBuilder(at: root.place)
    if root["type"]?.unknown != nil { properties.add("computeType", root["type"]) }
    properties.add("computeType", text: type, at: root["type"]?.place)
    properties.add("computeLocation", root["location"])
    properties.add("resourceId", root["resource_id"])
    properties.add("properties", inner)
    append(["computes"], [named("name")], kind: nil, properties)
  }

  /// The subnet's id; of a bare name, with the network that the file names beside it.
  private func subnetID() -> ConfigurationValue? {
    let settings = root.member("network_settings")
    guard let subnet = settings?.member("subnet") ?? root.member("subnet") else { return nil }
    guard let name = subnet.string, !name.contains("/") else { return subnet }
    guard let network = settings?.member("vnet_name")?.string else { return subnet }
    if let whole = ResourceID(network) {
      return ConfigurationValue(
        .string(whole.child("subnets", name).description), at: subnet.place)
    }
    let id = ResourceID(
      subscription: nil, resourceGroup: nil, provider: "Microsoft.Network",
      segments: [
        ResourceID.Segment(type: "virtualNetworks", name: network),
        ResourceID.Segment(type: "subnets", name: name),
      ])
    return ConfigurationValue(.string(id.description), at: subnet.place)
  }

  private mutating func addSecureShell(to inner: inout ObjectBuilder, isInstance: Bool) {
    guard let value = root.member("ssh_public_access_enabled") else { return }
    if value.unknown != nil {
      addSecureShell(value, to: &inner, isInstance: isInstance)
      return
    }
    guard let isOpen = value.bool else {
      report(.noBoolean("ssh_public_access_enabled", found: value.text), at: value.position)
      return
    }
    addSecureShell(
      ConfigurationValue(.string(isOpen ? "Enabled" : "Disabled"), at: value.place), to: &inner,
      isInstance: isInstance)
  }

  private func addSecureShell(
    _ access: ConfigurationValue, to inner: inout ObjectBuilder, isInstance: Bool
  ) {
    if isInstance {
      var settings = ObjectBuilder(at: access.place)
      settings.add("sshPublicAccess", access)
      inner.add("sshSettings", settings)
    } else {
      inner.add("remoteLoginPortPublicAccess", access)
    }
  }
}

extension Diagnostic.Message {
  static func noBoolean(_ key: String, found: String?) -> Self {
    Self("\(key) takes true or false\(found.map { ", not '\($0)'" } ?? "")")
  }
}
