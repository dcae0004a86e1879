internal import EstateModel

extension AzureMLReader {
  /// Keys that decide what the network lets through.
  private static let networkKeys = [
    "public_network_access", "egress_public_network_access", "managed_network", "network_acls",
    "network_settings", "image_build_compute", "container_registry", "storage_account",
    "key_vault", "enable_node_public_ip", "workspace_hub", "endpoint_name",
  ]

  /// A key that is nearly one of these is taken for a slip: the tools ignore it, and the default that
  /// holds then may be open to everybody.
  mutating func checkSpelling() {
    for field in root.fields {
      let key = field.key.lowercased()
      for wanted in Self.networkKeys where key != wanted {
        // Most keys are of another length, which is quickly seen.
        guard abs(key.utf8.count - wanted.utf8.count) <= 2,
          editDistance(key, wanted) <= 2, root[wanted] == nil
        else { continue }
        diagnostics.append(
          Diagnostic(.warning, .misspeltKey(field.key, wanted), at: field.keyPosition))
      }
    }
  }
}

extension Diagnostic.Message {
  static func misspeltKey(_ key: String, _ wanted: String) -> Self {
    Self("the key '\(key)' is not known and ignored; did you mean '\(wanted)'?")
  }
}
