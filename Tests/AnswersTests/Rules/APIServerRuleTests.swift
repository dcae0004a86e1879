import EstateModel
import Testing

@testable import Answers

// https://learn.microsoft.com/azure/aks/private-clusters
@Suite("The API server of a Kubernetes cluster")
struct APIServerRuleTests {
  private static let type = "Microsoft.ContainerService/managedClusters"

  /// The cluster `it` with its nodes in the subnet `own`, and a peered network `hub` with a machine.
  private func estate(
    access: String = "", properties: String = "", nodes: String? = "own", more: [String] = [],
    endpoints: [String] = []
  ) throws -> TextEstate {
    let pool = nodes.map { ", \"vnetSubnetID\": \"\(ServiceEstate.subnet($0))\"" } ?? ""
    let cluster = ServiceEstate.resource(
      Self.type, "it",
      """
      "dnsPrefix": "it", "agentPoolProfiles": [{"name": "system"\(pool)}],
      "apiServerAccessProfile": {\(access)}\(properties.isEmpty ? "" : ", \(properties)")
      """)
    return try ServiceEstate.estate([cluster] + more)
  }

  private static let hub = """
    {"id": "\(ExportedText.id("Microsoft.Network/virtualNetworks", "hub"))", "name": "hub",
      "type": "Microsoft.Network/virtualNetworks", "location": "westeurope",
      "properties": {"addressSpace": {"addressPrefixes": ["10.9.0.0/16"]},
        "virtualNetworkPeerings": [\(peering("hub", "net"))],
        "subnets": [{"id": "\(ExportedText.id("Microsoft.Network/virtualNetworks", "hub"))/subnets/s",
          "name": "s", "properties": {"addressPrefix": "10.9.1.0/24"}}]}}
    """

  private static func peering(_ from: String, _ to: String) -> String {
    """
    {"id": "\(ExportedText.id("Microsoft.Network/virtualNetworks", from))/virtualNetworkPeerings/to-\(to)",
      "name": "to-\(to)", "properties": {"peeringState": "Connected", "allowVirtualNetworkAccess": true,
        "remoteVirtualNetwork": {"id": "\(ExportedText.id("Microsoft.Network/virtualNetworks", to))"}}}
    """
  }

  /// The other side of the peering, as a resource of its own.
  private static let back = """
    {"id": "\(ExportedText.id("Microsoft.Network/virtualNetworks", "net"))/virtualNetworkPeerings/to-hub",
      "name": "to-hub", "type": "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
      "properties": {"peeringState": "Connected", "allowVirtualNetworkAccess": true,
        "remoteVirtualNetwork": {"id": "\(ExportedText.id("Microsoft.Network/virtualNetworks", "hub"))"}}}
    """

  @Test("A-1: the API server has a public address that is open to all")
  func open() throws {
    let estate = try estate()
    for from in ["client/home", "internet", "vm/a"] {
      let answer = try estate.ask(from, "aks/it")
      #expect(answer.verdict == .reachable, "\(answer.told)")
      #expect(answer.allowed == ["tcp/443"])
    }
    let answer = try estate.ask("client/home", "aks/it")
    #expect(answer.articles.contains { $0.contains("api-server-authorized-ip-ranges") })
  }

  @Test(
    "A-2: with authorized ranges only these get in; one that stands for none lets nobody else in")
  func authorized() throws {
    let estate = try estate(access: "\"authorizedIPRanges\": [\"203.0.113.0/24\"]")
    #expect(try estate.ask("client/home", "aks/it").verdict == .reachable)
    let stranger = try estate.ask("client/stranger", "aks/it")
    #expect(stranger.verdict == .unreachable, "\(stranger.told)")
    let own = try self.estate(access: "\"authorizedIPRanges\": [\"0.0.0.0/32\"]")
    #expect(try own.ask("client/home", "aks/it").verdict == .unreachable)
    #expect(try own.ask("internet", "aks/it").verdict == .unreachable)
  }

