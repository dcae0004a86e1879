internal import ArgumentParser

/// A command whose name is taken and whose work is not done yet.
protocol CommandToCome: ParsableCommand {
  static var name: String { get }
}

extension CommandToCome {
  static var _errorLabel: String { "reachmap: error" }

  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: name, shouldDisplay: false)
  }

  func run() throws {
    throw CommandFailure(
      .usage,
      "'\(Self.name)' is not built yet; there are query, matrix, check, list, draw and schema")
  }
}

struct ScenariosCommand: CommandToCome {
  static let name = "scenarios"

  @Argument(parsing: .captureForPassthrough) var rest: [String] = []
}

struct LintCommand: CommandToCome {
  static let name = "lint"

  @Argument(parsing: .captureForPassthrough) var rest: [String] = []
}

struct DiffCommand: CommandToCome {
  static let name = "diff"

  @Argument(parsing: .captureForPassthrough) var rest: [String] = []
}

struct EmbedCommand: CommandToCome {
  static let name = "embed"

  @Argument(parsing: .captureForPassthrough) var rest: [String] = []
}
