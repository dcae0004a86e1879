internal import EstateModel
internal import Foundation

/// The official compiler of Bicep, where one is on the search path: `bicep`, else `az bicep`.
///
/// It restores no modules of registries and gets no shell. The JSON that it prints has no map back to
/// the source, so its places are told as those of `main.bicep (compiled)`: they are the lines that
/// `bicep build --stdout main.bicep` shows.
struct BicepCompiler {
  private enum Tool {
    case bicep(String)
    case az(String)
  }

  /// How long it may take for one file.
  static let limit = Duration.seconds(120)

  private let tool: Tool
  private let environment: [String: String]
  private let limit: Duration

  /// `nil` where the search path has neither.
  ///
  /// - Parameter searchPath: in place of the environment's `PATH`.
  init?(searchPath: String? = nil, limit: Duration = BicepCompiler.limit) {
    var environment = ProcessInfo.processInfo.environment
    if let searchPath { environment["PATH"] = searchPath }
    // `az` would ask the network for newer versions.
    environment["AZURE_BICEP_CHECK_VERSION"] = "false"
    let folders = (environment["PATH"] ?? "").split(separator: ":").filter { $0.hasPrefix("/") }
    func program(_ name: String) -> String? {
      folders.map { "\($0)/\(name)" }.first {
        FileKind(of: $0, followingLinks: true) == .regular && access($0, X_OK) == 0
      }
    }
    if let path = program("bicep") {
      tool = .bicep(path)
    } else if let path = program("az") {
      tool = .az(path)
    } else {
      return nil
    }
    self.environment = environment
    self.limit = limit
  }

  /// What the compiler made of a file.
  struct Result {
    /// What it prints; `nil` where it has found errors.
    var json: ConfigurationValue?
    var diagnostics: [Diagnostic] = []
  }

  func compile(_ path: String) -> Result {
    let command = BicepSources.isParameterFile(path) ? "build-params" : "build"
    // A file named like an option is none.
    let file = path.hasPrefix("-") ? "./\(path)" : path
    let start = SourcePosition(file: path, line: 1, column: 1)
    let outcome: ToolProcess.Outcome
    do {
      switch tool {
      case .bicep(let program):
        outcome = try ToolProcess.run(
          program, [command, "--stdout", "--no-restore", file], environment: environment,
          limit: limit)
      case .az(let program):
        outcome = try ToolProcess.run(
          program, ["bicep", command, "--stdout", "--no-restore", "--file", file],
          environment: environment, limit: limit)
      }
    } catch {
      return Result(diagnostics: [Diagnostic(.error, .bicepFailed(error), at: start)])
    }
    var result = Result(diagnostics: BicepDiagnostics(outcome.error, of: path).all)
    let hasError = result.diagnostics.contains { $0.severity == .error }
    guard outcome.status == 0 else {
      if !hasError {
        result.diagnostics.append(
          Diagnostic(.error, .bicepEnded(outcome.status, outcome.error), at: start))
      }
      return result
    }
    do {
      result.json = try JSONReader.read(
        SourceText(file: Self.compiled(path), bytes: outcome.output))
    } catch {
      result.diagnostics.append(error.diagnostic)
    }
    return result
  }

  /// What the compiled form of a file is called.
  static func compiled(_ path: String) -> String { "\(path) (compiled)" }
}

extension Diagnostic.Message {
  static func bicepNotCompiled(_ file: String) -> Self {
    let command = BicepSources.isParameterFile(file) ? "build-params" : "build"
    return Self(
      "Bicep has to be compiled, and neither 'bicep' nor 'az' is on PATH; install one "
        + "(https://aka.ms/bicep-install), or give the JSON that 'az bicep \(command) --file \(file)' "
        + "makes, or an export of what is deployed (az group export, az … list)")
  }

  fileprivate static func bicepFailed(_ failure: ToolProcess.Failure) -> Self {
    switch failure {
    case .notStarted(let reason): Self("the Bicep compiler could not be started: \(reason)")
    case .timedOut(let seconds):
      Self(
        "the Bicep compiler did not end within \(seconds) s and was stopped; give the compiled JSON"
      )
    case .tooMuchOutput: Self("the Bicep compiler prints more than can be read")
    }
  }

  /// - Parameter text: what it said, of which the first line tells most.
  fileprivate static func bicepEnded(_ status: Int32?, _ text: String) -> Self {
    let said = text.split(whereSeparator: \.isNewline).first.map { ": \($0)" } ?? ""
    let ending = status.map { "with status \($0)" } ?? "by a signal"
    return Self("the Bicep compiler ended \(ending)\(said)")
  }
}
