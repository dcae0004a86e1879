internal import EstateModel

extension AzureMLReader {
  mutating func readWorkspace(_ kind: String) {
    var properties = ObjectBuilder(at: root.place)
    for (key, name) in [
      ("storage_account", "storageAccount"), ("key_vault", "keyVault"),
      ("container_registry", "containerRegistry"),
      ("application_insights", "applicationInsights"),
      ("image_build_compute", "imageBuildCompute"), ("hbi_workspace", "hbiWorkspace"),
      ("provision_network_now", "provisionNetworkNow"), ("workspace_hub", "hubResourceId"),
      ("hub_id", "hubResourceId"),
      ("primary_user_assigned_identity", "primaryUserAssignedIdentity"),
    ] {
      properties.add(name, root[key])
    }
    checkFlag("public_network_access")
    properties.add("publicNetworkAccess", root["public_network_access"])
    addAccessLists(to: &properties)
    addServerlessCompute(to: &properties)
    addManagedNetwork(to: &properties)
    let id: ResourceID
    var unknown: UnknownValue?
    if let name = root.member("name"), let text = name.symbolicText, !text.isEmpty {
      // A file of the CLI's own output says more than a name.
      let whole = root["id"]?.string.flatMap { ResourceID($0) }
      id = whole ?? workspace.id.replacingName(with: text)
      unknown = name.unknown
    } else {
      // An update file of a workspace that is described elsewhere.
      id = workspace.id
      unknown = workspace.unknown
    }
    append(id, kind: kind, properties, nameUnknown: unknown)
    readPrivateEndpoints(to: id)
  }

  private mutating func addAccessLists(to properties: inout ObjectBuilder) {
    guard let lists = root.member("network_acls"), lists.isObject else { return }
    var builder = ObjectBuilder(at: lists.place)
    check(lists["default_action"], "default_action", ["allow", "deny"])
    builder.add("defaultAction", lists["default_action"])
    builder.add("ipRules", lists["ip_rules"])
    properties.add("networkAcls", builder)
  }

  private mutating func addServerlessCompute(to properties: inout ObjectBuilder) {
    guard let serverless = root.member("serverless_compute"), serverless.isObject else { return }
    var builder = ObjectBuilder(at: serverless.place)
    builder.add("serverlessComputeCustomSubnet", serverless["custom_subnet"])
    builder.add("serverlessComputeNoPublicIP", serverless["no_public_ip"])
    properties.add("serverlessComputeSettings", builder)
  }

  private mutating func addManagedNetwork(to properties: inout ObjectBuilder) {
    guard let network = root.member("managed_network") else { return }
    guard network.isObject else {
      // ARM's shape has the mode within; the CLI also takes it by itself.
      check(
        network, "managed_network",
        ["disabled", "allow_internet_outbound", "allow_only_approved_outbound"])
      var builder = ObjectBuilder(at: network.place)
      builder.add("isolationMode", network)
      properties.add("managedNetwork", builder)
      return
    }
    var builder = ObjectBuilder(at: network.place)
    check(
      network["isolation_mode"], "isolation_mode",
      ["disabled", "allow_internet_outbound", "allow_only_approved_outbound"])
    check(network["firewall_sku"], "firewall_sku", ["standard", "basic"])
    builder.add("isolationMode", network["isolation_mode"])
    builder.add("firewallSku", network["firewall_sku"])
    builder.add("networkId", network["network_id"])
    builder.add("status", network["status"])
    if let rules = network.member("outbound_rules") {
      var map = ObjectBuilder(at: rules.place)
      for rule in rules.array { addOutboundRule(rule, to: &map) }
      builder.add("outboundRules", map)
    }
    properties.add("managedNetwork", builder)
  }

  private mutating func addOutboundRule(_ rule: ConfigurationValue, to map: inout ObjectBuilder) {
    guard let name = rule.member("name")?.symbolicText else {
      report(.outboundRuleWithoutName, at: rule.position)
      return
    }
    if map.fields.contains(where: { $0.key.equalsIgnoringASCIICase(name) }) {
      report(.outboundRuleTwice(name), at: rule.position)
      return
    }
    check(rule["type"], "type", ["private_endpoint", "service_tag", "fqdn"])
    var builder = ObjectBuilder(at: rule.place)
    for key in ["type", "category", "status", "fqdns"] { builder.add(key, rule[key]) }
    if let destination = rule.member("destination") {
      if destination.isObject {
        var target = ObjectBuilder(at: destination.place)
        for (key, name) in [
          ("service_resource_id", "serviceResourceId"),
          ("subresource_target", "subresourceTarget"), ("spark_enabled", "sparkEnabled"),
          ("service_tag", "serviceTag"), ("protocol", "protocol"),
          ("port_ranges", "portRanges"), ("address_prefixes", "addressPrefixes"),
        ] {
          target.add(name, destination[key])
        }
        builder.add("destination", target)
      } else {
        builder.add("destination", destination)
      }
    }
    map.add(name, builder.value)
  }
}

extension ResourceID {
  /// A sibling: the same place and type, another name.
  func replacingName(with name: String) -> ResourceID {
    ResourceID(
      subscription: subscription, resourceGroup: resourceGroup, provider: provider,
      segments: segments.dropLast() + [Segment(type: segments[segments.count - 1].type, name: name)]
    )
  }
}

extension Diagnostic.Message {
  static var outboundRuleWithoutName: Self { Self("this outbound rule has no name; add 'name'") }

  static func outboundRuleTwice(_ name: String) -> Self {
    Self("a second outbound rule is named '\(name)'; rename one of them")
  }
}
