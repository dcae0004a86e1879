#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The other end of `IsolatedRenderer`: what a program does that was started to draw.
///
/// It answers requests from standard input on standard output until there are no more, with its
/// memory and its processor time bounded and without core files. Nobody calls it by hand.
package enum RenderWorker {
  /// Returns the exit status: 0 when there are no more requests, 65 after garbled ones.
  package static func run(memoryLimit: UInt64 = 4 << 30) -> Int32 {
    bound(memoryLimit)
    // Graphviz reads no image files where it believes to serve the web.
    unsetenv("SERVER_NAME")
    let renderer = Renderer()
    let stream = FrameStream(input: STDIN_FILENO, output: STDOUT_FILENO)
    while true {
      switch stream.read(until: nil) {
      case .end: return 0
      case .failed: return 65
      case .frame(let bytes):
        let request: WorkerRequest
        // Who asks garbled questions gets the status instead of an answer.
        do { request = try WorkerRequest(bytes) } catch { return 65 }
        guard stream.write(answer(request, renderer).bytes, until: nil) else { return 0 }
      }
    }
  }

  private static func answer(_ request: WorkerRequest, _ renderer: Renderer) -> WorkerReply {
    do {
      switch request {
      case .layout(let dot, let strategy):
        return .layout(try renderer.layout(dot, strategy: strategy))
      case .draw(let dot, let format, let imagePath):
        return .picture(try renderer.draw(dot: dot, as: format, imagePath: imagePath))
      }
    } catch {
      return .failure(error)
    }
  }

  /// A limit that the system does not know, as some of these on macOS, is not set.
  private static func bound(_ memoryLimit: UInt64) {
    var memory = rlimit(rlim_cur: rlim_t(memoryLimit), rlim_max: rlim_t(memoryLimit))
    var cores = rlimit(rlim_cur: 0, rlim_max: 0)
    // Ends the worker where nobody is left to end it.
    var seconds = rlimit(rlim_cur: 120, rlim_max: 120)
    #if canImport(Glibc)
      setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &memory)
      setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &cores)
      setrlimit(__rlimit_resource_t(RLIMIT_CPU.rawValue), &seconds)
    #else
      setrlimit(RLIMIT_AS, &memory)
      setrlimit(RLIMIT_CORE, &cores)
      setrlimit(RLIMIT_CPU, &seconds)
    #endif
  }
}
