extension TrafficSet {
  /// The sources that some packet of the set has, and so on for each field.
  package var sources: AddressSet { AddressSet(keys: root.projection(on: .source)) }
  package var destinations: AddressSet { AddressSet(keys: root.projection(on: .destination)) }
  package var protocols: ProtocolSet { ProtocolSet(keys: root.projection(on: .transport)) }
  package var sourcePorts: PortSet { PortSet(keys: root.projection(on: .sourcePort)) }
  package var destinationPorts: PortSet { PortSet(keys: root.projection(on: .destinationPort)) }
  package var names: NameSet { NameSet(keys: root.projection(on: .name)) }

  /// The packets that come from one of the addresses and else agree with a packet of the set.
  ///
  /// So for each field: what a translation does to it. The empty set stays empty.
  package func settingSources(to sources: AddressSet) -> TrafficSet {
    setting(.source, to: sources)
  }

  package func settingDestinations(to destinations: AddressSet) -> TrafficSet {
    setting(.destination, to: destinations)
  }

  package func settingProtocols(to protocols: ProtocolSet) -> TrafficSet {
    setting(.transport, to: protocols)
  }

  package func settingSourcePorts(to ports: PortSet) -> TrafficSet {
    setting(.sourcePort, to: ports)
  }

  package func settingDestinationPorts(to ports: PortSet) -> TrafficSet {
    setting(.destinationPort, to: ports)
  }

  package func settingNames(to names: NameSet) -> TrafficSet { setting(.name, to: names) }

  private func setting(_ level: DiagramLevel, to values: some IntervalBacked) -> TrafficSet {
    var operation = DiagramOperation()
    return TrafficSet(root: operation.setting(level, to: values.keys, in: root))
  }
}
