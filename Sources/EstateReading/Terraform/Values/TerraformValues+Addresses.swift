internal import EstateModel
internal import TrafficSets

// Addresses of which Terraform says that they are known after the apply, and that other attributes tell.
extension TerraformValues {
  /// The blocks that hold a static address; that of a private endpoint stands in its own
  /// configuration, not in the connection.
  private static let parts = [
    "ip_configuration", "frontend_ip_configuration", "private_service_connection",
  ]

  /// The static address of a resource; of a firewall, for the next hop of a route, an address of its
  /// subnet.
  func privateAddress(
    _ path: [String], of target: TerraformTargets.Target, for wanted: String
  ) -> ConfigurationValue? {
    guard let last = path.last, ["private_ip_address", "private_ip_addresses"].contains(last),
      wanted.contains("address") || wanted.hasSuffix("servers") || wanted.hasSuffix("records")
    else { return nil }
    let own = attributes(of: target.instance)
    for part in Self.parts {
      if let address = own.member(part)?.array.first?.member("private_ip_address"),
        !address.isUnknown, address.string?.isEmpty == false
      {
        return address
      }
    }
    if instances[target.instance].type == "azurerm_private_endpoint", wanted.hasSuffix("records") {
      return numberOfEndpoint(target)
    }
    guard instances[target.instance].type == "azurerm_firewall", wanted == "next_hop_in_ip_address"
    else { return nil }
    return firewallAddress(own, at: target.place)
  }

  /// The number of a private endpoint, which only the apply tells: whose it is, is known.
  private func numberOfEndpoint(_ target: TerraformTargets.Target) -> ConfigurationValue? {
    guard let id = id(of: target.instance)?.symbolicText.flatMap({ ResourceID($0) }) else {
      return nil
    }
    let unknown = UnknownValue(
      key: "\(id)#privateIPAddress",
      because: "Azure gives \(id.name) its address with the apply",
      source: target.place.position, addressOf: id)
    return ConfigurationValue(
      .unknown(unknown, symbol: "{\(id.name).private_ip_address}"), at: target.place)
  }

  /// The number of a public address, which only the apply tells: whose it is, is known.
  func publicNumber(
    _ path: [String], of target: TerraformTargets.Target, for wanted: String
  ) -> ConfigurationValue? {
    guard path == ["ip_address"], instances[target.instance].type == "azurerm_public_ip",
      ["address", "ip_r", "ip_mask", "allowed_ip", "cidrs"].contains(where: wanted.contains),
      let id = id(of: target.instance)?.symbolicText.flatMap({ ResourceID($0) })
    else { return nil }
    if let known = attributes(of: target.instance).member("ip_address"), !known.isUnknown {
      return known
    }
    let unknown = UnknownValue(
      key: "\(id)#ipAddress", because: "Azure gives \(id.name) its number with the apply",
      source: target.place.position, addressOf: id)
    return ConfigurationValue(
      .unknown(unknown, symbol: "{\(id.name).ip_address}"), at: target.place)
  }

  /// The address that Azure gives to the first instance of a firewall.
  ///
  /// A route to any address of a firewall's subnet is one to the firewall, as long as nothing tells
  /// which address it has.
  private func firewallAddress(
    _ firewall: ConfigurationValue, at place: SourcePlace
  ) -> ConfigurationValue? {
    guard let configuration = firewall.member("ip_configuration")?.array.first,
      let id = configuration.member("subnet_id")?.symbolicText.flatMap({ ResourceID($0) }),
      let index = subnet(id),
      let text = attributes(of: index).member("address_prefixes")?.array.first?.string,
      let address = AddressPrefix(text)?.firstAssignable
    else { return nil }
    return .text("\(address)", at: place)
  }

  private func subnet(_ id: ResourceID) -> Int? {
    instances.indices.first { index in
      instances[index].type == "azurerm_subnet"
        && self.id(of: index)?.symbolicText.flatMap { ResourceID($0) }?.matches(id) == true
    }
  }
}
