import EstateModel
import Testing
import TrafficSets

@testable import Answers

// https://learn.microsoft.com/azure/machine-learning/how-to-managed-network
@Suite("The managed virtual network of a workspace")
struct ManagedNetworkRuleTests {
  typealias Builder = EstateBuilder

  /// A workspace with its services, a deployment, and services that are not its own.
  private func estate(
    _ mode: ManagedNetwork.IsolationMode, services access: PublicAccess = .disabled,
    egress: PublicAccess = .enabled, rules: [OutboundRule] = [],
    _ firewall: (inout ServiceFirewall) -> Void = { _ in },
    network: (inout ManagedNetwork) -> Void = { _ in },
    workspace change: (inout Workspace) -> Void = { _ in }
  ) -> Builder {
    var builder = Builder()
    func rule(_ settings: inout ServiceFirewall) {
      settings.publicAccess = Builder.known(access)
      firewall(&settings)
    }
    let storage = builder.storage("st", rule)
    let vault = builder.keyVault("kv", rule)
    let registry = builder.registry("cr") { rule(&$0.firewall) }
    builder.storage("other") { $0.publicAccess = Builder.known(.enabled) }
    builder.storage("closed") { $0.publicAccess = Builder.known(.disabled) }
    let workspace = builder.workspace("ml") {
      $0.publicAccess = Builder.known(.enabled)
      $0.storageAccount = Builder.reference(storage)
      $0.keyVault = Builder.reference(vault)
      $0.containerRegistry = Builder.reference(registry)
      var managed = ManagedNetwork(source: Builder.place)
      managed.mode = Builder.known(mode)
      managed.rules = rules
      network(&managed)
      $0.managedNetwork = managed
      change(&$0)
    }
    let endpoint = builder.onlineEndpoint("score", of: workspace)
    builder.deployment("blue", of: endpoint, egress: Builder.known(egress))
    var compute = Compute(id: workspace.child("computes", "cpu"), source: Builder.place)
    compute.workspace = Builder.reference(workspace)
    compute.kind = Builder.known(.cluster)
    builder.estate.computes.insert(compute)
    let net = builder.network("net", ["10.0.0.0/16"])
    let subnet = builder.subnet(net, "s", "10.0.1.0/24")
    builder.machine("a", in: subnet, "10.0.1.4")
    return builder
  }

  private static func endpointRule(
    _ type: String, _ name: String, _ group: String, status: String? = nil
  ) -> OutboundRule {
    var rule = OutboundRule(
      name: "rule", source: Builder.place,
      destination: .privateEndpoint(
        target: Builder.reference(Builder.id(type, name)), group: Builder.known(group)))
    if let status { rule.status = Builder.known(status) }
    return rule
  }

  private func expect(
    _ builder: Builder, _ rows: [(String, Verdict)], _ location: SourceLocation = #_sourceLocation
  ) throws {
    for from in ["deployment/score/blue", "compute/cpu"] {
      for (to, verdict) in rows {
        let answer = try builder.query.ask(from, to, on: ["tcp/443"])
        #expect(answer.verdict == verdict, "\(answer.told)", sourceLocation: location)
      }
    }
  }

  @Test(
    "W-9: allowing internet: all that is public, endpoints for what has no public side")
  func internetOutbound() throws {
    try expect(
      estate(.allowInternetOutbound),
      [
        ("storage/st", .reachable), ("storage/st/file", .reachable),
        ("storage/st/queue", .unreachable), ("storage/st/dfs", .unreachable),
        ("keyvault/kv", .reachable), ("registry/cr", .reachable), ("workspace/ml", .reachable),
        ("storage/other", .reachable), ("storage/closed", .unreachable),
        ("fqdn/pypi.org", .reachable), ("internet/203.0.113.9", .reachable),
        ("vm/a", .unreachable),
      ])
  }

