#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Sends and receives byte strings, each after its length, with a deadline.
struct FrameStream {
  let input: Int32
  let output: Int32

  enum Reading {
    case frame([UInt8])
    /// The other side has closed.
    case end
    case failed(Reason)
  }

  enum Reason {
    case late, garbled
  }

  private static let largest = 1 << 29

  func read(until deadline: ContinuousClock.Instant?) -> Reading {
    var head: [UInt8] = []
    switch fill(&head, count: 8, until: deadline) {
    case .whole: break
    case .end: return head.isEmpty ? .end : .failed(.garbled)
    case .late: return .failed(.late)
    }
    let count = head.reduce(0) { $0 << 8 | UInt64($1) }
    guard count <= UInt64(Self.largest) else { return .failed(.garbled) }
    var body: [UInt8] = []
    switch fill(&body, count: Int(count), until: deadline) {
    case .whole: return .frame(body)
    case .end: return .failed(.garbled)
    case .late: return .failed(.late)
    }
  }

  /// False where the other side does not take it, or not in time.
  func write(_ bytes: [UInt8], until deadline: ContinuousClock.Instant?) -> Bool {
    var writer = WireWriter()
    writer.write(bytes)
    var rest = writer.bytes[...]
    while !rest.isEmpty {
      guard wait(output, for: Int16(POLLOUT), until: deadline) else { return false }
      let count = rest.withUnsafeBytes { buffer in
        #if canImport(Glibc)
          send(output, buffer.baseAddress, min(buffer.count, 1 << 16), Int32(MSG_NOSIGNAL))
        #else
          send(output, buffer.baseAddress, min(buffer.count, 1 << 16), 0)
        #endif
      }
      if count < 0, errno == EINTR || errno == EAGAIN { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  private enum Filling { case whole, end, late }

  private func fill(
    _ bytes: inout [UInt8], count: Int, until deadline: ContinuousClock.Instant?
  ) -> Filling {
    var buffer = [UInt8](repeating: 0, count: min(count, 1 << 16))
    while bytes.count < count {
      guard wait(input, for: Int16(POLLIN), until: deadline) else { return .late }
      let wanted = min(buffer.count, count - bytes.count)
      let got = buffer.withUnsafeMutableBytes { recv(input, $0.baseAddress, wanted, 0) }
      if got < 0, errno == EINTR || errno == EAGAIN { continue }
      guard got > 0 else { return .end }
      bytes += buffer[..<got]
    }
    return .whole
  }

  private func wait(
    _ descriptor: Int32, for event: Int16, until deadline: ContinuousClock.Instant?
  ) -> Bool {
    while true {
      var milliseconds: Int32 = -1
      if let deadline {
        let left = ContinuousClock.now.duration(to: deadline)
        guard left > .zero else { return false }
        milliseconds =
          Int32(clamping: left.components.seconds * 1_000)
          + Int32(left.components.attoseconds / 1_000_000_000_000_000) + 1
      }
      var watched = pollfd(fd: descriptor, events: event, revents: 0)
      let count = poll(&watched, 1, milliseconds)
      if count > 0 { return true }
      if count < 0, errno != EINTR { return true }
    }
  }
}
