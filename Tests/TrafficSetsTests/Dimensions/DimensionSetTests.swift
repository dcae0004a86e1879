import TestSupport
import Testing
import TrafficSets

@Suite("Sets of ports, protocols and names")
struct DimensionSetTests {
  @Test(
    "subtracting agrees with removing one port at a time",
    arguments: [
      (0...65535, 0...0), (0...65535, 65535...65535), (80...443, 100...200), (80...443, 0...65535),
      (80...443, 443...443), (80...443, 80...80), (80...443, 444...500), (0...0, 0...0),
      (UInt16(65535)...65535, UInt16(0)...65534),
    ])
  func subtracting(_ whole: ClosedRange<UInt16>, _ hole: ClosedRange<UInt16>) {
    let result = PortSet(whole).subtracting(PortSet(hole))
    for port in UInt16.min...UInt16.max
    where result.contains(port) != (whole.contains(port) && !hole.contains(port)) {
      Issue.record("port \(port) of \(whole) less \(hole)")
    }
  }

  @Test("protocols behave as the set of their numbers")
  func protocols() {
    var generator = SeededGenerator(seed: 61)
    let numbers = (UInt8.min...UInt8.max).map(TransportProtocol.init(rawValue:))
    for _ in 0..<500 {
      let left = Set(numbers.filter { _ in Int.random(in: 0..<8, using: &generator) == 0 })
      let right = Set(numbers.filter { _ in Int.random(in: 0..<8, using: &generator) > 0 })
      let (a, b) = (ProtocolSet(left), ProtocolSet(right))
      #expect(a.members == left.sorted() && b.members == right.sorted())
      #expect(a.union(b).members == left.union(right).sorted())
      #expect(a.intersection(b).members == left.intersection(right).sorted())
      #expect(a.subtracting(b).members == left.subtracting(right).sorted())
      #expect(a.complement.members == numbers.filter { !left.contains($0) })
      #expect(a.isSubset(of: b) == left.isSubset(of: right))
      #expect(a.isDisjoint(with: b) == left.isDisjoint(with: right))
    }
  }

  @Test("the first and the last value are values like others")
  func extremes() {
    #expect(PortSet(0...65535) == .all && ProtocolSet(0...255) == .all)
    #expect(NameSet(0...UInt32.max) == .all)
    #expect(PortSet.all.complement == .empty && PortSet.empty.complement == .all)
    #expect(PortSet(0).complement == PortSet(1...65535))
    #expect(PortSet(65535).complement == PortSet(0...65534))
    #expect(PortSet(65535).union(PortSet(0)).ranges == [0...0, 65535...65535])
    #expect(PortSet(0...65534).union(PortSet(65535)).isAll)
    #expect(!PortSet.empty.contains(0) && PortSet.all.contains(65535))
  }

  @Test("values that touch become one range")
  func touching() {
    #expect(PortSet([443...443, 80...81, 444...500, 82...90]).ranges == [80...90, 443...500])
    #expect(NameSet(3, 1, 2, 7, 3).ranges == [1...3, 7...7])
    #expect(ProtocolSet(.udp, .tcp, .tcp).members == [.tcp, .udp])
    #expect(PortSet([80...90, 443...443]).description == "80-90,443")
  }

  @Test("names are told apart, and all but one is a set too")
  func names() {
    let others = NameSet.all.subtracting(NameSet(7))
    #expect(!others.contains(7) && others.contains(6) && others.contains(UInt32.max))
    #expect(others.union(NameSet(7)) == .all)
    #expect(NameSet([UInt32]()) == .empty)
  }

  @Test("protocols print as terms do")
  func printing() {
    #expect(TransportProtocol.tcp.description == "tcp")
    #expect(TransportProtocol(rawValue: 47).description == "protocol/47")
    #expect([TransportProtocol.udp, .icmp, .tcp].sorted() == [.icmp, .tcp, .udp])
  }
}
