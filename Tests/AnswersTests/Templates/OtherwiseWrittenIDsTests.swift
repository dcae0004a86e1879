import Answers
import Testing

/// Ids of which all is said may mean resources of which an input does not say all.
@Suite("Ids that may be those of resources that are written otherwise")
struct OtherwiseWrittenIDsTests {
  private static func template(_ parameters: String, _ resources: [String]) -> String {
    """
    {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
     "contentVersion": "1.0.0.0",
     "parameters": {\(parameters)},
     "resources": [
    \(resources.joined(separator: ",\n"))
     ]}
    """
  }

  private static func network(_ name: String, _ range: String, _ more: String = "") -> String {
    """
    {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-09-01", "name": "\(name)",
     "location": "westeurope", "properties": {"addressSpace": {"addressPrefixes": ["\(range)"]},
       "subnets": [{"name": "s", "properties": {"addressPrefix": "\(range)"}}]\(more)}}
    """
  }

  private static func peering(_ name: String, _ remote: String) -> String {
    """
    {"type": "Microsoft.Network/virtualNetworks/virtualNetworkPeerings", "apiVersion": "2023-09-01",
     "name": "\(name)", "properties": {"remoteVirtualNetwork": {"id": "\(remote)"},
       "allowVirtualNetworkAccess": true}}
    """
  }

  private static func id(_ name: String) -> String {
    "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg/providers/"
      + "Microsoft.Network/virtualNetworks/\(name)"
  }

  private static let spoke = "[resourceId('Microsoft.Network/virtualNetworks', 'spoke')]"

  // MARK: Open names

  private static let openHub = template(
    #""region": {"type": "string"}"#,
    [network("[concat('vnet-', parameters('region'), '-hub')]", "10.0.0.0/24")])

  /// A spoke that is peered with a hub of some name, both sides of it.
  private static func spoke(of hub: String) -> String {
    template(
      "",
      [
        network("spoke", "10.1.0.0/24"), peering("spoke/to-hub", id(hub)),
        """
        {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "n",
         "resourceGroup": "rg", "properties": {"mode": "Incremental", "template":
        \(template("", [peering("\(hub)/to-spoke", spoke)]))
         }}
        """,
      ])
  }

  @Test("a peering with a network by its name may be one with a network whose name is open")
  func openName() throws {
    let files = ["hub.json": Self.openHub, "spoke.json": Self.spoke(of: "vnet-eastus2-hub")]
    let known = try TextEstate(files, settings: ["region=eastus2"])
    let other = try TextEstate(files, settings: ["region=westus"])
    let open = try TextEstate(files)
    let ways = [
      ("subnet/vnet-%-hub/s", "subnet/spoke/s"), ("subnet/spoke/s", "subnet/vnet-%-hub/s"),
    ]
    for (from, to) in ways {
      func ask(_ estate: TextEstate, _ region: String) throws -> QueryAnswer {
        try estate.ask(
          from.replacing("%", with: region), to.replacing("%", with: region), on: "tcp/22")
      }
      let reached = try ask(known, "eastus2")
      #expect(reached.verdict == .reachable, "\(reached.told)")
      let apart = try ask(other, "westus")
      #expect(apart.verdict == .unreachable, "\(apart.told)")
      let answer = try ask(open, "{region}")
      #expect(answer.verdict == .unknown, "\(answer.told)")
      #expect(answer.unknowns.contains { $0.because.contains("'region'") }, "\(answer.told)")
    }
  }

  @Test("a network that cannot have the name is another one")
  func otherName() throws {
    let estate = try TextEstate([
      "hub.json": Self.openHub, "spoke.json": Self.spoke(of: "hub-eastus2"),
    ])
    let answer = try estate.ask("subnet/vnet-{region}-hub/s", "subnet/spoke/s", on: "tcp/22")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
  }

