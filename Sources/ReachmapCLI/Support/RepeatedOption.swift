/// The error about an option that says one thing and is given twice: the parser would take the last and
/// forget the others, which makes another question of what was asked.
enum RepeatedOption {
  private static let givenOnce = [
    "--from", "--to", "--via", "--avoid", "--policy", "--service-tags", "--subscription",
    "--resource-group", "--location", "--view", "--title", "--detail", "--hops", "--direction",
    "--scale",
  ]

  /// - Returns: `nil` where each of them is given once at most.
  static func message(for arguments: [String]) -> String? {
    var known: Set<String> = []
    for argument in arguments.prefix(while: { $0 != "--" }) {
      let name = String(argument.prefix { $0 != "=" })
      guard givenOnce.contains(name) else { continue }
      guard known.insert(name).inserted else {
        return
          "reachmap: error: \(name) is given twice; it takes one value: ask once for each of them\n"
      }
    }
    return nil
  }
}
