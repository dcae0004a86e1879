internal import EstateModel
package import TrafficSets

// Which hosts take part in the internet of IPv6: the others have that of IPv4 alone, and for them
// `internet` is no more than that.
// https://learn.microsoft.com/azure/virtual-network/ip-services/ipv6-overview
extension ReachabilityGraph {
  /// The addresses by which a host is reached, as far as that sender has to do with them: those of IPv6
  /// are a part of the internet for whoever has a way out by IPv6.
  ///
  /// - Parameter sources: what the sender sends from.
  package func addressesLeading(
    to host: Host, from sender: Host, sending sources: AddressSet
  ) -> AddressSet {
    let addresses = addressesLeading(to: host)
    guard case .internet = host, !mayCallByIPv6(sender, sources) else { return addresses }
    return addresses.subtracting(.ipv6)
  }

  /// Whether a host has a way to the internet by IPv6, open or not.
  private func mayCallByIPv6(_ host: Host, _ sources: AddressSet) -> Bool {
    if case .internet = host { return false }
    let six = sources.intersection(book.addresses(ofIPv6: true))
    if six.isEmpty { return false }
    switch attachment(of: host) {
    case .internet: return true
    case .subnet(let subnet, let interface):
      if let interface = interface.flatMap({ estate.interfaces[$0] }),
        hasIPv6Exit(interface, sending: six)
      {
        return true
      }
      // By what its routes lead to: a machine that forwards, say.
      let traffic = TrafficSet(sources: six, destinations: AddressBook.routedIPv6)
      return !Exploration.senders(
        self, of: traffic, from: .routing(subnet: subnet), arrivingAt: .internet
      ).isEmpty
    case .gateway, .managed, .service, .unknown: return false
    }
  }

  /// Whether an interface has a public address of IPv6, its own or that of a balancer.
  private func hasIPv6Exit(_ interface: NetworkInterface, sending six: AddressSet) -> Bool {
    if publicAddresses(of: interface).contains(where: {
      $0.family != .ipv4 && six.contains($0.inside)
    }) {
      return true
    }
    return interface.configurations.contains {
      $0.isIPv6 && !balancedExit(of: interface, $0).ways.isEmpty
    }
  }
}
