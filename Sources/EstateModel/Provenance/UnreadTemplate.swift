/// A template that a deployment links to and that no input has: what it deploys is in no answer, so that
/// every answer supposes that nothing in it decides.
package struct UnreadTemplate: Hashable, Sendable {
  /// The deployment as a selector names it.
  package let deployment: String
  /// The link as the deployment writes it.
  package let link: String
  package let source: SourcePosition

  package init(deployment: String, link: String, source: SourcePosition) {
    self.deployment = deployment
    self.link = link
    self.source = source
  }
}
