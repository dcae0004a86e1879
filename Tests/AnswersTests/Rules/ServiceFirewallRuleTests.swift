import EstateModel
import Testing

@testable import Answers

// https://learn.microsoft.com/azure/storage/common/storage-network-security
@Suite("The public side of storage accounts, key vaults and registries")
struct ServiceFirewallRuleTests {
  typealias Builder = EstateBuilder

  enum Service: String, CaseIterable, Sendable {
    case storage, keyVault, registry

    var selector: String {
      switch self {
      case .storage: "storage/it"
      case .keyVault: "keyvault/it"
      case .registry: "registry/it"
      }
    }

    var serviceEndpoint: String {
      switch self {
      case .storage: "Microsoft.Storage"
      case .keyVault: "Microsoft.KeyVault"
      case .registry: "Microsoft.ContainerRegistry"
      }
    }

    var group: (group: String, zone: String) {
      switch self {
      case .storage: ("blob", "privatelink.blob.core.windows.net")
      case .keyVault: ("vault", "privatelink.vaultcore.azure.net")
      case .registry: ("registry", "privatelink.azurecr.io")
      }
    }

    @discardableResult
    func add(
      to builder: inout Builder, _ change: (inout ServiceFirewall) -> Void = { _ in }
    ) -> ResourceID {
      switch self {
      case .storage: builder.storage("it", change)
      case .keyVault: builder.keyVault("it", change)
      case .registry: builder.registry("it") { change(&$0.firewall) }
      }
    }
  }

  /// A network with two subnets, of which `a` has the service's endpoint, and clients outside.
  func estate(
    _ service: Service, endpoints: [Setting<String>]? = nil,
    _ change: (inout ServiceFirewall) -> Void = { _ in }
  ) -> Builder {
    var builder = Builder()
    let network = builder.network("net", ["10.0.0.0/16"])
    let a = builder.subnet(network, "a", "10.0.1.0/24") {
      $0.serviceEndpoints = endpoints ?? [Builder.known(service.serviceEndpoint)]
    }
    let b = builder.subnet(network, "b", "10.0.2.0/24")
    builder.machine("a", in: a, "10.0.1.4")
    builder.machine("b", in: b, "10.0.2.4")
    service.add(to: &builder, change)
    builder.client("home", .internet, ["203.0.113.7/32"])
    builder.client("stranger", .internet, ["198.51.100.9/32"])
    return builder
  }

  static func deny(_ firewall: inout ServiceFirewall) {
    firewall.publicAccess = Builder.known(.enabled)
    firewall.defaultAction = Builder.known(.deny)
  }

  // MARK: - What all have in common

