internal import EstateModel
internal import TrafficSets

// Subnets that a service has to itself, and hosts whose interfaces the platform makes: no input shows
// the interfaces, and each service decides what groups and routes mean to it.
// https://learn.microsoft.com/azure/virtual-network/subnet-delegation-overview
extension ReachabilityGraph {
  static let appIntegrationArticle =
    "https://learn.microsoft.com/azure/app-service/overview-vnet-integration"

  /// That no group is taken to stand at interfaces which the platform makes; `nil` for other hosts.
  func presumption(about host: Host, in subnet: ResourceID) -> Presumption? {
    switch host {
    case .compute, .cluster, .injected, .app: break
    case .subnet, .subnetAddress:
      guard estate.subnets[subnet]?.delegations.isEmpty == false else { return nil }
    case .internet, .client, .frontend, .interface, .machine, .deployment, .service, .address,
      .platform, .site, .other:
      return nil
    }
    let node = text(for: host)
    return Presumption(
      remark: Remark(
        node: node, property: "securityGroup",
        because: "no security group stands at the interfaces that the platform makes for \(node)",
        source: source(of: host)))
  }

  private func source(of host: Host) -> SourcePosition? {
    switch host {
    case .compute(let id): estate.computes[id]?.source
    case .cluster(let id): estate.clusters[id]?.source
    case .injected(let id), .app(let id): estate.services[id]?.source
    case .subnet(let id), .subnetAddress(let id, _): estate.subnets[id]?.source
    default: nil
    }
  }

  // MARK: - Apps

  /// Apps send through the subnet of their integration and take nothing there; `nil` where the subnet
  /// is nobody's or another service's.
  func delegationGate(toward host: Host, in subnet: Subnet) -> Gate? {
    let node = selectors.text(for: subnet.id)
    if subnet.isDelegated(to: "Microsoft.Web/serverFarms") {
      return Gate(
        .deny,
        Evidence(
          node: node, control: "delegation", rule: "delegated to Microsoft.Web/serverFarms",
          source: subnet.source, article: Self.appIntegrationArticle,
          why: "apps only send through \(node): nothing there can be reached"))
    }
    switch host {
    case .subnet, .subnetAddress: break
    default: return nil
    }
    return subnet.openDelegation.map { unknown in
      Gate(open: unknown, node: node, control: "delegation", rule: "delegation not known")
    }
  }

  // MARK: - Volumes

  /// The group at a subnet, open where it stands and the service there may not support it.
  func doubted(_ group: (any Mechanism)?, at subnet: Subnet) -> (any Mechanism)? {
    guard let group, subnet.isDelegated(to: "Microsoft.NetApp/volumes"),
      !subnet.securityGroup.isAbsent
    else { return group }
    let node = selectors.text(for: subnet.id)
    return Doubtful(
      mechanism: group,
      unknown: UnknownValue(
        key: "\(subnet.id)#volumes",
        because:
          "whether the security group at \(node) holds for volumes hangs on their network features",
        source: subnet.securityGroup.source))
  }

  // MARK: - Multicast

  /// Networks carry what is for one receiver; `nil` for such.
  ///
  /// See <https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq>.
  func notUnicastEdge(toward destination: Destination) -> Edge? {
    guard case .host(let host) = destination else { return nil }
    let text: String
    switch host {
    case .address(let address), .subnetAddress(_, let address): text = address
    default: return nil
    }
    guard let address = Address(text), isManyReceivers(address, of: host) else { return nil }
    return Edge(
      to: .dropped("ip/\(text)"),
      Gate(
        .deny,
        Evidence(
          node: "ip/\(text)", control: "route", rule: "multicast or broadcast", source: nil,
          article: "https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq",
          why: "virtual networks carry neither multicast nor broadcast")))
  }

  private func isManyReceivers(_ address: Address, of host: Host) -> Bool {
    if Self.manyReceivers.contains(address) { return true }
    guard case .subnetAddress(let id, _) = host else { return false }
    return (estate.subnets[id]?.prefixes ?? []).compactMap(\.value).contains {
      $0.family == .ipv4 && $0.length < 31 && $0.last == address
    }
  }

  private static let manyReceivers = AddressBook.set([
    "224.0.0.0/4", "255.255.255.255/32", "ff00::/8",
  ])
}

extension Subnet {
  func isDelegated(to service: String) -> Bool {
    delegations.contains { $0.lowercased() == service.lowercased() }
  }
}

/// Decides nothing, and says what is taken for granted.
struct Presumption: Mechanism {
  let remark: Remark

  var isControl: Bool { false }

  func decide(_ passage: Passage, under hypothesis: Hypothesis) -> Outcome {
    Outcome(passed: passage, assumptions: passage.isEmpty ? [] : [remark])
  }
}
