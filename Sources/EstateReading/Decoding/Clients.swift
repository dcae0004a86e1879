internal import EstateModel
internal import TrafficSets

extension EstateDecoding {
  /// Puts the clients of the overlays into the estate, the names in them resolved.
  mutating func decodeClients(_ overlays: [Overlay]) {
    format = .overlay
    var seen: [String: OverlayClient] = [:]
    for client in overlays.flatMap(\.clients) {
      let name = client.name.value.lowercased()
      if let earlier = seen[name] {
        // Several overlays may each say who the clients are, as long as they say the same.
        if !client.saysTheSame(as: earlier) {
          diagnostics.append(
            Diagnostic(
              .error, .nameTwice("client", client.name.value), at: client.name.source,
              related: earlier.name.source))
        }
        continue
      }
      seen[name] = client
      estate.clients.append(decoded(client))
    }
  }

  private mutating func decoded(_ overlay: OverlayClient) -> Client {
    let placement: Client.Placement
    var addresses: [Positioned<String>]
    switch overlay.place {
    case .internet(let given):
      placement = .internet
      addresses = given
    case .subnet(let subnet, let address):
      placement = .subnet(reference(subnet, .subnet))
      addresses = address.map { [$0] } ?? []
    case .gateway(let gateway, let given):
      placement = .gateway(reference(gateway, .gateway))
      addresses = given
    }
    var client = Client(
      name: overlay.name.value, source: overlay.name.source, placement: placement)
    client.addresses = addresses.map { text in
      prefix(Slot(ConfigurationValue(.string(text.value), at: SourcePlace(text.source)), key: ""))
    }
    if let network = overlay.dns { client.dnsNetwork = reference(network, .virtualNetwork) }
    return client
  }

  private mutating func reference(
    _ text: Positioned<String>, _ kind: NodeKind
  ) -> Setting<Reference> {
    if let id = node(text, kind: kind) {
      return .known(Reference(id, at: text.source), text.source)
    }
    return .unknown(
      UnknownValue(
        key: "\(text.source)", because: "nothing in the estate is named '\(text.value)'",
        source: text.source))
  }
}

extension OverlayClient {
  fileprivate func saysTheSame(as other: OverlayClient) -> Bool {
    place.words == other.place.words && dns?.value == other.dns?.value
  }
}

extension OverlayClient.Place {
  /// What is said, without where.
  fileprivate var words: [String] {
    switch self {
    case .internet(let addresses): ["internet"] + addresses.map(\.value)
    case .subnet(let subnet, let address): ["subnet", subnet.value, address?.value ?? ""]
    case .gateway(let gateway, let addresses):
      ["gateway", gateway.value] + addresses.map(\.value)
    }
  }
}
