/// Where an expression stands: whose parameters it means, and which turn of which loop it is in.
struct TemplateFrame: Sendable {
  /// The deployment whose parameters, variables, functions and resources count.
  var deployment: Int
  /// Within a template that is nested with outer scope, the deployment of that template: what is
  /// escaped there, `[[…]`, is evaluated by it.
  var escapes: Int?
  /// The loops around the expression, the innermost last.
  var loops: [TemplateLoop] = []
  /// The variables of the lambdas around it, the innermost last.
  var lambdaVariables: [LambdaVariable] = []
  /// The arguments of the template's own function whose body this is.
  var arguments: [String: ConfigurationValue]?

  struct LambdaVariable: Sendable {
    let name: String
    let value: ConfigurationValue
  }

  /// What tells one turn of the loops and lambdas from another, for open values that hang on it.
  var turn: String {
    let indices = loops.map { $0.index.map { String($0) } ?? "?" }
    let values = lambdaVariables.map { TemplateEvaluator.canonical($0.value) }
    let parts = indices + values
    return parts.isEmpty ? "" : "[\(parts.joined(separator: ", "))]"
  }
}

/// One turn of a `copy`.
struct TemplateLoop: Sendable {
  enum Kind: Sendable { case resource, value }

  let name: String
  let kind: Kind
  /// Which turn this is, from 0; `nil` where nobody knows how many there are.
  let index: Int?
}
