/// The place of a value in a file that a user wrote.
///
/// Lines and columns count from 1, columns in Unicode scalars. The place is that of the first
/// character of the value that decides, never of its key.
@usableFromInline package struct SourcePosition: Hashable, Sendable, Comparable {
  /// The path as it was given or found, `-` for standard input.
  package let file: String
  package let line: Int
  package let column: Int

  package init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }

  @usableFromInline package static func < (left: SourcePosition, right: SourcePosition) -> Bool {
    (left.file, left.line, left.column) < (right.file, right.line, right.column)
  }
}

extension SourcePosition: CustomStringConvertible {
  @usableFromInline package var description: String { "\(file):\(line):\(column)" }
}
