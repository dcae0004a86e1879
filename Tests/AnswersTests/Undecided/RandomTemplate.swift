import TestSupport

/// A template made at random, many of whose values hang on parameters that have none.
struct RandomTemplate: Sendable {
  struct Parameter: Sendable {
    let name: String
    /// As `--set` takes them; a boolean has `true` and `false`.
    let choices: [String]
    let isBoolean: Bool

    var declaration: String {
      if isBoolean { return "\"\(name)\": {\"type\": \"bool\"}" }
      let words = choices.map { "\"\($0)\"" }.joined(separator: ", ")
      return "\"\(name)\": {\"type\": \"string\", \"allowedValues\": [\(words)]}"
    }
  }

  private(set) var parameters: [Parameter] = []
  /// As a template has them.
  private(set) var resources: [String] = []
  private var random: SeededGenerator

  init(seed: Int, parameterCount: ClosedRange<Int>) {
    random = SeededGenerator(seed: UInt64(seed))
    for index in 0..<Int.random(in: parameterCount, using: &random) {
      let words = ["Allow", "Deny", "Other"].prefix(Int.random(in: 2...3, using: &random))
      let isBoolean = Int.random(in: 0..<3, using: &random) > 0
      parameters.append(
        Parameter(
          name: "p\(index)", choices: isBoolean ? ["true", "false"] : Array(words),
          isBoolean: isBoolean))
    }
    resources = everyResource()
  }

  var text: String { text(of: resources) }

  /// The template with these resources in place of its own.
  func text(of resources: [String]) -> String {
    """
    {
      "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
      "contentVersion": "1.0.0.0",
      "parameters": {\(parameters.map(\.declaration).joined(separator: ", "))},
      "resources": [
      \(resources.joined(separator: ",\n"))
      ]
    }
    """
  }

  /// Every choice of values, `NAME=VALUE` for each parameter.
  var assignments: [[String]] {
    parameters.reduce([[]]) { assignments, parameter in
      assignments.flatMap { assignment in
        parameter.choices.map { assignment + ["\(parameter.name)=\($0)"] }
      }
    }
  }

  static let questions: [(from: String, to: String, on: [String])] = [
    ("nic/a", "nic/b", ["tcp/443"]), ("nic/a", "nic/b", ["tcp/22", "tcp/443"]),
    ("nic/b", "nic/a", ["any"]), ("nic/a", "nic/d", ["tcp/443"]), ("nic/d", "nic/a", ["udp/53"]),
    ("internet", "nic/b", ["tcp/443"]), ("nic/a", "internet/8.8.8.8", ["tcp/443"]),
    ("nic/b", "storage/store", []), ("internet", "storage/store", []),
  ]

  // MARK: - Values

