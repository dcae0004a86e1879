internal import EstateModel
internal import Foundation

/// The bytes of a file, within a limit that is checked before anything is read.
enum FileBytes {
  static func read(_ path: String, limit: Int) throws(DocumentFailure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(path) }
    let isRegular = status.st_mode & S_IFMT == S_IFREG
    let size = isRegular ? Int(status.st_size) : 0
    let start = SourcePosition(file: path, line: 1, column: 1)
    guard size <= limit else {
      throw DocumentFailure(.fileTooLarge(size, limit: limit, format: "a file"), at: start)
    }
    var bytes: [UInt8] = []
    var failed = false
    // A pipe tells no size: it is read until it ends or goes over the limit.
    while true {
      let wanted = isRegular ? max(size - bytes.count, 1) : 1 << 20
      let before = bytes.count
      var got = 0
      if isRegular, before == 0, size > 0 {
        bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
          got = Foundation.read(descriptor, buffer.baseAddress, size)
          count = max(got, 0)
        }
      } else {
        let chunk = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
          got = Foundation.read(descriptor, buffer.baseAddress, wanted)
          count = max(got, 0)
        }
        bytes += chunk
      }
      if got < 0 {
        if errno == EINTR { continue }
        failed = true
      }
      guard got > 0 else { break }
      guard bytes.count <= limit else {
        throw DocumentFailure(
          .fileTooLarge(bytes.count, limit: limit, format: "a file"), at: start)
      }
    }
    if failed { throw failure(path) }
    return UTF8Text.transcodedFromUTF16(bytes)
  }

  /// The first bytes of a file, enough to see what it is; empty when it cannot be read.
  static func beginning(of path: String, count wanted: Int = 1 << 16) -> [UInt8] {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
      count = max(Foundation.read(descriptor, buffer.baseAddress, wanted), 0)
    }
    return UTF8Text.transcodedFromUTF16(bytes)
  }

  static func size(of path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  private static func failure(_ path: String) -> DocumentFailure {
    DocumentFailure(
      .unreadable(String(cString: strerror(errno))),
      at: SourcePosition(file: path, line: 1, column: 1))
  }
}

extension Diagnostic.Message {
  static func unreadable(_ reason: String) -> Self {
    Self("the file cannot be read: \(reason)")
  }
}
