#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that is written whole or not at all.
enum OutputFile {
  static func write(_ bytes: [UInt8], to path: String) throws(CommandFailure) {
    if isDevice(path) {
      let descriptor = open(path, O_WRONLY)
      guard descriptor >= 0 else { throw failure(path, errno) }
      defer { close(descriptor) }
      if let code = Console.write(bytes, to: descriptor) { throw failure(path, code) }
      return
    }
    // A temporary file beside it takes its name once it is complete.
    let temporary = "\(path).\(getpid()).partial"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL, 0o644)
    guard descriptor >= 0 else { throw failure(path, errno) }
    var code = Console.write(bytes, to: descriptor)
    if close(descriptor) != 0, code == nil { code = errno }
    if code == nil, rename(temporary, path) != 0 { code = errno }
    if let code {
      unlink(temporary)
      throw failure(path, code)
    }
  }

  private static func isDevice(_ path: String) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else { return false }
    return status.st_mode & S_IFMT != S_IFREG && status.st_mode & S_IFMT != S_IFDIR
  }

  private static func failure(_ path: String, _ code: Int32) -> CommandFailure {
    CommandFailure(
      .outputNotWritten, "cannot write \(path): \(String(cString: strerror(code)))")
  }
}
