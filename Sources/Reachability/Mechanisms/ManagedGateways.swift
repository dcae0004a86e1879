internal import EstateModel
internal import TrafficSets

// An outbound rule of a managed network can make a private endpoint to an application gateway, which
// carries requests on to what stands behind it, on premises as well.
// https://learn.microsoft.com/azure/machine-learning/how-to-access-on-premises-resources
extension ReachabilityGraph {
  /// The ways by such rules to the gateway itself.
  func gatewayEdges(
    from workspace: Workspace, _ managed: ManagedNetwork, toward destination: Destination,
    _ evidence: (OutboundRule) -> Evidence
  ) -> [Edge] {
    guard case .host(let host) = destination, case .platform(let wanted) = host else { return [] }
    return managed.rules.flatMap { rule -> [Edge] in
      guard case .privateEndpoint(let resource, let frontend) = rule.destination,
        resource.value?.id == wanted, let gateway = estate.applicationGateways[wanted]
      else { return [] }
      let proof = evidence(rule)
      let action: Decision.Action
      switch estate.isInForce(rule.status) {
      case .no: return []
      case .yes: action = .allow
      case .open(let unknown): action = .unknown(unknown)
      }
      let node = selectors.text(for: workspace.id)
      let approval = Remark(
        node: node, property: "outboundRules.\(rule.name)",
        because: "the private endpoint of the rule is approved at its resource",
        source: rule.source)
      let gate = Gate(action, proof, assumptions: provisioned(node, managed) + [approval])
      return [
        Edge(
          to: .host(host),
          Chain(
            [Forwarding(to: addresses(of: host)), gate]
              + listening(of: gateway, atFrontend: frontend)))
      ]
    }
  }

  /// At the frontend that a rule names, or at any where it names none.
  private func listening(
    of gateway: ApplicationGateway, atFrontend name: Setting<String>
  ) -> [any Mechanism] {
    let frontends = name.value.map { [gateway.id.child("frontendIPConfigurations", $0)] } ?? []
    let open = name.unknown.map { unknown -> any Mechanism in
      Gate(
        open: unknown, node: selectors.text(for: gateway.id), control: "listener",
        rule: "frontend not known")
    }
    return (open.map { [$0] } ?? []) + listening(gateway.id, at: frontends)
  }
}
