import TestSupport
import Testing

/// What the reference of CIDR functions says, with the values of its examples.
@Suite struct CIDRFunctionTests {
  @Test("parseCidr: the reference's examples")
  func parseCidr() throws {
    try expectValues([
      "parseCidr('10.144.0.0/20')":
        #"{network: "10.144.0.0", netmask: "255.255.240.0", broadcast: "10.144.15.255", firstUsable: "10.144.0.1", lastUsable: "10.144.15.254", cidr: 20}"#,
      "parseCidr('fdad:3236:5555::/48')":
        #"{network: "fdad:3236:5555::", netmask: "ffff:ffff:ffff::", firstUsable: "fdad:3236:5555::", lastUsable: "fdad:3236:5555:ffff:ffff:ffff:ffff:ffff", cidr: 48}"#,
      "parseCidr('10.144.1.1/32').lastUsable": "\"10.144.1.1\"",
      "parseCidr('10.144.1.1/24').network": "\"10.144.1.0\"",
      "parseCidr('0.0.0.0/0').broadcast": "\"255.255.255.255\"",
      "parseCidr('::/0').lastUsable": "\"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff\"",
      "parseCidr(parameters('open'))": "?{parseCidr(open)}",
    ])
    try expectErrors([
      "parseCidr('1000.144.0.0/20')": "is no range", "parseCidr('10.0.0.0')": "is no range",
      "parseCidr('10.0.0.0/33')": "is no range", "parseCidr('fdad:nnnn::/48')": "is no range",
      "parseCidr('10.0.0.0/-1')": "is no range", "parseCidr(5)": "takes a text",
    ])
  }

  @Test("cidrSubnet: the reference's examples")
  func cidrSubnet() throws {
    try expectValues([
      "cidrSubnet('10.144.0.0/20', 24, 0)": "\"10.144.0.0/24\"",
      "cidrSubnet('10.144.0.0/20', 24, 1)": "\"10.144.1.0/24\"",
      "cidrSubnet('10.144.0.0/20', 24, 4)": "\"10.144.4.0/24\"",
      "cidrSubnet('fdad:3236:5555::/48', 52, 0)": "\"fdad:3236:5555::/52\"",
      "cidrSubnet('fdad:3236:5555::/48', 52, 4)": "\"fdad:3236:5555:4000::/52\"",
      "cidrSubnet('10.144.0.0/20', 20, 0)": "\"10.144.0.0/20\"",
      "cidrSubnet('::/0', 128, 5)": "\"::5/128\"",
      "cidrSubnet('10.0.0.0/16', 24, parameters('openInt'))":
        "?{cidrSubnet('10.0.0.0.16', 24, openInt)}",
    ])
    try expectErrors([
      "cidrSubnet('10.144.0.0/20', 19, 0)": "is no /19",
      "cidrSubnet('10.144.0.0/20', 33, 0)": "is no /33",
      "cidrSubnet('10.144.0.0/20', 24, 16)": "with the index 16",
      "cidrSubnet('10.144.0.0/20', 24, -1)": "with the index -1",
      "cidrSubnet('10.144.0.0/20', 20, 1)": "with the index 1",
    ])
  }

  @Test("cidrHost: the reference's examples")
  func cidrHost() throws {
    try expectValues([
      "cidrHost('10.144.3.0/24', 0)": "\"10.144.3.1\"",
      "cidrHost('10.144.3.0/24', 4)": "\"10.144.3.5\"",
      "cidrHost('10.144.3.0/24', 253)": "\"10.144.3.254\"",
      "cidrHost('fdad:3236:5555:3000::/52', 0)": "\"fdad:3236:5555:3000::1\"",
      "cidrHost('fdad:3236:5555:3000::/52', 4)": "\"fdad:3236:5555:3000::5\"",
      "cidrHost(parameters('open'), 0)": "?{cidrHost(open, 0)}",
      "cidrHost('10.0.0.0/32', 0)": "?{cidrHost('10.0.0.0.32', 0)}",
    ])
    try expectErrors([
      "cidrHost('10.144.3.0/24', 254)": "with the index 254",
      "cidrHost('10.144.3.0/24', -1)": "with the index -1",
      "cidrHost('10.144.3.0/24', 'a')": "takes an integer",
    ])
  }

  @Test("cidrSubnet: a subnet lies within its range, apart from the next one")
  func subnets() throws {
    var random = SeededGenerator(seed: 11)
    var expressions: [String] = []
    var expected: [String] = []
    for _ in 0..<100 {
      let length = Int.random(in: 8...24, using: &random)
      let added = Int.random(in: 0...8, using: &random)
      let index = Int.random(in: 0..<(1 << added), using: &random)
      let mask = UInt32.max << (32 - length)
      let first = UInt32.random(in: 0...UInt32.max, using: &random) & mask
      func text(_ address: UInt32) -> String {
        [24, 16, 8, 0].map { "\(address >> $0 & 255)" }.joined(separator: ".")
      }
      expressions.append("[cidrSubnet('\(text(first))/\(length)', \(length + added), \(index))]")
      let subnet = first + UInt32(index) * (1 << UInt32(32 - length - added))
      expected.append("\(text(subnet))/\(length + added)")
    }
    let evaluated = try EvaluatedExpressions(expressions)
    #expect(evaluated.estate.trouble == [])
    #expect(evaluated.values.map(\.string) == expected)
  }
}
