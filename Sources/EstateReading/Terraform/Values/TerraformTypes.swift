internal import EstateModel

/// Which kind of resource an attribute wants the id of.
enum TerraformTypes {
  private static let group = "Microsoft.Network/networkSecurityGroups"
  private static let address = "Microsoft.Network/publicIPAddresses"
  private static let applicationGroup = "Microsoft.Network/applicationSecurityGroups"
  private static let zones = ["Microsoft.Network/privateDnsZones", "Microsoft.Network/dnsZones"]

  /// By the end of what the attribute is for.
  private static let wanted: [(suffix: String, types: [String])] = [
    ("subnetid", [TerraformARM.subnet]), ("subnetresourceid", [TerraformARM.subnet]),
    ("subnetarmid", [TerraformARM.subnet]), ("subnetids", [TerraformARM.subnet]),
    ("virtualnetworkrulesid", [TerraformARM.subnet]),
    ("networksecuritygroupid", [group]), ("securitygroup", [group]),
    ("routetableid", ["Microsoft.Network/routeTables"]),
    ("natgatewayid", [TerraformARM.natGateway]),
    ("serviceendpointpolicyids", ["Microsoft.Network/serviceEndpointPolicies"]),
    ("publicipaddressid", [address]), ("publicipaddressids", [address]),
    ("publicipaddressesid", [address]),
    ("networkinterfaceid", [TerraformARM.interface]),
    ("networkinterfaceids", [TerraformARM.interface]),
    ("networkinterfacesid", [TerraformARM.interface]),
    ("virtualnetworkid", [TerraformARM.network]),
    ("applicationsecuritygroupid", [applicationGroup]),
    ("applicationsecuritygroupids", [applicationGroup]),
    ("applicationsecuritygroupsid", [applicationGroup]),
    ("dnszoneid", zones), ("dnszoneids", zones),
    ("firewallpolicyid", ["Microsoft.Network/firewallPolicies"]),
    ("keyvaultid", ["Microsoft.KeyVault/vaults"]),
    ("storageaccountid", ["Microsoft.Storage/storageAccounts"]),
    ("loadbalancerid", [TerraformARM.balancer]),
    // As the bodies of workspaces name what they stand on.
    ("storageaccount", ["Microsoft.Storage/storageAccounts"]),
    ("keyvault", ["Microsoft.KeyVault/vaults"]),
    ("containerregistry", ["Microsoft.ContainerRegistry/registries"]),
    ("containerregistryid", ["Microsoft.ContainerRegistry/registries"]),
    ("applicationinsights", ["Microsoft.Insights/components"]),
    ("applicationinsightsid", ["Microsoft.Insights/components"]),
    ("hubresourceid", ["Microsoft.MachineLearningServices/workspaces"]),
    ("machinelearningworkspaceid", ["Microsoft.MachineLearningServices/workspaces"]),
  ]

  private static func types(for attribute: String) -> [String]? {
    // The endpoint policies of a subnet, say, are named after it, too.
    wanted.first { attribute.hasSuffix($0.suffix) }?.types
  }

  /// Whether only ids of some kinds make sense there.
  static func areKnown(for attribute: String) -> Bool { types(for: attribute) != nil }

  /// Whether an id of the type makes sense there.
  static func fit(_ attribute: String, _ type: String) -> Bool {
    guard let types = types(for: attribute) else { return true }
    return types.contains { $0.equalsIgnoringASCIICase(type) }
  }

  /// Whether it is the id of what a private endpoint leads to: a service, and no part of one or of a network.
  static func isConnected(_ attribute: String, _ type: String) -> Bool {
    attribute.hasSuffix("privateconnectionresourceid")
      && type.split(separator: "/").count == 2
      && !["microsoft.network/", "microsoft.authorization/"].contains {
        type.lowercased().hasPrefix($0)
      }
  }

