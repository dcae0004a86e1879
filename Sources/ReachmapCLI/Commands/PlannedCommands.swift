import ArgumentParser

/// Commands that are not built yet: they say so instead of passing for a misspelling.
enum PlannedCommands {
  static let all: [any ParsableCommand.Type] = [
    MatrixCommand.self, ScenariosCommand.self, LintCommand.self, CheckCommand.self,
    DiffCommand.self, EmbedCommand.self,
  ]
}

protocol PlannedCommand: ParsableCommand {
  static var name: String { get }
}

extension PlannedCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: name, abstract: "Not built yet.", shouldDisplay: false)
  }

  func run() throws {
    throw CommandFailure(
      .wrongUsage,
      "the command '\(Self.name)' is not built yet; there are query, list, draw and schema")
  }
}

struct MatrixCommand: PlannedCommand {
  static let name = "matrix"
  @Argument(parsing: .captureForPassthrough) var rest: [String] = []
}

struct ScenariosCommand: PlannedCommand {
  static let name = "scenarios"
  @Argument(parsing: .captureForPassthrough) var rest: [String] = []
}

struct LintCommand: PlannedCommand {
  static let name = "lint"
  @Argument(parsing: .captureForPassthrough) var rest: [String] = []
}

struct CheckCommand: PlannedCommand {
  static let name = "check"
  @Argument(parsing: .captureForPassthrough) var rest: [String] = []
}

struct DiffCommand: PlannedCommand {
  static let name = "diff"
  @Argument(parsing: .captureForPassthrough) var rest: [String] = []
}

struct EmbedCommand: PlannedCommand {
  static let name = "embed"
  @Argument(parsing: .captureForPassthrough) var rest: [String] = []
}
