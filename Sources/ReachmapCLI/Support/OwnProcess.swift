#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif
internal import GraphvizRendering

/// This program, started once more to draw.
enum OwnProcess {
  static var renderer: IsolatedRenderer {
    IsolatedRenderer(executable: executable, arguments: [RenderWorkerCommand.name])
  }

  /// Where the running program is, whatever it was called by.
  private static var executable: String {
    #if canImport(Glibc)
      return "/proc/self/exe"
    #else
      var size: UInt32 = 0
      _NSGetExecutablePath(nil, &size)
      var path = [CChar](repeating: 0, count: Int(size) + 1)
      guard _NSGetExecutablePath(&path, &size) == 0 else { return CommandLine.arguments[0] }
      return String(cString: path)
    #endif
  }
}
