/// A template of the usual schema with these parts.
func template(
  parameters: String = "{}", variables: String = "{}", resources: String,
  schema: String = "2019-04-01/deploymentTemplate.json#"
) -> String {
  """
  {"$schema": "https://schema.management.azure.com/schemas/\(schema)",
   "contentVersion": "1.0.0.0",
   "parameters": \(parameters),
   "variables": \(variables),
   "resources": \(resources)}
  """
}

/// A storage account whose `value` property is this expression.
func account(_ value: String, name: String = "st") -> String {
  """
  [{"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "\(name)",
    "properties": {"value": \(value)}}]
  """
}
