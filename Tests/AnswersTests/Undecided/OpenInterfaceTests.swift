import Testing

@testable import Answers

@Suite("Interfaces of which it is not known whether there are such")
struct OpenInterfaceTests {
  private func looped(_ count: String, subnet: String) -> [String] {
    [
      OpenNetwork.network(
        "net", "10.0.0.0/16", [("one", "10.0.1.0/24", ""), ("two", "10.0.2.0/24", "")]),
      OpenNetwork.resource(
        "networkSecurityGroups", "group",
        #""securityRules": [\#(OpenNetwork.rule("all", 100, "Allow"))]"#),
      OpenNetwork.resource(
        "publicIPAddresses", "ip", #""publicIPAllocationMethod": "Static""#,
        beside: #""sku": {"name": "Standard"},"#),
      OpenNetwork.resource(
        "networkInterfaces", "[concat('k', copyIndex())]",
        """
        "networkSecurityGroup": \(OpenNetwork.id("networkSecurityGroups", "group")),
        "ipConfigurations": [{"name": "ip", "properties": {
          "subnet": \(OpenNetwork.id("virtualNetworks/subnets", "net", subnet)),
          "publicIPAddress": \(OpenNetwork.id("publicIPAddresses", "ip"))}}]
        """, beside: #""copy": {"name": "loop", "count": \#(count)},"#),
    ]
  }

  private func verdict(_ count: String, subnet: String) throws -> Verdict {
    try OpenNetwork.ask(looped(count, subnet: subnet), "internet", "subnet/net/two").verdict
  }

  @Test("B-1: a subnet holds the interface of a loop whose count is not known, perhaps")
  func openLoop() throws {
    #expect(try verdict("1", subnet: "two") == .partial)
    #expect(try verdict(#""[length(reference('x').y)]""#, subnet: "two") == .unknown)
  }

  @Test("B-1: one of another subnet it does not hold")
  func otherSubnet() throws {
    #expect(try verdict(#""[length(reference('x').y)]""#, subnet: "one") == .unreachable)
  }

  @Test("a selector that is only a symbol is taken as it stands, even with characters of a glob")
  func symbolicSelector() throws {
    let interface = OpenNetwork.resource(
      "networkInterfaces", "[concat('n', range(0, 2)[copyIndex()])]",
      """
      "ipConfigurations": [{"name": "ip", "properties": {
        "subnet": \(OpenNetwork.id("virtualNetworks/subnets", "net", "two"))}}]
      """, beside: #""copy": {"name": "more", "count": "[length(reference('x').y)]"},"#)
    let answer = try OpenNetwork.ask(
      looped("1", subnet: "one") + [interface], "internet", "nic/n{[0, 1][copyIndex()]}")
    #expect(answer.verdict == .unknown, "\(answer.told)")
  }
}
