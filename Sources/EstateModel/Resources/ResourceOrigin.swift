/// Which kind of file described a resource: defaults differ between them.
package enum ResourceOrigin: Hashable, Sendable {
  case azureMachineLearningYAML
  case template
  case terraform
  case export
  /// No input describes it, another resource refers to it.
  case reference
}
