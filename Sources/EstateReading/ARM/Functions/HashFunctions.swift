internal import EstateModel

extension TemplateFunctions {
  /// Names from hashes, as Azure works them out; and the one that is new with each deployment.
  static let hashes = [
    PureFunction("guid", 1...) { call throws(FunctionFailure) in
      try call.string(TemplateHashes.guid(of: try call.joinedTexts))
    },
    PureFunction("uniqueString", 1...) { call throws(FunctionFailure) in
      try call.string(TemplateHashes.uniqueString(of: try call.joinedTexts))
    },
    PureFunction("newGuid", 0) { call throws(FunctionFailure) in
      throw .undocumented("newGuid() is another one with each deployment")
    },
  ]
}

extension FunctionCall {
  /// With a hyphen between them.
  fileprivate var joinedTexts: [UInt8] {
    get throws(FunctionFailure) {
      var bytes: [UInt8] = []
      for index in arguments.indices {
        if index > 0 { bytes.append(UInt8(ascii: "-")) }
        bytes += try text(index).utf8
        guard bytes.count <= Self.longestText else { throw .tooLarge }
      }
      return bytes
    }
  }
}

enum TemplateHashes {
  /// A UUID of version 5 (RFC 4122, 4.3) of the name in the namespace of ARM templates,
  /// `11fb06fb-712d-4ddd-98c7-e71bbd588830`.
  ///
  /// [guid](https://learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-functions-string#guid)
  static func guid(of name: [UInt8]) -> String {
    let namespace: [UInt8] = [
      0x11, 0xFB, 0x06, 0xFB, 0x71, 0x2D, 0x4D, 0xDD, 0x98, 0xC7, 0xE7, 0x1B, 0xBD, 0x58, 0x88,
      0x30,
    ]
    var bytes = Array(SHA1.digest(of: namespace + name).prefix(16))
    bytes[6] = bytes[6] & 0x0F | 0x50
    bytes[8] = bytes[8] & 0x3F | 0x80
    var text = ""
    for (index, byte) in bytes.enumerated() {
      if [4, 6, 8, 10].contains(index) { text += "-" }
      if byte < 16 { text += "0" }
      text += String(byte, radix: 16)
    }
    return text
  }

  /// Thirteen letters and digits: a 64-bit hash in base 32, the highest five bits first.
  ///
  /// The hash is Murmur's third for 64 bits in two halves, with the seed 0 and constants of its own.
  /// No article tells it; open implementations agree on it and on the values that Azure gave, which
  /// the tests hold.
  static func uniqueString(of name: [UInt8]) -> String {
    var hash = murmur(name)
    let letters = Array("abcdefghijklmnopqrstuvwxyz234567")
    var text = ""
    for _ in 0..<13 {
      text.append(letters[Int(hash >> 59)])
      hash <<= 5
    }
    return text
  }

  private static func murmur(_ bytes: [UInt8]) -> UInt64 {
    let (first, second): (UInt32, UInt32) = (0x239B_961B, 0xAB0E_9789)
    func word(_ start: Int) -> UInt32 {
      let end = min(start + 4, bytes.count)
      guard start < end else { return 0 }
      return bytes[start..<end].reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
    func low(_ word: UInt32) -> UInt32 { rotated(word &* first, 15) &* second }
    func high(_ word: UInt32) -> UInt32 { rotated(word &* second, 17) &* first }
    var (one, two): (UInt32, UInt32) = (0, 0)
    var position = 0
    while position + 8 <= bytes.count {
      one = rotated(one ^ low(word(position)), 19) &+ two
      one = one &* 5 &+ 0x561C_CD1B
      two = rotated(two ^ high(word(position + 4)), 13) &+ one
      two = two &* 5 &+ 0x0BCA_A747
      position += 8
    }
    one ^= low(word(position))
    two ^= high(word(position + 4))
    let length = UInt32(truncatingIfNeeded: bytes.count)
    two ^= length
    one = (one ^ length) &+ two
    two = two &+ one
    one = mixed(one)
    two = mixed(two)
    one = one &+ two
    two = two &+ one
    return UInt64(two) << 32 | UInt64(one)
  }

  private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word << count | word >> (32 - count)
  }

  private static func mixed(_ word: UInt32) -> UInt32 {
    var word = (word ^ word >> 16) &* 0x85EB_CA6B
    word = (word ^ word >> 13) &* 0xC2B2_AE35
    return word ^ word >> 16
  }
}

/// The hash of FIPS 180-4; names alone hang on it here.
enum SHA1 {
  static func digest(of message: [UInt8]) -> [UInt8] {
    var bytes = message
    bytes.append(0x80)
    while bytes.count % 64 != 56 { bytes.append(0) }
    let bits = UInt64(message.count) * 8
    for shift in stride(from: UInt64(56), through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: bits >> shift))
    }
    var state: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0]
    for start in stride(from: 0, to: bytes.count, by: 64) {
      add(bytes[start..<start + 64], to: &state)
    }
    return state.flatMap { word in
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> UInt32($0)) }
    }
  }

  private static func add(_ block: ArraySlice<UInt8>, to state: inout [UInt32]) {
    var words: [UInt32] = stride(from: block.startIndex, to: block.endIndex, by: 4).map { start in
      block[start..<start + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
    for index in 16..<80 {
      words.append(
        rotated(words[index - 3] ^ words[index - 8] ^ words[index - 14] ^ words[index - 16], 1))
    }
    var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
    for (index, word) in words.enumerated() {
      let (mix, constant): (UInt32, UInt32) =
        switch index {
        case ..<20: (b & c | ~b & d, 0x5A82_7999)
        case ..<40: (b ^ c ^ d, 0x6ED9_EBA1)
        case ..<60: (b & c | b & d | c & d, 0x8F1B_BCDC)
        default: (b ^ c ^ d, 0xCA62_C1D6)
        }
      let next = rotated(a, 5) &+ mix &+ e &+ constant &+ word
      (a, b, c, d, e) = (next, a, rotated(b, 30), c, d)
    }
    for (index, word) in [a, b, c, d, e].enumerated() { state[index] = state[index] &+ word }
  }

  private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word << count | word >> (32 - count)
  }
}
