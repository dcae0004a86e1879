internal import CGraphviz

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A running worker and the socket to it; `end` must be called once.
struct WorkerProcess: Sendable {
  private let process: pid_t
  private let socket: Int32

  init(executable: String, arguments: [String]) throws(RenderingFailure) {
    var pair: [Int32] = [-1, -1]
    #if canImport(Glibc)
      let status = socketpair(
        AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &pair)
    #else
      let status = socketpair(AF_UNIX, SOCK_STREAM, 0, &pair)
      for descriptor in pair {
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        var on: Int32 = 1
        setsockopt(
          descriptor, SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<Int32>.size))
      }
    #endif
    guard status == 0 else { throw .workerFailed("no socket could be made for it") }
    defer { close(pair[1]) }
    guard let process = Self.start(executable, arguments, socket: pair[1]) else {
      close(pair[0])
      throw .workerFailed("'\(executable)' could not be started")
    }
    self.process = process
    socket = pair[0]
  }

  func ask(_ request: [UInt8], within limit: Duration) throws(RenderingFailure) -> WorkerReply {
    let deadline = ContinuousClock.now.advanced(by: limit)
    let seconds = Int(limit.components.seconds)
    let stream = FrameStream(input: socket, output: socket)
    let reading = stream.write(request, until: deadline) ? stream.read(until: deadline) : .end
    switch reading {
    case .frame(let bytes):
      do { return try WorkerReply(bytes) } catch {
        throw .workerFailed("its answer was garbled")
      }
    case .failed(.late): throw .timedOut(seconds: seconds)
    case .failed(.garbled), .end: throw ending(before: deadline, seconds)
    }
  }

  /// Ends the process, whatever it is doing, and leaves nothing of it behind.
  func end() {
    close(socket)
    kill(process, SIGKILL)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
  }

  /// Why a process that has closed its end of the socket has ended; it is left to be reaped.
  private func ending(
    before deadline: ContinuousClock.Instant, _ seconds: Int
  ) -> RenderingFailure {
    var information = siginfo_t()
    while ContinuousClock.now < deadline {
      information = siginfo_t()
      let status = waitid(P_PID, id_t(process), &information, WEXITED | WNOHANG | WNOWAIT)
      if status == 0, information.si_signo == SIGCHLD {
        let value = Self.status(of: information)
        return information.si_code == Int32(CLD_EXITED)
          ? .workerFailed("it ended with status \(value)") : .crashed(signal: value)
      }
      if status < 0, errno != EINTR { return .workerFailed("it was lost") }
      usleep(1_000)
    }
    return .timedOut(seconds: seconds)
  }

  private static func status(of information: siginfo_t) -> Int32 {
    var information = information
    return reachmapExitStatus(&information)
  }

  /// The file of the running program.
  static var thisProgram: String? {
    #if canImport(Glibc)
      var buffer = [CChar](repeating: 0, count: 4_096)
      let count = readlink("/proc/self/exe", &buffer, buffer.count)
      guard count > 0, count < buffer.count else { return nil }
      return String(
        decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: Unicode.UTF8.self)
    #else
      var size = UInt32(4_096)
      var buffer = [CChar](repeating: 0, count: Int(size))
      guard _NSGetExecutablePath(&buffer, &size) == 0 else { return nil }
      return String(
        decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: Unicode.UTF8.self)
    #endif
  }

  /// With the socket as standard input and output, and silent.
  private static func start(
    _ executable: String, _ arguments: [String], socket: Int32
  ) -> pid_t? {
    #if canImport(Glibc)
      var actions = posix_spawn_file_actions_t()
    #else
      var actions: posix_spawn_file_actions_t?
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, socket, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, socket, STDOUT_FILENO)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    var words = ([executable] + arguments).map { strdup($0) }
    defer { words.forEach { free($0) } }
    words.append(nil)
    var process: pid_t = 0
    let status = posix_spawn(
      &process, executable, &actions, nil, words, reachmapEnvironment())
    return status == 0 ? process : nil
  }
}
