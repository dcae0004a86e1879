/// What Azure runs for a spoke, with a private endpoint in one of its subnets.
struct ServicePlan {
  let type: String
  let name: String
  let subresource: String
  let zone: String
  /// The name that its clients call.
  let host: String
  /// The subnet of its endpoint, and the endpoint's place there.
  let subnet: Int
  let place: Int

  /// How many endpoints a subnet holds besides its machines.
  static let mostInOneSubnet = 3

  static let zones = [
    "privatelink.blob.core.windows.net", "privatelink.vaultcore.azure.net",
    "privatelink.azurecr.io",
  ]

  /// Those of a spoke: an account of storage, a vault and a registry.
  static func services(of network: NetworkPlan) -> [ServicePlan] {
    let number = padded(network.number, 3)
    return [
      ServicePlan(
        type: "Microsoft.Storage/storageAccounts", name: "stspoke\(number)", subresource: "blob",
        zone: zones[0], host: "stspoke\(number).blob.core.windows.net", subnet: 2, place: 0),
      ServicePlan(
        type: "Microsoft.KeyVault/vaults", name: "kv-spoke-\(number)", subresource: "vault",
        zone: zones[1], host: "kv-spoke-\(number).vault.azure.net", subnet: 2, place: 1),
      ServicePlan(
        type: "Microsoft.ContainerRegistry/registries", name: "acrspoke\(number)",
        subresource: "registry", zone: zones[2], host: "acrspoke\(number).azurecr.io", subnet: 2,
        place: 2),
    ]
  }
}

// Services with their private endpoints, and the zones that have their names.
extension EstatePlan {
  private static let zoneType = "Microsoft.Network/privateDnsZones"
  private static let endpointType = "Microsoft.Network/privateEndpoints"

  /// The fourth subnet of a spoke reaches storage by a service endpoint.
  func hasServiceEndpoint(_ subnet: SubnetPlan, in network: NetworkPlan) -> Bool {
    !network.isHub && subnet.id == network.subnets[3].id
  }

  func writeZones(to json: inout JSONWriter) {
    var stream = stream("zones")
    for zone in ServicePlan.zones {
      let id = hub.id(of: Self.zoneType, zone)
      json.resource(Self.zoneType, zone, in: hub, &stream) { json, _ in
        json.number("numberOfVirtualNetworkLinks", networks.count)
      }
      for network in networks {
        let name = "link-\(network.name)"
        json.part(
          "\(Self.zoneType)/virtualNetworkLinks", name,
          id: "\(id)/virtualNetworkLinks/\(name)", &stream
        ) { json, _ in
          json.reference("virtualNetwork", to: network.id)
          json.flag("registrationEnabled", false)
          json.string("virtualNetworkLinkState", "Completed")
        }
      }
    }
  }

  func writeServices(of network: NetworkPlan, to json: inout JSONWriter) {
    var stream = stream("services", network.number)
    for service in ServicePlan.services(of: network) {
      json.resource(
        service.type, service.name, in: network, &stream,
        beside: { json in
          json.object("sku") { $0.string("name", "Premium") }
          if service.subresource == "blob" { json.string("kind", "StorageV2") }
        }
      ) { json, _ in writeNetworkRules(of: service, in: network, to: &json) }
      writeEndpoint(of: service, in: network, to: &json, &stream)
    }
  }

  /// Every other spoke's are closed; those of the others take one subnet and some offices.
  private func writeNetworkRules(
    of service: ServicePlan, in network: NetworkPlan, to json: inout JSONWriter
  ) {
    let isOpen = network.number % 2 == 0
    json.string("publicNetworkAccess", isOpen ? "Enabled" : "Disabled")
    let rules = service.subresource == "registry" ? "networkRuleSet" : "networkAcls"
    json.object(rules) { json in
      json.string("defaultAction", "Deny")
      if service.subresource != "registry" { json.string("bypass", "AzureServices") }
      json.array("ipRules") { json in
        for office in 0..<(isOpen ? 3 : 0) {
          json.object { $0.string("value", "198.51.100.\(office * 64)/28") }
        }
      }
      guard service.subresource == "blob" else { return }
      json.array("virtualNetworkRules") { json in
        guard isOpen else { return }
        json.object { json in
          json.string("id", network.subnets[3].id)
          json.string("action", "Allow")
          json.string("state", "Succeeded")
        }
      }
    }
  }

  private func writeEndpoint(
    of service: ServicePlan, in network: NetworkPlan, to json: inout JSONWriter,
    _ stream: inout SplitMix64
  ) {
    let name = "pe-\(service.name)"
    let id = network.id(of: Self.endpointType, name)
    let subnet = network.subnets[service.subnet]
    let address = subnet.block.address(4 + subnet.machines.count + service.place)
    json.resource(Self.endpointType, name, in: network, &stream) { json, stream in
      json.string("resourceGuid", stream.identifier())
      json.reference("subnet", to: subnet.id)
      json.array("privateLinkServiceConnections") { json in
        json.part(
          "\(Self.endpointType)/privateLinkServiceConnections", name,
          id: "\(id)/privateLinkServiceConnections/\(name)", &stream
        ) { json, _ in
          json.string("privateLinkServiceId", network.id(of: service.type, service.name))
          json.strings("groupIds", [service.subresource])
          json.object("privateLinkServiceConnectionState") { json in
            json.string("status", "Approved")
            json.string("description", "Auto-Approved")
          }
        }
      }
      json.array("manualPrivateLinkServiceConnections") { _ in }
      json.array("customDnsConfigs") { json in
        json.object { json in
          json.string("fqdn", service.host)
          json.strings("ipAddresses", [address])
        }
      }
    }
    json.part(
      "\(Self.endpointType)/privateDnsZoneGroups", "default",
      id: "\(id)/privateDnsZoneGroups/default", &stream
    ) { json, _ in
      json.array("privateDnsZoneConfigs") { json in
        json.object { json in
          json.string("name", "zone")
          json.object("properties") { json in
            json.string("privateDnsZoneId", hub.id(of: Self.zoneType, service.zone))
          }
        }
      }
    }
  }
}
