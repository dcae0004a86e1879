import EstateModel
import EstateReading
import Testing

private func workspaceOf(_ name: String, in estate: ReadEstate) -> String? {
  estate.resources.first { $0.name == name }?.id.segments.first?.name
}

private let endpoint = "name: e\nauth_mode: key\n"

private func workspace(_ name: String) -> String { "name: \(name)\nhbi_workspace: false\n" }

@Suite struct WorkspaceResolutionTests {
  @Test("the only workspace of the estate, wherever it is described")
  func onlyOne() throws {
    let folder = try TemporaryFolder([
      "a/endpoint.yml": endpoint, "b/workspace.yml": workspace("one"),
      "reachmap.yaml": "reachmap: 1\nworkspace: other\n",
    ])
    #expect(workspaceOf("e", in: folder.read()) == "one")
  }

  @Test("the one of an export lends its subscription and group")
  func exported() throws {
    let id =
      "/subscriptions/s/resourceGroups/r/providers/Microsoft.MachineLearningServices/workspaces/ml"
    let folder = try TemporaryFolder([
      "endpoint.yml": endpoint,
      "workspaces.json": #"{"value": [{"id": "\#(id)", "properties": {}}]}"#,
    ])
    #expect(folder.read().resources.first?.id.description == "\(id)/onlineEndpoints/e")
  }

  @Test("of several, the one in the folder or the nearest above")
  func nearest() throws {
    let folder = try TemporaryFolder([
      "workspace.yml": workspace("outer"), "a/workspace.yml": workspace("inner"),
      "a/deep/down/endpoint.yml": endpoint,
      "b/endpoint.yml": endpoint.replacing("e\n", with: "f\n"),
    ])
    let estate = folder.read()
    #expect(workspaceOf("e", in: estate) == "inner")
    #expect(workspaceOf("f", in: estate) == "outer")
  }

  @Test("else the overlay's, else unknown with the names that it could be")
  func overlayOrUnknown() throws {
    let folder = try TemporaryFolder([
      "a/workspace.yml": workspace("one"), "b/workspace.yml": workspace("two"),
      "c/reachmap.yaml": "reachmap: 1\nworkspace: two\n", "c/endpoint.yml": endpoint,
      "d/endpoint.yml": endpoint.replacing("e\n", with: "f\n"),
    ])
    let estate = folder.read()
    #expect(estate.trouble == [])
    #expect(workspaceOf("e", in: estate) == "two")
    #expect(workspaceOf("f", in: estate) == "{workspace}")
    let unknown = estate.resources.first { $0.name == "f" }?.nameUnknown
    #expect(unknown?.candidates == ["one", "two"])
    #expect(unknown?.because.contains("several workspaces") == true)
  }
}
