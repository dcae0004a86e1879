internal import EstateModel

// Interfaces that Azure makes for private endpoints: no hosts, though exports list them as interfaces.
extension EstateDecoding {
  /// The interfaces that a private endpoint says it has, or has a name for.
  mutating func registerInterfaces(of endpoint: Resource) {
    let properties = Slot(endpoint.properties, key: "properties")
    for interface in properties["networkInterfaces"].elements {
      if let text = interface["id"].symbolicText, let id = ResourceID(text) {
        note(interface: id, ofPrivateEndpoint: endpoint.id)
      }
    }
    if let name = properties["customNetworkInterfaceName"].symbolicText {
      note(
        interface: endpoint.id.neighbour("networkInterfaces", name),
        ofPrivateEndpoint: endpoint.id)
    }
  }

  /// Whether the description of an interface may tell which private endpoint has made it.
  static func mayTellOwner(_ interface: Resource) -> Bool {
    let properties = Slot(interface.properties, key: "properties")
    return !properties["privateEndpoint"].isAbsent || isOfPrivateLink(properties)
  }

  /// An interface whose own description tells which private endpoint has made it.
  mutating func registerInterface(_ interface: Resource) {
    let properties = Slot(interface.properties, key: "properties")
    let owner = properties["privateEndpoint"]
    if let text = owner["id"].symbolicText ?? owner.symbolicText, let id = ResourceID(text) {
      note(interface: interface.id, ofPrivateEndpoint: id)
      return
    }
    // Where nobody names it, Azure calls it by the endpoint.
    guard Self.isOfPrivateLink(properties), let end = interface.name.firstRange(of: ".nic.") else {
      return
    }
    let endpoint = interface.id.neighbour(
      "privateEndpoints", String(interface.name[..<end.lowerBound]))
    if let known = index.resolve(endpoint) {
      note(interface: interface.id, ofPrivateEndpoint: known)
    }
  }

  /// Whether the properties of an interface have what Azure prints of one for a private endpoint.
  static func isOfPrivateLink(_ properties: Slot) -> Bool {
    properties["ipConfigurations"].elements.contains {
      $0.properties["privateLinkConnectionProperties"].value?.rawFields.isEmpty == false
    }
  }
}

extension ResourceID {
  /// A resource of the network in the same group.
  fileprivate func neighbour(_ type: String, _ name: String) -> ResourceID {
    ResourceID(
      subscription: subscription, resourceGroup: resourceGroup, provider: "Microsoft.Network",
      segments: [Segment(type: type, name: name)])
  }
}
