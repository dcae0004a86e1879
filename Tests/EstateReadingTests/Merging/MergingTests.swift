import EstateModel
import EstateReading
import Testing

private func storage(_ group: String?, _ properties: String) -> String {
  let place = group.map { "/subscriptions/s/resourceGroups/\($0)" } ?? ""
  return """
    [{"id": "\(place)/providers/Microsoft.Storage/storageAccounts/st", "properties": \(properties)}]
    """
}

@Suite struct MergingTests {
  @Test("the same id in two files is one resource, whatever its case")
  func sameID() throws {
    let folder = try TemporaryFolder([
      "a.json": storage("r", #"{"a": 1, "n": {"x": 1}, "same": "Enabled"}"#),
      "b.json": storage("R", #"{"b": 2, "n": {"y": 2}, "same": "enabled"}"#),
    ])
    let estate = folder.read()
    #expect(estate.trouble == [])
    #expect(estate.resources.count == 1)
    let properties = estate.resources.first?.properties
    #expect(properties?["a"]?.integer == 1)
    #expect(properties?["b"]?.integer == 2)
    #expect(properties?["n"]?["x"]?.integer == 1)
    #expect(properties?["n"]?["y"]?.integer == 2)
    #expect(properties?["b"]?.position.shortened.hasPrefix("b.json:") == true)
  }

  @Test("a value that two files contradict is unknown with both places, and a warning")
  func contradiction() throws {
    let folder = try TemporaryFolder([
      "a.json": storage("r", #"{"publicNetworkAccess": "Enabled"}"#),
      "b.json": storage("r", #"{"publicNetworkAccess": "Disabled"}"#),
    ])
    let estate = folder.read()
    #expect(estate.failure == nil)
    let warning = try #require(estate.diagnostics.first)
    #expect(warning.severity == .warning)
    #expect(warning.source?.shortened.hasPrefix("a.json:1:") == true)
    #expect(warning.related?.shortened.hasPrefix("b.json:1:") == true)
    let value = estate.resources.first?.properties["publicNetworkAccess"]
    #expect(value?.unknown?.candidates == ["Enabled", "Disabled"])
    #expect(value?.string == nil)
  }

  @Test(
    "a list that another file empties is a contradiction, but where its parts may stand by themselves"
  )
  func emptiedList() throws {
    func merged(_ one: String, _ other: String) throws -> (
      rules: ConfigurationValue?, warning: String?
    ) {
      let estate = try TemporaryFolder([
        "a.json": storage("r", #"{"rules": \#(one)}"#),
        "b.json": storage("r", #"{"rules": \#(other)}"#),
      ]).read()
      return (estate.resources.first?.properties["rules"], estate.trouble.first)
    }
    for (one, other) in [("[]", #"[{"value": "203.0.113.7"}]"#), (#"["203.0.113.7"]"#, "[]")] {
      let read = try merged(one, other)
      #expect(read.rules?.unknown != nil)
      #expect(read.warning?.contains("an empty list") == true)
      #expect(read.warning?.contains("a list of 1") == true)
    }
    let named = try merged("[]", #"[{"name": "web", "priority": 100}]"#)
    #expect(named.rules?.array.count == 1)
    #expect(named.warning == nil)
    #expect(try merged("[]", "[]").warning == nil)
  }

  @Test(
    "no further file settles a contradiction, in whatever order they come",
    arguments: [
      ["Enabled", "Disabled", "Enabled"], ["Enabled", "Enabled", "Disabled"],
      ["Disabled", "Enabled", "Enabled"], ["Enabled", "Disabled", "Disabled"],
      ["Enabled", "Disabled", "Enabled", "Enabled", "Disabled"],
    ])
  func contradictionOfSeveral(_ values: [String]) throws {
    let folder = try TemporaryFolder(
      Dictionary(
        uniqueKeysWithValues: values.enumerated().map { place, value in
          ("\(place).json", storage("r", #"{"publicNetworkAccess": "\#(value)"}"#))
        }))
    let estate = folder.read()
    #expect(estate.diagnostics.count == 1)
    let value = estate.resources.first?.properties["publicNetworkAccess"]
    #expect(value?.string == nil)
    #expect(Set(value?.unknown?.candidates ?? []) == ["Enabled", "Disabled"])
  }

  @Test("a contradiction may be about more than two values, and about lists and objects")
  func contradictionOfMany() throws {
    let folder = try TemporaryFolder([
      "a.json": storage("r", #"{"access": "Enabled", "ips": ["1"], "part": {"x": 1}}"#),
      "b.json": storage("r", #"{"access": "Disabled", "ips": ["2"], "part": "none"}"#),
      "c.json": storage("r", #"{"access": "Guarded", "ips": ["1"], "part": {"x": 1}}"#),
    ])
    let properties = folder.read().resources.first?.properties
    #expect(properties?["access"]?.unknown?.candidates == ["Enabled", "Disabled", "Guarded"])
    #expect(properties?["ips"]?.unknown?.candidates == [])
    #expect(properties?["part"]?.unknown?.candidates == [])
  }

  @Test("an id without subscription and group is the only one that matches")
  func incomplete() throws {
    let folder = try TemporaryFolder([
      "a.json": storage(nil, #"{"a": 1}"#), "b.json": storage("r", #"{"b": 2}"#),
    ])
    let estate = folder.read()
    #expect(
      estate.resources.map(\.id.description) == [
        "/subscriptions/s/resourceGroups/r/providers/Microsoft.Storage/storageAccounts/st"
      ])
    #expect(estate.resources.first?.properties["a"]?.integer == 1)
  }

  @Test("an id that matches several stands by itself")
  func ambiguous() throws {
    let folder = try TemporaryFolder([
      "a.json": storage(nil, #"{"a": 1}"#), "b.json": storage("r", #"{"b": 2}"#),
      "c.json": storage("q", #"{"c": 3}"#),
    ])
    #expect(folder.read().resources.count == 3)
  }

  @Test("lists of named parts are merged by name, others have to agree")
  func lists() throws {
    let folder = try TemporaryFolder([
      "a.json": storage(
        "r", #"{"parts": [{"name": "x", "a": 1}], "ips": ["1", "2"], "other": [1]}"#),
      "b.json": storage(
        "r", #"{"parts": [{"name": "y"}, {"name": "X", "b": 2}], "ips": ["2", "1"], "other": [2]}"#),
    ])
    let estate = folder.read()
    let properties = estate.resources.first?.properties
    let parts = properties?["parts"]?.array ?? []
    #expect(parts.map { $0["name"]?.string } == ["x", "y"])
    #expect(parts.first?["b"]?.integer == 2)
    #expect(properties?["ips"]?.array.count == 2)
    #expect(properties?["other"]?.unknown != nil)
    #expect(estate.diagnostics.count == 1)
  }

  @Test("what one file leaves open and another knows is known")
  func openAndKnown() throws {
    let folder = try TemporaryFolder([
      "a.json": template(
        parameters: #"{"p": {"type": "string"}}"#, resources: account("\"[parameters('p')]\"")),
      "b.json": storage("r", #"{"value": "Disabled"}"#),
    ])
    let estate = folder.read()
    #expect(estate.resources.count == 1)
    #expect(estate.resources.first?.properties["value"]?.string == "Disabled")
  }

  @Test("reading twice gives the same resources in the same order")
  func deterministic() throws {
    var files: [String: String] = [:]
    for index in 0..<20 { files["f\(index).json"] = storage("r\(index)", "{}") }
    let folder = try TemporaryFolder(files)
    #expect(folder.read().resources.map(\.id) == folder.read().resources.map(\.id))
    #expect(
      folder.read().resources.map(\.id.resourceGroup)
        == files.keys.sorted().map { "r" + $0.dropFirst().dropLast(5) })
  }
}
