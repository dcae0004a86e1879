#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Ends a run that meets a bug of reachmap's own with a message and status 70, and one of which an input
/// was cut short while it was read with status 65.
enum CrashReport {
  private static let stackSize = 1 << 16

  static func install() {
    // A stack of its own: one of the bugs may be that the usual one is used up.
    var stack = stack_t()
    stack.ss_sp = UnsafeMutableRawPointer.allocate(byteCount: stackSize, alignment: 16)
    stack.ss_size = .init(stackSize)
    sigaltstack(&stack, nil)
    var action = sigaction()
    #if canImport(Glibc)
      action.__sigaction_handler.sa_handler = handler
    #else
      action.__sigaction_u.__sa_handler = handler
    #endif
    action.sa_flags = Int32(SA_ONSTACK) | Int32(bitPattern: UInt32(SA_RESETHAND))
    for number in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGABRT, SIGFPE] {
      sigaction(number, &action, nil)
    }
    #if canImport(Glibc)
      // Linux sends it for nothing else that Swift code does.
      action.__sigaction_handler.sa_handler = lostInputHandler
      sigaction(SIGBUS, &action, nil)
    #endif
  }

  #if canImport(Glibc)
    private static let lostInputHandler: @convention(c) (Int32) -> Void = { _ in
      let message: StaticString =
        "reachmap: error: an input was cut short while it was read; run reachmap again\n"
      _ = write(STDERR_FILENO, message.utf8Start, message.utf8CodeUnitCount)
      _exit(65)
    }
  #endif

  /// Calls nothing but what a signal handler may.
  private static let handler: @convention(c) (Int32) -> Void = { _ in
    let message: StaticString =
      "reachmap: error: reachmap met a bug of its own and cannot answer; please report it\n"
    _ = write(STDERR_FILENO, message.utf8Start, message.utf8CodeUnitCount)
    _exit(70)
  }
}
