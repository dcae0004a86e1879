internal import EstateModel
internal import TrafficSets

// What addresses in selectors stand for.
extension ReachabilityGraph {
  /// What an address stands for: the host that has it, what Azure stands behind it, or a host of its own.
  func addressSubject(_ address: Address, _ text: String) -> Subject? {
    let selector = "ip/\(text)"
    if let endpoint = privateEndpointSubject(at: address, selector) { return endpoint }
    for interface in estate.interfaces where addresses(of: interface).contains(address) {
      let isOnly = addresses(of: interface) == AddressSet(address)
      let own = isOnly ? nil : AddressSet(address)
      // Of the public addresses those lead to it that stand for it.
      let leading = publicAddresses(of: interface).reduce(AddressSet(address)) {
        $1.inside == address ? $0.union(AddressSet($1.address)) : $0
      }
      return Subject(
        selector: selector, senders: [.init(.interface(interface.id), addresses: own)],
        goal: .anyOf([.host(.interface(interface.id))]), addresses: isOnly ? nil : leading)
    }
    if let frontend = balancers.frontendsByAddress[address]?.first {
      return Subject(
        selector: selector, goal: .anyOf([.host(.frontend(frontend))]),
        silence: "a load balancer calls nobody")
    }
    for subnet in estate.subnets
    where AddressSet(subnet.prefixes.compactMap(\.value)).contains(address) {
      if let front = platformFront(at: address, in: subnet) {
        return Subject(
          selector: selector, senders: [.init(.subnetAddress(subnet.id, text))],
          goal: .anyOf([front]), addresses: AddressSet(address))
      }
      let host = Host.subnetAddress(subnet.id, text)
      let isKept = isKeptByAzure(address, in: subnet)
      return Subject(
        selector: selector, senders: isKept ? [] : [.init(host)], goal: .anyOf([.host(host)]),
        silence: isKept ? "Azure keeps that address of the subnet for itself" : nil)
    }
    if let owner = publicAddressSubject(address, selector) { return owner }
    return Subject(
      selector: selector, senders: [.init(.address(text))], goal: .anyOf([.host(.address(text))]))
  }

  /// What Azure itself stands behind an address of a subnet: a firewall, or an application gateway.
  private func platformFront(at address: Address, in subnet: Subnet) -> Destination? {
    if let firewall = firewall(at: address, in: subnet) { return .front(front(of: firewall)) }
    let gateway = estate.applicationGateways.first { gateway in
      gateway.frontends.contains { $0.privateAddress.value == address }
    }
    return gateway.map { .host(.platform($0.id)) }
  }

  /// What a public address of the estate leads to: a machine's interface, a balancer's frontend, a
  /// gateway, or what is not modelled.
  func publicAddressSubject(_ address: Address, _ selector: String) -> Subject? {
    guard let resource = estate.publicAddresses.first(where: { $0.address.value == address }) else {
      return nil
    }
    let interface = estate.interfaces.first { interface in
      interface.configurations.contains { $0.publicAddress.value?.id == resource.id }
    }
    let frontend = estate.loadBalancers.lazy.filter(\.isModelled).flatMap(\.frontends).first {
      $0.publicAddress.value?.id == resource.id
    }
    // Whoever sends by it: a balancer, a NAT gateway, a firewall does for others.
    let sender = Subject.Sender(.internet, addresses: AddressSet(address))
    if let frontend {
      return Subject(
        selector: selector, senders: [sender], goal: .anyOf([.host(.frontend(frontend.id))]))
    }
    let gateway = estate.applicationGateways.first { gateway in
      gateway.frontends.contains { $0.publicAddress.value?.id == resource.id }
    }
    let bastion = estate.bastions.first { $0.publicAddress.value?.id == resource.id }
    let host =
      interface.map { Host.interface($0.id) } ?? gateway.map { .platform($0.id) }
      ?? bastion.map { .platform($0.id) } ?? .other(resource.id)
    if case .other = host, let front = front(atPublicAddress: resource, selector) {
      return Subject(selector: selector, senders: [sender], goal: .anyOf([.front(front)]))
    }
    return Subject(
      selector: selector, senders: [interface == nil ? sender : .init(host)],
      goal: .anyOf([.host(host)]), calledAddress: address)
  }

  /// What to ask about instead of a public IP address; `nil` for any other resource.
  func silence(ofPublicAddress id: ResourceID) -> String? {
    guard let address = estate.publicAddresses[id] else { return nil }
    func isHere(_ setting: Setting<Reference>) -> Bool { setting.value?.id == id }
    let interface = estate.interfaces.first { interface in
      interface.configurations.contains { isHere($0.publicAddress) }
    }?.id
    let holder =
      interface.map { machine(of: $0)?.id ?? $0 }
      ?? estate.loadBalancers.first { balancer in
        balancer.frontends.contains { isHere($0.publicAddress) }
      }?.id
      ?? estate.applicationGateways.first { gateway in
        gateway.frontends.contains { isHere($0.publicAddress) }
      }?.id
      ?? estate.bastions.first { isHere($0.publicAddress) }?.id
      ?? estate.firewalls.first { firewall in
        firewall.configurations.contains { isHere($0.publicAddress) }
      }?.id
    let known = [
      holder.map { selectors.text(for: $0) }, address.address.value.map { "internet/\($0)" },
    ].compactMap { $0 }
    let node = selectors.text(for: id)
    if known.isEmpty { return "\(node) is an address, and no input tells whose" }
    return "\(node) is an address: ask about \(known.joined(separator: " or "))"
  }

  /// What answers at a public address that is no host's: a firewall, or nobody.
  private func front(atPublicAddress address: PublicIPAddress, _ selector: String) -> Front? {
    func isHere(_ setting: Setting<Reference>) -> Bool { setting.value?.id == address.id }
    let firewall = estate.firewalls.first { firewall in
      firewall.configurations.contains { isHere($0.publicAddress) }
    }
    if let firewall {
      // Of several addresses a rule may listen at one only.
      return firewall.configurations.count == 1 ? front(of: firewall) : nil
    }
    let holder =
      estate.gateways.first { $0.publicAddresses.contains(where: isHere) }?.id
      ?? estate.natGateways.first { $0.publicAddresses.contains(where: isHere) }?.id
    return frontWithoutHost(holder ?? address.id, selector)
  }
}