  @Test("W-9: approved only: private endpoints for all services, nothing else without a rule")
  func approvedOutbound() throws {
    for access in [PublicAccess.enabled, .disabled] {
      try expect(
        estate(.allowOnlyApprovedOutbound, services: access),
        [
          ("storage/st", .reachable), ("storage/st/file", .reachable),
          ("storage/st/queue", .unreachable), ("keyvault/kv", .reachable),
          ("registry/cr", .reachable), ("workspace/ml", .reachable),
          ("storage/other", .unreachable), ("storage/closed", .unreachable),
          ("fqdn/pypi.org", .unreachable), ("internet/203.0.113.9", .unreachable),
          ("vm/a", .unreachable),
        ])
    }
  }

  @Test("W-9: the required tags are admitted by themselves")
  func requiredTags() throws {
    try expect(
      estate(.allowOnlyApprovedOutbound),
      [
        ("service/ENTRAID", .reachable), ("service/ARM", .reachable),
        ("service/AZUREML", .reachable), ("service/AzureMonitor", .reachable),
        ("service/BatchNodeManagement", .reachable), ("registry/mcr", .reachable),
        ("service/Storage", .unreachable), ("registry/viennaglobal", .unreachable),
      ])
  }

  @Test("W-9: the required tags are a part of the internet, which gets through in that part")
  func requiredTagsOfTheInternet() throws {
    let terms = [
      "AzureActiveDirectory", "AzureFrontDoor.FirstParty", "AzureMachineLearning", "AzureMonitor",
      "AzureResourceManager", "BatchNodeManagement", "MicrosoftContainerRegistry",
    ]
    for from in ["deployment/score/blue", "compute/cpu"] {
      let answer = try estate(.allowOnlyApprovedOutbound).query.ask(from, "internet", on: [])
      #expect(answer.verdict == .partial, "\(answer.told)")
      #expect(answer.allowed.count == 1, "\(answer.allowed)")
      for term in terms {
        #expect(answer.allowed.contains { $0.contains("service/\(term)") }, "\(term)")
      }
      #expect(answer.undecided.isEmpty)
      let closed = try estate(.disabled, egress: .disabled).query.ask(
        "deployment/score/blue", "internet", on: [])
      #expect(closed.verdict == .unreachable, "\(closed.told)")
    }
  }

