import EstateModel
import Testing

@testable import Answers

// The whole table of services, row by row: flag, private endpoint with its zone, ports, service tag.
// https://learn.microsoft.com/azure/private-link/private-endpoint-dns
@Suite("Every row of the table of services")
struct ServiceTableRuleTests {
  /// One name of one type.
  struct Row: CustomTestStringConvertible, Sendable {
    let kind: ServiceKind
    let entry: ServiceEntry

    var isSlot: Bool { kind.type == "Microsoft.Web/sites/slots" }
    /// What a private endpoint leads to.
    var target: String { isSlot ? "Microsoft.Web/sites" : kind.type }
    var selector: String {
      let whole = isSlot ? "\(kind.type)/it/stage" : "\(word)/it"
      return kind.names.count > 1 ? "\(whole)/\(entry.part)" : whole
    }
    private var word: String {
      kind.type == "Microsoft.MachineLearningServices/registries" ? "mlregistry" : kind.type
    }
    var group: String { entry.group.replacing("{name}", with: "stage") }
    var ports: [UInt16] { entry.ports }

    /// The zone, with something in the place of what no input tells.
    var zone: String {
      var text = ""
      var depth = 0
      for character in entry.zone.replacing("{region}", with: "westeurope") {
        switch character {
        case "<": depth += 1
        case ">": depth -= 1
        default: if depth == 0 { text.append(character) }
        }
      }
      return text.replacing("..", with: ".x.")
    }

    var testDescription: String { selector }

    /// Whether the flag says nothing about this name.
    var ignoresFlag: Bool {
      kind.type == "Microsoft.DataFactory/factories" && entry.part == "portal"
    }
    /// Whether it is not documented what the flag says about it.
    var doubtsFlag: Bool { kind.type == "Microsoft.Devices/IotHubs" && entry.part == "events" }
  }

  /// A container app has the flag and the endpoints of its environment, see Z-9.
  static let rows = ServiceCatalog.kinds.filter { $0.type != "Microsoft.App/containerApps" }.flatMap
  { kind in
    kind.names.map { Row(kind: kind, entry: $0) }
  }

  /// `{"network": {"publicNetworkAccess": …}}` for `network.publicNetworkAccess`.
  private static func nested(_ path: String, _ value: String) -> String {
    let keys = path.split(separator: ".").map(String.init)
    let inside = keys.dropFirst().reversed().reduce(value) { "{\"\($1)\": \($0)}" }
    return "\"\(keys[0])\": \(inside)"
  }

  private static func flag(_ kind: ServiceKind, isOpen: Bool) -> String {
    let path =
      switch kind.access.flags {
      case .one(let path): path
      case .first(let paths): paths[0]
      }
    let isFlag = kind.type == "Microsoft.Sql/managedInstances"
    let value = isFlag ? "\(isOpen)" : isOpen ? "\"Enabled\"" : "\"Disabled\""
    return nested(path, value)
  }

