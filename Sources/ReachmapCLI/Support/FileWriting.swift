#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Writes files whole or not at all.
enum FileWriting {
  /// The system's number of an error.
  struct Failure: Error {
    let code: Int32
    var reason: String { String(cString: strerror(code)) }
  }

  /// A file that was written beside its final place.
  private struct Prepared {
    let temporary: String
    let target: String
  }

  /// Writes every file, or none where one cannot be written.
  ///
  /// Each is written beside its place first and then takes it. What is no file, a terminal or a
  /// pipe, is written to as it is.
  static func write(_ files: [(path: String, bytes: [UInt8])]) throws(CommandFailure) {
    var prepared: [Prepared] = []
    var streams: [(path: String, bytes: [UInt8])] = []
    do throws(CommandFailure) {
      for file in files {
        if isStream(file.path) {
          streams.append(file)
        } else {
          prepared.append(try prepare(file.path, file.bytes))
        }
      }
      for file in prepared where rename(file.temporary, file.target) != 0 {
        throw failure(file.target, Failure(code: errno))
      }
      for stream in streams { try writeStream(stream.path, stream.bytes) }
    } catch {
      for file in prepared { unlink(file.temporary) }
      throw error
    }
  }

  /// Writes to an open file; the error, or nil where all went well.
  static func write(_ bytes: [UInt8], to descriptor: Int32) -> Failure? {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        #if canImport(Glibc)
          Glibc.write(descriptor, $0.baseAddress, $0.count)
        #else
          Darwin.write(descriptor, $0.baseAddress, $0.count)
        #endif
      }
      if count < 0 {
        if errno == EINTR { continue }
        return Failure(code: errno)
      }
      rest = rest.dropFirst(count)
    }
    return nil
  }

  /// Writes the answer to standard output. A reader that went away is no error.
  static func writeOutput(_ bytes: [UInt8]) throws(CommandFailure) {
    guard let failure = write(bytes, to: STDOUT_FILENO), failure.code != EPIPE else { return }
    throw CommandFailure(
      .unwritableOutput, "cannot write to standard output: \(failure.reason)")
  }

  private static func isStream(_ path: String) -> Bool {
    if path == "-" { return true }
    var status = stat()
    guard stat(path, &status) == 0 else { return false }
    let type = status.st_mode & S_IFMT
    // A directory is left to the writing, which then says so.
    return type != S_IFREG && type != S_IFDIR
  }

  private static func writeStream(_ path: String, _ bytes: [UInt8]) throws(CommandFailure) {
    // Opened anew, `/dev/stdout` would begin at the start of a file again.
    if path == "-" || path == "/dev/stdout" { return try writeOutput(bytes) }
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path, Failure(code: errno)) }
    defer { close(descriptor) }
    if let problem = write(bytes, to: descriptor), problem.code != EPIPE {
      throw failure(path, problem)
    }
  }

  private static func prepare(_ path: String, _ bytes: [UInt8]) throws(CommandFailure) -> Prepared {
    // A link stays a link: what it leads to is replaced.
    let target = resolved(path) ?? path
    var status = stat()
    let exists = stat(target, &status) == 0
    if exists, status.st_mode & S_IFMT == S_IFDIR {
      throw failure(path, Failure(code: EISDIR))
    }
    if exists, access(target, W_OK) != 0 { throw failure(path, Failure(code: errno)) }
    let temporary = "\(target).\(getpid()).part"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw failure(path, Failure(code: errno)) }
    if exists { fchmod(descriptor, status.st_mode & 0o7777) }
    let problem = write(bytes, to: descriptor)
    let isClosed = close(descriptor) == 0
    guard problem == nil, isClosed else {
      unlink(temporary)
      throw failure(path, problem ?? Failure(code: errno))
    }
    return Prepared(temporary: temporary, target: target)
  }

  private static func resolved(_ path: String) -> String? {
    guard let pointer = realpath(path, nil) else { return nil }
    defer { free(pointer) }
    return String(cString: pointer)
  }

  private static func failure(_ path: String, _ failure: Failure) -> CommandFailure {
    CommandFailure(.unwritableOutput, "cannot write '\(path)': \(failure.reason)")
  }
}
