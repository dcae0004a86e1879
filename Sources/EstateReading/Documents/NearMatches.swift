/// The names that somebody may have meant.
enum NearMatches {
  /// `; did you mean 'a' or 'b'?`, or nothing where no name is near.
  static func hint(for name: String, among names: [String]) -> String {
    let near = matches(for: name, among: names)
    guard !near.isEmpty else { return "" }
    return "; did you mean \(near.map { "'\($0)'" }.joined(separator: " or "))?"
  }

  /// At most three, the nearest first.
  static func matches(for name: String, among names: [String]) -> [String] {
    let wanted = Array(name.lowercased().prefix(64))
    let limit = max(1, wanted.count / 3)
    var near: [(distance: Int, name: String)] = []
    for candidate in names where near.count < 1000 {
      let other = Array(candidate.lowercased().prefix(64))
      guard abs(other.count - wanted.count) <= limit else { continue }
      let distance = editDistance(wanted, other)
      if distance <= limit { near.append((distance, candidate)) }
    }
    return near.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(3).map(\.name)
  }

  static func editDistance(_ left: [Character], _ right: [Character]) -> Int {
    var previous = Array(0...right.count)
    for (row, character) in left.enumerated() {
      var current = [row + 1]
      for (column, other) in right.enumerated() {
        current.append(
          min(
            previous[column + 1] + 1, current[column] + 1,
            previous[column] + (character == other ? 0 : 1)))
      }
      previous = current
    }
    return previous[right.count]
  }
}
