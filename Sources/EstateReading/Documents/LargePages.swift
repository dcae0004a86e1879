internal import Foundation

/// Asks the system for large pages under memory that is about to be filled.
///
/// Handing out a hundred megabytes page by page takes as long as finding the values in them.
enum LargePages {
  private static let size = 2 << 20

  static func prefer(for start: UnsafeMutableRawPointer?, count: Int) {
    #if os(Linux)
      guard let start, count >= 4 * size else { return }
      let first = (UInt(bitPattern: start) + UInt(size) - 1) & ~(UInt(size) - 1)
      let end = (UInt(bitPattern: start) + UInt(count)) & ~(UInt(size) - 1)
      // A system without them goes on with small ones.
      madvise(UnsafeMutableRawPointer(bitPattern: first), Int(end - first), 14 /* MADV_HUGEPAGE */)
    #endif
  }
}
