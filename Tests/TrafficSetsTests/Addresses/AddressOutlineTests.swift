import TestSupport
import Testing
import TrafficSets

@Suite("Address sets in few words")
struct AddressOutlineTests {
  private func set(_ text: String) throws -> AddressSet {
    try AddressSet(text.split(separator: " ").map { try #require(AddressPrefix(String($0))) })
  }

  private func text(_ outline: [AddressOutline]) -> String {
    outline.map { block in
      ([block.prefix.description] + block.missing.map { "-\($0)" }).joined(separator: " ")
    }.joined(separator: ", ")
  }

  @Test(
    "a block without a few of its addresses is told by these",
    arguments: [
      (["10.0.0.0/24", "10.0.0.7/32"], "10.0.0.0/24 -10.0.0.7/32"),
      (["fd00:1::/64", "fd00:1::5/128"], "fd00:1::/64 -fd00:1::5/128"),
      (
        ["10.0.0.0/24 fd00::/64", "10.0.0.0/30 10.0.0.255/32 fd00::4/128"],
        "fd00::/64 -fd00::4/128, 10.0.0.0/24 -10.0.0.0/30 -10.0.0.255/32"
      ),
      (["10.0.0.0/24 172.16.0.0/16", ""], "10.0.0.0/24, 172.16.0.0/16"),
      (["10.0.0.4/32 10.0.0.6/32", ""], "10.0.0.4/32, 10.0.0.6/32"),
      (["::/0", ""], "::/0"), (["0.0.0.0/0 ::/0", "::1/128"], "::/0 -::1/128, 0.0.0.0/0"),
      (["", ""], ""),
    ])
  func blocks(_ row: ([String], String)) throws {
    let addresses = try set(row.0[0]).subtracting(set(row.0[1]))
    let told = text(addresses.outline())
    #expect(
      Set(told.components(separatedBy: ", ")) == Set(row.1.components(separatedBy: ", ")), "\(told)"
    )
  }

  @Test("a prefix may hold addresses of which nothing is said, where that saves words")
  func others() throws {
    let others = try set("0.0.0.0/8 10.0.0.0/8 127.0.0.0/8")
    let lower = try set("0.0.0.0/1").subtracting(others)
    #expect(text(lower.outline(ignoring: others)) == "0.0.0.0/1")
    #expect(lower.prefixes(ignoring: others).map(\.description) == ["0.0.0.0/1"])
    // One that can be told as it is stays so.
    let next = try set("11.0.0.0/8")
    #expect(text(next.outline(ignoring: others)) == "11.0.0.0/8")
    #expect(next.prefixes(ignoring: others).map(\.description) == ["11.0.0.0/8"])
  }

  @Test("what is told is the set again, whatever it is")
  func exact() throws {
    var random = SeededGenerator(seed: 7)
    for _ in 0..<400 {
      func addresses() -> AddressSet {
        let count = Int.random(in: 0...6, using: &random)
        return (0..<count).reduce(AddressSet.empty) { known, _ in
          let isIPv6 = Bool.random(using: &random)
          let bits = UInt128.random(in: 0...0xff, using: &random)
          let first = isIPv6 ? Address.ipv6(bits << 116) : Address.ipv4(UInt32(bits) << 24)
          let length = Int.random(in: 0...(isIPv6 ? 14 : 10), using: &random)
          return known.union(AddressSet(AddressPrefix(first, length: length)))
        }
      }
      let wanted = addresses().subtracting(addresses())
      let others = Bool.random(using: &random) ? addresses() : .empty
      let outline = wanted.outline(ignoring: others)
      let told = outline.reduce(AddressSet.empty) { known, block in
        known.union(AddressSet(block.prefix).subtracting(AddressSet(block.missing)))
      }
      #expect(told.subtracting(others) == wanted.subtracting(others))
      #expect(wanted.isSubset(of: told))
      #expect(outline.reduce(0) { $0 + $1.count } <= wanted.prefixes.count)
    }
  }
}
