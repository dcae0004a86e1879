/// Makes up the rules of one security group.
struct RuleInvention {
  let plan: EstatePlan
  let network: NetworkPlan
  let group: Int
  private var stream: SplitMix64

  private static let services: [(name: String, protocolName: String, ports: [String])] = [
    ("Https", "Tcp", ["443"]), ("Web", "Tcp", ["80", "443"]), ("Ssh", "Tcp", ["22"]),
    ("Rdp", "Tcp", ["3389"]), ("Sql", "Tcp", ["1433", "11000-11999"]),
    ("Postgres", "Tcp", ["5432"]), ("Ldap", "Tcp", ["389", "636", "3268-3269"]),
    ("Dns", "*", ["53"]), ("Ntp", "Udp", ["123"]), ("Smb", "Tcp", ["445"]),
    ("Kafka", "Tcp", ["9092-9094"]), ("Metrics", "Tcp", ["9100", "9090", "9273"]),
    ("Grpc", "Tcp", ["50051-50060"]), ("Redis", "Tcp", ["6379-6380", "16379"]),
    ("Syslog", "Udp", ["514", "6514"]), ("Rpc", "Tcp", ["135", "49152-65535"]),
  ]
  private static let callers = [
    "VirtualNetwork", "AzureLoadBalancer", "ApiManagement.WestEurope", "GatewayManager",
    "AzureFrontDoor.Backend", "AzureTrafficManager", "Internet",
  ]
  private static let called = [
    "Storage.WestEurope", "Sql.WestEurope", "AzureKeyVault.WestEurope", "AzureMonitor",
    "AzureActiveDirectory", "AzureResourceManager", "EventHub.NorthEurope",
    "MicrosoftContainerRegistry", "AzureContainerRegistry.WestEurope", "VirtualNetwork",
  ]

  init(plan: EstatePlan, network: NetworkPlan, group: Int) {
    self.plan = plan
    self.network = network
    self.group = group
    stream = plan.stream("rules", group)
  }

  mutating func rules() -> [SecurityRule] {
    let inbound = (plan.options.rules + 1) / 2
    return rules(inbound, isInbound: true)
      + rules(plan.options.rules - inbound, isInbound: false)
  }

  private mutating func rules(_ count: Int, isInbound: Bool) -> [SecurityRule] {
    let step = max(1, min(10, 3_900 / max(count, 1)))
    return (0..<count).map { place in
      let priority = 100 + place * step
      if place == 0 { return managementRule(priority, isInbound: isInbound) }
      // Most groups end with a rule that leaves Azure's own nothing to allow.
      if place == count - 1, group % 4 != 3 {
        return SecurityRule(
          name: isInbound ? "DenyAllInbound" : "DenyAllOutbound", priority: 4096,
          isInbound: isInbound, allows: false, protocolName: "*")
      }
      return rule(priority, place, isInbound: isInbound)
    }
  }

  /// The rule that no other group has: the address in it is this group's own.
  private func managementRule(_ priority: Int, isInbound: Bool) -> SecurityRule {
    let jumpHost = AddressBlock(first: 172 << 24 | 31 << 16, length: 16).address(group)
    var rule = SecurityRule(
      name: isInbound ? "AllowManagementInbound" : "AllowManagementOutbound", priority: priority,
      isInbound: isInbound, allows: true)
    rule.ports = ["22", "3389", "5985-5986"]
    if isInbound { rule.source = .prefix(jumpHost) } else { rule.destination = .prefix(jumpHost) }
    return rule
  }

  private mutating func rule(_ priority: Int, _ place: Int, isInbound: Bool) -> SecurityRule {
    let service = stream.element(of: Self.services)
    let allows = !stream.happens(20)
    var rule = SecurityRule(
      name: "\(allows ? "Allow" : "Deny")\(service.name)\(isInbound ? "In" : "Out")\(place)",
      priority: priority, isInbound: isInbound, allows: allows,
      protocolName: service.protocolName)
    rule.ports = service.ports
    let far = farSide(isInbound: isInbound)
    let near = nearSide()
    (rule.source, rule.destination) = isInbound ? (far, near) : (near, far)
    return rule
  }

  /// Whom the rule lets in or out to.
  private mutating func farSide(isInbound: Bool) -> SecurityRule.Peer {
    switch stream.below(100) {
    case ..<30: .prefix(subnet(of: stream.element(of: plan.networks)))
    case ..<50:
      .prefixes(
        (0..<stream.number(in: 2...5)).map { _ in subnet(of: stream.element(of: plan.networks)) }
          .uniqued())
    case ..<60: .prefix(stream.element(of: plan.networks).block.text)
    case ..<70: .prefix("192.168.\(stream.below(256)).0/24")
    case ..<75: .prefix("203.0.113.\(stream.below(256))")
    case ..<90: .prefix(stream.element(of: isInbound ? Self.callers : Self.called))
    default: .members(member())
    }
  }

  /// Which of its own the rule speaks of.
  private mutating func nearSide() -> SecurityRule.Peer {
    switch stream.below(100) {
    case ..<35: .prefix("*")
    case ..<70: .prefix(subnet(of: network))
    case ..<80: .prefix(network.block.text)
    case ..<88: .prefixes([subnet(of: network), subnet(of: network)].uniqued())
    case ..<92: .prefix("VirtualNetwork")
    default: .members(member())
    }
  }

  private mutating func subnet(of network: NetworkPlan) -> String {
    stream.element(of: network.subnets).block.text
  }

  private mutating func member() -> String {
    network.applicationSecurityGroupID(stream.element(of: NetworkPlan.workloads))
  }
}

extension [String] {
  /// The texts without those that stand before, since Azure takes each prefix once.
  fileprivate func uniqued() -> [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}