  /// The service with its flag, and a rule for everybody where it is closed without.
  private static func estate(
    _ row: Row, isOpen: Bool?, endpoint: Bool = false, links: [String] = ["net"],
    groupRules: String? = nil
  ) throws -> TextEstate {
    var properties = [
      "\"provisioningState\": \"Succeeded\"", "\"customSubDomainName\": \"it\"",
      "\"managedVirtualNetwork\": \"default\"",
      "\"siteConfig\": {\"ipSecurityRestrictions\": [], \"scmIpSecurityRestrictions\": []}",
    ]
    if let isOpen { properties.append(flag(row.kind, isOpen: isOpen)) }
    let text = properties.joined(separator: ", ")
    var resources: [String]
    if row.isSlot {
      let app = ExportedText.id("Microsoft.Web/sites", "it")
      resources = [
        ServiceEstate.resource("Microsoft.Web/sites"),
        """
        {"id": "\(app)/slots/stage", "name": "it/stage", "type": "Microsoft.Web/sites/slots",
          "location": "westeurope", "properties": {\(text)}}
        """,
      ]
    } else {
      resources = [ServiceEstate.resource(row.kind.type, "it", text)]
    }
    if row.kind.access.hasFirewallRules {
      resources.append(
        ServiceEstate.child(
          of: row.kind.type, "firewallRules", "all",
          """
          "startIpAddress": "0.0.0.0", "endIpAddress": "255.255.255.255",
          "startIP": "0.0.0.0", "endIP": "255.255.255.255"
          """))
    }
    if row.kind.access.rest == .defaultActionWithRules {
      resources.append(
        ServiceEstate.child(
          of: row.kind.type, "networkRuleSets", "default", "\"defaultAction\": \"Allow\""))
    }
    if endpoint {
      resources += ServiceEstate.privateEndpoint(
        to: row.target, group: row.group, zones: [row.zone], links: links)
    }
    var settings = ""
    if let groupRules {
      resources.append(
        ExportedText.resource(
          "Microsoft.Network/networkSecurityGroups", "nsg", "\"securityRules\": [\(groupRules)]"))
      settings =
        ", \"networkSecurityGroup\": {\"id\": \"\(ExportedText.id("Microsoft.Network/networkSecurityGroups", "nsg"))\"}"
    }
    return try ServiceEstate.estate(resources, subnetSettings: settings)
  }

  @Test("Z-1, Z-2: the flag opens and closes the public side of every service", arguments: rows)
  func flag(_ row: Row) throws {
    let open = try Self.estate(row, isOpen: true).ask("client/home", row.selector)
    #expect(open.verdict == .reachable, "\(open.told)")
    let closed = try Self.estate(row, isOpen: false)
    for from in ["client/home", "internet", "vm/a"] {
      let answer = try closed.ask(from, row.selector)
      let expected: Verdict =
        row.ignoresFlag ? .reachable : row.doubtsFlag ? .unknown : .unreachable
      #expect(answer.verdict == expected, "\(answer.told)")
      if expected == .unreachable {
        #expect(answer.blockers.contains { $0.control == "publicNetworkAccess" }, "\(answer.told)")
        #expect(answer.places.contains { $0.hasPrefix("export.json") }, "\(answer.told)")
      }
    }
  }

  @Test("Z-1: without a flag every service but the managed instance is open", arguments: rows)
  func absentFlag(_ row: Row) throws {
    let answer = try Self.estate(row, isOpen: nil).ask("client/home", row.selector)
    let expected: Verdict =
      row.kind.type == "Microsoft.Sql/managedInstances" ? .unreachable : .reachable
    #expect(answer.verdict == expected, "\(answer.told)")
    #expect(!answer.articles.isEmpty, "\(answer.told)")
  }

