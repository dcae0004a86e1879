extension TrafficSet {
  /// The set as disjoint products; equal sets list the same ones in the same order.
  ///
  /// Within a field the values that agree in all that is asked later go together, so the list is
  /// short for what rules describe, but not always as short as it could be.
  package var boxes: [TrafficBox] {
    var boxes: [TrafficBox] = []
    func list(_ node: DiagramNode, _ box: TrafficBox) {
      if node.isNothing { return }
      if node.isEverything {
        boxes.append(box)
        return
      }
      for group in Self.groups(node.edges) {
        var narrower = box
        narrower.setKeys(group.keys, at: node.level)
        list(group.rest, narrower)
      }
    }
    list(root, TrafficBox())
    return boxes
  }

  /// The sources of the set, those together that send the same, with what they send.
  ///
  /// The groups are disjoint, by ascending first source; in each `rest` the sources are free.
  package var bySource: [(sources: AddressSet, rest: TrafficSet)] {
    grouped(by: .source).map { (AddressSet(keys: $0.keys), TrafficSet(root: $0.rest)) }
  }

  /// The destinations of the set, those together that are sent the same, with what they are sent.
  package var byDestination: [(destinations: AddressSet, rest: TrafficSet)] {
    grouped(by: .destination).map { (AddressSet(keys: $0.keys), TrafficSet(root: $0.rest)) }
  }

  /// The source ports of the set, those together from which the same is sent, with what that is.
  package var bySourcePort: [(ports: PortSet, rest: TrafficSet)] {
    grouped(by: .sourcePort).map { group in
      let ports = group.keys.reduce(PortSet.empty) { ports, keys in
        ports.union(
          PortSet(UInt16(clamping: keys.lowerBound)...UInt16(clamping: keys.upperBound)))
      }
      return (ports, TrafficSet(root: group.rest))
    }
  }

  private typealias Group = (keys: [ClosedRange<UInt128>], rest: DiagramNode)

  private func grouped(by level: DiagramLevel) -> [Group] {
    var operation = DiagramOperation()
    return Self.groups(operation.hoisting(level, in: root))
  }

  /// Edges that lead to equal nodes go together, in the order of their first keys.
  private static func groups(_ edges: [DiagramNode.Edge]) -> [Group] {
    var groups: [Group] = []
    var places: [DiagramNode: Int] = [:]
    var lower: UInt128 = 0
    for edge in edges {
      let keys = lower...edge.upper
      lower = edge.upper &+ 1
      if edge.target.isNothing { continue }
      if let place = places[edge.target] {
        groups[place].keys.append(keys)
      } else {
        places[edge.target] = groups.count
        groups.append(([keys], edge.target))
      }
    }
    return groups
  }

  /// A packet of the set, the same one for equal sets; `nil` for the empty set.
  ///
  /// Where a field is free it is TCP, `0.0.0.0`, port 0 and name 0.
  package var somePacket: Packet? {
    if isEmpty { return nil }
    var box = TrafficBox(
      sources: AddressSet(.ipv4(0)), destinations: AddressSet(.ipv4(0)),
      protocols: ProtocolSet(.tcp), sourcePorts: PortSet(0), destinationPorts: PortSet(0),
      names: NameSet(0))
    var node = root
    while let first = node.intervals(where: { !$0.isNothing }).first {
      box.setKeys([first.lowerBound...first.lowerBound], at: node.level)
      node = node.target(of: first.lowerBound)
    }
    guard let source = box.sources.firstAddress, let destination = box.destinations.firstAddress,
      let transport = box.protocols.ranges.first, let sourcePort = box.sourcePorts.ranges.first,
      let destinationPort = box.destinationPorts.ranges.first, let name = box.names.ranges.first
    else { return nil }
    return Packet(
      source: source, destination: destination,
      transport: TransportProtocol(rawValue: transport.lowerBound),
      sourcePort: sourcePort.lowerBound, destinationPort: destinationPort.lowerBound,
      name: name.lowerBound)
  }
}
