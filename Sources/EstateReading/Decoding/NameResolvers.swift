internal import EstateModel
internal import TrafficSets

extension ResourceKind {
  static let nameResolvers: [ResourceKind] = [
    .node("Microsoft.Network/dnsResolvers") { $0.decodeNameResolver($1) },
    .part("Microsoft.Network/dnsResolvers/inboundEndpoints"),
    .part("Microsoft.Network/dnsResolvers/outboundEndpoints"),
    .node("Microsoft.Network/dnsForwardingRulesets", hasSettings: false) {
      $0.decodeForwardingRuleset($1)
    },
    .part("Microsoft.Network/dnsForwardingRulesets/forwardingRules"),
    .part("Microsoft.Network/dnsForwardingRulesets/virtualNetworkLinks"),
  ]
}

extension EstateDecoding {
  mutating func decodeNameResolver(_ input: ResourceInput) {
    var resolver = NameResolver(id: input.id, source: input.source)
    resolver.isDescribed = input.isDescribed
    resolver.network = reference(input.properties["virtualNetwork"], to: .network)
    for part in parts(of: input.id, "inboundEndpoints") {
      let configurations = properties(of: part)["ipConfigurations"].elements
      for configuration in configurations {
        var endpoint = NameResolver.Endpoint(
          name: part.name, source: configuration.source ?? part.source)
        endpoint.subnet = reference(configuration["subnet"], to: .subnet)
        endpoint.address = address(configuration["privateIpAddress"])
        resolver.endpoints.append(endpoint)
      }
    }
    estate.nameResolvers.insert(resolver)
    decodeOpaque(input, isModelled: true)
  }

  mutating func decodeForwardingRuleset(_ input: ResourceInput) {
    var ruleset = ForwardingRuleset(id: input.id, source: input.source)
    ruleset.isDescribed = input.isDescribed
    for part in parts(of: input.id, "forwardingRules") {
      let properties = properties(of: part)
      var rule = ForwardingRuleset.Rule(name: part.name, source: part.source)
      rule.domain = text(properties["domainName"])
      rule.isEnabled = word(
        properties["forwardingRuleState"],
        Vocabulary(words: [("Enabled", true), ("Disabled", false)]))
      rule.servers = properties["targetDnsServers"].elements.map { address($0["ipAddress"]) }
      ruleset.rules.append(rule)
    }
    ruleset.networks = parts(of: input.id, "virtualNetworkLinks").map { part in
      reference(properties(of: part)["virtualNetwork"], to: .network)
    }
    estate.forwardingRulesets.insert(ruleset)
    decodeOpaque(input, isModelled: true)
  }
}