  @Test("a subnet by the name of its network may be one of a network whose name is open")
  func subnet() throws {
    let subnet = """
      {"type": "Microsoft.Network/virtualNetworks/subnets", "apiVersion": "2023-09-01",
       "name": "vnet-eastus2-hub/two", "properties": {"addressPrefix": "10.0.1.0/24"}}
      """
    let hub = Self.template(
      #""region": {"type": "string"}"#,
      [
        Self.network("[concat('vnet-', parameters('region'), '-hub')]", "10.0.0.0/24")
          .replacing(#"["10.0.0.0/24"]"#, with: #"["10.0.0.0/16"]"#)
      ])
    let files = ["hub.json": hub, "subnet.json": Self.template("", [subnet])]
    let two = "subnet/vnet-eastus2-hub/two"
    for (region, verdict) in [("eastus2", Verdict.reachable), ("x", .unreachable), (nil, .unknown)]
    {
      let estate = try TextEstate(files, settings: region.map { ["region=\($0)"] } ?? [])
      let answer = try estate.ask("subnet/vnet-\(region ?? "{region}")-hub/s", two, on: "tcp/22")
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
  }

  @Test("an interface in a subnet by its name may be in a network whose name is open")
  func interface() throws {
    let nic = """
      {"type": "Microsoft.Network/networkInterfaces", "apiVersion": "2023-09-01", "name": "nic",
       "location": "westeurope", "properties": {"ipConfigurations": [{"name": "c", "properties": {
         "subnet": {"id": "\(Self.id("vnet-eastus2-hub"))/subnets/s"}}}]}}
      """
    let files = ["hub.json": Self.openHub, "nic.json": Self.template("", [nic])]
    let open = try TextEstate(files).ask("subnet/vnet-{region}-hub/s", "nic/nic", on: "tcp/22")
    #expect(open.verdict == .unknown, "\(open.told)")
    let known = try TextEstate(files, settings: ["region=eastus2"])
      .ask("subnet/vnet-eastus2-hub/s", "nic/nic", on: "tcp/22")
    #expect(known.verdict == .reachable, "\(known.told)")
  }

  @Test("a pool by its name may be that of a load balancer whose name is open")
  func pool() throws {
    let name = "concat('lb-', parameters('region'))"
    func part(_ type: String, _ part: String) -> String {
      "{\"id\": \"[resourceId('Microsoft.Network/loadBalancers/\(type)', \(name), '\(part)')]\"}"
    }
    let balancer = OpenNetwork.resource(
      "loadBalancers", "[\(name)]",
      """
      "frontendIPConfigurations": [{"name": "f", "properties": {
        "publicIPAddress": \(OpenNetwork.id("publicIPAddresses", "ip"))}}],
      "backendAddressPools": [{"name": "p"}],
      "loadBalancingRules": [{"name": "r", "properties": {"protocol": "Tcp", "frontendPort": 80,
        "backendPort": 80, "frontendIPConfiguration": \(part("frontendIPConfigurations", "f")),
        "backendAddressPool": \(part("backendAddressPools", "p"))}}]
      """, beside: #""sku": {"name": "Standard"},"#)
    let address = OpenNetwork.resource(
      "publicIPAddresses", "ip", #""publicIPAllocationMethod": "Static""#,
      beside: #""sku": {"name": "Standard"},"#)
    let pool = Self.id("lb-dev").replacing("virtualNetworks", with: "loadBalancers")
    let group = #", "networkSecurityGroup": \#(OpenNetwork.id("networkSecurityGroups", "g"))"#
    let files = [
      "lb.json": Self.template(#""region": {"type": "string"}"#, [address, balancer]),
      "nic.json": Self.template(
        "",
        [
          OpenNetwork.network("net", "10.0.0.0/16", [("one", "10.0.1.0/24", group)]),
          OpenNetwork.resource(
            "networkSecurityGroups", "g",
            #""securityRules": [\#(OpenNetwork.rule("r", 100, "Allow"))]"#),
          OpenNetwork.interface(
            "i", "net", "one", "10.0.1.4",
            more:
              #", "loadBalancerBackendAddressPools": [{"id": "\#(pool)/backendAddressPools/p"}]"#),
        ]),
    ]
    for (region, verdict) in [("dev", Verdict.reachable), ("other", .unreachable), (nil, .unknown)]
    {
      let estate = try TextEstate(files, settings: region.map { ["region=\($0)"] } ?? [])
      let answer = try estate.ask(
        "internet", "loadbalancer/lb-\(region ?? "{region}")", on: "tcp/80")
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
  }

  // MARK: Open groups

  private static let hubParameter = #""hubId": {"type": "string"}"#

  @Test(
    "a whole id may be that of the network which the template deploys to a group that nobody tells",
    arguments: ["hub/to-spoke", "[concat(split(parameters('hubId'), '/')[8], '/to-spoke')]"])
  func openGroup(_ name: String) throws {
    let file = [
      "main.json": Self.template(
        Self.hubParameter,
        [
          Self.network("hub", "10.0.0.0/24"), Self.network("spoke", "10.1.0.0/24"),
          Self.peering("spoke/to-hub", "[parameters('hubId')]"), Self.peering(name, Self.spoke),
        ])
    ]
    let estate = try TextEstate(file, settings: ["hubId=\(Self.id("hub"))"])
    for (from, to) in [("subnet/hub/s", "subnet/spoke/s"), ("subnet/spoke/s", "subnet/hub/s")] {
      let answer = try estate.ask(from, to, on: "tcp/22")
      #expect(answer.verdict == .unknown, "\(answer.told)")
      #expect(
        answer.unknowns.contains { $0.because.contains("--resource-group") }, "\(answer.told)")
    }
    if name.hasPrefix("[") { return }
    let named = ["hubId=/providers/Microsoft.Network/virtualNetworks/hub"]
    let own = try TextEstate(file, settings: named)
      .ask("subnet/hub/s", "subnet/spoke/s", on: "tcp/22")
    #expect(own.verdict == .reachable, "\(own.told)")
  }

  @Test("likewise where the other half of the peering is deployed to the group of that id")
  func openGroupOfPart() throws {
    let nested = """
      {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "n",
       "resourceGroup": "[split(parameters('hubId'), '/')[4]]", "properties": {"mode": "Incremental",
       "template": \(Self.template("", [Self.peering("hub/to-spoke", Self.spoke)]))}}
      """
    let estate = try TextEstate(
      [
        "main.json": Self.template(
          Self.hubParameter,
          [
            Self.network("hub", "10.0.0.0/24"), Self.network("spoke", "10.1.0.0/24"),
            Self.peering("spoke/to-hub", "[parameters('hubId')]"), nested,
          ])
      ], settings: ["hubId=\(Self.id("hub"))"])
    for (from, to) in [("subnet/hub/s", "subnet/spoke/s"), ("subnet/spoke/s", "subnet/hub/s")] {
      let answer = try estate.ask(from, to, on: "tcp/22")
      #expect(answer.verdict == .unknown, "\(answer.told)")
    }
  }
}
