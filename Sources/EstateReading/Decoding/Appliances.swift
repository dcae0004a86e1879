internal import EstateModel
internal import TrafficSets

extension EstateDecoding {
  /// Puts what overlays say of network appliances into the estate.
  mutating func decodeAppliances(_ overlays: [Overlay]) {
    format = .overlay
    for appliance in overlays.flatMap(\.appliances) {
      guard let node = node(appliance.node) else { continue }
      let forwards = appliance.forwards.map { self.flow($0) }
      estate.appliances.append(
        Appliance(node: node, source: appliance.node.source, forwards: forwards))
    }
  }

  private mutating func flow(_ flow: OverlayAppliance.Flow) -> Appliance.Flow {
    Appliance.Flow(
      from: addresses(flow.from), to: addresses(flow.to),
      on: flow.on.isEmpty ? .all : flow.on.reduce(TrafficSet.empty) { $0.union(term($1)) },
      source: flow.source)
  }

  /// The prefixes together; everything where none is named.
  private mutating func addresses(_ texts: [Positioned<String>]) -> AddressSet {
    if texts.isEmpty { return .all }
    return texts.reduce(AddressSet.empty) { set, text in
      let slot = Slot(
        ConfigurationValue(.string(text.value), at: SourcePlace(text.source)), key: "")
      return set.union(prefix(slot).value.map { AddressSet($0) } ?? .empty)
    }
  }

  private mutating func term(_ text: Positioned<String>) -> TrafficSet {
    do throws(TrafficTermError) {
      return try TrafficTerm(text.value).set
    } catch {
      report(Diagnostic.Message("\(error)"), at: text.source)
      return .empty
    }
  }
}
