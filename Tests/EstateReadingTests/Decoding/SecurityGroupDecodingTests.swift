import EstateModel
import Testing
import TrafficSets

@testable import EstateReading

struct SecurityGroupDecodingTests {
  private func rules(
    _ properties: String, format: InputFormat = .template
  ) throws -> (DecodedText, [SecurityRule]) {
    let decoded = try DecodedText(
      #"[{"type": "Microsoft.Network/networkSecurityGroups", "name": "g", "properties": {"#
        + #""securityRules": [{"name": "r", "properties": {\#(properties)}}],"#
        + #""defaultSecurityRules": [{"name": "AllowVnetInBound", "properties": {}}]}}]"#,
      format: format)
    return (decoded, try #require(decoded.estate.securityGroups.all.first).rules)
  }

  @Test("a rule's one value and its many are united, empty ones left out")
  func union() throws {
    let (decoded, rules) = try rules(
      #"""
      "priority": 100, "direction": "inbound", "access": "ALLOW", "protocol": "TCP",
      "sourceAddressPrefix": "", "sourceAddressPrefixes": ["10.0.0.0/8", "10.0.0.4-10.0.0.9"],
      "sourcePortRange": "*", "sourcePortRanges": [],
      "destinationAddressPrefix": "Storage.WestEurope", "destinationAddressPrefixes": ["*"],
      "destinationPortRange": "443", "destinationPortRanges": ["80-90", "443"]
      """#)
    #expect(decoded.diagnostics == [])
    #expect(rules.count == 1)
    let rule = try #require(rules.first)
    #expect(rule.priority.value == 100)
    #expect(rule.direction.value == .inbound)
    #expect(rule.access.value == .allow)
    #expect(rule.protocols.value == ProtocolSet(.tcp))
    let prefix = try #require(AddressPrefix("10.0.0.0/8"))
    let first = try #require(Address("10.0.0.4"))
    let last = try #require(Address("10.0.0.9"))
    #expect(rule.sources.compactMap(\.value) == [.prefix(prefix), .range(first...last)])
    #expect(rule.sourcePorts.compactMap(\.value) == [.all])
    #expect(rule.destinations.compactMap(\.value) == [.tag("Storage.WestEurope"), .any])
    #expect(rule.destinationPorts.compactMap(\.value) == [PortSet(443), PortSet(80...90)])
  }

  @Test("a star means every protocol, and a port may be a number")
  func star() throws {
    let (decoded, rules) = try rules(#""protocol": "*", "destinationPortRange": 22"#)
    #expect(decoded.diagnostics == [])
    #expect(rules.first?.protocols.value == .all)
    #expect(rules.first?.destinationPorts.compactMap(\.value) == [PortSet(22)])
  }

  @Test(
    "a slip in a rule is an error at its place",
    arguments: [
      #""destinationPortRange": ↓"80-""#, #""destinationPortRange": ↓"90-80""#,
      #""destinationPortRange": ↓"65536""#, #""sourceAddressPrefix": ↓"10.0.0.256""#,
      #""sourceAddressPrefixes": ["*", ↓"10.0.0.9-10.0.0.4"]"#, #""access": ↓"Permit""#,
      #""protocol": ↓"tcp/udp""#, #""priority": ↓"first""#, #""direction": ↓true"#,
    ])
  func slips(_ properties: String) throws {
    let (decoded, _) = try rules(properties)
    #expect(decoded.diagnostics.map(\.source) == [decoded.marks[0]])
    #expect(decoded.diagnostics.map(\.severity) == [.error])
  }

  @Test(
    "an expression that does not end is told to be text",
    arguments: [
      #""sourceAddressPrefix": "[concat('10.0.0.0', '/8'""#,
      #""destinationPortRange": "[string(443""#,
    ])
  func unendedExpression(_ properties: String) throws {
    let (decoded, _) = try rules(properties)
    #expect(decoded.diagnostics.map { "\($0)" }.joined().contains("an expression must end"))
  }

  @Test("an address that Azure prints and nobody can read is open, with a warning")
  func exportedSlip() throws {
    let (decoded, rules) = try rules(#""sourceAddressPrefix": ↓"789""#, format: .export)
    #expect(decoded.diagnostics.map(\.severity) == [.warning])
    #expect(rules.first?.sources.first?.unknown?.source == decoded.marks[0])
  }

  @Test("rules inline and rules of their own are the rules of one group")
  func separateRules() throws {
    let decoded = try DecodedText(
      #"""
      [{"type": "Microsoft.Network/networkSecurityGroups/securityRules", "name": "g/late",
        "properties": {"priority": 200, "access": "Deny"}},
       {"type": "Microsoft.Network/networkSecurityGroups/securityRules", "name": "g/early",
        "properties": {"priority": 100, "direction": "Outbound"}},
       {"type": "Microsoft.Network/networkSecurityGroups", "name": "g", "properties": {
        "securityRules": [{"name": "Early", "properties": {"priority": 100}}]}}]
      """#)
    let group = try #require(decoded.estate.securityGroups.all.first)
    #expect(group.rules.map(\.name) == ["Early", "late"])
    #expect(group.rules.first?.direction.value == .outbound)
  }

  @Test("of a group that nobody describes its own rules are known and others may be")
  func mentionedGroup() throws {
    let decoded = try DecodedText(
      #"""
      [{"type": "Microsoft.Network/networkSecurityGroups/securityRules", "name": "g/r",
        "properties": {"priority": 200, "access": "Deny"}}]
      """#)
    let group = try #require(decoded.estate.securityGroups.all.first)
    #expect(!group.isDescribed)
    #expect(group.rules.map(\.priority.value) == [nil, 200])
    #expect(group.rules.first?.access.unknown != nil)
  }

  @Test("a word that is no service tag is open, with one warning and the near ones")
  func noTag() throws {
    func rule(_ tag: String) throws -> (SecurityRule, DecodedText) {
      let decoded = try DecodedText(
        #"""
        [{"type": "Microsoft.Network/networkSecurityGroups", "name": "g", "properties": {
          "securityRules": [{"name": "r", "properties": {"priority": 100, "direction": "Inbound",
            "access": "Allow", "protocol": "*", "sourceAddressPrefix": ↓"\#(tag)",
            "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": "22"}}]}}]
        """#, format: .template)
      return (try #require(decoded.estate.securityGroups.all.first?.rules.first), decoded)
    }
    for tag in [
      "Storage", "storage.westeurope", "AzureFrontDoor.FirstParty", "INTERNET", "VirtualNetwork",
    ] {
      let (rule, decoded) = try rule(tag)
      #expect(decoded.diagnostics == [])
      #expect(rule.sources.first?.value == .tag(tag))
    }
    let (open, decoded) = try rule("Storrage")
    #expect(open.sources.first?.unknown?.source == decoded.marks[0])
    #expect(decoded.diagnostics.map(\.severity) == [.warning])
    #expect(decoded.diagnostics.first?.source == decoded.marks[0])
    #expect(
      decoded.diagnostics.first?.message.text
        == "'Storrage' is neither an address prefix nor a service tag; did you mean 'Storage'?")
    #expect(
      Diagnostic.Message.noTag("Keyvault.WestEurope").text.hasSuffix(
        "did you mean 'AzureKeyVault.WestEurope'?"))
    #expect(try rule("banana").0.sources.first?.unknown != nil)
    #expect(try rule("Storage.West.Europe").0.sources.first?.unknown != nil)
  }

  @Test("a tag of Microsoft's file is one")
  func tagOfFile() throws {
    let folder = try TemporaryFolder([
      "main.json": template(
        resources: #"""
          [{"type": "Microsoft.Network/networkSecurityGroups", "name": "g", "properties": {
            "securityRules": [{"name": "r", "properties": {"sourceAddressPrefix": "NewService"}}]}}]
          """#)
    ])
    let resources = folder.read().resources
    let without = EstateDecoder.estate(from: resources, overlays: [])
    #expect(without.diagnostics.count == 1)
    let with = EstateDecoder.estate(
      from: resources, overlays: [], serviceTags: ["NewService.WestEurope": [], "NewService": []])
    #expect(with.diagnostics == [])
  }
}
