import EstateReading
import Testing

@Suite("What a slip would silently open is told")
struct SpellingTests {
  @Test("a key that is nearly a network key is a warning at its place")
  func misspeltKey() throws {
    let folder = try TemporaryFolder([
      "endpoint.yml": """
      $schema: https://azuremlschemas.azureedge.net/latest/managedOnlineEndpoint.schema.json
      name: score
      public_network_acess: disabled
      """
    ])
    let warnings = folder.read([]).diagnostics
    #expect(warnings.map(\.severity) == [.warning])
    #expect(warnings.first?.source?.line == 3)
    #expect(warnings.first?.message.text.contains("'public_network_access'") == true)
  }

  @Test("a broken file in a directory is a warning, not silence")
  func brokenFile() throws {
    let folder = try TemporaryFolder([
      "endpoint.yml": """
      $schema: https://azuremlschemas.azureedge.net/latest/managedOnlineEndpoint.schema.json
      name: score
      """,
      "net.json": "WARNING: preview\n[{]",
    ])
    let warnings = folder.read([]).diagnostics
    #expect(warnings.contains { $0.source?.file.hasSuffix("net.json") == true }, "\(warnings)")
  }
}
