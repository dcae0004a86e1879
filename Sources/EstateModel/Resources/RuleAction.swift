/// What a rule or a default does with the traffic that it matches.
package enum RuleAction: String, Hashable, Sendable {
  case allow = "Allow"
  case deny = "Deny"
}
