/// A function of the template language: its arguments are evaluated, and some may be unknown.
typealias TemplateFunction =
  @Sendable (inout TemplateEvaluator, [ConfigurationValue], SourcePlace) -> ConfigurationValue

/// The functions that are evaluated, a file for each family; a call of any other is unknown.
///
/// `if` and those that take lambdas are not among them, as they evaluate their arguments themselves.
enum TemplateFunctions {
  /// By name, in small letters.
  static let all: [String: TemplateFunction] =
    deploymentValues.merging(resources) { first, _ in first }
    .merging(scopes) { first, _ in first }
    .merging(lambdaValues) { first, _ in first }
    .merging(pure) { first, _ in first }

  /// Those whose value follows from their arguments alone.
  private static let pure: [String: TemplateFunction] = {
    let families = [
      strings, texts, collections, arrays, objects, numbers, booleans, comparisons, dates,
      addresses, encodings, uris, hashes,
    ]
    var functions: [String: TemplateFunction] = [:]
    for function in families.joined() { functions[function.name.lowercased()] = function.function }
    return functions
  }()
}
