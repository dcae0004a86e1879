internal import TrafficSets

/// Flows by number, and what they come to together.
struct FlowTable {
  private var passages: [Passage] = []
  private var numbers: [Passage: HostFlows.Flow] = [:]
  private var products = PairTable()
  private var sums = PairTable()

  /// The table in which nothing and everything that is asked about have their numbers.
  init(traffic: TrafficSet) {
    _ = number(.nothing)
    _ = number(Passage(traffic))
  }

  /// The numbers here of the flows of another table.
  mutating func numbers(of other: FlowTable) -> [HostFlows.Flow] {
    other.passages.map { number($0) }
  }

  func passage(_ flow: HostFlows.Flow) -> Passage { passages[Int(flow)] }

  mutating func number(_ passage: Passage) -> HostFlows.Flow {
    if let known = numbers[passage] { return known }
    let number = HostFlows.Flow(passages.count)
    numbers[passage] = number
    passages.append(passage)
    return number
  }

  /// What passes both.
  mutating func product(_ one: HostFlows.Flow, _ other: HostFlows.Flow) -> HostFlows.Flow {
    if one == other || other == HostFlows.everything { return one }
    if one == HostFlows.everything { return other }
    if one == HostFlows.nothing || other == HostFlows.nothing { return HostFlows.nothing }
    if let known = products[one, other] { return known }
    let first = passage(one)
    let second = passage(other)
    let product = number(
      Passage(
        certain: first.certain.intersection(second.certain),
        possible: first.possible.intersection(second.possible)))
    products[one, other] = product
    return product
  }

  /// What passes one of both.
  mutating func sum(_ one: HostFlows.Flow, _ other: HostFlows.Flow) -> HostFlows.Flow {
    if one == other || other == HostFlows.nothing { return one }
    if one == HostFlows.nothing { return other }
    if let known = sums[one, other] { return known }
    let sum = number(passage(one).union(passage(other)))
    sums[one, other] = sum
    return sum
  }
}

/// What pairs of flows come to, whichever is named first. Of pairs that meet at one place the last is
/// kept: looking one up has to be cheap, working one out again is not dear.
private struct PairTable {
  private static let places = 1 << 16

  private var keys = Array(repeating: UInt64.max, count: places)
  private var values = Array(repeating: HostFlows.nothing, count: places)

  subscript(_ one: HostFlows.Flow, _ other: HostFlows.Flow) -> HostFlows.Flow? {
    get {
      let key = Self.key(one, other)
      let place = Self.place(key)
      return keys[place] == key ? values[place] : nil
    }
    set {
      guard let newValue else { return }
      let key = Self.key(one, other)
      let place = Self.place(key)
      keys[place] = key
      values[place] = newValue
    }
  }

  private static func key(_ one: HostFlows.Flow, _ other: HostFlows.Flow) -> UInt64 {
    UInt64(UInt32(min(one, other))) << 32 | UInt64(UInt32(max(one, other)))
  }

  /// The upper bits of a product with an odd constant scatter neighbouring keys.
  private static func place(_ key: UInt64) -> Int {
    Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 48) & (places - 1)
  }
}
