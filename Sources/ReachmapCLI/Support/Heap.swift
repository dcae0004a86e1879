#if canImport(Glibc)
  internal import Glibc
#endif

/// How the program's memory grows.
enum Heap {
  /// Makes memory that was given back be used again rather than mapped anew.
  ///
  /// A tenant's estate is tables that grow to megabytes: glibc maps each of these for itself and unmaps
  /// it when it grows, and the kernel clears its pages every time. Elsewhere nothing happens.
  static func expectEstate() {
    #if canImport(Glibc)
      // Swift's module of glibc leaves <malloc.h> out, so the function is looked up by its name.
      typealias Option = @convention(c) (_ name: CInt, _ value: CInt) -> CInt
      guard let symbol = dlsym(nil, "mallopt") else { return }
      let setOption = unsafeBitCast(symbol, to: Option.self)
      let (trimThreshold, topPad, mapThreshold): (CInt, CInt, CInt) = (-1, -2, -3)
      // The largest that glibc takes; tapes and files are larger and stay apart.
      _ = setOption(mapThreshold, 32 << 20)
      _ = setOption(trimThreshold, 512 << 20)
      _ = setOption(topPad, 16 << 20)
    #endif
  }
}
