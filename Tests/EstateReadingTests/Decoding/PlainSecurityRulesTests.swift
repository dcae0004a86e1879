import EstateModel
import TestSupport
import Testing

@testable import EstateReading

/// Rules that wait until somebody asks for them are rules of which reading tells nothing.
struct PlainSecurityRulesTests {
  private static let values = [
    "100", #""100""#, "1.5", "-1", "true", "null", "{}", "[]", #""""#, #""*""#, #""\u002a""#,
    #""Inbound""#, #""outbound""#, #""Sideways""#, #""allow""#, #""Deny""#, #""Tcp""#, #""gre""#,
    #""10.0.0.0/8""#, #""10.0.0.4""#, #""10.0.0.4-10.0.0.9""#, #""10.0.0.256""#, #""Storage""#,
    #""Sql.WestEurope""#, #""Storrage""#, #""OwnTag""#, #""443""#, #""80-90""#, #""90-80""#,
    #""65536""#, #"["443", "80-90"]"#, #"["443", "x"]"#, #"["10.0.0.0/8", null, ""]"#,
    #"["Internet", ["10.0.0.0/8"]]"#, #"[{"id": "/x"}]"#, "22",
    #"[{"id": "\#(group)"}]"#, #"[{"id": "\#(group)s"}]"#, #"[{"id": "\#(group.lowercased())"}]"#,
    #"[{"id": "\#(group.replacing("applicationSecurityGroups", with: "virtualNetworks"))"}]"#,
    #"[{"id": "/providers/Microsoft.Network/applicationSecurityGroups/Web"}]"#,
  ]

  private static let keys = [
    "priority", "direction", "access", "protocol", "sourceAddressPrefix", "sourceAddressPrefixes",
    "sourceApplicationSecurityGroups", "sourcePortRange", "sourcePortRanges",
    "DestinationAddressPrefix", "destinationAddressPrefixes", "destinationPortRange",
    "destinationApplicationSecurityGroups", "destinationPortRanges", "description",
  ]

  private static let group =
    "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/applicationSecurityGroups/Web"

  private static func decoding() -> EstateDecoding {
    var decoding = EstateDecoding([])
    decoding.format = .export
    decoding.serviceTags = ["owntag"]
    if let id = ResourceID(group) { decoding.index.insert(id) }
    return decoding
  }

  private static func slot(_ text: String) throws -> Slot {
    Slot(
      try JSONReader.read(SourceText(file: "a.json", bytes: Array(text.utf8))),
      key: "securityRules")
  }

  /// Whether the rules can wait; nothing may be told of rules that can.
  private func isPlain(_ text: String) throws -> Bool {
    var decoding = Self.decoding()
    let slot = try Self.slot(text)
    guard decoding.groupsOfPlainRules(slot) != nil else { return false }
    let ledger = decoding.ledger
    let index = decoding.index
    let source = SourcePosition(file: "a.json", line: 1, column: 1)
    _ = decoding.securityRules(slot, [], of: source)
    #expect(decoding.diagnostics == [], "\(text)")
    #expect(decoding.ledger == ledger, "\(text)")
    #expect(decoding.index.all == index.all, "\(text)")
    return true
  }

  @Test("no rule waits of which there is something to tell, whatever its properties are")
  func nothingToTell() throws {
    var plain = 0
    for key in Self.keys {
      for value in Self.values {
        let isPlain = try isPlain(#"[{"name": "r", "properties": {"\#(key)": \#(value)}}]"#)
        let isLiftedPlain = try self.isPlain(#"[{"name": "r", "\#(key)": \#(value)}]"#)
        #expect(isPlain == isLiftedPlain)
        if isPlain { plain += 1 }
      }
    }
    var random = SeededGenerator(seed: 3)
    for _ in 0..<2_000 {
      let members = Self.keys.shuffled(using: &random).prefix(4).map { key in
        let value = Self.values[Int.random(in: 0..<Self.values.count, using: &random)]
        return #""\#(key)": \#(value)"#
      }
      _ = try isPlain(#"[{"properties": {\#(members.joined(separator: ", "))}}]"#)
    }
    #expect(plain > 100, "or nothing was tried")
  }

  @Test(
    "rules of the usual kind wait",
    arguments: [
      "[]", #"[{"name": "a", "properties": {"priority": 100, "direction": "Inbound"}}]"#,
      #"""
      [{"name": "a", "properties": {"access": "Allow", "protocol": "*", "sourcePortRange": "*",
      "sourceAddressPrefix": "OwnTag", "destinationAddressPrefixes": ["10.0.0.0/8", "Internet"],
      "sourceApplicationSecurityGroups": [], "destinationPortRanges": ["443", "8000-8080"]}}]
      """#,
    ])
  func usual(_ text: String) throws { #expect(try isPlain(text)) }

  @Test(
    "what is unusual does not wait",
    arguments: [
      #"[{"properties": {"destinationPortRange": "80-"}}]"#,
      #"[{"properties": {"sourceAddressPrefix": "Storrage"}}]"#,
      #"[{"properties": {"sourceApplicationSecurityGroups": [{"id": "/x"}]}}]"#,
      #"[{"properties": {"sourceApplicationSecurityGroups": [{"id": "\#(group)2"}]}}]"#,
      #"[{"properties": {"access": "Permit"}}]"#, #"[{"properties": null}]"#, #"["rule"]"#,
      #"[null]"#, #"{"name": "a"}"#,
    ])
  func unusual(_ text: String) throws { #expect(try !isPlain(text)) }

  @Test("rules that waited are those that are read at once, places included")
  func sameRules() throws {
    let text = #"""
      [{"id": "\#(Self.group)"},
      {"type": "Microsoft.Network/networkSecurityGroups", "name": "g", "properties": {
        "securityRules": [
          {"name": "a", "properties": {"priority": 100, "direction": "Inbound", "access": "Deny",
            "protocol": "Tcp", "sourcePortRange": "*",
            "sourceApplicationSecurityGroups": [{"id": "\#(Self.group.uppercased())"}],
            "destinationAddressPrefix": "*", "destinationPortRanges": ["22", "3389-3390"]}},
          {"name": "b", "priority": 200, "direction": "Outbound"}]}}]
      """#
    let decoded = try DecodedText(text)
    let later = try #require(decoded.estate.securityGroups.all.first).rules
    let root = try JSONReader.read(SourceText(file: DecodedText.file, bytes: Array(text.utf8)))
    let group = try #require(root.array.last)
    var decoding = Self.decoding()
    #expect(
      decoding.groupsOfPlainRules(
        Slot(group["properties"]?["securityRules"], key: "securityRules")) != nil)
    let atOnce = decoding.securityRules(
      Slot(group["properties"]?["securityRules"], key: "securityRules"), [], of: group.position)
    #expect(later.count == 2)
    #expect("\(later)" == "\(atOnce)")
    #expect(later.first?.priority.source?.line == 4)
    // It is shown as the input that describes it has it.
    #expect(later.first?.sourceGroups.map { $0.value?.id.name } == ["Web"])
  }
}
