internal import EstateModel
internal import TrafficSets

// A ping of a public frontend of the tier Standard is answered by the balancer itself, by no member, whatever its
// rules are.
// https://learn.microsoft.com/azure/load-balancer/load-balancer-test-frontend-reachability
extension ReachabilityGraph {
  static let pings = TrafficSet(protocols: ProtocolSet(.icmp))

  /// What a frontend answers of pings; empty where it answers none.
  func answeredPings(at frontend: ResourceID, _ own: any Mechanism) -> [Edge] {
    guard balancers.frontends[frontend]?.isPublic == true,
      let balancer = frontend.parent.flatMap({ estate.loadBalancers[$0] })
    else { return [] }
    let node = selectors.text(for: balancer.id)
    func evidence(_ rule: String, _ source: SourcePosition?, _ why: String) -> Evidence {
      Evidence(
        node: node, control: "ping", rule: rule, source: source,
        article: source == nil ? Self.pingArticle : nil, why: why)
    }
    let gate: Gate
    switch tier(of: balancer) {
    case .known(let tier, _) where tier.lowercased() == "basic": return []
    case .known(let tier, let source):
      gate = Gate(
        .allow, evidence("sku: \(tier)", source, "\(node) answers pings of its public frontends"))
    case .unknown(let unknown):
      gate = Gate(
        .unknown(unknown), evidence("sku", unknown.source, unknown.because),
        cases: Self.answersOfTiers)
    case .absent:
      let unknown = UnknownValue(
        key: "\(balancer.id)#sku",
        because: "no input tells the sku of \(node): Standard answers pings, Basic does not",
        source: balancer.source)
      gate = Gate(
        .unknown(unknown), evidence("sku", unknown.source, unknown.because),
        cases: Self.answersOfTiers)
    }
    return [
      Edge(
        to: .answered(.frontend(frontend)),
        Chain([own] + familyGate(ofFrontend: frontend) + [Sorting(traffic: Self.pings), gate]))
    ]
  }

  private static let pingArticle =
    "https://learn.microsoft.com/azure/load-balancer/load-balancer-test-frontend-reachability"

  private static let answersOfTiers = ["Basic": false, "Standard": true]
}
