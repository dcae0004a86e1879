internal import CGraphviz
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// libgvc's contexts: made once, never freed, used only under the lock of `GraphvizLibrary.shared`.
///
/// A context that was made after another one had been freed reads freed memory.
struct GraphvizLibrary: ~Copyable, Sendable {
  static let shared = Mutex(GraphvizLibrary())

  // Unsafe as pointers always are to the compiler; safe, since only the lock's holder sees them.
  private nonisolated(unsafe) var closed: OpaquePointer?
  private nonisolated(unsafe) var open: OpaquePointer?

  private init() {}

  /// The context without text and image libraries, whose output is the same on every machine.
  mutating func closedContext() throws(RenderingFailure) -> OpaquePointer {
    if let closed { return closed }
    let folder = try Self.pluginFolder()
    let context = reachmapClosedContext(
      try Self.plugin("core", in: folder), try Self.plugin("dot_layout", in: folder),
      try Self.plugin("neato_layout", in: folder))
    guard let context else { throw .notInstalled("libgvc made no context") }
    closed = context
    return context
  }

  /// The context with every plugin of the machine: pango, cairo, rsvg.
  mutating func openContext() throws(RenderingFailure) -> OpaquePointer {
    if let open { return open }
    guard let context = gvContext() else { throw .notInstalled("libgvc made no context") }
    open = context
    return context
  }

  /// `GVBINDIR` as in Graphviz itself, else the folder `graphviz` beside libgvc.
  private static func pluginFolder() throws(RenderingFailure) -> String {
    if let named = getenv("GVBINDIR") { return String(cString: named) }
    guard let file = reachmapLibraryFile().map({ String(cString: $0) }),
      let slash = file.lastIndex(of: "/")
    else { throw .notInstalled("libgvc was not found") }
    return file[..<slash] + "/graphviz"
  }

  private static func plugin(
    _ name: String, in folder: String
  ) throws(RenderingFailure) -> UnsafeMutablePointer<gvplugin_library_t> {
    let stem = "libgvplugin_" + name + "."
    guard let file = fileNames(in: folder).filter({ $0.hasPrefix(stem) }).min(),
      let library = dlopen(folder + "/" + file, RTLD_NOW | RTLD_LOCAL),
      let symbol = dlsym(library, "gvplugin_" + name + "_LTX_library")
    else { throw .notInstalled("its plugin \(stem)so was not found in \(folder)") }
    return symbol.assumingMemoryBound(to: gvplugin_library_t.self)
  }

  private static func fileNames(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      names.append(
        withUnsafePointer(to: &entry.pointee.d_name) { pointer in
          let bytes = UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self)
          return String(cString: bytes)
        })
    }
    return names
  }
}

/// What Graphviz says meanwhile, instead of printing it to standard error.
enum GraphvizMessages {
  private static let collected = Mutex<String>("")

  /// Runs the body and returns what was said during it, a line each.
  static func during<Value>(
    _ body: () throws(RenderingFailure) -> Value
  ) throws(RenderingFailure) -> (value: Value, messages: [String]) {
    collected.withLock { $0 = "" }
    agseterrf { text in
      if let text { GraphvizMessages.collected.withLock { $0 += String(cString: text) } }
      return 0
    }
    defer { agseterrf(nil) }
    let value = try body()
    return (value, lines)
  }

  /// What has been said so far.
  static var lines: [String] {
    collected.withLock { text in
      text.split(separator: "\n").map(String.init)
    }
  }

  /// The last error said, for a failure's message.
  static var lastError: String {
    let lines = lines
    return lines.last { $0.hasPrefix("Error") } ?? lines.last ?? "it gave no reason"
  }
}
