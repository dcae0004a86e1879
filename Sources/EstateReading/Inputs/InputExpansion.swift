internal import EstateModel
internal import Foundation

/// The files that the INPUT arguments of a command stand for.
///
/// Directories are read recursively in name order. Hidden entries, build folders and symbolic links
/// that leave the directory are left out; a file that is met twice counts once.
struct InputExpansion {
  private(set) var files: [InputFile] = []
  private(set) var diagnostics: [Diagnostic] = []
  private(set) var failure: ReadingFailure?
  /// The directories that were named, in which at least one known file is expected.
  private(set) var directories: [String] = []
  private var seen: Set<String> = []

  /// Folders that tools write and no one edits.
  private static let builtFolders: Set<String> = [
    ".build", "node_modules", ".terraform", "bin", "obj", "build", "dist", "target", "out",
    "__pycache__", "venv", "vendor", "DerivedData",
  ]

  init(inputs: [String]) {
    for input in inputs.isEmpty ? ["."] : inputs { add(input) }
  }

  private mutating func add(_ input: String) {
    if input == "-" {
      if seen.insert("-").inserted { files.append(InputFile(path: "-", isNamed: true)) }
      return
    }
    switch FileKind(of: input, followingLinks: true) {
    case .missing:
      diagnostics.append(Diagnostic(.error, .noSuchFile(input), at: nil))
      failure = .noSuchFile
    case .directory:
      let path = input.count > 1 && input.hasSuffix("/") ? String(input.dropLast()) : input
      directories.append(path)
      guard let root = Self.realPath(path) else { return }
      walk(path == "./" ? "." : path, root: root)
    case .regular, .other:
      if let real = Self.realPath(input), !seen.insert(real).inserted { return }
      files.append(InputFile(path: input, isNamed: true))
    case .link: break
    }
  }

  private mutating func walk(_ folder: String, root: String) {
    guard let real = Self.realPath(folder), seen.insert(real).inserted else { return }
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder)
    } catch {
      diagnostics.append(Diagnostic(.error, .unreadableDirectory(folder), at: nil))
      failure = max(failure ?? .badInput, .badInput)
      return
    }
    for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    where !name.hasPrefix(".") {
      let path = FilePath.joined(folder, name)
      var kind = FileKind(of: path, followingLinks: false)
      if kind == .link {
        guard let target = Self.realPath(path), target == root || target.hasPrefix(root + "/")
        else { continue }
        kind = FileKind(of: path, followingLinks: true)
      }
      switch kind {
      case .directory where !Self.builtFolders.contains(name): walk(path, root: root)
      case .regular:
        if let real = Self.realPath(path), seen.insert(real).inserted {
          files.append(InputFile(path: path, isNamed: false))
        }
      case .directory, .other, .missing, .link: break
      }
    }
  }

  private static func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}

/// What stands at a path.
enum FileKind {
  case missing, regular, directory, link, other

  init(of path: String, followingLinks: Bool) {
    var status = stat()
    let result = followingLinks ? stat(path, &status) : lstat(path, &status)
    guard result == 0 else {
      self = .missing
      return
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: self = .regular
    case S_IFDIR: self = .directory
    case S_IFLNK: self = .link
    default: self = .other
    }
  }
}

extension Diagnostic.Message {
  static func noSuchFile(_ path: String) -> Self {
    Self("no such file or directory: '\(path)'")
  }

  static func unreadableDirectory(_ path: String) -> Self {
    Self("directory '\(path)' cannot be read; check its permissions")
  }

  /// - Parameter tags: a file of service tags in it.
  static func directoryWithoutKnownFile(_ path: String, tags: String? = nil) -> Self {
    if let tags {
      return Self(
        "'\(path)' has no input; '\(tags)' are Microsoft's service tags, which --service-tags takes"
      )
    }
    return Self(
      "no file in '\(path)' is of a kind that is read; give Azure ML YAML, an ARM template, a "
        + "Terraform plan or state, exported resources (az … list, Resource Graph) or an overlay")
  }
}