  /// Whether an id that makes sense there is one of something within a resource of the type.
  static func fitWithin(_ attribute: String, _ type: String) -> Bool {
    guard !type.isEmpty, let types = types(for: attribute) else { return false }
    return types.contains { $0.lowercased().hasPrefix("\(type.lowercased())/") }
  }
}

// Ids that are put together: `"${azurerm_virtual_network.v.id}/subnets/s"` refers to the network, and
// what it adds stands in no plan.
extension TerraformValues {
  /// Of an id that begins with that of a whole, the part that it can only mean.
  ///
  /// - Parameter texts: what the plan tells of the variables that the expression names.
  func takePart(of attribute: Attribute, texts: [String], in targets: inout TerraformTargets) {
    let meaning = attribute.meaning
    let wholes = targets.found.filter { target in
      isWhole(target)
        && TerraformTypes.fitWithin(meaning, instances[target.instance].armType)
    }
    guard let whole = wholes.first,
      let id = id(of: whole.instance)?.symbolicText.flatMap({ ResourceID($0) })
    else { return }
    let others = targets.found.filter { target in
      !wholes.contains { $0.instance == target.instance } && target.value != nil
    }
    // A condition may choose between such an id and another one.
    guard others.isEmpty, Set(wholes.map(\.instance)).count == 1 else {
      let addresses = (wholes + others).map { instances[$0.instance].address }
      targets.found = []
      targets.reason = "it may be of \(addresses.prefix(3).joined(separator: " or "))"
      return
    }
    let named = targets.found.filter { target in
      target.path == [.name("name")]
        && TerraformTypes.fit(meaning, instances[target.instance].armType)
    }.map(\.instance)
    let parts = parts(of: id, for: meaning)
    var fitting = parts
    if !named.isEmpty {
      fitting = parts.filter { part in part.instance.map(named.contains) ?? false }
    } else if let text = texts.first(where: { text in parts.contains { $0.id.name == text } }) {
      fitting = parts.filter { $0.id.name == text }
    } else if instances[whole.instance].isData {
      // There may be others, of which nothing is read.
      fitting = []
    }
    if fitting.count == 1 {
      let value = ConfigurationValue(.string(fitting[0].id.description), at: whole.place)
      targets.found = [
        TerraformTargets.Target(
          instance: fitting[0].instance ?? whole.instance, path: [], place: whole.place,
          value: value)
      ]
      return
    }
    targets.found = []
    targets.reason =
      "it is a part of \(instances[whole.instance].address) that a plan does not name"
  }

  /// Whether the target is the id of a resource, said by the expression itself.
  private func isWhole(_ target: TerraformTargets.Target) -> Bool {
    target.path.isEmpty || target.path == [.name("id")]
  }

  private struct Part {
    let id: ResourceID
    /// `nil` of one that stands within its whole.
    let instance: Int?
  }

  /// What the plan has within a resource, of the kind that an attribute wants.
  private func parts(of whole: ResourceID, for meaning: String) -> [Part] {
    var parts: [Part] = []
    func add(_ id: ResourceID, _ instance: Int?) {
      guard !parts.contains(where: { $0.id.name.equalsIgnoringASCIICase(id.name) }) else { return }
      parts.append(Part(id: id, instance: instance))
    }
    for index in instances.indices where TerraformTypes.fit(meaning, instances[index].armType) {
      guard let id = id(of: index)?.symbolicText.flatMap({ ResourceID($0) }),
        let parent = id.parent, parent == whole || parent.matches(whole)
      else { continue }
      add(id, index)
    }
    for index in instances.indices
    where instances[index].armType.equalsIgnoringASCIICase(whole.type) {
      guard id(of: index)?.symbolicText.flatMap({ ResourceID($0) }) == whole else { continue }
      let own = attributes(of: index)
      let body = TerraformBody.object(own.member("body"), of: instances[index])
      for subnet in own.member("subnet")?.array ?? body.below("properties/subnets")?.array ?? [] {
        guard let name = subnet["name"]?.string else { continue }
        add(whole.child("subnets", name), nil)
      }
    }
    return parts
  }
}
