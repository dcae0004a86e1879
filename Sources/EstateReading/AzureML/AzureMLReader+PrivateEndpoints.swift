internal import EstateModel

// The `private_endpoints` of a workspace's file, from before the CLI left them to `az network`.
extension AzureMLReader {
  /// One private endpoint for each of the connections, which are named.
  mutating func readPrivateEndpoints(to workspace: ResourceID) {
    guard let block = root.member("private_endpoints"), block.isObject else { return }
    check(block["approval_type"], "approval_type", ["auto_approval", "manual_approval"])
    let isManual = block["approval_type"]?.string.map { Self.folded($0) == "manualapproval" }
    for connection in block.member("connections")?.fields ?? [] where connection.value.isObject {
      let value = connection.value
      var link = ObjectBuilder(at: value.place)
      link.add("privateLinkServiceId", text: workspace.description)
      link.add(
        "groupIds",
        ConfigurationValue(.array([.text("amlworkspace", at: value.place)]), at: value.place))
      var named = ObjectBuilder(at: value.place)
      named.add("name", text: connection.key)
      named.add("properties", link)
      var properties = ObjectBuilder(at: value.place)
      properties.add(
        isManual == true
          ? "manualPrivateLinkServiceConnections" : "privateLinkServiceConnections",
        ConfigurationValue(.array([named.value]), at: value.place))
      if let subnet = Self.subnet(of: value) {
        var reference = ObjectBuilder(at: value.place)
        reference.add(
          "id", text: subnet.description, at: value["subnet_name"]?.place ?? value.place)
        properties.add("subnet", reference)
      }
      append(connection.key, of: value, properties.value)
    }
  }

  private static func folded(_ word: String) -> String { word.lowercased().filter { $0 != "_" } }

  private mutating func append(
    _ name: String, of connection: ConfigurationValue, _ properties: ConfigurationValue
  ) {
    let id = ResourceID(
      subscription: connection["subscription_id"]?.string,
      resourceGroup: connection["resource_group"]?.string, provider: "Microsoft.Network",
      segments: [ResourceID.Segment(type: "privateEndpoints", name: name)])
    var body = ObjectBuilder(at: connection.place)
    body.add("type", text: id.type)
    body.add("name", text: name)
    body.add("location", connection["location"])
    body.add("properties", properties)
    resources.append(
      Resource(
        id: id, location: ExportReader.setting(connection.member("location")), body: body.value,
        properties: properties, source: connection.position, format: .azureMLYAML))
  }

  private static func subnet(of connection: ConfigurationValue) -> ResourceID? {
    guard let network = connection["vnet_name"]?.symbolicText,
      let subnet = connection["subnet_name"]?.symbolicText
    else { return nil }
    return ResourceID(
      subscription: connection["subscription_id"]?.string,
      resourceGroup: connection["resource_group"]?.string, provider: "Microsoft.Network",
      segments: [ResourceID.Segment(type: "virtualNetworks", name: network)]
    ).child("subnets", subnet)
  }
}
