/// A template that a deployment links to, or works out, and that no input has: what it deploys is in no answer, so that
/// every answer supposes that nothing in it decides.
package struct UnreadTemplate: Hashable, Sendable {
  /// The deployment as a selector names it.
  package let deployment: String
  /// The link as the deployment writes it.
  package let link: String
  /// Whether the deployment links to it; else an expression in its place gives it.
  package let isLinked: Bool
  package let source: SourcePosition

  /// In a sentence: `linked template 'network.json'`.
  package var name: String { "\(isLinked ? "linked" : "nested") template '\(link)'" }

  package init(
    deployment: String, link: String, isLinked: Bool = true, source: SourcePosition
  ) {
    self.isLinked = isLinked
    self.deployment = deployment
    self.link = link
    self.source = source
  }
}
