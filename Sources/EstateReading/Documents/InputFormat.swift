/// The kinds of files that are read, each known by its content.
package enum InputFormat: String, Hashable, Sendable {
  case azureMLYAML, template, parameters, bicep, terraformPlan, terraformState, export, overlay
  case serviceTags
}
