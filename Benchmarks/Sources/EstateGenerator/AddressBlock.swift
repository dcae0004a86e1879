/// An IPv4 prefix.
struct AddressBlock {
  let first: UInt32
  let length: Int

  var size: Int { 1 << (32 - length) }
  var text: String { "\(Self.text(of: first))/\(length)" }

  func address(_ number: Int) -> String { Self.text(of: first + UInt32(number)) }

  /// The part of the block with this number, of the parts that are `length` long.
  func part(_ number: Int, length: Int) -> AddressBlock {
    let part = AddressBlock(first: first + UInt32(number) << UInt32(32 - length), length: length)
    precondition(number < 1 << (length - self.length), "a block has no part \(number)")
    return part
  }

  static func text(of address: UInt32) -> String {
    "\(address >> 24).\(address >> 16 & 0xFF).\(address >> 8 & 0xFF).\(address & 0xFF)"
  }

  /// The longest prefix that has room for so many.
  static func length(for count: Int) -> Int {
    var length = 32
    while 1 << (32 - length) < count { length -= 1 }
    return length
  }
}