  @Test(
    "X-1, S-1: traffic of an approved private endpoint is no matter of the public rules",
    arguments: Service.allCases)
  func privateEndpoint(_ service: Service) throws {
    var builder = estate(service) {
      Self.deny(&$0)
      $0.publicAccess = Builder.known(.disabled)
    }
    let network = Builder.id("Microsoft.Network/virtualNetworks", "net")
    let zone = builder.zone(service.group.zone, linkedTo: [network])
    let target = try #require(
      builder.query.graph.selectors.entries.first {
        $0.selector == service.selector
      }?.id)
    builder.privateEndpoint(
      "pe", in: network.child("subnets", "b"), "10.0.2.9", to: target, service.group.group,
      zone: zone)
    #expect(try builder.query.ask("vm/a", service.selector).verdict == .reachable)
    #expect(try builder.query.ask("client/home", service.selector).verdict == .unreachable)
  }

  @Test(
    "X-2, S-8, K-3, C-2: disabled beats every rule of addresses and networks",
    arguments: Service.allCases)
  func disabled(_ service: Service) throws {
    let builder = estate(service) {
      Self.deny(&$0)
      $0.publicAccess = Builder.known(.disabled)
      $0.addressRules = [Builder.prefix("203.0.113.0/24")]
      $0.subnetRules = [
        Builder.reference(
          Builder.id("Microsoft.Network/virtualNetworks", "net").child("subnets", "a"))
      ]
    }
    for from in ["client/home", "vm/a", "internet"] {
      let answer = try builder.query.ask(from, service.selector)
      #expect(answer.verdict == .unreachable, "\(answer.told)")
      #expect(answer.blockers.map(\.control).contains("publicNetworkAccess"))
    }
    // The service's own access outlives the flag.
    var withWorkspace = builder
    withWorkspace.workspace("ml")
    let trusted = try withWorkspace.query.ask("workspace/ml", service.selector)
    #expect(trusted.verdict == .reachable, "\(trusted.told)")
  }

  @Test(
    "X-3, S-3, K-1, C-1: without rules, or with the default to allow, everybody is let in",
    arguments: Service.allCases)
  func allow(_ service: Service) throws {
    for builder in [
      estate(service), estate(service) { $0.defaultAction = Builder.known(.allow) },
      estate(service) {
        $0.defaultAction = Builder.known(.allow)
        $0.addressRules = [Builder.prefix("203.0.113.0/24")]
      },
    ] {
      for from in ["client/stranger", "internet", "vm/a", "vm/b"] {
        let answer = try builder.query.ask(from, service.selector)
        #expect(answer.verdict == .reachable, "\(answer.told)")
      }
    }
  }

  @Test(
    "X-3, S-4, K-4, C-3: with the default to deny only what a rule names is let in",
    arguments: Service.allCases)
  func denyByDefault(_ service: Service) throws {
    let builder = estate(service) {
      Self.deny(&$0)
      $0.addressRules = [Builder.prefix("203.0.113.0/24")]
    }
    for (from, verdict) in [
      ("client/home", Verdict.reachable), ("client/stranger", .unreachable),
      ("internet", .partial), ("internet/203.0.113.200", .reachable),
      ("internet/203.0.114.1", .unreachable),
    ] {
      let answer = try builder.query.ask(from, service.selector)
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
    let nothing = estate(service, Self.deny)
    for from in ["client/home", "internet", "vm/a", "vm/b"] {
      let answer = try nothing.query.ask(from, service.selector)
      #expect(answer.verdict == .unreachable, "\(answer.told)")
    }
  }

  @Test(
    "O-9, S-4: rules on addresses leave open who calls from one that no input tells",
    arguments: Service.allCases)
  func unknownEgress(_ service: Service) throws {
    let builder = estate(service) {
      Self.deny(&$0)
      $0.addressRules = [Builder.prefix("52.166.0.0/16")]
    }
    let answer = try builder.query.ask("vm/b", service.selector)
    // A storage account does not see public addresses of its own region.
    #expect(answer.verdict == (service == .storage ? .unreachable : .unknown), "\(answer.told)")
  }

  @Test(
    "G-9: a site's own public address is in no input, and a rule may name it",
    arguments: Service.allCases)
  func siteAddress(_ service: Service) throws {
    var builder = estate(service) {
      Self.deny(&$0)
      $0.addressRules = [Builder.prefix("203.0.113.0/24")]
    }
    let network = Builder.id("Microsoft.Network/virtualNetworks", "net")
    let gateway = builder.gateway("vpn", in: network)
    builder.client("office", .gateway(Builder.reference(gateway)), ["192.168.0.0/16"])
    let answer = try builder.query.ask("client/office", service.selector)
    #expect(answer.verdict == .unknown, "\(answer.told)")
  }

  @Test(
    "S-2, K-7: a perimeter is not modelled: it decides, and the answer is unknown",
    arguments: Service.allCases)
  func perimeter(_ service: Service) throws {
    let builder = estate(service) { $0.publicAccess = Builder.known(.securedByPerimeter) }
    #expect(try builder.query.ask("client/home", service.selector).verdict == .unknown)
  }

  @Test(
    "a flag that is not known leaves open what its values decide differently",
    arguments: Service.allCases)
  func unknownFlag(_ service: Service) throws {
    let open = estate(service) { $0.publicAccess = Builder.open("access") }
    #expect(try open.query.ask("client/home", service.selector).verdict == .unknown)
    let shut = estate(service) {
      Self.deny(&$0)
      $0.publicAccess = Builder.open("access")
    }
    #expect(try shut.query.ask("client/home", service.selector).verdict == .unreachable)
    let action = estate(service) { $0.defaultAction = Builder.open("action") }
    #expect(try action.query.ask("client/home", service.selector).verdict == .unknown)
    let rule = estate(service) {
      Self.deny(&$0)
      $0.addressRules = [Builder.open("cidr")]
    }
    #expect(try rule.query.ask("client/home", service.selector).verdict == .unknown)
  }

  // MARK: - Each by itself

  @Test("S-4: a rule on addresses has no effect on callers of the account's own region")
  func sameRegion() throws {
    for (location, verdict) in [("westeurope", Verdict.unreachable), ("northeurope", .unknown)] {
      var builder = estate(.storage, endpoints: []) {
        Self.deny(&$0)
        $0.addressRules = [Builder.prefix("52.166.0.0/16")]
      }
      builder.estate.networks.update(Builder.id("Microsoft.Network/virtualNetworks", "net")) {
        $0.location = Builder.known(location)
      }
      let answer = try builder.query.ask("vm/b", "storage/it")
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
  }

  @Test("S-15: the rules of an account hold for all its services")
  func allParts() throws {
    let builder = estate(.storage) { $0.publicAccess = Builder.known(.disabled) }
    for part in ["blob", "file", "queue", "table", "dfs", "web"] {
      #expect(
        try builder.query.ask("client/home", "storage/it/\(part)").verdict == .unreachable)
    }
  }

  @Test(
    "C-1: private endpoints of a registry need Premium",
    arguments: [
      ("Premium", Verdict.reachable), ("premium", .reachable), ("Standard", .unreachable),
      ("Basic", .unreachable),
    ])
  func registryTier(_ row: (String, Verdict)) throws {
    let answer = try registry(tier: Builder.known(row.0)).query.ask("vm/a", "registry/it")
    #expect(answer.verdict == row.1, "\(answer.told)")
  }

  @Test("registry: a tier that is not known leaves its private endpoint open")
  func unknownTier() throws {
    let answer = try registry(tier: Builder.open("sku")).query.ask("vm/a", "registry/it")
    #expect(answer.verdict == .unknown, "\(answer.told)")
  }

  private func registry(tier: Setting<String>) -> Builder {
    var builder = Builder()
    let network = builder.network("net", ["10.0.0.0/16"])
    let a = builder.subnet(network, "a", "10.0.1.0/24")
    builder.machine("a", in: a, "10.0.1.4")
    let id = builder.registry("it") {
      $0.tier = tier
      $0.firewall.publicAccess = Builder.known(.disabled)
    }
    let zone = builder.zone("privatelink.azurecr.io", linkedTo: [network])
    builder.privateEndpoint("pe", in: a, "10.0.1.9", to: id, "registry", zone: zone)
    return builder
  }

  @Test("C-5, C-9: a pull needs the registry's login server and its data endpoint")
  func pull() throws {
    var builder = Builder()
    let network = builder.network("net", ["10.0.0.0/16"])
    let a = builder.subnet(network, "a", "10.0.1.0/24")
    builder.machine("a", in: a, "10.0.1.4")
    builder.registry("plain", tier: "Basic", hasDataEndpoint: false)
    builder.registry("dedicated", hasDataEndpoint: true)
    let group = builder.group(
      "g",
      [
        Builder.rule("out 100 allow tcp * -> AzureContainerRegistry : 443"),
        Builder.rule("out 200 deny * * -> Internet : *"),
      ])
    #expect(try builder.query.ask("vm/a", "registry/plain").verdict == .reachable)
    builder.estate.subnets.update(a) { $0.securityGroup = Builder.reference(group) }
    // Layers come from storage of Microsoft's, which the tag does not hold.
    let plain = try builder.query.ask("vm/a", "registry/plain")
    #expect(plain.verdict == .partial, "\(plain.told)")
    #expect(try builder.query.ask("vm/a", "registry/dedicated").verdict == .reachable)
  }

  @Test("C-5, D-20: records by hand must name both servers of a registry")
  func pullByRecords() throws {
    let data = "it.westeurope.data"
    for (names, verdict) in [
      (["it", data], Verdict.reachable), (["it"], .partial), ([data], .unreachable),
    ] {
      var builder = registry(tier: Builder.known("Premium"))
      let network = Builder.id("Microsoft.Network/virtualNetworks", "net")
      builder.zone("privatelink.azurecr.io", linkedTo: [network]) { zone in
        zone.records = names.map { name in
          var record = PrivateDNSZone.Record(name: name, source: Builder.place)
          record.addresses = [Builder.address("10.0.1.9")]
          return record
        }
      }
      builder.estate.privateEndpoints.update(Builder.id("Microsoft.Network/privateEndpoints", "pe"))
      { $0.zoneGroup = [] }
      let answer = try builder.query.ask("vm/a", "registry/it")
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
  }
}
