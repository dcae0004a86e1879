internal import EstateModel
internal import TrafficSets

// Rules and routes that ask for the number of an interface which Azure gives with the deployment: whatever
// the number is, it is that interface's.
extension Estate {
  /// The estate in which such rules and routes name the address by which the book knows the interface.
  func knowingInterfaces(by book: AddressBook) -> Estate {
    if interfacesInRules.isEmpty { return self }
    var estate = self
    func change(_ rule: inout FirewallRule) {
      rule.sources = rule.sources.map { peer($0, by: book) }
      rule.destinations = rule.destinations.map { peer($0, by: book) }
      rule.translatedAddress = address(rule.translatedAddress, by: book)
    }
    func change(_ collections: inout [FirewallRuleCollection]) {
      for place in collections.indices {
        for rule in collections[place].rules.indices { change(&collections[place].rules[rule]) }
      }
    }
    for firewall in firewalls {
      estate.firewalls.update(firewall.id) { change(&$0.collections) }
    }
    for policy in firewallPolicies {
      estate.firewallPolicies.update(policy.id) { policy in
        for group in policy.groups.indices { change(&policy.groups[group].collections) }
      }
    }
    for table in routeTables {
      estate.routeTables.update(table.id) { table in
        for route in table.routes.indices {
          table.routes[route].hopAddress = address(table.routes[route].hopAddress, by: book)
        }
      }
    }
    return estate
  }

  private func peer(
    _ setting: Setting<SecurityRule.Peer>, by book: AddressBook
  ) -> Setting<SecurityRule.Peer> {
    guard let (address, source) = number(setting.unknown, by: book) else { return setting }
    return .known(.prefix(AddressPrefix(address)), source)
  }

  private func address(_ setting: Setting<Address>, by book: AddressBook) -> Setting<Address> {
    guard let (address, source) = number(setting.unknown, by: book) else { return setting }
    return .known(address, source)
  }

  /// The address of the interface whose number is asked for, where it has but one.
  private func number(
    _ unknown: UnknownValue?, by book: AddressBook
  ) -> (Address, SourcePosition)? {
    guard let unknown, let source = unknown.source,
      let interface = unknown.addressOf.flatMap({ interfaces[$0] }),
      interface.configurations.count == 1, let own = interface.configurations.first,
      own.subnet.value != nil,
      let address = own.privateAddress.value ?? book[.interface(interface.id, 0)]
    else { return nil }
    return (address, source)
  }
}

extension ReachabilityGraph {
  /// The interfaces that have an address, by its number or by the name that it is known by.
  func interfaces(having address: Address) -> [ResourceID] {
    guard let number = address.number else { return interfacesByAddress[address] ?? [] }
    guard case .interface(let id, _)? = book.key(of: number) else { return [] }
    return [id]
  }
}
