/// Flows by two numbers, which hold for one source at a time: forgotten at once, and never given back.
struct StampedFlows {
  private let width: Int
  /// The stamp of the source in the upper half, and the flow in the lower one.
  private var rows: [[UInt64]] = []
  private var stamp: UInt64 = 1

  /// - Parameter width: one more than the highest second number.
  init(width: Int) { self.width = width }

  mutating func forget() { stamp += 1 }

  subscript(_ first: Int, _ second: Int) -> HostFlows.Flow? {
    get {
      guard first < rows.count else { return nil }
      let known = rows[first][second]
      return known >> 32 == stamp
        ? HostFlows.Flow(bitPattern: UInt32(truncatingIfNeeded: known)) : nil
    }
    set {
      guard let newValue else { return }
      while rows.count <= first { rows.append(Array(repeating: 0, count: width)) }
      rows[first][second] = stamp << 32 | UInt64(UInt32(bitPattern: newValue))
    }
  }
}
