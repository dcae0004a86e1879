internal import Foundation

/// The bytes of a file where the system keeps them, without a copy of them.
///
/// Of a tenant's export the copy, and clearing the memory for it, costs as much as a tenth of the answer.
/// Where another process cuts the file short meanwhile, reading on ends in the signal `SIGBUS`.
final class MappedFile: Sendable {
  /// Holds as long as this does. Nobody writes to it.
  nonisolated(unsafe) let bytes: UnsafeBufferPointer<UInt8>

  /// Maps a file that is open for reading; `nil` where the system cannot.
  ///
  /// - Parameter size: its size in bytes, not zero.
  init?(_ descriptor: Int32, size: Int) {
    guard let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0),
      start != MAP_FAILED
    else { return nil }
    bytes = UnsafeBufferPointer(start: start.assumingMemoryBound(to: UInt8.self), count: size)
  }

  deinit { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count) }
}
