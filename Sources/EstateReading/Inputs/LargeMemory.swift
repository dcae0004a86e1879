internal import Foundation

/// Blocks of memory as large as a tenant's export.
enum LargeMemory {
  /// Asks the system to map a block that is going to be filled by large pages.
  ///
  /// By small ones a tenant's export costs as much time in the kernel's faults, fifty thousand of
  /// them, as a thread needs to read it. This is a hint: it changes neither what the memory holds
  /// nor whose it is, and where the system does not take it, nothing happens.
  static func expectFilling(_ block: UnsafeMutableRawBufferPointer) {
    #if os(Linux)
      guard let start = block.baseAddress else { return }
      // The system takes whole pages: those within the block.
      let page = UInt(sysconf(Int32(_SC_PAGESIZE)))
      let first = (UInt(bitPattern: start) + page - 1) / page * page
      let end = UInt(bitPattern: start + block.count) / page * page
      guard first < end else { return }
      madvise(UnsafeMutableRawPointer(bitPattern: first), Int(end - first), MADV_HUGEPAGE)
    #endif
  }
}
