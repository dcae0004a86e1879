/// A function of the template language: its arguments are evaluated, and some may be unknown.
typealias TemplateFunction =
  @Sendable (inout TemplateEvaluator, [ConfigurationValue], SourcePlace) -> ConfigurationValue

/// The functions that are evaluated, a file for each family; a call of any other is unknown.
enum TemplateFunctions {
  /// By name, in small letters.
  static let all: [String: TemplateFunction] =
    deploymentValues.merging(strings) { first, _ in first }
    .merging(resources) { first, _ in first }
    .merging(logic) { first, _ in first }
    .merging(scopes) { first, _ in first }
    .merging(lambdaValues) { first, _ in first }
}
