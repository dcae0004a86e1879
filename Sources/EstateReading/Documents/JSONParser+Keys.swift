internal import EstateModel

// A key that an object has twice is an error: which of both counts would be a guess.
extension JSONParser {
  func hash(ofKeyAt index: Int) -> UInt64 {
    let entry = entry(at: index)
    if entry.flag {
      var key = key(at: index)
      return key.withUTF8 { Self.hash(of: $0) }
    }
    let start = Int(entry.offset) + 1
    return Self.hash(of: UnsafeBufferPointer(rebasing: bytes[start..<start + Int(entry.first)]))
  }

  private static func hash(of key: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func combine(_ word: UInt64) {
      hash = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash >> 32
    }
    var index = 0
    while let word = key.word(at: index) {
      combine(word)
      index += 8
    }
    for place in index..<key.count { combine(UInt64(key[place])) }
    return hash
  }

  private func key(at index: Int) -> String {
    let entry = entry(at: index)
    let start = Int(entry.offset) + 1
    return JSONText.unescaped(bytes[start..<start + Int(entry.first)])
  }

  func checkKeys(from first: Int, object: Int) throws(DocumentFailure) {
    let count = keys.count - first
    if count <= 16 {
      for later in stride(from: first + 1, to: keys.count, by: 1) {
        for earlier in first..<later where keys[earlier].hash == keys[later].hash {
          try checkPair(keys[earlier].entry, keys[later].entry, object: object)
        }
      }
    } else {
      let sorted = keys[first...].sorted { ($0.hash, $0.entry) < ($1.hash, $1.entry) }
      for (earlier, later) in zip(sorted, sorted.dropFirst()) where earlier.hash == later.hash {
        try checkPair(earlier.entry, later.entry, object: object)
      }
    }
  }

  private func checkPair(_ earlier: Int, _ later: Int, object: Int) throws(DocumentFailure) {
    let name = key(at: later)
    guard key(at: earlier) == name else { return }
    let second = text.position(at: Int(entry(at: later).offset))
    throw DocumentFailure(
      .duplicateKey(
        name, first: text.position(at: Int(entry(at: earlier).offset)), second: second),
      at: text.position(at: Int(entry(at: object).offset)), related: second)
  }
}
