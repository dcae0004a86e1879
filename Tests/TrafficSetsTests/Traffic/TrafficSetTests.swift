import Testing
import TrafficSets

@Suite("Traffic sets")
struct TrafficSetTests {
  @Test("a rule less an earlier one keeps what the earlier one does not match")
  func firstMatch() throws {
    let network = AddressSet(try #require(AddressPrefix("10.0.0.0/8")))
    let host = AddressSet(try #require(Address("10.0.0.4")))
    let web = TrafficSet(
      sources: network, protocols: ProtocolSet(.tcp), destinationPorts: PortSet(443))
    let blocked = TrafficSet(sources: host)
    let allowed = web.subtracting(blocked)
    #expect(allowed.sources == network.subtracting(host))
    #expect(allowed.union(blocked.intersection(web)) == web)
    #expect(allowed.isSubset(of: web))
    #expect(allowed.isDisjoint(with: blocked))
    #expect(TrafficTerm.terms(of: allowed) == ["tcp/443"])
    #expect(allowed.boxes.count == 1)
    #expect(allowed.somePacket.map(allowed.contains) == true)
  }
}
