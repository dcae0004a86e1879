import Answers
import Drawing
import Foundation
import Reachability
import Reachmap
import Testing
import TrafficSets

/// A picture of `Diagrams/gallery.tsv`, and its scene drawn anew from the examples.
struct GalleryPicture: Sendable, CustomTestStringConvertible {
  let name: String
  let estate: String
  let title: String
  let arguments: [String]

  var testDescription: String { name }

  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static let all: [GalleryPicture] = {
    let table = text(of: "Diagrams/gallery.tsv") ?? ""
    return table.split(separator: "\n").dropFirst().compactMap { line in
      let cells = line.split(separator: "\t").map(String.init)
      guard cells.count == 4 else { return nil }
      return GalleryPicture(
        name: cells[0], estate: cells[1], title: cells[2],
        arguments: cells[3].split(separator: " ").map(String.init))
    }
  }()

  static func text(of file: String) -> String? {
    FileManager.default.contents(atPath: root.appending(path: file).path)
      .map { String(decoding: $0, as: UTF8.self) }
  }

  static func query(_ estate: String) throws -> ReachabilityQuery {
    try loaded(estate).query
  }

  /// Each estate is read once for all pictures of it.
  private static let estates: [String: Result<LoadedEstate, LoadingFailure>] = Dictionary(
    uniqueKeysWithValues: Set(all.map(\.estate)).map { estate in
      (
        estate,
        Result { () throws(LoadingFailure) in
          try LoadedEstate(reading: [root.appending(path: estate).path])
        }
      )
    })

  private static func loaded(_ estate: String) throws -> LoadedEstate {
    try #require(estates[estate]).get()
  }

  func scene(_ change: (inout ViewOptions) -> Void = { _ in }) throws -> Scene {
    let loaded = try Self.loaded(estate)
    // The command is run in the project's folder.
    let source = loaded.origin.replacing(Self.root.path + "/", with: "")
    var options = ViewOptions(exclude: arguments("--exclude"), title: title, source: source)
    if argument("--direction") == "TB" { options.direction = .topToBottom }
    change(&options)
    let query = loaded.query
    let view = argument("--view") ?? "topology"
    if view.hasPrefix("scenario/") {
      return try View.scenario(
        String(view.dropFirst("scenario/".count)), query: query, options: options)
    }
    guard view == "query" else { return View.topology(graph: query.graph, options: options) }
    return try View.query(
      QueryQuestion(
        from: try #require(argument("--from")), to: try #require(argument("--to")),
        traffic: try arguments("--on").map { try TrafficTerm($0) }),
      query: query, options: options)
  }

  private func argument(_ name: String) -> String? { arguments(name).first }

  /// What follows the option, for each time that it is there.
  private func arguments(_ name: String) -> [String] {
    zip(arguments, arguments.dropFirst()).filter { $0.0 == name }.map(\.1)
  }
}

@Suite("The gallery shows the examples as they are")
struct GalleryTests {
  @Test("no picture is stale", arguments: GalleryPicture.all)
  func digest(_ picture: GalleryPicture) throws {
    let svg = try #require(
      GalleryPicture.text(of: "Diagrams/\(picture.name).svg"), "run `make diagrams`")
    #expect(
      SVGFinisher.digest(in: svg) == (try picture.scene().digest),
      "Diagrams/\(picture.name) is not what its estate looks like; run `make diagrams`")
  }

  @Test("a scene does not depend on the run", arguments: GalleryPicture.all)
  func sameAgain(_ picture: GalleryPicture) throws {
    #expect(try picture.scene().canonicalText == picture.scene().canonicalText)
  }
}
