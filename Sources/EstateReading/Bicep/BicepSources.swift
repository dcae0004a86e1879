internal import EstateModel

/// The Bicep files among the inputs: which of them are compiled, and with which parameters.
struct BicepSources {
  /// What is to be done about one file.
  enum Plan {
    /// Another file stands for it.
    case skip(because: String)
    case compile
  }

  let plans: [(file: InputFile, plan: Plan)]

  static func isBicep(_ path: String) -> Bool {
    path.lowercased().hasSuffix(".bicep") || isParameterFile(path)
  }

  static func isParameterFile(_ path: String) -> Bool {
    path.lowercased().hasSuffix(".bicepparam")
  }

  /// A file with its compiled JSON beside it is read as that, a module as part of the file that names
  /// it, and a template as part of the parameter file that uses it.
  ///
  /// - Parameter isRead: whether a JSON file is among the inputs.
  init(_ files: [InputFile], isRead: (String) -> Bool) {
    let sources = files.filter { Self.isBicep($0.path) }
    var modules: Set<String> = []
    var usedBy: [String: [InputFile]] = [:]
    for file in sources {
      let mentions = BicepMentions(of: file.path)
      modules.formUnion(mentions.modules)
      if let template = mentions.template { usedBy[template, default: []].append(file) }
    }
    // Of several parameter files for one template the one that is named like it counts.
    var chosen: [String: String] = [:]
    for (template, users) in usedBy {
      let named = users.filter(\.isNamed)
      let candidates = named.isEmpty ? users : named
      let only =
        candidates.count == 1
        ? candidates[0]
        : candidates.first { FilePath.stem(of: $0.path) == FilePath.stem(of: template) }
      chosen[template] = only?.path
    }
    plans = sources.map { file in
      let path = FilePath.normalized(file.path)
      let stem = FilePath.stem(of: file.path)
      if isRead("\(stem).json") || isRead("\(stem).parameters.json") {
        return (file, .skip(because: "its compiled JSON is read"))
      }
      if Self.isParameterFile(path) {
        guard let template = usedBy.first(where: { $0.value.contains(file) })?.key,
          chosen[template] != file.path
        else { return (file, .compile) }
        let other = chosen[template].map { "'\(FilePath.name(of: $0))' is taken" }
        return (
          file,
          .skip(
            because: "several parameter files use '\(FilePath.name(of: template))', and "
              + (other ?? "none is named like it; name one as an input"))
        )
      }
      if !file.isNamed, modules.contains(path) {
        return (file, .skip(because: "it is part of the file that names it"))
      }
      if let parameters = chosen[path] {
        return (file, .skip(because: "it is read with '\(FilePath.name(of: parameters))'"))
      }
      return (file, .compile)
    }
  }
}

/// The other files that a Bicep file names.
struct BicepMentions {
  /// Modules and files of types, as whole paths.
  private(set) var modules: [String] = []
  /// The template that a parameter file is for.
  private(set) var template: String?

  init(of path: String) {
    let text = String(decoding: FileBytes.beginning(of: path, count: 1 << 20), as: UTF8.self)
    let folder = FilePath.folder(of: path)
    for line in text.split(whereSeparator: \.isNewline) {
      let line = line.drop { $0 == " " || $0 == "\t" }
      let isModule = line.hasPrefix("module ") || line.hasPrefix("extends ")
      let isImport = (line.hasPrefix("import ") || line.hasPrefix("}")) && line.contains(" from '")
      let isTemplate = line.hasPrefix("using ")
      guard isModule || isImport || isTemplate else { continue }
      let parts = line.split(separator: "'", omittingEmptySubsequences: false)
      guard parts.count >= 3 else { continue }
      let named = FilePath.normalized(
        parts[1].hasPrefix("/") ? String(parts[1]) : FilePath.joined(folder, String(parts[1])))
      if isTemplate {
        template = named
      } else {
        modules.append(named)
      }
    }
  }
}

extension FilePath {
  /// Without the suffix of its name.
  static func stem(of path: String) -> String {
    String(path[..<(path.lastIndex(of: ".") ?? path.endIndex)])
  }
}
