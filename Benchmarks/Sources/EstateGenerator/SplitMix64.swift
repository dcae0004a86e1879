/// Numbers that look random and are the same for a seed in every version of Swift.
///
/// See <https://doi.org/10.1145/2714064.2660195>.
struct SplitMix64 {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// A stream of its own for a subject and a number in it, so that more of one thing changes nothing
  /// of another.
  init(seed: UInt64, subject: StaticString, _ number: Int = 0) {
    var mixed = SplitMix64(seed: seed)
    state = mixed.next()
    for index in 0..<subject.utf8CodeUnitCount {
      state = (state ^ UInt64(subject.utf8Start[index])) &* 0x100_0000_01B3
    }
    state = next() ^ UInt64(truncatingIfNeeded: number)
    state = next()
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number from 0 up to, not including, the bound.
  mutating func below(_ bound: Int) -> Int {
    precondition(bound > 0, "there is no number below \(bound)")
    return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  mutating func number(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + below(range.count)
  }

  /// Whether a thing happens that happens this often in a hundred times.
  mutating func happens(_ percent: Int) -> Bool { below(100) < percent }

  mutating func element<Element>(of elements: [Element]) -> Element {
    elements[below(elements.count)]
  }

  /// A number as Azure writes its identifiers.
  mutating func identifier() -> String {
    let digits = (hexadecimal(next(), 16) + hexadecimal(next(), 16)).utf8
    var text: [UInt8] = []
    for (index, digit) in digits.enumerated() {
      if [8, 12, 16, 20].contains(index) { text.append(UInt8(ascii: "-")) }
      text.append(digit)
    }
    return String(decoding: text, as: UTF8.self)
  }
}

/// The lowest digits of a number in base 16.
func hexadecimal(_ number: UInt64, _ digits: Int) -> String {
  let all = Array("0123456789abcdef".utf8)
  let text = (0..<digits).reversed().map { all[Int(number >> UInt64($0 * 4) & 0xF)] }
  return String(decoding: text, as: UTF8.self)
}

/// A number with zeros before it.
func padded(_ number: Int, _ digits: Int) -> String {
  let text = String(number)
  return String(repeating: "0", count: max(digits - text.count, 0)) + text
}
