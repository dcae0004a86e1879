import Answers
import Testing

/// Modules that ask for what a sibling deploys, in whatever order the two stand.
@Suite("What one module deploys and another one asks for")
struct SiblingModulesTests {
  private static func template(
    _ resources: String, outputs: String = "{}", parameters: String = "{}"
  )
    -> String
  {
    """
    {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
     "languageVersion": "2.0", "contentVersion": "1.0.0.0", "parameters": \(parameters),
     "resources": {\(resources)}, "outputs": \(outputs)}
    """
  }

  private static func module(_ name: String, _ template: String, parameters: String = "{}")
    -> String
  {
    """
    "\(name)": {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01",
      "name": "\(name)", "properties": {"mode": "Incremental", "parameters": \(parameters),
        "expressionEvaluationOptions": {"scope": "inner"}, "template": \(template)}}
    """
  }

  private static let network = module(
    "network",
    template(
      """
      "vn": {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "hub",
        "location": "westeurope", "properties": {"addressSpace": {"addressPrefixes": ["10.1.0.0/16"]},
          "subnets": [{"name": "s", "properties": {"addressPrefix": "10.1.0.0/24",
            "networkSecurityGroup": {"id":
              "[resourceId('Microsoft.Network/networkSecurityGroups', 'n')]"}}},
            {"name": "t", "properties": {"addressPrefix": "10.1.1.0/24"}}]}}
      """))

  private static func rules(_ prefix: String) -> String {
    """
    "n": {"type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2024-05-01",
      "name": "n", "location": "westeurope", "properties": {"securityRules": [
        {"name": "own", "properties": {"priority": 100, "direction": "Inbound", "access": "Allow",
          "protocol": "*", "sourceAddressPrefix": "\(prefix)", "sourcePortRange": "*",
          "destinationAddressPrefix": "*", "destinationPortRange": "*"}},
        {"name": "rest", "properties": {"priority": 200, "direction": "Inbound", "access": "Deny",
          "protocol": "*", "sourceAddressPrefix": "*", "sourcePortRange": "*",
          "destinationAddressPrefix": "*", "destinationPortRange": "*"}}]}}
    """
  }

  private static let existing = """
    "vn": {"existing": true, "type": "Microsoft.Network/virtualNetworks",
      "apiVersion": "2024-05-01", "name": "hub"}
    """
  private static let byID =
    "[reference(resourceId('Microsoft.Network/virtualNetworks', 'hub'), '2024-05-01').addressSpace.addressPrefixes[0]]"
  private static let bySymbol = "[reference('vn').addressSpace.addressPrefixes[0]]"

  /// The modules of each way to ask.
  static let ways: [(String, [String])] = [
    ("by its symbol", [network, module("rules", template("\(existing), \(rules(bySymbol))"))]),
    ("by its id", [network, module("rules", template(rules(byID)))]),
    (
      "through an output of a third one",
      [
        network,
        module(
          "prefix", template("", outputs: #"{"p": {"type": "string", "value": "\#(byID)"}}"#)),
        module(
          "rules",
          template(
            rules("[parameters('p')]"), parameters: #"{"p": {"type": "string"}}"#),
          parameters: #"{"p": {"value": "[reference('prefix').outputs.p.value]"}}"#),
      ]
    ),
    (
      "beside the modules, handed down",
      [
        network, existing,
        module(
          "rules",
          template(
            rules("[parameters('p')]"), parameters: #"{"p": {"type": "string"}}"#),
          parameters: #"{"p": {"value": "\#(bySymbol)"}}"#),
      ]
    ),
  ]

  @Test("what a sibling deploys is found in any order", arguments: ways.indices)
  func found(_ way: Int) throws {
    let (title, modules) = Self.ways[way]
    for order in Self.orders(of: modules) {
      let estate = try TextEstate(["main.json": Self.template(order.joined(separator: ",\n"))])
      let answer = try estate.ask("subnet/hub/t", "subnet/hub/s", on: "tcp/443")
      #expect(answer.verdict == .reachable, "\(title): \(answer.told)")
    }
  }

  private static func orders(of elements: [String]) -> [[String]] {
    if elements.count < 2 { return [elements] }
    return elements.indices.flatMap { index -> [[String]] in
      var rest = elements
      let first = rest.remove(at: index)
      return orders(of: rest).map { [first] + $0 }
    }
  }
}
