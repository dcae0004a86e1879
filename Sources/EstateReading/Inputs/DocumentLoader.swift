internal import Dispatch
internal import EstateModel
internal import Synchronization

/// A parsed input of a known kind.
struct LoadedDocument: Sendable {
  let path: String
  let format: InputFormat
  let root: ConfigurationValue

  var folder: String { FilePath.folder(of: path) }
}

/// Opens and parses inputs, and tells those of no known kind from broken ones.
enum DocumentLoader {
  enum Outcome: Sendable {
    case document(LoadedDocument)
    case skipped(because: String)
    /// Found in a directory, named like a file that could be meant, and broken.
    case broken(Diagnostic)
    case failed(Diagnostic)
  }

  /// From this many files on a second thread is worth its start.
  private static let filesForTwoThreads = 64

  /// What comes of each file, in their order.
  ///
  /// - Parameter mapping: Whether large files are mapped rather than copied.
  static func load(
    _ files: [InputFile], mapping: Bool = false, standardInput: () -> [UInt8]
  ) -> [Outcome] {
    guard files.count >= filesForTwoThreads, !files.contains(where: { $0.path == "-" }) else {
      return files.map { load($0, mapping: mapping, standardInput: standardInput) }
    }
    let halves = [Array(files[..<(files.count / 2)]), Array(files[(files.count / 2)...])]
    let outcomes = Mutex<[[Outcome]]>([[], []])
    DispatchQueue.concurrentPerform(iterations: 2) { thread in
      let loaded = halves[thread].map { load($0, mapping: mapping, standardInput: { [] }) }
      outcomes.withLock { $0[thread] = loaded }
    }
    return outcomes.withLock { $0[0] + $0[1] }
  }

  static func load(
    _ file: InputFile, mapping: Bool = false, standardInput: () -> [UInt8]
  ) -> Outcome {
    if file.path == "-" {
      let bytes = UTF8Text.transcodedFromUTF16(standardInput())
      return parse(
        SourceText(file: file.path, bytes: bytes), of: file, beginning: Array(bytes.prefix(1 << 16))
      )
    }
    guard FileKind(of: file.path, followingLinks: true) == .regular else {
      // A pipe can be read only once, so it shows its beginning by being read.
      return read(file, limit: DocumentLimits.jsonBytes, mapping: false, beginning: nil)
    }
    let size = FileBytes.size(of: file.path)
    let beginning = FileBytes.beginning(of: file.path)
    let syntax = syntax(of: file, beginning: beginning)
    if !file.isNamed {
      if syntax == .neither { return .skipped(because: "no known kind of file") }
      let limit = limit(for: syntax)
      if size > limit, FormatRecognition.format(ofBeginning: beginning) == nil,
        !hasKnownSuffix(file)
      {
        return .skipped(because: "no known kind of file, and over \(limit >> 20) MiB")
      }
    }
    return read(
      file, limit: limit(for: syntax), mapping: mapping && syntax == .json, beginning: beginning)
  }

  private static func read(
    _ file: InputFile, limit: Int, mapping: Bool, beginning: [UInt8]?
  ) -> Outcome {
    do {
      let text = try FileBytes.text(of: file.path, limit: limit, mapping: mapping)
      return parse(text, of: file, beginning: beginning ?? Array(text.view.prefix(1 << 16)))
    } catch {
      return .failed(error.diagnostic)
    }
  }

  private static func parse(
    _ text: SourceText, of file: InputFile, beginning: [UInt8]
  ) -> Outcome {
    guard text.view.contains(where: { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }) else {
      return file.isNamed
        ? .failed(Diagnostic(.error, .emptyFile, at: text.position(at: 0)))
        : .skipped(because: "the file is empty")
    }
    if file.isNamed,
      let message = TerraformSources.message(
        for: file, beginning: beginning, count: text.view.count)
    {
      return .failed(Diagnostic(.error, message, at: text.position(at: 0)))
    }
    do {
      let root: ConfigurationValue
      switch syntax(of: file, beginning: beginning) {
      case .json: root = try JSONReader.read(text)
      case .yaml: root = try YAMLReader.read(text)
      case .neither: return .failed(Diagnostic(.error, .unknownKind, at: text.position(at: 0)))
      }
      guard let format = FormatRecognition.format(of: root) else {
        return file.isNamed
          ? .failed(Diagnostic(.error, .unknownKind, at: root.position))
          : .skipped(because: "no known kind of file")
      }
      return .document(LoadedDocument(path: file.path, format: format, root: root))
    } catch {
      if file.isNamed || FormatRecognition.format(ofBeginning: beginning) != nil {
        return .failed(error.diagnostic)
      }
      if hasKnownSuffix(file) {
        return .broken(
          Diagnostic(
            .warning, .skippedAsBroken(error.diagnostic.message), at: error.diagnostic.source))
      }
      return .skipped(because: "no known kind of file")
    }
  }

  /// What the file can be read as; a named one of neither syntax by its suffix, for a better error.
  private static func syntax(
    of file: InputFile, beginning: [UInt8]
  ) -> FormatRecognition.Syntax {
    let found = FormatRecognition.syntax(ofBeginning: beginning)
    guard found == .neither, file.isNamed else { return found }
    let name = file.name.lowercased()
    if name.hasSuffix(".json") { return .json }
    return name.hasSuffix(".yaml") || name.hasSuffix(".yml") ? .yaml : .neither
  }

  private static func hasKnownSuffix(_ file: InputFile) -> Bool {
    [".json", ".yaml", ".yml"].contains { file.name.lowercased().hasSuffix($0) }
  }

  private static func limit(for syntax: FormatRecognition.Syntax) -> Int {
    syntax == .yaml ? DocumentLimits.yamlBytes : DocumentLimits.jsonBytes
  }
}

extension Diagnostic.Message {
  static func skippedAsBroken(_ reason: Self) -> Self {
    Self("the file is skipped: \(reason.text)")
  }

  static var unknownKind: Self {
    Self(
      "the file is of no kind that is read; give Azure ML YAML, an ARM template, a "
        + "Terraform plan or state, exported resources (az … list, Resource Graph) or an overlay")
  }
}
