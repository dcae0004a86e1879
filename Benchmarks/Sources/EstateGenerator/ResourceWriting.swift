/// The estate on its way into a file.
struct EstateWriting: ~Copyable {
  let plan: EstatePlan
  var json: JSONWriter

  init(_ plan: EstatePlan, into json: consuming JSONWriter) {
    self.plan = plan
    self.json = json
  }

  /// Writes everything, network by network, as a tenant's resources are listed.
  mutating func write() throws {
    let plan = plan
    json.object { json in
      json.array("value") { json in
        for network in plan.networks {
          plan.writeNetwork(network, to: &json)
          if network.isHub { plan.writeGateway(to: &json) }
          plan.writeSecurityGroups(of: network, to: &json)
          plan.writeRouteTables(of: network, to: &json)
          plan.writeMachines(of: network, to: &json)
          if plan.options.hasAllMechanisms { plan.writeMechanisms(of: network, to: &json) }
        }
      }
    }
    try json.finish()
  }
}

extension JSONWriter {
  /// A resource as Azure prints it: what all of them have, and its properties.
  mutating func resource(
    _ type: String, _ name: String, in network: NetworkPlan, _ stream: inout SplitMix64,
    beside: (inout JSONWriter) -> Void = { _ in },
    properties: (inout JSONWriter, inout SplitMix64) -> Void
  ) {
    object { json in
      json.string("name", name)
      json.string("id", network.id(of: type, name))
      json.etag(&stream)
      json.string("type", type)
      json.string("location", network.location)
      json.object("tags") { json in
        json.string("costCenter", "cc-\(1000 + network.number * 7 % 900)")
        json.string("environment", network.number % 4 == 3 ? "test" : "production")
        json.string("owner", network.isHub ? "platform" : "team-\(padded(network.number, 3))")
      }
      beside(&json)
      json.object("properties") { json in
        json.string("provisioningState", "Succeeded")
        properties(&json, &stream)
      }
    }
  }

  /// A part of a resource that has an id of its own.
  mutating func part(
    _ type: String, _ name: String, id: String, _ stream: inout SplitMix64,
    properties: (inout JSONWriter, inout SplitMix64) -> Void
  ) {
    object { json in
      json.string("name", name)
      json.string("id", id)
      json.etag(&stream)
      json.string("type", type)
      json.object("properties") { json in
        json.string("provisioningState", "Succeeded")
        properties(&json, &stream)
      }
    }
  }

  mutating func reference(_ key: String? = nil, to id: String) {
    object(key) { $0.string("id", id) }
  }

  mutating func etag(_ stream: inout SplitMix64) {
    string("etag", "W/\"\(stream.identifier())\"")
  }
}
