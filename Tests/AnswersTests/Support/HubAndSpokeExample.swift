import Foundation
import Testing

/// The example `hub-and-spoke`, with lines of it replaced.
enum HubAndSpokeExample {
  static let files = [
    "network.json", "machines.json", "storage.json", "workspace.yml", "workspace-endpoint.json",
    "gpu-cluster.yml", "reachmap.yaml",
  ]

  /// - Parameter changes: by file, what stands there and what takes its place.
  static func read(_ changes: [String: [(old: String, new: String)]] = [:]) throws -> TextEstate {
    let folder = ExampleQuestion.root.appending(path: "hub-and-spoke")
    var texts: [String: String] = [:]
    for file in files {
      var text = String(
        decoding: try Data(contentsOf: folder.appending(path: file)), as: UTF8.self)
      for (old, new) in changes[file] ?? [] {
        #expect(text.contains(old), "'\(old)' is not in \(file)")
        text = text.replacing(old, with: new)
      }
      texts[file] = text
    }
    return try TextEstate(texts)
  }
}
