import Foundation

/// The test program that draws, built beside the tests.
package func probePath() -> String {
  let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundlePath
  let tests = bundle ?? CommandLine.arguments.first ?? ""
  return URL(fileURLWithPath: tests).deletingLastPathComponent()
    .appendingPathComponent("RenderProbe").path
}

/// True where long tests are wanted.
package var isSoaking: Bool { ProcessInfo.processInfo.environment["REACHMAP_SOAK"] != nil }

/// What a program wrote and how it ended.
package struct ProgramResult: Sendable {
  package let output: [UInt8]
  package let errors: String
  package let status: Int32
}

/// Runs a program with these variables added to the environment.
package func run(
  _ path: String, _ arguments: [String], environment: [String: String] = [:]
) throws -> ProgramResult {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: path)
  process.arguments = arguments
  process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("reachmap-test-" + UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { discard(folder) }
  let files = ["output", "errors"].map { folder.appendingPathComponent($0) }
  for file in files { try Data().write(to: file) }
  process.standardOutput = try FileHandle(forWritingTo: files[0])
  process.standardError = try FileHandle(forWritingTo: files[1])
  try process.run()
  process.waitUntilExit()
  return ProgramResult(
    output: Array(try Data(contentsOf: files[0])),
    errors: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self),
    status: process.terminationStatus)
}
