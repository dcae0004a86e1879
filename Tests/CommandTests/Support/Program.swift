import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The built program, run as a user runs it.
enum Program {
  /// What one run left behind.
  struct Run {
    /// The exit status, or minus the signal that ended it.
    let status: Int32
    let output: [UInt8]
    let error: String
    /// Processor time, which other work on the machine does not lengthen.
    let seconds: Double
    let peakBytes: Int

    var text: String { String(decoding: output, as: UTF8.self) }
    var errorLines: [Substring] { error.split(separator: "\n") }
  }

  struct Failure: Error {
    let message: String
  }

  /// The program beside the tests.
  static var path: String {
    get throws {
      var folder = Bundle.main.bundleURL
      #if canImport(Darwin)
        if let bundle = Bundle.allBundles.first(where: { $0.bundlePath.hasSuffix(".xctest") }) {
          folder = bundle.bundleURL.deletingLastPathComponent()
        }
      #endif
      let path = folder.appendingPathComponent("reachmap").path
      guard FileManager.default.isExecutableFile(atPath: path) else {
        throw Failure(message: "no program at \(path); run swift build first")
      }
      return path
    }
  }

  /// The root of the package, where `Examples` is.
  static var root: String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().path
  }

  static func run(
    _ arguments: String..., in folder: String = root, input: String = "",
    environment: [String: String] = [:]
  ) throws -> Run {
    try run(arguments, in: folder, input: input, environment: environment)
  }

  static func run(
    _ arguments: [String], in folder: String = root, input: String = "",
    environment: [String: String] = [:]
  ) throws -> Run {
    let scratch = try ScratchFolder()
    let inputPath = try scratch.write("input", input)
    let outputPath = scratch.path("output")
    let errorPath = scratch.path("error")
    #if canImport(Glibc)
      var actions = posix_spawn_file_actions_t()
    #else
      var actions: posix_spawn_file_actions_t?
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, inputPath, O_RDONLY, 0)
    posix_spawn_file_actions_addopen(
      &actions, STDOUT_FILENO, outputPath, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_addopen(
      &actions, STDERR_FILENO, errorPath, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    // The shell becomes the program, so that what is measured is the program's.
    let shell = "/bin/sh"
    let words = [shell, "-c", "cd \"$0\" && exec \"$@\"", folder, try path] + arguments
    var process: pid_t = 0
    let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let code = withPointers(words) { words in
      withPointers(variables.map { "\($0)=\($1)" }) { variables in
        posix_spawn(&process, shell, &actions, nil, words, variables)
      }
    }
    guard code == 0 else {
      throw Failure(message: "\(shell): \(String(cString: strerror(code)))")
    }
    let (status, usage) = wait(for: process)
    #if canImport(Glibc)
      let peak = Int(usage.ru_maxrss) * 1024
    #else
      let peak = Int(usage.ru_maxrss)
    #endif
    return Run(
      status: status, output: try scratch.bytes("output"),
      error: String(decoding: try scratch.bytes("error"), as: UTF8.self),
      seconds: seconds(usage.ru_utime) + seconds(usage.ru_stime), peakBytes: peak)
  }

  /// Waits for the end, and makes an end of it after two minutes.
  private static func wait(for process: pid_t) -> (Int32, rusage) {
    var status: Int32 = 0
    var usage = rusage()
    let deadline = ContinuousClock.now.advanced(by: .seconds(120))
    while true {
      let ended = wait4(process, &status, WNOHANG, &usage)
      if ended == process { break }
      if ended < 0, errno != EINTR { return (-Int32.max, usage) }
      if ContinuousClock.now > deadline { kill(process, SIGKILL) }
      usleep(2_000)
    }
    let signal = status & 0x7f
    return (signal == 0 ? (status >> 8) & 0xff : -signal, usage)
  }

  private static func seconds(_ time: timeval) -> Double {
    Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000
  }

  private static func withPointers<Value>(
    _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Value
  ) -> Value {
    var pointers = texts.map { strdup($0) }
    defer { pointers.forEach { free($0) } }
    pointers.append(nil)
    return body(pointers)
  }
}

/// A folder of its own for one test, gone with it.
final class ScratchFolder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("reachmap-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit {
    do { try FileManager.default.removeItem(atPath: path) } catch {
      print("cannot remove \(path): \(error)")
    }
  }

  func path(_ name: String) -> String { "\(path)/\(name)" }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
    return path(name)
  }

  func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: path(name))))
  }

  /// The names in it, hidden ones too.
  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }
}
