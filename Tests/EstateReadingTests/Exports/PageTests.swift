import EstateModel
import EstateReading
import Testing

private let account =
  "/subscriptions/s/resourceGroups/r/providers/Microsoft.Storage/storageAccounts/st"

private func read(_ text: String...) throws -> ReadEstate {
  var files: [String: String] = [:]
  for (number, text) in text.enumerated() { files["\(number).json"] = text }
  return try TemporaryFolder(files).read()
}

@Suite("Pages of exports")
struct PageTests {
  private let resource = #"{"id": "\#(account)", "properties": {}}"#

  @Test("a page tells that more follow")
  func nextLink() throws {
    let estate = try read("{\"value\": [\(resource)], \"nextLink\": \"https://x?$skiptoken=1\"}")
    #expect(estate.resources.count == 1)
    #expect(estate.ledger.notes.map(\.text).first?.contains("more resources follow") == true)
    #expect(estate.ledger.notes.first?.source?.shortened.hasPrefix("0.json:1:") == true)
    #expect(try read("{\"value\": [\(resource)], \"nextLink\": null}").ledger.notes == [])
    #expect(
      try read("{\"count\": 1, \"data\": [\(resource)], \"skip_token\": \"x\"}").ledger.notes.count
        == 1)
    #expect(
      try read("{\"data\": [\(resource)], \"resultTruncated\": \"true\"}").ledger.notes.count == 1)
    #expect(
      try read("{\"data\": [\(resource)], \"totalRecords\": 3}").ledger.notes.map(\.text) == [
        "the query found 3 resources and this answer holds 1; export the rest, too"
      ])
    #expect(try read("{\"data\": [\(resource)], \"totalRecords\": 1}").ledger.notes == [])
  }

  @Test(
    "pages and lists in one list, as 'jq -s' makes it",
    arguments: [
      "[{\"value\": [%]}, {\"value\": []}]", "[[%], []]", "[[], [{\"data\": [%]}]]",
    ])
  func slurped(_ pattern: String) throws {
    let estate = try read(pattern.replacing("%", with: resource))
    #expect(estate.trouble == [])
    #expect(estate.resources.map(\.id.description) == [account])
  }
}
