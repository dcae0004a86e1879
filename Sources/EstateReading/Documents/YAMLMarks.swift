/// The way from a mark of the YAML parser back to a byte.
///
/// The parser counts lines and columns from 1, columns in Unicode scalars, and ends a line at the
/// breaks of YAML 1.1, which are more than a text editor knows. Checkpoints keep a mark far into a
/// long line cheap.
struct YAMLMarks {
  private struct Checkpoint {
    var line: Int
    var column: Int
    var offset: Int
  }

  private static let stride = 512
  private let bytes: [UInt8]
  private var checkpoints: [Checkpoint]

  /// - Parameter start: where the text that the parser was given begins, behind a byte order mark.
  init(bytes: [UInt8], from start: Int) {
    self.bytes = bytes
    var current = Checkpoint(line: 1, column: 1, offset: start)
    var made = [current]
    var next = start + Self.stride
    while current.offset < bytes.count {
      Self.step(&current, over: bytes)
      if current.offset >= next {
        made.append(current)
        next = current.offset + Self.stride
      }
    }
    checkpoints = made
  }

  /// The byte that a mark points at; the last byte behind the end for a mark behind it.
  func offset(line: Int, column: Int) -> Int {
    var low = 0
    var high = checkpoints.count
    while high - low > 1 {
      let middle = (low + high) / 2
      let checkpoint = checkpoints[middle]
      if (checkpoint.line, checkpoint.column) <= (line, column) {
        low = middle
      } else {
        high = middle
      }
    }
    var current = checkpoints[low]
    while (current.line, current.column) < (line, column), current.offset < bytes.count {
      Self.step(&current, over: bytes)
    }
    return current.offset
  }

  private static func step(_ current: inout Checkpoint, over bytes: [UInt8]) {
    let offset = current.offset
    let byte = bytes[offset]
    func at(_ distance: Int) -> UInt8 {
      offset + distance < bytes.count ? bytes[offset + distance] : 0
    }
    let length: Int
    let isBreak: Bool
    switch byte {
    case 0x0A: (length, isBreak) = (1, true)
    case 0x0D: (length, isBreak) = (at(1) == 0x0A ? 2 : 1, true)
    case 0xC2: (length, isBreak) = (2, at(1) == 0x85)
    case 0xE2: (length, isBreak) = (3, at(1) == 0x80 && (at(2) == 0xA8 || at(2) == 0xA9))
    case 0xC3...0xDF: (length, isBreak) = (2, false)
    case 0xE0...0xEF: (length, isBreak) = (3, false)
    case 0xF0...: (length, isBreak) = (4, false)
    default: (length, isBreak) = (1, false)
    }
    current.offset = min(offset + length, bytes.count)
    if isBreak {
      current.line += 1
      current.column = 1
    } else {
      current.column += 1
    }
  }
}
