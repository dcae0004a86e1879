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
  /// The texts that the deployment gives it as parameters, in small letters.
  package let parameters: Set<String>

  /// In a sentence: `linked template 'network.json'`.
  package var name: String { "\(isLinked ? "linked" : "nested") template '\(link)'" }

  package init(
    deployment: String, link: String, isLinked: Bool = true, source: SourcePosition,
    parameters: Set<String> = []
  ) {
    self.parameters = parameters
    self.isLinked = isLinked
    self.deployment = deployment
    self.link = link
    self.source = source
  }

  /// Whether a parameter is the name of this resource, or its id.
  package func isGiven(_ id: ResourceID) -> Bool {
    parameters.contains(id.name.lowercased())
      || parameters.contains { ResourceID($0).map { $0.matches(id) } ?? false }
  }
}
