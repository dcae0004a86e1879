import EstateModel
import EstateReading
import Foundation

/// A folder of its own with files in it, removed when the test is done with it.
final class TemporaryFolder: Sendable {
  let path: String

  init(_ files: [String: String] = [:]) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("reachmap-\(UUID().uuidString)")
    path = folder.path
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, text) in files { try write(name, text) }
  }

  deinit {
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      print("'\(path)' is left behind: \(error)")
    }
  }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  func write(_ name: String, _ text: String) throws {
    try write(name, bytes: Array(text.utf8))
  }

  func write(_ name: String, bytes: [UInt8]) throws {
    let url = URL(fileURLWithPath: file(name))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  /// A file of this size that takes no space.
  func writeSparse(_ name: String, size: Int) throws {
    try write(name, "")
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: file(name)))
    try handle.truncate(atOffset: UInt64(size))
    try handle.close()
  }

  /// Reads the folder, or the files of it that are named.
  func read(_ names: [String] = [], _ options: ReadingOptions = ReadingOptions()) -> ReadEstate {
    EstateReader.read(
      inputs: names.isEmpty ? [path] : names.map(file), options: options, standardInput: { [] })
  }
}

extension ReadEstate {
  /// What went wrong, each as `error FILE:LINE:COLUMN: TEXT` with the file's last name.
  var trouble: [String] {
    diagnostics.map { diagnostic in
      let place = diagnostic.source.map { "\($0.shortened): " } ?? ""
      return "\(diagnostic.severity) \(place)\(diagnostic.message.text)"
    }
  }

  func resource(_ type: String, _ name: String) -> Resource? {
    resources.first { $0.isOfType(type) && $0.name == name }
  }
}

extension SourcePosition {
  /// `main.json:3:7`, without the folders.
  var shortened: String {
    "\(file.split(separator: "/").last.map(String.init) ?? file):\(line):\(column)"
  }
}