  @Test("A-2, A-10: nodes that leave by a firewall of the user's must be authorized like others")
  func nodesByFirewall() throws {
    let ranges = "\"authorizedIPRanges\": [\"203.0.113.0/24\"]"
    // Which address the subnet leaves by is in no input: it may be one of the ranges.
    #expect(try estate(access: ranges).ask("vm/a", "aks/it").verdict == .unknown)
    let profile = "\"networkProfile\": {\"outboundType\": \"userDefinedRouting\"}"
    let nodes = try estate(access: ranges, properties: profile).ask("aks/it", "aks/it")
    #expect(nodes.verdict == .unknown, "\(nodes.told)")
    #expect(try estate(access: ranges).ask("aks/it", "aks/it").verdict == .reachable)
    #expect(try estate().ask("aks/it", "aks/it").verdict == .reachable)
  }

  @Test(
    "A-3, A-13: a private cluster has its endpoint in the subnet of the first pool and no public side"
  )
  func privateCluster() throws {
    let estate = try estate(access: "\"enablePrivateCluster\": true")
    let home = try estate.ask("client/home", "aks/it")
    #expect(home.verdict == .unreachable, "\(home.told)")
    let inside = try estate.ask("vm/a", "aks/it")
    #expect(inside.verdict == .reachable, "\(inside.told)")
    #expect(inside.paths[0].contains { $0.node == "subnet/net/own" }, "\(inside.told)")
    #expect(try estate.ask("aks/it", "aks/it").verdict == .reachable)
  }

