internal import EstateModel

/// The Bicep files among the inputs: which of them stand for themselves.
enum BicepSources {
  static func isBicep(_ path: String) -> Bool {
    let path = path.lowercased()
    return path.hasSuffix(".bicep") || path.hasSuffix(".bicepparam")
  }

  /// What comes of each Bicep file; `nil` for one that another file stands for.
  ///
  /// A file with its compiled JSON beside it is read as that, and a module as part of the file that
  /// names it.
  static func diagnostics(
    of files: [InputFile], isCompiled: (String) -> Bool
  ) -> [(file: InputFile, diagnostic: Diagnostic?)] {
    let sources = files.filter { isBicep($0.path) }
    let modules = Set(sources.flatMap { self.modules(of: $0.path) })
    return sources.map { file in
      let stem = file.path[..<(file.path.lastIndex(of: ".") ?? file.path.endIndex)]
      let isStoodFor =
        isCompiled("\(stem).json") || isCompiled("\(stem).parameters.json")
        || (!file.isNamed && modules.contains(normalized(file.path)))
      let start = SourcePosition(file: file.path, line: 1, column: 1)
      return (
        file, isStoodFor ? nil : Diagnostic(.error, .bicepNotCompiled(file.name), at: start)
      )
    }
  }

  private static func modules(of path: String) -> [String] {
    let text = String(decoding: FileBytes.beginning(of: path, count: 1 << 20), as: UTF8.self)
    return text.split(whereSeparator: \.isNewline).compactMap { line in
      let line = line.drop { $0 == " " || $0 == "\t" }
      guard line.hasPrefix("module ") || line.hasPrefix("using ") else { return nil }
      let parts = line.split(separator: "'", omittingEmptySubsequences: false)
      guard parts.count >= 3 else { return nil }
      return normalized(FilePath.joined(FilePath.folder(of: path), String(parts[1])))
    }
  }

  /// Without `.` and, where that can be seen, without `..`.
  private static func normalized(_ path: String) -> String {
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
}

extension Diagnostic.Message {
  static func bicepNotCompiled(_ file: String) -> Self {
    let command = file.lowercased().hasSuffix(".bicepparam") ? "build-params" : "build"
    return Self(
      "Bicep has to be compiled first: run 'az bicep \(command) --file \(file)', or "
        + "'bicep \(command) \(file)' (github.com/Azure/bicep), or give the compiled JSON instead")
  }
}