  private mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }

  /// A boolean expression, without its brackets.
  private mutating func condition(depth: Int = 0) -> String {
    guard let parameter = parameters.randomElement(using: &random) else { return "true()" }
    switch Int.random(in: 0..<(depth > 1 ? 2 : 6), using: &random) {
    case 0 where depth < 2: return "not(\(condition(depth: depth + 1)))"
    case 1 where depth < 2:
      return "and(\(condition(depth: depth + 1)), \(condition(depth: depth + 1)))"
    case 2: return "or(\(condition(depth: depth + 1)), \(condition(depth: depth + 1)))"
    default:
      if parameter.isBoolean { return "parameters('\(parameter.name)')" }
      let word = parameter.choices.randomElement(using: &random) ?? ""
      return "equals(parameters('\(parameter.name)'), '\(word)')"
    }
  }

  /// One of the words, as JSON: by itself, or as a parameter says.
  private mutating func word(_ words: [String]) -> String {
    let first = words.randomElement(using: &random) ?? ""
    let second = words.randomElement(using: &random) ?? ""
    return chance(2) ? "\"\(first)\"" : "\"[if(\(condition()), '\(first)', '\(second)')]\""
  }

  private mutating func flag() -> String {
    chance(3) ? "true" : chance(2) ? "false" : "\"[\(condition())]\""
  }

  private mutating func conditionLine(_ one: Int) -> String {
    chance(one) ? "\"condition\": \"[\(condition())]\", " : ""
  }

  // MARK: - Resources

  private mutating func ruleProperties() -> String {
    """
    {"priority": \(Int.random(in: 100...140, using: &random)), "direction": \(word(["Inbound", "Inbound", "Outbound"])),
     "access": \(word(["Allow", "Deny"])), "protocol": \(word(["*", "Tcp", "Udp"])),
     "sourceAddressPrefix": \(word(["*", "10.0.1.0/24", "10.0.0.0/8", "Internet", "VirtualNetwork"])),
     "sourcePortRange": "*", "destinationAddressPrefix": \(word(["*", "10.0.2.4", "10.0.2.0/24", "Internet"])),
     "destinationPortRange": \(word(["*", "443", "22-500", "53"]))}
    """
  }

  private mutating func group(_ name: String) -> [String] {
    var rules: [String] = []
    for index in 0..<Int.random(in: 0...3, using: &random) {
      rules.append("{\"name\": \"r\(index)\", \"properties\": \(ruleProperties())}")
    }
    let group = """
      {"type": "Microsoft.Network/networkSecurityGroups", "name": "\(name)",
       "properties": {"securityRules": [\(rules.joined(separator: ",\n"))]}}
      """
    guard chance(3) else { return [group] }
    return [
      group,
      """
      {"type": "Microsoft.Network/networkSecurityGroups/securityRules", "name": "\(name)/extra",
       \(conditionLine(1))"properties": \(ruleProperties())}
      """,
    ]
  }

  /// `"key": {"id": …}` or nothing, or one of several resources as a parameter says.
  private mutating func reference(_ key: String, _ type: String, _ names: [String]) -> String {
    if chance(3) { return "" }
    let name = names.randomElement(using: &random) ?? ""
    let other = names.randomElement(using: &random) ?? ""
    let id = "resourceId('\(type)', '\(name)')"
    switch Int.random(in: 0..<4, using: &random) {
    case 0:
      return
        ", \"\(key)\": {\"id\": \"[resourceId('\(type)', if(\(condition()), '\(name)', '\(other)'))]\"}"
    case 1: return ", \"\(key)\": \"[if(\(condition()), json('null'), json('null'))]\""
    default: return ", \"\(key)\": {\"id\": \"[\(id)]\"}"
    }
  }

  private mutating func subnet(_ name: String, _ prefix: String) -> String {
    let group = reference(
      "networkSecurityGroup", "Microsoft.Network/networkSecurityGroups", ["g", "h"])
    let table = reference("routeTable", "Microsoft.Network/routeTables", ["t"])
    return """
      {"name": "\(name)", "properties": {"addressPrefix": "\(prefix)"\(group)\(table)}}
      """
  }

  private mutating func interface(
    _ name: String, _ network: String, _ subnet: String, _ address: String
  ) -> String {
    let group = reference(
      "networkSecurityGroup", "Microsoft.Network/networkSecurityGroups", ["g", "h"])
    let publicAddress =
      chance(2)
      ? "" : reference("publicIPAddress", "Microsoft.Network/publicIPAddresses", ["front"])
    return """
      {"type": "Microsoft.Network/networkInterfaces", "name": "\(name)", \(conditionLine(6))"properties": {
        "enableIPForwarding": \(flag()), "ipConfigurations": [{"name": "ip", "properties": {
          "subnet": {"id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', '\(network)', '\(subnet)')]"},
          "privateIPAllocationMethod": "Static", "privateIPAddress": "\(address)"\(publicAddress)}}]\(group)}}
      """
  }

  private mutating func peering(_ from: String, _ to: String) -> String {
    """
    {"type": "Microsoft.Network/virtualNetworks/virtualNetworkPeerings", "name": "\(from)/to-\(to)",
     \(conditionLine(3))"properties": {"allowVirtualNetworkAccess": \(flag()), "allowForwardedTraffic": \(flag()),
     "remoteVirtualNetwork": {"id": "[resourceId('Microsoft.Network/virtualNetworks', '\(to)')]"}}}
    """
  }

  private mutating func table() -> String {
    var routes: [String] = []
    for index in 0..<Int.random(in: 0...2, using: &random) {
      let hop =
        chance(2)
        ? "\"nextHopType\": \(word(["None", "Internet", "VnetLocal"]))"
        : "\"nextHopType\": \"VirtualAppliance\", \"nextHopIpAddress\": \(word(["10.0.3.4", "10.0.3.4", "10.0.3.5"]))"
      let prefix = ["10.0.2.0/24", "10.1.0.0/16", "0.0.0.0/0"][
        (index + Int.random(in: 0...1, using: &random)) % 3]
      routes.append(
        "{\"name\": \"r\(index)\", \"properties\": {\"addressPrefix\": \"\(prefix)\", \(hop)}}")
      if chance(2) { break }
    }
    return """
      {"type": "Microsoft.Network/routeTables", "name": "t",
       "properties": {"routes": [\(routes.joined(separator: ", "))]}}
      """
  }

  private mutating func storage() -> String {
    """
    {"type": "Microsoft.Storage/storageAccounts", "name": "store", "location": "westeurope", "kind": "StorageV2",
     "sku": {"name": "Standard_LRS"}, "properties": {"publicNetworkAccess": \(word(["Enabled", "Disabled"])),
     "networkAcls": {"defaultAction": \(word(["Allow", "Deny"])), "bypass": "None", "ipRules": [], "virtualNetworkRules": []}}}
    """
  }

  private mutating func everyResource() -> [String] {
    let network = """
      {"type": "Microsoft.Network/virtualNetworks", "name": "net", "location": "westeurope", "properties": {
        "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
        "subnets": [\(subnet("one", "10.0.1.0/24")), \(subnet("two", "10.0.2.0/24")), \(subnet("three", "10.0.3.0/24"))]}}
      """
    let far = """
      {"type": "Microsoft.Network/virtualNetworks", "name": "far", "location": "westeurope", "properties": {
        "addressSpace": {"addressPrefixes": ["10.1.0.0/16"]}, "subnets": [\(subnet("four", "10.1.4.0/24"))]}}
      """
    let address = """
      {"type": "Microsoft.Network/publicIPAddresses", "name": "front", "sku": {"name": "Standard"},
       "properties": {"publicIPAllocationMethod": "Static", "ipAddress": "20.1.2.3"}}
      """
    return
      group("g") + group("h") + [
        table(), network, far, peering("net", "far"), peering("far", "net"), address, storage(),
        interface("a", "net", "one", "10.0.1.4"), interface("b", "net", "two", "10.0.2.4"),
        interface("c", "net", "three", "10.0.3.4"), interface("d", "far", "four", "10.1.4.4"),
      ]
  }
}
