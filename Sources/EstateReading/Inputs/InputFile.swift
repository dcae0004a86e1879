/// A file to read, not yet opened.
struct InputFile: Hashable, Sendable {
  /// As it was given or found; `-` for standard input.
  let path: String
  /// Whether the user named it, rather than a directory above it.
  let isNamed: Bool

  /// The folder of the file, `.` for the current one.
  var folder: String { FilePath.folder(of: path) }
  var name: String { FilePath.name(of: path) }
}

/// Paths as text, with `/` between their parts.
enum FilePath {
  static func name(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  static func joined(_ folder: String, _ name: String) -> String {
    if folder == "." { return name }
    return folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }

  /// Without `.` and, where that can be seen, without `..`.
  static func normalized(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else {
        parts.append(part)
      }
    }
    return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }

  /// The folder and those above it, the nearest first.
  static func foldersUpward(from folder: String) -> [String] {
    var folders = [folder]
    var current = folder
    while current != ".", current != "/" {
      current = Self.folder(of: current)
      folders.append(current)
    }
    return folders
  }

  /// How many folders `upper` stands above `folder`; `nil` when it stands elsewhere.
  static func distance(from folder: String, up upper: String) -> Int? {
    foldersUpward(from: folder).firstIndex(of: upper)
  }
}
