internal import EstateModel

/// One template that is deployed: the file's own, or one that it nests or links to.
struct TemplateDeployment: Sendable {
  let template: ConfigurationValue
  var scope: TemplateScope
  /// Where the template's expressions stand: in itself, or with outer scope in the one around it.
  let frame: TemplateFrame
  /// Where its resources go.
  let target: DeploymentScope
  /// What decides whether there is such a deployment at all.
  let condition: UnknownValue?
  /// How many deployments it is nested in.
  let depth: Int
  /// Its resources, one for each turn of a loop, in document order.
  var resources: [TemplateDeclaration] = []
  /// The resources by their symbolic names and, without `copy`, their ids and plain names.
  var bySymbol: [String: [Int]] = [:]
  var isDeclared = false
}

/// One resource of a template, its name and condition worked out and the rest not yet.
struct TemplateDeclaration: Sendable {
  let element: ConfigurationValue
  let id: ResourceID
  let name: ConfigurationValue
  let frame: TemplateFrame
  /// What decides whether the resource exists at all.
  let condition: UnknownValue?
  /// Whether the template only refers to it.
  let isExisting: Bool
  /// Whether its condition does not hold: it is only there to be referred to.
  let isAbsent: Bool
  /// What is being or has been worked out of it.
  var body = Body.notYet
  /// The deployment that it stands for, once that is opened.
  var inner: Int?

  enum Body: Sendable {
    case notYet, pending
    case known(ConfigurationValue)
  }

  var isDeployment: Bool { id.isOfType("Microsoft.Resources/deployments") }
}
