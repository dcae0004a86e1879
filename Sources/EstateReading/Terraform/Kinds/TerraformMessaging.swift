internal import EstateModel

extension TerraformKind {
  static let messaging: [TerraformKind] = [
    TerraformKind.resource(
      "azurerm_eventhub_namespace", "Microsoft.EventHub/namespaces", .group, [publicAccess],
      body: [.copy("sku", "sku/name")]
    ).with { block, target in
      ruleSet(
        block, "network_rulesets",
        [
          .objects("ip_rule", "ipRules", [.copy("ip_mask", "ipMask"), .copy("action", "action")]),
          .objects(
            "virtual_network_rule", "virtualNetworkRules", [.reference("subnet_id", path: "subnet")]
          ),
        ], target)
    },
    TerraformKind.resource(
      "azurerm_servicebus_namespace", "Microsoft.ServiceBus/namespaces", .group, [publicAccess],
      body: [.copy("sku", "sku/name")]
    ).with { block, target in ruleSet(block, "network_rule_set", serviceBusRules, target) },
    .resource(
      "azurerm_servicebus_namespace_network_rule_set",
      "Microsoft.ServiceBus/namespaces/networkRuleSets",
      .only("default", within: ["namespace_id"]), ruleSetFields + serviceBusRules),
    .resource(
      "azurerm_relay_namespace", "Microsoft.Relay/namespaces", .group, [],
      body: [.copy("sku_name", "sku/name")]),
    eventGrid("topic", "topics", publicAccess), eventGrid("domain", "domains", publicAccess),
    eventGrid(
      "partner_namespace", "partnerNamespaces", publicAccess),
    eventGrid(
      "namespace", "namespaces", .enabled("public_network_access", path: "publicNetworkAccess")),
    .resource(
      "azurerm_iothub", "Microsoft.Devices/IotHubs", .group,
      [
        publicAccess,
        .object(
          "network_rule_set", "networkRuleSets",
          [
            .copy("default_action", "defaultAction"),
            .copy("apply_to_builtin_eventhub_endpoint", "applyToBuiltInEventHubEndpoint"),
            .objects(
              "ip_rule", "ipRules",
              [
                .copy("name", "filterName"), .copy("ip_mask", "ipMask"), .copy("action", "action"),
              ]),
          ]),
        .objects(
          "ip_filter_rule", "ipFilterRules",
          [.copy("name", "filterName"), .copy("ip_mask", "ipMask"), .copy("action", "action")]),
      ], body: [.object("sku", "sku", [.copy("name", "name")])]),
    .resource(
      "azurerm_signalr_service", signalR, .group, [publicAccess],
      body: [.object("sku", "sku", [.copy("name", "name")])]),
    requestRules("azurerm_signalr_service_network_acl", "signalr_service_id", signalR),
    .resource(
      "azurerm_web_pubsub", webPubSub, .group, [publicAccess], body: [.copy("sku", "sku/name")]),
    requestRules("azurerm_web_pubsub_network_acl", "web_pubsub_id", webPubSub),
  ]

  private static let signalR = "Microsoft.SignalRService/signalR"
  private static let webPubSub = "Microsoft.SignalRService/webPubSub"

  // MARK: Namespaces

  private static let ruleSetFields: [TerraformField] = [
    .copy("default_action", "defaultAction"), publicAccess,
  ]

  private static let serviceBusRules: [TerraformField] = [
    TerraformField { block, object, _ in
      guard let written = block["ip_rules"] else { return }
      let elements = (written.isArray ? written.array : [written]).map {
        ConfigurationValue(.object([]), at: $0.place).setting("ipMask", to: $0)
      }
      object = object.appending(elements, to: "ipRules")
    },
    .objects("network_rules", "virtualNetworkRules", [.reference("subnet_id", path: "subnet")]),
  ]

  /// The rules of a namespace are a resource of their own in ARM.
  private static func ruleSet(
    _ block: TerraformBlock, _ attribute: String, _ fields: [TerraformField],
    _ target: TerraformTarget
  ) -> [TerraformChild] {
    guard let written = block[attribute] else { return [] }
    let properties =
      block.block(attribute).map {
        TerraformField.written(
          ruleSetFields + fields, of: $0, into: ConfigurationValue(.object([]), at: $0.place),
          target)
      }
      ?? ConfigurationValue(.object([]), at: written.place).setting("defaultAction", to: written)
    return [
      TerraformChild(id: target.id.child("networkRuleSets", "default"), properties: properties)
    ]
  }

  // MARK: Others

  private static func eventGrid(
    _ type: String, _ armType: String, _ flag: TerraformField
  ) -> TerraformKind {
    .resource(
      "azurerm_eventgrid_\(type)", "Microsoft.EventGrid/\(armType)", .group,
      [
        flag,
        .objects(
          "inbound_ip_rule", "inboundIpRules",
          [.copy("ip_mask", "ipMask"), .copy("action", "action")]),
      ])
  }

  private static func requestRules(
    _ type: String, _ attribute: String, _ service: String
  ) -> TerraformKind {
    .edit(type) { block, target in
      let rules = TerraformField.written(
        [
          .copy("default_action", "defaultAction"),
          .object(
            "public_network", "publicNetwork",
            [.copy("allowed_request_types", "allow"), .copy("denied_request_types", "deny")]),
        ], of: block, into: ConfigurationValue(.object([]), at: block.place), target)
      return [.set(block[attribute], service, "networkACLs", to: rules)].compactMap(\.self)
    }
  }
}
