internal import Foundation

/// Another program, run to its end or to a limit of time, without a shell.
///
/// By `posix_spawn` rather than Foundation's `Process`: at the limit the whole group of processes has to
/// end, since `az` is a script that starts the compiler.
enum ToolProcess {
  struct Outcome {
    /// The exit status; `nil` where a signal ended the program.
    let status: Int32?
    let output: [UInt8]
    let error: String
  }

  enum Failure: Error {
    case notStarted(String)
    case timedOut(seconds: Int)
    case tooMuchOutput
  }

  static func run(
    _ executable: String, _ arguments: [String], environment: [String: String], limit: Duration
  ) throws(Failure) -> Outcome {
    guard let output = ScratchFile(), let error = ScratchFile() else {
      throw .notStarted("no temporary file could be made")
    }
    let process = try start(
      executable, arguments, environment: environment, output: output, error: error)
    let status = try wait(for: process, limit: limit)
    guard let bytes = output.bytes(limit: DocumentLimits.jsonBytes),
      let text = error.bytes(limit: 1 << 24)
    else { throw .tooMuchOutput }
    return Outcome(status: status, output: bytes, error: String(decoding: text, as: UTF8.self))
  }

  private static func start(
    _ executable: String, _ arguments: [String], environment: [String: String],
    output: borrowing ScratchFile, error: borrowing ScratchFile
  ) throws(Failure) -> pid_t {
    #if canImport(Glibc)
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #else
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output.descriptor, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, error.descriptor, STDERR_FILENO)
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // A group of its own, which can be ended as one.
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    posix_spawnattr_setpgroup(&attributes, 0)
    let variables = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    var words = ([executable] + arguments).map { strdup($0) } + [nil]
    var settings = variables.map { strdup($0) } + [nil]
    defer { (words + settings).forEach { free($0) } }
    var process: pid_t = 0
    let status = posix_spawn(&process, executable, &actions, &attributes, &words, &settings)
    guard status == 0 else { throw .notStarted(String(cString: strerror(status))) }
    return process
  }

  private static func wait(for process: pid_t, limit: Duration) throws(Failure) -> Int32? {
    let deadline = ContinuousClock.now.advanced(by: limit)
    var status: Int32 = 0
    var pause: UInt32 = 1_000
    while true {
      let ended = waitpid(process, &status, WNOHANG)
      if ended == process { break }
      if ended < 0, errno != EINTR { return nil }
      if ContinuousClock.now >= deadline {
        kill(-process, SIGKILL)
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        throw .timedOut(seconds: Int(limit.components.seconds))
      }
      usleep(pause)
      pause = min(pause * 2, 20_000)
    }
    // As `WIFEXITED` and `WEXITSTATUS` have it, which Swift does not see.
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : nil
  }
}

/// A temporary file without a name, gone when nobody has it open.
private struct ScratchFile: ~Copyable {
  let descriptor: Int32

  init?() {
    var name = Array("\(NSTemporaryDirectory())/reachmap-XXXXXX".utf8CString)
    descriptor = mkstemp(&name)
    guard descriptor >= 0 else { return nil }
    unlink(name)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  }

  deinit { close(descriptor) }

  /// All that was written; `nil` where that is over the limit or cannot be read.
  func bytes(limit: Int) -> [UInt8]? {
    var status = stat()
    guard fstat(descriptor, &status) == 0, Int(status.st_size) <= limit else { return nil }
    let size = Int(status.st_size)
    var bytes = [UInt8](repeating: 0, count: size)
    var offset = 0
    while offset < size {
      let got = bytes.withUnsafeMutableBytes { buffer in
        pread(
          descriptor, buffer.baseAddress.map { $0 + offset }, size - offset, off_t(offset))
      }
      if got < 0, errno == EINTR { continue }
      guard got > 0 else { return nil }
      offset += got
    }
    return bytes
  }
}
