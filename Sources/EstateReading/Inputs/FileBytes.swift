internal import Dispatch
internal import EstateModel
internal import Foundation
internal import Synchronization

/// The bytes of a file, within a limit that is checked before anything is read.
enum FileBytes {
  /// From this size on to copy a file takes a time that is noticed.
  private static let bytesOfLargeFile = 1 << 24

  static func read(_ path: String, limit: Int) throws(DocumentFailure) -> [UInt8] {
    try text(of: path, limit: limit, mapping: false).bytes
  }

  /// - Parameter mapping: Whether a large file is mapped rather than copied.
  static func text(
    of path: String, limit: Int, mapping: Bool
  ) throws(DocumentFailure) -> SourceText {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(path) }
    let isRegular = status.st_mode & S_IFMT == S_IFREG
    let size = isRegular ? Int(status.st_size) : 0
    guard size <= limit else {
      throw DocumentFailure(
        .fileTooLarge(size, limit: limit, format: "a file"),
        at: SourcePosition(file: path, line: 1, column: 1))
    }
    if mapping, size >= bytesOfLargeFile, let file = MappedFile(descriptor, size: size),
      !UTF8Text.isUTF16(file.bytes)
    {
      return SourceText(file: path, SharedElements(file))
    }
    let bytes = try read(descriptor, isRegular, size, path, limit: limit)
    return SourceText(file: path, bytes: UTF8Text.transcodedFromUTF16(bytes))
  }

  /// - Parameter size: of a regular file.
  private static func read(
    _ descriptor: Int32, _ isRegular: Bool, _ size: Int, _ path: String, limit: Int
  ) throws(DocumentFailure) -> [UInt8] {
    var bytes: [UInt8] = []
    var failed = false
    // A pipe tells no size: it is read until it ends or goes over the limit.
    while true {
      let wanted = isRegular ? max(size - bytes.count, 1) : 1 << 20
      let before = bytes.count
      var got = 0
      if isRegular, before == 0, size > 0 {
        bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
          got = whole(descriptor, size, into: buffer)
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
          .fileTooLarge(bytes.count, limit: limit, format: "a file"),
          at: SourcePosition(file: path, line: 1, column: 1))
      }
    }
    if failed { throw failure(path) }
    return bytes
  }

  /// Fills the buffer with the beginning of a file, a large one by two threads; gives how many bytes
  /// there are now, or -1 and the reason in `errno`.
  private static func whole(
    _ descriptor: Int32, _ size: Int, into buffer: UnsafeMutableBufferPointer<UInt8>
  ) -> Int {
    guard size >= bytesOfLargeFile, size <= buffer.count, let start = buffer.baseAddress else {
      return Foundation.read(descriptor, buffer.baseAddress, size)
    }
    LargeMemory.expectFilling(UnsafeMutableRawBufferPointer(buffer))
    let half = size / 2
    let address = UInt(bitPattern: start)
    let isFilled = Mutex<[Bool]>([false, false])
    DispatchQueue.concurrentPerform(iterations: 2) { part in
      let end = part == 0 ? half : size
      var offset = part == 0 ? 0 : half
      while offset < end {
        let got = pread(
          descriptor, UnsafeMutableRawPointer(bitPattern: address + UInt(offset)), end - offset,
          off_t(offset))
        guard got > 0 else { return }
        offset += got
      }
      isFilled.withLock { $0[part] = true }
    }
    // Where something came between, the file is read in order, and that tells what.
    guard isFilled.withLock({ $0 == [true, true] }) else {
      return Foundation.read(descriptor, buffer.baseAddress, size)
    }
    return Int(lseek(descriptor, off_t(size), SEEK_SET)) == size ? size : -1
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
