/// What the configuration says of a question.
package enum Verdict: String, Hashable, Sendable, CaseIterable {
  /// All traffic asked about gets through.
  case reachable
  /// None of it does.
  case unreachable
  /// Some does and some does not, whatever the open values are.
  case partial
  /// The configuration does not decide it.
  case unknown

  /// Whether it speaks of all traffic alike, so that nothing is left to be decided.
  var isWhole: Bool { self == .reachable || self == .unreachable }

  /// The exit status of a command that answers with it.
  package var exitStatus: Int32 {
    switch self {
    case .reachable: 0
    case .unreachable, .partial: 1
    case .unknown: 3
    }
  }
}
