/// Which of both kinds of addresses a resource is for, as Azure spells it.
package enum AddressFamily: String, Hashable, Sendable {
  case ipv4 = "IPv4"
  case ipv6 = "IPv6"
}