  @Test("A-3: a private endpoint that a user adds stands beside the one that Azure makes")
  func anotherEndpoint() throws {
    let added = ExportedText.privateEndpoint(
      "mine", in: ("net", "pe"), address: "10.0.3.9", to: ExportedText.id(Self.type, "it"),
      group: "management", zones: [])
    let estate = try estate(access: "\"enablePrivateCluster\": true", more: added)
    let inside = try estate.ask("vm/a", "aks/it")
    #expect(inside.verdict == .reachable, "\(inside.told)")
    #expect(inside.paths[0].contains { $0.node == "subnet/net/own" }, "\(inside.told)")
    // The one in the nodes' subnet, as an export has it, is Azure's own.
    let own = ExportedText.resource(
      "Microsoft.Network/privateEndpoints", "kube-apiserver",
      """
      "subnet": {"id": "\(ServiceEstate.subnet("own"))"},
      "ipConfigurations": [{"name": "ip", "properties": {"privateIPAddress": "10.0.4.4"}}],
      "privateLinkServiceConnections": [{"name": "c", "properties": {
        "privateLinkServiceId": "\(ExportedText.id(Self.type, "it"))", "groupIds": ["management"],
        "privateLinkServiceConnectionState": {"status": "Approved"}}}]
      """)
    let exported = try self.estate(access: "\"enablePrivateCluster\": true", more: [own])
    let answer = try exported.ask("vm/a", "aks/it")
    #expect(answer.verdict == .reachable, "\(answer.told)")
    #expect(
      answer.paths[0].contains { $0.node == "privateendpoint/kube-apiserver" }, "\(answer.told)")
  }

  @Test(
    "A-13: the group of the nodes' subnet counts for it only with the policies of private endpoints",
    arguments: [("Disabled", Verdict.reachable), ("Enabled", .unreachable)])
  func policies(_ row: (String, Verdict)) throws {
    let cluster = ServiceEstate.resource(
      Self.type, "it",
      """
      "agentPoolProfiles": [{"name": "system", "vnetSubnetID": "\(ServiceEstate.subnet("a"))"}],
      "apiServerAccessProfile": {"enablePrivateCluster": true}
      """)
    let group = ExportedText.resource(
      "Microsoft.Network/networkSecurityGroups", "nsg",
      """
      "securityRules": [{"name": "deny", "properties": {"priority": 100, "direction": "Inbound",
        "access": "Deny", "protocol": "*", "sourceAddressPrefix": "*", "sourcePortRange": "*",
        "destinationAddressPrefix": "*", "destinationPortRange": "443"}}]
      """)
    let estate = try ServiceEstate.estate(
      [cluster, group],
      subnetSettings: """
        , "privateEndpointNetworkPolicies": "\(row.0)",
          "networkSecurityGroup": {"id": "\(ExportedText.id("Microsoft.Network/networkSecurityGroups", "nsg"))"}
        """)
    let answer = try estate.ask("vm/b", "aks/it")
    #expect(answer.verdict == row.1, "\(answer.told)")
  }

  @Test(
    "A-4, A-11: without a public name only networks that the zone is linked to find the private one"
  )
  func names() throws {
    func verdict(_ from: String, _ access: String, _ more: [String] = []) throws -> QueryAnswer {
      try estate(
        access: "\"enablePrivateCluster\": true\(access)", more: [Self.hub, Self.back] + more
      )
      .ask(from, "aks/it")
    }
    let hub = "ip/10.9.1.9"
    // The public name is on unless told otherwise; it leads to the private address.
    let named = try verdict(hub, "")
    #expect(named.verdict == .reachable, "\(named.told)")
    let system = ", \"enablePrivateClusterPublicFQDN\": false"
    let unlinked = try verdict(hub, system)
    #expect(unlinked.verdict == .unreachable, "\(unlinked.told)")
    #expect(unlinked.blockers.map(\.control) == ["nameResolution"])
    #expect(try verdict("vm/a", system).verdict == .reachable)
    #expect(try verdict("client/home", "").verdict == .unreachable)
    let zone = "privatelink.westeurope.azmk8s.io"
    let custom =
      "\(system), \"privateDNSZone\": \"\(ExportedText.id("Microsoft.Network/privateDnsZones", zone))\""
    #expect(
      try verdict(hub, custom, ExportedText.zone(zone, linkedTo: ["hub"])).verdict == .reachable)
    #expect(
      try verdict("vm/a", custom, ExportedText.zone(zone, linkedTo: ["hub"])).verdict
        == .unreachable)
  }

  @Test("A-5: neither a zone nor a public name is a cluster that nobody finds")
  func noName() throws {
    let answer = try estate(
      access: """
        "enablePrivateCluster": true, "privateDNSZone": "none",
        "enablePrivateClusterPublicFQDN": false
        """
    ).ask("vm/a", "aks/it")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.blockers.map(\.control) == ["nameResolution"])
    let named = try estate(
      access: """
        "enablePrivateCluster": true, "privateDNSZone": "none",
        "enablePrivateClusterPublicFQDN": true
        """
    ).ask("vm/a", "aks/it")
    #expect(named.verdict == .reachable, "\(named.told)")
  }

  @Test("A-6, A-12: an integrated API server has an address in its subnet, where groups hold")
  func integrated() throws {
    let subnet = "\"enableVnetIntegration\": true, \"subnetId\": \"\(ServiceEstate.subnet("a"))\""
    let group = ExportedText.resource(
      "Microsoft.Network/networkSecurityGroups", "nsg",
      """
      "securityRules": [{"name": "deny", "properties": {"priority": 100, "direction": "Inbound",
        "access": "Deny", "protocol": "*", "sourceAddressPrefix": "10.0.2.0/24", "sourcePortRange": "*",
        "destinationAddressPrefix": "*", "destinationPortRange": "443"}}]
      """)
    func estate(_ access: String) throws -> TextEstate {
      let cluster = ServiceEstate.resource(
        Self.type, "it",
        """
        "agentPoolProfiles": [{"name": "system", "vnetSubnetID": "\(ServiceEstate.subnet("own"))"}],
        "apiServerAccessProfile": {\(access)}
        """)
      return try ServiceEstate.estate(
        [cluster, group],
        subnetSettings: """
          , "networkSecurityGroup": {"id": "\(ExportedText.id("Microsoft.Network/networkSecurityGroups", "nsg"))"}
          """)
    }
    let closed = try estate("\(subnet), \"enablePrivateCluster\": true")
    #expect(try closed.ask("client/home", "aks/it").verdict == .unreachable)
    let inside = try closed.ask("vm/a", "aks/it")
    #expect(inside.verdict == .reachable, "\(inside.told)")
    let barred = try closed.ask("vm/b", "aks/it")
    #expect(barred.verdict == .unreachable, "\(barred.told)")
    let nodes = try closed.ask("aks/it", "aks/it")
    #expect(nodes.verdict == .reachable, "\(nodes.told)")
    let open = try estate("\(subnet), \"enablePrivateCluster\": false")
    #expect(try open.ask("client/home", "aks/it").verdict == .reachable)
    let stays = try open.ask("aks/it", "aks/it")
    #expect(stays.verdict == .reachable, "\(stays.told)")
    #expect(stays.paths[0].allSatisfy { $0.node != "internet" }, "\(stays.told)")
  }

  @Test(
    "A-7: the type of egress changes nothing about who gets in",
    arguments: ["loadBalancer", "userDefinedRouting", "managedNATGateway", "none"])
  func egress(_ outbound: String) throws {
    let profile = "\"networkProfile\": {\"outboundType\": \"\(outbound)\"}"
    #expect(try estate(properties: profile).ask("client/home", "aks/it").verdict == .reachable)
    let ranges = try estate(
      access: "\"authorizedIPRanges\": [\"203.0.113.0/24\"]", properties: profile)
    #expect(try ranges.ask("client/stranger", "aks/it").verdict == .unreachable)
  }

  @Test("A-9: a group that keeps nodes of one subnet apart is Azure's as any other")
  func nodesApart() throws {
    let cluster = ServiceEstate.resource(
      Self.type, "it",
      "\"agentPoolProfiles\": [{\"name\": \"system\", \"vnetSubnetID\": \"\(ServiceEstate.subnet("a"))\"}]"
    )
    let group = ExportedText.resource(
      "Microsoft.Network/networkSecurityGroups", "nsg",
      """
      "securityRules": [{"name": "deny", "properties": {"priority": 100, "direction": "Inbound",
        "access": "Deny", "protocol": "*", "sourceAddressPrefix": "10.0.1.0/24", "sourcePortRange": "*",
        "destinationAddressPrefix": "*", "destinationPortRange": "*"}}]
      """)
    let estate = try ServiceEstate.estate(
      [cluster, group],
      subnetSettings: """
        , "networkSecurityGroup": {"id": "\(ExportedText.id("Microsoft.Network/networkSecurityGroups", "nsg"))"}
        """)
    #expect(try estate.ask("aks/it", "vm/a", on: "tcp/10250").verdict == .unreachable)
    #expect(try estate.ask("aks/it", "vm/b", on: "tcp/10250").verdict == .reachable)
  }

  @Test("A-10: nodes reach a public API server by their own way out, which their group can shut")
  func nodesWayOut() throws {
    let cluster = ServiceEstate.resource(
      Self.type, "it",
      "\"agentPoolProfiles\": [{\"name\": \"system\", \"vnetSubnetID\": \"\(ServiceEstate.subnet("a"))\"}]"
    )
    func verdict(_ tag: String) throws -> Verdict {
      let group = ExportedText.resource(
        "Microsoft.Network/networkSecurityGroups", "nsg",
        """
        "securityRules": [
          {"name": "allow", "properties": {"priority": 100, "direction": "Outbound", "access": "Allow",
            "protocol": "Tcp", "sourceAddressPrefix": "*", "sourcePortRange": "*",
            "destinationAddressPrefix": "\(tag)", "destinationPortRange": "443"}},
          {"name": "deny", "properties": {"priority": 200, "direction": "Outbound", "access": "Deny",
            "protocol": "*", "sourceAddressPrefix": "*", "sourcePortRange": "*",
            "destinationAddressPrefix": "Internet", "destinationPortRange": "*"}}]
        """)
      return try ServiceEstate.estate(
        [cluster, group],
        subnetSettings: """
          , "networkSecurityGroup": {"id": "\(ExportedText.id("Microsoft.Network/networkSecurityGroups", "nsg"))"}
          """
      ).ask("aks/it", "aks/it").verdict
    }
    #expect(try verdict("AzureCloud.WestEurope") == .reachable)
    #expect(try verdict("AzureCloud.NorthEurope") == .unreachable)
  }
}
