import TestSupport
import Testing
import TrafficSets

@Suite("Addresses")
struct AddressTests {
  @Test(
    "an address prints in the one form of its family",
    arguments: [
      ("10.0.0.4", "10.0.0.4"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"),
      ("::", "::"), ("::1", "::1"), ("1::", "1::"),
      ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"),
      ("2001:0db8:0000:0000:0001:0000:0000:0001", "2001:db8::1:0:0:1"),
      ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
      ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
      ("1:2:3:4:5:6:0:0", "1:2:3:4:5:6::"), ("::3:4:5:6:7:8", "::3:4:5:6:7:8"),
      ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"),
      ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"), ("fe80::a:b", "fe80::a:b"),
      ("::ffff:10.0.0.4", "10.0.0.4"), ("::ffff:a00:4", "10.0.0.4"),
      ("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"),
    ])
  func printing(_ text: String, _ printed: String) throws {
    let address = try #require(Address(text))
    #expect(address.description == printed)
    #expect(Address(printed) == address)
  }

  @Test(
    "what is not an address is refused",
    arguments: [
      "", " ", "10.0.0", "10.0.0.0.1", "10.0.0.256", "10.0.0.-1", "10.0.0.+1", "010.0.0.1",
      "10.0.0.1 ", "10.0.0.1/32", "1.2.3.", ".1.2.3", "1..2.3", "a.b.c.d", "١.٢.٣.٤",
      ":", ":::", "1:::2", "1::2::3", ":1:2:3:4:5:6:7", "1:2:3:4:5:6:7:", "1:2:3:4:5:6:7",
      "1:2:3:4:5:6:7:8:9", "1:2:3:4::5:6:7:8", "12345::", "g::", "fe80::1%eth0",
      "1.2.3.4::", "::1.2.3", "::1.2.3.4:5", "1:2:3:4:5:6:7:1.2.3.4", "::+1",
      "ffff:ffff:ffff:ffff:ffff:ffff:0:7",
    ])
  func refusal(_ text: String) {
    #expect(Address(text) == nil)
  }

  @Test("random IPv6 addresses are read as they are printed")
  func roundTrip() {
    var generator = SeededGenerator(seed: 41)
    for _ in 0..<2000 {
      // Groups of zeros are what the short form is about, so half of them are.
      var bits: UInt128 = 0
      for _ in 0..<8 {
        let group = UInt16.random(in: 0...UInt16.max, using: &generator)
        bits = bits << 16 | UInt128(Bool.random(using: &generator) ? 0 : group)
      }
      let address = Address.ipv6(bits)
      #expect(Address(address.description) == address)
    }
  }

  @Test("the three families stay apart")
  func families() throws {
    #expect(Address.ipv4(0).family == .ipv4)
    #expect(Address.ipv4(UInt32.max).family == .ipv4)
    #expect(Address.ipv4(0x0a00_0004) == Address("10.0.0.4"))
    #expect(Address.ipv6(1).family == .ipv6)
    #expect(Address.named(0).family == .named)
    #expect(Address.named(UInt32.max).family == .named)
    #expect(Address.named(7).number == 7)
    #expect(Address.ipv4(7).number == nil)
    #expect(Address.named(7).description == "address#7")
    #expect(Address.named(7) != Address.named(8))
    #expect(try #require(Address("10.0.0.4")) < #require(Address("10.0.0.5")))
    #expect(try #require(Address("255.255.255.255")) < #require(Address("2001:db8::1")))
  }
}