  @Test(
    "W-9: the rule that is proposed for a tag is of the protocol and the ports that were asked",
    arguments: [
      ("DataFactory", "udp/443", "DataFactory, UDP 443"),
      ("DataFactory", "tcp/8446-8450", "DataFactory, TCP 8446-8450"),
      ("ENTRAID", "tcp/443", nil),
      ("AzureKeyVault", "icmp", "AzureKeyVault, ICMP"),
      ("FRONTDOOR", "udp/443", "AzureFrontDoor.Frontend, UDP 443"),
      ("AzureFrontDoor.Frontend", "tcp/443", "AzureFrontDoor.Frontend, TCP 443"),
    ] as [(String, String, String?)])
  func rulesForTags(_ service: String, _ traffic: String, _ rule: String?) throws {
    let answer = try estate(.allowOnlyApprovedOutbound).query.ask(
      "compute/cpu", "service/\(service)", on: [traffic], fixes: true)
    #expect(answer.verdict == (rule == nil ? .reachable : .unreachable), "\(answer.told)")
    #expect(
      answer.fixes.flatMap(\.changes).map(\.change)
        == (rule.map {
          ["add a service_tag rule for \($0) to the managed network of workspace/ml"]
        } ?? []))
  }

  @Test("N-4, W-9: a rule for a tag that names ports takes in no ICMP", arguments: [true, false])
  func portsWithoutICMP(_ hasPorts: Bool) throws {
    let rule = OutboundRule(
      name: "data", source: Builder.place,
      destination: .serviceTag(
        tag: Builder.known("DataFactory"), addresses: [], protocols: Builder.known(.all),
        ports: Builder.known(hasPorts ? PortSet(443) : .all), action: .absent))
    let query = estate(.allowOnlyApprovedOutbound, rules: [rule]).query
    let answer = try query.ask("compute/cpu", "service/DataFactory", on: ["icmp"])
    #expect(answer.verdict == (hasPorts ? .unreachable : .reachable), "\(answer.told)")
    #expect(
      try query.ask("compute/cpu", "service/DataFactory", on: ["udp/443"]).verdict == .reachable)
  }

  @Test("W-9: one host of many that a tag holds is no more than a part of it")
  func hostOfTag() throws {
    let rule = OutboundRule(
      name: "studio", source: Builder.place,
      destination: .fullyQualifiedName(Builder.known("ml.azure.com")))
    let query = estate(.allowOnlyApprovedOutbound, rules: [rule]).query
    #expect(
      try query.ask("compute/cpu", "service/FRONTDOOR", on: ["tcp/443"]).verdict == .reachable)
    let whole = try query.ask("compute/cpu", "service/AzureFrontDoor.FrontEnd", on: ["tcp/443"])
    #expect(whole.verdict == .partial, "\(whole.told)")
    #expect(whole.to == "service/AzureFrontDoor.Frontend")
    #expect(whole.allowed == ["tcp/443 to ml.azure.com"])
  }

  @Test("W-9: a service that is known by its tag alone is admitted by a rule for the tag")
  func tagProposal() throws {
    let answer = try estate(.allowOnlyApprovedOutbound).query.ask(
      "compute/cpu", "service/Sql", on: ["tcp/1433"], fixes: true)
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(
      answer.fixes.map { $0.changes.map(\.change) } == [
        ["add a service_tag rule for Sql, TCP 1433 to the managed network of workspace/ml"]
      ])
    let others = try #require(answer.fixes.first).alsoOpens
    #expect(!others.contains { $0.hasPrefix("compute/cpu -> service/Sql") }, "\(others)")
  }

  @Test("W-9: the deployment's own flag does not count beside a managed network")
  func flagIgnored() throws {
    try expect(
      estate(.allowInternetOutbound, egress: .disabled),
      [("fqdn/pypi.org", .reachable), ("storage/other", .reachable)])
    let enabled = estate(.allowOnlyApprovedOutbound, egress: .enabled)
    try expect(enabled, [("fqdn/pypi.org", .unreachable)])
  }

  @Test("W-9: a network that is disabled governs nothing: the deployment's flag does")
  func disabledNetwork() throws {
    let builder = estate(.disabled, egress: .enabled)
    for (to, verdict) in [("fqdn/pypi.org", Verdict.reachable), ("storage/st", .unreachable)] {
      #expect(
        try builder.query.ask("deployment/score/blue", to, on: ["tcp/443"]).verdict == verdict)
    }
  }

  @Test("W-9, X-10: a service that is enabled but denies gets no private endpoint by itself")
  func enabledWithRules() throws {
    let deny: (inout ServiceFirewall) -> Void = { $0.defaultAction = Builder.known(.deny) }
    try expect(
      estate(.allowInternetOutbound, services: .enabled, rules: [], deny),
      [("storage/st", .unreachable), ("keyvault/kv", .unreachable), ("registry/cr", .unreachable)])
    let rules = [
      Self.endpointRule("Microsoft.Storage/storageAccounts", "st", "blob"),
      Self.endpointRule("Microsoft.KeyVault/vaults", "kv", "vault"),
    ]
    try expect(
      estate(.allowInternetOutbound, services: .enabled, rules: rules, deny),
      [("storage/st", .reachable), ("keyvault/kv", .reachable), ("registry/cr", .unreachable)])
    // The hosts' address is not known; storage of their region takes none.
    let listed: (inout ServiceFirewall) -> Void = {
      $0.defaultAction = Builder.known(.deny)
      $0.addressRules = [Builder.prefix("52.166.0.0/16")]
    }
    try expect(
      estate(.allowInternetOutbound, services: .enabled, rules: [], listed),
      [("storage/st", .unreachable), ("keyvault/kv", .unknown), ("registry/cr", .unknown)])
  }

  @Test("W-9: a private endpoint rule serves its subresource only")
  func subresource() throws {
    let rules = [Self.endpointRule("Microsoft.Storage/storageAccounts", "closed", "queue")]
    for mode in [ManagedNetwork.IsolationMode.allowInternetOutbound, .allowOnlyApprovedOutbound] {
      try expect(
        estate(mode, rules: rules),
        [("storage/closed/queue", .reachable), ("storage/closed/blob", .unreachable)])
    }
  }

  @Test("W-9: a tag rule reaches the public side, which must let the hosts in")
  func tagRule() throws {
    let rule = OutboundRule(
      name: "tag", source: Builder.place,
      destination: .serviceTag(
        tag: Builder.known("Storage"), addresses: [], protocols: Builder.known(ProtocolSet(.tcp)),
        ports: Builder.known(PortSet(443)), action: .absent))
    try expect(
      estate(.allowOnlyApprovedOutbound, rules: [rule]),
      [
        ("storage/other", .reachable), ("storage/closed", .unreachable),
        ("storage/st/queue", .unreachable), ("fqdn/pypi.org", .unreachable),
      ])
    let builder = estate(.allowOnlyApprovedOutbound, rules: [rule])
    let answer = try builder.query.ask("compute/cpu", "storage/other", on: ["tcp/80"])
    #expect(answer.verdict == .unreachable, "\(answer.told)")
  }

  @Test("W-9: a rule by name admits ports 80 and 443 and never reaches storage")
  func nameRule() throws {
    let rules = ["pypi.org", "*.example.com", "*.blob.core.windows.net"].map {
      OutboundRule(
        name: $0, source: Builder.place, destination: .fullyQualifiedName(Builder.known($0)))
    }
    let builder = estate(.allowOnlyApprovedOutbound, rules: rules)
    try expect(
      builder,
      [
        ("fqdn/pypi.org", .reachable), ("fqdn/www.pypi.org", .unreachable),
        ("fqdn/www.example.com", .reachable), ("fqdn/example.com", .unreachable),
        ("storage/other", .unreachable),
      ])
    for (traffic, verdict) in [
      ("tcp/80", Verdict.reachable), ("tcp/22", .unreachable), ("udp/443", .unreachable),
    ] {
      #expect(
        try builder.query.ask("compute/cpu", "fqdn/pypi.org", on: [traffic]).verdict == verdict)
    }
  }

  @Test("a network or a rule that is not active is not in force")
  func inactive() throws {
    try expect(
      estate(.allowInternetOutbound, network: { $0.status = Builder.known("Inactive") }),
      [("storage/st", .unreachable), ("fqdn/pypi.org", .unreachable)])
    let rule = Self.endpointRule(
      "Microsoft.Storage/storageAccounts", "closed", "blob", status: "Inactive")
    try expect(
      estate(.allowInternetOutbound, rules: [rule]), [("storage/closed", .unreachable)])
    let active = Self.endpointRule(
      "Microsoft.Storage/storageAccounts", "closed", "blob", status: "Active")
    try expect(
      estate(.allowInternetOutbound, rules: [active]), [("storage/closed", .reachable)])
  }

  @Test("what is not in force is the one thing that stops traffic, and to provision it is proposed")
  func provisioning() throws {
    let network = estate(
      .allowOnlyApprovedOutbound, network: { $0.status = Builder.known("Inactive") })
    let stopped = try network.query.ask("compute/cpu", "storage/st", on: ["tcp/443"], fixes: true)
    #expect(stopped.verdict == .unreachable, "\(stopped.told)")
    #expect(stopped.blockers.map(\.rule) == ["status: Inactive"], "\(stopped.told)")
    #expect(stopped.fixes.first?.changes.first?.change.hasPrefix("provision") == true)
    var rule = OutboundRule(
      name: "g", source: Builder.place,
      destination: .fullyQualifiedName(Builder.known("github.com")))
    rule.status = .known("Inactive", Builder.place)
    let named = try estate(.allowOnlyApprovedOutbound, rules: [rule]).query.ask(
      "compute/cpu", "fqdn/github.com", on: ["tcp/443"], fixes: true)
    #expect(named.blockers.map(\.rule) == ["outbound rule g"], "\(named.told)")
    #expect(named.fixes.first?.changes.first?.change.hasPrefix("provision") == true)
  }

  @Test("a network of files is taken for provisioned, and that is said")
  func provisioned() throws {
    let answer = try estate(.allowInternetOutbound).query.ask("compute/cpu", "storage/st")
    #expect(answer.assumptions.contains { $0.because.contains("provisioned") }, "\(answer.told)")
  }

  @Test("that a private endpoint to another resource is approved is an assumption")
  func approvalAssumed() throws {
    let rule = Self.endpointRule("Microsoft.Storage/storageAccounts", "closed", "blob")
    let answer = try estate(.allowInternetOutbound, rules: [rule]).query
      .ask("compute/cpu", "storage/closed")
    #expect(answer.assumptions.contains { $0.because.contains("approved") }, "\(answer.told)")
  }

  @Test("the customer's zones play no part inside the managed network")
  func names() throws {
    var builder = estate(.allowInternetOutbound, services: .enabled)
    let net = Builder.id("Microsoft.Network/virtualNetworks", "net")
    let zone = builder.zone("privatelink.blob.core.windows.net", linkedTo: [net])
    builder.privateEndpoint(
      "pe", in: net.child("subnets", "s"), "10.0.1.9",
      to: Builder.id("Microsoft.Storage/storageAccounts", "other"), "blob", zone: zone)
    try expect(builder, [("storage/other", .reachable)])
  }

  @Test("a managed network opens nothing inbound, and its hosts reach a workspace that is closed")
  func inbound() throws {
    for mode in [ManagedNetwork.IsolationMode.allowInternetOutbound, .allowOnlyApprovedOutbound] {
      let builder = estate(mode, workspace: { $0.publicAccess = Builder.known(.disabled) })
      #expect(try builder.query.ask("internet", "workspace/ml").verdict == .unreachable)
      #expect(try builder.query.ask("internet", "endpoint/score").verdict == .unreachable)
      try expect(builder, [("workspace/ml", .reachable)])
    }
    // A list of addresses shuts out the hosts of a network that allows the internet.
    let listed = estate(
      .allowInternetOutbound, workspace: { $0.addressRules = [Builder.prefix("203.0.113.0/24")] })
    let answer = try listed.query.ask("compute/cpu", "workspace/ml")
    #expect(answer.verdict != .reachable, "\(answer.told)")
    try expect(
      estate(
        .allowInternetOutbound,
        rules: [
          Self.endpointRule("Microsoft.MachineLearningServices/workspaces", "ml", "amlworkspace")
        ], workspace: { $0.addressRules = [Builder.prefix("203.0.113.0/24")] }),
      [("workspace/ml", .reachable)])
    try expect(
      estate(
        .allowOnlyApprovedOutbound,
        workspace: { $0.addressRules = [Builder.prefix("203.0.113.0/24")] }),
      [("workspace/ml", .reachable)])
  }

  // MARK: - What is not known

  @Test("an isolation mode that is not known leaves open what modes decide differently")
  func unknownMode() throws {
    let builder = estate(
      .disabled, network: { $0.mode = Builder.open("mode") })
    for (to, verdict) in [
      ("fqdn/pypi.org", Verdict.unknown), ("storage/st", .unknown),
      ("storage/closed", .unreachable),
    ] {
      let answer = try builder.query.ask("deployment/score/blue", to, on: ["tcp/443"])
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
  }

  @Test("a rule whose target is not known may serve any resource")
  func unknownRuleTarget() throws {
    let rule = OutboundRule(
      name: "rule", source: Builder.place,
      destination: .privateEndpoint(target: Builder.open("target"), group: Builder.known("blob")))
    try expect(
      estate(.allowInternetOutbound, rules: [rule]),
      [("storage/closed", .unknown), ("storage/closed/file", .unreachable)])
  }
}
