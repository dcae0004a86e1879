import Testing
import TrafficSets

@Suite("Address prefixes")
struct AddressPrefixTests {
  @Test(
    "a prefix has a first and a last address, and prints as it is written",
    arguments: [
      ("10.0.0.0/8", "10.0.0.0", "10.255.255.255"),
      ("0.0.0.0/0", "0.0.0.0", "255.255.255.255"),
      ("0.0.0.0/32", "0.0.0.0", "0.0.0.0"),
      ("255.255.255.255/32", "255.255.255.255", "255.255.255.255"),
      ("128.0.0.0/1", "128.0.0.0", "255.255.255.255"),
      ("2001:db8::/32", "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"),
      ("::fffe:0:0/95", "::fffe:0:0", "::fffe:ffff:ffff"),
      ("::/128", "::", "::"), ("::1/128", "::1", "::1"),
      ("::/0", "::", "ffff:ffff:ffff:ffff:ffff:fffe:ffff:ffff"),
      ("8000::/1", "8000::", "ffff:ffff:ffff:ffff:ffff:fffe:ffff:ffff"),
    ])
  func ends(_ text: String, _ first: String, _ last: String) throws {
    let prefix = try #require(AddressPrefix(text))
    #expect(prefix.description == text)
    #expect(prefix.first.description == first)
    #expect(prefix.last.description == last)
    #expect(!prefix.hasHostBits)
    #expect(prefix.contains(prefix.first) && prefix.contains(prefix.last))
    #expect(prefix.contains(prefix) && prefix.overlaps(prefix))
  }

  @Test(
    "host bits are cleared and remembered",
    arguments: [
      ("10.0.0.4/8", "10.0.0.0/8"), ("10.0.0.1/31", "10.0.0.0/31"),
      ("255.255.255.255/0", "0.0.0.0/0"), ("2001:db8::1/32", "2001:db8::/32"),
      ("::1/0", "::/0"), ("::ffff:10.0.0.4/104", "10.0.0.0/8"), ("::ffff:0:1/95", "::fffe:0:0/95"),
    ])
  func hostBits(_ text: String, _ printed: String) throws {
    let prefix = try #require(AddressPrefix(text))
    #expect(prefix.hasHostBits)
    #expect(prefix.description == printed)
    #expect(prefix == AddressPrefix(printed))
    #expect(prefix.hashValue == AddressPrefix(printed)?.hashValue)
  }

  @Test(
    "an address alone is the longest prefix",
    arguments: [
      ("10.0.0.4", "10.0.0.4/32"), ("::1", "::1/128"), ("::ffff:10.0.0.4", "10.0.0.4/32"),
    ])
  func single(_ text: String, _ printed: String) {
    #expect(AddressPrefix(text)?.description == printed)
    #expect(AddressPrefix(text)?.addressCount == 1)
  }

  @Test(
    "what is not a prefix is refused",
    arguments: [
      "", "/", "10.0.0.0/", "/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/08",
      "10.0.0.0/8/8", "10.0.0.0/255.0.0.0", "10.0.0.0 /8", "10.0.0/8", "::/129", "::/",
      "ffff:ffff:ffff:ffff:ffff:ffff:0:0/96", "Internet", "*",
    ])
  func refusal(_ text: String) {
    #expect(AddressPrefix(text) == nil)
  }

  @Test("a prefix is made from any of its addresses")
  func fromAddress() throws {
    let address = try #require(Address("10.1.2.3"))
    #expect(AddressPrefix(address, length: 16).description == "10.1.0.0/16")
    #expect(AddressPrefix(address, length: 16).hasHostBits)
    #expect(AddressPrefix(address, length: 0).description == "0.0.0.0/0")
    #expect(AddressPrefix(address).description == "10.1.2.3/32")
    let sixteen = try #require(Address("2001:db8::1"))
    #expect(AddressPrefix(sixteen, length: 0).description == "::/0")
    #expect(AddressPrefix(sixteen).description == "2001:db8::1/128")
    #expect(AddressPrefix(.named(5)).description == "address#5")
    #expect(AddressPrefix(.named(5)).last == .named(5))
    #expect(AddressPrefix(.named(5)).addressCount == 1)
  }

  @Test("prefixes are nested, the same or apart")
  func nesting() throws {
    let outer = try #require(AddressPrefix("10.0.0.0/8"))
    let inner = try #require(AddressPrefix("10.1.0.0/16"))
    let apart = try #require(AddressPrefix("11.0.0.0/8"))
    let everyIPv6 = try #require(AddressPrefix("::/0"))
    #expect(outer.contains(inner) && !inner.contains(outer))
    #expect(outer.overlaps(inner) && inner.overlaps(outer))
    #expect(!outer.overlaps(apart))
    #expect(!everyIPv6.contains(outer) && !everyIPv6.overlaps(outer))
    #expect(!everyIPv6.contains(.named(1)) && !everyIPv6.contains(outer.first))
    #expect([apart, inner, outer].sorted() == [outer, inner, apart])
    #expect(outer.addressCount == 16_777_216 && everyIPv6.addressCount > 3e38)
    #expect(outer.family == .ipv4 && everyIPv6.family == .ipv6)
  }
}
