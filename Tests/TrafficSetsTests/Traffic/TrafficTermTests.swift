import TestSupport
import Testing
import TrafficSets

@Suite("Traffic terms")
struct TrafficTermTests {
  @Test(
    "a term is read, in any letter case, and prints again",
    arguments: [
      ("tcp/443", "tcp/443"), ("UDP/53", "udp/53"), ("tcp/8000-9000", "tcp/8000-9000"),
      ("tcp/443-443", "tcp/443"), ("tcp/0-65535", "tcp"), ("tcp", "tcp"), ("udp", "udp"),
      ("Icmp", "icmp"), ("esp", "esp"), ("ah", "ah"), ("any", "any"),
      ("protocol/47", "protocol/47"),
      ("protocol/6", "tcp"), ("tcp/0", "tcp/0"), ("tcp/65535", "tcp/65535"),
    ])
  func reading(_ text: String, _ printed: String) throws {
    let term = try TrafficTerm(text)
    #expect(term.description == printed)
    #expect(try TrafficTerm(printed) == term)
    #expect(TrafficTerm.terms(of: term.set) == [printed])
  }

  @Test(
    "a text that is not a term says why, and what is accepted",
    arguments: [
      ("", .unknown), ("http", .unknown), ("443", .unknown), ("tcp 443", .unknown),
      ("tcp/", .ports), ("tcp/65536", .ports), ("tcp/9000-8000", .ports), ("tcp/80,443", .ports),
      ("tcp/-1", .ports), ("tcp/1-2-3", .ports), ("tcp/080", .ports), ("udp/dns", .ports),
      ("tcp/443/1", .ports), ("tcp/ 443", .ports),
      ("icmp/8", .portsWithoutTransport), ("esp/443", .portsWithoutTransport),
      ("any/443", .portsWithoutTransport),
      ("protocol", .protocolNumber), ("protocol/256", .protocolNumber),
      ("protocol/tcp", .protocolNumber),
    ] as [(String, TrafficTermError.Reason)])
  func refusal(_ text: String, _ reason: TrafficTermError.Reason) {
    #expect(throws: TrafficTermError(text: text, reason: reason)) { try TrafficTerm(text) }
    #expect(TrafficTermError(text: text, reason: reason).description.contains("tcp/8000-9000"))
  }

  @Test("any is exactly TCP, UDP and ICMP")
  func any() throws {
    #expect(TrafficTerm.any.set.protocols == ProtocolSet(.tcp, .udp, .icmp))
    #expect(TrafficTerm.any.set.boxes.count == 1)
    let most = TrafficTerm.any.set.subtracting(try TrafficTerm("udp/53").set)
    #expect(TrafficTerm.terms(of: most) == ["tcp", "udp/0-52", "udp/54-65535", "icmp"])
    let more = TrafficTerm.any.set.union(try TrafficTerm("esp").set)
    #expect(TrafficTerm.terms(of: more) == ["any", "esp"])
  }

  @Test("terms are the fewest, sorted by protocol and port")
  func listing() throws {
    let texts = ["protocol/47", "ah", "esp", "icmp", "udp/53", "tcp/444-500", "tcp/80", "tcp/443"]
    let set = TrafficSet.union(of: try texts.map { try TrafficTerm($0).set })
    #expect(
      TrafficTerm.terms(of: set)
        == ["tcp/80", "tcp/443-500", "udp/53", "icmp", "esp", "ah", "protocol/47"])
    #expect(TrafficTerm.terms(of: .empty) == [])
    #expect(
      TrafficTerm.terms(of: .all)
        == [
          "any", "esp", "ah", "protocol/0", "protocol/2-5", "protocol/7-16", "protocol/18-49",
          "protocol/52-255",
        ])
    #expect(
      TrafficTerm.terms(
        of: TrafficSet(protocols: ProtocolSet(.icmp, .esp), destinationPorts: PortSet(7)))
        == ["icmp/7", "esp/7"])
  }

  @Test("terms speak of protocols and destination ports alone")
  func projection() {
    let set = TrafficSet(
      sources: AddressSet(.ipv4(1)), protocols: ProtocolSet(.tcp), sourcePorts: PortSet(1),
      destinationPorts: PortSet(443), names: NameSet(4)
    ).union(
      TrafficSet(
        destinations: AddressSet(.named(1)), protocols: ProtocolSet(.tcp),
        destinationPorts: PortSet(444)))
    #expect(TrafficTerm.terms(of: set) == ["tcp/443-444"])
  }

  @Test("terms that can be read make the protocols and ports of the set again")
  func roundTrip() throws {
    var generator = SeededGenerator(seed: 71)
    for _ in 0..<500 {
      var set = TrafficSet.empty
      for _ in 0..<4 {
        let low = UInt16.random(in: 0...20, using: &generator)
        let transport = [TransportProtocol.tcp, .udp].randomElement(using: &generator) ?? .tcp
        set.formUnion(
          TrafficSet(
            sources: AddressSet(.ipv4(UInt32(low))), protocols: ProtocolSet(transport),
            destinationPorts: PortSet(low...(low + 3))))
      }
      let terms = try TrafficTerm.terms(of: set).map { try TrafficTerm($0) }
      #expect(TrafficSet.union(of: terms.map(\.set)) == set.settingSources(to: .all))
    }
  }
}
