// Public addresses, and what they stand before: load balancers and NAT gateways.
extension EstatePlan {
  /// What there is besides networks and machines.
  func writeMechanisms(of network: NetworkPlan, to json: inout JSONWriter) {
    if network.isHub {
      writeFirewall(to: &json)
      writeZones(to: &json)
    } else {
      writeNATGateway(of: network, to: &json)
      writeLoadBalancer(of: network, to: &json)
      writeServices(of: network, to: &json)
    }
  }

  /// - Returns: Its id.
  func writePublicAddress(
    _ name: String, _ address: String, usedBy user: String? = nil, in network: NetworkPlan,
    _ stream: inout SplitMix64, to json: inout JSONWriter
  ) -> String {
    let type = "Microsoft.Network/publicIPAddresses"
    json.resource(
      type, name, in: network, &stream,
      beside: { json in
        json.object("sku") { json in
          json.string("name", "Standard")
          json.string("tier", "Regional")
        }
      }
    ) { json, stream in
      json.string("resourceGuid", stream.identifier())
      json.string("ipAddress", address)
      json.string("publicIPAddressVersion", "IPv4")
      json.string("publicIPAllocationMethod", "Static")
      json.number("idleTimeoutInMinutes", 4)
      json.strings("ipTags", [])
      if let user { json.reference("ipConfiguration", to: user) }
    }
    return network.id(of: type, name)
  }

  // MARK: - NAT gateways

  /// The second subnet of a spoke leaves by a gateway of its own.
  func natGatewayID(of subnet: SubnetPlan, in network: NetworkPlan) -> String? {
    guard !network.isHub, subnet.id == network.subnets[1].id else { return nil }
    return network.id(of: "Microsoft.Network/natGateways", Names.natGateway(network))
  }

  private func writeNATGateway(of network: NetworkPlan, to json: inout JSONWriter) {
    var stream = stream("NAT gateway", network.number)
    let name = Names.natGateway(network)
    let address = writePublicAddress(
      "pip-\(name)", "20.71.\(network.number % 256).\(network.number / 256)", in: network, &stream,
      to: &json)
    json.resource(
      "Microsoft.Network/natGateways", name, in: network, &stream,
      beside: { $0.object("sku") { $0.string("name", "Standard") } }
    ) { json, _ in
      json.number("idleTimeoutInMinutes", 4)
      json.array("publicIpAddresses") { $0.reference(to: address) }
      json.array("subnets") { $0.reference(to: network.subnets[1].id) }
    }
  }

  // MARK: - Load balancers

  private static let balancerType = "Microsoft.Network/loadBalancers"

  /// Every fifth spoke publishes the machines of its first subnet.
  private func isBalanced(_ network: NetworkPlan) -> Bool {
    !network.isHub && network.number % 5 == 1
  }

  func poolID(of subnet: SubnetPlan, in network: NetworkPlan) -> String? {
    guard isBalanced(network), subnet.id == network.subnets[0].id else { return nil }
    let id = network.id(of: Self.balancerType, Names.loadBalancer(network))
    return "\(id)/backendAddressPools/pool"
  }

  private func writeLoadBalancer(of network: NetworkPlan, to json: inout JSONWriter) {
    guard isBalanced(network), let pool = poolID(of: network.subnets[0], in: network) else {
      return
    }
    var stream = stream("load balancer", network.number)
    let (type, name) = (Self.balancerType, Names.loadBalancer(network))
    let id = network.id(of: type, name)
    let (frontend, probe) = ("\(id)/frontendIPConfigurations/public", "\(id)/probes/https")
    let address = writePublicAddress(
      "pip-\(name)", "20.81.\(network.number % 256).\(network.number / 256)", usedBy: frontend,
      in: network, &stream, to: &json)
    json.resource(
      type, name, in: network, &stream,
      beside: { $0.object("sku") { $0.string("name", "Standard") } }
    ) { json, stream in
      json.array("frontendIPConfigurations") { json in
        json.part("\(type)/frontendIPConfigurations", "public", id: frontend, &stream) { json, _ in
          json.string("privateIPAllocationMethod", "Dynamic")
          json.reference("publicIPAddress", to: address)
        }
      }
      json.array("backendAddressPools") { json in
        json.part("\(type)/backendAddressPools", "pool", id: pool, &stream) { json, _ in
          json.array("backendIPConfigurations") { json in
            for machine in network.subnets[0].machines {
              json.reference(to: interfaceID(machine, in: network) + "/ipConfigurations/ipconfig1")
            }
          }
        }
      }
      json.array("loadBalancingRules") { json in
        json.part(
          "\(type)/loadBalancingRules", "https", id: "\(id)/loadBalancingRules/https", &stream
        ) { json, _ in
          json.reference("frontendIPConfiguration", to: frontend)
          json.number("frontendPort", 443)
          json.number("backendPort", 443)
          json.string("protocol", "Tcp")
          json.flag("enableFloatingIP", false)
          json.flag("disableOutboundSnat", true)
          json.reference("backendAddressPool", to: pool)
          json.array("backendAddressPools") { $0.reference(to: pool) }
          json.reference("probe", to: probe)
        }
      }
      json.array("probes") { json in
        json.part("\(type)/probes", "https", id: probe, &stream) { json, _ in
          json.string("protocol", "Tcp")
          json.number("port", 443)
          json.number("intervalInSeconds", 15)
          json.number("numberOfProbes", 2)
        }
      }
      json.array("inboundNatRules") { _ in }
      json.array("outboundRules") { _ in }
    }
  }
}
