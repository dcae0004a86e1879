import EstateReading
import Foundation
import Testing

private func endpoint(_ name: String) -> String { "name: \(name)\nauth_mode: key\n" }

@Suite struct InputExpansionTests {
  @Test("directories are read in name order, without hidden and built entries")
  func directories() throws {
    let folder = try TemporaryFolder([
      "b.yml": endpoint("b"), "a/2.yml": endpoint("a2"), "a/1.yml": endpoint("a1"),
      "c.yml": endpoint("c"), ".hidden/x.yml": endpoint("x"), ".x.yml": endpoint("x"),
      "node_modules/x.yml": endpoint("x"), "bin/x.yml": endpoint("x"),
      "notes.md": "# name: x", "data.csv": "a: b", "other.json": "{}", "broken.json": "{",
    ])
    let estate = folder.read()
    #expect(
      estate.trouble.allSatisfy { $0.hasPrefix("warning broken.json:1:2: the file is skipped") })
    #expect(estate.resources.map(\.name) == ["a1", "a2", "b", "c"])
    #expect(
      estate.ledger.skipped.map { FileManager.default.displayName(atPath: $0.file) } == [
        "broken.json", "data.csv", "notes.md", "other.json",
      ])
  }

  @Test("a broken file of a known kind in a directory is an error")
  func broken() throws {
    let folder = try TemporaryFolder([
      "a.yml": endpoint("a"), "b.json": template(resources: "[").dropLast(1).description,
      "c.yaml": "reachmap: 1\nclients: [\n",
    ])
    let estate = folder.read()
    #expect(estate.failure == .badInput)
    #expect(estate.diagnostics.count == 2)
  }

  @Test("links that leave the directory are left out, and no file is read twice")
  func links() throws {
    let outside = try TemporaryFolder(["x.yml": endpoint("x")])
    let folder = try TemporaryFolder(["a/a.yml": endpoint("a")])
    let manager = FileManager.default
    try manager.createSymbolicLink(
      atPath: folder.file("out"), withDestinationPath: outside.path)
    try manager.createSymbolicLink(
      atPath: folder.file("x.yml"), withDestinationPath: outside.file("x.yml"))
    try manager.createSymbolicLink(
      atPath: folder.file("a/up"), withDestinationPath: folder.path)
    try manager.createSymbolicLink(
      atPath: folder.file("a/z.yml"), withDestinationPath: folder.file("a/a.yml"))
    let estate = EstateReader.read(
      inputs: [folder.path, folder.file("a/a.yml"), folder.file("a")], options: ReadingOptions(),
      standardInput: { [] })
    #expect(estate.ledger.inputs.count == 1)
    #expect(estate.resources.map(\.name) == ["a"])
  }

  @Test("Bicep beside its compiled JSON and modules are not read twice")
  func bicep() throws {
    let folder = try TemporaryFolder([
      "main.bicep": "module net 'modules/net.bicep' = {\n}\n", "modules/net.bicep": "param x int",
      "main.json": template(resources: account("1")),
    ])
    let estate = folder.read()
    #expect(estate.trouble == [])
    #expect(estate.resources.count == 1)
    #expect(estate.ledger.skipped.count == 2)
  }

  @Test("service tags are read from their own option")
  func serviceTags() throws {
    let folder = try TemporaryFolder([
      "a.yml": endpoint("a"),
      "tags.json":
        #"{"changeNumber": 1, "cloud": "Public", "values": [{"name": "Storage", "properties": {"addressPrefixes": ["20.0.0.0/8"]}}]}"#,
    ])
    var options = ReadingOptions()
    options.serviceTagsFile = folder.file("tags.json")
    let estate = folder.read([], options)
    #expect(estate.trouble == [])
    #expect(estate.serviceTags.mapValues { $0.map(\.description) } == ["Storage": ["20.0.0.0/8"]])
    options.serviceTagsFile = folder.file("a.yml")
    #expect(folder.read([], options).failure == .badInput)
    options.serviceTagsFile = folder.file("none.json")
    #expect(folder.read([], options).failure == .noSuchFile)
  }
}
