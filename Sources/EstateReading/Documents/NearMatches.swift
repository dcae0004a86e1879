internal import EstateModel

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
    let wanted = String(name.lowercased().prefix(64))
    let limit = max(1, wanted.count / 3)
    var near: [(distance: Int, name: String)] = []
    for candidate in names where near.count < 1000 {
      let other = String(candidate.lowercased().prefix(64))
      guard abs(other.count - wanted.count) <= limit else { continue }
      let distance = editDistance(wanted, other)
      if distance <= limit { near.append((distance, candidate)) }
    }
    return near.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(3).map(\.name)
  }
}
