/// Traffic as a user names it: `tcp/443`, `udp/53`, `tcp/8000-9000`, `tcp`, `icmp`, `any`.
package enum TrafficTerm: Hashable, Sendable {
  /// All of TCP, UDP and ICMP, and nothing else.
  case any
  /// A protocol with all its ports, or a range of destination ports of TCP or UDP.
  case transport(TransportProtocol, ports: ClosedRange<UInt16>)

  /// Reads a term, in any letter case.
  package init(_ text: String) throws(TrafficTermError) {
    let word = text.lowercased()
    let parts = word.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let hasPorts = parts.count == 2
    switch parts[0] {
    case "any":
      guard !hasPorts else { throw TrafficTermError(text: text, reason: .portsWithoutTransport) }
      self = .any
    case "protocol":
      guard hasPorts, let number = Address.decimal(parts[1], digits: 3),
        let number = UInt8(exactly: number)
      else { throw TrafficTermError(text: text, reason: .protocolNumber) }
      self = .transport(TransportProtocol(rawValue: number), ports: 0...UInt16.max)
    case "tcp", "udp":
      let transport: TransportProtocol = parts[0] == "tcp" ? .tcp : .udp
      let ports = hasPorts ? Self.ports(parts[1]) : 0...UInt16.max
      guard let ports else { throw TrafficTermError(text: text, reason: .ports) }
      self = .transport(transport, ports: ports)
    case "icmp", "esp", "ah":
      guard !hasPorts else { throw TrafficTermError(text: text, reason: .portsWithoutTransport) }
      let transport: TransportProtocol =
        parts[0] == "icmp" ? .icmp : parts[0] == "esp" ? .esp : .ah
      self = .transport(transport, ports: 0...UInt16.max)
    default:
      throw TrafficTermError(text: text, reason: .unknown)
    }
  }

  private static func ports(_ text: Substring) -> ClosedRange<UInt16>? {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false)
      .map { Address.decimal($0, digits: 5).flatMap(UInt16.init(exactly:)) }
    switch ends.count {
    case 1:
      return ends[0].map { $0...$0 }
    case 2:
      guard let low = ends[0], let high = ends[1], low <= high else { return nil }
      return low...high
    default:
      return nil
    }
  }

  /// The packets that the term means, from anywhere to anywhere.
  package var set: TrafficSet {
    switch self {
    case .any: TrafficSet(protocols: Self.anyProtocols)
    case .transport(let transport, let ports):
      TrafficSet(protocols: ProtocolSet(transport), destinationPorts: PortSet(ports))
    }
  }

  static let anyProtocols = ProtocolSet(.tcp, .udp, .icmp)
}

extension TrafficTerm: CustomStringConvertible {
  /// The term as it is read.
  package var description: String {
    switch self {
    case .any: "any"
    case .transport(let transport, let ports):
      ports == 0...UInt16.max ? "\(transport)" : "\(transport)/\(ports.compactDescription)"
    }
  }
}

extension TrafficTerm {
  /// The protocols and destination ports of a set, exactly, as the fewest terms.
  ///
  /// They come sorted: `any`, TCP, UDP, ICMP, ESP, AH, then the other protocols by number, of
  /// which neighbours that agree are one term, `protocol/2-5`. `any` is there exactly when all of
  /// TCP, UDP and ICMP is. Where only some destination ports (of ICMP, codes) of a protocol without
  /// ports are in the set, they follow it: `icmp/0-7`, `protocol/47/443`.
  package static func terms(of protocolsAndPorts: TrafficSet) -> [String] {
    var ports: [TransportProtocol: PortSet] = [:]
    for box in protocolsAndPorts.protocolsAndDestinationPorts.boxes {
      for transport in box.protocols.members {
        ports[transport, default: .empty].formUnion(box.destinationPorts)
      }
    }
    var terms: [String] = []
    var named: [TransportProtocol] = [.tcp, .udp, .icmp, .esp, .ah]
    if anyProtocols.members.allSatisfy({ ports[$0]?.isAll == true }) {
      terms.append("any")
      named = [.esp, .ah]
    }
    for transport in named {
      guard let set = ports[transport] else { continue }
      terms += suffixes(set).map { "\(transport)\($0)" }
    }
    let others = ports.keys.filter { ![.tcp, .udp, .icmp, .esp, .ah].contains($0) }.sorted()
    var start = 0
    while start < others.count {
      var end = start
      while end + 1 < others.count, others[end + 1].rawValue == others[end].rawValue + 1,
        ports[others[end + 1]] == ports[others[start]]
      {
        end += 1
      }
      let numbers = (others[start].rawValue...others[end].rawValue).compactDescription
      terms += suffixes(ports[others[start]] ?? .empty).map { "protocol/\(numbers)\($0)" }
      start = end + 1
    }
    return terms
  }

  /// The same, with the source ports where only some of them are in the set: `tcp/443 (source ports 80)`.
  package static func termsWithSourcePorts(of traffic: TrafficSet) -> [String] {
    traffic.bySourcePort.flatMap { group -> [String] in
      let terms = terms(of: group.rest)
      if group.ports.isAll { return terms }
      let ports = group.ports.ranges.map(\.compactDescription).joined(separator: ", ")
      return terms.map { "\($0) (source ports \(ports))" }
    }
  }

  private static func suffixes(_ ports: PortSet) -> [String] {
    ports.isAll ? [""] : ports.ranges.map { "/\($0.compactDescription)" }
  }
}

extension TrafficSet {
  /// The set with every field forgotten but the protocol and the destination port.
  package var protocolsAndDestinationPorts: TrafficSet {
    settingNames(to: .all).settingSourcePorts(to: .all).settingSources(to: .all)
      .settingDestinations(to: .all)
  }
}