  @Test(
    "X-1, D-4, D-11: every service is reached by its private endpoint where its zone is linked",
    arguments: rows)
  func privateEndpoint(_ row: Row) throws {
    let estate = try Self.estate(row, isOpen: false, endpoint: true)
    let inside = try estate.ask("vm/a", row.selector)
    #expect(inside.verdict == .reachable, "\(inside.told)")
    #expect(
      inside.allowed == ServiceTableRuleTests.terms(row.ports), "\(inside.told)")
    if row.ignoresFlag || row.doubtsFlag { return }
    #expect(try estate.ask("client/home", row.selector).verdict == .unreachable)
    let unlinked = try Self.estate(row, isOpen: false, endpoint: true, links: [])
    let outside = try unlinked.ask("vm/a", row.selector)
    #expect(outside.verdict == .unreachable, "\(outside.told)")
  }

  static func terms(_ ports: [UInt16]) -> [String] {
    var terms: [String] = []
    var rest = ports.sorted()[...]
    while let first = rest.first {
      var last = first
      rest = rest.dropFirst()
      while let next = rest.first, next == last + 1 {
        last = next
        rest = rest.dropFirst()
      }
      terms.append(first == last ? "tcp/\(first)" : "tcp/\(first)-\(last)")
    }
    return terms
  }

  @Test(
    "X-7: what a private endpoint does to a service without a flag hangs on its type",
    arguments: rows)
  func endpointWithoutFlag(_ row: Row) throws {
    // The rules of others were made to let everybody in.
    let answer = try Self.estate(row, isOpen: nil, endpoint: true).ask("client/home", row.selector)
    let expected: Verdict
    switch row.kind.access.closing {
    case .never:
      expected = row.kind.type == "Microsoft.Sql/managedInstances" ? .unreachable : .reachable
    case .whereFlagIsAbsent, .withoutRules: expected = .unreachable
    case .undocumentedWhereFlagIsAbsent: expected = .unknown
    }
    #expect(answer.verdict == expected, "\(answer.told)")
    let enabled = try Self.estate(row, isOpen: true, endpoint: true)
      .ask("client/home", row.selector)
    #expect(
      enabled.verdict == (row.kind.access.closing == .withoutRules ? .unreachable : .reachable),
      "\(enabled.told)")
  }

  @Test(
    "X-8: a connection that is not approved closes nothing and leads nowhere",
    arguments: ["Pending", "Rejected", "Disconnected"])
  func pendingConnection(_ state: String) throws {
    for type in [
      "Microsoft.AppConfiguration/configurationStores", "Microsoft.DocumentDB/databaseAccounts",
    ] {
      let kind = try #require(ServiceCatalog.kind(ofType: type))
      let row = Row(kind: kind, entry: kind.names[0])
      let estate = try ServiceEstate.estate(
        [ServiceEstate.resource(type)]
          + ServiceEstate.privateEndpoint(
            to: type, group: row.group, zones: [row.zone], state: state))
      #expect(try estate.ask("client/home", row.selector).verdict == .reachable)
      #expect(try estate.ask("vm/a", row.selector).verdict == .unreachable)
    }
  }

  @Test("N-15: the tag of a service in a group lets its hosts get there", arguments: rows)
  func tag(_ row: Row) throws {
    func rules(_ tag: String) -> String {
      """
      {"name": "allow", "properties": {"priority": 100, "direction": "Outbound", "access": "Allow",
        "protocol": "Tcp", "sourceAddressPrefix": "*", "sourcePortRange": "*",
        "destinationAddressPrefix": "\(tag)", "destinationPortRange": "*"}},
      {"name": "deny", "properties": {"priority": 200, "direction": "Outbound", "access": "Deny",
        "protocol": "*", "sourceAddressPrefix": "*", "sourcePortRange": "*",
        "destinationAddressPrefix": "*", "destinationPortRange": "*"}}
      """
    }
    if row.kind.type == "Microsoft.Sql/managedInstances" { return }
    let other = try Self.estate(row, isOpen: true, groupRules: rules("AzureTrafficManager"))
      .ask("vm/a", row.selector)
    guard let tag = row.entry.tag else {
      #expect(other.verdict == .unknown, "\(other.told)")
      return
    }
    #expect(other.verdict == .unreachable, "\(other.told)")
    let own = try Self.estate(row, isOpen: true, groupRules: rules(tag)).ask("vm/a", row.selector)
    #expect(own.verdict == .reachable, "\(own.told)")
    let regional = try Self.estate(row, isOpen: true, groupRules: rules("\(tag).NorthEurope"))
      .ask("vm/a", row.selector)
    #expect(
      regional.verdict == (row.entry.isTagRegional ? .unreachable : .unknown), "\(regional.told)")
  }

  @Test(
    "E-10: a subnet rule admits where the type has service endpoints", arguments: rows)
  func serviceEndpoint(_ row: Row) throws {
    #expect(
      row.entry.serviceEndpoint == nil
        || [
          "Microsoft.Sql", "Microsoft.AzureCosmosDB", "Microsoft.EventHub",
          "Microsoft.ServiceBus", "Microsoft.Web", "Microsoft.CognitiveServices",
        ].contains(row.entry.serviceEndpoint))
    // Services with lists of subnets are those that have an endpoint.
    if row.kind.access.hasSubnetRules || !row.kind.access.subnetLists.isEmpty {
      #expect(row.entry.serviceEndpoint != nil)
    }
  }
}
